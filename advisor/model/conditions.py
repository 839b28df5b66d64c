"""The condition: one small closed language, and its meaning in three values.

A condition is a tree of `Test` leaves joined by `All`, `Any` and `Not`. It does not say where values come from: every
function asks a `Lookup` for the status of a leaf. So one meaning serves the answers of a company, an interview in
progress and the conclusions of earlier rules. The combination is Kleene's strong three-valued logic (Kleene,
Introduction to Metamathematics, 1952, section 64): unknown is never "no".
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum


class Status(IntEnum):
    """The value of a condition. Ordered, so that `all` is the least and `any` the greatest of its parts."""

    FAILS = 0
    OPEN = 1
    HOLDS = 2

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Test:
    """A comparison of a fact or conclusion with values, or of a count with bounds (both inclusive).

    A `reported` test holds only for a reported answer; it fails if the fact is unknown or only partly known.
    """

    name: str
    values: frozenset[str] = frozenset()
    at_least: int | None = None
    at_most: int | None = None
    reported: bool = False

    __test__ = False  # keeps pytest from collecting the class

    @property
    def is_bound(self) -> bool:
        """Whether this compares a count with bounds, not a value with a set."""
        return not self.values

    def is_within_bounds(self, number: int) -> bool:
        """Check whether a number is within the bounds."""
        return (self.at_least is None or number >= self.at_least) and (self.at_most is None or number <= self.at_most)


@dataclass(frozen=True, slots=True)
class All:
    """A condition that holds if every part holds; without parts it always holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """A condition that holds if some part holds; without parts it never holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """A condition that holds if its part fails."""

    part: Condition


Condition = Test | All | Any | Not
Lookup = Callable[[Test], Status]
ALWAYS = All(())
NEVER = Any(())
_OPPOSITE = {Status.FAILS: Status.HOLDS, Status.OPEN: Status.OPEN, Status.HOLDS: Status.FAILS}


def evaluate(condition: Condition, lookup: Lookup) -> Status:
    """Return the status of a condition, given the status of its leaves."""
    kind = type(condition)  # this is the innermost loop of all reasoning
    if kind is Test:
        return lookup(condition)  # type: ignore[arg-type]
    if kind is Not:
        return _OPPOSITE[evaluate(condition.part, lookup)]  # type: ignore[union-attr]
    decisive, result = (Status.FAILS, Status.HOLDS) if kind is All else (Status.HOLDS, Status.FAILS)
    for part in condition.parts:  # type: ignore[union-attr]
        status = lookup(part) if type(part) is Test else evaluate(part, lookup)
        if status is decisive:
            return status
        if status is Status.OPEN:
            result = status
    return result


def iter_leaves(condition: Condition) -> Iterator[Test]:
    """Iterate over every leaf, in the order written."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not):
        yield from iter_leaves(condition.part)
    else:
        for part in condition.parts:
            yield from iter_leaves(part)


def list_tested_values(condition: Condition) -> frozenset[tuple[str, object]]:
    """List the names that a condition tests, each with every value that it tests."""
    return frozenset((leaf.name, value) for leaf in iter_leaves(condition) for value in leaf.values)


def iter_negated_leaves(condition: Condition, *, negated: bool = False) -> Iterator[Test]:
    """Iterate over the leaves below an odd number of `not`, which must fail for the condition to hold."""
    if isinstance(condition, Test):
        if negated:
            yield condition
    elif isinstance(condition, Not):
        yield from iter_negated_leaves(condition.part, negated=not negated)
    else:
        for part in condition.parts:
            yield from iter_negated_leaves(part, negated=negated)


