"""A parsed document: scalars as typed, lists and mappings, each with its place.

Scalars keep the characters that the author typed. Nothing becomes a boolean, a number or a date here: the fact decides
whether `no`, `1e400` or `2026-01-01` is allowed, and messages quote them as typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Self

from advisor.errors import Finding, PackError, Place, replace_unprintable
from advisor.loading.finding_codes import WRONG_SHAPE


class ScalarNode(NamedTuple):
    """A single value as typed; `quoted` distinguishes `"12"` from `12`."""

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
    """A mapping: keys as typed, in order, without duplicates."""

    items: tuple[tuple[ScalarNode, Node], ...]
    place: Place

    def get(self, key: str) -> Node | None:
        """Return the value of a key, or None if there is no such key."""
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


MAX_KEPT_FINDINGS = 50
"""Maximum number of findings of one input that are kept as sentences; nobody reads more at once."""


class FindingList(list[Finding]):
    """The findings of one input, collected while it is read. `rest` counts those after the first MAX_KEPT_FINDINGS.

    A pack may come from anywhere, so `limit` is the maximum for one: the next finding ends the reading with a
    PackError that lists them all.
    """

    def __init__(self, limit: int | None = None) -> None:
        super().__init__()
        self.limit = limit
        self.rest = 0
        self._closed_places: set[Place] = set()

    def count_only(self) -> bool:
        """Count one more finding if there are enough sentences already; return whether that was so.

        Ask this before a sentence that takes long to make.
        """
        is_full = self.limit is None and len(self) >= MAX_KEPT_FINDINGS
        self.rest += is_full
        return is_full

    def merge(self, findings: Iterable[Finding], rest: int = 0) -> None:
        """Add the findings of another input, of which only the first were kept, and the count of the others."""
        self.extend(findings)
        self.rest += rest

    def add(self, location: Node | Place, sentence: str, code: str = WRONG_SHAPE, fix: str = "") -> None:
        """Add one finding at a node or a place.

        Args:
            location: the node with the fault, or its place.
            sentence: what is wrong; what to do.
            code: one of advisor.loading.finding_codes.
            fix: what to do, if the sentence does not say it.
        """
        place = location if isinstance(location, Place) else location.place
        if place in self._closed_places or self.count_only():
            return
        if len(self) == self.limit:
            last = Finding(place, f"there are more than {self.limit} errors; fix the ones above first", code)
            raise PackError([*self.sort_by_place(), last])
        self.append(Finding(place, sentence, code, fix=fix))

    def add_last(self, place: Place, sentence: str, code: str = WRONG_SHAPE) -> None:
        """Add a finding after which nothing at this place counts: what is there cannot be read at all."""
        self.add(place, sentence, code)
        self._closed_places.add(place)

    def add_wrong_shape(self, node: Node, label: str, expected: str) -> None:
        """Add a finding that `label` must be `expected` ("a mapping"), and not what `node` is."""
        self.add(node, f"{label} must be {expected}, not {SHAPE_NAMES[type(node)]}")

    def sort_by_place(self) -> Self:
        """Sort by file, line and column, and return the list itself."""
        self.sort(key=lambda finding: (finding.place.file, finding.place.line or 0, finding.place.column or 0))
        return self


def format_excerpt(text: str, max_length: int = 60) -> str:
    """Return the user's text, shortened to `max_length` printable characters."""
    plain = replace_unprintable(text)
    return plain if len(plain) <= max_length else plain[: max_length - 3] + "..."
