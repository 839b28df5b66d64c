"""The text of a facts file to nodes, whichever of YAML, TOML and JSON it is written in.

YAML says where each value stands. The parsers of TOML and JSON do not, so a key's place is found by looking for it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import NoReturn

from advisor.errors import Place
from advisor.loading.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode, format_excerpt
from advisor.loading.yaml_reader import MAX_DEPTH, UnreadableError, read_yaml


def parse_document(text: str, name: str, findings: FindingList) -> Node | None:
    """The document as nodes, or None for an empty one. Raises UnreadableError."""
    if not text.strip():
        return None
    suffix = name.rsplit(".", 1)[-1].lower()
    if suffix == "toml":
        return _parse_toml(text, name)
    if suffix == "json" or (name == "<stdin>" and text.lstrip().startswith("{")):
        return _parse_json(text, name, findings)
    return read_yaml(text, name, findings)


def _parse_toml(text: str, name: str) -> Node:
    import tomllib  # here and below, since most facts files are YAML

    try:
        return _build_node(tomllib.loads(text, parse_float=str), _KeyPlaces(text, name, toml=True), Place(name, 1, 1))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        place = Place(name, int(found[1]), int(found[2])) if found else Place(name)
        problem = str(error).split(" (at ")[0]
        raise UnreadableError(place, f"this is not valid TOML: {problem[:1].lower()}{problem[1:]}") from None
    except ValueError:  # Python's own bound on the digits of a number
        raise UnreadableError(Place(name), "this holds a number with more digits than can be read") from None
    except RecursionError:
        raise UnreadableError(Place(name), f"this is nested deeper than {MAX_DEPTH} levels") from None


def _parse_json(text: str, name: str, findings: FindingList) -> Node:
    import json

    places = _KeyPlaces(text, name, toml=False)

    def reject_duplicates(items: list[tuple[str, object]]) -> dict[str, object]:
        kept: dict[str, object] = {}
        for key, value in items:
            if key in kept:
                findings.add(
                    places.find_place(key, Place(name), last=True), f"`{format_excerpt(key)}` stands a second time"
                )
            kept.setdefault(key, value)
        return kept

    def refuse(constant: str) -> NoReturn:
        raise UnreadableError(
            Place(name), f'`{constant}` is not a number in JSON; write `"unknown"` for what is not known'
        )

    try:
        value = json.loads(
            text,
            object_pairs_hook=reject_duplicates,
            parse_float=_NumberText,
            parse_int=_NumberText,
            parse_constant=refuse,
        )
    except json.JSONDecodeError as error:
        place = Place(name, error.lineno, error.colno)
        raise UnreadableError(place, f"this is not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}") from None
    except RecursionError:
        raise UnreadableError(Place(name), f"this is nested deeper than {MAX_DEPTH} levels") from None
    return _build_node(value, places, Place(name, 1, 1))


_TOML_KEY_PATTERN = r"^[ \t]*[\"']?([^\"'=\[\]#\n]*?)[\"']?[ \t]*="
_JSON_KEY_PATTERN = r'"((?:[^"\\\n]|\\.)*)"\s*:'


class _NumberText(str):
    """A number as typed."""

    __slots__ = ()


class _KeyPlaces:
    """Where each key stands in a text whose parser does not say, found in one pass over what looks like a key."""

    def __init__(self, text: str, file: str, *, toml: bool) -> None:
        self.file, self.toml = file, toml
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._keys: dict[str, list[int]] = {}
        for found in re.finditer(_TOML_KEY_PATTERN if toml else _JSON_KEY_PATTERN, text, re.MULTILINE):
            self._keys.setdefault(found[1], []).append(found.start(1) - (0 if toml else 1))

    def find_place(self, key: str, default: Place, *, last: bool = False) -> Place:
        """The place of a key's first (or last) appearance, or `otherwise` where it is not to be seen."""
        if key not in self._keys:
            return default
        start = self._keys[key][-1 if last else 0]
        line = bisect_right(self._starts, start)
        return Place(self.file, line, start - self._starts[line - 1] + 1)


def _build_node(value: object, places: _KeyPlaces, place: Place, depth: int = 0) -> Node:
    """A parsed value as nodes; a value's place is that of the nearest key."""
    if depth > MAX_DEPTH:
        raise UnreadableError(place, f"this is nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, Mapping):
        items: list[tuple[ScalarNode, Node]] = []
        for key, inner in value.items():
            at = places.find_place(str(key), place)
            items.append((ScalarNode(str(key), at), _build_node(inner, places, at, depth + 1)))
        return MappingNode(tuple(items), place)
    if isinstance(value, list):
        return ListNode(tuple(_build_node(item, places, place, depth + 1) for item in value), place)
    if isinstance(value, bool):
        return ScalarNode("yes" if value else "no", place)
    if value is None:
        return ScalarNode("", place)
    if isinstance(value, str) and not isinstance(value, _NumberText) and not places.toml:
        return ScalarNode(value, place, quoted=True)
    return ScalarNode(str(value), place, quoted=False)
