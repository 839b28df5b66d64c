"""What a picture says, in one or two sentences, for whoever cannot see it or has no time to look."""

from __future__ import annotations

from collections import Counter

from advisor.model.word_lists import join_alternatives, join_words
from advisor.reporting.pictures.picture_models import (
    Balance,
    Checklist,
    Dumbbell,
    DumbbellRow,
    FunnelMap,
    Ladder,
    Picture,
    Timeline,
)
from advisor.reporting.pictures.timeline import FIRST_WEEKS
from advisor.reporting.view.text_layout import format_number
from advisor.reporting.view.wording import WordingLookup

_MAX_GAPS = 3
"""How many of the largest gaps are named."""


def describe_picture(picture: Picture, wording: WordingLookup) -> str:
    """One or two sentences that tell what the picture says."""
    match picture:
        case Ladder():
            return _describe_ladder(picture, wording)
        case Dumbbell():
            return _describe_dumbbell(picture, wording)
        case Balance():
            counts = {"fors": len(picture.fors), "againsts": len(picture.againsts), "open": len(picture.open)}
            return wording("picture-balance-alt", **counts)
        case Timeline():
            return _describe_timeline(picture, wording)
        case FunnelMap():
            return _describe_funnel(picture, wording)
        case Checklist():
            return _describe_checklist(picture, wording)


def _describe_ladder(picture: Ladder, wording: WordingLookup) -> str:
    levels = [picture.levels[place] for place in picture.possible_levels]
    if not levels:
        now = wording("picture-ladder-alt-unknown")
    elif len(levels) == 1:
        now = wording("picture-ladder-alt-now", level=levels[0])
    else:
        now = wording("picture-ladder-alt-possible", levels=join_alternatives(levels))
    score = _describe_score(picture, wording)
    if picture.goal is None:
        return wording("picture-ladder-alt-stay", now=now, score=score)
    return wording("picture-ladder-alt-move", now=now, goal=picture.levels[picture.goal], score=score)


def _describe_score(picture: Ladder, wording: WordingLookup) -> str:
    if picture.score is None:
        return wording("picture-ladder-alt-no-score")
    low, high = map(format_number, picture.score)
    name = "picture-ladder-alt-score" if low == high else "picture-ladder-alt-score-between"
    return wording(name, low=low, high=high, top=format_number(picture.bands[-1]))


def _describe_dumbbell(picture: Dumbbell, wording: WordingLookup) -> str:
    if not picture.rows:
        return wording("picture-dumbbell-empty")
    shown = [row for row in picture.rows if row.sales and row.marketing]
    count = len(picture.rows) - len(shown)
    apart = [row for row in shown if row.sales != row.marketing]
    told = wording("picture-dumbbell-alt-alike" if shown else "picture-dumbbell-alt-none")
    if apart:
        told = wording("picture-dumbbell-alt", gaps="; ".join(_describe_gap(row, wording) for row in apart[:_MAX_GAPS]))
    return f"{told} {wording('picture-dumbbell-alt-hidden', count=count)}" if count else told


def _describe_gap(row: DumbbellRow, wording: WordingLookup) -> str:
    sales, marketing = (_format_mean(side, wording) for side in (row.sales, row.marketing) if side)
    return wording("picture-dumbbell-alt-gap", title=row.title, sales=sales, marketing=marketing)


def _format_mean(span: tuple[float, float], wording: WordingLookup) -> str:
    low, high = (f"{each:.1f}" for each in span)
    return low if span[0] == span[1] else wording("picture-between", low=low, high=high)


def _describe_timeline(picture: Timeline, wording: WordingLookup) -> str:
    if not picture.rows:
        return wording("picture-timeline-empty")
    soon = sum(row.start < FIRST_WEEKS for row in picture.rows)
    ongoing = sum(row.end is None for row in picture.rows)
    return wording("picture-timeline-alt", soon=soon, later=len(picture.rows) - soon, ongoing=ongoing)


def _describe_funnel(picture: FunnelMap, wording: WordingLookup) -> str:
    leads = Counter(str(stage.leader) for stage in picture.stages)
    names = ("marketing", "sales", "both", "nobody")
    counts = {
        "total": len(picture.stages),
        "unknown": _describe_unknown(leads["None"], wording),
        **{name: leads[name] for name in names},
    }
    other = [stage.title for stage in picture.stages if stage.leader not in (None, stage.usual)]
    if other:
        told = wording("picture-funnel-alt-other", titles=join_words(other), **counts)
    else:
        told = wording("picture-funnel-alt-usual", **counts)
    if not picture.selling:
        return told
    parts = Counter(step.marketing for step in picture.selling)
    split = {"yes": parts[True], "no": parts[False], "unknown": _describe_unknown(parts[None], wording)}
    return f"{told} {wording('picture-funnel-alt-selling', total=len(picture.selling), **split)}"


def _describe_checklist(picture: Checklist, wording: WordingLookup) -> str:
    statuses = Counter(task.status for group in picture.groups for task in group.tasks)
    total = sum(statuses.values())
    if not total:
        return wording("picture-checklist-empty")
    counts = {"done": statuses["done"], "under_way": statuses["under_way"], "not_done": statuses["not"]}
    return wording("picture-checklist-alt", total=total, unknown=_describe_unknown(statuses[None], wording), **counts)


def _describe_unknown(count: int, wording: WordingLookup) -> str:
    """How many are not known, where any are."""
    return wording("picture-alt-unknown", count=count) if count else ""
