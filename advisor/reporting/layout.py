"""Lines for a terminal and for Markdown: wrapping, bullets, two columns, escaping. Widths are in characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from textwrap import wrap

WIDTH = 79
_GAP = "  |  "


def wrapped(text: str, indent: int = 0, first: str = "", width: int = WIDTH) -> str:
    """Text broken to lines. `first` opens the first; the others stand under its text, or a little in after a word."""
    lead = " " * indent + first
    rest = " " * (len(lead) if len(first) < 5 else indent + 2)
    lines = wrap(
        text, width, initial_indent=lead, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)


def underlined(text: str, mark: str = "-") -> str:
    """A heading with a line of marks below it."""
    return f"{text}\n{mark * min(len(text), WIDTH)}"


def beside(left: Sequence[str], right: Sequence[str], heads: Sequence[str]) -> str:
    """Two lists of paragraphs side by side under their headings."""
    width = (WIDTH - len(_GAP)) // 2
    columns = [_column(head, paragraphs, width) for head, paragraphs in zip(heads, (left, right), strict=True)]
    rows = zip_longest(*columns, fillvalue="")
    return "\n".join(f"{one:<{width}}{_GAP}{two}".rstrip() for one, two in rows)


def _column(head: str, paragraphs: Sequence[str], width: int) -> list[str]:
    lines = [head, "-" * width]
    for number, paragraph in enumerate(paragraphs):
        if number:
            lines.append("")
        lines.extend(wrap(paragraph, width, break_long_words=False, break_on_hyphens=False))
    return lines


def escaped(text: str) -> str:
    """What a user typed, with every character that means something to Markdown or HTML taken literally."""
    return re.sub(r"([\\`*_{}\[\]()#+!|~$>-])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))


def cell(text: str) -> str:
    """A text that may stand in a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")


def number(value: float) -> str:
    """A score with at most one decimal, and none where it is whole."""
    return f"{value:.1f}".removesuffix(".0")
