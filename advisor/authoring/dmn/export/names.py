"""Names for DMN: what rules and values are called there, each name once, and readable by every engine."""

from __future__ import annotations

import re

_VALID_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INVALID_CHARACTERS = re.compile(r"[^A-Za-z0-9]+")
_RESERVED_WORDS = frozenset(
    (
        "and",
        "between",
        "else",
        "every",
        "external",
        "false",
        "for",
        "function",
        "if",
        "in",
        "instance",
        "item",
        "not",
        "null",
        "of",
        "or",
        "return",
        "satisfies",
        "some",
        "then",
        "true",
        "date",
        "time",
        "duration",
    )
)


class NameRegistry:
    """Gives out names: letters, digits and underscores, so that none is an expression to an engine."""

    def __init__(self) -> None:
        self._taken: dict[str, object] = {}
        self._given: dict[object, str] = {}

    def assign_name(self, key: object, wish: str) -> str:
        """The name of something, the same one each time it is asked for."""
        if key in self._given:
            return self._given[key]
        name = wish if _VALID_NAME.fullmatch(wish) else _INVALID_CHARACTERS.sub("_", wish).strip("_") or "nameless"
        if name[0].isdigit() or name in _RESERVED_WORDS:
            name = f"{name}_" if name in _RESERVED_WORDS else f"n{name}"
        number, free = 2, name
        while free in self._taken:
            free, number = f"{name}_{number}", number + 1
        self._taken[free] = key
        self._given[key] = free
        return free

    def find_name(self, key: object) -> str | None:
        """The name of something, where it has one."""
        return self._given.get(key)
