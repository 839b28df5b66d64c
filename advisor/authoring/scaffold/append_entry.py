"""Putting an entry at the end of a list in a YAML file of which every byte stays as it is."""

from __future__ import annotations

from collections.abc import Callable

from advisor.loading.nodes import Findings, Listing, Mapped, Node, Scalar
from advisor.loading.yaml_reader import UnreadableError, read_yaml


def stage_of(content: bytes) -> str:
    """The stage of a rule file; "" where it is none."""
    node = _read(content)
    stage = node.get("stage") if isinstance(node, Mapped) else None
    return stage.text if isinstance(stage, Scalar) else ""


def added(content: bytes, name: str, key: str, text: Callable[[int], str]) -> bytes | None:
    """The content with `text` (made for the indentation of the list) below it, as the last entry of the list `key`.

    None where what is then read is not what was there, with something more at the end of the list.
    """
    node = _read(content)
    listed = node.get(key) if isinstance(node, Mapped) else None
    if not isinstance(node, Mapped) or not isinstance(listed, Listing) or not listed.items:
        return None
    line = content.decode("utf-8-sig").split("\n")[(listed.items[-1].place.line or 1) - 1]
    indent = len(line) - len(line.lstrip(" "))
    if not line[indent:].startswith("-"):
        return None
    end = "\r\n" if b"\r\n" in content else "\n"
    gap = "" if content.endswith(b"\n") else end
    new = content + (gap + text(indent).replace("\n", end)).encode()
    return new if _grown(node, _read(new), key) else None


def _read(content: bytes) -> Node | None:
    try:
        return read_yaml(content.decode("utf-8-sig"), "", Findings())
    except (UnreadableError, UnicodeDecodeError):
        return None


def _grown(old: Mapped, new: Node | None, key: str) -> bool:
    if not isinstance(new, Mapped):
        return False
    before, after = _plain(old), _plain(new)
    if not isinstance(before, dict) or not isinstance(after, dict) or list(before) != list(after):
        return False
    more = after[key]
    return all(before[each] == after[each] for each in before if each != key) and (
        isinstance(more, list) and len(more) > len(before[key]) and more[: len(before[key])] == before[key]
    )


def _plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.text, node.quoted
    if isinstance(node, Listing):
        return [_plain(item) for item in node.items]
    return {key.text: _plain(value) for key, value in node.items}
