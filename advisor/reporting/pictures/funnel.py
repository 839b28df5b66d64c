"""The buying funnel: Marketing in the left lane, Sales in the right.

A mark tells who leads a stage now, the shade behind it who usually does; the two apart catch the eye.
Below, the steps of Sales' own funnel, with a mark in Marketing's lane where it takes part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.reporting.pictures.canvas import LEADING, Canvas, height_of, width_of, wrapped
from advisor.reporting.pictures.data import FunnelMap, FunnelStage, SellingStep, Side
from advisor.reporting.pictures.style import BODY, LINE, MARKETING, MUTED, PAPER, SALES, SMALL, SOFT, THIN, WIDTH
from advisor.reporting.view.wording import Say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_TITLE_WIDTH, _LANES, _GAP = 128.0, 138.0, 3.0
_LANE = (WIDTH - _LANES - _GAP) / 2
_LEFT: dict[Side, float] = {"marketing": _LANES, "sales": _LANES + _LANE + _GAP}
_MARK = 13.0


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
    _shade(canvas, 0, y + 2, 14, 8)
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
    _shade(canvas, _LEFT[stage.usual], y + 1, _LANE, height - 2)
    canvas.text((0, middle - height_of(title) / 2), title)
    if stage.leader is None or stage.leader == "nobody":
        unknown = stage.leader is None
        edges = {"edge": MUTED, "stroke": THIN, "dashed": unknown}
        canvas.box(_LANES, y + 1.5, WIDTH - _LANES - 0.5, height - 3, **edges)
        _no_mark(canvas, say("picture-unknown" if unknown else "picture-funnel-nobody"), middle, unknown=unknown)
    elif stage.leader == "both":
        canvas.line([(side + _MARK, middle) for side in _LEFT.values()], colour=MUTED, stroke=LINE)
        _mark(canvas, "marketing", middle)
        _mark(canvas, "sales", middle)
        _beside(canvas, say("picture-funnel-both"), "sales", middle)
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
    _shade(canvas, _LEFT["sales"], y + 1, _LANE, height - 2)
    canvas.text((0, middle - height_of(title) / 2), title)
    _mark(canvas, "sales", middle)
    _beside(canvas, say("picture-funnel-leads"), "sales", middle)
    if step.marketing:
        _mark(canvas, "marketing", middle)
        _beside(canvas, say("picture-funnel-takes-part"), "marketing", middle)
    else:
        unknown = step.marketing is None
        _no_mark(canvas, say("picture-unknown" if unknown else "picture-funnel-no-part"), middle, unknown=unknown)
    return y + height


def _shade(canvas: Canvas, left: float, top: float, width: float, height: float) -> None:
    """The place of who usually leads: a pale field behind a bar, which a poor printer shows as well."""
    canvas.box(left, top, width, height, face=SOFT)
    canvas.box(left, top, 2, height, face=MUTED)


def _mark(canvas: Canvas, side: Side, middle: float) -> None:
    x = _LEFT[side] + _MARK
    if side == "sales":
        canvas.dot((x, middle), 4.4, face=SALES)
    else:
        canvas.diamond((x, middle), 5.2, face=PAPER, edge=MARKETING, stroke=1.8)


def _no_mark(canvas: Canvas, said: str, middle: float, *, unknown: bool) -> None:
    """A question mark where something is not known, a dash where it is known that there is nobody."""
    x = _LEFT["marketing"] + _MARK
    if unknown:
        canvas.question((x, middle))
    else:
        canvas.line([(x - 3.5, middle), (x + 3.5, middle)], stroke=LINE)
    _beside(canvas, said, "marketing", middle, slant=unknown)


def _beside(canvas: Canvas, words: str, side: Side, middle: float, *, slant: bool = False) -> None:
    canvas.text((_LEFT[side] + _MARK + 11, middle - SMALL * LEADING / 2), words, size=SMALL, slant=slant)
