"""What a picture shows, told in words: a table that holds every number and fact of it, and one or two sentences."""

from __future__ import annotations

from itertools import pairwise

from advisor.model.word_lists import join_alternatives
from advisor.reporting.pictures.alt_text import describe_picture
from advisor.reporting.pictures.checklist import format_status
from advisor.reporting.pictures.picture_models import (
    Balance,
    Checklist,
    Dumbbell,
    DumbbellRow,
    FunnelMap,
    FunnelSellingStep,
    FunnelStage,
    Ladder,
    Picture,
    Timeline,
    TimelineRow,
)
from advisor.reporting.pictures.timeline import FIRST_WEEKS
from advisor.reporting.view.text_layout import format_number
from advisor.reporting.view.text_table import ReportTable
from advisor.reporting.view.wording import WordingLookup

__all__ = ["build_picture_table", "describe_picture"]


def build_picture_table(picture: Picture, wording: WordingLookup) -> ReportTable:
    """Everything a picture shows, in the order it shows it."""
    match picture:
        case Ladder():
            return _build_ladder_table(picture, wording)
        case Dumbbell():
            heads = _build_headers(wording, "dumbbell", "number", "title")
            heads += (wording("picture-sales"), wording("picture-marketing"), wording("picture-dumbbell-head-gap"))
            return ReportTable(heads, tuple(_build_statement_row(row, wording) for row in picture.rows))
        case Balance():
            sides = (("for", picture.fors), ("against", picture.againsts), ("open", picture.open))
            rows = tuple((wording(f"picture-balance-{side}"), reason) for side, reasons in sides for reason in reasons)
            return ReportTable(_build_headers(wording, "balance", "side", "reason"), rows)
        case Timeline():
            heads = _build_headers(wording, "timeline", "number", "title", "start", "end", "part")
            return ReportTable(heads, tuple(_build_step_row(row, wording) for row in picture.rows))
        case FunnelMap():
            stages = tuple(_build_stage_row(stage, wording) for stage in picture.stages)
            selling = tuple(_build_selling_row(step, wording) for step in picture.selling)
            return ReportTable(_build_headers(wording, "funnel", "stage", "now", "usual"), stages + selling)
        case Checklist():
            tasks = tuple(
                (group.title, task.title, format_status(task.status, wording))
                for group in picture.groups
                for task in group.tasks
            )
            return ReportTable(_build_headers(wording, "checklist", "group", "task", "status"), tasks)


def _build_headers(wording: WordingLookup, picture: str, *names: str) -> tuple[str, ...]:
    return tuple(wording(f"picture-{picture}-head-{name}") for name in names)


def _format_interval(span: tuple[float, float], wording: WordingLookup, *, exact: bool = False) -> str:
    """One number, or two with a word between them; `exact` keeps the decimal of a whole number."""
    low, high = (f"{each:.1f}" if exact else format_number(each) for each in span)
    return low if span[0] == span[1] else wording("picture-between", low=low, high=high)


def _build_ladder_table(picture: Ladder, wording: WordingLookup) -> ReportTable:
    bands = [_format_interval(band, wording) for band in pairwise(picture.bands)]
    if len(bands) != len(picture.levels):
        bands = [wording("picture-unknown")] * len(picture.levels)
    rows = [
        (level, band, _describe_level(picture, place, wording))
        for place, (level, band) in enumerate(zip(picture.levels, bands, strict=True))
    ]
    score = _format_interval(picture.score, wording) if picture.score else wording("picture-unknown")
    possible = join_alternatives([picture.levels[place] for place in picture.possible_levels])
    rows.append((wording("picture-ladder-company"), score, possible or wording("picture-unknown")))
    return ReportTable(_build_headers(wording, "ladder", "level", "band", "place"), tuple(rows))


def _describe_level(picture: Ladder, place: int, wording: WordingLookup) -> str:
    """Whether a level is where the relationship is, or could be, or neither; and whether it is the goal."""
    if not picture.possible_levels:
        told = wording("picture-unknown")
    elif place not in picture.possible_levels:
        told = wording("picture-ladder-other")
    else:
        told = wording("picture-ladder-now" if len(picture.possible_levels) == 1 else "picture-ladder-possible")
    return wording("picture-ladder-goal-too", place=told) if place == picture.goal else told


def _build_statement_row(row: DumbbellRow, wording: WordingLookup) -> tuple[str, ...]:
    hidden = wording("picture-dumbbell-table-hidden")
    sales, marketing = (
        _format_interval(side, wording, exact=True) if side else hidden for side in (row.sales, row.marketing)
    )
    gap = (
        _format_interval(_compute_gap(row.sales, row.marketing), wording, exact=True)
        if row.sales and row.marketing
        else hidden
    )
    return (str(row.number), row.title, sales, marketing, gap)


def _compute_gap(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """The least and the largest difference between two means that lie somewhere in their intervals."""
    least = max(0.0, one[0] - other[1], other[0] - one[1])
    return least, max(one[1] - other[0], other[1] - one[0])


def _build_step_row(row: TimelineRow, wording: WordingLookup) -> tuple[str, ...]:
    """A step of the plan; it falls in both parts where it begins in the first and goes on past it."""
    soon, later = row.start < FIRST_WEEKS, row.end is None or row.end > FIRST_WEEKS
    part = "both" if soon and later else "first" if soon else "later"
    end = wording("picture-timeline-ongoing") if row.end is None else str(row.end)
    return (str(row.number), row.title, str(row.start), end, wording(f"picture-timeline-{part}"))


def _build_stage_row(stage: FunnelStage, wording: WordingLookup) -> tuple[str, ...]:
    names = {"both": "picture-funnel-table-both", "nobody": "picture-funnel-table-nobody"}
    leader = (
        wording("picture-unknown")
        if stage.leader is None
        else wording(names.get(stage.leader, f"picture-{stage.leader}"))
    )
    return (stage.title, leader, wording(f"picture-{stage.usual}"))


def _build_selling_row(step: FunnelSellingStep, wording: WordingLookup) -> tuple[str, ...]:
    part = "part-unknown" if step.marketing is None else "part" if step.marketing else "no-part"
    return (step.title, wording(f"picture-funnel-table-{part}"), wording("picture-sales"))
