"""Names, values and cells in FEEL, the expression language of DMN."""

from __future__ import annotations

import re

from advisor.authoring.dmn.table_rows import Cell, InputColumn, Span
from advisor.model.vocabulary import Kind

BOOLEANS = {"yes": "true", "no": "false"}
ANY_VALUE = "-"
_VALID_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INVALID_CHARACTERS = re.compile(r"[^A-Za-z0-9]+")
_RESERVED_WORD = re.compile(
    "and|between|date|duration|else|every|external|false|for|function|if|in|instance|item|not|null|of|or|return|"
    "satisfies|some|then|time|true"
)


class NameRegistry:
    """Assigns unique names of letters, digits and underscores, which no engine reads as an expression."""

    def __init__(self) -> None:
        self._keys: dict[str, object] = {}
        self._names: dict[object, str] = {}

    def assign_name(self, key: object, wish: str) -> str:
        """Return the name of `key`, always the same; at first, `wish` is made valid and unique."""
        if key in self._names:
            return self._names[key]
        name = wish if _VALID_NAME.fullmatch(wish) else _INVALID_CHARACTERS.sub("_", wish).strip("_") or "nameless"
        if _RESERVED_WORD.fullmatch(name):
            name = f"{name}_"
        elif name[0].isdigit():
            name = f"n{name}"
        number, unique = 2, name
        while unique in self._keys:
            unique, number = f"{name}_{number}", number + 1
        self._keys[unique] = key
        self._names[key] = unique
        return unique

    def find_name(self, key: object) -> str | None:
        """Return the name of `key`, or None if it has none."""
        return self._names.get(key)


def make_slug(text: str) -> str:
    """Return a text as lower-case words joined by dashes, such as `pricing-table`; at most 100 characters."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:100].strip("-") or "table"


def format_string(text: str) -> str:
    r"""Return a text as a FEEL literal: `"a \"b\""`."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def format_unary_tests(column: InputColumn, cell: Cell | None, kind: Kind) -> str:
    """Return a cell as FEEL unary tests: `"short", "long"`, `[10..49]`, `>= 50`, `true`; `-` for None.

    An unknown value meets none of them but `-`.
    """
    if cell is None:
        return ANY_VALUE
    if isinstance(cell, tuple):
        return ", ".join(_format_span(span) for span in cell)
    if column.value is not None:
        return ", ".join(sorted(cell, reverse=True))
    if kind is Kind.YES_NO:
        return ", ".join(BOOLEANS[word] for word in sorted(cell, reverse=True))
    return ", ".join(format_string(word) for word in sorted(cell))


def _format_span(span: Span) -> str:
    low, high = span
    if low is None:
        return "< 0, >= 0" if high is None else f"<= {high}"
    if high is None:
        return f">= {low}"
    return str(low) if low == high else f"[{low}..{high}]"
