"""Whether a text with another layout still means the same: the same nodes and the same comments."""

from __future__ import annotations

from advisor.loading.documents.nodes import ListNode, Node, ScalarNode
from advisor.loading.documents.yaml_reader import try_read_yaml
from advisor.loading.documents.yaml_trivia import list_comments

BOOLEAN_WORDS = {"true": "yes", "false": "no"}
FREE_TEXT_KEYS = frozenset(
    {
        *(
            "single",
            "reported",
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
        ),
        *("label", "owner", "short"),
    }
)
"""Keys with a text, in which `true` is a word, and the flags of the vocabulary, which are `true` everywhere."""


def has_same_meaning(old: str, new: str) -> bool:
    """Return whether two texts mean the same and have the same comments."""
    same = is_same_document(try_read_yaml(new), try_read_yaml(old), ordered=False)
    return same and list_comments(new) == list_comments(old)


def is_same_document(document: Node | None, other: Node | None, *, ordered: bool) -> bool:
    """Return whether two documents mean the same; `true` and `yes` are one word, and whitespace is folded."""
    if document is None or other is None:
        return False
    return _simplify_node(document, ordered) == _simplify_node(other, ordered)


def _simplify_node(node: Node, ordered: bool, key: str = "") -> object:
    if isinstance(node, ScalarNode):
        if node.quoted:
            return " ".join(node.text.split()), False
        return (node.text if key in FREE_TEXT_KEYS else BOOLEAN_WORDS.get(node.text, node.text)), node.is_empty
    if isinstance(node, ListNode):
        return [_simplify_node(item, ordered, key) for item in node.items]
    pairs = [(_simplify_node(name, ordered), _simplify_node(value, ordered, name.text)) for name, value in node.items]
    return ("ordered", pairs) if ordered else {str(name): value for name, value in pairs}


def normalize_line_ends(text: str) -> str:
    """Return the text with the line ends of Unix."""
    return text.replace("\r\n", "\n")


def restore_line_ends(text: str, new: str) -> str:
    """Return the new text with the kind of line ends that the old one begins with."""
    first = text.find("\n")
    return new.replace("\n", "\r\n") if first > 0 and text[first - 1] == "\r" else new
