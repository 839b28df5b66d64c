"""Text for a terminal and for Markdown: lines, columns, tables, figures; widths in characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import NamedTuple

from advisor.model.score_rounding import format_score

WIDTH = 79
_LIST_GAP, _TABLE_GAP = "  |  ", "  "
_MIN_COLUMN_WIDTH = 6
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


class CitedText(NamedTuple):
    """A text with the marks of its sources, and the parts of it to emphasize.

    `before` is a text with marks of its own that comes first on the same line.
    """

    text: str
    marks: str = ""
    strong: tuple[str, ...] = ()
    before: CitedText | None = None


class ReportTable(NamedTuple):
    """A table of words; each row has as many cells as there are headers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def format_plain_text(line: CitedText) -> str:
    """Format a line for plain text.

    A no-break space joins the marks to the last word.
    """
    text = f"{line.text}{_NO_BREAK_SPACE}{line.marks}" if line.marks else line.text
    return f"{format_plain_text(line.before)} {text}" if line.before else text


def format_markdown(line: CitedText) -> str:
    """Format a line for Markdown: `Meet **every month**.<sup>[1]</sup>`."""
    text = line.text
    for words in line.strong:
        text = text.replace(words, f"**{words}**", 1)
    text = f"{text}<sup>{line.marks}</sup>" if line.marks else text
    return f"{format_markdown(line.before)} {text}" if line.before else text


def wrap_text(text: str, indent: int = 0, first: str = "", width: int = WIDTH) -> str:
    """Break a text into lines.

    Args:
        text: the text.
        indent: the number of spaces before each line.
        first: a bullet or a word before the first line. The other lines align with the text after a bullet; after a
            longer word they are indented by two more spaces.
        width: the maximum length of a line.
    """
    lead = " " * indent + first
    rest = " " * (len(lead) if len(first) < 5 else indent + 2)
    return "\n".join(_wrap_lines(text, width, lead, rest))


def _wrap_lines(text: str, width: int, lead: str = "", rest: str = "") -> list[str]:
    lines = wrap(
        text, width, initial_indent=lead, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
    return [line.replace(_NO_BREAK_SPACE, " ") for line in lines]


def format_heading(text: str, mark: str = "-", width: int = WIDTH) -> str:
    """Format a heading with a line of marks below it."""
    return f"{text}\n{mark * min(len(text), width)}"


def format_two_columns(
    left: Sequence[CitedText], right: Sequence[CitedText], heads: Sequence[str], width: int = WIDTH
) -> str:
    """Format two lists of lines side by side.

    Args:
        left: the lines of the left column.
        right: the lines of the right column.
        heads: the headings of both columns.
        width: the maximum length of a line.
    """
    half = (width - len(_LIST_GAP)) // 2
    columns = [_format_column(head, lines, half) for head, lines in zip(heads, (left, right), strict=True)]
    return "\n".join(_join_columns(columns, (half, half), _LIST_GAP))


def _format_column(head: str, paragraphs: Sequence[CitedText], width: int) -> list[str]:
    lines = [head, "-" * width]
    for number, paragraph in enumerate(paragraphs):
        lines += [""] * (number > 0) + _wrap_lines(format_plain_text(paragraph), width)
    return lines


def _join_columns(columns: Sequence[Sequence[str]], widths: Sequence[int], gap: str) -> list[str]:
    """Join columns of lines to rows without trailing spaces."""
    return [
        gap.join(f"{part:<{width}}" for part, width in zip(parts, widths, strict=True)).rstrip()
        for parts in zip_longest(*columns, fillvalue="")
    ]


def format_table(table: ReportTable, width: int = WIDTH) -> str:
    """Format a table for plain text, with no line longer than `width`.

    The widest columns are wrapped to fit.
    """
    widths = [max(map(len, column)) for column in zip(table.headers, *table.rows, strict=True)]
    room = width - len(_TABLE_GAP) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _MIN_COLUMN_WIDTH:
        widths[widths.index(max(widths))] -= 1
    lines: list[str] = []
    for cells in (table.headers, ["-" * size for size in widths], *table.rows):
        columns = [wrap(cell, size, break_on_hyphens=False) for cell, size in zip(cells, widths, strict=True)]
        lines += _join_columns(columns, widths, _TABLE_GAP)
    return "\n".join(lines)


def escape_markdown(text: str) -> str:
    """Escape every character of a user's text that has a meaning in Markdown or HTML."""
    return re.sub(r"([\\`*_{}\[\]()#+!|~$>-])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))


def escape_table_cell(text: str) -> str:
    """Escape a text for a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")


def repeat_text(text: str, times: int) -> str:
    """Repeat a short text at most a hundred times; a template itself may not multiply."""
    return text[:100] * min(times, 100)


def format_number(value: float) -> str:
    """Format a score with one decimal, or none if it is whole: `52.4`, `60`."""
    return format_score(value)


def format_decimal(value: float, spec: str = ".1f") -> str:
    """Format a figure with a typographic minus: `4.0`, `−1.5`."""
    return f"{value:{spec}}".replace("-", "\N{MINUS SIGN}")
