"""Tables of words, and how they stand in plain text: columns as wide as they need, the widest ones wrapped to fit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import NamedTuple

from advisor.reporting.view.text_layout import WIDTH

_BETWEEN = "  "
_NARROWEST = 6


class Table(NamedTuple):
    """A table of words: as many cells in each row as there are headers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def in_columns(table: Table, width: int = WIDTH) -> str:
    """The table in plain text, no line longer than `width` characters."""
    widths = [max(map(len, column)) for column in zip(table.headers, *table.rows, strict=True)]
    room = width - len(_BETWEEN) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    lines = [*_row(table.headers, widths), _BETWEEN.join("-" * each for each in widths)]
    for row in table.rows:
        lines.extend(_row(row, widths))
    return "\n".join(lines)


def _row(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    """One row; a cell that is too long goes on below itself."""
    columns = [wrap(cell, width, break_on_hyphens=False) for cell, width in zip(cells, widths, strict=True)]
    return [
        _BETWEEN.join(f"{part:<{width}}" for part, width in zip(parts, widths, strict=True)).rstrip()
        for parts in zip_longest(*columns, fillvalue="")
    ]
