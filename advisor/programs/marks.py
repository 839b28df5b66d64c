"""Marks: where a claim in a text comes from, in a form that survives in prose: `[step:ID; rule ID; source LOCATOR]`."""

from __future__ import annotations

import re
from typing import NamedTuple

TARGET_KINDS = (
    "verdict",
    "state",
    "move_to",
    "reason",
    "step",
    "caution",
    "score",
    "question",
    "practice",
    "done",
    "not_yet",
)
"""What a mark can be about, before the colon."""
_BRACKETS = re.compile(r"\\?\[([^\[\]]{1,600}?)\\?\]")
_PARTS = re.compile(r"(?P<target>\S+)\s*;\s*rule\s+(?P<rule>\S+)\s*;\s*source\s+(?P<source>\S+)", re.IGNORECASE)
_LOOKS_LIKE_MARK = re.compile(
    rf"\s*(?:{'|'.join(TARGET_KINDS)})\s*:|;\s*(?:rule|source)\b|^\s*(?:rule|source)\s+\S+/", re.IGNORECASE
)


class Mark(NamedTuple):
    """A mark in a text: its place, as positions in the text, and what it says. `target` is "" if it cannot be read."""

    start: int
    end: int
    text: str
    target: str
    rule: str
    source: str


def format_mark(target: str, rule: str, source: str) -> str:
    """Return the mark of a claim."""
    return f"[{target}; rule {rule}; source {source}]"


def find_marks(text: str) -> list[Mark]:
    """Find the marks of a text, in order, with those that are broken. Other brackets are none."""
    return [mark for match in _BRACKETS.finditer(text) if (mark := _read_mark(match)) is not None]


def _read_mark(match: re.Match[str]) -> Mark | None:
    inside = " ".join(match[1].replace("`", " ").replace("\\", "").split())
    parts = _PARTS.fullmatch(inside)
    if parts is not None and ":" in parts["target"]:
        kind, _, value = parts["target"].partition(":")
        target = f"{kind.lower()}:{value}"
        return Mark(match.start(), match.end(), match[0], target, parts["rule"], parts["source"])
    if _LOOKS_LIKE_MARK.search(inside):
        return Mark(match.start(), match.end(), match[0], "", "", "")
    return None
