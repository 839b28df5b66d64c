"""Format the files of a pack without changing their meaning: `advisor rules format` and `advisor rules check --fix`.

Both make a new text and compare it with the old one: it must have the same nodes and the same comments. Otherwise the
file, or the one entry, stays as it is. Only the layout needs ruamel.yaml, which keeps comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from advisor.authoring.format.entry_layout import format_by_entry
from advisor.authoring.format.yaml_layout import LayoutError, strip_trailing_whitespace
from advisor.errors import AdvisorError, Finding, Place
from advisor.loading.finding_codes import CANNOT_FORMAT, TOO_LARGE
from advisor.loading.nodes import FindingList, ListNode, Node, ScalarNode, iter_nodes
from advisor.loading.yaml_reader import UnreadableError, read_yaml, try_read_yaml
from advisor.loading.yaml_trivia import iter_gaps, list_comments

MAX_CHARACTERS = 300_000
_TEXT_BEFORE_COMMENT = re.compile(r"^[^#\n]*", re.MULTILINE)
BOOLEAN_WORDS = {"true": "yes", "false": "no"}
_FREE_TEXT_KEYS = frozenset(
    {
        *("single", "computed", "text", "title", "because", "what", "first", "sign", "name", "reason", "label"),
        *("owner", "short"),
    }
)
"""Keys with a text, in which `true` is a word, and the flags of the vocabulary, which are `true` everywhere."""
_LOSS = "this cannot be formatted without changing its meaning; the file stays as it is"


class FormatError(AdvisorError):
    """A file that cannot be formatted."""


class FormattedText(NamedTuple):
    """A file in the house layout, and a finding for each entry that stays as it is."""

    text: str
    skipped_entries: tuple[Finding, ...] = ()


def format_text(text: str, name: str) -> FormattedText:
    """Return the text in the house layout: `a:   b` becomes `a: b`.

    Meaning, comments and the kind of line ends stay. Raises FormatError if the text cannot be read, is too long or
    cannot be formatted without a loss, and MissingExtraError without ruamel.yaml.
    """
    if len(text) > MAX_CHARACTERS:
        sentence = f"this has more than {MAX_CHARACTERS:,} characters; split it into several files"
        raise FormatError.at(name, sentence, TOO_LARGE)
    findings = FindingList()
    try:
        node = read_yaml(text, name, findings)
    except UnreadableError as error:
        raise FormatError([error.finding]) from None
    if findings:
        raise FormatError(findings)
    if node is None:
        return FormattedText(text)
    plain = _replace_tabs(strip_trailing_whitespace(_normalize_line_ends(text)))
    plain_node = try_read_yaml(plain)
    if plain_node is None or not _is_same_document(plain_node, node, ordered=True):
        raise FormatError.at(name, _LOSS, CANNOT_FORMAT)
    try:
        new, skipped = format_by_entry(plain, plain_node, has_same_meaning)
    except LayoutError as error:
        sentence = f"{error.reason}; the file stays as it is"
        raise FormatError.at(Place(name, error.line), sentence, CANNOT_FORMAT) from None
    if not has_same_meaning(text, new):
        raise FormatError.at(name, _LOSS, CANNOT_FORMAT)
    skipped_entries = tuple(Finding(Place(name, line), reason, CANNOT_FORMAT) for line, reason in skipped)
    return FormattedText(_restore_line_ends(text, new), skipped_entries)


def has_same_meaning(old: str, new: str) -> bool:
    """Return whether two texts mean the same and have the same comments."""
    same = _is_same_document(try_read_yaml(new), try_read_yaml(old), ordered=False)
    return same and list_comments(new) == list_comments(old)


def iter_booleans(node: Node, key: str = "") -> Iterator[tuple[ScalarNode, str]]:
    """Yield every `true` and `false` below a node that means yes or no, with the word to write instead."""
    if isinstance(node, ScalarNode):
        if not node.quoted and node.text in BOOLEAN_WORDS and key not in _FREE_TEXT_KEYS:
            yield node, BOOLEAN_WORDS[node.text]
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from iter_booleans(item, key)
    else:
        for name, value in node.items:
            yield from iter_booleans(name)
            yield from iter_booleans(value, name.text)


def apply_safe_fixes(text: str) -> str:
    """Fix what has one certain fix (ADV604, ADV606, ADV607); a text that cannot be read stays as it is."""
    node = try_read_yaml(text)
    if node is None:
        return text
    original, text = text, _normalize_line_ends(text)
    for apply_fix in (strip_trailing_whitespace, _replace_booleans, _trim_quoted_texts):
        new = apply_fix(text)
        same = new != text and _is_same_document(try_read_yaml(new), node, ordered=True)
        if same and list_comments(new) == list_comments(text):
            text = new
    return _restore_line_ends(original, text)


def _replace_tabs(text: str) -> str:
    """Replace tabs between values by spaces; tabs in values and comments stay."""
    new, position = [], 0
    for gap in iter_gaps(text):
        spaced = _TEXT_BEFORE_COMMENT.sub(lambda match: match[0].replace("\t", " "), gap.text)
        new += [text[position : gap.start], spaced]
        position = gap.start + len(gap.text)
    return "".join([*new, text[position:]])


def _normalize_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n")


def _restore_line_ends(text: str, new: str) -> str:
    """Return the new text with the kind of line ends that the old one begins with."""
    first = text.find("\n")
    return new.replace("\n", "\r\n") if first > 0 and text[first - 1] == "\r" else new


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


def _is_same_document(document: Node | None, other: Node | None, *, ordered: bool) -> bool:
    """Return whether two documents mean the same; `true` and `yes` are one word, and whitespace is folded."""
    if document is None or other is None:
        return False
    return _simplify_node(document, ordered) == _simplify_node(other, ordered)


def _simplify_node(node: Node, ordered: bool, key: str = "") -> object:
    if isinstance(node, ScalarNode):
        if node.quoted:
            return " ".join(node.text.split()), False
        return (node.text if key in _FREE_TEXT_KEYS else BOOLEAN_WORDS.get(node.text, node.text)), node.is_empty
    if isinstance(node, ListNode):
        return [_simplify_node(item, ordered, key) for item in node.items]
    pairs = [(_simplify_node(name, ordered), _simplify_node(value, ordered, name.text)) for name, value in node.items]
    return ("ordered", pairs) if ordered else {str(name): value for name, value in pairs}
