"""Cells of a decision table to the values they admit: FEEL's unary tests, as far as a condition can say them.

Taken are `-`, values, lists of them, `not(…)`, and for counts comparisons and ranges. All else raises UntakeableError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from math import ceil, floor
from typing import NamedTuple

from advisor.authoring.dmn.table_rows import EITHER, FALSE, TRUE, Cell, Span, merge_spans, negate_cell
from advisor.model.name_suggestion import suggest_name
from advisor.model.word_lists import join_quoted

MAX_NUMBER = Decimal(10**12)
MAX_LENGTH = 4000
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?|-?\.\d+")
_GROUPED_NUMBER = re.compile(r"\d(?:,\d|\.\d{3}(?!\d)|[\s'’_]\d{3}(?!\d))")
"""A number as people group its digits (`1,000`, `1.000`, `1 000`), or with a decimal comma: or else a list."""
_PADDED_NUMBER = re.compile(r"-?0\d")
_COMPARISON = re.compile(r"(<=|>=|<|>)\s*(\S.*)", re.DOTALL)
_RANGE = re.compile(r"([\[\](])\s*(\S+?)\s*\.\.\s*(\S+?)\s*([\[\])])")
_NEGATION = re.compile(r"not\s*\((.*)\)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_BOOLEANS = {"true": TRUE, "false": FALSE}
_YES_NO = {"yes": TRUE, "no": FALSE}


class UnsupportedCellError(Exception):
    """A cell that no condition can say: a clause that follows the words of the cell."""


class ColumnDomain(NamedTuple):
    """What a column asks: words of a domain, or (`counted`) a number, or (`truth`) whether. `bare`: as in a sheet.

    A number is at least `minimum`.
    """

    name: str
    words: tuple[str, ...] = ()
    is_count: bool = False
    is_boolean: bool = False
    bare: bool = False
    minimum: int = 0


def iter_list_members(text: str) -> Iterator[str]:
    """The members of a list, divided at commas outside quotation marks and brackets."""
    depth, start, quoted, at = 0, 0, False, 0
    while at < len(text):
        each = text[at]
        if quoted and each == "\\":
            at += 1
        elif each == '"':
            quoted = not quoted
        elif not quoted and each in "([{":
            depth += 1
        elif not quoted and each in ")]}":
            depth -= 1
        elif not quoted and depth == 0 and each == ",":
            yield text[start:at].strip()
            start = at + 1
        at += 1
    yield text[start:].strip()


def parse_cell(text: str, domain: ColumnDomain) -> Cell | None:
    """The values that a cell admits; None for any. Raises UntakeableError."""
    text = text.strip()
    if text == "-":
        return None
    if len(text) > MAX_LENGTH:
        raise UnsupportedCellError(f"is longer than {MAX_LENGTH:,} characters")
    if not text:
        raise UnsupportedCellError("is empty; write `-` where any value will do")
    negated = _NEGATION.fullmatch(text)
    if negated is not None and _has_paired_brackets(negated[1]):
        return negate_cell(_parse_union(negated[1], domain), _get_domain_words(domain))
    return _parse_union(text, domain)


def parse_word(text: str, *, bare: bool) -> str | None:
    """A text literal (or, in a sheet, a bare word); None where it is something else."""
    found = _STRING.fullmatch(text.strip())
    if found is not None:
        return re.sub(r"\\(.)", lambda each: _ESCAPES.get(each[1], each[1]), found[1], flags=re.DOTALL)
    return text.strip() if bare and '"' not in text else None


def parse_boolean(text: str, *, bare: bool) -> bool | None:
    """A truth value; None where it is something else."""
    known = {**_BOOLEANS, **(_YES_NO if bare else {})}.get(text.strip().lower() if bare else text.strip())
    return None if known is None else known == TRUE


def _get_domain_words(domain: ColumnDomain) -> frozenset[str]:
    return EITHER if domain.is_boolean else frozenset(domain.words)


def _has_paired_brackets(text: str) -> bool:
    depth = 0
    for each in _STRING.sub("", text):
        depth += (each == "(") - (each == ")")
        if depth < 0:
            return False
    return True


def _parse_union(text: str, domain: ColumnDomain) -> Cell:
    if domain.is_count and domain.bare and (grouped := _GROUPED_NUMBER.search(text)):
        shown = text[max(0, grouped.start() - 3) : grouped.end() + 3].strip()
        raise UnsupportedCellError(
            f"has digits divided by a sign in `{shown}`, which may be one number or several; write a number without "
            "such signs, as in `1000`, and a list with a space after each comma"
        )
    members = list(iter_list_members(text))
    if domain.is_count:
        found = merge_spans(_parse_span(member, domain) for member in members)
        # any number will do, but there must be one: a table is not met by what is unknown
        return (Span(domain.minimum, None),) if found == (Span(None, None),) else found
    return frozenset(_parse_domain_word(member, domain) for member in members)


def _parse_domain_word(text: str, domain: ColumnDomain) -> str:
    if text == "null":
        raise UnsupportedCellError("asks whether something is unknown, which no rule can ask")
    truth = parse_boolean(text, bare=domain.bare)
    if domain.is_boolean or frozenset(domain.words) == _YES_NO.keys():
        if truth is None:
            raise UnsupportedCellError(f"is neither true nor false, which is what `{domain.name}` can be")
        return {True: TRUE, False: FALSE}[truth] if domain.is_boolean else {True: "yes", False: "no"}[truth]
    word = parse_word(text, bare=domain.bare)
    if word is None:
        raise UnsupportedCellError('is an expression; a rule compares with values alone, such as `"a", "b"`')
    if word not in domain.words:
        allowed = suggest_name(word, domain.words) or f"; it can be {join_quoted(domain.words[:12])}"
        raise UnsupportedCellError(f"names `{word}`, which is not a value of `{domain.name}`{allowed}")
    return word


def _parse_span(text: str, domain: ColumnDomain) -> Span:
    if text == "null":
        raise UnsupportedCellError("asks whether something is unknown, which no rule can ask")
    if compared := _COMPARISON.fullmatch(text):
        sign, limit = compared[1], _parse_number(compared[2])
        if sign == "<":
            return Span(None, ceil(limit) - 1)
        if sign == "<=":
            return Span(None, floor(limit))
        return Span(floor(limit) + 1 if sign == ">" else ceil(limit), None)
    if ranged := _RANGE.fullmatch(text):
        low, high = _parse_number(ranged[2]), _parse_number(ranged[3])
        lowest = ceil(low) if ranged[1] == "[" else floor(low) + 1
        highest = floor(high) if ranged[4] == "]" else ceil(high) - 1
        if lowest > highest:
            raise UnsupportedCellError("holds no whole number")
        return Span(lowest, highest)
    number = _parse_number(text)
    if number != int(number):
        raise UnsupportedCellError("is not a whole number, which a count always is")
    if number < domain.minimum:
        raise UnsupportedCellError(f"names {number}, and `{domain.name}` is never less than {domain.minimum}")
    return Span(int(number), int(number))


def _parse_number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text.strip()):
        raise UnsupportedCellError(
            "is an expression; a count is compared with numbers alone, such as `>= 50` or `[10..49]`"
        )
    if _PADDED_NUMBER.match(text.strip()):
        raise UnsupportedCellError(
            f"has `{text.strip()}`, a number with a nought before it; write numbers without separators"
        )
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise UnsupportedCellError("has a number that cannot be read") from None
    if abs(number) > MAX_NUMBER:
        raise UnsupportedCellError("has a number larger than any count")
    return number
