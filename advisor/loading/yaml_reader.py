"""YAML text to nodes, straight from PyYAML's events: no tag is resolved, no object is ever built.

Bounded against hostile input: text size, depth, number of nodes and aliases (none are allowed: an alias can make a
small file stand for an endless one, and no file here needs it). Building from events keeps our own hand on the depth:
PyYAML's C composer follows 100,000 open brackets until the process dies.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

from advisor.errors import Finding, Place
from advisor.loading import finding_codes as codes
from advisor.loading.nodes import Findings, Listing, Mapped, Node, Scalar
from advisor.loading.yaml_hints import way_out

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_NODES = 100_000

LOADER: type[yaml.CSafeLoader] | type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnreadableError(Exception):
    """The text is not a document at all; carries the one finding that says so."""

    def __init__(self, place: Place, sentence: str) -> None:
        self.finding = Finding(place, sentence, codes.UNREADABLE)
        super().__init__(str(self.finding))


class Room:
    """How many values may still be read, of one file or of several together."""

    def __init__(self, most: int) -> None:
        self.most = self.left = most


def read_yaml(text: str, file: str, findings: Findings, room: Room | None = None) -> Node | None:
    """The document as nodes, or None for an empty one. Duplicate keys and tags are added to `findings`.

    Raises UnreadableError where the text breaks YAML's syntax or a bound (`room`: for values; MAX_NODES if not given).
    """
    try:
        return _Builder(text, file, findings, room or Room(MAX_NODES)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        problem = " ".join(str(error.problem or error.context or "the text breaks off").split())
        begun = error.context_mark or mark
        slip = way_out(text, problem, mark.line, mark.column, begun.line) if mark and begun else ""
        raise UnreadableError(place, f"this is not valid YAML: {problem}{slip}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise UnreadableError(Place(file, line), "this holds a character that YAML does not allow") from None


class _Builder:
    """One pass over the events of one document."""

    def __init__(self, text: str, file: str, findings: Findings, room: Room) -> None:
        self.file = file
        self.findings = findings
        self.next: Callable[[], Any] = LOADER(text).get_event
        self.room = room

    def document(self) -> Node | None:
        node: Node | None = None
        while not isinstance(event := self.next(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    raise UnreadableError(
                        self.place(event), "a second document begins here; keep one document in a file"
                    )
                node = self.node(self.next(), 0)
        return node if not (isinstance(node, Scalar) and node.empty) else None

    def place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1)

    def node(self, event: Any, depth: int) -> Node:
        kind, place = type(event), self.place(event)
        self.room.left -= 1
        if self.room.left < 0:
            raise UnreadableError(place, f"there are more than {self.room.most:,} values up to here; split this up")
        if depth > MAX_DEPTH:
            raise UnreadableError(place, f"this is nested deeper than {MAX_DEPTH} levels")
        if kind is yaml.AliasEvent:
            raise UnreadableError(place, f"the alias `*{event.anchor}` is not allowed; write out what it stands for")
        if event.tag is not None:
            self.findings.say(place, f"the tag `{event.tag}` is not allowed; write the plain value")
        if kind is yaml.ScalarEvent:
            return Scalar(event.value, place, bool(event.style))
        if kind is yaml.SequenceStartEvent:
            items: list[Node] = []
            while type(event := self.next()) is not yaml.SequenceEndEvent:
                items.append(self.node(event, depth + 1))
            return Listing(tuple(items), place)
        return Mapped(self.pairs(depth), place)

    def pairs(self, depth: int) -> tuple[tuple[Scalar, Node], ...]:
        kept: dict[str, tuple[Scalar, Node]] = {}
        while type(event := self.next()) is not yaml.MappingEndEvent:
            key = self.node(event, depth + 1)
            value = self.node(self.next(), depth + 1)
            if not isinstance(key, Scalar):
                self.findings.say(key, "a key must be a single word")
            elif key.text in kept:
                first = kept[key.text][0].place.line
                self.findings.say(key, f"`{key.text}` stands a second time (first in line {first})", codes.TWICE)
            else:
                kept[key.text] = (key, value)
        return tuple(kept.values())
