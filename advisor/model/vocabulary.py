"""The vocabulary: which facts can be asked and which conclusions rules can draw, with the values each may take."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Kind(StrEnum):
    """How a fact is answered: one value, yes or no, any number of values, or a whole number."""

    CHOICE = "choice"
    YES_NO = "yes_no"
    MANY = "many"
    COUNT = "count"


class Stage(StrEnum):
    """The stages of inference, in the order in which they run."""

    CLASSIFY = "classify"
    WEIGH = "weigh"
    DECIDE = "decide"
    PLAN = "plan"
    CAUTION = "caution"

    @property
    def rank(self) -> int:
        """The place in the order, from 0."""
        return _RANKS[self]


_RANKS = {stage: rank for rank, stage in enumerate(Stage)}


class CountBand(NamedTuple):
    """A value of a choice, and the counts (inclusive) for which it stands."""

    value: str
    at_least: int | None
    at_most: int | None


class CountDerivation(NamedTuple):
    """How a choice that was not stated is worked out from a count."""

    fact: str
    bands: tuple[CountBand, ...]
    source: str


class Fact(NamedTuple):
    """A fact that can be asked. `values` maps each value to the clause that states it ("conflicts are frequent").

    `many` and `count` facts have one `clause` with `{value}` in it, and `many` also `empty`, for no value chosen.
    `computed` facts are worked out by the program (scores) and cannot be stated.
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
    filled_from: CountDerivation | None = None
    computed: bool = False


class Conclusion(NamedTuple):
    """A name that rules conclude values for. `values` is None where any slug will do; `single` allows one only."""

    name: str
    stage: Stage
    source: str
    values: frozenset[str] | None = None
    single: bool = False


class Atom(NamedTuple):
    """One thing concluded: a conclusion's name and a value of it."""

    name: str
    value: str
