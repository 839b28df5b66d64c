"""Which pictures a recommendation has, with the data of each: what an advice holds, as a picture shows it.

Nothing is drawn here. A picture that nothing is known for is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, cast

from advisor.model.advice import Advice, Score
from advisor.model.rulebase import RuleBase
from advisor.model.survey_result import FunctionScore
from advisor.reporting.pictures.data_tables import build_picture_table, describe_picture
from advisor.reporting.pictures.picture_models import (
    Balance,
    Checklist,
    Dumbbell,
    DumbbellRow,
    FunnelMap,
    FunnelSellingStep,
    FunnelStage,
    Ladder,
    Leader,
    Picture,
    Side,
    Status,
    Task,
    TaskGroup,
    Timeline,
    TimelineRow,
)
from advisor.reporting.view.reasons_view import group_reasons
from advisor.reporting.view.text_table import ReportTable
from advisor.reporting.view.wording import ReportContext, build_context

YEAR_WEEKS, QUARTER_WEEKS = 52, 13
"""Weeks: how far a timeline reaches at most, and at least; a step that goes on shows for a quarter."""


class Illustration(NamedTuple):
    """A picture with its title, what it says in a sentence or two, and its numbers as a table."""

    id: str
    title: str
    alt: str
    table: ReportTable
    picture: Picture


def select_pictures(advice: Advice, rulebase: RuleBase) -> dict[str, Illustration]:
    """The pictures of one report by their names, in the order of reading."""
    at = build_context(advice, rulebase)
    return {
        name: Illustration(
            name,
            at.wording(f"picture-title-{name}"),
            describe_picture(picture, at.wording),
            build_picture_table(picture, at.wording),
            picture,
        )
        for name, picture in _iter_pictures(at)
    }


def _iter_pictures(context: ReportContext) -> Iterator[tuple[str, Picture]]:
    advice = context.advice
    yield "ladder", _build_ladder(context)
    if advice.survey and advice.survey.statements:
        yield "dumbbell", _build_dumbbell(context)
    if advice.reasons:
        yield "balance", _build_balance(context)
    if any(step.weeks for step in advice.steps):
        yield "timeline", _build_timeline(advice)
    if advice.funnel:
        yield "funnel", _build_funnel(advice)
    if advice.checklist:
        yield "checklist", _build_checklist(context)


def _build_ladder(context: ReportContext) -> Ladder:
    advice, states = context.advice, context.rulebase.states
    titles = tuple(context.rulebase.entries[f"relationships/{state}"].title for state in states)
    bands = [entry for entry in context.rulebase.iter_entries("bands") if entry.id in states]
    edges = tuple(float(entry.extra["from"]) for entry in bands)
    top = float(bands[-1].extra["below"]) - 1 if bands else 0.0
    return Ladder(
        levels=titles,
        possible_levels=tuple(states.index(state) for state in advice.relationship.possible_states),
        goal=states.index(advice.move.to) if advice.move else None,
        score=next(((each.low, each.high) for each in advice.scores if _is_company(each)), None),
        bands=(*edges, top),
    )


def _is_company(score: Score) -> bool:
    return score.who == "company"


def _build_dumbbell(context: ReportContext) -> Dumbbell:
    survey = context.advice.survey
    assert survey is not None  # asked before
    shown = [
        DumbbellRow(each.number, each.title, _get_interval(each.sales), _get_interval(each.marketing))
        for each in survey.statements
    ]
    titles = {entry.id: entry.title for entry in context.rulebase.iter_entries("statements")}
    hidden = [DumbbellRow(number, titles[str(number)], None, None) for number in survey.held_back]
    return Dumbbell((*shown, *hidden))


def _get_interval(side: FunctionScore) -> tuple[float, float]:
    return side.low, side.high


def _build_balance(context: ReportContext) -> Balance:
    reasons = context.advice.reasons
    fors, againsts = (
        tuple(
            row[0].title
            for row in group_reasons(context, [each for each in reasons if (each.status, each.favours) == held])
        )
        for held in (("holds", "tighten"), ("holds", "stay"))
    )
    return Balance(fors, againsts, tuple(dict.fromkeys(each.title for each in reasons if each.status == "open")))


def _build_timeline(advice: Advice) -> Timeline:
    """The steps with a time of their own; what builds on ground that is laid first begins after it."""
    ground = [step.weeks[1] for step in advice.steps if step.place == "first" and step.weeks]
    known = [end for end in ground if end is not None]
    later = max(known) if known and advice.verdict == "prepare" else 0
    rows = []
    for place, step in enumerate(advice.steps, 1):
        if step.weeks:
            start, end = step.weeks
            shift = 0 if step.place == "first" else later
            rows.append(TimelineRow(place, step.title, (start or 0) + shift, None if end is None else end + shift))
    reach = max((row.start + QUARTER_WEEKS if row.end is None else row.end) for row in rows)
    return Timeline(tuple(rows), max(2 * QUARTER_WEEKS, min(reach, YEAR_WEEKS + later)))


def _build_funnel(advice: Advice) -> FunnelMap:
    assert advice.funnel is not None  # asked before
    stages = (
        FunnelStage(each.title, cast("Leader | None", each.leader), cast("Side", each.usual))
        for each in advice.funnel.stages
    )
    selling = (
        FunnelSellingStep(each.title, None if each.marketing is None else each.marketing == "yes")
        for each in advice.funnel.selling
    )
    return FunnelMap(tuple(stages), tuple(selling))


def _build_checklist(context: ReportContext) -> Checklist:
    groups: dict[str, list[Task]] = {}
    for each in context.advice.checklist or ():
        groups.setdefault(each.group, []).append(Task(each.title, cast("Status | None", each.status)))
    return Checklist(
        tuple(TaskGroup(context.wording(f"group-{group}"), tuple(tasks)) for group, tasks in groups.items())
    )
