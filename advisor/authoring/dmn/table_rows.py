"""Conditions as rows of a decision table, and back: columns, cells, and which rows a condition comes to.

A row is a conjunction: every column in it must be known and lie within its cell. A condition holds just when one of the
rows of its disjunctive normal form does, also where facts are unknown: Kleene's logic is distributive, so that nothing
is lost on the way. That a column's value is unknown is met by no cell at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from advisor.authoring.dmn.errors import TableError
from advisor.errors import Finding, Place
from advisor.model.conditions import NEVER, Any, Condition, Not, Test, combine_conditions, normalize_condition
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Kind

MAX_ROWS = 2000
TRUE, FALSE = "true", "false"
EITHER = frozenset({TRUE, FALSE})


class InputColumn(NamedTuple):
    """What a column asks: the value of a fact or single conclusion, or (with `value`) whether that is among several."""

    name: str
    value: str | None = None


class Span(NamedTuple):
    """Whole numbers from `low` to `high`, both included; None is no bound."""

    low: int | None
    high: int | None


Cell = frozenset[str] | tuple[Span, ...]
"""The values that a column may take: words (TRUE and FALSE where it asks whether), or spans that do not touch."""
Row = Mapping[InputColumn, Cell]


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that overlap or touch joined, those without a number left out."""
    low_first = sorted(
        (each for each in spans if each.low is None or each.high is None or each.low <= each.high),
        key=lambda each: (each.low is not None, each.low or 0),
    )
    found: list[Span] = []
    for each in low_first:
        last = found[-1] if found else None
        if last is not None and (last.high is None or each.low is None or each.low <= last.high + 1):
            high = None if last.high is None or each.high is None else max(last.high, each.high)
            found[-1] = Span(last.low, high)
        else:
            found.append(each)
    return tuple(found)


def negate_cell(cell: Cell, domain: Iterable[str] = ()) -> Cell:
    """The values that are not in a cell; of words, among those of the domain."""
    if isinstance(cell, frozenset):
        return frozenset(domain) - cell
    gaps: list[Span] = []
    start: int | None = None
    for each in cell:
        if each.low is not None:
            gaps.append(Span(start, each.low - 1))
        if each.high is None:
            return merge_spans(gaps)
        start = each.high + 1
    return merge_spans([*gaps, Span(start, None)])


def intersect_cells(one: Cell, other: Cell) -> Cell:
    """The values in both of two cells of one column."""
    if isinstance(one, frozenset) or isinstance(other, frozenset):
        assert isinstance(one, frozenset)
        assert isinstance(other, frozenset)
        return one & other
    met = (Span(_pick_higher_bound(a.low, b.low), _pick_lower_bound(a.high, b.high)) for a in one for b in other)
    return merge_spans(met)


