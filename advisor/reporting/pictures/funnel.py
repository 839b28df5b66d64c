"""The buying funnel: Marketing in the left lane, Sales in the right.

A mark tells who leads a stage now, the shade behind it who usually does; the two apart catch the eye.
Below, the steps of Sales' own funnel, with a mark in Marketing's lane where it takes part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.reporting.pictures.canvas import LEADING, Canvas, measure_height, measure_width, wrap_words
from advisor.reporting.pictures.picture_models import FunnelMap, FunnelSellingStep, FunnelStage, Side
from advisor.reporting.pictures.style import BODY, LINE, MARKETING, MUTED, PAPER, SALES, SMALL, SOFT, THIN, WIDTH
from advisor.reporting.view.wording import WordingLookup

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_TITLE_WIDTH, _LANES_LEFT, _LANE_GAP = 128.0, 138.0, 3.0
_LANE_WIDTH = (WIDTH - _LANES_LEFT - _LANE_GAP) / 2
_LANE_LEFT: dict[Side, float] = {"marketing": _LANES_LEFT, "sales": _LANES_LEFT + _LANE_WIDTH + _LANE_GAP}
_MARK_OFFSET = 13.0


def draw_funnel(picture: FunnelMap, wording: WordingLookup) -> Figure:
    """The stages, the hand-off between them, and the steps of selling."""
    canvas = Canvas()
    y = _draw_heads(canvas, wording)
    handed = False
    for place, stage in enumerate(picture.stages):
        if place and not handed and stage.usual != picture.stages[place - 1].usual:
            y, handed = _draw_hand_off(canvas, y, wording), True
        y = _draw_stage(canvas, stage, y, wording)
    if picture.selling:
        y += 12
        y += canvas.draw_text((0, y), wrap_words(wording("picture-funnel-selling"), WIDTH, bold=True), bold=True) + 3
        canvas.draw_line([(0, y), (WIDTH, y)], stroke=THIN)
        y += 3
    for step in picture.selling:
        y = _draw_selling_step(canvas, step, y, wording)
    y += 6
    lines = wrap_words(wording("picture-funnel-usual"), WIDTH - 24, SMALL)
    _draw_shade(canvas, 0, y + 2, 14, 8)
    return canvas.trim(y + canvas.draw_text((20, y), lines, size=SMALL, colour=MUTED) + 1)


def _draw_heads(canvas: Canvas, wording: WordingLookup) -> float:
    """Whose lane is which."""
    canvas.draw_text((0, 0), wrap_words(wording("picture-funnel-stages"), _TITLE_WIDTH, bold=True), bold=True)
    sides: tuple[Side, Side] = ("marketing", "sales")
    for side in sides:
        canvas.draw_text((_LANE_LEFT[side] + 6, 0), wording(f"picture-{side}"), bold=True)
    y = BODY * LEADING + 3
    canvas.draw_line([(0, y), (WIDTH, y)], stroke=THIN)
    return y + 3


def _draw_stage(canvas: Canvas, stage: FunnelStage, y: float, wording: WordingLookup) -> float:
    """One stage; where the next begins."""
    title = wrap_words(stage.title, _TITLE_WIDTH)
    height = max(measure_height(title), BODY * LEADING) + 9
    middle = y + height / 2
    _draw_shade(canvas, _LANE_LEFT[stage.usual], y + 1, _LANE_WIDTH, height - 2)
    canvas.draw_text((0, middle - measure_height(title) / 2), title)
    if stage.leader is None or stage.leader == "nobody":
        unknown = stage.leader is None
        edges = {"edge": MUTED, "stroke": THIN, "dashed": unknown}
        canvas.draw_box(_LANES_LEFT, y + 1.5, WIDTH - _LANES_LEFT - 0.5, height - 3, **edges)
        _draw_missing_mark(
            canvas, wording("picture-unknown" if unknown else "picture-funnel-nobody"), middle, unknown=unknown
        )
    elif stage.leader == "both":
        canvas.draw_line([(side + _MARK_OFFSET, middle) for side in _LANE_LEFT.values()], colour=MUTED, stroke=LINE)
        _draw_mark(canvas, "marketing", middle)
        _draw_mark(canvas, "sales", middle)
        _draw_label(canvas, wording("picture-funnel-both"), "sales", middle)
    else:
        _draw_mark(canvas, stage.leader, middle)
        _draw_label(canvas, wording("picture-funnel-leads"), stage.leader, middle)
    return y + height


def _draw_hand_off(canvas: Canvas, y: float, wording: WordingLookup) -> float:
    """The line between the stages usually led by one side and by the other."""
    words = wording("picture-funnel-hand-off")
    height = SMALL * LEADING + 4
    middle = y + height / 2
    canvas.draw_text((0, middle - SMALL * LEADING / 2), words, size=SMALL, colour=MUTED, slant=True)
    canvas.draw_line(
        [(measure_width(words, SMALL, slant=True) + 8, middle), (WIDTH, middle)], colour=MUTED, stroke=THIN, dashed=True
    )
    return y + height


def _draw_selling_step(canvas: Canvas, step: FunnelSellingStep, y: float, wording: WordingLookup) -> float:
    """One step of selling, always led by Sales."""
    title = wrap_words(step.title, _TITLE_WIDTH)
    height = max(measure_height(title), BODY * LEADING) + 9
    middle = y + height / 2
    _draw_shade(canvas, _LANE_LEFT["sales"], y + 1, _LANE_WIDTH, height - 2)
    canvas.draw_text((0, middle - measure_height(title) / 2), title)
    _draw_mark(canvas, "sales", middle)
    _draw_label(canvas, wording("picture-funnel-leads"), "sales", middle)
    if step.marketing:
        _draw_mark(canvas, "marketing", middle)
        _draw_label(canvas, wording("picture-funnel-takes-part"), "marketing", middle)
    else:
        unknown = step.marketing is None
        _draw_missing_mark(
            canvas, wording("picture-unknown" if unknown else "picture-funnel-no-part"), middle, unknown=unknown
        )
    return y + height


def _draw_shade(canvas: Canvas, left: float, top: float, width: float, height: float) -> None:
    """The place of who usually leads: a pale field behind a bar, which a poor printer shows as well."""
    canvas.draw_box(left, top, width, height, face=SOFT)
    canvas.draw_box(left, top, 2, height, face=MUTED)


def _draw_mark(canvas: Canvas, side: Side, middle: float) -> None:
    x = _LANE_LEFT[side] + _MARK_OFFSET
    if side == "sales":
        canvas.draw_circle((x, middle), 4.4, face=SALES)
    else:
        canvas.draw_diamond((x, middle), 5.2, face=PAPER, edge=MARKETING, stroke=1.8)


def _draw_missing_mark(canvas: Canvas, words: str, middle: float, *, unknown: bool) -> None:
    """A question mark where something is not known, a dash where it is known that there is nobody."""
    x = _LANE_LEFT["marketing"] + _MARK_OFFSET
    if unknown:
        canvas.draw_question_mark((x, middle))
    else:
        canvas.draw_line([(x - 3.5, middle), (x + 3.5, middle)], stroke=LINE)
    _draw_label(canvas, words, "marketing", middle, slant=unknown)


def _draw_label(canvas: Canvas, words: str, side: Side, middle: float, *, slant: bool = False) -> None:
    canvas.draw_text(
        (_LANE_LEFT[side] + _MARK_OFFSET + 11, middle - SMALL * LEADING / 2), words, size=SMALL, slant=slant
    )
