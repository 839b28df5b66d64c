"""Sales against Marketing, statement by statement, on the answer scale from 1 to 5.

Sales is a filled circle, Marketing an open diamond. Exact means share one line. If one mean is an interval, or if the
two are too close to separate, each has its own line, Sales above.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from advisor.reporting.pictures.canvas import Canvas, Side, draw_notice, measure_height, measure_width, wrap_words
from advisor.reporting.pictures.style import (
    BODY_HEIGHT,
    INK,
    LINE,
    MARKETING,
    MUTED,
    PAPER,
    SALES,
    SMALL,
    SMALL_HEIGHT,
    SOFT,
    WIDTH,
)
from advisor.reporting.view.text_layout import ReportTable
from advisor.reporting.view.wording import WordingLookup, format_interval, list_wordings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Interval = tuple[float, float]
_MAX_NAMED_GAPS = 3
"""Maximum number of gaps that the description names."""
_TITLE_LEFT, _TITLE_WIDTH = 22.0, 130.0
_SCALE_LEFT, _SCALE_RIGHT = 180.0, 299.0
_RADIUS, _LANE_OFFSET = 3.6, 6.6
_MARK = (_RADIUS, 4.5, 1.5)
_COLOURS: dict[Side, str] = {"sales": SALES, "marketing": MARKETING}


class DumbbellRow(NamedTuple):
    """One statement with each side's mean answer from 1 to 5, as (low, high).

    A mean is None if it is not shown.
    """

    number: int
    title: str
    sales: Interval | None
    marketing: Interval | None

    @property
    def sides(self) -> dict[Side, Interval | None]:
        """The means by side, Sales first."""
        return {"sales": self.sales, "marketing": self.marketing}


class Dumbbell(NamedTuple):
    """Sales against Marketing, statement by statement, the largest gap first."""

    rows: tuple[DumbbellRow, ...]

    def describe(self, wording: WordingLookup) -> str:
        """Name the largest gaps, and count the statements that are not compared."""
        if not self.rows:
            return wording("picture-dumbbell-empty")
        compared = [row for row in self.rows if None not in row.sides.values()]
        gaps = [_describe_gap(row, wording) for row in compared if row.sales != row.marketing]
        if gaps:
            text = wording("picture-dumbbell-alt", gaps="; ".join(gaps[:_MAX_NAMED_GAPS]))
        else:
            text = wording("picture-dumbbell-alt-alike" if compared else "picture-dumbbell-alt-none")
        hidden = len(self.rows) - len(compared)
        return f"{text} {wording('picture-dumbbell-alt-hidden', count=hidden)}" if hidden else text

    def build_table(self, wording: WordingLookup) -> ReportTable:
        """List every statement with both means and the gap between them."""
        heads = list_wordings(wording, "picture-", *(f"dumbbell-head-{name}" for name in ("number", "title")))
        heads += list_wordings(wording, "picture-", "sales", "marketing", "dumbbell-head-gap")
        return ReportTable(heads, tuple(_build_table_row(row, wording) for row in self.rows))

    def build_figure(self, wording: WordingLookup) -> Figure:
        """Draw one row for each statement, below a scale and a key."""
        if not self.rows:
            return draw_notice(wording("picture-dumbbell-empty"))
        canvas = Canvas()
        y = top = _draw_key(canvas, wording)
        heights = [_measure_row(row, wording) for row in self.rows]
        for answer in range(1, 6):
            x = _compute_x(answer)
            canvas.draw_line([(x, top), (x, top + sum(heights))], colour=SOFT)
            canvas.draw_text((x, top - SMALL_HEIGHT - 1), str(answer), size=SMALL, colour=MUTED, align="center")
        for row, height in zip(self.rows, heights, strict=True):
            canvas.draw_line([(0, y), (WIDTH, y)], colour=SOFT)
            _draw_row(canvas, row, y, height, wording)
            y += height
        canvas.draw_line([(0, y), (WIDTH, y)], colour=SOFT)
        return canvas.trim(y + 1)


def _describe_gap(row: DumbbellRow, wording: WordingLookup) -> str:
    means = {side: format_interval(wording, "picture-between", mean) for side, mean in row.sides.items() if mean}
    return wording("picture-dumbbell-alt-gap", title=row.title, **means)


def _build_table_row(row: DumbbellRow, wording: WordingLookup) -> tuple[str, ...]:
    gap = _compute_gap(row.sales, row.marketing) if row.sales and row.marketing else None
    cells = (
        format_interval(wording, "picture-between", interval) if interval else wording("picture-dumbbell-table-hidden")
        for interval in (row.sales, row.marketing, gap)
    )
    return (str(row.number), row.title, *cells)


def _compute_gap(sales: Interval, marketing: Interval) -> Interval:
    """Compute the smallest and the largest possible value of Sales less Marketing."""
    return sales[0] - marketing[1], sales[1] - marketing[0]


def _draw_key(canvas: Canvas, wording: WordingLookup) -> float:
    """Draw which mark belongs to which side and the name of the scale.

    Return the y of the first row.
    """
    x = _RADIUS + 1
    for side in _COLOURS:
        name = wording(f"picture-{side}")
        canvas.draw_side_mark(side, (x, BODY_HEIGHT / 2), *_MARK)
        canvas.draw_text((x + 8, 0), name, bold=True)
        x += 8 + measure_width(name, bold=True) + 16
    y = BODY_HEIGHT + 4
    height = canvas.draw_wrapped((0, y), wording("picture-dumbbell-scale"), WIDTH, size=SMALL, colour=MUTED)
    return y + height + 5 + SMALL_HEIGHT


def _measure_row(row: DumbbellRow, wording: WordingLookup) -> float:
    notes = _wrap_notes(row, wording)
    lanes = 2 * _LANE_OFFSET + SMALL if _needs_lanes(row) else SMALL_HEIGHT
    if not any(row.sides.values()):
        lanes = 0
    return max(measure_height(wrap_words(row.title, _TITLE_WIDTH)), lanes + measure_height(notes, SMALL)) + 9


def _draw_row(canvas: Canvas, row: DumbbellRow, top: float, height: float, wording: WordingLookup) -> None:
    lines = wrap_words(row.title, _TITLE_WIDTH)
    text_top = top + (height - measure_height(lines)) / 2
    canvas.draw_text((_TITLE_LEFT - 6, text_top), str(row.number), colour=MUTED, align="right")
    canvas.draw_text((_TITLE_LEFT, text_top), lines)
    notes = _wrap_notes(row, wording)
    notes_height = measure_height(notes, SMALL)
    middle = top + (height - notes_height) / 2
    if notes:
        note_top = top + height - 4.5 - notes_height if any(row.sides.values()) else middle
        widest = max(measure_width(line, SMALL, slant=True) for line in notes)
        left = min((_SCALE_LEFT + _SCALE_RIGHT - widest) / 2, WIDTH - widest)
        canvas.draw_box(left - 3, note_top, widest + 6, notes_height, face=PAPER)
        canvas.draw_text((left, note_top), notes, size=SMALL, colour=MUTED, slant=True)
    if row.sales and row.marketing and not _needs_lanes(row):
        _draw_both_sides(canvas, row.sales[0], row.marketing[0], middle)
        return
    lane = _LANE_OFFSET if row.sales and row.marketing else 0
    if row.sales:
        _draw_one_side(canvas, "sales", row.sales, middle - lane)
    if row.marketing:
        _draw_one_side(canvas, "marketing", row.marketing, middle + lane)


def _wrap_notes(row: DumbbellRow, wording: WordingLookup) -> list[str]:
    """Say in lines which side is not shown."""
    room = WIDTH - _SCALE_LEFT
    if not any(row.sides.values()):
        return wrap_words(wording("picture-dumbbell-hidden"), room, SMALL, slant=True)
    hidden = [wording(f"picture-{side}") for side, mean in row.sides.items() if mean is None]
    notes = [wording("picture-dumbbell-hidden-side", side=side) for side in hidden]
    return [line for note in notes for line in wrap_words(note, room + 16, SMALL, slant=True)]


def _needs_lanes(row: DumbbellRow) -> bool:
    """Check whether the two sides need a line each."""
    if row.sales is None or row.marketing is None:
        return False
    exact = row.sales[0] == row.sales[1] and row.marketing[0] == row.marketing[1]
    return not exact or abs(_compute_x(row.sales[0]) - _compute_x(row.marketing[0])) < 3 * _RADIUS


def _draw_both_sides(canvas: Canvas, sales: float, marketing: float, y: float) -> None:
    """Draw both means on one line, each with its figure on the outer side."""
    points = [(_compute_x(mean), y) for mean in (sales, marketing)]
    canvas.draw_line(points, colour=MUTED, stroke=LINE)
    for side, point in zip(_COLOURS, points, strict=True):
        canvas.draw_side_mark(side, point, *_MARK)
    low, high = sorted((sales, marketing))
    _draw_mean(canvas, low, y, before=True)
    _draw_mean(canvas, high, y, before=False)


def _draw_one_side(canvas: Canvas, side: Side, interval: Interval, y: float) -> None:
    """Draw one side on its own line: a mark at each end of its interval."""
    low, high = interval
    start, end = ((_compute_x(mean), y) for mean in interval)
    if high > low:
        canvas.draw_line([start, end], colour=_COLOURS[side], stroke=2.2)
        canvas.draw_side_mark(side, start, *_MARK)
        _draw_mean(canvas, low, y, before=True)
    canvas.draw_side_mark(side, end, *_MARK)
    _draw_mean(canvas, high, y, before=False)


def _draw_mean(canvas: Canvas, mean: float, y: float, *, before: bool) -> None:
    """Draw a mean in figures next to its mark, on a patch that hides the scale."""
    words = f"{mean:.1f}"
    width, distance = measure_width(words, SMALL), _RADIUS + 4
    left = _compute_x(mean) - distance - width if before else _compute_x(mean) + distance
    canvas.draw_box(left - 1.5, y - SMALL * 0.55, width + 3, SMALL * 1.1, face=PAPER)
    canvas.draw_text((left, y - SMALL_HEIGHT / 2), words, size=SMALL, colour=INK)


def _compute_x(mean: float) -> float:
    return _SCALE_LEFT + (_SCALE_RIGHT - _SCALE_LEFT) * (min(max(mean, 1.0), 5.0) - 1) / 4
