"""The buying funnel: Marketing in the left lane, Sales in the right.

A mark tells who leads a stage now, the shade behind it who usually does; the two apart catch the eye.
Below, the steps of Sales' own funnel, with a mark in Marketing's lane where it takes part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.reporting.pictures.canvas import LEADING, Canvas, height_of, width_of, wrapped
from advisor.reporting.pictures.data import FunnelMap, FunnelStage, SellingStep, Side
from advisor.reporting.pictures.style import BODY, HAIR, LINE, MARKETING, MUTED, PAPER, SALES, SMALL, SOFT, THIN, WIDTH
from advisor.reporting.wording import Say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_TITLE_WIDTH, _LANES, _GAP = 128.0, 138.0, 3.0
_LANE = (WIDTH - _LANES - _GAP) / 2
_LEFT: dict[Side, float] = {"marketing": _LANES, "sales": _LANES + _LANE + _GAP}
_MARK = 12.0


def draw_funnel(picture: FunnelMap, say: Say) -> Figure:
    """The stages, the hand-off between them, and the steps of selling."""
    canvas = Canvas()
    y = _heads(canvas, say)
    handed = False
    for place, stage in enumerate(picture.stages):
        if place and not handed and stage.usual != picture.stages[place - 1].usual:
            y, handed = _hand_off(canvas, y, say), True
        y = _stage(canvas, stage, y, say)
    if picture.selling:
        y += 12
        y += canvas.text((0, y), wrapped(say("picture-funnel-selling"), WIDTH, bold=True), bold=True) + 3
        canvas.line([(0, y), (WIDTH, y)], stroke=THIN)
        y += 3
    for step in picture.selling:
        y = _step(canvas, step, y, say)
    y += 6
    lines = wrapped(say("picture-funnel-usual"), WIDTH - 24, SMALL)
    canvas.box(0, y + 2, 14, 8, face=SOFT)
    return canvas.cut(y + canvas.text((20, y), lines, size=SMALL, colour=MUTED) + 1)


def _heads(canvas: Canvas, say: Say) -> float:
    """Whose lane is which."""
    canvas.text((0, 0), wrapped(say("picture-funnel-stages"), _TITLE_WIDTH, bold=True), bold=True)
    sides: tuple[Side, Side] = ("marketing", "sales")
    for side in sides:
        canvas.text((_LEFT[side] + 6, 0), say(f"picture-{side}"), bold=True)
    y = BODY * LEADING + 3
    canvas.line([(0, y), (WIDTH, y)], stroke=THIN)
    return y + 3


def _stage(canvas: Canvas, stage: FunnelStage, y: float, say: Say) -> float:
    """One stage; where the next begins."""
    title = wrapped(stage.title, _TITLE_WIDTH)
    height = max(height_of(title), BODY * LEADING) + 9
    middle = y + height / 2
    canvas.box(_LEFT[stage.usual], y + 1, _LANE, height - 2, face=SOFT)
    canvas.text((0, middle - height_of(title) / 2), title)
    if stage.leader is None or stage.leader == "nobody":
        said = say("picture-unknown" if stage.leader is None else "picture-funnel-nobody")
        _neither(canvas, said, middle, unknown=stage.leader is None)
    elif stage.leader == "both":
        for left in _LEFT.values():
            canvas.line([(left + _MARK, middle), (_LEFT["sales"] + _MARK, middle)], colour=MUTED, stroke=LINE)
        _both(canvas, middle, say)
    else:
        _mark(canvas, stage.leader, middle)
        _beside(canvas, say("picture-funnel-leads"), stage.leader, middle)
    return y + height


def _hand_off(canvas: Canvas, y: float, say: Say) -> float:
    """The line between the stages usually led by one side and by the other."""
    words = say("picture-funnel-hand-off")
    height = SMALL * LEADING + 4
    middle = y + height / 2
    canvas.text((0, middle - SMALL * LEADING / 2), words, size=SMALL, colour=MUTED, slant=True)
    canvas.line(
        [(width_of(words, SMALL, slant=True) + 8, middle), (WIDTH, middle)], colour=MUTED, stroke=THIN, dashed=True
    )
    return y + height


def _step(canvas: Canvas, step: SellingStep, y: float, say: Say) -> float:
    """One step of selling, always led by Sales."""
    title = wrapped(step.title, _TITLE_WIDTH)
    height = max(height_of(title), BODY * LEADING) + 9
    middle = y + height / 2
    canvas.box(_LEFT["sales"], y + 1, _LANE, height - 2, face=SOFT)
    canvas.text((0, middle - height_of(title) / 2), title)
    _mark(canvas, "sales", middle)
    _beside(canvas, say("picture-funnel-leads"), "sales", middle)
    if step.marketing:
        _mark(canvas, "marketing", middle)
        _beside(canvas, say("picture-funnel-takes-part"), "marketing", middle)
    elif step.marketing is None:
        _question(canvas, (_LEFT["marketing"] + _MARK, middle))
        _beside(canvas, say("picture-unknown"), "marketing", middle, slant=True)
    else:
        _dash(canvas, (_LEFT["marketing"] + _MARK, middle))
        _beside(canvas, say("picture-funnel-no-part"), "marketing", middle)
    return y + height


def _mark(canvas: Canvas, side: Side, middle: float) -> None:
    x = _LEFT[side] + _MARK
    if side == "sales":
        canvas.dot((x, middle), 4.4, face=SALES)
    else:
        canvas.diamond((x, middle), 5.2, face=PAPER, edge=MARKETING, stroke=1.8)


def _both(canvas: Canvas, middle: float, say: Say) -> None:
    _mark(canvas, "marketing", middle)
    _mark(canvas, "sales", middle)
    _beside(canvas, say("picture-funnel-both"), "sales", middle)


def _neither(canvas: Canvas, said: str, middle: float, *, unknown: bool) -> None:
    """What is said across both lanes: a question mark where it is not known, a dash where nobody leads."""
    width = width_of(said, SMALL, slant=unknown)
    x = _LEFT["sales"] - _GAP / 2 - (width + 12) / 2
    canvas.box(x - 9, middle - 8, width + 26, 16, face=PAPER, edge=MUTED, stroke=HAIR, dashed=unknown)
    if unknown:
        _question(canvas, (x, middle))
    else:
        _dash(canvas, (x, middle))
    canvas.text((x + 10, middle - SMALL * LEADING / 2), said, size=SMALL, slant=unknown)


def _question(canvas: Canvas, at: tuple[float, float]) -> None:
    canvas.text((at[0], at[1] - SMALL * LEADING / 2), "?", size=SMALL, bold=True, align="center")


def _dash(canvas: Canvas, at: tuple[float, float]) -> None:
    canvas.line([(at[0] - 3.5, at[1]), (at[0] + 3.5, at[1])], stroke=LINE)


def _beside(canvas: Canvas, words: str, side: Side, middle: float, *, slant: bool = False) -> None:
    canvas.text((_LEFT[side] + _MARK + 11, middle - SMALL * LEADING / 2), words, size=SMALL, slant=slant)
