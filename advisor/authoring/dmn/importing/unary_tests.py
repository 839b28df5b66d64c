"""Cells of a decision table to the values they admit: FEEL's unary tests, as far as a condition can say them.

Taken are `-`, values, lists of them, `not(…)`, and for counts comparisons and ranges. All else raises UntakeableError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from math import ceil, floor
from typing import NamedTuple

from advisor.authoring.dmn.table_rows import EITHER, FALSE, TRUE, Cell, Span, opposite, spans
from advisor.errors import listing, nearest

MAX_NUMBER = Decimal(10**12)
MAX_LENGTH = 4000
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?|-?\.\d+")
_GROUPED = re.compile(r"\d(?:,\d|\.\d{3}(?!\d)|[\s'’_]\d{3}(?!\d))")
"""A number as people group its digits (`1,000`, `1.000`, `1 000`), or with a decimal comma: or else a list."""
_PADDED = re.compile(r"-?0\d")
_COMPARED = re.compile(r"(<=|>=|<|>)\s*(\S.*)", re.DOTALL)
_RANGE = re.compile(r"([\[\](])\s*(\S+?)\s*\.\.\s*(\S+?)\s*([\[\])])")
_NEGATED = re.compile(r"not\s*\((.*)\)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_TRUTHS = {"true": TRUE, "false": FALSE}
_YES_NO = {"yes": TRUE, "no": FALSE}


class UntakeableError(Exception):
    """A cell that no condition can say: a clause that follows the words of the cell."""


class Asked(NamedTuple):
    """What a column asks: words of a domain, or (`counted`) a number, or (`truth`) whether. `bare`: as in a sheet.

    A number is at least `minimum`.
    """

    name: str
    domain: tuple[str, ...] = ()
    counted: bool = False
    truth: bool = False
    bare: bool = False
    minimum: int = 0


def parts(text: str) -> Iterator[str]:
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


def cell_of(text: str, asked: Asked) -> Cell | None:
    """The values that a cell admits; None for any. Raises UntakeableError."""
    text = text.strip()
    if text == "-":
        return None
    if len(text) > MAX_LENGTH:
        raise UntakeableError(f"is longer than {MAX_LENGTH:,} characters")
    if not text:
        raise UntakeableError("is empty; write `-` where any value will do")
    negated = _NEGATED.fullmatch(text)
    if negated is not None and _pairs_up(negated[1]):
        return opposite(_union(negated[1], asked), _domain(asked))
    return _union(text, asked)


def word_of(text: str, *, bare: bool) -> str | None:
    """A text literal (or, in a sheet, a bare word); None where it is something else."""
    found = _STRING.fullmatch(text.strip())
    if found is not None:
        return re.sub(r"\\(.)", lambda each: _ESCAPES.get(each[1], each[1]), found[1], flags=re.DOTALL)
    return text.strip() if bare and '"' not in text else None


def truth_of(text: str, *, bare: bool) -> bool | None:
    """A truth value; None where it is something else."""
    known = {**_TRUTHS, **(_YES_NO if bare else {})}.get(text.strip().lower() if bare else text.strip())
    return None if known is None else known == TRUE


def _domain(asked: Asked) -> frozenset[str]:
    return EITHER if asked.truth else frozenset(asked.domain)


def _pairs_up(text: str) -> bool:
    depth = 0
    for each in _STRING.sub("", text):
        depth += (each == "(") - (each == ")")
        if depth < 0:
            return False
    return True


def _union(text: str, asked: Asked) -> Cell:
    if asked.counted and asked.bare and (grouped := _GROUPED.search(text)):
        shown = text[max(0, grouped.start() - 3) : grouped.end() + 3].strip()
        raise UntakeableError(
            f"has digits divided by a sign in `{shown}`, which may be one number or several; write a number without "
            "such signs, as in `1000`, and a list with a space after each comma"
        )
    members = list(parts(text))
    if asked.counted:
        found = spans(_span(member, asked) for member in members)
        # any number will do, but there must be one: a table is not met by what is unknown
        return (Span(asked.minimum, None),) if found == (Span(None, None),) else found
    return frozenset(_word(member, asked) for member in members)


def _word(text: str, asked: Asked) -> str:
    if text == "null":
        raise UntakeableError("asks whether something is unknown, which no rule can ask")
    truth = truth_of(text, bare=asked.bare)
    if asked.truth or frozenset(asked.domain) == _YES_NO.keys():
        if truth is None:
            raise UntakeableError(f"is neither true nor false, which is what `{asked.name}` can be")
        return {True: TRUE, False: FALSE}[truth] if asked.truth else {True: "yes", False: "no"}[truth]
    word = word_of(text, bare=asked.bare)
    if word is None:
        raise UntakeableError('is an expression; a rule compares with values alone, such as `"a", "b"`')
    if word not in asked.domain:
        allowed = nearest(word, asked.domain) or f"; it can be {listing(asked.domain[:12])}"
        raise UntakeableError(f"names `{word}`, which is not a value of `{asked.name}`{allowed}")
    return word


def _span(text: str, asked: Asked) -> Span:
    if text == "null":
        raise UntakeableError("asks whether something is unknown, which no rule can ask")
    if compared := _COMPARED.fullmatch(text):
        sign, limit = compared[1], _number(compared[2])
        if sign == "<":
            return Span(None, ceil(limit) - 1)
        if sign == "<=":
            return Span(None, floor(limit))
        return Span(floor(limit) + 1 if sign == ">" else ceil(limit), None)
    if ranged := _RANGE.fullmatch(text):
        low, high = _number(ranged[2]), _number(ranged[3])
        lowest = ceil(low) if ranged[1] == "[" else floor(low) + 1
        highest = floor(high) if ranged[4] == "]" else ceil(high) - 1
        if lowest > highest:
            raise UntakeableError("holds no whole number")
        return Span(lowest, highest)
    number = _number(text)
    if number != int(number):
        raise UntakeableError("is not a whole number, which a count always is")
    if number < asked.minimum:
        raise UntakeableError(f"names {number}, and `{asked.name}` is never less than {asked.minimum}")
    return Span(int(number), int(number))


def _number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text.strip()):
        raise UntakeableError("is an expression; a count is compared with numbers alone, such as `>= 50` or `[10..49]`")
    if _PADDED.match(text.strip()):
        raise UntakeableError(
            f"has `{text.strip()}`, a number with a nought before it; write numbers without separators"
        )
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise UntakeableError("has a number that cannot be read") from None
    if abs(number) > MAX_NUMBER:
        raise UntakeableError("has a number larger than any count")
    return number
