"""The parts of a recommendation in reading order, ready for a template of any format.

Notes are numbered here, so that every format of a report has the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from advisor.model.advice import Advice, Detail, Ground, Progress, StepAdvice, StepNote
from advisor.model.rulebase import CONFLICT_TOPICS, STATE_BASES, RuleBase
from advisor.model.word_lists import join_alternatives, join_words
from advisor.reporting.view.numbered_notes import CitedWork
from advisor.reporting.view.open_questions_view import OpenQuestionsView, build_open_questions_view
from advisor.reporting.view.reasons_view import ReasonsView, build_reasons_view
from advisor.reporting.view.step_bullets import BulletBuilder
from advisor.reporting.view.survey_view import SurveyView, build_survey_view
from advisor.reporting.view.text_layout import CitedText, format_number
from advisor.reporting.view.wording import ReportContext, build_context, capitalize, decapitalize, format_step_numbers

MAX_FRICTION_LINES, MAX_NAMED_TASKS = 2, 6
"""Maximum number of lines on friction, and of open checklist tasks that are named one by one."""


class StepView(NamedTuple):
    """One step of a report."""

    number: int
    title: str
    what: CitedText
    bullets: list[CitedText]
    owner: str
    first: str
    sign: str


class StepGroup(NamedTuple):
    """Steps under a heading; "" if there is none."""

    heading: str
    steps: list[StepView]


class ReportView(NamedTuple):
    """Everything a recommendation says."""

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
    """Build the view of a recommendation.

    Parts are built in reading order, since each part numbers the notes that it cites.
    """
    context = build_context(advice, rulebase)
    verdict, state = list(_describe_verdict(context)), list(_describe_state(context))
    survey = build_survey_view(advice.survey, context) if advice.survey else None
    balance = build_reasons_view(context) if advice.reasons else None
    steps, steps_note = _build_step_groups(context)
    done = [_describe_step_notes(context, [note]) for note in advice.done]
    later = _describe_later_steps(context)
    cautions = [context.cite_text(each.text, each.source) for each in advice.cautions] + _describe_friction(context)
    if advice.unused:
        cautions.append(CitedText(context.wording("unused", clauses="; ".join(each.clause for each in advice.unused))))
    unknowns = build_open_questions_view(context)
    return ReportView(
        verdict=verdict,
        based_on=context.wording("based-on"),
        state=state,
        scores=describe_scores(context),
        heard=survey,
        balance=balance,
        steps=steps,
        steps_note=steps_note,
        done=done,
        later_heading=context.wording("later-stay" if advice.verdict == "stay" else "later-move"),
        later=later,
        cautions=cautions,
        unknowns=unknowns,
        nothing_open="" if unknowns.deciding or unknowns.smaller else context.wording("nothing-open"),
        changes=_describe_changes(context),
        changes_note=_describe_changes_note(context),
        sources=context.notes.list_works(),
        guidance=_describe_packs(context),
    )


def _describe_verdict(context: ReportContext) -> Iterator[CitedText]:
    """Say the move, and the grounds or the verdicts that are still possible."""
    advice = context.advice
    if advice.move:
        yield CitedText(context.wording("move", start=advice.move.from_, goal=advice.move.to))
    if advice.verdict not in advice.possible_verdicts:
        possible = context.wording("possible", verdicts=join_alternatives(advice.possible_verdicts))
        yield CitedText(f"{possible} {advice.meaning}")
    elif advice.grounds:
        yield from _cite_grounds(context, advice.grounds)
    else:
        yield CitedText(f"{advice.meaning} {context.wording('settled-anyway')}")
    yield from _describe_trouble(context)
    if advice.strength:
        yield CitedText(_describe_strength(context))


def _describe_trouble(context: ReportContext) -> Iterator[CitedText]:
    """List the reported trouble, and the topics of conflict in a sentence of their own."""
    topics = context.rulebase.facts[CONFLICT_TOPICS].values if CONFLICT_TOPICS in context.rulebase.facts else {}
    disputed, clauses = [], []
    for trouble in context.advice.trouble:
        topic = trouble.id.removeprefix("topic_")
        if topic != trouble.id and topic in topics:
            disputed.append(topics[topic])
        else:
            clauses.append(trouble.clause)
    sources = dict.fromkeys(trouble.source for trouble in context.advice.trouble)
    if clauses:
        yield context.cite_wording("trouble", *sources, clauses="; ".join(dict.fromkeys(clauses)))
    if disputed:
        yield context.cite_wording("trouble-topics", *sources, topics=join_words(disputed))


def _describe_strength(context: ReportContext) -> str:
    """Say how many reasons hold on each side, and why the verdict is as it is if both have some."""
    held = [reason.favours for reason in context.advice.reasons if reason.status == "holds"]
    moving, staying = (context.wording(f"{side}-count", count=held.count(side)) for side in ("tighten", "stay"))
    return context.wording(f"strength-{context.advice.strength}", moving=moving, staying=staying)


def _cite_grounds(context: ReportContext, grounds: Iterable[Ground]) -> list[CitedText]:
    return [context.cite_text(ground.text, ground.source) for ground in grounds]


def _describe_state(context: ReportContext) -> Iterator[CitedText]:
    """Say the state with its grounds and meaning, and the progress on the checklist."""
    relationship = context.advice.relationship
    if relationship.state is None:
        yield CitedText(context.wording("state-open", states=join_alternatives(relationship.possible_states)))
    else:
        title = f"{relationship.title}."
        yield CitedText(title, strong=(title,))
        yield from _cite_grounds(context, relationship.grounds)
        yield context.cite_text(relationship.text, relationship.source)
    if relationship.progress:
        yield _describe_progress(context, relationship.progress)
    if inferred := [each.because for each in context.advice.inferred if each.because]:
        sources = (each.source for each in context.advice.inferred if each.because)
        yield context.cite_text(" ".join(dict.fromkeys(inferred)), *sources)


def _describe_progress(context: ReportContext, progress: Progress) -> CitedText:
    done, left = len(progress.done), len(progress.left)
    name = "progress-all" if not left else "progress" if left <= MAX_NAMED_TASKS else "progress-begun"
    tasks = join_words(progress.left)
    return context.cite_wording(name, progress.source, done=done, total=done + left, left=tasks)


def describe_scores(context: ReportContext) -> list[str]:
    """Say each side's score and verdict, and that there is no benchmark."""
    lines = []
    for score in context.advice.scores:
        between = "score-between-one" if len(score.states) == 1 else "score-between"
        line = context.wording(
            "score-exact" if score.low == score.high else between,
            who=context.wording(f"who-{score.who}"),
            low=format_number(score.low),
            high=format_number(score.high),
            states=join_alternatives(score.states),
        )
        lines.append(line)
    for reading in context.advice.readings:
        function, verdicts = capitalize(reading.function), join_alternatives(reading.possible_verdicts)
        name = f"reading-{reading.function}" if reading.function in STATE_BASES else "reading"
        lines.append(context.wording(name, function=function, state=reading.state, verdicts=verdicts))
    if context.advice.scores and all(caution.id != "no-benchmark" for caution in context.advice.cautions):
        lines.append(context.wording("no-benchmark"))
    return lines


