"""Tidying files of a pack without changing what they say: `advisor rules format`, and `--fix` of `advisor rules check`.

Both make a new text and hold it against the old one: the same nodes, the same comments. A text for which that does not
come true is left as it is; where it is one entry of several, only that one. ruamel.yaml, which keeps comments, is
needed for the layout alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from advisor.authoring.format.entry_layout import format_by_entry
from advisor.authoring.format.yaml_layout import LayoutError
from advisor.errors import AdvisorError, Finding, Place
from advisor.loading.nodes import FindingList, ListNode, Node, ScalarNode
from advisor.loading.yaml_reader import UnreadableError, read_yaml
from advisor.loading.yaml_trivia import iter_gaps, list_comments

MAX_CHARACTERS = 300_000
_TEXT_BEFORE_COMMENT = re.compile(r"^[^#\n]*", re.MULTILINE)
BOOLEAN_WORDS = {"true": "yes", "false": "no"}
_FREE_TEXT_KEYS = frozenset(
    {
        "single",
        "computed",
        "text",
        "title",
        "because",
        "what",
        "first",
        "sign",
        "name",
        "reason",
        "label",
        "owner",
        "short",
    }
)
"""Keys whose value is a text, where `true` is a word, and switches of the vocabulary, which say `true` everywhere."""


class FormatError(AdvisorError):
    """A file that cannot be tidied."""


class FormattedText(NamedTuple):
    """A file in the house layout; `left` tells of each entry that stays as it was written, with line and reason."""

    text: str
    skipped_entries: tuple[Finding, ...] = ()


def format_text(text: str, name: str) -> FormattedText:
    """The text in the house layout, with the same meaning, the same comments and the same kind of line ends.

    Raises UntidyError where it cannot be read, is too long, or cannot be laid out without a loss; MissingExtraError.
    """
    if len(text) > MAX_CHARACTERS:
        raise _build_format_error(Place(name), f"this is longer than {MAX_CHARACTERS:,} characters; divide it first")
    findings = FindingList()
    try:
        node = read_yaml(text, name, findings)
    except UnreadableError as error:
        raise FormatError([error.finding]) from None
    if findings:
        raise FormatError(findings)
    if node is None:
        return FormattedText(text)
    plain = _replace_tabs(_strip_trailing_blanks(_normalize_line_ends(text)))
    again = _read_nodes(plain)
    if not _is_same_document(again, node, ordered=True) or again is None:
        raise _build_format_error(
            Place(name), "this cannot be laid out without changing what it says; it is left as it is"
        )
    try:
        new, left = format_by_entry(plain, again, has_same_meaning)
    except LayoutError as error:
        raise _build_format_error(Place(name, error.line), f"{error.reason}; the file is left as it is") from None
    if not has_same_meaning(text, new):
        raise _build_format_error(
            Place(name), "this cannot be laid out without changing what it says; it is left as it is"
        )
    return FormattedText(
        _restore_line_ends(text, new), tuple(Finding(Place(name, line), reason) for line, reason in left)
    )


def has_same_meaning(old: str, new: str) -> bool:
    """Whether a text says the same as another, and has the same comments."""
    return _is_same_document(_read_nodes(new), _read_nodes(old), ordered=False) and list_comments(new) == list_comments(
        old
    )


def _build_format_error(place: Place, sentence: str) -> FormatError:
    return FormatError([Finding(place, sentence)])


def iter_booleans(node: Node, key: str = "") -> Iterator[tuple[ScalarNode, str]]:
    """Every `true` and `false` below a node that stands for yes or no, with the word it is to be."""
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
    """The text without what has one certain remedy (ADV604, ADV606, ADV607). Unreadable texts stay as they are."""
    node = _read_nodes(text)
    if node is None:
        return text
    given, text = text, _normalize_line_ends(text)
    for step in (_strip_trailing_blanks, _replace_booleans, _trim_quoted_texts):
        new = step(text)
        if (
            new != text
            and _is_same_document(_read_nodes(new), node, ordered=True)
            and list_comments(new) == list_comments(text)
        ):
            text = new
    return _restore_line_ends(given, text)


def _strip_trailing_blanks(text: str) -> str:
    return "\n".join(line.rstrip(" \t") for line in text.rstrip("\n").split("\n")).rstrip("\n") + "\n"


def _replace_tabs(text: str) -> str:
    """The text with blanks in the place of tabs between values, where both mean the same."""
    new, done = [], 0
    for gap in iter_gaps(text):
        new += [text[done : gap.start], _TEXT_BEFORE_COMMENT.sub(lambda found: found[0].replace("\t", " "), gap.text)]
        done = gap.start + len(gap.text)
    return "".join([*new, text[done:]])


def _normalize_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n")


def _restore_line_ends(text: str, new: str) -> str:
    """The new text with the line ends that the old one begins with."""
    first = text.find("\n")
    return new.replace("\n", "\r\n") if first > 0 and text[first - 1] == "\r" else new


def _replace_booleans(text: str) -> str:
    node = _read_nodes(text)
    return _apply_edits(text, [(value.place, value.text, word) for value, word in iter_booleans(node)] if node else [])


def _trim_quoted_texts(text: str) -> str:
    """Quoted texts of one line without blanks at their ends."""
    node = _read_nodes(text)
    edits = []
    lines = text.split("\n")
    for value in _iter_scalars(node) if node else ():
        if value.quoted and value.text != value.text.strip() and value.place.line and value.place.column:
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


def _iter_scalars(node: Node) -> Iterator[ScalarNode]:
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from _iter_scalars(item)
    else:
        for key, value in node.items:
            yield key
            yield from _iter_scalars(value)


def _read_nodes(text: str) -> Node | None:
    """The nodes of a text; None where it is empty, or is not to be read."""
    findings = FindingList()
    try:
        node = read_yaml(text, "", findings)
    except UnreadableError:
        return None
    return None if findings else node


def _is_same_document(document: Node | None, other: Node | None, *, ordered: bool) -> bool:
    """Whether two documents say the same, with blanks folded and yes and no as one word each."""
    return (
        document is not None
        and other is not None
        and _simplify_node(document, ordered) == _simplify_node(other, ordered)
    )


def _simplify_node(node: Node, ordered: bool, key: str = "") -> object:
    if isinstance(node, ScalarNode):
        if node.quoted:
            return " ".join(node.text.split()), False
        return (node.text if key in _FREE_TEXT_KEYS else BOOLEAN_WORDS.get(node.text, node.text)), node.is_empty
    if isinstance(node, ListNode):
        return [_simplify_node(item, ordered, key) for item in node.items]
    pairs = [(_simplify_node(name, ordered), _simplify_node(value, ordered, name.text)) for name, value in node.items]
    return ("ordered", pairs) if ordered else {str(name): value for name, value in pairs}
