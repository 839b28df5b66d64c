"""Find the statement that a heading points to: by our wording, or by its number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from advisor.model.instrument import Instrument
from advisor.model.responses import STATEMENT_COUNT
from advisor.survey.text_normalization import build_key, normalize_text, restore_spaces, trim_text
from advisor.survey.tool_formats import ColumnHeader

_NUMBER_PREFIX = r"(?:q|s|st|statement|question|item|no\.?|nr\.?|#)?"
_NUMBERED_HEADING = re.compile(_NUMBER_PREFIX + r" ?0*([0-9]{1,3})(?:(?: ?[.):](?! ?[0-9])| [-|]) ?(.*))?")
_LOOSE_NUMBER = re.compile(r"0*([0-9]{1,3}) (.+)")
_CODE = re.compile(
    r"[a-z][a-z0-9]*(?:\[(?:[a-z]+[0-9]*_)?[a-z]*0*([0-9]{1,3})\]|_[a-z]*0*([0-9]{1,3}))(?:(?:[.:]| -) ?(.*))?"
)
_CODE_AND_TEXT = re.compile(r"([a-z][a-z0-9_\[\]]*)[.:)] (.*)")
_ROW_LABEL = re.compile(r"(.*)(?:\[([^\[\]]+)\]|\(([^()]+)\))")
_SEPARATOR = re.compile(r">>|[-|:/>\"]")
"""Signs between a question and the label of its row; `"` is what a closing » is compared as."""
_ALIKE = 0.75
"""How alike a heading and a wording must be (from 0 to 1) for a suggestion."""
_MAX_COMPARED = 300
_MIN_PREFIX = 8
_MAX_HEADING = 2_000
"""Longer headings are ignored."""


class HeadingMatch(NamedTuple):
    """The statements that a heading's wording and its number point to."""

    wording: int | None = None
    number: int | None = None


class HeadingNumber(NamedTuple):
    """The number in a heading, also one that no statement has, and the text before it: `Q2_21` has `q2_` and 21."""

    series: str
    number: int


class StatementMatcher:
    """The sentences and short titles of the statements, to be found in headings."""

    def __init__(self, instrument: Instrument) -> None:
        self._numbers = {
            build_key(text): statement.number
            for statement in instrument.statements
            for text in (statement.title, statement.text)
        }

    def count_statements(self, cells: Iterable[str]) -> int:
        """Count the statements that a row of headings names, by wording or by number."""
        matches = [self.match_heading(restore_spaces(cell)) for cell in cells if cell.strip()]
        numbers = ({match.wording for match in matches}, {match.number for match in matches})
        return max(len(found - {None}) for found in numbers)

    def count_wordings(self, cells: Iterable[str]) -> int:
        """Count the statements whose wording a row of headings contains."""
        return len({self.match_heading(restore_spaces(cell)).wording for cell in cells if cell.strip()} - {None})

    def match_heading(self, heading: str) -> HeadingMatch:
        """Match one text of a heading: `7. Common language` is `HeadingMatch(7, 7)`, `Q7` is `(None, 7)`."""
        text = normalize_text(heading)
        if len(text) > _MAX_HEADING:
            return HeadingMatch()
        if number := self._find_statement(text):
            return HeadingMatch(number)
        bare = trim_text(text)
        for pattern in (_CODE, _NUMBERED_HEADING):
            if match := pattern.fullmatch(bare):
                *numbers, rest = match.groups()
                inner = self._match_row_label(rest or "")
                if pattern is _NUMBERED_HEADING and _ROW_LABEL.fullmatch(rest or "") and inner != HeadingMatch():
                    return inner  # the number is that of the question, not of its row
                return HeadingMatch(inner.wording, _parse_statement_number(next(filter(None, numbers))))
        if (match := _LOOSE_NUMBER.fullmatch(bare)) and (number := self._find_statement(match[2])):
            return HeadingMatch(number, _parse_statement_number(match[1]))
        if match := _CODE_AND_TEXT.fullmatch(text):
            return self._match_row_label(match[2])
        return self._match_row_label(text)

    def find_most_alike(self, number: int, texts_by_column: Mapping[int, Iterable[str]]) -> int | None:
        """Find the column whose heading is most like the wording of a statement; None if none is like it."""
        from difflib import SequenceMatcher  # here, because most runs need it not

        wordings = [wording for wording, statement in self._numbers.items() if statement == number]
        ratios = {
            column: max(
                (
                    SequenceMatcher(None, wording, build_key(text)[-_MAX_COMPARED:]).ratio()
                    for text in texts
                    for wording in wordings
                ),
                default=0.0,
            )
            for column, texts in texts_by_column.items()
        }
        best = max(ratios, key=ratios.__getitem__, default=None)
        return best if best is not None and ratios[best] >= _ALIKE else None

    def _match_row_label(self, text: str) -> HeadingMatch:
        """Match a text, or the row label at its end: `question [label]`, `question - label`."""
        if number := self._find_statement(text):
            return HeadingMatch(number)
        if match := _ROW_LABEL.fullmatch(trim_text(text)):
            in_brackets = match[2] is not None
            inner = self.match_heading(match[2] if in_brackets else match[3])
            if not in_brackets:  # a number in round brackets is rarely that of a row: `Agree? (1 to 5)`
                inner = HeadingMatch(inner.wording)
            if inner != HeadingMatch():
                return inner
            if number := self._find_statement(match[1]):
                return HeadingMatch(number)
        for match in _SEPARATOR.finditer(text):
            if number := self._find_statement(text[match.end() :]):
                return HeadingMatch(number)
            # Alchemer writes the row of a grid before the question; other texts behind a statement are comments.
            if match[0] == ":" and text.endswith("?") and (number := self._find_statement(text[: match.start()])):
                return HeadingMatch(number)
        return HeadingMatch()

    def _find_statement(self, text: str) -> int | None:
        bare = trim_text(text)
        number = self._numbers.get(bare)
        if number is None and len(bare) >= _MIN_PREFIX and text.rstrip().endswith(".."):
            candidates = {number for wording, number in self._numbers.items() if wording.startswith(bare)}
            return candidates.pop() if len(candidates) == 1 else None
        return number


