"""YAML text to nodes, straight from PyYAML's events: no tag is resolved, no object is ever built.

Bounded against hostile input: text size, depth, number of nodes and aliases (none are allowed: an alias can make a
small file stand for an endless one, and no file here needs it). Building from events keeps our own hand on the depth:
PyYAML's C composer follows 100,000 open brackets until the process dies.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import yaml

from advisor.errors import Finding, Place
from advisor.loading import finding_codes as codes
from advisor.loading.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.yaml_hints import suggest_fix

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_NODES = 100_000

LOOKAHEAD = 1024
"""Characters that a YAML scanner reads ahead to find out whether a bracket begins a key."""

Loader = type[yaml.CSafeLoader] | type[yaml.SafeLoader]
LOADER: Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnreadableError(Exception):
    """The text is not a document at all; carries the one finding that says so."""

    def __init__(self, place: Place, sentence: str) -> None:
        self.finding = Finding(place, sentence, codes.UNREADABLE)
        super().__init__(str(self.finding))


class NodeBudget:
    """How many values may still be read, of one file or of several together."""

    def __init__(self, limit: int) -> None:
        self.limit = self.remaining = limit


def read_yaml(text: str, file: str, findings: FindingList, budget: NodeBudget | None = None) -> Node | None:
    """The document as nodes, or None for an empty one. Duplicate keys and tags are added to `findings`.

    Raises UnreadableError where the text breaks YAML's syntax or a bound (`room`: for values; MAX_NODES if not given).
    """
    try:
        return _NodeBuilder(text, file, findings, budget or NodeBudget(MAX_NODES), LOADER).build_document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if mark:
            _check_depth_before(mark.index, text, file)
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        problem = " ".join(str(error.problem or error.context or "the text breaks off").split())
        begun = error.context_mark or mark
        slip = suggest_fix(text, problem, mark.line, mark.column, begun.line) if mark and begun else ""
        raise UnreadableError(place, f"this is not valid YAML: {problem}{slip}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise UnreadableError(Place(file, line), "this holds a character that YAML does not allow") from None


def _check_depth_before(index: int, text: str, file: str) -> None:
    """Raise UnreadableError if the text before an error of libyaml is nested deeper than MAX_DEPTH.

    libyaml scans up to LOOKAHEAD characters before it reports the first of their events, and has a depth limit of its
    own. So its error can come before our limit was checked. The scanner in Python has no such limit; it is slow, and
    therefore reads the text again only where many brackets were open.
    """
    ahead = text[max(0, index - 2 * LOOKAHEAD) : index]
    if sum(ahead.count(sign) for sign in "[{") - sum(ahead.count(sign) for sign in "]}") > MAX_DEPTH:
        with contextlib.suppress(yaml.YAMLError):
            _NodeBuilder(text, file, FindingList(), NodeBudget(MAX_NODES), yaml.SafeLoader).build_document()


class _NodeBuilder:
    """One pass over the events of one document."""

    def __init__(self, text: str, file: str, findings: FindingList, budget: NodeBudget, loader: Loader) -> None:
        self.file = file
        self.findings = findings
        self.next_event: Callable[[], Any] = loader(text).get_event
        self.budget = budget

    def build_document(self) -> Node | None:
        node: Node | None = None
        while not isinstance(event := self.next_event(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    raise UnreadableError(
                        self.locate_event(event), "a second document begins here; keep one document in a file"
                    )
                node = self.build_node(self.next_event(), 0)
        return node if not (isinstance(node, ScalarNode) and node.is_empty) else None

    def locate_event(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1)

    def build_node(self, event: Any, depth: int) -> Node:
        kind, place = type(event), self.locate_event(event)
        self.budget.remaining -= 1
        if self.budget.remaining < 0:
            raise UnreadableError(place, f"there are more than {self.budget.limit:,} values up to here; split this up")
        if depth > MAX_DEPTH:
            raise UnreadableError(place, f"this is nested deeper than {MAX_DEPTH} levels")
        if kind is yaml.AliasEvent:
            raise UnreadableError(place, f"the alias `*{event.anchor}` is not allowed; write out what it stands for")
        if event.tag is not None:
            self.findings.add(place, f"the tag `{event.tag}` is not allowed; write the plain value")
        if kind is yaml.ScalarEvent:
            return ScalarNode(event.value, place, bool(event.style))
        if kind is yaml.SequenceStartEvent:
            items: list[Node] = []
            while type(event := self.next_event()) is not yaml.SequenceEndEvent:
                items.append(self.build_node(event, depth + 1))
            return ListNode(tuple(items), place)
        return MappingNode(self.build_pairs(depth), place)

    def build_pairs(self, depth: int) -> tuple[tuple[ScalarNode, Node], ...]:
        kept: dict[str, tuple[ScalarNode, Node]] = {}
        while type(event := self.next_event()) is not yaml.MappingEndEvent:
            key = self.build_node(event, depth + 1)
            value = self.build_node(self.next_event(), depth + 1)
            if not isinstance(key, ScalarNode):
                self.findings.add(key, "a key must be a single word")
            elif key.text in kept:
                first = kept[key.text][0].place.line
                self.findings.add(
                    key, f"`{key.text}` stands a second time (first in line {first})", codes.DUPLICATE_KEY
                )
            else:
                kept[key.text] = (key, value)
        return tuple(kept.values())
