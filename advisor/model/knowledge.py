"""Knowledge other than rules: steps with their practices, entries of the reference systems, and works."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

MOVES = ("undefined-to-defined", "defined-to-aligned", "aligned-to-integrated", "upkeep", "watch")
"""The groups of steps, in the order of a report: the three moves, upkeep, and watching."""


class Practice(NamedTuple):
    """A concrete form of a step."""

    id: str
    text: str
    source: str


class Variant(NamedTuple):
    """Other wording of a step for a certain case. An empty string keeps the step's own."""

    source: str
    title: str = ""
    what: str = ""
    first: str = ""
    owner: str = ""
    sign: str = ""


class Weeks(NamedTuple):
    """When a step usually starts and ends, in weeks from the decision; `end` is None if it goes on forever."""

    start: int
    end: int | None
    source: str


class Step(NamedTuple):
    """An action. `order` is its usual position (from 0) within `move`; `short` is the title as a noun, for lists."""

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
    """An entry of a reference system: a relationship type, a checklist task, a funnel stage or a metric."""

    section: str
    id: str
    title: str
    text: str
    source: str
    extra: Mapping[str, str] = MappingProxyType({})
    signs: tuple[Practice, ...] = ()


class Work(NamedTuple):
    """A work that locators point into. `prefix` lists the first parts of its locators.

    `places` maps the beginning of a locator to a readable name of that part of the work. A work with a `mark` is cited
    by that mark only.
    """

    id: str
    title: str
    authors: str
    year: str
    published_in: str
    prefix: tuple[str, ...]
    places: Mapping[str, str] = MappingProxyType({})
    mark: str = ""

    def find_place(self, locator: str) -> str:
        """Return the name of the place that a locator points to; "" if there is none."""
        return next((self.places[each] for each in list_beginnings(locator) if each in self.places), "")


def list_beginnings(locator: str) -> list[str]:
    """Return a locator and what is before each of its slashes, longest first: `a/b/c`, `a/b`, `a`."""
    parts = locator.split("/")
    return ["/".join(parts[:length]) for length in range(len(parts), 0, -1)]
