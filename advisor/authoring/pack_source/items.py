"""The entries of a pack as their author wrote them, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading.knowledge import SECTIONS
from advisor.loading.nodes import Listing, Mapped, Node, Scalar
from advisor.loading.pack_reader import Document

RULES = "rules"


class Item(NamedTuple):
    """One entry: a rule (section `rules`), a fact, a step, …; its id, its nodes, and where its id stands."""

    section: str
    id: str
    place: Place
    node: Node

    def at(self, *keys: str) -> Place:
        """Where something in the entry stands; the entry's own place where it is not there."""
        node: Node | None = self.node
        for key in keys:
            node = node.get(key) if isinstance(node, Mapped) else None
        return node.place if node is not None else self.place


def items_of(document: Document) -> Iterator[Item]:
    """Every entry of a file, in order."""
    if not isinstance(document.node, Mapped):
        return
    for key, section in document.node.items:
        if key.text == RULES and isinstance(section, Listing):
            for node in section.items:
                name = node.get("id") if isinstance(node, Mapped) else None
                if isinstance(name, Scalar):
                    yield Item(RULES, name.text, name.place, node)
        elif key.text in SECTIONS and isinstance(section, Mapped):
            for name, node in section.items:
                yield Item(key.text, name.text, name.place, node)


def scalars(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Scalar]]:
    """Every single value below a node, with the keys that lead to it."""
    if isinstance(node, Scalar):
        yield path, node
    elif isinstance(node, Listing):
        for item in node.items:
            yield from scalars(item, path)
    else:
        for key, value in node.items:
            yield from scalars(value, (*path, key.text))


def lines(item: Item) -> tuple[int, int]:
    """The first and the last line in which a part of an entry begins."""
    first = min(item.place.line or 0, item.node.place.line or 0)
    return first, max(_last(item.node), item.place.line or 0)


def _last(node: Node) -> int:
    below: list[Node] = []
    if isinstance(node, Listing):
        below = list(node.items)
    elif isinstance(node, Mapped):
        below = [each for pair in node.items for each in pair]
    return max((node.place.line or 0, *(_last(each) for each in below)))
