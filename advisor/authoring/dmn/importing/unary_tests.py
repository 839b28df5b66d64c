"""A parser for the cells of a decision table: FEEL's unary tests, as far as a condition can express them.

It accepts `-`, values, lists of values, `not(…)`, and for counts comparisons and ranges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from math import ceil, floor
from types import MappingProxyType
from typing import NamedTuple

from advisor.authoring.dmn.importing.feel_strings import STRING_BODY, InvalidEscapeError, decode_string
from advisor.authoring.dmn.table_rows import EITHER, FALSE, TRUE, Cell, Span, merge_spans, negate_cell
from advisor.model.name_suggestion import suggest_name
from advisor.model.vocabulary import MAX_COUNT
from advisor.model.word_lists import join_some_quoted

MAX_NUMBER = Decimal(10**12)
MAX_LENGTH = 4000
_STRING = re.compile(f'"({STRING_BODY})"', re.DOTALL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?|-?\.\d+")
_GROUPED_NUMBER = re.compile(r"\d(?:,\d|\.\d{3}(?!\d)|[\s'’_]\d{3}(?!\d))")
"""A number with grouped digits (`1,000`, `1.000`, `1 000`) or a decimal comma; it could also be a list."""
_PADDED_NUMBER = re.compile(r"-?0\d")
_COMPARISON = re.compile(r"(<=|>=|<|>)\s*(\S.*)", re.DOTALL)
_RANGE = re.compile(r"([\[\](])\s*(\S+?)\s*\.\.\s*(\S+?)\s*([\[\])])")
_NEGATION = re.compile(r"not\s*\((.*)\)", re.DOTALL)
_BOOLEANS = {"true": True, "false": False}
_YES_NO = {"yes": True, "no": False}


class UnsupportedCellError(Exception):
    """A cell that no condition can express; the text is a clause that follows the words "the cell `…`"."""


class ColumnDomain(NamedTuple):
    """The allowed values of a column: words, a count from `minimum` to `maximum`, or true and false.

    `bare`: text has no quotation marks, as in a spreadsheet. `spellings` has other words for the values.
    """

    name: str
    words: tuple[str, ...] = ()
    is_count: bool = False
    is_boolean: bool = False
    bare: bool = False
    minimum: int = 0
    maximum: int = MAX_COUNT
    spellings: Mapping[str, str] = MappingProxyType({})


def iter_list_members(text: str) -> Iterator[str]:
    """Yield the members of a list: `"a", f(b, c)` gives `"a"` and `f(b, c)`."""
    depth, start, in_string, position = 0, 0, False, 0
    while position < len(text):
        char = text[position]
        if in_string and char == "\\":
            position += 1
        elif char == '"':
            in_string = not in_string
        elif not in_string:
            depth += (char in "([{") - (char in ")]}")
            if depth == 0 and char == ",":
                yield text[start:position].strip()
                start = position + 1
        position += 1
    yield text[start:].strip()


def parse_cell(text: str, domain: ColumnDomain) -> Cell | None:
    """Parse the values that a cell allows: `[1..9]` gives `(Span(1, 9),)`; `-` gives None for any value.

    Raises:
        UnsupportedCellError: No condition can express the cell.
    """
    text = text.strip()
    if text == "-":
        return None
    if len(text) > MAX_LENGTH:
        raise UnsupportedCellError(f"is longer than the maximum of {MAX_LENGTH:,} characters; shorten it")
    if not text:
        raise UnsupportedCellError("is empty; write `-` to allow any value")
    negated = _NEGATION.fullmatch(text)
    if negated is not None and _has_paired_brackets(negated[1]):
        return negate_cell(_parse_union(negated[1], domain), EITHER if domain.is_boolean else domain.words)
    return _parse_union(text, domain)


def iter_cell_members(text: str) -> Iterator[str]:
    """Yield the members of a cell, without `not(…)` around them; none for `-`."""
    text = text.strip()
    negated = _NEGATION.fullmatch(text)
    if negated is not None and _has_paired_brackets(negated[1]):
        text = negated[1]
    yield from (member for member in iter_list_members(text) if member not in ("", "-", "null"))


def parse_word(text: str, *, bare: bool) -> str | None:
    """Parse a text literal (in a spreadsheet, also a bare word); None for anything else.

    Raises:
        UnsupportedCellError: The literal has an escape that FEEL does not have.
    """
    text = text.strip()
    if literal := _STRING.fullmatch(text):
        try:
            return decode_string(literal[1])
        except InvalidEscapeError as error:
            raise UnsupportedCellError(
                f"has `{error}`, which is no escape of FEEL; write `\\\\` for a backslash"
            ) from None
    return text if bare and '"' not in text else None


def is_number(text: str) -> bool:
    """Check whether a cell is one number, such as `500` or `-2.5`."""
    return _NUMBER.fullmatch(text.strip()) is not None


def parse_boolean(text: str, *, bare: bool) -> bool | None:
    """Parse `true` or `false` (in a spreadsheet, also `yes` or `no` in any case); None for anything else."""
    return {**_BOOLEANS, **_YES_NO}.get(text.strip().lower()) if bare else _BOOLEANS.get(text.strip())


def _has_paired_brackets(text: str) -> bool:
    depth = 0
    for char in _STRING.sub("", text):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return True


def _parse_union(text: str, domain: ColumnDomain) -> Cell:
    if domain.is_count and domain.bare and (grouped := _GROUPED_NUMBER.search(text)):
        excerpt = text[max(0, grouped.start() - 3) : grouped.end() + 3].strip()
        raise UnsupportedCellError(
            f"has a separator in `{excerpt}`, which may be one number or several; write a number as `1000`, and put a "
            "space after each comma of a list"
        )
    members = list(iter_list_members(text))
    if "null" in members:
        raise UnsupportedCellError("asks whether a value is unknown, which no rule can ask; remove `null`")
    if domain.is_count:
        spans = merge_spans(_parse_span(member, domain) for member in members)
        # any number is allowed, but it must be known: an unknown value meets no cell
        return (Span(domain.minimum, None),) if spans == (Span(None, None),) else spans
    return frozenset(_parse_domain_word(member, domain) for member in members)


def _parse_domain_word(text: str, domain: ColumnDomain) -> str:
    if domain.is_boolean or frozenset(domain.words) == _YES_NO.keys():
        truth = parse_boolean(text, bare=domain.bare)
        if truth is None:
            raise UnsupportedCellError(f"is neither true nor false; `{domain.name}` can only be one of these")
        return (TRUE if truth else FALSE) if domain.is_boolean else "yes" if truth else "no"
    word = parse_word(text, bare=domain.bare)
    if word is None:
        kind = "a number" if is_number(text) else "a boolean" if text in _BOOLEANS else ""
        if kind:
            raise UnsupportedCellError(f"has {kind}, but the values of `{domain.name}` are words")
        raise UnsupportedCellError('is an expression; write values only, such as `"a", "b"`')
    word = domain.spellings.get(word, word)
    if word not in domain.words:
        hint = suggest_name(word, domain.words) or f"; use {join_some_quoted(domain.words)}"
        raise UnsupportedCellError(f"has `{word}`, which is not a value of `{domain.name}`{hint}")
    return word


def _parse_span(text: str, domain: ColumnDomain) -> Span:
    if compared := _COMPARISON.fullmatch(text):
        sign, limit = compared[1], _parse_number(compared[2])
        if sign.startswith("<"):
            return Span(None, floor(limit) if sign == "<=" else ceil(limit) - 1)
        return Span(ceil(limit) if sign == ">=" else floor(limit) + 1, None)
    if ranged := _RANGE.fullmatch(text):
        low, high = _parse_number(ranged[2]), _parse_number(ranged[3])
        lowest = ceil(low) if ranged[1] == "[" else floor(low) + 1
        highest = floor(high) if ranged[4] == "]" else ceil(high) - 1
        if lowest > highest:
            raise UnsupportedCellError("contains no whole number; change its limits")
        return Span(lowest, highest)
    number = _parse_number(text)
    if number != int(number):
        raise UnsupportedCellError("is not a whole number; write a count or a range")
    if number < domain.minimum:
        raise UnsupportedCellError(f"has {number}, but the minimum of `{domain.name}` is {domain.minimum}")
    if number > domain.maximum:
        raise UnsupportedCellError(f"has {number}, but the maximum of `{domain.name}` is {domain.maximum}")
    return Span(int(number), int(number))


def _parse_number(text: str) -> Decimal:
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        raise UnsupportedCellError("is an expression; compare a count with numbers only, such as `>= 50` or `[10..49]`")
    if _PADDED_NUMBER.match(text):
        raise UnsupportedCellError(f"has `{text}` with a leading zero; write numbers as `7` or `1000`")
    number = Decimal(text)
    if abs(number) > MAX_NUMBER:
        raise UnsupportedCellError(f"has a number that is too large; the maximum is {MAX_NUMBER:,}")
    return number
