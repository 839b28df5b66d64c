"""The pictures of a report and their data, taken from an advice.

Nothing is drawn here. A picture is left out if nothing is known for it, or if a sentence says the same: reasons on one
side only, one or two steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, cast

from advisor.model.advice import Advice
from advisor.model.rulebase import RuleBase
from advisor.model.survey_result import SurveyResult
from advisor.model.word_lists import join_words
from advisor.reporting.pictures.balance import Balance, Tilt
from advisor.reporting.pictures.canvas import Side
from advisor.reporting.pictures.checklist import Checklist, Status, Task, TaskGroup
from advisor.reporting.pictures.draw import Picture
from advisor.reporting.pictures.dumbbell import Dumbbell, DumbbellRow
from advisor.reporting.pictures.funnel import FunnelMap, FunnelSellingStep, FunnelStage, Leader
from advisor.reporting.pictures.ladder import Ladder
from advisor.reporting.pictures.timeline import QUARTER_WEEKS, Timeline, TimelineRow
from advisor.reporting.view.reasons_view import SIDES, build_reasons_view, group_reasons
from advisor.reporting.view.text_layout import ReportTable
from advisor.reporting.view.wording import ReportContext, build_context, build_wording_lookup

MIN_TIMELINE_STEPS = 3
"""Minimum number of steps with weeks for a timeline; fewer are a sentence of the first page."""
YEAR_WEEKS = 52
"""The maximum length of a timeline, unless the last step begins later; the minimum is two quarters."""


PICTURES_IN_TEXT = ("ladder", "balance", "timeline")
"""Pictures whose figures the text gives too, so that a document needs no table of them."""


class Illustration(NamedTuple):
    """A picture with its title, its description in words, and its numbers as a table."""

    id: str
    title: str
    alt: str
    table: ReportTable
    picture: Picture

    @property
    def has_own_figures(self) -> bool:
        """Whether the picture has figures that the text does not give."""
        return self.id not in PICTURES_IN_TEXT


def select_pictures(advice: Advice, rulebase: RuleBase) -> dict[str, Illustration]:
    """Select the pictures of one report, by name and in reading order."""
    context = build_context(advice, rulebase)
    say = context.wording
    found = {name: (say(_choose_title(name, picture)), picture) for name, picture in _iter_pictures(context)}
    return {
        name: Illustration(name, title, picture.describe(say), picture.build_table(say), picture)
        for name, (title, picture) in found.items()
    }


def _choose_title(name: str, picture: Picture) -> str:
    """Return the id of the title of a picture; the title of the levels names only what they show."""
    title = f"picture-title-{name}"
    if isinstance(picture, Ladder) and picture.goal is None:
        return f"{title}-score" if picture.score else f"{title}-level"
    return title


def describe_appendix(pictures: Iterable[Illustration], rulebase: RuleBase) -> str:
    """Say what the appendix of a document shows; "" if it has none."""
    say = build_wording_lookup(rulebase)
    titles = [f'"{each.title}"' for each in pictures if each.has_own_figures]
    return say("appendix-note", titles=join_words(titles)) if titles else ""


def _iter_pictures(context: ReportContext) -> Iterator[tuple[str, Picture]]:
    advice = context.advice
    yield "ladder", _build_ladder(context)
    if advice.survey and advice.survey.statements:
        yield "dumbbell", _build_dumbbell(context, advice.survey)
    balance = _build_balance(context)
    if balance.fors and balance.againsts and build_reasons_view(context).says_more:
        yield "balance", balance
    if sum(bool(step.weeks) for step in advice.steps) >= MIN_TIMELINE_STEPS:
        yield "timeline", _build_timeline(advice)
    if advice.funnel:
        stages = (
            FunnelStage(stage.title, cast("Leader | None", stage.leader), cast("Side", stage.usual))
            for stage in advice.funnel.stages
        )
        selling = (
            FunnelSellingStep(step.title, None if step.marketing is None else step.marketing == "yes")
            for step in advice.funnel.selling
        )
        led = any(stage.leader for stage in advice.funnel.stages)
        has_selling = any(step.marketing for step in advice.funnel.selling)
        if led:  # else the text says all that is known: the steps of selling without Marketing
            yield "funnel", FunnelMap(tuple(stages), tuple(selling) if has_selling else ())
    if advice.checklist:
        yield "checklist", _build_checklist(context)


def _build_ladder(context: ReportContext) -> Ladder:
    advice, states = context.advice, context.rulebase.states
    bands = [entry for entry in context.rulebase.iter_entries("bands") if entry.id in states]
    edges = (float(entry.extra["from"]) for entry in bands)
    top = float(bands[-1].extra["below"]) - 1 if bands else 0.0
    return Ladder(
        levels=tuple(context.rulebase.entries[f"relationships/{state}"].title for state in states),
        possible_levels=tuple(states.index(state) for state in advice.relationship.possible_states),
        goal=states.index(advice.move.to) if advice.move else None,
        score=next(((score.low, score.high) for score in advice.scores if score.who == "company"), None),
        bands=(*edges, top),
    )


def _build_dumbbell(context: ReportContext, survey: SurveyResult) -> Dumbbell:
    shown = (
        DumbbellRow(
            each.number, each.title, (each.sales.low, each.sales.high), (each.marketing.low, each.marketing.high)
        )
        for each in survey.statements
    )
    hidden = (DumbbellRow(number, context.get_statement_title(number), None, None) for number in survey.held_back)
    return Dumbbell((*shown, *hidden))


def _build_balance(context: ReportContext) -> Balance:
    reasons = context.advice.reasons
    holding_reasons = [reason for reason in reasons if reason.status == "holds"]
    fors, againsts = (
        tuple(
            group[0].title
            for group in group_reasons(context, [each for each in holding_reasons if each.favours == side])
        )
        for side in SIDES
    )
    advice = context.advice
    tilt: Tilt = "for" if advice.move else "against" if advice.verdict == "stay" else "level"
    return Balance(fors, againsts, tuple(dict.fromkeys(each.title for each in reasons if each.status == "open")), tilt)


def _build_timeline(advice: Advice) -> Timeline:
    """Build the timeline of the steps that have weeks."""
    rows = []
    for number, step in enumerate(advice.steps, 1):
        if step.weeks:
            start, end = step.weeks
            rows.append(TimelineRow(number, step.title, start or 0, end))
    reach = max(row.start + QUARTER_WEEKS if row.end is None else row.end for row in rows)
    longest = max(YEAR_WEEKS, rows[-1].start + QUARTER_WEEKS)
    return Timeline(tuple(rows), max(2 * QUARTER_WEEKS, min(reach, longest)))


def _build_checklist(context: ReportContext) -> Checklist:
    groups: dict[str, list[Task]] = {}
    for task in context.advice.checklist or ():
        status = "concluded" if task.because else task.status
        groups.setdefault(task.group, []).append(Task(task.title, cast("Status | None", status)))
    titles = {group: context.wording(f"group-{group}") for group in groups}
    return Checklist(tuple(TaskGroup(titles[group], tuple(tasks)) for group, tasks in groups.items()))
