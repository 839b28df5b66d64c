"""Steps in time: a bar from the first week to the last, an arrow where a step goes on, the first 90 days set apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.reporting.pictures.canvas import LEADING, Canvas, measure_height, measure_width, wrap_words
from advisor.reporting.pictures.picture_models import Timeline, TimelineRow
from advisor.reporting.pictures.style import ACCENT, BODY, HAIR, LINE, MUTED, PAPER, SMALL, SOFT, WIDTH
from advisor.reporting.view.wording import WordingLookup

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FIRST_WEEKS = 13
"""90 days, in whole weeks."""
_TITLE_LEFT, _TITLE_WIDTH = 20.0, 136.0
_AXIS_LEFT, _AXIS_RIGHT = 163.0, WIDTH - 10
_BAR_HEIGHT = 7.0


def draw_timeline(picture: Timeline, wording: WordingLookup) -> Figure:
    """One row a step, from the decision to the horizon."""
    canvas = Canvas()
    if not picture.rows:
        lines = wrap_words(wording("picture-timeline-empty"), WIDTH, slant=True)
        return canvas.trim(canvas.draw_text((0, 0), lines, slant=True, colour=MUTED) + 2)
    horizon = max(picture.horizon_weeks, 1)
    titles = [wrap_words(row.title, _TITLE_WIDTH) for row in picture.rows]
    spans = [wrap_words(format_weeks(row, wording), _TITLE_WIDTH, SMALL) for row in picture.rows]
    heights = [
        measure_height(title) + measure_height(weeks, SMALL) + 10 for title, weeks in zip(titles, spans, strict=True)
    ]
    top = _draw_heads(canvas, horizon, wording)
    bottom = top + sum(heights)
    first = _compute_x(min(FIRST_WEEKS, horizon), horizon)
    canvas.draw_box(_AXIS_LEFT, top, first - _AXIS_LEFT, bottom - top, face=SOFT)
    y = top
    for row, title, weeks, height in zip(picture.rows, titles, spans, heights, strict=True):
        canvas.draw_line([(0, y), (_AXIS_LEFT, y)], colour=SOFT)
        canvas.draw_line([(_AXIS_LEFT, y), (first, y)], colour=PAPER)
        canvas.draw_line([(first, y), (WIDTH, y)], colour=SOFT)
        canvas.draw_text((_TITLE_LEFT - 6, y + 5), str(row.number), colour=MUTED, align="right")
        below = y + 5 + canvas.draw_text((_TITLE_LEFT, y + 5), title)
        canvas.draw_text((_TITLE_LEFT, below), weeks, size=SMALL, colour=MUTED)
        _draw_bar(canvas, row, horizon, y + 5 + BODY * LEADING / 2)
        y += height
    if horizon > FIRST_WEEKS:
        canvas.draw_line([(first, top - 4), (first, bottom)], colour=MUTED, stroke=HAIR)
    canvas.draw_line([(_AXIS_LEFT, bottom), (WIDTH, bottom)], colour=MUTED, stroke=HAIR)
    return canvas.trim(_draw_axis(canvas, horizon, bottom, wording))


def format_weeks(row: TimelineRow, wording: WordingLookup) -> str:
    """When a step takes place, in words."""
    if row.end is None:
        return wording("picture-timeline-from", start=row.start)
    if row.end <= row.start:
        return wording("picture-timeline-week", start=row.start)
    return wording("picture-timeline-weeks", start=row.start, end=row.end)


def _draw_heads(canvas: Canvas, horizon: int, wording: WordingLookup) -> float:
    """The names of the two parts, each over its own; one above the other where they do not fit side by side."""
    first = _compute_x(min(FIRST_WEEKS, horizon), horizon)
    soon, later = wording("picture-timeline-first"), wording("picture-timeline-later")
    line = SMALL * LEADING
    if horizon <= FIRST_WEEKS:
        canvas.draw_text((_AXIS_LEFT, 0), soon, size=SMALL, bold=True)
        return line + 5
    if (
        _AXIS_LEFT + measure_width(soon, SMALL, True) + 4 <= first
        and first + 5 + measure_width(later, SMALL, True) <= WIDTH
    ):
        canvas.draw_text((_AXIS_LEFT, 0), soon, size=SMALL, bold=True)
        canvas.draw_text((first + 5, 0), later, size=SMALL, bold=True, colour=MUTED)
        return line + 5
    canvas.draw_text((min(_AXIS_LEFT, WIDTH - measure_width(soon, SMALL, True)), 0), soon, size=SMALL, bold=True)
    left = min(first + 5, WIDTH - measure_width(later, SMALL, True))
    canvas.draw_text((left, line + 1), later, size=SMALL, bold=True, colour=MUTED)
    return 2 * line + 6


def _draw_bar(canvas: Canvas, row: TimelineRow, horizon: int, middle: float) -> None:
    """A bar, cut off at the horizon; an arrow out of the picture where the step goes on past it."""
    left = _compute_x(min(max(row.start, 0), horizon), horizon)
    further = row.end is None or row.end > horizon
    right = _AXIS_RIGHT if row.end is None or further else _compute_x(max(row.end, row.start), horizon)
    colour = ACCENT
    if row.start < horizon:
        canvas.draw_box(left, middle - _BAR_HEIGHT / 2, max(right - left, 2.5), _BAR_HEIGHT, face=colour)
    if further or row.start >= horizon:
        canvas.draw_line([(max(left, _AXIS_RIGHT - 1), middle), (WIDTH - 4, middle)], colour=colour, stroke=LINE)
        canvas.draw_arrowhead((WIDTH - 0.5, middle), colour=colour, size=9)


def _draw_axis(canvas: Canvas, horizon: int, top: float, wording: WordingLookup) -> float:
    """Weeks under the picture, as many as are easily read; where the axis ends."""
    for week in _choose_axis_weeks(horizon):
        x = _compute_x(week, horizon)
        canvas.draw_line([(x, top), (x, top + 3)], colour=MUTED)
        canvas.draw_text((x, top + 4), str(week), size=SMALL, colour=MUTED, align="center")
    below = top + 4 + SMALL * LEADING
    lines = wrap_words(wording("picture-timeline-axis"), WIDTH - _AXIS_LEFT, SMALL)
    return below + canvas.draw_text((_AXIS_LEFT, below), lines, size=SMALL, colour=MUTED)


def _choose_axis_weeks(horizon: int) -> list[int]:
    """The weeks that are named: quarters past the first 90 days, the horizon itself where there is room for it."""
    quarters = -(-horizon // (6 * FIRST_WEEKS)) * FIRST_WEEKS
    apart = quarters if horizon > FIRST_WEEKS else next(each for each in (1, 2, 4) if horizon <= 5 * each)
    weeks = list(range(0, horizon + 1, apart))
    if horizon <= FIRST_WEEKS and weeks[-1] > 0:
        weeks[-1] = horizon
    elif horizon - weeks[-1] >= 0.6 * apart:
        weeks.append(horizon)
    return weeks


def _compute_x(week: float, horizon: int) -> float:
    return _AXIS_LEFT + (_AXIS_RIGHT - _AXIS_LEFT) * week / horizon
