"""A reader of TOML into nodes, each with its place, and hints for a text that is not valid TOML.

Python's own parser often notices an error only at the end of the text, as for a bracket that nothing closes. The hint
and the place are then those of the line where the error begins.
"""

from __future__ import annotations

import re
from typing import Any

from advisor.errors import Place, lower_first
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import ListNode, MappingNode, Node, ScalarNode, format_excerpt
from advisor.loading.documents.toml_places import Path, TomlPlaces
from advisor.loading.documents.yaml_reader import MAX_DEPTH, UnreadableError

_LOCATION = re.compile(r"(.*) \(at line (\d+), column (\d+)\)\Z", re.DOTALL)
_PARTS = re.compile(
    r"#[^\n]*|\"\"\"(?:\\.|[^\\])*?(?:\"{3,5}|\Z)|'''.*?(?:'{3,5}|\Z)|\"(?:\\.|[^\"\\\n])*\"?|'[^'\n]*'?|[\[\]{}]",
    re.DOTALL,
)
"""What can open and not close: texts and brackets; comments, so that their signs do not count."""
_LONG_QUOTES = ('"""', "'''")


def load_toml(text: str, name: str) -> dict[str, Any]:
    """Parse TOML into plain values; numbers with a point stay texts. Raises UnreadableError."""
    import tomllib  # here, since most facts files are YAML

    try:
        return tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        raise _describe_error(text, name, str(error)) from None
    except ValueError:  # Python's own limit on the digits of a number
        raise UnreadableError(name, "this has a number with too many digits; shorten it", codes.TOO_LARGE) from None
    except RecursionError:
        raise UnreadableError.at_depth(name) from None


def read_toml(text: str, name: str) -> Node:
    """Parse TOML into nodes. Raises UnreadableError."""
    values = load_toml(text, name)
    return _build_node(values, (), TomlPlaces(text, name), Place(name, 1, 1))


def _build_node(value: object, path: Path, places: TomlPlaces, place: Place) -> Node:
    """Build the node of a value; `place` is that of the part around it."""
    if len(path) > MAX_DEPTH:
        raise UnreadableError.at_depth(place)
    place = places.get_value_place(path, place)
    if isinstance(value, dict):
        items = []
        for key, inner in value.items():
            key_place = places.get_key_place((*path, key), place)
            items.append((ScalarNode(key, key_place), _build_node(inner, (*path, key), places, key_place)))
        return MappingNode(tuple(items), place)
    if isinstance(value, list):
        nodes = (_build_node(item, (*path, number), places, place) for number, item in enumerate(value))
        return ListNode(tuple(nodes), place)
    return ScalarNode(("yes" if value else "no") if isinstance(value, bool) else str(value), place)


def _describe_error(text: str, name: str, message: str) -> UnreadableError:
    """Build the error for the parser's words, at the line where the fault begins."""
    text = text.replace("\r\n", "\n")
    match = _LOCATION.match(message)
    problem, line, column = (match[1], int(match[2]), int(match[3])) if match else (message.partition(" (at ")[0], 0, 0)
    opening = _find_unclosed_opening(text)
    if opening is not None and (not line or "Unclosed" in problem or "Illegal character '\\n'" in problem):
        start, sign = opening
        if not line or text.count("\n", 0, start) < line:
            place = _build_place(text, name, start)
            sentence = f"this is not valid TOML: `{sign}` is never closed; close it"
            return UnreadableError(place, sentence, codes.INVALID_SYNTAX)
    if not line:
        line, column = text.rstrip("\n").count("\n") + 1, 1
    lines = text.split("\n")
    line_text = lines[line - 1] if line <= len(lines) else ""
    sentence = f"this is not valid TOML: {lower_first(problem)}{_suggest_fix(problem, line_text, column)}"
    return UnreadableError(Place(name, line, column), sentence, codes.INVALID_SYNTAX)


def _find_unclosed_opening(text: str) -> tuple[int, str] | None:
    """Return where the first bracket or quote opens that nothing closes, and its sign; None if all are closed.

    A bracket also counts as not closed if a line with a key follows in it.
    """
    open_brackets: list[tuple[int, str]] = []
    for match in _PARTS.finditer(text):
        part = match[0]
        if part in ("[", "{"):
            open_brackets.append((match.start(), part))
        elif part in ("]", "}"):
            if open_brackets:
                open_brackets.pop()
        elif part[:3] in _LONG_QUOTES:
            if len(part) < 6 or part[-3:] != part[:3]:
                return match.start(), part[:3]
        elif part[0] in "\"'" and (len(part) < 2 or part[-1] != part[0]):
            return match.start(), part[0]
    return open_brackets[0] if open_brackets else None


def _build_place(text: str, name: str, offset: int) -> Place:
    return Place(name, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def _suggest_fix(problem: str, line_text: str, column: int) -> str:
    """Return what to do about the parser's words, as `; put the text in quotes`, or "" if that is not known."""
    key, sign, value = (part.strip() for part in line_text.partition("="))
    if not sign and re.match(r"[A-Za-z0-9_.\"'-]+\s*:", line_text.strip()):
        return "; write `=` instead of the colon"
    if "Cannot overwrite a value" in problem:
        return f"; `{format_excerpt(key)}` appears twice, so keep one of them"
    if re.fullmatch(r"\d{1,3}(?:[,' ]\d{3})+", value):
        return f"; write `{re.sub('[^0-9]', '', value)}`"
    if re.match(r"[^\W\d]", line_text[column - 1 : column]) and ("Invalid value" in problem or "array" in problem):
        return "; put the text in quotes"
    return ""
