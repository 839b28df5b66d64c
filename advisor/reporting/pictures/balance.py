"""Reasons for a closer relationship against reasons for leaving it alone, on a beam.

The beam goes down on the side that the verdict takes, and stays level without one.
"""

from __future__ import annotations

from math import cos, radians, sin
from typing import TYPE_CHECKING, Literal, NamedTuple

from advisor.reporting.pictures.canvas import Canvas, Point, measure_height, wrap_words
from advisor.reporting.pictures.style import BODY_HEIGHT, HAIR, INK, LINE, MUTED, SOFT, THIN, WIDTH
from advisor.reporting.view.text_layout import ReportTable
from advisor.reporting.view.wording import WordingLookup, list_wordings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COLUMN_WIDTH = (WIDTH - 18) / 2
_ARM_LENGTH, _PIVOT_HEIGHT, _POST_HEIGHT = 92.0, 46.0, 7.0
_BLOCK_SIZE, _BLOCKS_PER_ROW = 9.0, 6
_BLOCK_STEP = _BLOCK_SIZE + 2
_MAX_TILT = 9.0
_TILTS = {"for": _MAX_TILT, "against": -_MAX_TILT, "level": 0.0}


Tilt = Literal["for", "against", "level"]


class Balance(NamedTuple):
    """Reasons for a closer relationship, reasons for leaving it alone, and reasons with missing answers.

    `tilt` is the side that the verdict takes, since the kind of a reason counts more than the number of reasons.
    """

    fors: tuple[str, ...]
    againsts: tuple[str, ...]
    open: tuple[str, ...]
    tilt: Tilt = "level"

    def describe(self, wording: WordingLookup) -> str:
        """Say in words how many reasons there are of each kind."""
        return wording("picture-balance-alt", fors=len(self.fors), againsts=len(self.againsts), open=len(self.open))

    def build_table(self, wording: WordingLookup) -> ReportTable:
        """List every reason with its side."""
        sides = list_wordings(wording, "picture-balance-", "for", "against", "open")
        rows = tuple((side, reason) for side, reasons in zip(sides, self[:3], strict=True) for reason in reasons)
        return ReportTable(list_wordings(wording, "picture-balance-head-", "side", "reason"), rows)

    def build_figure(self, wording: WordingLookup) -> Figure:
        """Draw the beam with a block for each reason, and the reasons in words below."""
        canvas = Canvas()
        y = _draw_beam(canvas, len(self.fors), len(self.againsts), _TILTS[self.tilt]) + 8
        none = wording("picture-balance-none-known" if self.open else "picture-balance-none-holds")
        sides = ((0.0, "for", self.fors), (WIDTH - _COLUMN_WIDTH, "against", self.againsts))
        heads = [
            wrap_words(f"{wording(f'picture-balance-{side}')} ({len(reasons)})", _COLUMN_WIDTH, bold=True)
            for _, side, reasons in sides
        ]
        line_y = y + max(map(measure_height, heads)) + 3
        ends = []
        for (left, _, reasons), head in zip(sides, heads, strict=True):
            canvas.draw_text((left, line_y - 3 - measure_height(head)), head, bold=True)
            canvas.draw_line([(left, line_y), (left + _COLUMN_WIDTH, line_y)], stroke=THIN)
            ends.append(_draw_reasons(canvas, reasons, (left, line_y + 6), _COLUMN_WIDTH, none))
        y = max(ends)
        if self.open:
            y += 8
            title = f"{wording('picture-balance-open')} ({len(self.open)})"
            y += canvas.draw_wrapped((0, y), title, WIDTH, bold=True, colour=MUTED) + 3
            canvas.draw_line([(0, y), (WIDTH, y)], colour=MUTED, stroke=THIN, dashed=True)
            y = _draw_reasons(canvas, self.open, (0, y + 6), WIDTH, none, known=False)
        return canvas.trim(y)


def _draw_beam(canvas: Canvas, for_count: int, against_count: int, tilt_degrees: float) -> float:
    """Draw the beam, with the side of the verdict down, and return the y of its foot."""
    tilt = radians(tilt_degrees)
    stacks = max(-(-count // _BLOCKS_PER_ROW) for count in (for_count, against_count, 1))
    pivot = stacks * _BLOCK_STEP + _ARM_LENGTH * sin(radians(_MAX_TILT)) + _POST_HEIGHT
    middle = WIDTH / 2
    tips = []
    for side, count in ((-1, for_count), (1, against_count)):
        tip = (middle + side * _ARM_LENGTH * cos(tilt), pivot - side * _ARM_LENGTH * sin(tilt))
        tips.append(tip)
        _draw_pan(canvas, tip, count)
    canvas.draw_line(tips, stroke=LINE)
    foot = pivot + _PIVOT_HEIGHT * 0.55
    canvas.draw_shape([(middle, pivot), (middle - 9, foot), (middle + 9, foot)], face=SOFT, edge=INK, stroke=HAIR)
    canvas.draw_circle((middle, pivot), 2.6, face=INK)
    return foot


def _draw_pan(canvas: Canvas, tip: Point, count: int) -> None:
    """Draw one pan, always level, with a block for each reason."""
    x, y = tip[0], tip[1] - _POST_HEIGHT
    canvas.draw_line([tip, (x, y)], stroke=LINE)
    half = _BLOCKS_PER_ROW * _BLOCK_STEP / 2
    canvas.draw_line([(x - half, y), (x + half, y)], stroke=LINE)
    for number in range(count):
        row, column = divmod(number, _BLOCKS_PER_ROW)
        row_length = min(_BLOCKS_PER_ROW, count - row * _BLOCKS_PER_ROW)
        left = x - row_length * _BLOCK_STEP / 2 + column * _BLOCK_STEP + 1
        canvas.draw_box(left, y - 2 - (row + 1) * _BLOCK_STEP + 2, _BLOCK_SIZE, _BLOCK_SIZE, face=INK)


def _draw_reasons(
    canvas: Canvas, reasons: tuple[str, ...], point: Point, width: float, none: str, *, known: bool = True
) -> float:
    """Draw a list of reasons, each after a block or a question mark.

    Returns the y below the list. Without reasons the text `none` is drawn.
    """
    left, y = point
    if not reasons:
        return y + canvas.draw_wrapped(point, none, width, colour=MUTED, slant=True) + 4
    for reason in reasons:
        if known:
            canvas.draw_box(left + 0.5, y + (BODY_HEIGHT - 6.5) / 2, 6.5, 6.5, face=INK)
        else:
            canvas.draw_question_mark((left + 3.7, y + BODY_HEIGHT / 2))
        y += canvas.draw_wrapped((left + 13, y), reason, width - 13, colour=INK if known else MUTED) + 4
    return y
