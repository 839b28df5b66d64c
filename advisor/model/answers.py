"""The answers of one company, some of them open, and the status they give to a leaf of a condition."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from advisor.model.conditions import Status, Test

_NOTHING: Mapping[str, str] = MappingProxyType({})


class OneOf(NamedTuple):
    """A single value or count that is known only to be in a set, as for a score between two bands."""

    values: frozenset[str] | frozenset[int]


class PartialChoice(NamedTuple):
    """A `many` answer known in part: values certainly chosen and values certainly not chosen."""

    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()


Value = str | int | frozenset[str] | OneOf | PartialChoice
"""A choice or yes/no as its word, a count as a number, a `many` answer as the set chosen, or a partly known answer."""


AnswersContent = tuple[object, ...]


class Answers:
    """The known facts of a company; a fact that is not a key of `known` is unknown.

    `filled` maps each fact that was derived and not stated to the fact it was derived from. `stated` has what was said
    about `many` facts to which other answers add values. `reported` are the answers that somebody gave; a completion
    made with `with_value` adds none. Compared by identity.
    """

    __slots__ = ("company", "filled", "known", "reported", "stated")

    def __init__(
        self,
        known: Mapping[str, Value],
        company: str | None = None,
        filled: Mapping[str, str] = _NOTHING,
        stated: Mapping[str, Value] = _NOTHING,
        reported: Mapping[str, Value] | None = None,
    ) -> None:
        self.known = known
        self.reported = known if reported is None else reported
        self.company = company
        self.filled = filled
        self.stated = stated

    def with_value(self, fact: str, value: Value) -> Answers:
        """Return a completion of the answers, with one answer added or changed that nobody reported."""
        return Answers({**self.known, fact: value}, self.company, self.filled, self.stated, self.reported)

    def freeze_content(self) -> AnswersContent:
        """Return the content in a hashable form; equal contents have the same meaning for all rules."""
        reported = None if self.reported is self.known else frozenset(self.reported.items())
        parts = (self.known.items(), self.filled.items(), self.stated.items())
        return (*map(frozenset, parts), reported)

    def get_choice(self, name: str) -> frozenset[str] | None:
        """Return the values chosen for a `many` fact; None if they are not fully known."""
        value = self.known.get(name)
        return value if isinstance(value, frozenset) else None

    def evaluate_test(self, test: Test) -> Status:
        """Return the status of a leaf that tests a fact."""
        return compare(test, (self.reported if test.reported else self.known).get(test.name))


def compare(test: Test, value: Value | None) -> Status:
    """Return the status of a leaf for one value; None is unknown."""
    if test.reported:
        return Status.HOLDS if _compare(test, value) is Status.HOLDS else Status.FAILS
    return _compare(test, value)


def _compare(test: Test, value: Value | None) -> Status:
    if value is None:
        return Status.OPEN
    if isinstance(value, str):
        return Status.HOLDS if value in test.values else Status.FAILS
    if isinstance(value, int):
        return Status.HOLDS if test.is_within_bounds(value) else Status.FAILS
    if isinstance(value, frozenset):
        return Status.FAILS if test.values.isdisjoint(value) else Status.HOLDS
    if isinstance(value, OneOf):
        statuses = {_compare(test, each) for each in value.values}
        return statuses.pop() if len(statuses) == 1 else Status.OPEN
    if not test.values.isdisjoint(value.yes):
        return Status.HOLDS
    return Status.FAILS if test.values <= value.no else Status.OPEN


def is_settled(value: Value | None) -> bool:
    """Check whether a value is fully known."""
    return value is not None and not isinstance(value, OneOf | PartialChoice)
