"""The vocabulary: the facts that can be asked and the conclusions that rules can draw, with their values."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

MAX_COUNT = 10**12
"""The highest count that a fact can have."""


class Kind(StrEnum):
    """The kind of answer a fact has: one value, yes or no, any number of values, or a whole number."""

    CHOICE = "choice"
    YES_NO = "yes_no"
    MANY = "many"
    COUNT = "count"


class Stage(StrEnum):
    """The stages of inference, in the order they run."""

    INFER = "infer"
    CLASSIFY = "classify"
    WEIGH = "weigh"
    DECIDE = "decide"
    PLAN = "plan"
    CAUTION = "caution"

    @property
    def rank(self) -> int:
        """The position in the order, from 0."""
        return _RANKS[self]


_RANKS = {stage: rank for rank, stage in enumerate(Stage)}


class Control(StrEnum):
    """Who can make the answer to a fact different: the company soon, the company slowly, or only its market."""

    COMPANY = "company"
    SLOW = "slow"
    MARKET = "market"


class CountBand(NamedTuple):
    """A value of a choice, and the counts (both bounds inclusive) that it covers."""

    value: str
    at_least: int | None
    at_most: int | None

    def includes(self, count: int) -> bool:
        """Check whether a count is within the bounds."""
        return (self.at_least is None or count >= self.at_least) and (self.at_most is None or count <= self.at_most)

    @property
    def is_empty(self) -> bool:
        """Whether no count is within the bounds."""
        return self.at_least is not None and self.at_most is not None and self.at_least > self.at_most

    def overlaps(self, other: CountBand) -> bool:
        """Check whether some count is within the bounds of both bands."""
        lows = [each.at_least for each in (self, other) if each.at_least is not None]
        highs = [each.at_most for each in (self, other) if each.at_most is not None]
        return not lows or not highs or max(lows) <= min(highs)


class CountDerivation(NamedTuple):
    """How a choice that was not stated is derived from a count."""

    fact: str
    bands: tuple[CountBand, ...]
    source: str


class Fact(NamedTuple):
    """A fact that can be asked. `values` maps each value to the clause that states it ("conflicts are frequent").

    `many` and `count` facts have one `clause` with `{value}` in it, and `many` also `empty`, for no value chosen.
    The program computes `computed` facts (scores); a user cannot state them. `theme` is the name of the file that has
    the fact, for lists of facts. `control` says who can make the answer different.
    """

    name: str
    kind: Kind
    label: str
    question: str
    source: str
    values: Mapping[str, str] = MappingProxyType({})
    clause: str = ""
    empty: str = ""
    help: str = ""
    minimum: int = 0
    maximum: int = MAX_COUNT
    filled_from: CountDerivation | None = None
    computed: bool = False
    theme: str = ""
    control: Control = Control.COMPANY

    def takes_count(self, number: int) -> bool:
        """Check whether a number can be the answer to a count."""
        return self.minimum <= number <= self.maximum

    def has_count_within(self, low: int | None, high: int | None) -> bool:
        """Check whether some answer to a count is within two bounds, both inclusive; None is no bound."""
        lowest = self.minimum if low is None else max(low, self.minimum)
        return lowest <= (self.maximum if high is None else min(high, self.maximum))

    def describe_counts(self) -> str:
        """Return the counts that can be stated: "a whole number of 1 or more", or "a whole number from 0 to 100"."""
        if self.maximum < MAX_COUNT:
            return f"a whole number from {self.minimum} to {self.maximum}"
        return f"a whole number of {self.minimum} or more"


class Conclusion(NamedTuple):
    """A name that rules conclude values for. `values` is None if any slug is allowed; `single` allows one value.

    A `reported` conclusion depends on reported answers alone: for its rules, an unknown fact is not reported, and its
    tests fail. So it is never open.
    """

    name: str
    stage: Stage
    source: str
    values: frozenset[str] | None = None
    single: bool = False
    reported: bool = False


class Atom(NamedTuple):
    """A conclusion's name with one of its values."""

    name: str
    value: str