def _build_step_groups(context: ReportContext) -> tuple[list[StepGroup], str]:
    """Build the steps, in two groups if some prepare the ground, and a note."""
    advice, wording, bullets = context.advice, context.wording, BulletBuilder(context)
    views = [_build_step_view(context, number, step, bullets) for number, step in enumerate(advice.steps, 1)]
    if not views:
        return [], wording("no-steps")
    split = sum(step.place == "first" for step in advice.steps)
    if advice.verdict != "prepare" or not 0 < split < len(views):
        shared = advice.verdict not in advice.possible_verdicts
        return [StepGroup("", views)], wording("shared-steps") if shared else ""
    groups = [StepGroup(wording("ground-first"), views[:split]), StepGroup(wording("ground-then"), views[split:])]
    first, later = (format_step_numbers(wording, [step.number for step in group.steps]) for group in groups)
    return groups, wording("hold", later=later, first=first)


def _build_step_view(context: ReportContext, number: int, step: StepAdvice, bullets: BulletBuilder) -> StepView:
    variant = context.rulebase.steps[step.id].variants.get(step.variant or "")
    what = context.cite_text(step.what, step.source, variant.source if variant else "")
    return StepView(number, step.title, what, bullets.build_bullets(step), step.owner, step.first, step.sign)


def _describe_step_notes(context: ReportContext, notes: Sequence[StepNote]) -> CitedText:
    """Name steps that have the same grounds, and say the grounds."""
    grounds = notes[0].grounds
    steps = capitalize(join_words(note.short or note.title for note in notes))
    reason = decapitalize(" ".join(ground.text for ground in grounds))
    return context.cite_wording("step-note", *(ground.source for ground in grounds), steps=steps, reason=reason)