def iter_required_leaves(condition: Condition) -> Iterator[Test]:
    """Iterate over the leaves outside `any` and `not`, which hold whenever the condition holds."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, All):
        for part in condition.parts:
            yield from iter_required_leaves(part)


def iter_supporting_leaves(condition: Condition, lookup: Lookup, wanted: Status = Status.HOLDS) -> Iterator[Test]:
    """Iterate over the leaves that give the condition its status `wanted`.

    Args:
        condition: a condition whose status is `wanted`.
        lookup: the status of each leaf.
        wanted: HOLDS or FAILS.
    """
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not):
        yield from iter_supporting_leaves(condition.part, lookup, _OPPOSITE[wanted])
    else:
        for part in condition.parts:
            if evaluate(part, lookup) is wanted:
                yield from iter_supporting_leaves(part, lookup, wanted)


def iter_open_leaves(condition: Condition, lookup: Lookup) -> Iterator[Test]:
    """Iterate over the open leaves that can still settle the condition: those in parts that are open."""
    leaves: list[Test] = []
    _collect_open_leaves(condition, lookup, leaves)
    return iter(leaves)


def _collect_open_leaves(condition: Condition, lookup: Lookup, leaves: list[Test]) -> Status:
    """Add the open leaves of a condition, and return its status, in one pass; none are added if it is not open."""
    kind = type(condition)
    if kind is Test:
        status = lookup(condition)  # type: ignore[arg-type]
        if status is Status.OPEN:
            leaves.append(condition)  # type: ignore[arg-type]
        return status
    if kind is Not:
        return _OPPOSITE[_collect_open_leaves(condition.part, lookup, leaves)]  # type: ignore[union-attr]
    decisive, result = (Status.FAILS, Status.HOLDS) if kind is All else (Status.HOLDS, Status.FAILS)
    before = len(leaves)
    for part in condition.parts:  # type: ignore[union-attr]
        status = _collect_open_leaves(part, lookup, leaves)
        if status is decisive:
            del leaves[before:]
            return status
        if status is Status.OPEN:
            result = status
    return result


def normalize_condition(condition: Condition, *, negated: bool = False) -> Condition:
    """Return the negation normal form, in which `Not` is only around leaves; of the negation if `negated`."""
    if isinstance(condition, Test):
        return Not(condition) if negated else condition
    if isinstance(condition, Not):
        return normalize_condition(condition.part, negated=not negated)
    parts = [normalize_condition(part, negated=negated) for part in condition.parts]
    return combine_conditions(parts, conjunction=isinstance(condition, All) is not negated)


def mark_reported(condition: Condition, facts: Container[str], *, reported: bool = True) -> Condition:
    """Return the condition with its tests of facts as `reported` ones, which an unknown fact fails, or as plain."""
    if isinstance(condition, Test):
        return replace(condition, reported=reported) if condition.name in facts else condition
    if isinstance(condition, Not):
        return Not(mark_reported(condition.part, facts, reported=reported))
    return type(condition)(tuple(mark_reported(part, facts, reported=reported) for part in condition.parts))


def reduce_condition(condition: Condition, settle: Callable[[Test, bool], Condition]) -> Condition:
    """Return the rest of a condition in negation normal form once some leaves are settled; can be ALWAYS or NEVER.

    `settle` takes a leaf and whether it is negated; it returns ALWAYS, NEVER, or the leaf as it was.
    """
    if isinstance(condition, Test):
        return settle(condition, False)
    if isinstance(condition, Not):
        assert isinstance(condition.part, Test)  # because of the normal form
        return settle(condition.part, True)
    parts = (reduce_condition(part, settle) for part in condition.parts)
    return combine_conditions(parts, conjunction=isinstance(condition, All))


def combine_conditions(parts: Iterable[Condition], *, conjunction: bool) -> Condition:
    """Combine parts with `all` (or `any`), flat and without parts that change nothing."""
    neutral, decisive = (ALWAYS, NEVER) if conjunction else (NEVER, ALWAYS)
    remaining: dict[Condition, None] = {}
    for part in parts:
        if part == decisive:
            return decisive
        inner = part.parts if isinstance(part, All if conjunction else Any) else (part,)
        remaining.update(dict.fromkeys(inner))
    if len(remaining) < 2:
        return next(iter(remaining), neutral)
    return All(tuple(remaining)) if conjunction else Any(tuple(remaining))


def join_conditions(*conditions: Condition) -> Condition:
    """Combine conditions with `all`, without nesting that changes nothing."""
    return combine_conditions(conditions, conjunction=True)
