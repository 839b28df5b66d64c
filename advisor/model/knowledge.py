"""Knowledge that is not rules: steps with their practices, reference entries of the systems, works."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

MOVES = ("undefined-to-defined", "defined-to-aligned", "aligned-to-integrated", "upkeep", "watch")
"""What a step can belong to, in the order in which steps are told: the three moves, upkeep, and watching."""


class Practice(NamedTuple):
    """A concrete form that a step can take."""

    id: str
    text: str
    source: str


class Variant(NamedTuple):
    """Other words for a step in another case. An empty string keeps the step's own."""

    source: str
    title: str = ""
    what: str = ""
    first: str = ""
    owner: str = ""
    sign: str = ""


class Weeks(NamedTuple):
    """When a step is usually taken, in weeks from the decision; `end` is None for what goes on for good."""

    start: int
    end: int | None
    source: str


class Step(NamedTuple):
    """Something to do. `order` is its usual place (from 0) within `move`; `short` is the title as a noun, for lists."""

    id: str
    title: str
    move: str
    order: int
    what: str
    first: str
    owner: str
    sign: str
    source: str
    practices: Mapping[str, Practice] = MappingProxyType({})
    variants: Mapping[str, Variant] = MappingProxyType({})
    tasks: tuple[str, ...] = ()
    short: str = ""
    weeks: Weeks | None = None


class Entry(NamedTuple):
    """A piece of a reference system: a relationship type, a checklist task, a stage of the funnel, a metric."""

    section: str
    id: str
    title: str
    text: str
    source: str
    extra: Mapping[str, str] = MappingProxyType({})
    signs: tuple[Practice, ...] = ()


class Work(NamedTuple):
    """A work that locators point into. `prefix` lists the first parts of the locators that belong to it.

    `places` gives the parts of the work names for a reader, by the beginning of the locators that lie in them; a work
    with a `mark` is cited by that mark alone.
    """

    id: str
    title: str
    authors: str
    year: str
    published_in: str
    prefix: tuple[str, ...]
    places: Mapping[str, str] = MappingProxyType({})
    mark: str = ""
