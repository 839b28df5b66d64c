"""A document as read, before it means anything: scalars as written, lists and mappings, each with its place.

Scalars keep the characters the author typed. Nothing is turned into a boolean, a number or a date here, so that `no`,
`1e400` and `2026-01-01` are judged by what the fact allows and quoted back as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Self

from advisor.errors import Finding, PackError, Place
from advisor.loading.finding_codes import WRONG_SHAPE


class ScalarNode(NamedTuple):
    """A single value as typed. `quoted` tells `"12"` from `12`; `empty` is a key with nothing behind it."""

    text: str
    place: Place
    quoted: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written."""
        return not self.quoted and self.text in ("", "~", "null")


class ListNode(NamedTuple):
    """A list of nodes."""

    items: tuple[Node, ...]
    place: Place


class MappingNode(NamedTuple):
    """A mapping: keys as typed, in order. Duplicate keys never get here."""

    items: tuple[tuple[ScalarNode, Node], ...]
    place: Place

    def get(self, key: str) -> Node | None:
        """The node behind a key, if there is one."""
        return next((node for name, node in self.items if name.text == key), None)


Node = ScalarNode | ListNode | MappingNode

SHAPE_NAMES = {ScalarNode: "a single value", ListNode: "a list", MappingNode: "a mapping"}


def iter_nodes(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes below it, keys too."""
    yield node
    if isinstance(node, ListNode):
        for item in node.items:
            yield from iter_nodes(item)
    elif isinstance(node, MappingNode):
        for key, value in node.items:
            yield key
            yield from iter_nodes(value)


class FindingList(list[Finding]):
    """The findings of one input, gathered while reading goes on.

    Of a pack, which may come from anywhere, no more than `most` are gathered: the next one ends the reading, as a
    PackError that tells those before it.
    """

    def __init__(self, limit: int | None = None) -> None:
        super().__init__()
        self.limit = limit

    def add(self, location: Node | Place, sentence: str, code: str = WRONG_SHAPE, fix: str = "") -> None:
        """Note one finding at a node or a place; `code` is one of advisor.loading.finding_codes.

        `fix` is what mends it, where the sentence does not say so itself.
        """
        place = location if isinstance(location, Place) else location.place
        if len(self) == self.limit:
            enough = Finding(place, f"more than {self.limit} things are wrong; mend those told first", code)
            raise PackError([*self.sort_by_place(), enough])
        self.append(Finding(place, sentence, code, fix=fix))

    def sort_by_place(self) -> Self:
        """Sorted by file, line and column, as a reader mends them."""
        self.sort(key=lambda finding: (finding.place.file, finding.place.line or 0, finding.place.column or 0))
        return self


def format_excerpt(text: str) -> str:
    """What the user typed, short and printable enough for one line."""
    plain = "".join(char if char.isprintable() else "?" for char in text)
    return plain if len(plain) <= 60 else plain[:57] + "..."
