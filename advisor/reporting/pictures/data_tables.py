"""What a picture shows, told in words: a table that holds every number and fact of it, and one or two sentences."""

from __future__ import annotations

from itertools import pairwise

from advisor.model.clauses import either
from advisor.reporting.pictures.alt_text import alt
from advisor.reporting.pictures.checklist import status_words
from advisor.reporting.pictures.data import (
    Balance,
    Checklist,
    Dumbbell,
    DumbbellRow,
    FunnelMap,
    FunnelStage,
    Ladder,
    Picture,
    SellingStep,
    Timeline,
    TimelineRow,
)
from advisor.reporting.pictures.timeline import FIRST_WEEKS
from advisor.reporting.view.text_layout import number
from advisor.reporting.view.text_table import Table
from advisor.reporting.view.wording import Say

__all__ = ["alt", "table"]


def table(picture: Picture, say: Say) -> Table:
    """Everything a picture shows, in the order it shows it."""
    match picture:
        case Ladder():
            return _ladder(picture, say)
        case Dumbbell():
            heads = _heads(say, "dumbbell", "number", "title")
            heads += (say("picture-sales"), say("picture-marketing"), say("picture-dumbbell-head-gap"))
            return Table(heads, tuple(_statement(row, say) for row in picture.rows))
        case Balance():
            sides = (("for", picture.fors), ("against", picture.againsts), ("open", picture.open))
            rows = tuple((say(f"picture-balance-{side}"), reason) for side, reasons in sides for reason in reasons)
            return Table(_heads(say, "balance", "side", "reason"), rows)
        case Timeline():
            heads = _heads(say, "timeline", "number", "title", "start", "end", "part")
            return Table(heads, tuple(_step(row, say) for row in picture.rows))
        case FunnelMap():
            stages = tuple(_stage(stage, say) for stage in picture.stages)
            selling = tuple(_selling(step, say) for step in picture.selling)
            return Table(_heads(say, "funnel", "stage", "now", "usual"), stages + selling)
        case Checklist():
            tasks = tuple(
                (group.title, task.title, status_words(task.status, say))
                for group in picture.groups
                for task in group.tasks
            )
            return Table(_heads(say, "checklist", "group", "task", "status"), tasks)


def _heads(say: Say, picture: str, *names: str) -> tuple[str, ...]:
    return tuple(say(f"picture-{picture}-head-{name}") for name in names)


def _between(span: tuple[float, float], say: Say, *, exact: bool = False) -> str:
    """One number, or two with a word between them; `exact` keeps the decimal of a whole number."""
    low, high = (f"{each:.1f}" if exact else number(each) for each in span)
    return low if span[0] == span[1] else say("picture-between", low=low, high=high)


def _ladder(picture: Ladder, say: Say) -> Table:
    bands = [_between(band, say) for band in pairwise(picture.bands)]
    if len(bands) != len(picture.levels):
        bands = [say("picture-unknown")] * len(picture.levels)
    rows = [
        (level, band, _place(picture, place, say))
        for place, (level, band) in enumerate(zip(picture.levels, bands, strict=True))
    ]
    score = _between(picture.score, say) if picture.score else say("picture-unknown")
    possible = either([picture.levels[place] for place in picture.now])
    rows.append((say("picture-ladder-company"), score, possible or say("picture-unknown")))
    return Table(_heads(say, "ladder", "level", "band", "place"), tuple(rows))


def _place(picture: Ladder, place: int, say: Say) -> str:
    """Whether a level is where the relationship is, or could be, or neither; and whether it is the goal."""
    if not picture.now:
        told = say("picture-unknown")
    elif place not in picture.now:
        told = say("picture-ladder-other")
    else:
        told = say("picture-ladder-now" if len(picture.now) == 1 else "picture-ladder-possible")
    return say("picture-ladder-goal-too", place=told) if place == picture.goal else told


def _statement(row: DumbbellRow, say: Say) -> tuple[str, ...]:
    hidden = say("picture-dumbbell-table-hidden")
    sales, marketing = (_between(side, say, exact=True) if side else hidden for side in (row.sales, row.marketing))
    gap = _between(_gap(row.sales, row.marketing), say, exact=True) if row.sales and row.marketing else hidden
    return (str(row.number), row.title, sales, marketing, gap)


def _gap(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """The least and the largest difference between two means that lie somewhere in their intervals."""
    least = max(0.0, one[0] - other[1], other[0] - one[1])
    return least, max(one[1] - other[0], other[1] - one[0])


def _step(row: TimelineRow, say: Say) -> tuple[str, ...]:
    """A step of the plan; it falls in both parts where it begins in the first and goes on past it."""
    soon, later = row.start < FIRST_WEEKS, row.end is None or row.end > FIRST_WEEKS
    part = "both" if soon and later else "first" if soon else "later"
    end = say("picture-timeline-ongoing") if row.end is None else str(row.end)
    return (str(row.number), row.title, str(row.start), end, say(f"picture-timeline-{part}"))


def _stage(stage: FunnelStage, say: Say) -> tuple[str, ...]:
    names = {"both": "picture-funnel-table-both", "nobody": "picture-funnel-table-nobody"}
    leader = say("picture-unknown") if stage.leader is None else say(names.get(stage.leader, f"picture-{stage.leader}"))
    return (stage.title, leader, say(f"picture-{stage.usual}"))


def _selling(step: SellingStep, say: Say) -> tuple[str, ...]:
    part = "part-unknown" if step.marketing is None else "part" if step.marketing else "no-part"
    return (step.title, say(f"picture-funnel-table-{part}"), say("picture-sales"))
