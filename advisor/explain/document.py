"""A short document: headings, paragraphs, lists within lists, and tables; as text for a terminal or as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import wrap
from typing import NamedTuple


class Heading(NamedTuple):
    """A heading."""

    text: str


class Paragraph(NamedTuple):
    """A paragraph."""

    text: str


class Item(NamedTuple):
    """An item of a list, and the items below it."""

    text: str
    items: tuple[Item, ...] = ()

    def iter_depths(self, depth: int = 0) -> Iterator[tuple[int, str]]:
        """Iterate over this item and all items below it, each with its depth."""
        yield depth, self.text
        for item in self.items:
            yield from item.iter_depths(depth + 1)


class Table(NamedTuple):
    """A table of two columns."""

    headers: tuple[str, str]
    rows: tuple[tuple[str, str], ...]


Block = Heading | Paragraph | Item | Table
Document = tuple[Block, ...]
_GAP = " | "
_MARKUP = re.compile(r"[\\\\*<>]")


def format_text(document: Document, width: int) -> str:
    """Format a document as lines of at most `width` characters."""
    parts: list[list[str]] = []
    previous: Block | None = None
    for block in document:
        lines = list(_iter_text_lines(block, width))
        if isinstance(block, Item) and isinstance(previous, Item):
            parts[-1] += lines
        else:
            parts.append(lines)
        previous = block
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _iter_text_lines(block: Block, width: int) -> Iterator[str]:
    if isinstance(block, Heading):
        lines = wrap(block.text, width)
        yield from lines
        yield "-" * max(map(len, lines))
    elif isinstance(block, Paragraph):
        yield from wrap(block.text, width, break_on_hyphens=False)
    elif isinstance(block, Item):
        for depth, text in block.iter_depths():
            bullet = f"{'  ' * depth}- "
            yield from wrap(
                text, width, initial_indent=bullet, subsequent_indent=" " * len(bullet), break_on_hyphens=False
            )
    else:
        half = (width - len(_GAP)) // 2
        yield _GAP.join(header.ljust(half) for header in block.headers).rstrip()
        yield "-" * half + "-+-" + "-" * half
        for number, row in enumerate(block.rows):
            if number:
                yield ""
            cells = [wrap(cell, half, break_on_hyphens=False) for cell in row]
            for index in range(max(map(len, cells))):
                parts = (cell[index] if index < len(cell) else "" for cell in cells)
                yield _GAP.join(part.ljust(half) for part in parts).rstrip()


def format_markdown(document: Document) -> str:
    """Format a document as Markdown."""
    parts: list[str] = []
    previous: Block | None = None
    for block in document:
        if isinstance(block, Item):
            text = "\n".join(f"{'  ' * depth}- {_escape(line)}" for depth, line in block.iter_depths())
        elif isinstance(block, Table):
            rows = (block.headers, ("---", "---"), *(tuple(map(_escape_cell, row)) for row in block.rows))
            text = "\n".join(f"| {' | '.join(row)} |" for row in rows)
        else:
            text = f"# {_escape(block.text)}" if isinstance(block, Heading) else _escape(block.text)
        if isinstance(block, Item) and isinstance(previous, Item):
            parts[-1] += f"\n{text}"
        else:
            parts.append(text)
        previous = block
    return "\n\n".join(parts) + "\n"


def _escape(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)


def _escape_cell(text: str) -> str:
    return _escape(text).replace("|", "\\|") or " "
