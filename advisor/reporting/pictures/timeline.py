"""Steps in time: a bar from the first week to the last, an arrow where a step goes on, the first 90 days set apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.reporting.pictures.canvas import LEADING, Canvas, height_of, width_of, wrapped
from advisor.reporting.pictures.data import Timeline, TimelineRow
from advisor.reporting.pictures.style import ACCENT, BODY, HAIR, LINE, MUTED, PAPER, SMALL, SOFT, WIDTH
from advisor.reporting.view.wording import Say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FIRST_WEEKS = 13
"""90 days, in whole weeks."""
_TITLE, _TITLE_WIDTH = 20.0, 136.0
_START, _END = 163.0, WIDTH - 10
_BAR = 7.0


def draw_timeline(picture: Timeline, say: Say) -> Figure:
    """One row a step, from the decision to the horizon."""
    canvas = Canvas()
    if not picture.rows:
        lines = wrapped(say("picture-timeline-empty"), WIDTH, slant=True)
        return canvas.cut(canvas.text((0, 0), lines, slant=True, colour=MUTED) + 2)
    horizon = max(picture.horizon_weeks, 1)
    titles = [wrapped(row.title, _TITLE_WIDTH) for row in picture.rows]
    spans = [wrapped(span(row, say), _TITLE_WIDTH, SMALL) for row in picture.rows]
    heights = [height_of(title) + height_of(weeks, SMALL) + 10 for title, weeks in zip(titles, spans, strict=True)]
    top = _heads(canvas, horizon, say)
    bottom = top + sum(heights)
    first = _at(min(FIRST_WEEKS, horizon), horizon)
    canvas.box(_START, top, first - _START, bottom - top, face=SOFT)
    y = top
    for row, title, weeks, height in zip(picture.rows, titles, spans, heights, strict=True):
        canvas.line([(0, y), (_START, y)], colour=SOFT)
        canvas.line([(_START, y), (first, y)], colour=PAPER)
        canvas.line([(first, y), (WIDTH, y)], colour=SOFT)
        canvas.text((_TITLE - 6, y + 5), str(row.number), colour=MUTED, align="right")
        below = y + 5 + canvas.text((_TITLE, y + 5), title)
        canvas.text((_TITLE, below), weeks, size=SMALL, colour=MUTED)
        _bar(canvas, row, horizon, y + 5 + BODY * LEADING / 2)
        y += height
    if horizon > FIRST_WEEKS:
        canvas.line([(first, top - 4), (first, bottom)], colour=MUTED, stroke=HAIR)
    canvas.line([(_START, bottom), (WIDTH, bottom)], colour=MUTED, stroke=HAIR)
    return canvas.cut(_axis(canvas, horizon, bottom, say))


def span(row: TimelineRow, say: Say) -> str:
    """When a step takes place, in words."""
    if row.end is None:
        return say("picture-timeline-from", start=row.start)
    if row.end <= row.start:
        return say("picture-timeline-week", start=row.start)
    return say("picture-timeline-weeks", start=row.start, end=row.end)


def _heads(canvas: Canvas, horizon: int, say: Say) -> float:
    """The names of the two parts, each over its own; one above the other where they do not fit side by side."""
    first = _at(min(FIRST_WEEKS, horizon), horizon)
    soon, later = say("picture-timeline-first"), say("picture-timeline-later")
    line = SMALL * LEADING
    if horizon <= FIRST_WEEKS:
        canvas.text((_START, 0), soon, size=SMALL, bold=True)
        return line + 5
    if _START + width_of(soon, SMALL, True) + 4 <= first and first + 5 + width_of(later, SMALL, True) <= WIDTH:
        canvas.text((_START, 0), soon, size=SMALL, bold=True)
        canvas.text((first + 5, 0), later, size=SMALL, bold=True, colour=MUTED)
        return line + 5
    canvas.text((min(_START, WIDTH - width_of(soon, SMALL, True)), 0), soon, size=SMALL, bold=True)
    left = min(first + 5, WIDTH - width_of(later, SMALL, True))
    canvas.text((left, line + 1), later, size=SMALL, bold=True, colour=MUTED)
    return 2 * line + 6


def _bar(canvas: Canvas, row: TimelineRow, horizon: int, middle: float) -> None:
    """A bar, cut off at the horizon; an arrow out of the picture where the step goes on past it."""
    left = _at(min(max(row.start, 0), horizon), horizon)
    further = row.end is None or row.end > horizon
    right = _END if row.end is None or further else _at(max(row.end, row.start), horizon)
    colour = ACCENT
    if row.start < horizon:
        canvas.box(left, middle - _BAR / 2, max(right - left, 2.5), _BAR, face=colour)
    if further or row.start >= horizon:
        canvas.line([(max(left, _END - 1), middle), (WIDTH - 4, middle)], colour=colour, stroke=LINE)
        canvas.head((WIDTH - 0.5, middle), colour=colour, size=9)


def _axis(canvas: Canvas, horizon: int, top: float, say: Say) -> float:
    """Weeks under the picture, as many as are easily read; where the axis ends."""
    for week in _weeks(horizon):
        x = _at(week, horizon)
        canvas.line([(x, top), (x, top + 3)], colour=MUTED)
        canvas.text((x, top + 4), str(week), size=SMALL, colour=MUTED, align="center")
    below = top + 4 + SMALL * LEADING
    lines = wrapped(say("picture-timeline-axis"), WIDTH - _START, SMALL)
    return below + canvas.text((_START, below), lines, size=SMALL, colour=MUTED)


def _weeks(horizon: int) -> list[int]:
    """The weeks that are named: quarters past the first 90 days, the horizon itself where there is room for it."""
    quarters = -(-horizon // (6 * FIRST_WEEKS)) * FIRST_WEEKS
    apart = quarters if horizon > FIRST_WEEKS else next(each for each in (1, 2, 4) if horizon <= 5 * each)
    weeks = list(range(0, horizon + 1, apart))
    if horizon <= FIRST_WEEKS and weeks[-1] > 0:
        weeks[-1] = horizon
    elif horizon - weeks[-1] >= 0.6 * apart:
        weeks.append(horizon)
    return weeks


def _at(week: float, horizon: int) -> float:
    return _START + (_END - _START) * week / horizon
