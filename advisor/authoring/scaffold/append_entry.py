"""Putting an entry at the end of a list in a YAML file of which every byte stays as it is."""

from __future__ import annotations

from collections.abc import Callable

from advisor.loading.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.yaml_reader import UnreadableError, read_yaml


def read_stage(content: bytes) -> str:
    """The stage of a rule file; "" where it is none."""
    node = _parse_content(content)
    stage = node.get("stage") if isinstance(node, MappingNode) else None
    return stage.text if isinstance(stage, ScalarNode) else ""


def append_entry(content: bytes, name: str, key: str, format_entry: Callable[[int], str]) -> bytes | None:
    """The content with `text` (made for the indentation of the list) below it, as the last entry of the list `key`.

    None where what is then read is not what was there, with something more at the end of the list.
    """
    node = _parse_content(content)
    listed = node.get(key) if isinstance(node, MappingNode) else None
    if not isinstance(node, MappingNode) or not isinstance(listed, ListNode) or not listed.items:
        return None
    line = content.decode("utf-8-sig").split("\n")[(listed.items[-1].place.line or 1) - 1]
    indent = len(line) - len(line.lstrip(" "))
    if not line[indent:].startswith("-"):
        return None
    end = "\r\n" if b"\r\n" in content else "\n"
    gap = "" if content.endswith(b"\n") else end
    new = content + (gap + format_entry(indent).replace("\n", end)).encode()
    return new if _is_extended(node, _parse_content(new), key) else None


def _parse_content(content: bytes) -> Node | None:
    try:
        return read_yaml(content.decode("utf-8-sig"), "", FindingList())
    except (UnreadableError, UnicodeDecodeError):
        return None


def _is_extended(old: MappingNode, new: Node | None, key: str) -> bool:
    if not isinstance(new, MappingNode):
        return False
    before, after = _convert_to_plain(old), _convert_to_plain(new)
    if not isinstance(before, dict) or not isinstance(after, dict) or list(before) != list(after):
        return False
    more = after[key]
    return all(before[each] == after[each] for each in before if each != key) and (
        isinstance(more, list) and len(more) > len(before[key]) and more[: len(before[key])] == before[key]
    )


def _convert_to_plain(node: Node) -> object:
    if isinstance(node, ScalarNode):
        return node.text, node.quoted
    if isinstance(node, ListNode):
        return [_convert_to_plain(item) for item in node.items]
    return {key.text: _convert_to_plain(value) for key, value in node.items}
