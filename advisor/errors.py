"""The error tree: everything that can be wrong with a user's input, as plain sentences with their places.

Standard library only. An error carries *all* findings of one input, so that a user can fix them in one go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterable


MISSING_LIBRARY, CONTRADICTION, TOO_MANY_CASES = "missing-library", "contradiction", "too-many-cases"
"""Codes of findings that layers below `advisor.loading.finding_codes` report; all codes can be imported from there."""
_HIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
HIDDEN_CHARACTERS = re.compile(f"[{_HIDDEN}]")
"""Control characters, and those that change the order of writing or hide between letters (Unicode report 36)."""
_HIDDEN_IN_LINE = re.compile(f"[\t\n\r{_HIDDEN}]")
"""The same for a text of one line, where tabs and line ends are hidden characters too."""


class Place(NamedTuple):
    """A place in the input: a file (or `<stdin>`), and line and column, counted from 1, if they are known."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in self if part is not None)


class Finding(NamedTuple):
    """One fault in the input: its place and a sentence without a final period.

    `code` is one of `advisor.loading.finding_codes`, `severity` is `error`, `warning` or `note`, and `fix` says how to
    fix it if that is certain.
    """

    place: Place
    sentence: str
    code: str = ""
    severity: str = "error"
    fix: str = ""

    def __str__(self) -> str:
        """Return one line for a terminal; hidden characters are written as escapes."""
        return _HIDDEN_IN_LINE.sub(_escape_character, f"{self.place}: {self.sentence}")


class AdvisorError(Exception):
    """An error that the user can fix.

    `findings` are the faults found, each once, in the order given. `rest` is the number of further ones, which were
    only counted.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(dict.fromkeys(findings))
        self.rest: int = getattr(findings, "rest", 0)
        super().__init__("\n".join(str(finding) for finding in self.findings))

    def __reduce__(self) -> tuple[object, ...]:
        """Return how another process builds the same error."""
        return _restore_error, (type(self), self.findings, self.rest)

    @classmethod
    def at(cls, place: Place | str, sentence: str, code: str = "") -> Self:
        """Build an error with one finding.

        Args:
            place: where the fault is; a text names a file, an option or a rule.
            sentence: the problem, then what to do about it.
            code: one of `advisor.loading.finding_codes`.

        Example:
            FactsError.at(Place("facts.yaml", 3), "`staf` is not a fact; did you mean `staff`?", UNKNOWN_NAME)
        """
        return cls([Finding(Place(place) if isinstance(place, str) else place, sentence, code)])


def _restore_error(kind: type[AdvisorError], findings: tuple[Finding, ...], rest: int) -> AdvisorError:
    error = kind.__new__(kind)
    AdvisorError.__init__(error, findings)
    error.rest = rest
    return error


class FactsError(AdvisorError):
    """A facts file that cannot be read or understood."""


class PackError(AdvisorError):
    """A pack that cannot be loaded, because of its YAML, rules or knowledge or because they do not fit together."""


class TemplateError(AdvisorError):
    """A template that has an error or uses something it may not use."""


class OutputError(AdvisorError):
    """A report that could not be written to its place. A file that was there before is unchanged."""


class SurveyError(AdvisorError):
    """Answers to a questionnaire, or a file with them, that cannot be read or understood."""


class PlanError(AdvisorError):
    """A plan that cannot be read back, or that does not fit the company."""


class TableError(AdvisorError):
    """A decision table that cannot become rules, or rules that cannot become a decision table."""


class BatchError(AdvisorError):
    """A table of companies that cannot be read, or whose columns cannot be used."""


class MissingExtraError(AdvisorError):
    """A request that needs an optional part of the installation, the `extra`."""

    def __init__(self, what: str, extra: str) -> None:
        sentence = f'this needs more libraries; install them with `pip install "alignment-advisor[{extra}]"`'
        super().__init__([Finding(Place(what), sentence, MISSING_LIBRARY)])


class ContradictionError(AdvisorError):
    """Rules that conclude two values for a company although the conclusion allows one only."""


class TooManyCasesError(AdvisorError):
    """Rules that leave more cases open for a company than can be computed in a reasonable time."""


def show_hidden_characters(text: str) -> str:
    """Write each control character, and each that hides or changes the reading order, as an escape: `\\u001b`."""
    return HIDDEN_CHARACTERS.sub(_escape_character, text)


def _escape_character(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def lower_first(text: str) -> str:
    """Return a text with its first letter in lower case, for use within a sentence."""
    return text[:1].lower() + text[1:]


def replace_unprintable(text: str) -> str:
    """Replace each character that a terminal cannot show with `?`."""
    return "".join(char if char.isprintable() else "?" for char in text)


def describe_os_error(error: Exception, otherwise: str = "its name cannot be used") -> str:
    """Return the reason the system gives for an error (`no space left on device`), or `otherwise` if it gives none."""
    return lower_first((error.strerror if isinstance(error, OSError) else None) or otherwise)
