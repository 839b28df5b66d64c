"""The tasks of integration in their groups: a box filled, half filled or empty, a question mark where not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.reporting.pictures.canvas import LEADING, Canvas, width_of, wrapped
from advisor.reporting.pictures.data import Checklist, Status
from advisor.reporting.pictures.style import BODY, INK, LINE, MUTED, PAPER, SMALL, THIN, WIDTH
from advisor.reporting.view.wording import Say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BOX, _TEXT, _APART = 8.5, 17.0, 12.0


def draw_checklist(picture: Checklist, say: Say) -> Figure:
    """Group after group, with how many tasks of each are done."""
    canvas = Canvas()
    statuses: tuple[Status | None, ...] = ("done", "under_way", "not", None)
    # The words on the right stand in one column, as wide as the longest of them.
    words = {status: status_words(status, say) for status in statuses}
    column = max(width_of(each, SMALL, slant=True) for each in words.values())
    y = 0.0
    for group in picture.groups:
        y += 10 if y else 0
        done = sum(task.status == "done" for task in group.tasks)
        unknown = sum(task.status is None for task in group.tasks)
        name = "picture-checklist-count-open" if unknown else "picture-checklist-count"
        count = say(name, done=done, total=len(group.tasks), unknown=unknown)
        head = wrapped(group.title, WIDTH - width_of(count, SMALL) - _APART, bold=True)
        canvas.text((WIDTH, y + BODY - SMALL), count, size=SMALL, align="right")
        y += canvas.text((0, y), head, bold=True) + 3
        canvas.line([(0, y), (WIDTH, y)], stroke=THIN)
        y += 5
        for task in group.tasks:
            _box(canvas, task.status, (0.6, y + (BODY * LEADING - _BOX) / 2))
            look = MUTED if task.status is None else INK
            right, slant = WIDTH - column, task.status is None
            canvas.text((right, y + BODY - SMALL), words[task.status], size=SMALL, colour=look, slant=slant)
            y += canvas.text((_TEXT, y), wrapped(task.title, right - _TEXT - _APART)) + 4.5
    if not picture.groups:
        lines = wrapped(say("picture-checklist-empty"), WIDTH, slant=True)
        y = canvas.text((0, 0), lines, slant=True, colour=MUTED) + 2
    return canvas.cut(y)


def status_words(status: Status | None, say: Say) -> str:
    """How far a task has come, in words."""
    return say("picture-unknown" if status is None else f"picture-checklist-{status}")


def _box(canvas: Canvas, status: Status | None, at: tuple[float, float]) -> None:
    """A filled box with a tick, a half filled one, an empty one, or a question mark."""
    x, y = at
    if status is None:
        canvas.question((x + _BOX / 2, y + _BOX / 2))
        return
    canvas.box(x, y, _BOX, _BOX, face=INK if status == "done" else PAPER, edge=INK, stroke=THIN)
    if status == "done":
        tick = [(x + 2, y + _BOX * 0.52), (x + _BOX * 0.42, y + _BOX - 2.2), (x + _BOX - 1.8, y + 2.2)]
        canvas.line(tick, colour=PAPER, stroke=LINE)
    elif status == "under_way":
        canvas.shape([(x, y + _BOX), (x + _BOX, y + _BOX), (x + _BOX, y)], face=INK)
