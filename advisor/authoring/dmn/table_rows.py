"""Conditions as rows of a decision table, and back.

A row is a conjunction: the value of every column in it must be known and in its cell. A condition holds exactly if one
row of its disjunctive normal form holds. This is also true where facts are unknown, because Kleene's logic is
distributive. An unknown value is in no cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from advisor.errors import TableError
from advisor.loading.finding_codes import TOO_LARGE
from advisor.model.conditions import NEVER, Any, Condition, Not, Test, combine_conditions, normalize_condition
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Kind

MAX_ROWS = 2000
"""Maximum number of rows that one rule may become."""
TRUE, FALSE = "true", "false"
EITHER = frozenset({TRUE, FALSE})


class InputColumn(NamedTuple):
    """The question of a column: the value of a fact or conclusion, or (with `value`) whether it has this value."""

    name: str
    value: str | None = None


class Span(NamedTuple):
    """Whole numbers from `low` to `high`, both included; None is no bound."""

    low: int | None
    high: int | None


Cell = frozenset[str] | tuple[Span, ...]
"""The values that a cell allows: words (TRUE and FALSE for yes-or-no columns), or spans that do not touch."""
Row = Mapping[InputColumn, Cell]


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sort spans, join those that overlap or touch, and drop empty ones."""
    merged: list[Span] = []
    filled = (span for span in spans if span.low is None or span.high is None or span.low <= span.high)
    for span in sorted(filled, key=lambda span: (span.low is not None, span.low or 0)):
        last = merged[-1] if merged else None
        if last is not None and (last.high is None or span.low is None or span.low <= last.high + 1):
            high = None if last.high is None or span.high is None else max(last.high, span.high)
            merged[-1] = Span(last.low, high)
        else:
            merged.append(span)
    return tuple(merged)


def negate_cell(cell: Cell, domain: Iterable[str] = ()) -> Cell:
    """Return the values that are not in a cell; for words, within `domain`."""
    if isinstance(cell, frozenset):
        return frozenset(domain) - cell
    gaps: list[Span] = []
    start: int | None = None
    for low, high in cell:
        if low is not None:
            gaps.append(Span(start, low - 1))
        if high is None:
            return merge_spans(gaps)
        start = high + 1
    return merge_spans([*gaps, Span(start, None)])


def intersect_cells(one: Cell, other: Cell) -> Cell:
    """Return the values that are in both cells of one column."""
    if isinstance(one, frozenset) or isinstance(other, frozenset):
        assert isinstance(one, frozenset)
        assert isinstance(other, frozenset)
        return one & other
    return merge_spans(_intersect_spans(a, b) for a in one for b in other)


def _intersect_spans(one: Span, other: Span) -> Span:
    lows = [low for low in (one.low, other.low) if low is not None]
    highs = [high for high in (one.high, other.high) if high is not None]
    return Span(max(lows, default=None), min(highs, default=None))


def intersect_rows(one: Row, other: Row) -> dict[InputColumn, Cell] | None:
    """Return the row that requires both rows, or None if nothing can match both."""
    both = dict(one)
    for column, cell in other.items():
        both[column] = intersect_cells(both[column], cell) if column in both else cell
        if not both[column]:
            return None
    return both


def is_disjoint(one: Row, other: Row) -> bool:
    """Check that nothing can match both rows: in some shared column, no value is in both cells."""
    return any(column in other and _is_disjoint_cell(cell, other[column]) for column, cell in one.items())


def _is_disjoint_cell(one: Cell, other: Cell) -> bool:
    if isinstance(one, frozenset) or isinstance(other, frozenset):
        return frozenset(one).isdisjoint(other)
    return not any(
        (low is None or other_high is None or low <= other_high)
        and (other_low is None or high is None or other_low <= high)
        for low, high in one
        for other_low, other_high in other
    )


