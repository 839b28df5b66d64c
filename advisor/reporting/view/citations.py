"""Numbered notes: each place that a statement rests on is cited by a number and told once, at the end.

A locator leads to the place that its work names for it, so that many locators share a note; where a work names none,
the locator itself is the place. A work with a mark of its own (our judgement) is cited by that mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.knowledge import Work


class CitationNotes:
    """The notes of one report, numbered from 1 in the order in which they are first cited."""

    def __init__(self, works: Iterable[Work]) -> None:
        self._works = {first: work for work in works for first in work.prefix}
        self._marks: dict[str, str] = {}
        self._numbers: dict[tuple[str, str], int] = {}

    def cite(self, *locators: str) -> str:
        """The marks that stand in the text, each once: `[3]`, `[3][J]`."""
        marks = dict.fromkeys(self._assign_mark(locator) for locator in locators if locator)
        return "".join(sorted(marks, key=lambda mark: (not mark[1:-1].isdigit(), len(mark), mark)))

    def _assign_mark(self, locator: str) -> str:
        mark = self._marks.get(locator)
        if mark is None:
            work = self._works.get(locator.split("/")[0])
            mark = self._marks[locator] = f"[{work.mark}]" if work and work.mark else self._assign_number(work, locator)
        return mark

    def _assign_number(self, work: Work | None, locator: str) -> str:
        place = (
            next((work.places[at] for at in _iter_prefixes(locator) if at in work.places), locator) if work else locator
        )
        key = (work.id if work else "", place)
        return f"[{self._numbers.setdefault(key, len(self._numbers) + 1)}]"

    def list_works(self) -> list[tuple[Work | None, list[tuple[str, str]]]]:
        """The works cited, in the order of their first note, each with its marks and places."""
        works: dict[str, list[tuple[str, str]]] = {}
        for (work_id, place), number in self._numbers.items():
            works.setdefault(work_id, []).append((f"[{number}]", place))
        known = {work.id: work for work in self._works.values()}
        return [(known.get(work_id), places) for work_id, places in works.items()]


def _iter_prefixes(locator: str) -> Iterator[str]:
    parts = locator.split("/")
    return ("/".join(parts[:length]) for length in range(len(parts), 0, -1))
