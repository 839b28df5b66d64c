"""The tasks of integration in their groups: a box filled, half filled or empty, a question mark where not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.reporting.pictures.canvas import LEADING, Canvas, measure_width, wrap_words
from advisor.reporting.pictures.picture_models import Checklist, Status
from advisor.reporting.pictures.style import BODY, INK, LINE, MUTED, PAPER, SMALL, THIN, WIDTH
from advisor.reporting.view.wording import WordingLookup

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BOX_SIZE, _TEXT_LEFT, _COLUMN_GAP = 8.5, 17.0, 12.0


def draw_checklist(picture: Checklist, wording: WordingLookup) -> Figure:
    """Group after group, with how many tasks of each are done."""
    canvas = Canvas()
    statuses: tuple[Status | None, ...] = ("done", "under_way", "not", None)
    # The words on the right stand in one column, as wide as the longest of them.
    words = {status: format_status(status, wording) for status in statuses}
    column = max(measure_width(each, SMALL, slant=True) for each in words.values())
    y = 0.0
    for group in picture.groups:
        y += 10 if y else 0
        done = sum(task.status == "done" for task in group.tasks)
        unknown = sum(task.status is None for task in group.tasks)
        name = "picture-checklist-count-open" if unknown else "picture-checklist-count"
        count = wording(name, done=done, total=len(group.tasks), unknown=unknown)
        head = wrap_words(group.title, WIDTH - measure_width(count, SMALL) - _COLUMN_GAP, bold=True)
        canvas.draw_text((WIDTH, y + BODY - SMALL), count, size=SMALL, align="right")
        y += canvas.draw_text((0, y), head, bold=True) + 3
        canvas.draw_line([(0, y), (WIDTH, y)], stroke=THIN)
        y += 5
        for task in group.tasks:
            _draw_status_box(canvas, task.status, (0.6, y + (BODY * LEADING - _BOX_SIZE) / 2))
            look = MUTED if task.status is None else INK
            right, slant = WIDTH - column, task.status is None
            canvas.draw_text((right, y + BODY - SMALL), words[task.status], size=SMALL, colour=look, slant=slant)
            y += canvas.draw_text((_TEXT_LEFT, y), wrap_words(task.title, right - _TEXT_LEFT - _COLUMN_GAP)) + 4.5
    if not picture.groups:
        lines = wrap_words(wording("picture-checklist-empty"), WIDTH, slant=True)
        y = canvas.draw_text((0, 0), lines, slant=True, colour=MUTED) + 2
    return canvas.trim(y)


def format_status(status: Status | None, wording: WordingLookup) -> str:
    """How far a task has come, in words."""
    return wording("picture-unknown" if status is None else f"picture-checklist-{status}")


def _draw_status_box(canvas: Canvas, status: Status | None, point: tuple[float, float]) -> None:
    """A filled box with a tick, a half filled one, an empty one, or a question mark."""
    x, y = point
    if status is None:
        canvas.draw_question_mark((x + _BOX_SIZE / 2, y + _BOX_SIZE / 2))
        return
    canvas.draw_box(x, y, _BOX_SIZE, _BOX_SIZE, face=INK if status == "done" else PAPER, edge=INK, stroke=THIN)
    if status == "done":
        tick = [
            (x + 2, y + _BOX_SIZE * 0.52),
            (x + _BOX_SIZE * 0.42, y + _BOX_SIZE - 2.2),
            (x + _BOX_SIZE - 1.8, y + 2.2),
        ]
        canvas.draw_line(tick, colour=PAPER, stroke=LINE)
    elif status == "under_way":
        canvas.draw_shape([(x, y + _BOX_SIZE), (x + _BOX_SIZE, y + _BOX_SIZE), (x + _BOX_SIZE, y)], face=INK)
