"""The parts of a recommendation in reading order, ready for a template of any format.

Notes are numbered here, so that every format of a report has the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from advisor.model.advice import Advice, StepAdvice, StepNote
from advisor.model.conditions import list_tested_values
from advisor.model.pack_locators import add_authors, find_authors
from advisor.model.rulebase import RuleBase
from advisor.model.word_lists import join_words
from advisor.reporting.view.background_view import OTHER_ANSWERS, Section, build_background, list_funnel_leaders
from advisor.reporting.view.company_answers import list_unsaid_clauses
from advisor.reporting.view.first_page import LEVEL_DOUBTS, FirstPage, build_first_page, describe_weeks
from advisor.reporting.view.numbered_notes import CitedWork
from advisor.reporting.view.open_questions_view import OpenQuestionsView, build_open_questions_view
from advisor.reporting.view.pack_notice import build_pack_notice, has_pack_facts
from advisor.reporting.view.reasons_view import ReasonsView, build_reasons_view, list_failing_clauses
from advisor.reporting.view.state_view import describe_scores, describe_state
from advisor.reporting.view.step_bullets import BulletBuilder
from advisor.reporting.view.survey_view import SurveyView, build_survey_view
from advisor.reporting.view.text_layout import CitedText
from advisor.reporting.view.wording import ReportContext, build_context, capitalize, drop_answers, format_step_numbers

MAX_NAMED_STEPS = 3
"""Maximum number of steps for later that are named one by one; of more, some are named as examples."""


class StepView(NamedTuple):
    """One step of a report; `why` names the company's answers behind its bullets, "" if there are none."""

    number: int
    title: str
    when: str
    why: str
    what: CitedText
    bullets: list[CitedText]
    owner: str
    first: str
    sign: str


class StepGroup(NamedTuple):
    """Steps under a heading; "" if there is none."""

    heading: str
    steps: list[StepView]


class ChangeGroup(NamedTuple):
    """Answers that would change the verdict in the same way; `lead` says how."""

    lead: str
    clauses: list[str]


class ReportView(NamedTuple):
    """Everything a recommendation says."""

    first: FirstPage
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
    background: list[Section]
    funnel: list[CitedText]
    cautions: list[CitedText]
    unknowns: OpenQuestionsView
    nothing_open: str
    change_groups: list[ChangeGroup]
    changes_note: str
    sources: list[CitedWork]
    sources_note: str
    guidance: list[str]

    @property
    def changes(self) -> list[str]:
        """Each outcome with the answers that lead to it, as one sentence."""
        return [f"{group.lead} {'; '.join(group.clauses)}." for group in self.change_groups]


def build_report_view(advice: Advice, rulebase: RuleBase) -> ReportView:
    """Build the view of a recommendation.

    Parts are built in reading order, since each part numbers the notes that it cites.
    """
    context = build_context(advice, rulebase)
    unknowns = build_open_questions_view(context)
    first = build_first_page(context, unknowns)
    state = list(describe_state(context))
    survey = build_survey_view(advice.survey, context) if advice.survey else None
    balance = build_reasons_view(context) if advice.reasons else None
    bullets = BulletBuilder(context)
    steps, steps_note = _build_step_groups(context, bullets)
    done = [_describe_step_notes(context, "done-note", [note]) for note in advice.done]
    later = _describe_later_steps(context)
    cautions = _describe_cautions(context, frozenset().union(*bullets.printed_rules.values()))
    background, funnel = build_background(context, bullets.printed_rules), list_funnel_leaders(context)
    said = _iter_said(context, steps, first.why, state, done, later, cautions)
    background = _add_unsaid_answers(context, background, said)
    if balance:
        balance = balance._replace(not_found=list(list_failing_clauses(context)))
    return ReportView(
        first=first,
        verdict=[*([CitedText(first.move)] if first.move else []), *first.why],
        based_on=context.wording("based-on-packs" if has_pack_facts(advice) else "based-on"),
        state=state,
        scores=describe_scores(context),
        heard=survey,
        balance=balance,
        steps=steps,
        steps_note=steps_note,
        done=done,
        later_heading=context.wording("later-stay" if advice.verdict == "stay" else "later-move"),
        later=later,
        background=background,
        funnel=funnel,
        cautions=cautions,
        unknowns=unknowns,
        nothing_open="" if unknowns.first else _describe_nothing_open(context),
        change_groups=_describe_changes(context),
        changes_note=_describe_changes_note(context),
        sources=context.notes.list_works(),
        sources_note=context.wording("sources-note") if steps else "",
        guidance=_describe_packs(context),
    )


