"""Reasons for a closer relationship against reasons for leaving it alone: a beam that leans, and the reasons under it.

The beam leans by the number of reasons alone; a reason on which answers are missing weighs on neither side.
"""

from __future__ import annotations

from math import cos, radians, sin
from typing import TYPE_CHECKING

from advisor.reporting.pictures.canvas import LEADING, Canvas, measure_height, wrap_words
from advisor.reporting.pictures.picture_models import Balance
from advisor.reporting.pictures.style import BODY, HAIR, INK, LINE, MUTED, SOFT, THIN, WIDTH
from advisor.reporting.view.wording import WordingLookup

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COLUMN_WIDTH = (WIDTH - 18) / 2
_ARM_LENGTH, _PIVOT_HEIGHT, _BLOCK_SIZE, _BLOCKS_PER_ROW = 92.0, 46.0, 9.0, 6
_POST_HEIGHT = 7.0
_MAX_TILT, _TILT_PER_REASON = 9.0, 2.5


def draw_balance(picture: Balance, wording: WordingLookup) -> Figure:
    """The beam with a block for each reason, and the reasons in words below."""
    canvas = Canvas()
    y = _draw_beam(canvas, len(picture.fors), len(picture.againsts)) + 8
    none = wording("picture-balance-none-known" if picture.open else "picture-balance-none-holds")
    sides = (
        (0.0, wording("picture-balance-for"), picture.fors),
        (WIDTH - _COLUMN_WIDTH, wording("picture-balance-against"), picture.againsts),
    )
    heads = [wrap_words(f"{head} ({len(reasons)})", _COLUMN_WIDTH, bold=True) for _, head, reasons in sides]
    under = y + max(measure_height(lines) for lines in heads) + 3
    ends = []
    for (left, _, reasons), head in zip(sides, heads, strict=True):
        canvas.draw_text((left, under - 3 - measure_height(head)), head, bold=True)
        canvas.draw_line([(left, under), (left + _COLUMN_WIDTH, under)], stroke=THIN)
        ends.append(_draw_reasons(canvas, reasons, (left, under + 6), _COLUMN_WIDTH, none))
    y = max(ends)
    if picture.open:
        y += 8
        head = wrap_words(f"{wording('picture-balance-open')} ({len(picture.open)})", WIDTH, bold=True)
        y += canvas.draw_text((0, y), head, bold=True, colour=MUTED) + 3
        canvas.draw_line([(0, y), (WIDTH, y)], colour=MUTED, stroke=THIN, dashed=True)
        y = _draw_reasons(canvas, picture.open, (0, y + 6), WIDTH, none, known=False)
    return canvas.trim(y)


def _draw_beam(canvas: Canvas, fors: int, againsts: int) -> float:
    """The beam, heavier side down; how far down it reaches."""
    lean = radians(max(-_MAX_TILT, min(_MAX_TILT, (fors - againsts) * _TILT_PER_REASON)))
    stacks = max(-(-each // _BLOCKS_PER_ROW) for each in (fors, againsts, 1))
    pivot = stacks * (_BLOCK_SIZE + 2) + _ARM_LENGTH * sin(radians(_MAX_TILT)) + _POST_HEIGHT
    middle = WIDTH / 2
    tips = {}
    for side, count in ((-1, fors), (1, againsts)):
        tip = (middle + side * _ARM_LENGTH * cos(lean), pivot - side * _ARM_LENGTH * sin(lean))
        tips[side] = tip
        _draw_pan(canvas, tip, count)
    canvas.draw_line([tips[-1], tips[1]], stroke=LINE)
    foot = pivot + _PIVOT_HEIGHT * 0.55
    canvas.draw_shape([(middle, pivot), (middle - 9, foot), (middle + 9, foot)], face=SOFT, edge=INK, stroke=HAIR)
    canvas.draw_circle((middle, pivot), 2.6, face=INK)
    return foot


def _draw_pan(canvas: Canvas, tip: tuple[float, float], count: int) -> None:
    """What lies on one end of the beam: a block a reason, level whatever the beam does."""
    x, y = tip[0], tip[1] - _POST_HEIGHT
    canvas.draw_line([tip, (x, y)], stroke=LINE)
    half = _BLOCKS_PER_ROW * (_BLOCK_SIZE + 2) / 2
    canvas.draw_line([(x - half, y), (x + half, y)], stroke=LINE)
    for place in range(count):
        row, column = divmod(place, _BLOCKS_PER_ROW)
        here = min(_BLOCKS_PER_ROW, count - row * _BLOCKS_PER_ROW)
        left = x - here * (_BLOCK_SIZE + 2) / 2 + column * (_BLOCK_SIZE + 2) + 1
        canvas.draw_box(left, y - 2 - (row + 1) * (_BLOCK_SIZE + 2) + 2, _BLOCK_SIZE, _BLOCK_SIZE, face=INK)


def _draw_reasons(
    canvas: Canvas, reasons: tuple[str, ...], point: tuple[float, float], width: float, none: str, *, known: bool = True
) -> float:
    """Reasons one under the other, each with its block, or a question mark where answers are missing."""
    left, y = point
    if not reasons:
        lines = wrap_words(none, width, slant=True)
        return y + canvas.draw_text((left, y), lines, colour=MUTED, slant=True) + 4
    for reason in reasons:
        if known:
            canvas.draw_box(left + 0.5, y + (BODY * LEADING - 6.5) / 2, 6.5, 6.5, face=INK)
        else:
            canvas.draw_question_mark((left + 3.7, y + BODY * LEADING / 2))
        y += canvas.draw_text((left + 13, y), wrap_words(reason, width - 13), colour=INK if known else MUTED) + 4
    return y
