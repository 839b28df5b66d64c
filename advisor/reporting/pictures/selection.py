"""Which pictures a recommendation has, with the data of each: what an advice holds, as a picture shows it.

Nothing is drawn here. A picture that nothing is known for is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, cast

from advisor.model.advice import Advice, Score
from advisor.model.rulebase import RuleBase
from advisor.model.survey_result import SideScore
from advisor.reporting.pictures.data import (
    Balance,
    Checklist,
    Dumbbell,
    DumbbellRow,
    FunnelMap,
    FunnelStage,
    Ladder,
    Leader,
    Picture,
    SellingStep,
    Side,
    Status,
    Task,
    TaskGroup,
    Timeline,
    TimelineRow,
)
from advisor.reporting.pictures.data_tables import alt, table
from advisor.reporting.view.reasons_view import grouped
from advisor.reporting.view.text_table import Table
from advisor.reporting.view.wording import Setting, setting

YEAR, QUARTER = 52, 13
"""Weeks: how far a timeline reaches at most, and at least; a step that goes on shows for a quarter."""


class Illustration(NamedTuple):
    """A picture with its title, what it says in a sentence or two, and its numbers as a table."""

    id: str
    title: str
    alt: str
    table: Table
    picture: Picture


def illustrated(advice: Advice, rulebase: RuleBase) -> dict[str, Illustration]:
    """The pictures of one report by their names, in the order of reading."""
    at = setting(advice, rulebase)
    return {
        name: Illustration(name, at.say(f"picture-title-{name}"), alt(picture, at.say), table(picture, at.say), picture)
        for name, picture in _pictures(at)
    }


def _pictures(at: Setting) -> Iterator[tuple[str, Picture]]:
    advice = at.advice
    yield "ladder", _ladder(at)
    if advice.survey and advice.survey.statements:
        yield "dumbbell", _dumbbell(at)
    if advice.reasons:
        yield "balance", _balance(at)
    if any(step.weeks for step in advice.steps):
        yield "timeline", _timeline(advice)
    if advice.funnel:
        yield "funnel", _funnel(advice)
    if advice.checklist:
        yield "checklist", _checklist(at)


def _ladder(at: Setting) -> Ladder:
    advice, states = at.advice, at.rulebase.states
    titles = tuple(at.rulebase.entries[f"relationships/{state}"].title for state in states)
    bands = [entry for entry in at.rulebase.section("bands") if entry.id in states]
    edges = tuple(float(entry.extra["from"]) for entry in bands)
    top = float(bands[-1].extra["below"]) - 1 if bands else 0.0
    return Ladder(
        levels=titles,
        now=tuple(states.index(state) for state in advice.relationship.possible_states),
        goal=states.index(advice.move.to) if advice.move else None,
        score=next(((each.low, each.high) for each in advice.scores if _is_company(each)), None),
        bands=(*edges, top),
    )


def _is_company(score: Score) -> bool:
    return score.who == "company"


def _dumbbell(at: Setting) -> Dumbbell:
    survey = at.advice.survey
    assert survey is not None  # asked before
    shown = [
        DumbbellRow(each.number, each.title, _ends(each.sales), _ends(each.marketing)) for each in survey.statements
    ]
    titles = {entry.id: entry.title for entry in at.rulebase.section("statements")}
    hidden = [DumbbellRow(number, titles[str(number)], None, None) for number in survey.held_back]
    return Dumbbell((*shown, *hidden))


def _ends(side: SideScore) -> tuple[float, float]:
    return side.low, side.high


def _balance(at: Setting) -> Balance:
    reasons = at.advice.reasons
    fors, againsts = (
        tuple(row[0].title for row in grouped(at, [each for each in reasons if (each.status, each.favours) == held]))
        for held in (("holds", "tighten"), ("holds", "stay"))
    )
    return Balance(fors, againsts, tuple(dict.fromkeys(each.title for each in reasons if each.status == "open")))


def _timeline(advice: Advice) -> Timeline:
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
    reach = max((row.start + QUARTER if row.end is None else row.end) for row in rows)
    return Timeline(tuple(rows), max(2 * QUARTER, min(reach, YEAR + later)))


def _funnel(advice: Advice) -> FunnelMap:
    assert advice.funnel is not None  # asked before
    stages = (
        FunnelStage(each.title, cast("Leader | None", each.leader), cast("Side", each.usual))
        for each in advice.funnel.stages
    )
    selling = (
        SellingStep(each.title, None if each.marketing is None else each.marketing == "yes")
        for each in advice.funnel.selling
    )
    return FunnelMap(tuple(stages), tuple(selling))


def _checklist(at: Setting) -> Checklist:
    groups: dict[str, list[Task]] = {}
    for each in at.advice.checklist or ():
        groups.setdefault(each.group, []).append(Task(each.title, cast("Status | None", each.status)))
    return Checklist(tuple(TaskGroup(at.say(f"group-{group}"), tuple(tasks)) for group, tasks in groups.items()))
