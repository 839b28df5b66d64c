"""What a picture says, in one or two sentences, for whoever cannot see it or has no time to look."""

from __future__ import annotations

from collections import Counter

from advisor.model.clauses import either, joined_words
from advisor.reporting.pictures.data import (
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
from advisor.reporting.view.text_layout import number
from advisor.reporting.view.wording import Say

_GAPS = 3
"""How many of the largest gaps are named."""


def alt(picture: Picture, say: Say) -> str:
    """One or two sentences that tell what the picture says."""
    match picture:
        case Ladder():
            return _ladder(picture, say)
        case Dumbbell():
            return _dumbbell(picture, say)
        case Balance():
            counts = {"fors": len(picture.fors), "againsts": len(picture.againsts), "open": len(picture.open)}
            return say("picture-balance-alt", **counts)
        case Timeline():
            return _timeline(picture, say)
        case FunnelMap():
            return _funnel(picture, say)
        case Checklist():
            return _checklist(picture, say)


def _ladder(picture: Ladder, say: Say) -> str:
    levels = [picture.levels[place] for place in picture.now]
    if not levels:
        now = say("picture-ladder-alt-unknown")
    elif len(levels) == 1:
        now = say("picture-ladder-alt-now", level=levels[0])
    else:
        now = say("picture-ladder-alt-possible", levels=either(levels))
    score = _score(picture, say)
    if picture.goal is None:
        return say("picture-ladder-alt-stay", now=now, score=score)
    return say("picture-ladder-alt-move", now=now, goal=picture.levels[picture.goal], score=score)


def _score(picture: Ladder, say: Say) -> str:
    if picture.score is None:
        return say("picture-ladder-alt-no-score")
    low, high = map(number, picture.score)
    name = "picture-ladder-alt-score" if low == high else "picture-ladder-alt-score-between"
    return say(name, low=low, high=high, top=number(picture.bands[-1]))


def _dumbbell(picture: Dumbbell, say: Say) -> str:
    if not picture.rows:
        return say("picture-dumbbell-empty")
    shown = [row for row in picture.rows if row.sales and row.marketing]
    count = len(picture.rows) - len(shown)
    apart = [row for row in shown if row.sales != row.marketing]
    told = say("picture-dumbbell-alt-alike" if shown else "picture-dumbbell-alt-none")
    if apart:
        told = say("picture-dumbbell-alt", gaps="; ".join(_gap(row, say) for row in apart[:_GAPS]))
    return f"{told} {say('picture-dumbbell-alt-hidden', count=count)}" if count else told


def _gap(row: DumbbellRow, say: Say) -> str:
    sales, marketing = (_mean(side, say) for side in (row.sales, row.marketing) if side)
    return say("picture-dumbbell-alt-gap", title=row.title, sales=sales, marketing=marketing)


def _mean(span: tuple[float, float], say: Say) -> str:
    low, high = (f"{each:.1f}" for each in span)
    return low if span[0] == span[1] else say("picture-between", low=low, high=high)


def _timeline(picture: Timeline, say: Say) -> str:
    if not picture.rows:
        return say("picture-timeline-empty")
    soon = sum(row.start < FIRST_WEEKS for row in picture.rows)
    ongoing = sum(row.end is None for row in picture.rows)
    return say("picture-timeline-alt", soon=soon, later=len(picture.rows) - soon, ongoing=ongoing)


def _funnel(picture: FunnelMap, say: Say) -> str:
    leads = Counter(str(stage.leader) for stage in picture.stages)
    names = ("marketing", "sales", "both", "nobody")
    counts = {
        "total": len(picture.stages),
        "unknown": _unknown(leads["None"], say),
        **{name: leads[name] for name in names},
    }
    other = [stage.title for stage in picture.stages if stage.leader not in (None, stage.usual)]
    if other:
        told = say("picture-funnel-alt-other", titles=joined_words(other), **counts)
    else:
        told = say("picture-funnel-alt-usual", **counts)
    if not picture.selling:
        return told
    parts = Counter(step.marketing for step in picture.selling)
    split = {"yes": parts[True], "no": parts[False], "unknown": _unknown(parts[None], say)}
    return f"{told} {say('picture-funnel-alt-selling', total=len(picture.selling), **split)}"


def _checklist(picture: Checklist, say: Say) -> str:
    statuses = Counter(task.status for group in picture.groups for task in group.tasks)
    total = sum(statuses.values())
    if not total:
        return say("picture-checklist-empty")
    counts = {"done": statuses["done"], "under_way": statuses["under_way"], "not_done": statuses["not"]}
    return say("picture-checklist-alt", total=total, unknown=_unknown(statuses[None], say), **counts)


def _unknown(count: int, say: Say) -> str:
    """How many are not known, where any are."""
    return say("picture-alt-unknown", count=count) if count else ""
