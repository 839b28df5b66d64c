"""Reasons for a closer relationship against reasons for leaving it alone: a beam that leans, and the reasons under it.

The beam leans by the number of reasons alone; a reason on which answers are missing weighs on neither side.
"""

from __future__ import annotations

from math import cos, radians, sin
from typing import TYPE_CHECKING

from advisor.reporting.pictures.canvas import LEADING, Canvas, height_of, wrapped
from advisor.reporting.pictures.data import Balance
from advisor.reporting.pictures.style import BODY, HAIR, INK, LINE, MUTED, SOFT, THIN, WIDTH
from advisor.reporting.view.wording import Say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COLUMN = (WIDTH - 18) / 2
_ARM, _PIVOT, _BLOCK, _A_ROW = 92.0, 46.0, 9.0, 6
_POST = 7.0
_STEEPEST, _PER_REASON = 9.0, 2.5


def draw_balance(picture: Balance, say: Say) -> Figure:
    """The beam with a block for each reason, and the reasons in words below."""
    canvas = Canvas()
    y = _beam(canvas, len(picture.fors), len(picture.againsts)) + 8
    none = say("picture-balance-none-known" if picture.open else "picture-balance-none-holds")
    sides = (
        (0.0, say("picture-balance-for"), picture.fors),
        (WIDTH - _COLUMN, say("picture-balance-against"), picture.againsts),
    )
    heads = [wrapped(f"{head} ({len(reasons)})", _COLUMN, bold=True) for _, head, reasons in sides]
    under = y + max(height_of(lines) for lines in heads) + 3
    ends = []
    for (left, _, reasons), head in zip(sides, heads, strict=True):
        canvas.text((left, under - 3 - height_of(head)), head, bold=True)
        canvas.line([(left, under), (left + _COLUMN, under)], stroke=THIN)
        ends.append(_reasons(canvas, reasons, (left, under + 6), _COLUMN, none))
    y = max(ends)
    if picture.open:
        y += 8
        head = wrapped(f"{say('picture-balance-open')} ({len(picture.open)})", WIDTH, bold=True)
        y += canvas.text((0, y), head, bold=True, colour=MUTED) + 3
        canvas.line([(0, y), (WIDTH, y)], colour=MUTED, stroke=THIN, dashed=True)
        y = _reasons(canvas, picture.open, (0, y + 6), WIDTH, none, known=False)
    return canvas.cut(y)


def _beam(canvas: Canvas, fors: int, againsts: int) -> float:
    """The beam, heavier side down; how far down it reaches."""
    lean = radians(max(-_STEEPEST, min(_STEEPEST, (fors - againsts) * _PER_REASON)))
    stacks = max(-(-each // _A_ROW) for each in (fors, againsts, 1))
    pivot = stacks * (_BLOCK + 2) + _ARM * sin(radians(_STEEPEST)) + _POST
    middle = WIDTH / 2
    tips = {}
    for side, count in ((-1, fors), (1, againsts)):
        tip = (middle + side * _ARM * cos(lean), pivot - side * _ARM * sin(lean))
        tips[side] = tip
        _pan(canvas, tip, count)
    canvas.line([tips[-1], tips[1]], stroke=LINE)
    foot = pivot + _PIVOT * 0.55
    canvas.shape([(middle, pivot), (middle - 9, foot), (middle + 9, foot)], face=SOFT, edge=INK, stroke=HAIR)
    canvas.dot((middle, pivot), 2.6, face=INK)
    return foot


def _pan(canvas: Canvas, tip: tuple[float, float], count: int) -> None:
    """What lies on one end of the beam: a block a reason, level whatever the beam does."""
    x, y = tip[0], tip[1] - _POST
    canvas.line([tip, (x, y)], stroke=LINE)
    half = _A_ROW * (_BLOCK + 2) / 2
    canvas.line([(x - half, y), (x + half, y)], stroke=LINE)
    for place in range(count):
        row, column = divmod(place, _A_ROW)
        here = min(_A_ROW, count - row * _A_ROW)
        left = x - here * (_BLOCK + 2) / 2 + column * (_BLOCK + 2) + 1
        canvas.box(left, y - 2 - (row + 1) * (_BLOCK + 2) + 2, _BLOCK, _BLOCK, face=INK)


def _reasons(
    canvas: Canvas, reasons: tuple[str, ...], at: tuple[float, float], width: float, none: str, *, known: bool = True
) -> float:
    """Reasons one under the other, each with its block, or a question mark where answers are missing."""
    left, y = at
    if not reasons:
        lines = wrapped(none, width, slant=True)
        return y + canvas.text((left, y), lines, colour=MUTED, slant=True) + 4
    for reason in reasons:
        if known:
            canvas.box(left + 0.5, y + (BODY * LEADING - 6.5) / 2, 6.5, 6.5, face=INK)
        else:
            canvas.question((left + 3.7, y + BODY * LEADING / 2))
        y += canvas.text((left + 13, y), wrapped(reason, width - 13), colour=INK if known else MUTED) + 4
    return y
