"""Fix what has one certain fix: `advisor rules check --fix`.

Each fix makes a new text, which must mean the same as the old one; otherwise the text stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.authoring.format.same_meaning import (
    BOOLEAN_WORDS,
    FREE_TEXT_KEYS,
    is_same_document,
    normalize_line_ends,
    restore_line_ends,
)
from advisor.authoring.format.yaml_layout import strip_trailing_whitespace
from advisor.errors import Place
from advisor.loading.documents.nodes import ListNode, Node, ScalarNode, iter_nodes
from advisor.loading.documents.yaml_reader import try_read_yaml
from advisor.loading.documents.yaml_trivia import list_comments


def apply_safe_fixes(text: str) -> str:
    """Fix what has one certain fix (ADV604, ADV606, ADV607); a text that cannot be read stays as it is."""
    node = try_read_yaml(text)
    if node is None:
        return text
    original, text = text, normalize_line_ends(text)
    for apply_fix in (strip_trailing_whitespace, _replace_booleans, _trim_quoted_texts):
        new = apply_fix(text)
        same = new != text and is_same_document(try_read_yaml(new), node, ordered=True)
        if same and list_comments(new) == list_comments(text):
            text = new
    return restore_line_ends(original, text)


def iter_booleans(node: Node, key: str = "") -> Iterator[tuple[ScalarNode, str]]:
    """Yield every `true` and `false` below a node that means yes or no, with the word to write instead."""
    if isinstance(node, ScalarNode):
        if not node.quoted and node.text in BOOLEAN_WORDS and key not in FREE_TEXT_KEYS:
            yield node, BOOLEAN_WORDS[node.text]
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from iter_booleans(item, key)
    else:
        for name, value in node.items:
            yield from iter_booleans(name)
            yield from iter_booleans(value, name.text)


def _replace_booleans(text: str) -> str:
    node = try_read_yaml(text)
    return _apply_edits(text, [(value.place, value.text, word) for value, word in iter_booleans(node)] if node else [])


def _trim_quoted_texts(text: str) -> str:
    """Remove spaces at the ends of quoted texts of one line."""
    node = try_read_yaml(text)
    edits = []
    lines = text.split("\n")
    for value in iter_nodes(node) if node else ():
        if not isinstance(value, ScalarNode) or not value.quoted or value.text == value.text.strip():
            continue
        if value.place.line and value.place.column:
            line = lines[value.place.line - 1][value.place.column - 1 :]
            for written in (f'"{value.text}"', f"'{value.text}'"):
                if line.startswith(written):
                    edits.append((value.place, written, written[0] + value.text.strip() + written[0]))
    return _apply_edits(text, edits)


def _apply_edits(text: str, edits: list[tuple[Place, str, str]]) -> str:
    lines = text.split("\n")
    for place, old, new in sorted(edits, reverse=True):
        if place.line is None or place.column is None:
            continue
        line, start = lines[place.line - 1], place.column - 1
        if line.startswith(old, start):
            lines[place.line - 1] = line[:start] + new + line[start + len(old) :]
    return "\n".join(lines)
