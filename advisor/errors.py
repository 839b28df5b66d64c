"""The error tree: everything that can be wrong with what a user hands in, as plain sentences with their places.

Standard library only. An error carries *all* the findings of one input, so that a user mends them in one go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterable


MAX_NAMES, MAX_CLOSE_NAMES = 1_000, 10
"""How many names are looked at for one that was misspelt, and how many of them closely."""


_INVISIBLE_CHARACTERS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class Place(NamedTuple):
    """Where something stands: a file (or `<stdin>`), and a line and column counted from 1 where they are known."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in self if part is not None)


class Finding(NamedTuple):
    """One thing found wrong: a sentence without a final period, and its place.

    `code` names the kind of finding (docs/checks.md) where it has one, `severity` is `error`, `warning` or `note`, and
    `fix` says what mends it, where that is certain.
    """

    place: Place
    sentence: str
    code: str = ""
    severity: str = "error"
    fix: str = ""

    def __str__(self) -> str:
        """One line for a terminal: what would move its cursor or turn the order of writing is told as an escape."""
        return _INVISIBLE_CHARACTERS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", f"{self.place}: {self.sentence}")


class AdvisorError(Exception):
    """Something the user can mend. `findings` holds every sentence, in the order of their places."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(dict.fromkeys(findings))
        super().__init__("\n".join(str(finding) for finding in self.findings))

    @classmethod
    def at(cls, place: Place | str, sentence: str, code: str = "") -> Self:
        """Build an error with one finding; a text as `place` names a file, an option or the like."""
        return cls([Finding(Place(place) if isinstance(place, str) else place, sentence, code)])


class FactsError(AdvisorError):
    """A facts file that cannot be read or understood."""


class PackError(AdvisorError):
    """A pack that cannot be loaded: its YAML, its rules, its knowledge or the way they fit together."""


class TemplateError(AdvisorError):
    """A template that is wrong or reaches for what it may not have."""


class OutputError(AdvisorError):
    """A report that could not be written where it was asked for. What stood there before still does."""


class SurveyError(AdvisorError):
    """Answers to a questionnaire, or the files they come in, that cannot be read or understood."""


class TableError(AdvisorError):
    """A decision table that cannot become rules, or rules that cannot become a decision table."""


class MissingExtraError(AdvisorError):
    """Something was asked for that needs an optional part of the installation."""

    def __init__(self, what: str, extra: str) -> None:
        way_out = f'this needs further libraries; install them with `pip install "alignment-advisor[{extra}]"`'
        super().__init__([Finding(Place(what), way_out)])


class ContradictionError(AdvisorError):
    """Rules that conclude two values where only one can be, for the company at hand."""


class TooManyCasesError(AdvisorError):
    """Rules that leave open more cases than can be told apart, for the company at hand."""


def lower_first(text: str) -> str:
    """Return a text with its first letter in lower case, as within a sentence."""
    return text[:1].lower() + text[1:]


def describe_os_error(error: Exception, otherwise: str = "its name cannot be used") -> str:
    """Return the reason the system gives for an error (`no space left on device`), or `otherwise` if it gives none."""
    return lower_first((error.strerror if isinstance(error, OSError) else None) or otherwise)