def _describe_nothing_open(context: ReportContext) -> str:
    """Say that no open answer has an effect on this report, or that no answer is open."""
    return context.wording("nothing-open" if context.advice.open_questions else "all-answered")


def _iter_said(context: ReportContext, groups: Iterable[StepGroup], *parts: Iterable[CitedText]) -> Iterator[str]:
    """Yield the texts of a report in which an answer can be."""
    yield from (line.text for lines in parts for line in lines)
    for step in (step for group in groups for step in group.steps):
        yield from (step.title, step.why, step.what.text, *(line.text for line in step.bullets))
    yield from (each.because for each in context.advice.reasons if each.status == "holds")


def _add_unsaid_answers(context: ReportContext, sections: list[Section], said: Iterable[str]) -> list[Section]:
    """Add the answers that no part of the report says to the other answers, so that none is lost."""
    printed = list(said)
    text = " ".join(printed).lower()
    sections = [
        each._replace(lines=[line for line in each.lines if line.marks or line.text.lower().rstrip(".") not in text])
        if each.id == OTHER_ANSWERS
        else each
        for each in sections
    ]
    printed = [*printed, *(line.text for section in sections for line in section.lines)]
    unsaid = [CitedText(f"{capitalize(clause)}.") for clause in list_unsaid_clauses(context, printed)]
    others = next((each for each in sections if each.id == OTHER_ANSWERS), None)
    if not unsaid:
        return [each for each in sections if each.lines]
    if others is None:
        return [*sections, Section(OTHER_ANSWERS, context.wording(f"section-{OTHER_ANSWERS}"), unsaid)]
    return [each._replace(lines=[*each.lines, *unsaid]) if each is others else each for each in sections]


def _build_step_groups(context: ReportContext, bullets: BulletBuilder) -> tuple[list[StepGroup], str]:
    """Build the steps, in two groups if some prepare the ground, and a note."""
    advice, wording = context.advice, context.wording
    views = [_build_step_view(context, number, step, bullets) for number, step in enumerate(advice.steps, 1)]
    if not views:
        return [], ""  # the first page says so
    split = sum(step.place == "first" for step in advice.steps)
    if advice.verdict != "prepare" or not 0 < split < len(views):
        return [StepGroup("", views)], _describe_open_steps(context)
    groups = [StepGroup(wording("ground-first"), views[:split]), StepGroup(wording("ground-then"), views[split:])]
    first, later = (format_step_numbers(wording, [step.number for step in group.steps]) for group in groups)
    return groups, wording("hold", later=later, first=first)


def _describe_open_steps(context: ReportContext) -> str:
    """Say how sure the steps are while the verdict is open; "" if it is settled."""
    open_steps = context.advice.open_steps
    if open_steps is None:
        return ""
    names = {
        "shared-steps": not open_steps.removable,
        "shared-steps-open": bool(open_steps.removable),
        "shared-steps-more": open_steps.more_possible,
    }
    return " ".join(context.wording(name) for name, applies in names.items() if applies)


def _build_step_view(context: ReportContext, number: int, step: StepAdvice, bullets: BulletBuilder) -> StepView:
    variant = context.rulebase.steps[step.id].variants.get(step.variant or "")
    source = add_authors(variant.source, find_authors(step.source)) if variant and variant.what else step.source
    what = context.cite_text(step.what, source)
    when = describe_weeks(context, step)
    answers, lines = bullets.build_bullets(number, step)
    why = f"{'; '.join(answers)}." if answers else _describe_general_reason(context, step)
    return StepView(number, step.title, when, why, what, lines, step.owner, step.first, step.sign)


def _describe_general_reason(context: ReportContext, step: StepAdvice) -> str:
    """Say why a step is advised that no single answer calls for."""
    advice = context.advice
    if not advice.is_settled:
        return context.wording("why-open")
    if advice.move is None:
        return context.wording("why-level")
    name = "why-prepare" if advice.verdict == "prepare" and step.place == "first" else "why-move"
    return context.wording(name, goal=advice.move.to)