def _pick_higher_bound(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else max(one, other)


def _pick_lower_bound(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else min(one, other)


def is_cell_within(one: Cell, other: Cell) -> bool:
    """Whether all values of a cell are in another one."""
    return intersect_cells(one, other) == one


def intersect_rows(one: Row, other: Row) -> dict[InputColumn, Cell] | None:
    """The row that asks for both, or None where nothing can meet both."""
    found = dict(one)
    for column, cell in other.items():
        found[column] = intersect_cells(found[column], cell) if column in found else cell
        if not found[column]:
            return None
    return found


def is_disjoint(one: Row, other: Row) -> bool:
    """Whether nothing can meet both rows: whether in some column of both no value is in both cells."""
    return any(column in other and _is_disjoint_cell(cell, other[column]) for column, cell in one.items())


def _is_disjoint_cell(one: Cell, other: Cell) -> bool:
    if isinstance(one, frozenset) or isinstance(other, frozenset):
        return frozenset(one).isdisjoint(other)
    return not any(
        (low is None or most is None or low <= most) and (least is None or high is None or least <= high)
        for low, high in one
        for least, most in other
    )


class RowBuilder:
    """Turns the conditions of one rule base into rows.

    `whole` names the conclusions that are looked up as one value (or list), as the state is; each value of the others
    is a column of its own that is true or false.
    """

    def __init__(self, rulebase: RuleBase, whole: Iterable[str]) -> None:
        self.rulebase = rulebase
        self.whole = frozenset(whole)

    def get_domain(self, column: InputColumn) -> frozenset[str]:
        """The words that a column can take; none for a count."""
        if column.value is not None:
            return EITHER
        if column.name in self.rulebase.facts:
            return frozenset(self.rulebase.facts[column.name].values)
        return find_conclusion_values(self.rulebase, column.name)

    def build_rows(self, condition: Condition, subject: str) -> list[dict[InputColumn, Cell]]:
        """The rows that a condition comes to, none within another. Raises TableError where they are too many."""
        return _drop_contained_rows(self._expand_condition(normalize_condition(condition), subject))

    def build_negated_rows(self, condition: Condition, subject: str) -> list[dict[InputColumn, Cell]]:
        """The rows that say that a condition fails."""
        return self.build_rows(Not(condition), subject)

    def _expand_condition(self, condition: Condition, subject: str) -> list[dict[InputColumn, Cell]]:
        if isinstance(condition, Test):
            return list(self._iter_test_rows(condition, negated=False))
        if isinstance(condition, Not):
            assert isinstance(condition.part, Test)  # what the normal form promises
            return list(self._iter_test_rows(condition.part, negated=True))
        if isinstance(condition, Any):
            found = [row for part in condition.parts for row in self._expand_condition(part, subject)]
        else:
            found = [{}]
            for part in condition.parts:
                more = self._expand_condition(part, subject)
                found = [both for row in found for each in more if (both := intersect_rows(row, each)) is not None]
                found = _drop_contained_rows(found)
                _refuse_too_many(found, subject)
        _refuse_too_many(found, subject)
        return found

    def _iter_test_rows(self, test: Test, *, negated: bool) -> Iterator[dict[InputColumn, Cell]]:
        fact = self.rulebase.facts.get(test.name)
        if fact is not None and fact.kind is Kind.COUNT:
            bounds: Cell = (Span(test.at_least, test.at_most),)
            cell = negate_cell(bounds) if negated else bounds
            if cell:
                yield {InputColumn(test.name): cell}
        elif self.has_column_per_value(test.name):
            asked = [InputColumn(test.name, value) for value in sorted(test.values)]
            if negated:
                yield dict.fromkeys(asked, frozenset({FALSE}))
            else:
                true: Cell = frozenset({TRUE})
                yield from ({column: true} for column in asked)
        else:
            column = InputColumn(test.name)
            cell = (
                negate_cell(test.values, self.get_domain(column)) if negated else test.values & self.get_domain(column)
            )
            if cell:
                yield {column: cell}

    def has_column_per_value(self, name: str) -> bool:
        """Whether each value of a fact or conclusion is a column of its own."""
        fact = self.rulebase.facts.get(name)
        if fact is not None:
            return fact.kind is Kind.MANY
        return name not in self.whole or not self.rulebase.conclusions[name].single


def find_conclusion_values(rulebase: RuleBase, name: str) -> frozenset[str]:
    """The values of a conclusion: those it is said to take, or those that rules conclude."""
    stated = rulebase.conclusions[name].values
    return (
        frozenset(value for rule in rulebase.rules for value in rule.list_concluded_values(name))
        if stated is None
        else stated
    )


def build_condition(row: Row) -> Condition:
    """A row as a condition: all of its cells."""
    return combine_conditions((_build_cell_condition(column, cell) for column, cell in row.items()), conjunction=True)


def _build_cell_condition(column: InputColumn, cell: Cell) -> Condition:
    if isinstance(cell, tuple):
        return combine_conditions(
            (Test(column.name, at_least=low, at_most=high) for low, high in cell), conjunction=False
        )
    if column.value is None:
        return Test(column.name, cell) if cell else NEVER
    test = Test(column.name, frozenset({column.value}))
    parts = ((test if word == TRUE else Not(test)) for word in sorted(cell, reverse=True))
    return Any(tuple(parts)) if len(cell) > 1 else combine_conditions(parts, conjunction=False)


def _drop_contained_rows(rows: list[dict[InputColumn, Cell]]) -> list[dict[InputColumn, Cell]]:
    kept: list[dict[InputColumn, Cell]] = []
    for row in rows:
        if any(_is_row_within(row, each) for each in kept):
            continue
        kept = [each for each in kept if not _is_row_within(each, row)]
        kept.append(row)
    return kept


def _is_row_within(one: Row, other: Row) -> bool:
    return all(column in one and is_cell_within(one[column], cell) for column, cell in other.items())


def _refuse_too_many(rows: list[dict[InputColumn, Cell]], subject: str) -> None:
    if len(rows) > MAX_ROWS:
        raise TableError(
            [
                Finding(
                    Place(subject), f"this comes to more than {MAX_ROWS} rows of a table; divide the rule into several"
                )
            ]
        )
