"""Numbered notes: the text cites places by number, and a list at the end names them.

A work names places for its locators, so that many locators share a note; without a name the locator itself is the
place. A work with a mark of its own (our judgement) is cited by that mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.model.knowledge import Work
from advisor.reporting.view.text_layout import CitedText


class CitedWork(NamedTuple):
    """A work (`Authors. Title. Published in`, or "") with its notes (`[1] the table`)."""

    work: str
    places: list[CitedText]


class CitationNotes:
    """The notes of one report, numbered from 1 in the order of their first citation."""

    def __init__(self, works: Iterable[Work]) -> None:
        self._works = {prefix: work for work in works for prefix in work.prefix}
        self._marks: dict[str, str] = {}
        self._numbers: dict[tuple[str, str], int] = {}

    def cite(self, *locators: str) -> str:
        """Return the marks for the text, each once and in order: `[3]`, `[3][J]`."""
        marks = {self._assign_mark(locator) for locator in dict.fromkeys(locators) if locator}
        return "".join(sorted(marks, key=lambda mark: (not mark[1:-1].isdigit(), len(mark), mark)))

    def _assign_mark(self, locator: str) -> str:
        if locator not in self._marks:
            work = self._works.get(locator.split("/")[0])
            self._marks[locator] = f"[{(work and work.mark) or self._assign_number(work, locator)}]"
        return self._marks[locator]

    def _assign_number(self, work: Work | None, locator: str) -> int:
        names = work.places if work else {}
        place = next((names[prefix] for prefix in _iter_prefixes(locator) if prefix in names), locator)
        return self._numbers.setdefault((work.id if work else "", place), len(self._numbers) + 1)

    def list_works(self) -> list[CitedWork]:
        """List the cited works in the order of their first note."""
        places: dict[str, list[CitedText]] = {}
        for (work_id, place), number in self._numbers.items():
            places.setdefault(work_id, []).append(CitedText(f"[{number}] {place}"))
        titles = {work.id: _format_work(work) for work in self._works.values()}
        return [CitedWork(titles.get(work_id, ""), lines) for work_id, lines in places.items()]


def _format_work(work: Work) -> str:
    return ". ".join(filter(None, (work.authors, work.title, work.published_in or work.year)))


def _iter_prefixes(locator: str) -> Iterator[str]:
    parts = locator.split("/")
    return ("/".join(parts[:length]) for length in range(len(parts), 0, -1))