class RowBuilder:
    """Turns the conditions of one rule base into rows.

    `whole` names the conclusions that are one column with their value or list, such as the state. Each value of any
    other conclusion is a column of its own that is true or false.
    """

    def __init__(self, rulebase: RuleBase, whole: Iterable[str]) -> None:
        self.rulebase = rulebase
        self.whole = frozenset(whole)

    def get_domain(self, column: InputColumn) -> frozenset[str]:
        """Return the words that a column can have; none for a count."""
        if column.value is not None:
            return EITHER
        if column.name in self.rulebase.facts:
            return frozenset(self.rulebase.facts[column.name].values)
        return find_conclusion_values(self.rulebase, column.name)

    def build_rows(self, condition: Condition, subject: str) -> list[dict[InputColumn, Cell]]:
        """Return the rows of a condition; none is within another.

        Raises:
            TableError: The condition needs more than MAX_ROWS rows; the finding names `subject`.
        """
        return _drop_contained_rows(self._expand_condition(normalize_condition(condition), subject))

    def _expand_condition(self, condition: Condition, subject: str) -> list[dict[InputColumn, Cell]]:
        if isinstance(condition, Test):
            return list(self._iter_test_rows(condition, negated=False))
        if isinstance(condition, Not):
            assert isinstance(condition.part, Test)  # guaranteed by the normal form
            return list(self._iter_test_rows(condition.part, negated=True))
        if isinstance(condition, Any):
            rows = [row for part in condition.parts for row in self._expand_condition(part, subject)]
            _check_row_count(rows, subject)
            return rows
        rows = [{}]
        for part in condition.parts:
            part_rows = self._expand_condition(part, subject)
            pairs = (intersect_rows(row, part_row) for row in rows for part_row in part_rows)
            rows = _drop_contained_rows([row for row in pairs if row is not None])
            _check_row_count(rows, subject)
        return rows

    def _iter_test_rows(self, test: Test, *, negated: bool) -> Iterator[dict[InputColumn, Cell]]:
        fact = self.rulebase.facts.get(test.name)
        column = InputColumn(test.name)
        if fact is not None and fact.kind is Kind.COUNT:
            cell: Cell = (Span(test.at_least, test.at_most),)
        elif not self.has_column_per_value(test.name):
            cell = test.values & self.get_domain(column)
        else:
            columns = [InputColumn(test.name, value) for value in sorted(test.values)]
            if negated:
                yield dict.fromkeys(columns, frozenset({FALSE}))
            else:
                true: Cell = frozenset({TRUE})
                yield from ({column: true} for column in columns)
            return
        if negated:
            cell = negate_cell(cell, self.get_domain(column))
        if cell:
            yield {column: cell}

    def has_column_per_value(self, name: str) -> bool:
        """Check whether each value of a fact or conclusion is a column of its own."""
        fact = self.rulebase.facts.get(name)
        if fact is not None:
            return fact.kind is Kind.MANY
        return name not in self.whole or not self.rulebase.conclusions[name].single


def find_conclusion_values(rulebase: RuleBase, name: str) -> frozenset[str]:
    """Return the declared values of a conclusion, or else the values that rules conclude."""
    declared = rulebase.conclusions[name].values
    if declared is not None:
        return declared
    return frozenset(value for rule in rulebase.rules for value in rule.list_concluded_values(name))


def build_condition(row: Row) -> Condition:
    """Return a row as a condition that requires all its cells."""
    return combine_conditions((_build_cell_condition(column, cell) for column, cell in row.items()), conjunction=True)


def _build_cell_condition(column: InputColumn, cell: Cell) -> Condition:
    if isinstance(cell, tuple):
        tests = (Test(column.name, at_least=low, at_most=high) for low, high in cell)
        return combine_conditions(tests, conjunction=False)
    if column.value is None:
        return Test(column.name, cell) if cell else NEVER
    test = Test(column.name, frozenset({column.value}))
    parts = ((test if word == TRUE else Not(test)) for word in sorted(cell, reverse=True))
    return Any(tuple(parts)) if len(cell) > 1 else combine_conditions(parts, conjunction=False)


def _drop_contained_rows(rows: Iterable[dict[InputColumn, Cell]]) -> list[dict[InputColumn, Cell]]:
    widest_rows: list[dict[InputColumn, Cell]] = []
    for row in rows:
        if not any(_is_row_within(row, other) for other in widest_rows):
            widest_rows = [other for other in widest_rows if not _is_row_within(other, row)]
            widest_rows.append(row)
    return widest_rows


def _is_row_within(one: Row, other: Row) -> bool:
    return all(column in one and intersect_cells(one[column], cell) == one[column] for column, cell in other.items())


def _check_row_count(rows: list[dict[InputColumn, Cell]], subject: str) -> None:
    if len(rows) > MAX_ROWS:
        sentence = f"this needs more than {MAX_ROWS:,} rows of a decision table; split it into several rules"
        raise TableError.at(subject, sentence, TOO_LARGE)
