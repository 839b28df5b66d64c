"""The parts of a written recommendation, in the order of reading and ready for a template: what is said, never how.

Notes are numbered here, so that every form of a report has the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from advisor.model.advice import Advice, Detail, Ground, Progress, StepAdvice, StepNote
from advisor.model.knowledge import Work
from advisor.model.rulebase import RuleBase
from advisor.model.word_lists import join_alternatives, join_words
from advisor.reporting.view.open_questions_view import OpenQuestionsView, build_open_questions_view
from advisor.reporting.view.reasons_view import ReasonsView, build_reasons_view
from advisor.reporting.view.step_bullets import BulletBuilder
from advisor.reporting.view.text_layout import CitedText, format_number
from advisor.reporting.view.wording import ReportContext, build_context, capitalize, decapitalize, format_step_numbers

if TYPE_CHECKING:
    from advisor.reporting.view.survey_view import SurveyView

MAX_FRICTION_LINES, MAX_NAMED_TASKS = 2, 6
"""How many lines on friction are told, and up to how many checklist tasks left are named one by one."""


class StepView(NamedTuple):
    """One step as it is printed."""

    number: int
    title: str
    what: CitedText
    bullets: list[CitedText]
    owner: str
    first: str
    sign: str


class StepGroup(NamedTuple):
    """Steps under a heading of their own, or under none."""

    heading: str
    steps: list[StepView]


class CitedWork(NamedTuple):
    """A work with the notes that lead into it."""

    work: str
    places: list[CitedText]


class ReportView(NamedTuple):
    """Everything a written recommendation says."""

    verdict: list[CitedText]
    based_on: str
    state: list[CitedText]
    scores: list[str]
    heard: SurveyView | None
    balance: ReasonsView | None
    steps: list[StepGroup]
    steps_note: str
    done: list[CitedText]
    later_heading: str
    later: list[CitedText]
    cautions: list[CitedText]
    unknowns: OpenQuestionsView
    nothing_open: str
    changes: list[str]
    changes_note: str
    sources: list[CitedWork]
    guidance: list[str]


def build_report_view(advice: Advice, rulebase: RuleBase) -> ReportView:
    """An advice, laid out for a reader."""
    at = build_context(advice, rulebase)
    verdict, state = _describe_verdict(at), _describe_state(at)
    told = _build_survey_section(at)
    weighed = build_reasons_view(at) if advice.reasons else None
    steps, note = _build_step_groups(at)
    done = [_describe_done_step(at, each) for each in advice.done]
    later = _describe_later_steps(at)
    cautions = [at.cite_text(each.text, each.source) for each in advice.cautions] + _describe_friction(at)
    open_points = build_open_questions_view(at)
    changes, changes_note = _describe_changes(at)
    return ReportView(
        verdict=verdict,
        based_on=at.wording("based-on"),
        state=state,
        scores=describe_scores(at),
        heard=told,
        balance=weighed,
        steps=steps,
        steps_note=note,
        done=done,
        later_heading=at.wording("later-stay" if advice.verdict == "stay" else "later-move"),
        later=later,
        cautions=cautions,
        unknowns=open_points,
        nothing_open="" if open_points.deciding or open_points.smaller else at.wording("nothing-open"),
        changes=changes,
        changes_note=changes_note,
        sources=list_cited_works(at),
        guidance=_describe_packs(at),
    )


def _describe_verdict(context: ReportContext) -> list[CitedText]:
    """The sentences below the headline: the move or the verdicts still possible, and the grounds."""
    advice, told = context.advice, []
    if advice.move:
        told.append(CitedText(context.wording("move", start=advice.move.from_, goal=advice.move.to)))
    if advice.verdict not in advice.possible_verdicts:
        told.append(
            CitedText(
                f"{context.wording('possible', verdicts=join_alternatives(advice.possible_verdicts))} {advice.meaning}"
            )
        )
    elif advice.grounds:
        told.extend(_cite_grounds(context, advice.grounds))
    else:
        told.append(CitedText(f"{advice.meaning} {context.wording('settled-anyway')}"))
    return told


def _cite_grounds(context: ReportContext, grounds: Iterable[Ground]) -> list[CitedText]:
    return [context.cite_text(each.text, each.source) for each in grounds]


def _describe_state(context: ReportContext) -> list[CitedText]:
    """Where the relationship stands and how that is known, what marks such a state, and progress on the checklist."""
    relationship = context.advice.relationship
    if relationship.state is None:
        told = [CitedText(context.wording("state-open", states=join_alternatives(relationship.possible_states)))]
    else:
        told = [CitedText(f"{relationship.title}.", strong=(f"{relationship.title}.",))]
        told += _cite_grounds(context, relationship.grounds)
        told.append(context.cite_text(relationship.text, relationship.source))
    return told + ([_describe_progress(context, relationship.progress)] if relationship.progress else [])


def _describe_progress(context: ReportContext, progress: Progress) -> CitedText:
    done, total = len(progress.done), len(progress.done) + len(progress.left)
    name = (
        "progress-all"
        if not progress.left
        else "progress"
        if len(progress.left) <= MAX_NAMED_TASKS
        else "progress-begun"
    )
    return context.cite_text(
        context.wording(name, done=done, total=total, left=join_words(progress.left)), progress.source
    )


def describe_scores(context: ReportContext) -> list[str]:
    """What each side scores, what the verdict would be under each, and that there is nothing to compare with."""
    told = []
    for score in context.advice.scores:
        words = {
            "who": context.wording(f"who-{score.who}"),
            "low": format_number(score.low),
            "high": format_number(score.high),
        }
        between = "score-between-one" if len(score.states) == 1 else "score-between"
        name = "score-exact" if score.low == score.high else between
        told.append(context.wording(name, states=join_alternatives(score.states), **words))
    for reading in context.advice.readings:
        verdicts = join_alternatives(reading.possible_verdicts)
        told.append(
            context.wording("reading", function=capitalize(reading.function), state=reading.state, verdicts=verdicts)
        )
    compared = any(each.id == "no-benchmark" for each in context.advice.cautions)
    return [*told, context.wording("no-benchmark")] if told and not compared else told


def _build_survey_section(context: ReportContext) -> SurveyView | None:
    """Who answered the statements and where they differ, where somebody did."""
    if context.advice.survey is None:
        return None
    from advisor.reporting.view.survey_view import build_survey_view  # here, since most companies have no scores

    return build_survey_view(context.advice.survey, context)


def _build_step_groups(context: ReportContext) -> tuple[list[StepGroup], str]:
    """The steps, in two groups where ground is laid first, and a line about them."""
    advice, bullets = context.advice, BulletBuilder(context)
    views = [_build_step_view(context, place, step, bullets) for place, step in enumerate(advice.steps, 1)]
    if not views:
        return [], context.wording("no-steps")
    laid = sum(step.place == "first" for step in advice.steps)
    if advice.verdict != "prepare" or not 0 < laid < len(views):
        return [StepGroup("", views)], ""
    ground, then = (
        format_step_numbers(context.wording, [each.number for each in part]) for part in (views[:laid], views[laid:])
    )
    groups = [
        StepGroup(context.wording("ground-first"), views[:laid]),
        StepGroup(context.wording("ground-then"), views[laid:]),
    ]
    return groups, context.wording("hold", later=then, first=ground)


def _build_step_view(context: ReportContext, place: int, step: StepAdvice, bullets: BulletBuilder) -> StepView:
    variant = context.rulebase.steps[step.id].variants.get(step.variant or "")
    what = context.cite_text(step.what, step.source, variant.source if variant else "")
    return StepView(place, step.title, what, bullets.build_bullets(step), step.owner, step.first, step.sign)


def _describe_done_step(context: ReportContext, note: StepNote) -> CitedText:
    reason = " ".join(each.text for each in note.grounds)
    words = context.wording("step-note", steps=capitalize(note.short or note.title), reason=decapitalize(reason))
    return context.cite_text(words, *(each.source for each in note.grounds))


def _describe_later_steps(context: ReportContext) -> list[CitedText]:
    """Steps for later, in groups that wait for the same reason."""
    groups: dict[tuple[str, ...], list[StepNote]] = {}
    for note in context.advice.not_yet:
        groups.setdefault(tuple(each.text for each in note.grounds), []).append(note)
    lines = []
    for reasons, notes in groups.items():
        steps = capitalize(join_words(note.short or note.title for note in notes))
        words = context.wording("step-note", steps=steps, reason=decapitalize(" ".join(reasons)))
        lines.append(context.cite_text(words, *(each.source for each in notes[0].grounds)))
    return lines


def _describe_friction(context: ReportContext) -> list[CitedText]:
    """What lies behind the friction this company reports, in a line or two about different kinds of it."""
    kinds: dict[str, Detail] = {}
    for each in context.advice.context:
        if context.facts_by_rule.get(each.rule):
            kinds.setdefault("/".join(each.id.split("/")[:2]), each)
    told = list(kinds.values())[:MAX_FRICTION_LINES]
    return [
        context.cite_text(each.because, each.source, context.rulebase.rules_by_id[each.rule].source) for each in told
    ]


def _describe_changes(context: ReportContext) -> tuple[list[str], str]:
    """The smallest changes of answers that would change the verdict, by what it would become; and a line about them."""
    advice = context.advice
    by_outcome: dict[tuple[str, ...], list[str]] = {}
    for each in advice.would_change:
        by_outcome.setdefault(tuple(each.verdicts), []).append(join_words(each.clauses))
    told = [
        context.wording("change", verdicts=capitalize(verdicts[0]), clauses=_join_alternatives(context, clauses))
        if len(verdicts) == 1
        else context.wording(
            "change-to-open", verdicts=join_words(verdicts), clauses=_join_alternatives(context, clauses)
        )
        for verdicts, clauses in by_outcome.items()
    ]
    if advice.verdict not in advice.possible_verdicts:
        return told, context.wording("change-open")
    none = [] if told else [context.wording("change-none")]
    return told, " ".join([*none, *([context.wording("change-state")] if advice.move else [])])


def _join_alternatives(context: ReportContext, clauses: list[str]) -> str:
    *others, last = clauses
    return context.wording("or", clauses="; ".join(others), last=last) if others else last


def list_cited_works(context: ReportContext) -> list[CitedWork]:
    """The works cited so far, with the places that the notes lead to."""
    return [
        CitedWork(_format_work(work) if work else "", [CitedText(f"{mark} {place}") for mark, place in places])
        for work, places in context.notes.list_works()
    ]


def _describe_packs(context: ReportContext) -> list[str]:
    """Which packs spoke, where more than the built-in one did, and what they changed of each other."""
    used = context.advice.rulebase
    if len(used.packs) < 2:
        return []
    packs = join_words(f"{pack.name} {pack.version}" for pack in used.packs)
    changes = (context.wording("guidance-overrides", **each._asdict()) for each in used.overrides)
    return [context.wording("guidance", packs=packs), *changes]


def _format_work(work: Work) -> str:
    return ". ".join(filter(None, (work.authors, work.title, work.published_in or work.year)))
