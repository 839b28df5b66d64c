"""The works behind an advice: every locator it prints, gathered by the work it points into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from advisor.model.advice import Source, as_data
from advisor.model.knowledge import Work


def sources(parts: Iterable[object], works: Iterable[Work]) -> list[Source]:
    """The works that the locators (`source` fields) of some parts of an advice point into, each with those locators."""
    used = dict.fromkeys(locator for part in parts for locator in _locators(as_data(part)))
    return [
        Source(work.title, work.authors, work.year, work.published_in, locators)
        for work in works
        if (locators := [locator for locator in used if locator.split("/")[0] in work.prefix])
    ]


def _locators(data: object) -> Iterator[str]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key == "source" and isinstance(value, str) and value:
                yield value
            else:
                yield from _locators(value)
    elif isinstance(data, list):
        for item in data:
            yield from _locators(item)
