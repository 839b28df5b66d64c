"""Lines for a terminal and for Markdown: wrapping, bullets, two columns, escaping. Widths are in characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import NamedTuple

WIDTH = 79
_COLUMN_GAP = "  |  "
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


class CitedText(NamedTuple):
    """Something said, with the marks of the notes it rests on and the parts of it that deserve weight."""

    text: str
    marks: str = ""
    strong: tuple[str, ...] = ()


def format_plain_text(line: CitedText) -> str:
    """A line for plain text: its marks follow the last word and are never parted from it."""
    return f"{line.text}{_NO_BREAK_SPACE}{line.marks}" if line.marks else line.text


def format_markdown(line: CitedText) -> str:
    """A line for Markdown: marks raised, what deserves weight in bold."""
    text = line.text
    for words in line.strong:
        text = text.replace(words, f"**{words}**", 1)
    return f"{text}<sup>{line.marks}</sup>" if line.marks else text


def wrap_text(text: str, indent: int = 0, first: str = "", width: int = WIDTH) -> str:
    """Text broken to lines. `first` opens the first; the others stand under its text, or a little in after a word."""
    lead = " " * indent + first
    rest = " " * (len(lead) if len(first) < 5 else indent + 2)
    return "\n".join(_wrap_lines(text, width, lead, rest))


def _wrap_lines(text: str, width: int, lead: str = "", rest: str = "") -> list[str]:
    lines = wrap(
        text, width, initial_indent=lead, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
    return [line.replace(_NO_BREAK_SPACE, " ") for line in lines]


def format_heading(text: str, mark: str = "-") -> str:
    """A heading with a line of marks below it."""
    return f"{text}\n{mark * min(len(text), WIDTH)}"


def format_two_columns(left: Sequence[CitedText], right: Sequence[CitedText], heads: Sequence[str]) -> str:
    """Two lists of lines side by side under their headings."""
    width = (WIDTH - len(_COLUMN_GAP)) // 2
    columns = [_format_column(head, lines, width) for head, lines in zip(heads, (left, right), strict=True)]
    rows = zip_longest(*columns, fillvalue="")
    return "\n".join(f"{one:<{width}}{_COLUMN_GAP}{two}".rstrip() for one, two in rows)


def _format_column(head: str, paragraphs: Sequence[CitedText], width: int) -> list[str]:
    lines = [head, "-" * width]
    for number, paragraph in enumerate(paragraphs):
        if number:
            lines.append("")
        lines.extend(_wrap_lines(format_plain_text(paragraph), width))
    return lines


def escape_markdown(text: str) -> str:
    """What a user typed, with every character that means something to Markdown or HTML taken literally."""
    return re.sub(r"([\\`*_{}\[\]()#+!|~$>-])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))


def escape_table_cell(text: str) -> str:
    """A text that may stand in a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")


def repeat_text(text: str, times: int) -> str:
    """A short text so many times, up to a hundred; a template itself may not multiply."""
    return text[:100] * min(times, 100)


def format_number(value: float) -> str:
    """A score with at most one decimal, and none where it is whole."""
    return f"{value:.1f}".removesuffix(".0")
