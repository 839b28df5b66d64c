"""The works that an advice cites, each with the locators that point into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.advice import Source
from advisor.model.knowledge import Work


def collect_sources(parts: Iterable[object], works: Iterable[Work]) -> list[Source]:
    """List the works that the `source` fields of some parts of an advice point into, each with its locators."""
    used = {locator: locator.split("/")[0] for part in parts for locator in _iter_locators(part)}
    return [
        Source(work.title, work.authors, work.year, work.published_in, locators)
        for work in works
        if (locators := [locator for locator, prefix in used.items() if prefix in work.prefix])
    ]


def _iter_locators(part: object) -> Iterator[str]:
    if isinstance(part, tuple) and hasattr(part, "_fields"):
        if getattr(part, "source", ""):
            yield part.source  # type: ignore[attr-defined]
        for inner in part:
            if isinstance(inner, list):
                yield from _iter_locators(inner)
    elif isinstance(part, list):
        for item in part:
            yield from _iter_locators(item)