def _parse_statement_number(digits: str) -> int | None:
    return number if 1 <= (number := int(digits)) <= STATEMENT_COUNT else None


def find_number(heading: str) -> HeadingNumber | None:
    """Find the number of a heading that has one: `25. I would stay` has the number 25."""
    bare = trim_text(normalize_text(heading)[:_MAX_HEADING])
    if (match := _ROW_LABEL.fullmatch(bare)) and match[2] and (inner := find_number(match[2])):
        return HeadingNumber(f"{match[1]}[{inner.series}", inner.number)
    for pattern in (_CODE, _NUMBERED_HEADING):
        if match := pattern.fullmatch(bare):
            group = next(index for index, digits in enumerate(match.groups(), 1) if digits)
            return HeadingNumber(bare[: match.start(group)].rstrip("0 "), int(match[group]))
    return None


def iter_row_labels(heading: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to read a heading as a question and the label of its row: `Team? [Sales]`, `Team? - Sales`."""
    text = trim_text(normalize_text(heading)[:_MAX_HEADING])
    if match := _ROW_LABEL.fullmatch(text):
        yield build_key(match[1]), build_key(match[2] or match[3])
    for match in _SEPARATOR.finditer(text):
        yield build_key(text[: match.start()]), build_key(text[match.end() :])


def list_names(header: ColumnHeader) -> set[str]:
    """List all keys that a column can be called by."""
    names: set[str] = set()
    for text in (header.label, *header.texts, header.question_id):
        names.add(build_key(text))
        if match := _NUMBERED_HEADING.fullmatch(normalize_text(text)):
            names.add(build_key(match[2] or ""))
        if match := _CODE_AND_TEXT.fullmatch(normalize_text(text)):
            names |= {build_key(match[1]), build_key(match[2])}
    return names - {""}


def has_name(header: ColumnHeader, names: set[str]) -> bool:
    """Return whether a column goes by one of some keys, or by one that LimeSurvey has cut off (`where do y..`)."""
    text = normalize_text(header.label)
    bare = text.rstrip(" .")
    is_cut = text.endswith("..") and len(bare) >= _MIN_PREFIX
    return bool(names & list_names(header)) or (is_cut and any(name.startswith(bare) for name in names))
