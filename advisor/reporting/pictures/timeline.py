"""Steps in time: a bar for each step, an arrow if the step goes on.

The first 90 days have a background of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from advisor.reporting.pictures.canvas import Canvas, draw_notice, measure_height, measure_width, wrap_words
from advisor.reporting.pictures.style import ACCENT, BODY_HEIGHT, LINE, MUTED, PAPER, SMALL, SMALL_HEIGHT, SOFT, WIDTH
from advisor.reporting.view.text_layout import ReportTable
from advisor.reporting.view.wording import WordingLookup, list_wordings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

QUARTER_WEEKS = 13
"""90 days in whole weeks."""
_TITLE_LEFT, _TITLE_WIDTH = 20.0, 136.0
_AXIS_LEFT, _AXIS_RIGHT = 163.0, WIDTH - 10
_BAR_HEIGHT = 7.0


class TimelineRow(NamedTuple):
    """One step with its first and last week from the decision (0).

    `end` is None if the step goes on.
    """

    number: int
    title: str
    start: int
    end: int | None


class Timeline(NamedTuple):
    """Steps in time, up to a horizon in weeks.

    The first 90 days are set apart.
    """

    rows: tuple[TimelineRow, ...]
    horizon_weeks: int

    def describe(self, wording: WordingLookup) -> str:
        """Count the steps that begin in the first 90 days, begin later, and go on."""
        if not self.rows:
            return wording("picture-timeline-empty")
        soon = sum(row.start < QUARTER_WEEKS for row in self.rows)
        ongoing = sum(row.end is None for row in self.rows)
        return wording("picture-timeline-alt", soon=soon, later=len(self.rows) - soon, ongoing=ongoing)

    def build_table(self, wording: WordingLookup) -> ReportTable:
        """List every step with its weeks and its part of the plan."""
        heads = list_wordings(wording, "picture-timeline-head-", "number", "title", "start", "end", "part")
        return ReportTable(heads, tuple(_build_table_row(row, wording) for row in self.rows))

    def build_figure(self, wording: WordingLookup) -> Figure:
        """Draw one row for each step, from the decision to the horizon."""
        if not self.rows:
            return draw_notice(wording("picture-timeline-empty"))
        canvas = Canvas()
        horizon = max(self.horizon_weeks, 1)
        titles = [wrap_words(row.title, _TITLE_WIDTH) for row in self.rows]
        weeks = [wrap_words(_format_weeks(row, wording), _TITLE_WIDTH, SMALL) for row in self.rows]
        texts = zip(titles, weeks, strict=True)
        heights = [measure_height(title) + measure_height(lines, SMALL) + 10 for title, lines in texts]
        y = top = _draw_heads(canvas, horizon, wording)
        bottom = top + sum(heights)
        first = _compute_x(min(QUARTER_WEEKS, horizon), horizon)
        canvas.draw_box(_AXIS_LEFT, top, first - _AXIS_LEFT, bottom - top, face=SOFT)
        for row, title, lines, height in zip(self.rows, titles, weeks, heights, strict=True):
            canvas.draw_line([(0, y), (_AXIS_LEFT, y)], colour=SOFT)
            canvas.draw_line([(_AXIS_LEFT, y), (first, y)], colour=PAPER)
            canvas.draw_line([(first, y), (WIDTH, y)], colour=SOFT)
            canvas.draw_text((_TITLE_LEFT - 6, y + 5), str(row.number), colour=MUTED, align="right")
            weeks_top = y + 5 + canvas.draw_text((_TITLE_LEFT, y + 5), title)
            canvas.draw_text((_TITLE_LEFT, weeks_top), lines, size=SMALL, colour=MUTED)
            _draw_bar(canvas, row, horizon, y + 5 + BODY_HEIGHT / 2)
            y += height
        if horizon > QUARTER_WEEKS:
            canvas.draw_line([(first, top - 4), (first, bottom)], colour=MUTED)
        canvas.draw_line([(_AXIS_LEFT, bottom), (WIDTH, bottom)], colour=MUTED)
        return canvas.trim(_draw_axis(canvas, horizon, bottom, wording))


def _build_table_row(row: TimelineRow, wording: WordingLookup) -> tuple[str, ...]:
    """Build one table row.

    A step is in both parts if it begins in the first and goes on after it.
    """
    soon, later = row.start < QUARTER_WEEKS, row.end is None or row.end > QUARTER_WEEKS
    part = "both" if soon and later else "first" if soon else "later"
    end = wording("picture-timeline-ongoing") if row.end is None else str(row.end)
    return (str(row.number), row.title, str(row.start), end, wording(f"picture-timeline-{part}"))


def _format_weeks(row: TimelineRow, wording: WordingLookup) -> str:
    if row.start == 0 and row.end is None:
        return wording("weeks-from-now")
    if row.start == 0 and row.end:
        return wording("weeks-now", end=row.end)
    name = "from" if row.end is None else "week" if row.end <= row.start else "weeks"
    return wording(f"picture-timeline-{name}", start=row.start, end=row.end)


def _draw_heads(canvas: Canvas, horizon: int, wording: WordingLookup) -> float:
    """Draw the names of the two parts, one above the other if they do not fit.

    Return the y of the first row.
    """
    soon, later = wording("picture-timeline-first"), wording("picture-timeline-later")
    soon_width, later_width = (measure_width(words, SMALL, True) for words in (soon, later))
    later_left = _compute_x(min(QUARTER_WEEKS, horizon), horizon) + 5
    soon_left, later_top = _AXIS_LEFT, 0.0
    if horizon > QUARTER_WEEKS and (soon_left + soon_width + 9 > later_left or later_left + later_width > WIDTH):
        soon_left, later_left = min(soon_left, WIDTH - soon_width), min(later_left, WIDTH - later_width)
        later_top = SMALL_HEIGHT + 1
    canvas.draw_text((soon_left, 0), soon, size=SMALL, bold=True)
    if horizon > QUARTER_WEEKS:
        canvas.draw_text((later_left, later_top), later, size=SMALL, bold=True, colour=MUTED)
    return later_top + SMALL_HEIGHT + 5


def _draw_bar(canvas: Canvas, row: TimelineRow, horizon: int, middle: float) -> None:
    """Draw a bar up to the horizon, and an arrow if the step goes on."""
    left = _compute_x(min(max(row.start, 0), horizon), horizon)
    ongoing = row.end is None or row.end > horizon
    right = _AXIS_RIGHT if row.end is None or ongoing else _compute_x(max(row.end, row.start), horizon)
    if row.start < horizon:
        canvas.draw_box(left, middle - _BAR_HEIGHT / 2, max(right - left, 2.5), _BAR_HEIGHT, face=ACCENT)
    if ongoing or row.start >= horizon:
        canvas.draw_line([(max(left, _AXIS_RIGHT - 1), middle), (WIDTH - 4, middle)], colour=ACCENT, stroke=LINE)
        canvas.draw_arrowhead((WIDTH - 0.5, middle), colour=ACCENT, size=9)


def _draw_axis(canvas: Canvas, horizon: int, top: float, wording: WordingLookup) -> float:
    """Draw the weeks below the rows, and return the y below the axis."""
    for week in _choose_axis_weeks(horizon):
        x = _compute_x(week, horizon)
        canvas.draw_line([(x, top), (x, top + 3)], colour=MUTED)
        canvas.draw_text((x, top + 4), str(week), size=SMALL, colour=MUTED, align="center")
    y, words = top + 4 + SMALL_HEIGHT, wording("picture-timeline-axis")
    return y + canvas.draw_wrapped((_AXIS_LEFT, y), words, WIDTH - _AXIS_LEFT, size=SMALL, colour=MUTED)


def _choose_axis_weeks(horizon: int) -> list[int]:
    """Choose the weeks to name: quarters, and the horizon if there is room."""
    if horizon > QUARTER_WEEKS:
        distance = -(-horizon // (6 * QUARTER_WEEKS)) * QUARTER_WEEKS
    else:
        distance = next(weeks for weeks in (1, 2, 4) if horizon <= 5 * weeks)
    weeks = list(range(0, horizon + 1, distance))
    if horizon <= QUARTER_WEEKS and weeks[-1] > 0:
        weeks[-1] = horizon
    elif horizon - weeks[-1] >= 0.6 * distance:
        weeks.append(horizon)
    return weeks


def _compute_x(week: float, horizon: int) -> float:
    return _AXIS_LEFT + (_AXIS_RIGHT - _AXIS_LEFT) * week / horizon
