"""Sales against Marketing, statement by statement, on the scale of the answers from 1 to 5.

Sales is a filled circle, Marketing an open diamond. Exact means share one line; where one of them is an interval, or
both lie too near each other to be told apart, each has a line of its own, Sales the upper one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.reporting.pictures.canvas import LEADING, Canvas, measure_height, measure_width, wrap_words
from advisor.reporting.pictures.picture_models import Dumbbell, DumbbellRow, Side
from advisor.reporting.pictures.style import BODY, HAIR, INK, LINE, MARKETING, MUTED, PAPER, SALES, SMALL, SOFT, WIDTH
from advisor.reporting.view.wording import WordingLookup

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Range = tuple[float, float]
_TITLE_LEFT, _TITLE_WIDTH = 22.0, 130.0
_SCALE_LEFT, _SCALE_RIGHT = 180.0, 299.0
_RADIUS, _LANE_OFFSET = 3.6, 6.6
_COLOURS: dict[Side, str] = {"sales": SALES, "marketing": MARKETING}


def draw_dumbbell(picture: Dumbbell, wording: WordingLookup) -> Figure:
    """One row a statement, under a scale that also tells which mark is whose."""
    canvas = Canvas()
    if not picture.rows:
        lines = wrap_words(wording("picture-dumbbell-empty"), WIDTH, slant=True)
        return canvas.trim(canvas.draw_text((0, 0), lines, slant=True, colour=MUTED) + 2)
    top = _draw_key(canvas, wording)
    y = top
    heights = [_measure_row(row, wording) for row in picture.rows]
    bottom = top + sum(heights)
    for answer in range(1, 6):
        x = _compute_x(answer)
        canvas.draw_line([(x, top), (x, bottom)], colour=SOFT, stroke=HAIR)
        canvas.draw_text((x, top - SMALL * LEADING - 1), str(answer), size=SMALL, colour=MUTED, align="center")
    for row, height in zip(picture.rows, heights, strict=True):
        canvas.draw_line([(0, y), (WIDTH, y)], colour=SOFT, stroke=HAIR)
        _draw_row(canvas, row, y, height, wording)
        y += height
    canvas.draw_line([(0, y), (WIDTH, y)], colour=SOFT, stroke=HAIR)
    return canvas.trim(y + 1)


def _draw_key(canvas: Canvas, wording: WordingLookup) -> float:
    """Which mark is whose, and what the scale is; where the rows begin."""
    x, middle = _RADIUS + 1, BODY * LEADING / 2
    sides: tuple[Side, Side] = ("sales", "marketing")
    for side in sides:
        name = wording(f"picture-{side}")
        _draw_mark(canvas, (x, middle), side)
        canvas.draw_text((x + 8, 0), name, bold=True)
        x += 8 + measure_width(name, bold=True) + 16
    lines = wrap_words(wording("picture-dumbbell-scale"), WIDTH, SMALL)
    height = canvas.draw_text((0, BODY * LEADING + 4), lines, size=SMALL, colour=MUTED)
    return BODY * LEADING + 4 + height + 5 + SMALL * LEADING


def _measure_row(row: DumbbellRow, wording: WordingLookup) -> float:
    notes = _format_notes(row, wording)
    drawn = 2 * _LANE_OFFSET + SMALL if _needs_lanes(row) else SMALL * LEADING
    if row.sales is None and row.marketing is None:
        drawn = 0
    return max(measure_height(wrap_words(row.title, _TITLE_WIDTH)), drawn + measure_height(notes, SMALL)) + 9


def _draw_row(canvas: Canvas, row: DumbbellRow, top: float, height: float, wording: WordingLookup) -> None:
    lines = wrap_words(row.title, _TITLE_WIDTH)
    text_top = top + (height - measure_height(lines)) / 2
    canvas.draw_text((_TITLE_LEFT - 6, text_top), str(row.number), colour=MUTED, align="right")
    canvas.draw_text((_TITLE_LEFT, text_top), lines)
    notes = _format_notes(row, wording)
    note_top = top + height - 4.5 - measure_height(notes, SMALL)
    if row.sales is None and row.marketing is None:
        note_top = top + (height - measure_height(notes, SMALL)) / 2
    widest = max((measure_width(line, SMALL, slant=True) for line in notes), default=0.0)
    left = min((_SCALE_LEFT + _SCALE_RIGHT - widest) / 2, WIDTH - widest)
    if notes:
        canvas.draw_box(left - 3, note_top, widest + 6, measure_height(notes, SMALL), face=PAPER)
    canvas.draw_text((left, note_top), notes, size=SMALL, colour=MUTED, slant=True)
    middle = top + (height - measure_height(notes, SMALL)) / 2
    if row.sales and row.marketing and not _needs_lanes(row):
        _draw_both_sides(canvas, row.sales[0], row.marketing[0], middle)
        return
    lane = _LANE_OFFSET if row.sales and row.marketing else 0
    if row.sales:
        _draw_one_side(canvas, "sales", row.sales, middle - lane)
    if row.marketing:
        _draw_one_side(canvas, "marketing", row.marketing, middle + lane)


def _format_notes(row: DumbbellRow, wording: WordingLookup) -> list[str]:
    """What is said of a side that is not shown."""
    if row.sales is None and row.marketing is None:
        return wrap_words(wording("picture-dumbbell-hidden"), WIDTH - _SCALE_LEFT, SMALL, slant=True)
    hidden = [side for side, shown in (("sales", row.sales), ("marketing", row.marketing)) if shown is None]
    said = [wording("picture-dumbbell-hidden-side", side=wording(f"picture-{side}")) for side in hidden]
    return [line for each in said for line in wrap_words(each, WIDTH - _SCALE_LEFT + 16, SMALL, slant=True)]


def _needs_lanes(row: DumbbellRow) -> bool:
    """Whether the two sides need a line each."""
    if row.sales is None or row.marketing is None:
        return False
    exact = row.sales[0] == row.sales[1] and row.marketing[0] == row.marketing[1]
    return not exact or abs(_compute_x(row.sales[0]) - _compute_x(row.marketing[0])) < 3 * _RADIUS


def _draw_both_sides(canvas: Canvas, sales: float, marketing: float, y: float) -> None:
    """Both means on one line, each with its figure on the outer side."""
    canvas.draw_line([(_compute_x(sales), y), (_compute_x(marketing), y)], colour=MUTED, stroke=LINE)
    _draw_mark(canvas, (_compute_x(sales), y), "sales")
    _draw_mark(canvas, (_compute_x(marketing), y), "marketing")
    low, high = sorted((sales, marketing))
    _draw_mean(canvas, low, y, before=True)
    _draw_mean(canvas, high, y, before=False)


def _draw_one_side(canvas: Canvas, side: Side, interval: Range, y: float) -> None:
    """One side on a line of its own: a mark, or a mark at either end of an interval."""
    low, high = interval
    if high > low:
        canvas.draw_line([(_compute_x(low), y), (_compute_x(high), y)], colour=_COLOURS[side], stroke=2.2)
        _draw_mark(canvas, (_compute_x(low), y), side)
        _draw_mean(canvas, low, y, before=True)
    _draw_mark(canvas, (_compute_x(high), y), side)
    _draw_mean(canvas, high, y, before=False)


def _draw_mark(canvas: Canvas, point: tuple[float, float], side: Side) -> None:
    if side == "sales":
        canvas.draw_circle(point, _RADIUS, face=SALES)
    else:
        canvas.draw_diamond(point, _RADIUS + 0.9, face=PAPER, edge=MARKETING, stroke=1.5)


def _draw_mean(canvas: Canvas, mean: float, y: float, *, before: bool) -> None:
    """A mean in figures, left or right of its mark, on a patch that the lines of the scale leave free."""
    words = f"{mean:.1f}"
    width, away = measure_width(words, SMALL), _RADIUS + 4
    left = _compute_x(mean) - away - width if before else _compute_x(mean) + away
    canvas.draw_box(left - 1.5, y - SMALL * 0.55, width + 3, SMALL * 1.1, face=PAPER)
    canvas.draw_text((left, y - SMALL * LEADING / 2), words, size=SMALL, colour=INK)


def _compute_x(mean: float) -> float:
    return _SCALE_LEFT + (_SCALE_RIGHT - _SCALE_LEFT) * (min(max(mean, 1.0), 5.0) - 1) / 4
