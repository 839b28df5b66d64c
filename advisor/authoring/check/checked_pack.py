"""What is checked: the entries of one pack as their author wrote them, and the rule base they belong to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from advisor.authoring.check.catalogue import load_checks
from advisor.authoring.pack_source.source_entries import RULES, SourceEntry, iter_scalars
from advisor.errors import Finding, Place
from advisor.loading.documents.nodes import ScalarNode
from advisor.loading.packs.pack_reader import Document
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule

_TEXT_KEYS = frozenset(
    {
        *("label", "title", "short", "owner", "question", "because", "help", "clause", "empty", "what", "first"),
        *("sign", "text", "values", "authors", "published_in", "places"),
    }
)
"""Keys with texts that the report or the interview shows."""


class ReportedFinding(NamedTuple):
    """A finding, and the entry that may be exempt from it (None: no entry may)."""

    item: SourceEntry | None
    finding: Finding


def report(
    code: str, item: SourceEntry | None, sentence: str, place: Place | None = None, fix: str = ""
) -> ReportedFinding:
    """Build a finding of a check.

    Args:
        code: The code of the check, which sets the severity.
        item: The entry that the finding is about; None for a file or the whole pack.
        sentence: What is wrong.
        place: Where it is; by default the place of the entry.
        fix: How to fix it; by default what the catalogue says.
    """
    place = place or (item.place if item else None)
    assert place is not None  # a finding about no entry has a place
    return ReportedFinding(item, Finding(place, sentence, code, load_checks()[code].severity, fix))


@dataclass(frozen=True)
class CheckSubject:
    """One pack to check, and the rule base of this pack and those before it.

    `items` are all entries. The loader found errors in the entries at `broken_places`, and in `unread_files`, which are
    not among `documents`; `error_places` are the exact places. `complete` means that it found none. `with_later_packs`
    is the rule base of this pack, those before it and those after it that are checked, too; None if there are none.
    `earlier_folders` are those of the packs before it, without the built-in pack.
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
    error_places: frozenset[Place] = frozenset()
    with_later_packs: RuleBase | None = None
    earlier_folders: tuple[str, ...] = ()

    @property
    def together(self) -> RuleBase:
        """The rule base of all packs that are checked, those after this one too."""
        return self.with_later_packs or self.rulebase

    @cached_property
    def rules(self) -> Mapping[str, tuple[SourceEntry, Rule]]:
        """The rules of this pack without errors, by id."""
        known = {rule.id: rule for rule in self.rulebase.rules if rule.pack == self.pack}
        sound = (item for item in self.iter_section(RULES) if item.place not in self.broken_places)
        return {item.id: (item, known[item.id]) for item in sound if item.id in known}

    @cached_property
    def parsed_rules(self) -> tuple[tuple[SourceEntry, Rule], ...]:
        """The rules of this pack as far as the loader understood them, in order, with or without errors."""
        parsed: defaultdict[str, list[Rule]] = defaultdict(list)
        for rule in self.rulebase.rules:
            if rule.pack == self.pack:
                parsed[rule.id].append(rule)
        items = list(self.iter_section(RULES))
        by_id = {name: iter(rules) for name, rules in parsed.items()}
        pairs = ((item, next(by_id.get(item.id, iter(())), None)) for item in items)
        return tuple((item, rule) for item, rule in pairs if rule is not None)

    @cached_property
    def texts(self) -> tuple[tuple[SourceEntry, tuple[str, ...], ScalarNode], ...]:
        """Every text that a reader sees: its entry, the keys that lead to it, and its node."""
        return tuple((item, path, value) for item in self.items for path, value in _iter_texts(item))

    @property
    def header(self) -> Place:
        """The place of findings about the whole pack."""
        return Place(next((each.display_path for each in self.documents), self.folder))

    def iter_section(self, name: str) -> Iterator[SourceEntry]:
        """Yield the entries of one section, in order."""
        return (item for item in self.items if item.section == name)


def _iter_texts(item: SourceEntry) -> Iterator[tuple[tuple[str, ...], ScalarNode]]:
    if isinstance(item.node, ScalarNode):  # a wording
        yield ("text",), item.node
        return
    for path, value in iter_scalars(item.node):
        if "exempt" not in path and path and path[-1] in _TEXT_KEYS:
            yield path, value
        elif len(path) > 1 and path[-2] in _TEXT_KEYS:  # the values of a fact, the places of a work
            yield (*path[:-1], "clause"), value
