"""Sales against Marketing, statement by statement, on the scale of the answers from 1 to 5.

Sales is a filled circle, Marketing an open diamond. Exact means share one line; where one of them is an interval, or
both lie too near each other to be told apart, each has a line of its own, Sales the upper one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.reporting.pictures.canvas import LEADING, Canvas, height_of, width_of, wrapped
from advisor.reporting.pictures.data import Dumbbell, DumbbellRow, Side
from advisor.reporting.pictures.style import BODY, HAIR, INK, LINE, MARKETING, MUTED, PAPER, SALES, SMALL, SOFT, WIDTH
from advisor.reporting.view.wording import Say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Range = tuple[float, float]
_TITLE, _TITLE_WIDTH = 22.0, 130.0
_ONE, _FIVE = 180.0, 299.0
_RADIUS, _LANE = 3.6, 6.6
_COLOURS: dict[Side, str] = {"sales": SALES, "marketing": MARKETING}


def draw_dumbbell(picture: Dumbbell, say: Say) -> Figure:
    """One row a statement, under a scale that also tells which mark is whose."""
    canvas = Canvas()
    if not picture.rows:
        lines = wrapped(say("picture-dumbbell-empty"), WIDTH, slant=True)
        return canvas.cut(canvas.text((0, 0), lines, slant=True, colour=MUTED) + 2)
    top = _key(canvas, say)
    y = top
    heights = [_height(row, say) for row in picture.rows]
    bottom = top + sum(heights)
    for answer in range(1, 6):
        x = _at(answer)
        canvas.line([(x, top), (x, bottom)], colour=SOFT, stroke=HAIR)
        canvas.text((x, top - SMALL * LEADING - 1), str(answer), size=SMALL, colour=MUTED, align="center")
    for row, height in zip(picture.rows, heights, strict=True):
        canvas.line([(0, y), (WIDTH, y)], colour=SOFT, stroke=HAIR)
        _row(canvas, row, y, height, say)
        y += height
    canvas.line([(0, y), (WIDTH, y)], colour=SOFT, stroke=HAIR)
    return canvas.cut(y + 1)


def _key(canvas: Canvas, say: Say) -> float:
    """Which mark is whose, and what the scale is; where the rows begin."""
    x, middle = _RADIUS + 1, BODY * LEADING / 2
    sides: tuple[Side, Side] = ("sales", "marketing")
    for side in sides:
        name = say(f"picture-{side}")
        _mark(canvas, (x, middle), side)
        canvas.text((x + 8, 0), name, bold=True)
        x += 8 + width_of(name, bold=True) + 16
    lines = wrapped(say("picture-dumbbell-scale"), WIDTH, SMALL)
    height = canvas.text((0, BODY * LEADING + 4), lines, size=SMALL, colour=MUTED)
    return BODY * LEADING + 4 + height + 5 + SMALL * LEADING


def _height(row: DumbbellRow, say: Say) -> float:
    notes = _notes(row, say)
    drawn = 2 * _LANE + SMALL if _lanes(row) else SMALL * LEADING
    if row.sales is None and row.marketing is None:
        drawn = 0
    return max(height_of(wrapped(row.title, _TITLE_WIDTH)), drawn + height_of(notes, SMALL)) + 9


def _row(canvas: Canvas, row: DumbbellRow, top: float, height: float, say: Say) -> None:
    lines = wrapped(row.title, _TITLE_WIDTH)
    text_top = top + (height - height_of(lines)) / 2
    canvas.text((_TITLE - 6, text_top), str(row.number), colour=MUTED, align="right")
    canvas.text((_TITLE, text_top), lines)
    notes = _notes(row, say)
    note_top = top + height - 4.5 - height_of(notes, SMALL)
    if row.sales is None and row.marketing is None:
        note_top = top + (height - height_of(notes, SMALL)) / 2
    widest = max((width_of(line, SMALL, slant=True) for line in notes), default=0.0)
    left = min((_ONE + _FIVE - widest) / 2, WIDTH - widest)
    if notes:
        canvas.box(left - 3, note_top, widest + 6, height_of(notes, SMALL), face=PAPER)
    canvas.text((left, note_top), notes, size=SMALL, colour=MUTED, slant=True)
    middle = top + (height - height_of(notes, SMALL)) / 2
    if row.sales and row.marketing and not _lanes(row):
        _joined(canvas, row.sales[0], row.marketing[0], middle)
        return
    lane = _LANE if row.sales and row.marketing else 0
    if row.sales:
        _alone(canvas, "sales", row.sales, middle - lane)
    if row.marketing:
        _alone(canvas, "marketing", row.marketing, middle + lane)


def _notes(row: DumbbellRow, say: Say) -> list[str]:
    """What is said of a side that is not shown."""
    if row.sales is None and row.marketing is None:
        return wrapped(say("picture-dumbbell-hidden"), WIDTH - _ONE, SMALL, slant=True)
    hidden = [side for side, shown in (("sales", row.sales), ("marketing", row.marketing)) if shown is None]
    said = [say("picture-dumbbell-hidden-side", side=say(f"picture-{side}")) for side in hidden]
    return [line for each in said for line in wrapped(each, WIDTH - _ONE + 16, SMALL, slant=True)]


def _lanes(row: DumbbellRow) -> bool:
    """Whether the two sides need a line each."""
    if row.sales is None or row.marketing is None:
        return False
    exact = row.sales[0] == row.sales[1] and row.marketing[0] == row.marketing[1]
    return not exact or abs(_at(row.sales[0]) - _at(row.marketing[0])) < 3 * _RADIUS


def _joined(canvas: Canvas, sales: float, marketing: float, y: float) -> None:
    """Both means on one line, each with its figure on the outer side."""
    canvas.line([(_at(sales), y), (_at(marketing), y)], colour=MUTED, stroke=LINE)
    _mark(canvas, (_at(sales), y), "sales")
    _mark(canvas, (_at(marketing), y), "marketing")
    low, high = sorted((sales, marketing))
    _figure(canvas, low, y, before=True)
    _figure(canvas, high, y, before=False)


def _alone(canvas: Canvas, side: Side, shown: Range, y: float) -> None:
    """One side on a line of its own: a mark, or a mark at either end of an interval."""
    low, high = shown
    if high > low:
        canvas.line([(_at(low), y), (_at(high), y)], colour=_COLOURS[side], stroke=2.2)
        _mark(canvas, (_at(low), y), side)
        _figure(canvas, low, y, before=True)
    _mark(canvas, (_at(high), y), side)
    _figure(canvas, high, y, before=False)


def _mark(canvas: Canvas, at: tuple[float, float], side: Side) -> None:
    if side == "sales":
        canvas.dot(at, _RADIUS, face=SALES)
    else:
        canvas.diamond(at, _RADIUS + 0.9, face=PAPER, edge=MARKETING, stroke=1.5)


def _figure(canvas: Canvas, mean: float, y: float, *, before: bool) -> None:
    """A mean in figures, left or right of its mark, on a patch that the lines of the scale leave free."""
    words = f"{mean:.1f}"
    width, away = width_of(words, SMALL), _RADIUS + 4
    left = _at(mean) - away - width if before else _at(mean) + away
    canvas.box(left - 1.5, y - SMALL * 0.55, width + 3, SMALL * 1.1, face=PAPER)
    canvas.text((left, y - SMALL * LEADING / 2), words, size=SMALL, colour=INK)


def _at(mean: float) -> float:
    return _ONE + (_FIVE - _ONE) * (min(max(mean, 1.0), 5.0) - 1) / 4