def _describe_step_notes(context: ReportContext, name: str, notes: Sequence[StepNote]) -> CitedText:
    """Name steps that have the same grounds, and say the grounds; the answer itself would only repeat the name."""
    grounds = notes[0].grounds
    names = [note.short or note.title for note in notes]
    steps = join_words(names)
    if len(names) > MAX_NAMED_STEPS:
        steps = context.wording("later-examples", steps=join_words(names[: MAX_NAMED_STEPS - 1]))
    reason = " ".join(drop_answers(context.wording, ground.text) for ground in grounds).strip()
    locators = (ground.source for ground in grounds)
    return context.cite_wording(
        name if reason else "step-note-alone", *locators, steps=capitalize(steps), reason=reason
    )


def _describe_later_steps(context: ReportContext) -> list[CitedText]:
    """Describe the steps for later, grouped by the reason to wait."""
    groups: dict[tuple[str, ...], list[StepNote]] = {}
    for note in context.advice.not_yet:
        groups.setdefault(tuple(ground.text for ground in note.grounds), []).append(note)
    return [_describe_step_notes(context, "later-note", notes) for notes in groups.values()]


def _describe_cautions(context: ReportContext, printed_rules: Iterable[str]) -> list[CitedText]:
    """Describe the cautions that the first page does not have.

    One that names trouble is left out if a printed practice answers the same trouble.
    """
    conditions = [context.rulebase.rules_by_id[rule_id].condition for rule_id in printed_rules]
    read = frozenset[tuple[str, object]]().union(*map(list_tested_values, conditions))
    answered = {
        f"trouble-{trouble.id.replace('_', '-')}" for trouble in context.advice.trouble if read & trouble.answers
    }
    said = answered.union(LEVEL_DOUBTS)
    return [context.cite_text(each.text, each.source) for each in context.advice.cautions if each.id not in said]


def _describe_changes(context: ReportContext) -> list[ChangeGroup]:
    """Describe the smallest changes of answers that change the verdict, grouped by their outcome."""
    by_outcome: dict[tuple[str, ...], list[str]] = {}
    for change in context.advice.would_change:
        by_outcome.setdefault(tuple(change.verdicts), []).append(join_words(change.clauses))
    groups = []
    for verdicts, clauses in by_outcome.items():
        name = ("change-to-open" if len(verdicts) > 1 else "change-to") + ("" if len(clauses) > 1 else "-one")
        lead = context.wording(name, verdicts=context.join_verdicts(verdicts))
        groups.append(ChangeGroup(lead, list(map(capitalize, clauses))))
    return groups


def _describe_changes_note(context: ReportContext) -> str:
    """Say how sturdy the main advice is, and when to ask again."""
    advice, sturdiness = context.advice, context.advice.sturdiness
    if sturdiness is None:
        return context.wording("sturdy-open")
    margin, is_complete = sturdiness.statements_off_by_one, advice.would_change_complete
    notes = {
        "sturdy-one": sturdiness.answers_to_turn == 1,
        "sturdy-two": sturdiness.answers_to_turn == 2,
        "change-none": sturdiness.answers_to_turn is None and is_complete,
        "change-none-found": sturdiness.answers_to_turn is None and not is_complete,
        "change-others": sturdiness.answers_to_turn is not None and not is_complete,
        "sturdy-denial": not sturdiness.holds_whatever_is_open,
        "sturdy-whatever": sturdiness.holds_whatever_is_open and bool(advice.open_questions),
        "sturdy-no-statement": margin == 0,
        "sturdy-one-statement": margin == 1,
    }
    sentences = [context.wording(name) for name, applies in notes.items() if applies]
    if margin is not None and margin > 1:
        sentences.append(context.wording("sturdy-statements", count=str(margin)))
    if advice.move is not None:
        sentences.append(context.wording("change-state"))
    return " ".join(sentences)


def _describe_packs(context: ReportContext) -> list[str]:
    """Name the packs and their overrides, unless only the built-in pack is used.

    The program itself writes them into every report; here they are for a template that shows them elsewhere too.
    """
    notice = build_pack_notice(context.rulebase, context.advice)
    return [*notice.top, *notice.changes]
