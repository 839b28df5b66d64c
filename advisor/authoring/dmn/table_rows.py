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
from advisor.model.conditions import NEVER, Any, Condition, Not, Test, combined, normal
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Kind

MAX_ROWS = 2000
TRUE, FALSE = "true", "false"
EITHER = frozenset({TRUE, FALSE})


class Column(NamedTuple):
    """What a column asks: the value of a fact or single conclusion, or (with `value`) whether that is among several."""

    name: str
    value: str | None = None


class Span(NamedTuple):
    """Whole numbers from `low` to `high`, both included; None is no bound."""

    low: int | None
    high: int | None


Cell = frozenset[str] | tuple[Span, ...]
"""The values that a column may take: words (TRUE and FALSE where it asks whether), or spans that do not touch."""
Row = Mapping[Column, Cell]


def spans(given: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that overlap or touch joined, those without a number left out."""
    low_first = sorted(
        (each for each in given if each.low is None or each.high is None or each.low <= each.high),
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


def opposite(cell: Cell, domain: Iterable[str] = ()) -> Cell:
    """The values that are not in a cell; of words, among those of the domain."""
    if isinstance(cell, frozenset):
        return frozenset(domain) - cell
    gaps: list[Span] = []
    start: int | None = None
    for each in cell:
        if each.low is not None:
            gaps.append(Span(start, each.low - 1))
        if each.high is None:
            return spans(gaps)
        start = each.high + 1
    return spans([*gaps, Span(start, None)])


def common(one: Cell, other: Cell) -> Cell:
    """The values in both of two cells of one column."""
    if isinstance(one, frozenset) or isinstance(other, frozenset):
        assert isinstance(one, frozenset)
        assert isinstance(other, frozenset)
        return one & other
    met = (Span(_greater(a.low, b.low), _less(a.high, b.high)) for a in one for b in other)
    return spans(met)


def _greater(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else max(one, other)


def _less(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else min(one, other)


def within(one: Cell, other: Cell) -> bool:
    """Whether all values of a cell are in another one."""
    return common(one, other) == one


def met(one: Row, other: Row) -> dict[Column, Cell] | None:
    """The row that asks for both, or None where nothing can meet both."""
    found = dict(one)
    for column, cell in other.items():
        found[column] = common(found[column], cell) if column in found else cell
        if not found[column]:
            return None
    return found


def disjoint(one: Row, other: Row) -> bool:
    """Whether nothing can meet both rows: whether in some column of both no value is in both cells."""
    return any(column in other and _apart(cell, other[column]) for column, cell in one.items())


def _apart(one: Cell, other: Cell) -> bool:
    if isinstance(one, frozenset) or isinstance(other, frozenset):
        return frozenset(one).isdisjoint(other)
    return not any(
        (low is None or most is None or low <= most) and (least is None or high is None or least <= high)
        for low, high in one
        for least, most in other
    )


class Rows:
    """Turns the conditions of one rule base into rows.

    `whole` names the conclusions that are looked up as one value (or list), as the state is; each value of the others
    is a column of its own that is true or false.
    """

    def __init__(self, rulebase: RuleBase, whole: Iterable[str]) -> None:
        self.rulebase = rulebase
        self.whole = frozenset(whole)

    def domain(self, column: Column) -> frozenset[str]:
        """The words that a column can take; none for a count."""
        if column.value is not None:
            return EITHER
        if column.name in self.rulebase.facts:
            return frozenset(self.rulebase.facts[column.name].values)
        return values_of(self.rulebase, column.name)

    def of(self, condition: Condition, what: str) -> list[dict[Column, Cell]]:
        """The rows that a condition comes to, none within another. Raises TableError where they are too many."""
        return _without_those_within(self._rows(normal(condition), what))

    def negated(self, condition: Condition, what: str) -> list[dict[Column, Cell]]:
        """The rows that say that a condition fails."""
        return self.of(Not(condition), what)

    def _rows(self, condition: Condition, what: str) -> list[dict[Column, Cell]]:
        if isinstance(condition, Test):
            return list(self._literal(condition, negated=False))
        if isinstance(condition, Not):
            assert isinstance(condition.part, Test)  # what the normal form promises
            return list(self._literal(condition.part, negated=True))
        if isinstance(condition, Any):
            found = [row for part in condition.parts for row in self._rows(part, what)]
        else:
            found = [{}]
            for part in condition.parts:
                more = self._rows(part, what)
                found = [both for row in found for each in more if (both := met(row, each)) is not None]
                found = _without_those_within(found)
                _refuse_too_many(found, what)
        _refuse_too_many(found, what)
        return found

    def _literal(self, test: Test, *, negated: bool) -> Iterator[dict[Column, Cell]]:
        fact = self.rulebase.facts.get(test.name)
        if fact is not None and fact.kind is Kind.COUNT:
            bounds: Cell = (Span(test.at_least, test.at_most),)
            cell = opposite(bounds) if negated else bounds
            if cell:
                yield {Column(test.name): cell}
        elif self.is_several(test.name):
            asked = [Column(test.name, value) for value in sorted(test.values)]
            if negated:
                yield dict.fromkeys(asked, frozenset({FALSE}))
            else:
                true: Cell = frozenset({TRUE})
                yield from ({column: true} for column in asked)
        else:
            column = Column(test.name)
            cell = opposite(test.values, self.domain(column)) if negated else test.values & self.domain(column)
            if cell:
                yield {column: cell}

    def is_several(self, name: str) -> bool:
        """Whether each value of a fact or conclusion is a column of its own."""
        fact = self.rulebase.facts.get(name)
        if fact is not None:
            return fact.kind is Kind.MANY
        return name not in self.whole or not self.rulebase.conclusions[name].single


def values_of(rulebase: RuleBase, name: str) -> frozenset[str]:
    """The values of a conclusion: those it is said to take, or those that rules conclude."""
    stated = rulebase.conclusions[name].values
    return frozenset(value for rule in rulebase.rules for value in rule.concludes(name)) if stated is None else stated


def condition_of(row: Row) -> Condition:
    """A row as a condition: all of its cells."""
    return combined((_cell(column, cell) for column, cell in row.items()), conjunction=True)


def _cell(column: Column, cell: Cell) -> Condition:
    if isinstance(cell, tuple):
        return combined((Test(column.name, at_least=low, at_most=high) for low, high in cell), conjunction=False)
    if column.value is None:
        return Test(column.name, cell) if cell else NEVER
    test = Test(column.name, frozenset({column.value}))
    parts = ((test if word == TRUE else Not(test)) for word in sorted(cell, reverse=True))
    return Any(tuple(parts)) if len(cell) > 1 else combined(parts, conjunction=False)


def _without_those_within(rows: list[dict[Column, Cell]]) -> list[dict[Column, Cell]]:
    kept: list[dict[Column, Cell]] = []
    for row in rows:
        if any(_row_within(row, each) for each in kept):
            continue
        kept = [each for each in kept if not _row_within(each, row)]
        kept.append(row)
    return kept


def _row_within(one: Row, other: Row) -> bool:
    return all(column in one and within(one[column], cell) for column, cell in other.items())


def _refuse_too_many(rows: list[dict[Column, Cell]], what: str) -> None:
    if len(rows) > MAX_ROWS:
        raise TableError(
            [Finding(Place(what), f"this comes to more than {MAX_ROWS} rows of a table; divide the rule into several")]
        )
