"""A chain of reasoning as a tree: each line below what it explains, answers with a mark of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from advisor.reporting.pictures.canvas import Canvas
from advisor.reporting.pictures.style import ACCENT, BODY, BODY_HEIGHT, INK, MUTED, SMALL, WIDTH
from advisor.reporting.view.text_layout import ReportTable
from advisor.reporting.view.wording import WordingLookup, list_wordings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_INDENT, _MARK, _GAP = 12.0, 2.2, 4.0


class TreeLine(NamedTuple):
    """A line: how deep it is (0 for the first), its text and source, and whether it is an answer of the company."""

    depth: int
    text: str
    source: str
    is_answer: bool


class Tree(NamedTuple):
    """A title, and lines in the order of reading."""

    title: str
    lines: tuple[TreeLine, ...]

    def describe(self, wording: WordingLookup) -> str:
        """Say in words what the tree shows."""
        answers = len({line.text for line in self.lines if line.is_answer})
        return wording("picture-tree-alt", title=self.title, answers=answers)

    def build_table(self, wording: WordingLookup) -> ReportTable:
        """List the lines with their depth and source."""
        rows = ((str(line.depth + 1), line.text, line.source) for line in self.lines)
        return ReportTable(list_wordings(wording, "picture-tree-head-", "depth", "text", "source"), tuple(rows))

    def build_figure(self, wording: WordingLookup) -> Figure:
        """Draw line after line, each joined to the line that it explains."""
        canvas = Canvas()
        y = canvas.draw_wrapped((0, 0), self.title, WIDTH, bold=True) + _GAP
        marks: dict[int, float] = {}
        for line in self.lines:
            x, middle = line.depth * _INDENT + _MARK, y + BODY_HEIGHT / 2
            if line.depth:
                above = x - _INDENT
                canvas.draw_line([(above, marks[line.depth - 1]), (above, middle), (x, middle)], colour=MUTED)
            canvas.draw_circle((x, middle), _MARK, face=ACCENT if line.is_answer else INK)
            marks[line.depth] = middle
            left = x + _MARK + _GAP
            y += canvas.draw_wrapped((left, y), line.text, WIDTH - left, size=BODY)
            if line.source:
                y += canvas.draw_wrapped((left, y), line.source, WIDTH - left, size=SMALL, colour=MUTED)
            y += _GAP
        note = canvas.draw_wrapped((0, y + _GAP), wording("picture-tree-legend"), WIDTH, size=SMALL, colour=MUTED)
        return canvas.trim(y + _GAP + note)
