"""Tables of words, and how they stand in plain text: columns as wide as they need, the widest ones wrapped to fit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import NamedTuple

from advisor.reporting.view.text_layout import WIDTH

_COLUMN_GAP = "  "
_MIN_COLUMN_WIDTH = 6


class ReportTable(NamedTuple):
    """A table of words: as many cells in each row as there are headers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def format_table(table: ReportTable, width: int = WIDTH) -> str:
    """The table in plain text, no line longer than `width` characters."""
    widths = [max(map(len, column)) for column in zip(table.headers, *table.rows, strict=True)]
    room = width - len(_COLUMN_GAP) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _MIN_COLUMN_WIDTH:
        widths[widths.index(max(widths))] -= 1
    lines = [*_format_row(table.headers, widths), _COLUMN_GAP.join("-" * each for each in widths)]
    for row in table.rows:
        lines.extend(_format_row(row, widths))
    return "\n".join(lines)


def _format_row(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    """One row; a cell that is too long goes on below itself."""
    columns = [wrap(cell, width, break_on_hyphens=False) for cell, width in zip(cells, widths, strict=True)]
    return [
        _COLUMN_GAP.join(f"{part:<{width}}" for part, width in zip(parts, widths, strict=True)).rstrip()
        for parts in zip_longest(*columns, fillvalue="")
    ]
