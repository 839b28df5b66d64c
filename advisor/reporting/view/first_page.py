"""The first page: the verdict, why, the first steps, what is unknown and matters, and when to look again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from advisor.model.advice import Reason, StepAdvice, TraceEntry
from advisor.model.case_strength import list_missing_answers
from advisor.model.pack_locators import add_authors, find_authors
from advisor.model.rulebase import CONFLICT_TOPICS, DENIED, NO_VERDICT, STATE_BASES, VERDICT
from advisor.model.vocabulary import Stage
from advisor.reporting.view.numbered_notes import format_pack_marks
from advisor.reporting.view.open_questions_view import OpenQuestionsView, list_open_changes
from advisor.reporting.view.reasons_view import SIDES, group_reasons
from advisor.reporting.view.state_view import SCORES_DOUBT, describe_other_levels
from advisor.reporting.view.text_layout import CitedText
from advisor.reporting.view.wording import ReportContext, decapitalize

LEVEL_DOUBTS = (SCORES_DOUBT, "level-denied", "check-signs", "level-from-one-answer")
"""The cautions that the level may be another one; all else rests on the level, so the first page has them."""
MAX_NAMED, MAX_STEPS, MAX_MISSING = 6, 3, 3
"""Maximum number of reasons and of troubles in a list, of steps, and of missing answers on the first page."""


class FirstPage(NamedTuple):
    """What a busy reader needs, below the verdict; the rest of the report gives the detail.

    `steps_note_alone` replaces `steps_note` where nothing follows the first page.
    """

    move: str
    why: list[CitedText]
    steps: list[str]
    steps_note: str
    steps_note_alone: str
    unknown: list[CitedText]
    review: CitedText


def build_first_page(context: ReportContext, unknowns: OpenQuestionsView) -> FirstPage:
    """Build the first page from an advice and its open questions."""
    advice = context.advice
    steps = [_describe_step(context, step) for step in advice.steps[:MAX_STEPS]]
    more = len(advice.steps) - len(steps)
    name = "more-steps" if more > 1 else "one-more-step"
    note, alone = (context.wording(each, count=more) if more else "" for each in (name, f"{name}-alone"))
    is_open = not advice.is_settled
    entry = context.rulebase.entries[f"verdicts/{advice.verdict}"]
    no_steps = context.wording("no-steps" if is_open else "no-steps-at-all")
    return FirstPage(
        move=_describe_level(context),
        why=list(_describe_why(context)),
        steps=steps,
        steps_note=note if steps else no_steps,
        steps_note_alone=alone if steps else no_steps,
        unknown=unknowns.first,
        review=context.cite_text(entry.extra.get("review", ""), entry.source),
    )


def _describe_level(context: ReportContext) -> str:
    """Say the present level and the next one, each with its meaning; "" if the level is open."""
    state, move, states = context.advice.relationship.state, context.advice.move, context.rulebase.states
    if state is None:
        return ""
    meaning = context.wording(f"level-{state}")
    level = context.wording("level", number=states.index(state) + 1, count=len(states), state=state, meaning=meaning)
    if move is None:
        return level
    goal = context.wording("move", start=state, goal=move.to, meaning=context.wording(f"level-{move.to}"))
    return f"{level} {goal}"


def _describe_why(context: ReportContext) -> Iterator[CitedText]:
    """Yield the grounds of the verdict, the reasons on both sides, the trouble, and the strength of the case."""
    advice = context.advice
    if not advice.is_settled:
        possible = context.wording("possible", verdicts=context.join_verdicts(advice.possible_verdicts))
        yield CitedText(f"{possible} {advice.meaning}")
        if advice.relationship.state != context.rulebase.states[0]:  # the lowest level needs no signs
            yield context.cite_wording("possible-assumes", "policy/denied")
    elif advice.verdict == NO_VERDICT:
        yield CitedText(advice.meaning)
    elif not advice.grounds:
        is_unchanging = bool(advice.open_questions) and not list_open_changes(context)
        anyway = context.wording("settled-anyway") if is_unchanging else ""
        yield CitedText(f"{advice.meaning} {anyway}".rstrip())
    for caution in advice.cautions:
        if caution.id in LEVEL_DOUBTS:
            yield context.cite_text(caution.text, caution.source)
    for basis in STATE_BASES:
        if readings := [each for each in advice.readings if each.function == basis]:
            yield context.cite_text(describe_other_levels(context, readings), "policy/stated-relationship")
    for ground in advice.grounds[:1]:
        yield context.cite_text(ground.text, ground.source)
    groups = _group_weighed_reasons(context)
    said = " ".join(ground.text for ground in advice.grounds[:1])
    for side in SIDES if advice.move else reversed(SIDES):
        unsaid = [group[0] for group in groups[side] if not _is_said(group[0], said)]
        if unsaid:
            yield _name_reasons(context, side, unsaid)
    yield from _describe_trouble(context)
    if denied := _list_denied_clauses(context):
        source = add_authors("policy/denied", _find_denying_packs(context))
        yield context.cite_wording("denied", source, clauses=_name_some(context, denied, "; "))
    if strength := _describe_strength(context, *(len(groups[side]) for side in SIDES)):
        yield CitedText(strength)


def _group_weighed_reasons(context: ReportContext) -> dict[str, list[list[Reason]]]:
    """Group the reasons that hold on each side, as the report lists them."""
    rules = context.rulebase.rules_by_id
    held = [each for each in context.advice.reasons if each.status == "holds"]
    weighed = [each for each in held if rules[each.rule].stage is Stage.WEIGH]
    return {side: group_reasons(context, [each for each in weighed if each.favours == side]) for side in SIDES}


def _describe_trouble(context: ReportContext) -> Iterator[CitedText]:
    """List the reported trouble that is no reason as well, and the topics of conflict in a sentence of their own."""
    topics = context.rulebase.facts[CONFLICT_TOPICS].values if CONFLICT_TOPICS in context.rulebase.facts else {}
    disputed, clauses = [], []
    reasons = {clause for each in context.advice.reasons if each.status == "holds" for clause in each.known}
    for trouble in context.advice.trouble:
        topic = trouble.id.removeprefix("topic_")
        if topic != trouble.id and topic in topics:
            disputed.append(topics[topic])
        elif trouble.clause not in reasons:
            clauses.append(trouble.clause)
    sources = dict.fromkeys(trouble.source for trouble in context.advice.trouble)
    if clauses:
        yield context.cite_wording(
            "trouble" if len(clauses) > 1 else "trouble-one", *sources, clauses=_name_some(context, clauses, "; ")
        )
    if disputed:
        yield context.cite_wording("trouble-topics", *sources, topics=_name_some(context, disputed, ", ", " and "))


def _list_denied_clauses(context: ReportContext) -> list[str]:
    """List the answers that deny marks of the present level, if the verdict is about these marks."""
    facts = context.rulebase.facts
    uses = [use for entry in _list_denials(context) for use in entry.uses]
    reasons = {clause for reason in context.advice.reasons for clause in reason.known}
    clauses = (facts[str(use["fact"])].values.get(str(use["value"]), "") for use in uses if "fact" in use)
    return [clause for clause in dict.fromkeys(clauses) if clause and clause not in reasons]


def _list_denials(context: ReportContext) -> list[TraceEntry]:
    """List the firings that deny a mark of the present level which the verdict is about."""
    trace = context.advice.trace
    deciding = [use for entry in trace if VERDICT in entry.concludes for use in entry.uses]
    marks = {mark for use in deciding if use.get("conclusion") == DENIED for mark in _list_values(use.get("value"))}
    return [entry for entry in trace if not marks.isdisjoint(entry.concludes.get(DENIED, ()))]


def _find_denying_packs(context: ReportContext) -> list[str]:
    """Return the packs behind the denied marks of the level: they wrote the rule, or inferred what it reads."""
    inferred = {each.fact: each.source for each in context.advice.inferred}
    locators = []
    for entry in _list_denials(context):
        locators.append(context.rulebase.rules_by_id[entry.rule].source)
        locators += [inferred[str(use["fact"])] for use in entry.uses if use.get("fact") in inferred]
    return [pack for locator in locators for pack in find_authors(locator)]


def _list_values(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _describe_strength(context: ReportContext, fors: int, againsts: int) -> str:
    """Say how strong the case for moving up or for staying is; "" if there is nothing to say."""
    strength = context.advice.strength
    if strength is None or not (context.advice.move or context.advice.verdict == "stay"):
        return ""
    side = context.wording("side-move" if context.advice.move else "side-stay")
    if labels := list_missing_answers(context.advice):
        return context.wording(
            "strength-slight-open", side=side, labels=_name_some(context, labels, "; ", limit=MAX_MISSING)
        )
    if not fors and not againsts:
        return context.wording("strength-slight-alone") if strength == "slight" else ""
    return context.wording(f"strength-{strength}", side=side)


def _is_said(reason: Reason, text: str) -> bool:
    """Return whether a text names all answers behind a reason."""
    clauses = _list_answers(reason)
    return bool(clauses) and all(clause in text for clause in clauses)


def _list_answers(reason: Reason) -> list[str]:
    """List the clauses of the answers that make a reason hold."""
    return [clause for clause in reason.known if clause in reason.because]


def _name_reasons(context: ReportContext, side: str, reasons: Sequence[Reason]) -> CitedText:
    """Name reasons on a side by the answers behind them."""
    answers = [" and ".join(_list_answers(reason)) or decapitalize(reason.title) for reason in reasons]
    sources = tuple(reason.source for reason in reasons[:MAX_NAMED])
    name = "first-against" if side == "stay" and _is_no_stay(context) else f"first-{side}"
    return context.cite_wording(name, *sources, titles=_name_some(context, answers, "; "))


def _is_no_stay(context: ReportContext) -> bool:
    """Return whether the verdict is settled and asks for more than to leave things as they are."""
    advice = context.advice
    return advice.is_settled and advice.verdict != "stay"


def _name_some(
    context: ReportContext, names: Iterable[str], mark: str, last_mark: str = "", limit: int = MAX_NAMED
) -> str:
    """Join the first names, and count the others; `last_mark` comes before the last name if none is left out."""
    unique = list(dict.fromkeys(names))
    more = len(unique) - limit
    if more > 0:
        return context.wording("and-more", shown=mark.join(unique[:limit]), count=more)
    *others, last = unique
    return (last_mark or mark).join(filter(None, (mark.join(others), last)))


def _describe_step(context: ReportContext, step: StepAdvice) -> str:
    """Say what a step is, who owns it, in which weeks it happens, and which pack is behind it."""
    when = describe_weeks(context, step)
    name = "first-step-when" if when else "first-step"
    words = context.wording(name, title=step.title, owner=step.owner, when=when)
    marks = format_pack_marks(find_authors(step.source))
    return f"{words}\N{NO-BREAK SPACE}{marks}" if marks else words


def describe_weeks(context: ReportContext, step: StepAdvice) -> str:
    """Say in which weeks a step happens; "" if the rule base gives no time."""
    start, end = step.weeks or (None, None)
    if start is None:
        return ""
    name = "weeks-from" if end is None else "weeks"
    return context.wording(f"{name}-now" if start == 0 else name, start=start, end=end)
