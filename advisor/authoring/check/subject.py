"""What is checked: the entries of one pack as their author wrote them, beside the rule base they are part of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from advisor.authoring.check.catalogue import CHECKS
from advisor.authoring.pack_source.source_entries import RULES, SourceEntry, iter_scalars
from advisor.errors import Finding, Place
from advisor.loading.nodes import ScalarNode
from advisor.loading.pack_reader import Document
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule

_TEXT_KEYS = frozenset(
    {
        *("label", "title", "short", "owner", "question", "because", "help", "clause", "empty", "what", "first"),
        *("sign", "text", "values", "authors", "published_in", "places"),
    }
)
"""Keys whose values somebody will read."""


class ReportedFinding(NamedTuple):
    """A finding, and the entry that may be exempt from it (None: nothing may)."""

    item: SourceEntry | None
    finding: Finding


def report(
    code: str, item: SourceEntry | None, sentence: str, place: Place | None = None, fix: str = ""
) -> ReportedFinding:
    """A finding of a check, at the entry's place unless another is given."""
    where = place or (item.place if item else None)
    assert where is not None  # what is about no entry says where it is
    return ReportedFinding(item, Finding(where, sentence, code, CHECKS[code].severity, fix))


@dataclass(frozen=True)
class CheckSubject:
    """One pack to be checked. `folder` is where it lies; `shown` stands before its files in findings.

    `items` are all entries; the loader found something wrong in those at the places `broken`, and nothing anywhere
    where `complete`. `unread` are the files in which it found something wrong and that are not among `documents`.
    """

    rulebase: RuleBase
    pack: str
    builtin: bool
    folder: str
    documents: tuple[Document, ...]
    items: tuple[SourceEntry, ...]
    broken_places: frozenset[Place]
    complete: bool
    unread_files: frozenset[str] = frozenset()

    @cached_property
    def rules(self) -> Mapping[str, tuple[SourceEntry, Rule]]:
        """The rules of this pack in which nothing is wrong, by id."""
        known = {rule.id: rule for rule in self.rulebase.rules if rule.pack == self.pack}
        sound = (item for item in self.items if item.section == RULES and item.place not in self.broken_places)
        return {item.id: (item, known[item.id]) for item in sound if item.id in known}

    @cached_property
    def parsed_rules(self) -> tuple[tuple[SourceEntry, Rule], ...]:
        """The rules of this pack as far as they are understood, whatever is wrong in them."""
        read: dict[str, list[Rule]] = {}
        for rule in self.rulebase.rules:
            if rule.pack == self.pack:
                read.setdefault(rule.id, []).append(rule)
        written: dict[str, list[SourceEntry]] = {}
        for item in self.iter_section(RULES):
            written.setdefault(item.id, []).append(item)
        alike = (zip(items, read.get(name, ()), strict=False) for name, items in written.items())
        pairs = {item.place: (item, rule) for each in alike for item, rule in each}
        return tuple(pairs[item.place] for item in self.iter_section(RULES) if item.place in pairs)

    @cached_property
    def texts(self) -> tuple[tuple[SourceEntry, tuple[str, ...], ScalarNode], ...]:
        """Every text that somebody will read: its entry, the keys that lead to it, and where it stands."""
        return tuple((item, path, value) for item in self.items for path, value in _iter_texts(item))

    @property
    def header(self) -> Place:
        """Where something stands that is true of the whole pack."""
        return Place(next((each.display_path for each in self.documents), self.folder))

    def iter_section(self, name: str) -> Iterator[SourceEntry]:
        """The entries of one section, in order."""
        return (item for item in self.items if item.section == name)


def _iter_texts(item: SourceEntry) -> Iterator[tuple[tuple[str, ...], ScalarNode]]:
    if isinstance(item.node, ScalarNode):  # a wording
        yield ("text",), item.node
        return
    for path, value in iter_scalars(item.node):
        if "exempt" not in path and (path[-1:] and path[-1] in _TEXT_KEYS):
            yield path, value
        elif len(path) > 1 and path[-2] in _TEXT_KEYS:  # the values of a fact, the places of a work
            yield (*path[:-1], "clause"), value
