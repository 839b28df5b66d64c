"""Counts that now lead to another value of a choice, because the bands of `filled_from` or the limits changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact, Kind


class ChangedCount(NamedTuple):
    """One count that leads to another value of a choice in each rule base; None if it leads to none."""

    choice: str
    counted: str
    number: int
    values: tuple[str | None, str | None]


def list_changed_counts(old: RuleBase, new: RuleBase) -> list[ChangedCount]:
    """List the counts on both sides of each bound between which a choice gets another value than before."""
    changed: list[ChangedCount] = []
    for name in (each for each in old.facts if each in new.facts):
        fillings = [each.facts[name].filled_from for each in (old, new)]
        for count in sorted({filling.fact for filling in fillings if filling}):
            changed += _iter_changed_counts(name, count, old, new)
    return changed


def _iter_changed_counts(choice: str, count: str, old: RuleBase, new: RuleBase) -> Iterator[ChangedCount]:
    """Yield the first and the last count of each range in which all counts lead to the same two values."""
    starts = sorted({start for each in (old, new) for start in _iter_starts(choice, count, each)})
    ends = [following - 1 for following in starts[1:]]
    for start, end in zip(starts, [*ends, *starts[-1:]], strict=True):
        values = tuple(_find_value(choice, count, start, each) for each in (old, new))
        if values[0] != values[1]:
            for number in sorted({start, end}):
                yield ChangedCount(choice, count, number, (values[0], values[1]))


def _find_count(count: str, rulebase: RuleBase) -> Fact | None:
    fact = rulebase.facts.get(count)
    return fact if fact is not None and fact.kind is Kind.COUNT else None


def _iter_starts(choice: str, count: str, rulebase: RuleBase) -> Iterator[int]:
    """Yield the first count of each range that the bands and the limits of one rule base distinguish."""
    fact, filled = _find_count(count, rulebase), rulebase.facts.get(choice)
    if fact is None:
        return
    yield fact.minimum
    filling = filled.filled_from if filled else None
    for band in filling.bands if filling and filling.fact == count else ():
        starts = (band.at_least, None if band.at_most is None else band.at_most + 1)
        yield from (start for start in starts if start is not None and fact.takes_count(start))


def _find_value(choice: str, count: str, number: int, rulebase: RuleBase) -> str | None:
    fact = _find_count(count, rulebase)
    if fact is None or not fact.takes_count(number):
        return None
    value = rulebase.build_answers({count: number}).known.get(choice)
    return value if isinstance(value, str) else None
