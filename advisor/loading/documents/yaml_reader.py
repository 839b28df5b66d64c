"""A reader of YAML that builds nodes from PyYAML's events: it resolves no tag and builds no object.

It has limits against hostile input: size, depth and number of values. Aliases are not allowed, as they can make a small
file expand without end. Building from events lets us check the depth: PyYAML's C composer follows 100,000 open brackets
until the process crashes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import yaml

from advisor.errors import Finding, Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.documents.yaml_hints import suggest_fix

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_NODES = 100_000

LOOKAHEAD = 1024
"""Characters that a YAML scanner reads ahead to find out whether a bracket begins a key."""

Loader = type[yaml.CSafeLoader] | type[yaml.SafeLoader]
LOADER: Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnreadableError(Exception):
    """A text that is not a document at all; `finding` says why."""

    def __init__(self, place: Place | str, sentence: str, code: str = codes.UNREADABLE) -> None:
        self.finding = Finding(Place(place) if isinstance(place, str) else place, sentence, code)
        super().__init__(str(self.finding))

    @classmethod
    def at_depth(cls, place: Place | str) -> UnreadableError:
        """Build the error of a document that is nested too deep."""
        return cls(place, f"this is nested deeper than {MAX_DEPTH} levels; use fewer levels", codes.TOO_DEEP)


class NodeBudget:
    """The number of values that may still be read, from one file or from several together."""

    def __init__(self, limit: int) -> None:
        self.limit = self.remaining = limit


def try_read_yaml(text: str) -> Node | None:
    """Return the document in a YAML text; None if it is empty or has an error."""
    findings = FindingList()
    try:
        node = read_yaml(text, "", findings)
    except UnreadableError:
        return None
    return None if findings else node


def read_yaml(text: str, file: str, findings: FindingList, budget: NodeBudget | None = None) -> Node | None:
    """Parse YAML text into nodes: `employees: 12` becomes a MappingNode of two scalars.

    Args:
        text: the YAML.
        file: the name of its file, for places.
        findings: receives duplicate keys, tags and aliases.
        budget: the number of values allowed; MAX_NODES if None.

    Returns:
        The document, or None if it is empty.

    Raises:
        UnreadableError: if the text is not valid YAML or exceeds a limit.
    """
    try:
        return _NodeBuilder(text, file, findings, budget or NodeBudget(MAX_NODES), LOADER).build_document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if mark:
            _check_depth_before(mark.index, text, file)
        problem = " ".join(str(error.problem or error.context or "the text ends too early").split())
        start = error.context_mark or mark
        hint = suggest_fix(text, problem, mark.line, mark.column, start.line) if mark and start else ""
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        raise UnreadableError(place, f"this is not valid YAML: {problem}{hint}", codes.INVALID_SYNTAX) from None
    except yaml.reader.ReaderError as error:
        place = Place(file, text.count("\n", 0, error.position) + 1)
        raise UnreadableError(
            place, "a character here is not allowed in this file; remove it", codes.FORBIDDEN_SYNTAX
        ) from None


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
                    sentence = "a second part of the file begins here (`---`); keep one part, or make two files"
                    raise UnreadableError(self.locate_event(event), sentence, codes.FORBIDDEN_SYNTAX)
                node = self.build_node(self.next_event(), 0)
        return None if isinstance(node, ScalarNode) and node.is_empty else node

    def locate_event(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1)

    def build_node(self, event: Any, depth: int) -> Node:
        kind, place = type(event), self.locate_event(event)
        self.budget.remaining -= 1
        if self.budget.remaining < 0:
            sentence = f"there are more than {self.budget.limit:,} values up to here; split this up"
            raise UnreadableError(place, sentence, codes.TOO_LARGE)
        if depth > MAX_DEPTH:
            raise UnreadableError.at_depth(place)
        if kind is yaml.AliasEvent:
            sentence = f"`*{event.anchor}` is not allowed; write the value itself"
            self.findings.add_last(place, sentence, codes.UNREADABLE)
            return ScalarNode("", place)
        if event.tag is not None:
            self.findings.add_last(place, f"the tag `{event.tag}` is not allowed; write the plain value")
        if kind is yaml.ScalarEvent:
            return ScalarNode(event.value, place, bool(event.style))
        if kind is yaml.SequenceStartEvent:
            items: list[Node] = []
            while type(event := self.next_event()) is not yaml.SequenceEndEvent:
                items.append(self.build_node(event, depth + 1))
            return ListNode(tuple(items), place)
        return MappingNode(self.build_pairs(depth), place)

    def build_pairs(self, depth: int) -> tuple[tuple[ScalarNode, Node], ...]:
        pairs: dict[str, tuple[ScalarNode, Node]] = {}
        while type(event := self.next_event()) is not yaml.MappingEndEvent:
            key = self.build_node(event, depth + 1)
            value = self.build_node(self.next_event(), depth + 1)
            if not isinstance(key, ScalarNode):
                self.findings.add(key, "the name before a colon must be a single word")
            elif key.text in pairs:
                first = pairs[key.text][0].place.line
                sentence = f"`{key.text}` appears twice (first in line {first}); keep one of them"
                self.findings.add(key, sentence, codes.DUPLICATE_KEY)
            else:
                pairs[key.text] = (key, value)
        return tuple(pairs.values())
