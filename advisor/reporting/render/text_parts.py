"""Parts of texts and tables that several formats need: runs of one weight, and the columns of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from advisor.reporting.view.text_layout import CitedText, ReportTable

_NUMBER = re.compile(r"[-\N{MINUS SIGN}]?[\d.]+(?:\D{1,6}[\d.]+)?")


class TextRun(NamedTuple):
    """A part of a line in one weight."""

    text: str
    bold: bool


class TableColumn(NamedTuple):
    """A column of a table: its longest text in characters, and whether most cells are numbers or pairs of them."""

    width: int
    numeric: bool


def split_into_runs(line: CitedText) -> list[TextRun]:
    """Split the text of a line, without its marks, into bold and plain runs.

    The first free occurrence of each of `line.strong` is bold. Example: `CitedText("so it is", "", ("it",))` gives
    the runs "so ", "it" (bold) and " is".
    """
    return [TextRun(text, bold) for text, bold in _iter_runs(line) if text]


def _iter_runs(line: CitedText) -> Iterator[tuple[str, bool]]:
    spans: list[tuple[int, int]] = []
    for words in filter(None, line.strong):
        start = line.text.find(words)
        while start >= 0 and any(start < end and begin < start + len(words) for begin, end in spans):
            start = line.text.find(words, start + 1)
        if start >= 0:
            spans.append((start, start + len(words)))
    position = 0
    for start, end in sorted(spans):
        yield line.text[position:start], False
        yield line.text[start:end], True
        position = end
    yield line.text[position:], False


def measure_columns(table: ReportTable) -> list[TableColumn]:
    """Measure each column of a table, headers included."""
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.headers)
    return [
        TableColumn(
            max(map(len, (header, *cells))), 2 * sum(bool(_NUMBER.fullmatch(cell)) for cell in cells) > len(cells)
        )
        for header, cells in zip(table.headers, columns, strict=True)
    ]
