"""What is checked: the entries of one pack as their author wrote them, beside the rule base they are part of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from advisor.authoring.check.catalogue import CHECKS
from advisor.authoring.pack_source.items import RULES, Item, scalars
from advisor.errors import Finding, Place
from advisor.loading.nodes import Scalar
from advisor.loading.pack_reader import Document
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule

_TEXTS = frozenset(
    {
        *("label", "title", "short", "owner", "question", "because", "help", "clause", "empty", "what", "first"),
        *("sign", "text", "values", "authors", "published_in", "places"),
    }
)
"""Keys whose values somebody will read."""


class Found(NamedTuple):
    """A finding, and the entry that may be exempt from it (None: nothing may)."""

    item: Item | None
    finding: Finding


def found(code: str, item: Item | None, sentence: str, place: Place | None = None, fix: str = "") -> Found:
    """A finding of a check, at the entry's place unless another is given."""
    where = place or (item.place if item else None)
    assert where is not None  # what is about no entry says where it is
    return Found(item, Finding(where, sentence, code, CHECKS[code].severity, fix))


@dataclass(frozen=True)
class Subject:
    """One pack to be checked. `folder` is where it lies; `shown` stands before its files in findings.

    `items` are all entries; the loader found something wrong in those at the places `broken`, and nothing anywhere
    where `complete`. `unread` are the files in which it found something wrong and that are not among `documents`.
    """

    rulebase: RuleBase
    pack: str
    builtin: bool
    folder: str
    documents: tuple[Document, ...]
    items: tuple[Item, ...]
    broken: frozenset[Place]
    complete: bool
    unread: frozenset[str] = frozenset()

    @cached_property
    def rules(self) -> Mapping[str, tuple[Item, Rule]]:
        """The rules of this pack in which nothing is wrong, by id."""
        known = {rule.id: rule for rule in self.rulebase.rules if rule.pack == self.pack}
        sound = (item for item in self.items if item.section == RULES and item.place not in self.broken)
        return {item.id: (item, known[item.id]) for item in sound if item.id in known}

    @cached_property
    def understood(self) -> tuple[tuple[Item, Rule], ...]:
        """The rules of this pack as far as they are understood, whatever is wrong in them."""
        read: dict[str, list[Rule]] = {}
        for rule in self.rulebase.rules:
            if rule.pack == self.pack:
                read.setdefault(rule.id, []).append(rule)
        written: dict[str, list[Item]] = {}
        for item in self.section(RULES):
            written.setdefault(item.id, []).append(item)
        alike = (zip(items, read.get(name, ()), strict=False) for name, items in written.items())
        pairs = {item.place: (item, rule) for each in alike for item, rule in each}
        return tuple(pairs[item.place] for item in self.section(RULES) if item.place in pairs)

    @cached_property
    def texts(self) -> tuple[tuple[Item, tuple[str, ...], Scalar], ...]:
        """Every text that somebody will read: its entry, the keys that lead to it, and where it stands."""
        return tuple((item, path, value) for item in self.items for path, value in _texts(item))

    @property
    def header(self) -> Place:
        """Where something stands that is true of the whole pack."""
        return Place(next((each.shown for each in self.documents), self.folder))

    def section(self, name: str) -> Iterator[Item]:
        """The entries of one section, in order."""
        return (item for item in self.items if item.section == name)


def _texts(item: Item) -> Iterator[tuple[tuple[str, ...], Scalar]]:
    if isinstance(item.node, Scalar):  # a wording
        yield ("text",), item.node
        return
    for path, value in scalars(item.node):
        if "exempt" not in path and (path[-1:] and path[-1] in _TEXTS):
            yield path, value
        elif len(path) > 1 and path[-2] in _TEXTS:  # the values of a fact, the places of a work
            yield (*path[:-1], "clause"), value
