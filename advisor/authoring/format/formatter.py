"""Tidying files of a pack without changing what they say: `advisor rules format`, and `--fix` of `advisor rules check`.

Both make a new text and hold it against the old one: the same nodes, the same comments. A text for which that does not
come true is left as it is; where it is one entry of several, only that one. ruamel.yaml, which keeps comments, is
needed for the layout alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from advisor.authoring.format.entry_layout import in_parts
from advisor.authoring.format.yaml_layout import LayoutError
from advisor.errors import AdvisorError, Finding, Place
from advisor.loading.nodes import Findings, Listing, Node, Scalar
from advisor.loading.yaml_comments import comments
from advisor.loading.yaml_reader import UnreadableError, read_yaml
from advisor.loading.yaml_trivia import gaps

MOST_CHARACTERS = 300_000
_TABS = re.compile(r"^[^#\n]*", re.MULTILINE)
TRUTHS = {"true": "yes", "false": "no"}
_FREE = frozenset(
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


class UntidyError(AdvisorError):
    """A file that cannot be tidied."""


class Tidied(NamedTuple):
    """A file in the house layout; `left` tells of each entry that stays as it was written, with line and reason."""

    text: str
    left: tuple[Finding, ...] = ()


def tidied(text: str, name: str) -> Tidied:
    """The text in the house layout, with the same meaning, the same comments and the same kind of line ends.

    Raises UntidyError where it cannot be read, is too long, or cannot be laid out without a loss; MissingExtraError.
    """
    if len(text) > MOST_CHARACTERS:
        raise _untidy(Place(name), f"this is longer than {MOST_CHARACTERS:,} characters; divide it first")
    findings = Findings()
    try:
        node = read_yaml(text, name, findings)
    except UnreadableError as error:
        raise UntidyError([error.finding]) from None
    if findings:
        raise UntidyError(findings)
    if node is None:
        return Tidied(text)
    plain = _without_tabs(_without_blanks(_with_line_feeds(text)))
    again = _nodes(plain)
    if not _same(again, node, ordered=True) or again is None:
        raise _untidy(Place(name), "this cannot be laid out without changing what it says; it is left as it is")
    try:
        new, left = in_parts(plain, again, keeps)
    except LayoutError as error:
        raise _untidy(Place(name, error.line), f"{error.reason}; the file is left as it is") from None
    if not keeps(text, new):
        raise _untidy(Place(name), "this cannot be laid out without changing what it says; it is left as it is")
    return Tidied(_with_line_ends_of(text, new), tuple(Finding(Place(name, line), reason) for line, reason in left))


def keeps(old: str, new: str) -> bool:
    """Whether a text says the same as another, and has the same comments."""
    return _same(_nodes(new), _nodes(old), ordered=False) and comments(new) == comments(old)


def _untidy(place: Place, sentence: str) -> UntidyError:
    return UntidyError([Finding(place, sentence)])


def truths(node: Node, key: str = "") -> Iterator[tuple[Scalar, str]]:
    """Every `true` and `false` below a node that stands for yes or no, with the word it is to be."""
    if isinstance(node, Scalar):
        if not node.quoted and node.text in TRUTHS and key not in _FREE:
            yield node, TRUTHS[node.text]
    elif isinstance(node, Listing):
        for item in node.items:
            yield from truths(item, key)
    else:
        for name, value in node.items:
            yield from truths(name)
            yield from truths(value, name.text)


def mended(text: str) -> str:
    """The text without what has one certain remedy (ADV604, ADV606, ADV607). Unreadable texts stay as they are."""
    node = _nodes(text)
    if node is None:
        return text
    given, text = text, _with_line_feeds(text)
    for step in (_without_blanks, _with_yes_and_no, _trimmed):
        new = step(text)
        if new != text and _same(_nodes(new), node, ordered=True) and comments(new) == comments(text):
            text = new
    return _with_line_ends_of(given, text)


def _without_blanks(text: str) -> str:
    return "\n".join(line.rstrip(" \t") for line in text.rstrip("\n").split("\n")).rstrip("\n") + "\n"


def _without_tabs(text: str) -> str:
    """The text with blanks in the place of tabs between values, where both mean the same."""
    new, done = [], 0
    for gap in gaps(text):
        new += [text[done : gap.start], _TABS.sub(lambda found: found[0].replace("\t", " "), gap.text)]
        done = gap.start + len(gap.text)
    return "".join([*new, text[done:]])


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n")


def _with_line_ends_of(text: str, new: str) -> str:
    """The new text with the line ends that the old one begins with."""
    first = text.find("\n")
    return new.replace("\n", "\r\n") if first > 0 and text[first - 1] == "\r" else new


def _with_yes_and_no(text: str) -> str:
    node = _nodes(text)
    return _replaced(text, [(value.place, value.text, word) for value, word in truths(node)] if node else [])


def _trimmed(text: str) -> str:
    """Quoted texts of one line without blanks at their ends."""
    node = _nodes(text)
    edits = []
    lines = text.split("\n")
    for value in _scalars(node) if node else ():
        if value.quoted and value.text != value.text.strip() and value.place.line and value.place.column:
            line = lines[value.place.line - 1][value.place.column - 1 :]
            for written in (f'"{value.text}"', f"'{value.text}'"):
                if line.startswith(written):
                    edits.append((value.place, written, written[0] + value.text.strip() + written[0]))
    return _replaced(text, edits)


def _replaced(text: str, edits: list[tuple[Place, str, str]]) -> str:
    lines = text.split("\n")
    for place, old, new in sorted(edits, reverse=True):
        if place.line is None or place.column is None:
            continue
        line, start = lines[place.line - 1], place.column - 1
        if line.startswith(old, start):
            lines[place.line - 1] = line[:start] + new + line[start + len(old) :]
    return "\n".join(lines)


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Listing):
        for item in node.items:
            yield from _scalars(item)
    else:
        for key, value in node.items:
            yield key
            yield from _scalars(value)


def _nodes(text: str) -> Node | None:
    """The nodes of a text; None where it is empty, or is not to be read."""
    findings = Findings()
    try:
        node = read_yaml(text, "", findings)
    except UnreadableError:
        return None
    return None if findings else node


def _same(one: Node | None, other: Node | None, *, ordered: bool) -> bool:
    """Whether two documents say the same, with blanks folded and yes and no as one word each."""
    return one is not None and other is not None and _plain(one, ordered) == _plain(other, ordered)


def _plain(node: Node, ordered: bool, key: str = "") -> object:
    if isinstance(node, Scalar):
        if node.quoted:
            return " ".join(node.text.split()), False
        return (node.text if key in _FREE else TRUTHS.get(node.text, node.text)), node.empty
    if isinstance(node, Listing):
        return [_plain(item, ordered, key) for item in node.items]
    pairs = [(_plain(name, ordered), _plain(value, ordered, name.text)) for name, value in node.items]
    return ("ordered", pairs) if ordered else {str(name): value for name, value in pairs}
