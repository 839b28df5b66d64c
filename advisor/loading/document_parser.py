"""A parser of facts files in YAML, TOML or JSON into nodes.

YAML's parser reports where each value is. Those of TOML and JSON do not, so we search the text for the key.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, NoReturn

from advisor.errors import Place, lower_first
from advisor.loading import finding_codes as codes
from advisor.loading.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode, format_excerpt
from advisor.loading.yaml_reader import MAX_DEPTH, UnreadableError, read_yaml

_TOML_KEY_PATTERN = r"^[ \t]*[\"']?([^\"'=\[\]#\n]*?)[\"']?[ \t]*="
_JSON_KEY_PATTERN = r'"((?:[^"\\\n]|\\.)*)"\s*:'


def parse_document(text: str, name: str, findings: FindingList) -> Node | None:
    """Parse a document into nodes: `{"employees": 12}` in facts.json becomes a MappingNode.

    Args:
        text: the document.
        name: the name of its file, whose ending says which language it is in.
        findings: receives duplicate keys, and tags of YAML.

    Returns:
        The document, or None if it is empty.

    Raises:
        UnreadableError: if the text is not valid or exceeds a limit.
    """
    if not text.strip():
        return None
    suffix = name.rsplit(".", 1)[-1].lower()
    if suffix == "toml":
        return _build_node(load_toml(text, name), _KeyPlaces(text, name, is_toml=True), Place(name, 1, 1))
    if suffix == "json" or (name == "<stdin>" and text.lstrip().startswith("{")):
        return _parse_json(text, name, findings)
    return read_yaml(text, name, findings)


def load_toml(text: str, name: str) -> dict[str, Any]:
    """Parse TOML into plain values; numbers with a point stay texts. Raises UnreadableError."""
    import tomllib  # here and below, since most facts files are YAML

    try:
        return tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        problem, _, location = str(error).partition(" (at ")
        numbers = re.match(r"line (\d+), column (\d+)\)", location)
        place = Place(name, int(numbers[1]), int(numbers[2])) if numbers else Place(name)
        raise UnreadableError(place, f"this is not valid TOML: {lower_first(problem)}", codes.INVALID_SYNTAX) from None
    except ValueError:  # Python's own limit on the digits of a number
        raise UnreadableError(name, "this has a number with too many digits; shorten it", codes.TOO_LARGE) from None
    except RecursionError:
        raise UnreadableError.at_depth(name) from None


def _parse_json(text: str, name: str, findings: FindingList) -> Node:
    import json

    places = _KeyPlaces(text, name, is_toml=False)

    def reject_duplicates(items: list[tuple[str, object]]) -> dict[str, object]:
        values: dict[str, object] = {}
        for key, value in items:
            if key in values:
                place = places.find_place(key, Place(name), last=True)
                sentence = f"`{format_excerpt(key)}` appears twice; keep one of them"
                findings.add(place, sentence, codes.DUPLICATE_KEY)
            values.setdefault(key, value)
        return values

    def reject_constant(constant: str) -> NoReturn:
        sentence = f'`{constant}` is not a number in JSON; write `"unknown"` for an unknown value'
        raise UnreadableError(name, sentence, codes.INVALID_SYNTAX)

    try:
        value = json.loads(
            text,
            object_pairs_hook=reject_duplicates,
            parse_float=_NumberText,
            parse_int=_NumberText,
            parse_constant=reject_constant,
        )
    except json.JSONDecodeError as error:
        spot = Place(name, error.lineno, error.colno)
        raise UnreadableError(spot, f"this is not valid JSON: {lower_first(error.msg)}", codes.INVALID_SYNTAX) from None
    except RecursionError:
        raise UnreadableError.at_depth(name) from None
    return _build_node(value, places, Place(name, 1, 1))


class _NumberText(str):
    """A number as typed."""

    __slots__ = ()


class _KeyPlaces:
    """The place of each key in a text whose parser does not report it."""

    def __init__(self, text: str, file: str, *, is_toml: bool) -> None:
        self.file, self.is_toml = file, is_toml
        self._line_starts = [0, *(line_end.end() for line_end in re.finditer("\n", text))]
        self._key_starts: dict[str, list[int]] = {}
        for key in re.finditer(_TOML_KEY_PATTERN if is_toml else _JSON_KEY_PATTERN, text, re.MULTILINE):
            self._key_starts.setdefault(key[1], []).append(key.start(1) - (0 if is_toml else 1))

    def find_place(self, key: str, default: Place, *, last: bool = False) -> Place:
        """Return the place of a key's first (or last) appearance, or `default` if it is not in the text."""
        if key not in self._key_starts:
            return default
        start = self._key_starts[key][-1 if last else 0]
        line = bisect_right(self._line_starts, start)
        return Place(self.file, line, start - self._line_starts[line - 1] + 1)


def _build_node(value: object, places: _KeyPlaces, place: Place, depth: int = 0) -> Node:
    """Build nodes from a parsed value; a value's place is that of the nearest key."""
    if depth > MAX_DEPTH:
        raise UnreadableError.at_depth(place)
    if isinstance(value, Mapping):
        items: list[tuple[ScalarNode, Node]] = []
        for key, inner in value.items():
            key_place = places.find_place(str(key), place)
            items.append((ScalarNode(str(key), key_place), _build_node(inner, places, key_place, depth + 1)))
        return MappingNode(tuple(items), place)
    if isinstance(value, list):
        return ListNode(tuple(_build_node(item, places, place, depth + 1) for item in value), place)
    if isinstance(value, bool):
        return ScalarNode("true" if value else "false", place)
    is_quoted = isinstance(value, str) and not isinstance(value, _NumberText) and not places.is_toml
    return ScalarNode("" if value is None else str(value), place, is_quoted)
