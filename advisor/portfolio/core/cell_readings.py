"""What the cells of one column say about a fact, as expressions; how depends on the type of the column.

Every expression is true or false in every row, never null. A cell that is empty, or says `unknown`, leaves the fact
unknown. A cell that says nothing a facts file would take is `wrong`, and its row is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

import narwhals as nw

from advisor.model.conditions import Test
from advisor.model.value_names import NONE
from advisor.model.vocabulary import Fact, Kind
from advisor.portfolio.core.spellings import LIST_SEPARATORS, UNKNOWN_SPELLINGS, list_names, list_spellings

_DIGITS = r"^(0|[1-9][0-9]{0,12})$"
_TEXTS = (nw.String, nw.Categorical, nw.Enum)


@dataclass(frozen=True)
class CellReading:
    """The expressions of one column: for each value that the cell has it, for a count its number, and `wrong`.

    `given` says that the cell answers, `is_list` that it is no text.
    """

    column: str
    given: nw.Expr
    wrong: nw.Expr
    values: Mapping[str, nw.Expr] = field(default_factory=dict)
    number: nw.Expr | None = None
    is_list: bool = False

    def read_bounds(self, test: Test) -> nw.Expr:
        """Return the expression that the number is within the bounds of a test."""
        assert self.number is not None  # only counts, and choices from counts, have bounds
        parts = [self.number >= test.at_least] if test.at_least is not None else []
        parts += [self.number <= test.at_most] if test.at_most is not None else []
        return nw.all_horizontal(*parts, ignore_nulls=False).fill_null(False) if parts else self.given


def read_cells(fact: Fact, column: str, dtype: nw.dtypes.DType) -> CellReading | None:
    """Return how to read a column about a fact; None if a column of this type cannot answer it."""
    cell = nw.col(column)
    if dtype == nw.Unknown or str(dtype) in ("Unknown", "Null"):
        return CellReading(column, nw.lit(False), nw.lit(False), {value: nw.lit(False) for value in fact.values}, cell)
    if fact.kind is Kind.MANY:
        if isinstance(dtype, nw.List):
            return _read_list(fact, column)
        return _read_joined_list(fact, column) if isinstance(dtype, _TEXTS) else None
    if isinstance(dtype, nw.Boolean) and fact.kind is Kind.YES_NO:
        values = {"yes": cell.fill_null(False), "no": (~cell).fill_null(False)}
        return CellReading(column, ~cell.is_null(), nw.lit(False), values)
    if dtype.is_numeric() and (fact.kind is Kind.COUNT or fact.filled_from):
        return _read_numbers(fact, column, dtype)
    if isinstance(dtype, _TEXTS):
        return _read_counts_in_text(fact, column) if fact.kind is Kind.COUNT else _read_texts(fact, column)
    return None


def read_part(column: str, value: str, dtype: nw.dtypes.DType) -> CellReading | None:
    """Return how to read a column that says whether one value of a list is chosen; None if its type cannot."""
    return read_cells(Fact(column, Kind.YES_NO, column, column, "", {"yes": "", "no": ""}), column, dtype)


def _read_texts(fact: Fact, column: str) -> CellReading:
    cell, spellings = nw.col(column), list_spellings(fact)
    values = {value: cell.is_in(texts).fill_null(False) for value, texts in spellings.items()}
    if fact.filled_from:
        number = _parse_digits(cell)
        for band in fact.filled_from.bands:
            within = _limit(number, max(band.at_least or 1, 1), band.at_most).fill_null(False)
            values[band.value] = values[band.value] | within
    given = _join(values.values())
    return CellReading(column, given, _find_wrong(cell, given), values)


def _read_numbers(fact: Fact, column: str, dtype: nw.dtypes.DType) -> CellReading:
    cell = nw.col(column)
    missing = cell.is_null()
    if dtype.is_float():
        missing = missing | cell.is_nan().fill_null(False)
        whole = (cell == cell.floor()).fill_null(False) & ~missing
    else:
        whole = ~missing
    if fact.kind is Kind.COUNT:
        given = whole & _limit(cell, fact.minimum, fact.maximum).fill_null(False)
        return CellReading(column, given, ~missing & ~given, number=nw.when(given).then(cell))
    values: dict[str, nw.Expr] = {}
    for band in fact.filled_from.bands if fact.filled_from else ():
        values[band.value] = whole & _limit(cell, max(band.at_least or 1, 1), band.at_most).fill_null(False)
    values = {value: values.get(value, nw.lit(False)) for value in fact.values}
    given = _join(values.values())
    return CellReading(column, given, ~missing & ~given, values)


def _read_counts_in_text(fact: Fact, column: str) -> CellReading:
    cell = nw.col(column)
    number = _parse_digits(cell)
    given = _limit(number, fact.minimum, fact.maximum).fill_null(False)
    return CellReading(column, given, _find_wrong(cell, given), number=nw.when(given).then(number))


def _read_list(fact: Fact, column: str) -> CellReading:
    cell = nw.col(column)
    given = ~cell.is_null()
    values = {value: cell.list.contains(value).fill_null(False) for value in fact.values}
    known = reduce(lambda total, each: total + each.cast(nw.Int64), values.values(), nw.lit(0, nw.Int64))
    wrong = (cell.list.unique().list.len().cast(nw.Int64) > known).fill_null(False)
    return CellReading(column, given, wrong, values, is_list=True)


def _read_joined_list(fact: Fact, column: str) -> CellReading:
    """Read a cell such as `pricing; leads`; `none` says that no value is chosen."""
    text = nw.col(column).cast(nw.String).str.to_lowercase().str.strip_chars()
    text = text.str.replace_all(r"[\s_-]+", "_").str.replace_all(f"_*[{LIST_SEPARATORS}]_*", ";")
    names = {value: "|".join(map(re.escape, each)) for value, each in list_names(fact).items()}
    values = {value: text.str.contains(f"(^|;)({each})(;|$)").fill_null(False) for value, each in names.items()}
    every = "|".join(names.values())
    given = (text.str.contains(f"^({every})(;({every}))*;?$") | (text == NONE)).fill_null(False)
    return CellReading(
        column, given, _find_wrong(nw.col(column), given), {v: given & each for v, each in values.items()}
    )


def _parse_digits(cell: nw.Expr) -> nw.Expr:
    text = cell.cast(nw.String)
    return nw.when(text.str.contains(_DIGITS)).then(text).cast(nw.Int64)


def _limit(number: nw.Expr, low: int | None, high: int | None) -> nw.Expr:
    parts = [number >= low] if low is not None else []
    parts += [number <= high] if high is not None else []
    return reduce(lambda one, other: one & other, parts)


def _find_wrong(cell: nw.Expr, given: nw.Expr) -> nw.Expr:
    """Return the expression that a cell has a text that is no answer, and does not say that it is unknown."""
    return ~(given | cell.is_null() | cell.is_in(list(UNKNOWN_SPELLINGS)).fill_null(False))


def _join(expressions: Iterable[nw.Expr]) -> nw.Expr:
    return reduce(or_, expressions)
