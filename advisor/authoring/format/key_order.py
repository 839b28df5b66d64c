"""The order of keys in an entry: `id` before `title`, `when` before `then`."""

from __future__ import annotations

from typing import Any

KEY_ORDERS = {
    "rules": ("id", "overrides", "reason", "title", "status", "source", "exempt", "when", "then", "because"),
    "cases": ("name", "facts", "expect"),
}
"""The usual order of keys in the entries of these lists. Other mappings keep their order."""


def order_keys(entry: Any, order: tuple[str, ...]) -> None:
    """Put the keys in their usual order, unless a comment or a blank line would lose its place."""
    present = [key for key in order if key in entry]
    wanted = [*present, *(key for key in entry if key not in present)]
    keys = list(entry)
    if wanted == keys or any(has_comments(entry, key) for key in keys[:-1]):
        return
    if wanted[-1] != keys[-1] and has_comments(entry, keys[-1]):
        return
    for key in wanted:
        entry.move_to_end(key)


def has_comments(node: Any, key: Any = None) -> bool:
    """Return whether a node, or one of its keys and its value, has a comment or a blank line."""
    if not is_container(node):
        return False
    if key is not None:
        return bool(node.ca.items.get(key)) or has_comments(node[key])
    below = node.values() if isinstance(node, dict) else node
    return bool(node.ca.items or node.ca.comment) or any(has_comments(each) for each in below)


def is_container(node: Any) -> bool:
    """Return whether a node holds others: a mapping or a list."""
    return isinstance(node, dict | list)
