"""Numbered notes: the text cites places by number, and a list at the end names them.

A work names places for its locators, so that many locators share a note; without a name the locator itself is the
place. A work with a mark of its own (our judgement) is cited by that mark.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.model.knowledge import Work
from advisor.model.pack_locators import find_authors
from advisor.model.rulebase import RuleBase
from advisor.reporting.view.text_layout import CitedText


class CitedWork(NamedTuple):
    """A work (`Authors. Title. Published in`, or "") with its notes (`[1] the table`)."""

    work: str
    places: list[CitedText]


class CitationNotes:
    """The notes of one report, numbered from 1 in the order of their first citation."""

    def __init__(self, rulebase: RuleBase) -> None:
        self._rulebase = rulebase
        self._marks: dict[str, str] = {}
        self._numbers: dict[tuple[str, str], int] = {}

    def cite(self, *locators: str) -> str:
        """Return the marks for the text, each once and in order: `[3]`, `[3][J]`, `[3][pack ours]`.

        Words that a pack is behind are marked as the pack's, whatever they cite.
        """
        marks = {self._assign_mark(locator) for locator in locators if locator}
        marks |= {format_pack_mark(pack) for locator in locators for pack in find_authors(locator)}
        return "".join(sorted(marks, key=lambda mark: (not mark[1:-1].isdigit(), len(mark), mark)))

    def _assign_mark(self, locator: str) -> str:
        if locator not in self._marks:
            work, place = self._rulebase.cite(locator)
            key = (work.id if work else "", place or locator)
            mark = (work and work.mark) or self._numbers.setdefault(key, len(self._numbers) + 1)
            self._marks[locator] = f"[{mark}]"
        return self._marks[locator]

    def list_works(self) -> list[CitedWork]:
        """List the cited works in the order of their first note."""
        places: dict[str, list[CitedText]] = {}
        for (work_id, place), number in self._numbers.items():
            places.setdefault(work_id, []).append(CitedText(f"[{number}] {place}"))
        titles = {work.id: _format_work(work) for work in self._rulebase.works}
        return [CitedWork(titles.get(work_id, ""), lines) for work_id, lines in places.items()]


def format_pack_mark(pack: str) -> str:
    """Format the mark of a pack's own words, which stays on one line: `[pack ours]`."""
    return f"[pack\N{NO-BREAK SPACE}{pack}]"


def format_pack_marks(packs: Iterable[str]) -> str:
    """Format the marks of some packs, each once and in order."""
    return "".join(format_pack_mark(pack) for pack in sorted(set(packs)))


def _format_work(work: Work) -> str:
    return ". ".join(filter(None, (work.authors, work.title, work.published_in or work.year)))
