"""Numbers as bars, each with its words and its number: a filled part, and a dashed part for what is only possible.

A number that is held back has a dashed track and no bar, so it never looks like zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from advisor.reporting.pictures.canvas import Canvas, draw_notice, measure_width, wrap_words
from advisor.reporting.pictures.style import HAIR, INK, LINE, MUTED, PAPER, SMALL, SMALL_HEIGHT, SOFT, WIDTH
from advisor.reporting.view.text_layout import ReportTable
from advisor.reporting.view.wording import WordingLookup

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BAR_HEIGHT, _GAP = 8.0, 7.0
_MIN_TRACK = 120.0


class Bar(NamedTuple):
    """A number in words, and its share from 0 to 1; None if it is held back. `possible` is a larger share, or None."""

    label: str
    number: str
    share: float | None
    possible: float | None = None


class BarGroup(NamedTuple):
    """Bars below a heading; "" is none."""

    heading: str
    bars: tuple[Bar, ...]


class Bars(NamedTuple):
    """Groups of bars on one scale. `says` describes them, `heads` are the headings of the table of their numbers."""

    says: str
    heads: tuple[str, str]
    groups: tuple[BarGroup, ...]

    def describe(self, wording: WordingLookup) -> str:
        """Say what the bars are."""
        return self.says

    def build_table(self, wording: WordingLookup) -> ReportTable:
        """List every bar with its number."""
        rows = [
            (f"{group.heading}: {bar.label}" if group.heading else bar.label, bar.number)
            for group in self.groups
            for bar in group.bars
        ]
        return ReportTable(self.heads, tuple(rows))

    def build_figure(self, wording: WordingLookup) -> Figure:
        """Draw the bars, each below its words."""
        if not any(group.bars for group in self.groups):
            return draw_notice(wording("portfolio-none"))
        canvas, y = Canvas(), 0.0
        numbers = [bar.number for group in self.groups for bar in group.bars]
        room = min(max((measure_width(number, SMALL, True) for number in numbers), default=0), WIDTH - _MIN_TRACK)
        track = WIDTH - room - 8
        for group in self.groups:
            if group.heading:
                y += 3 if y else 0
                y += canvas.draw_wrapped((0, y), group.heading, WIDTH, bold=True) + 3
            for bar in group.bars:
                y += canvas.draw_wrapped((0, y), bar.label, WIDTH, size=SMALL) + 4
                y = _draw_bar(canvas, bar, y, track, wrap_words(bar.number, room + 1, SMALL, True)) + _GAP
        return canvas.trim(max(y - _GAP, 1.0))


def _draw_bar(canvas: Canvas, bar: Bar, top: float, track: float, number: Sequence[str]) -> float:
    """Draw a bar on its track with its number to the right, and return the y below both."""
    if bar.share is None and bar.possible is None:
        canvas.draw_box(0, top, track, _BAR_HEIGHT, face=PAPER, edge=MUTED, stroke=HAIR, dashed=True)
    else:
        canvas.draw_box(0, top, track, _BAR_HEIGHT, face=SOFT)
    if bar.possible:
        look = {"face": PAPER, "edge": INK, "stroke": LINE, "dashed": True}
        canvas.draw_box(0, top, track * min(bar.possible, 1), _BAR_HEIGHT, **look)
    if bar.share:
        canvas.draw_box(0, top, max(track * min(bar.share, 1), 0.8), _BAR_HEIGHT, face=INK)
    offset = (_BAR_HEIGHT - SMALL_HEIGHT) / 2
    height = canvas.draw_text((track + 8, top + offset), number, size=SMALL, bold=True)
    return max(top + _BAR_HEIGHT, top + offset + height)
