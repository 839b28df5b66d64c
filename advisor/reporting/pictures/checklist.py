"""The tasks of integration in their groups, each with a box for its status."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple

from advisor.reporting.pictures.canvas import Canvas, Point, draw_notice, measure_width, wrap_words
from advisor.reporting.pictures.style import BODY, BODY_HEIGHT, INK, LINE, MUTED, PAPER, SMALL, THIN, WIDTH
from advisor.reporting.view.text_layout import ReportTable
from advisor.reporting.view.wording import WordingLookup, list_wordings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Status = Literal["done", "concluded", "under_way", "not"]
_STATUSES: tuple[Status | None, ...] = ("done", "concluded", "under_way", "not", None)
_IN_PLACE = ("done", "concluded")
_BOX_SIZE, _TEXT_LEFT, _COLUMN_GAP = 8.5, 17.0, 12.0


class Task(NamedTuple):
    """One task of the integration checklist; `concluded` is done by other answers, None means "not known"."""

    title: str
    status: Status | None


class TaskGroup(NamedTuple):
    """Tasks that belong together."""

    title: str
    tasks: tuple[Task, ...]

    def count_statuses(self) -> Counter[Status | None]:
        """Count the tasks of each status."""
        return Counter(task.status for task in self.tasks)


class Checklist(NamedTuple):
    """The progress of the tasks of integration."""

    groups: tuple[TaskGroup, ...]

    def describe(self, wording: WordingLookup) -> str:
        """Say in words how many tasks have each status."""
        counts = sum((group.count_statuses() for group in self.groups), Counter[Status | None]())
        total, concluded, unknown = counts.total(), counts["concluded"], counts[None]
        if not total:
            return wording("picture-checklist-empty")
        return wording(
            "picture-checklist-alt",
            total=total,
            done=counts["done"],
            under_way=counts["under_way"],
            not_done=counts["not"],
            concluded=wording("picture-checklist-alt-concluded", count=concluded) if concluded else "",
            unknown=wording("picture-alt-unknown", count=unknown) if unknown else "",
        )

    def build_table(self, wording: WordingLookup) -> ReportTable:
        """List every task with its group and its status."""
        pairs = ((group, task) for group in self.groups for task in group.tasks)
        rows = ((group.title, task.title, _format_status(task.status, wording)) for group, task in pairs)
        return ReportTable(list_wordings(wording, "picture-checklist-head-", "group", "task", "status"), tuple(rows))

    def build_figure(self, wording: WordingLookup) -> Figure:
        """Draw group after group, each with the number of tasks done."""
        if not self.groups:
            return draw_notice(wording("picture-checklist-empty"))
        canvas = Canvas()
        labels = {status: _format_status(status, wording) for status in _STATUSES}
        right = WIDTH - max(measure_width(label, SMALL, slant=True) for label in labels.values())
        y = 0.0
        for group in self.groups:
            y = _draw_group_head(canvas, group, y + 10 if y else 0, wording)
            for task in group.tasks:
                unknown = task.status is None
                _draw_status_box(canvas, task.status, (0.6, y + (BODY_HEIGHT - _BOX_SIZE) / 2))
                point, colour = (right, y + BODY - SMALL), MUTED if unknown else INK
                canvas.draw_text(point, labels[task.status], size=SMALL, colour=colour, slant=unknown)
                y += canvas.draw_wrapped((_TEXT_LEFT, y), task.title, right - _TEXT_LEFT - _COLUMN_GAP) + 4.5
        return canvas.trim(y)


def _format_status(status: Status | None, wording: WordingLookup) -> str:
    return wording(f"picture-checklist-{status}" if status else "picture-unknown")


def _draw_group_head(canvas: Canvas, group: TaskGroup, y: float, wording: WordingLookup) -> float:
    """Draw the title and the count of a group.

    Return the y of its first task.
    """
    statuses = group.count_statuses()
    name = "picture-checklist-count-open" if statuses[None] else "picture-checklist-count"
    count = wording(name, done=statuses["done"], total=len(group.tasks), unknown=statuses[None])
    head = wrap_words(group.title, WIDTH - measure_width(count, SMALL) - _COLUMN_GAP, bold=True)
    canvas.draw_text((WIDTH, y + BODY - SMALL), count, size=SMALL, align="right")
    y += canvas.draw_text((0, y), head, bold=True) + 3
    canvas.draw_line([(0, y), (WIDTH, y)], stroke=THIN)
    return y + 5


def _draw_status_box(canvas: Canvas, status: Status | None, point: Point) -> None:
    """Draw a tick in a filled box, a tick with a bold edge (concluded), a half or empty box, or a question mark."""
    (x, y), size = point, _BOX_SIZE
    if status is None:
        canvas.draw_question_mark((x + size / 2, y + size / 2))
        return
    canvas.draw_box(
        x,
        y,
        size,
        size,
        face=INK if status == "done" else PAPER,
        edge=INK,
        stroke=LINE if status == "concluded" else THIN,
    )
    if status in _IN_PLACE:
        tick = [(x + 2, y + size * 0.52), (x + size * 0.42, y + size - 2.2), (x + size - 1.8, y + 2.2)]
        canvas.draw_line(tick, colour=PAPER if status == "done" else INK, stroke=LINE)
    elif status == "under_way":
        canvas.draw_shape([(x, y + size), (x + size, y + size), (x + size, y)], face=INK)
