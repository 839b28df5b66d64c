"""A reader of JSON into nodes, each with its place.

Python's own parser checks the text and says what is wrong with it. It reports no places of what is right, so a second
pass over the tokens builds the nodes.
"""

from __future__ import annotations

import json
import re

from advisor.errors import Place, lower_first
from advisor.loading import finding_codes as codes
from advisor.loading.documents.line_places import LinePlaces
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode, format_excerpt
from advisor.loading.documents.yaml_reader import MAX_DEPTH, UnreadableError

_TOKEN = re.compile(r'[ \t\r\n]*("(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+)')
_PLAIN_WORDS = {"true": "yes", "false": "no", "null": ""}
_CONSTANTS = ("NaN", "Infinity", "-Infinity")


def read_json(text: str, name: str, findings: FindingList) -> Node:
    """Parse JSON into nodes; numbers stay as typed, and keys that appear twice are reported.

    Raises:
        UnreadableError: The text is not valid, or has too many levels.
    """
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        place = Place(name, error.lineno, error.colno)
        sentence = f"this is not valid JSON: {lower_first(error.msg)}{_suggest_fix(text, error)}"
        raise UnreadableError(place, sentence, codes.INVALID_SYNTAX) from None
    except RecursionError:
        raise UnreadableError.at_depth(name) from None
    return _NodeBuilder(text, name, findings).build_node()


def _suggest_fix(text: str, error: json.JSONDecodeError) -> str:
    """Return what to do, as `; put the text in double quotes`, or "" if that is not known."""
    before, after = text[: error.pos].rstrip(), text[error.pos : error.pos + 1]
    if before.endswith(",") and after in ("}", "]"):
        return "; remove the comma before it"
    if after in ("#", "/"):
        return "; JSON has no comments, so remove it"
    if "delimiter" in error.msg and after not in ("", "}", "]"):
        return "; put a comma before it" if "','" in error.msg else "; put a colon before it"
    if "Expecting value" in error.msg and (after.isalpha() or after == "'"):
        return "; put the text in double quotes"
    if "property name" in error.msg:
        return "; put the name in double quotes"
    return ""


class _NodeBuilder:
    """One pass over the tokens of a valid text."""

    def __init__(self, text: str, name: str, findings: FindingList) -> None:
        self.findings = findings
        self._tokens = _TOKEN.finditer(text)
        self._lines = LinePlaces(text, name)

    def _read_token(self) -> tuple[str, Place]:
        match = next(self._tokens)
        return match[1], self._lines.find_place(match.start(1))

    def build_node(self) -> Node:
        """Build the node of the next value."""
        return self._build(*self._read_token(), depth=0)

    def _build(self, token: str, place: Place, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise UnreadableError.at_depth(place)
        if token == "{":
            return self._build_mapping(place, depth)
        if token == "[":
            return self._build_list(place, depth)
        if token.startswith('"'):
            return ScalarNode(json.loads(token, strict=False), place, quoted=True)
        if token in _CONSTANTS:
            sentence = f'`{token}` is not a number in JSON; write `"unknown"` for an unknown value'
            raise UnreadableError(place, sentence, codes.INVALID_SYNTAX)
        return ScalarNode(_PLAIN_WORDS.get(token, token), place)

    def _build_mapping(self, place: Place, depth: int) -> MappingNode:
        items: dict[str, tuple[ScalarNode, Node]] = {}
        token, spot = self._read_token()
        while token != "}":
            if token == ",":
                token, spot = self._read_token()
            key = ScalarNode(json.loads(token), spot)
            self._read_token()  # the colon
            value = self._build(*self._read_token(), depth + 1)
            if key.text in items:
                sentence = f"`{format_excerpt(key.text)}` appears twice; keep one of them"
                self.findings.add(key, sentence, codes.DUPLICATE_KEY)
            items.setdefault(key.text, (key, value))
            token, spot = self._read_token()
        return MappingNode(tuple(items.values()), place)

    def _build_list(self, place: Place, depth: int) -> ListNode:
        items: list[Node] = []
        token, spot = self._read_token()
        while token != "]":
            if token == ",":
                token, spot = self._read_token()
            items.append(self._build(token, spot, depth + 1))
            token, spot = self._read_token()
        return ListNode(tuple(items), place)
