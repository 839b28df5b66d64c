"""Appending an entry to the list at the end of a YAML file; every existing byte stays as it is."""

from __future__ import annotations

from collections.abc import Callable

from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.documents.yaml_reader import UnreadableError, read_yaml


def read_stage(content: bytes) -> str:
    """Read the stage of a rule file; "" if it is not a rule file."""
    node = _parse_content(content)
    stage = node.get("stage") if isinstance(node, MappingNode) else None
    return stage.text if isinstance(stage, ScalarNode) else ""


def append_entry(content: bytes, key: str, format_entry: Callable[[int], str]) -> bytes | None:
    """Append an entry to the list under a key, which must be the last thing in the file.

    Args:
        content: The YAML file, such as `b"rules:\\n  - id: a\\n"`.
        key: The key of the list.
        format_entry: Returns the text of the entry for an indentation.

    Returns:
        The new content; None if it would not be read as the old content with one more entry.
    """
    node = _parse_content(content)
    entries = node.get(key) if isinstance(node, MappingNode) else None
    if not isinstance(node, MappingNode) or not isinstance(entries, ListNode) or not entries.items:
        return None
    line = content.decode("utf-8-sig").split("\n")[(entries.items[-1].place.line or 1) - 1]
    indent = len(line) - len(line.lstrip(" "))
    if not line[indent:].startswith("-"):
        return None
    newline = "\r\n" if b"\r\n" in content else "\n"
    gap = "" if content.endswith(b"\n") else newline
    new = content + (gap + format_entry(indent).replace("\n", newline)).encode()
    return new if _is_extended(node, _parse_content(new), key) else None


def _parse_content(content: bytes) -> Node | None:
    try:
        return read_yaml(content.decode("utf-8-sig"), "", FindingList())
    except (UnreadableError, UnicodeDecodeError):
        return None


def _is_extended(old: MappingNode, new: Node | None, key: str) -> bool:
    """Whether only the list under a key grew at its end."""
    before, after = _convert_to_plain(old), None if new is None else _convert_to_plain(new)
    if not isinstance(before, dict) or not isinstance(after, dict) or list(before) != list(after):
        return False
    old_entries, new_entries = before.pop(key), after.pop(key)
    if before != after or not isinstance(new_entries, list):
        return False
    return len(new_entries) > len(old_entries) and new_entries[: len(old_entries)] == old_entries


def _convert_to_plain(node: Node) -> object:
    if isinstance(node, ScalarNode):
        return node.text, node.quoted
    if isinstance(node, ListNode):
        return [_convert_to_plain(item) for item in node.items]
    return {key.text: _convert_to_plain(value) for key, value in node.items}
