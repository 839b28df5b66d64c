"""The entries of a pack as their author wrote them, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading.knowledge import SECTIONS
from advisor.loading.nodes import ListNode, MappingNode, Node, ScalarNode
from advisor.loading.pack_reader import Document

RULES = "rules"


class SourceEntry(NamedTuple):
    """One entry: a rule (section `rules`), a fact, a step, …; its id, its nodes, and where its id stands."""

    section: str
    id: str
    place: Place
    node: Node

    def find_place(self, *keys: str) -> Place:
        """Where something in the entry stands; the entry's own place where it is not there."""
        node: Node | None = self.node
        for key in keys:
            node = node.get(key) if isinstance(node, MappingNode) else None
        return node.place if node is not None else self.place


def iter_entries(document: Document) -> Iterator[SourceEntry]:
    """Every entry of a file, in order."""
    if not isinstance(document.node, MappingNode):
        return
    for key, section in document.node.items:
        if key.text == RULES and isinstance(section, ListNode):
            for node in section.items:
                name = node.get("id") if isinstance(node, MappingNode) else None
                if isinstance(name, ScalarNode):
                    yield SourceEntry(RULES, name.text, name.place, node)
        elif key.text in SECTIONS and isinstance(section, MappingNode):
            for name, node in section.items:
                yield SourceEntry(key.text, name.text, name.place, node)


def iter_scalars(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], ScalarNode]]:
    """Every single value below a node, with the keys that lead to it."""
    if isinstance(node, ScalarNode):
        yield path, node
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from iter_scalars(item, path)
    else:
        for key, value in node.items:
            yield from iter_scalars(value, (*path, key.text))


def find_line_range(item: SourceEntry) -> tuple[int, int]:
    """The first and the last line in which a part of an entry begins."""
    first = min(item.place.line or 0, item.node.place.line or 0)
    return first, max(_find_last_line(item.node), item.place.line or 0)


def _find_last_line(node: Node) -> int:
    below: list[Node] = []
    if isinstance(node, ListNode):
        below = list(node.items)
    elif isinstance(node, MappingNode):
        below = [each for pair in node.items for each in pair]
    return max((node.place.line or 0, *(_find_last_line(each) for each in below)))
