"""A builder of nodes from the values of a program: a mapping as JSON, YAML or a database gives it.

A place is the way to the value: `employees`, or `assessment.respondents[2].answers[0]`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from operator import index
from typing import SupportsIndex

from advisor.errors import Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode, format_excerpt
from advisor.loading.documents.yaml_reader import MAX_BYTES, MAX_DEPTH, UnreadableError

_PRINTED_TYPES = (datetime.date, datetime.time, Decimal)
"""Types whose text is what the user wrote; that of any other object can be anything."""


def build_node(value: object, path: str, findings: FindingList) -> Node:
    """Build the node of a value.

    Args:
        value: texts, numbers, booleans, None, mappings, lists, tuples and sets; anything else is no fact's value.
        path: the way to the value; "" for the mapping of all facts.
        findings: receives the keys that appear twice.

    Raises:
        UnreadableError: if the value has too many levels or is too large.
    """
    return _NodeBuilder(findings).build(value, path, 0)


class _NodeBuilder:
    """A builder for one value, with a limit on its size: a small program can nest a list in itself."""

    def __init__(self, findings: FindingList) -> None:
        self._findings = findings
        self._remaining = MAX_BYTES

    def build(self, value: object, path: str, depth: int) -> Node:
        place = Place(path or "facts")
        if depth > MAX_DEPTH:
            raise UnreadableError.at_depth(place)
        self._count("", place)
        if isinstance(value, Mapping):
            return MappingNode(tuple(self._iter_items(value, path, depth)), place)
        if isinstance(value, list | tuple | set | frozenset):
            items = sorted(value, key=_format_value) if isinstance(value, set | frozenset) else value
            nodes = (self.build(item, f"{path}[{number}]", depth + 1) for number, item in enumerate(items))
            return ListNode(tuple(nodes), place)
        text = _format_value(value)
        self._count(text, place)
        return ScalarNode(text, place, quoted=isinstance(value, str))

    def _iter_items(self, value: Mapping[object, object], path: str, depth: int) -> Iterable[tuple[ScalarNode, Node]]:
        seen: set[str] = set()
        for key, inner in value.items():
            text = _format_value(key) if key is not None else "None"
            inner_path = f"{path}.{format_key(text)}" if path else format_key(text)
            self._count(text, Place(inner_path))
            if text in seen:  # 1 and "1"
                sentence = f"`{format_excerpt(text)}` appears twice; keep one of them"
                self._findings.add(Place(inner_path), sentence, codes.DUPLICATE_KEY)
                continue
            seen.add(text)
            yield ScalarNode(text, Place(inner_path), quoted=True), self.build(inner, inner_path, depth + 1)

    def _count(self, text: str, place: Place) -> None:
        self._remaining -= len(text) + 1
        if self._remaining < 0:
            sentence = f"these facts have more than {MAX_BYTES:,} characters; leave out what is no fact of one company"
            raise UnreadableError(place, sentence, codes.TOO_LARGE)


def format_key(text: str) -> str:
    """Return a key as a part of a place: short, printable and never empty."""
    return format_excerpt(text) or "''"


def _format_value(value: object) -> str:
    """Return a value as its user would type it; `<type>` for an object of which this is not known."""
    if value is None:
        return ""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        return float.__repr__(value)
    if isinstance(value, bytes | bytearray):
        return repr(bytes(value[:MAX_BYTES]))
    if isinstance(value, _PRINTED_TYPES):
        return str(value)
    if isinstance(value, SupportsIndex):  # also the whole numbers of other libraries
        return _format_whole_number(index(value))
    return f"<{type(value).__name__}>"


def _format_whole_number(number: int) -> str:
    try:
        return str(int(number))
    except ValueError:  # Python's own limit on the digits of a number
        return hex(number)