def _describe_later_steps(context: ReportContext) -> list[CitedText]:
    """Describe the steps for later, grouped by the reason to wait."""
    groups: dict[tuple[str, ...], list[StepNote]] = {}
    for note in context.advice.not_yet:
        groups.setdefault(tuple(ground.text for ground in note.grounds), []).append(note)
    return [_describe_step_notes(context, notes) for notes in groups.values()]


def _describe_friction(context: ReportContext) -> list[CitedText]:
    """Explain the reported friction: all trouble that no step answers, and MAX_FRICTION_LINES other kinds of it."""
    steps = {step.id for step in context.advice.steps}
    open_trouble = [trouble for trouble in context.advice.trouble if steps.isdisjoint(trouble.answered_by)]
    needed = {answer for trouble in open_trouble for answer in trouble.answered_by}
    shown = [detail for detail in context.advice.context if detail.id in needed]
    kinds: dict[str, Detail] = {}
    for detail in context.advice.context:
        if context.facts_by_rule.get(detail.rule) and detail not in shown:
            kinds.setdefault("/".join(detail.id.split("/")[:2]), detail)
    rules = context.rulebase.rules_by_id
    shown += list(kinds.values())[:MAX_FRICTION_LINES]
    return [context.cite_text(detail.because, detail.source, rules[detail.rule].source) for detail in shown]


def _describe_changes(context: ReportContext) -> list[str]:
    """Describe the smallest changes of answers that change the verdict, grouped by their outcome."""
    by_outcome: dict[tuple[str, ...], list[str]] = {}
    for change in context.advice.would_change:
        by_outcome.setdefault(tuple(change.verdicts), []).append(join_words(change.clauses))
    lines = []
    for verdicts, clauses in by_outcome.items():
        name, words = "change", capitalize(verdicts[0])
        if len(verdicts) > 1:
            name, words = "change-to-open", join_words(verdicts)
        lines.append(context.wording(name, verdicts=words, clauses=_join_clauses(context, clauses)))
    return lines


def _describe_changes_note(context: ReportContext) -> str:
    advice = context.advice
    if advice.verdict not in advice.possible_verdicts:
        return context.wording("change-open")
    notes = {"change-none": not advice.would_change, "change-state": advice.move is not None}
    return " ".join(context.wording(name) for name, applies in notes.items() if applies)


def _join_clauses(context: ReportContext, clauses: list[str]) -> str:
    *others, last = clauses
    return context.wording("or", clauses="; ".join(others), last=last) if others else last


def _describe_packs(context: ReportContext) -> list[str]:
    """Name the packs and their overrides, unless only the built-in pack is used."""
    used = context.advice.rulebase
    if len(used.packs) < 2:
        return []
    packs = join_words(f"{pack.name} {pack.version}" for pack in used.packs)
    overrides = (context.wording("guidance-overrides", **override._asdict()) for override in used.overrides)
    return [context.wording("guidance", packs=packs), *overrides]
