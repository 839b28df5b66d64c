"""Shortens explanations to a size: items are left out as a whole, and their number is given."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

Built = TypeVar("Built")
_LISTS = {
    "explain-why-not/1": ("changes",),
    "explain-what-if/1": ("tried", "differences", "rules"),
    "explain-change/1": ("changes",),
}
"""The lists of each explanation that can be shortened, the most important first."""


def fit(build: Callable[[int], Built], count: int, has_room: Callable[[Built], bool]) -> Built:
    """Build an answer with as many of `count` items as there is room for, at least none.

    Args:
        build: builds the answer with the first items.
        count: the number of all items.
        has_room: whether an answer is small enough.
    """
    whole = build(count)
    if has_room(whole):
        return whole
    low, high = 0, count  # `low` items fit, or nothing does; `high` do not
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if has_room(build(middle)) else (low, middle)
    return build(low)


def count_items(data: dict[str, Any]) -> int:
    """Count the items of an explanation that can be left out."""
    if "lines" in data:
        return sum(1 + count_items(line) for line in data["lines"])
    return sum(len(data[name]) for name in _LISTS.get(data["schema"], ()))


def shorten_explanation(data: dict[str, Any], kept: int) -> dict[str, Any]:
    """Return an explanation with its first `kept` items, and `left_out`, the number of the others.

    Of the lines of `how`, those next to the conclusion come first.
    """
    left_out = max(0, count_items(data) - kept)
    if "lines" in data:
        return {**_shorten_lines(data, kept), "left_out": left_out}
    shortened = dict(data)
    for name in _LISTS.get(data["schema"], ()):
        shortened[name] = data[name][: max(0, kept)]
        kept -= len(data[name])
    return {**shortened, "left_out": left_out}


def _shorten_lines(data: dict[str, Any], kept: int) -> dict[str, Any]:
    root: dict[str, Any] = {**data, "lines": []}
    waiting = deque((line, root) for line in data["lines"])
    while waiting:
        line, parent = waiting.popleft()
        if kept <= 0:
            parent["left_out"] = parent.get("left_out", 0) + 1 + count_items(line)
            continue
        kept -= 1
        copied = {**line, "lines": []}
        parent["lines"].append(copied)
        waiting.extend((inner, copied) for inner in line["lines"])
    return root
