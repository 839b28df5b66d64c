"""The first page: the verdict, why, the first steps, what is unknown and matters, and when to look again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from advisor.model.advice import Reason, StepAdvice
from advisor.model.rulebase import CONFLICT_TOPICS
from advisor.model.vocabulary import Stage
from advisor.reporting.view.open_questions_view import OpenQuestionsView
from advisor.reporting.view.reasons_view import SIDES, group_reasons
from advisor.reporting.view.text_layout import CitedText
from advisor.reporting.view.wording import ReportContext, decapitalize

MAX_NAMED, MAX_STEPS = 3, 3
"""Maximum number of reasons and of troubles in a list, and of steps on the first page."""


class FirstPage(NamedTuple):
    """What a busy reader needs, below the verdict; the rest of the report gives the detail."""

    move: str
    why: list[CitedText]
    steps: list[str]
    steps_note: str
    unknown: list[CitedText]
    review: CitedText


def build_first_page(context: ReportContext, unknowns: OpenQuestionsView) -> FirstPage:
    """Build the first page from an advice and its open questions."""
    advice = context.advice
    move = context.wording("move", start=advice.move.from_, goal=advice.move.to) if advice.move else ""
    steps = [_describe_step(context, step) for step in advice.steps[:MAX_STEPS]]
    more = len(advice.steps) - len(steps)
    note = context.wording("more-steps" if more > 1 else "one-more-step", count=more) if more else ""
    entry = context.rulebase.entries[f"verdicts/{advice.verdict}"]
    return FirstPage(
        move=move,
        why=list(_describe_why(context)),
        steps=steps,
        steps_note=note if steps else context.wording("no-steps"),
        unknown=unknowns.first,
        review=context.cite_text(entry.extra.get("review", ""), entry.source),
    )


def _describe_why(context: ReportContext) -> Iterator[CitedText]:
    """Yield the grounds of the verdict, the reasons on both sides, the trouble, and the strength of the case."""
    advice = context.advice
    if advice.verdict not in advice.possible_verdicts:
        possible = context.wording("possible", verdicts=context.join_verdicts(advice.possible_verdicts))
        yield CitedText(f"{possible} {advice.meaning}")
    elif not advice.grounds:
        yield CitedText(f"{advice.meaning} {context.wording('settled-anyway')}")
    for ground in advice.grounds[:1]:
        yield context.cite_text(ground.text, ground.source)
    groups = _group_weighed_reasons(context)
    for side in SIDES if advice.move else reversed(SIDES):
        if groups[side]:
            yield _name_reasons(context, side, groups[side])
    yield from _describe_trouble(context)
    if advice.strength:
        yield CitedText(_describe_strength(context, *(len(groups[side]) for side in SIDES)))


def _group_weighed_reasons(context: ReportContext) -> dict[str, list[list[Reason]]]:
    """Group the reasons that hold on each side, as the report lists them."""
    rules = context.rulebase.rules_by_id
    held = [each for each in context.advice.reasons if each.status == "holds"]
    weighed = [each for each in held if rules[each.rule].stage is Stage.WEIGH]
    return {side: group_reasons(context, [each for each in weighed if each.favours == side]) for side in SIDES}


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
        yield context.cite_wording("trouble", *sources, clauses=_name_some(context, clauses, "; "))
    if disputed:
        yield context.cite_wording("trouble-topics", *sources, topics=_name_some(context, disputed, ", ", " and "))


def _describe_strength(context: ReportContext, fors: int, againsts: int) -> str:
    """Say how strong the case is, with the number of reasons on each side."""
    strength = context.advice.strength
    if not fors and not againsts:
        return context.wording(f"strength-{strength}-alone")
    moving, staying = context.wording("tighten-count", count=fors), context.wording("stay-count", count=againsts)
    text = context.wording(f"strength-{strength}", moving=moving, staying=staying)
    own, other = (fors, againsts) if context.advice.move else (againsts, fors)
    return f"{text} {context.wording('kind-counts')}" if own <= other else text


def _name_reasons(context: ReportContext, side: str, groups: Iterable[Sequence[Reason]]) -> CitedText:
    firsts = [group[0] for group in groups]
    titles = [decapitalize(reason.title) for reason in firsts]
    sources = tuple(reason.source for reason in firsts[:MAX_NAMED])
    return context.cite_wording(f"first-{side}", *sources, titles=_name_some(context, titles, "; "))


def _name_some(context: ReportContext, names: Iterable[str], mark: str, last_mark: str = "") -> str:
    """Join the first names, and count the others; `last_mark` comes before the last name if none is left out."""
    unique = list(dict.fromkeys(names))
    more = len(unique) - MAX_NAMED
    if more > 0:
        return context.wording("and-more", shown=mark.join(unique[:MAX_NAMED]), count=more)
    *others, last = unique
    return (last_mark or mark).join(filter(None, (mark.join(others), last)))


def _describe_step(context: ReportContext, step: StepAdvice) -> str:
    """Say what a step is, who owns it, and in which weeks it happens."""
    start, end = step.weeks or (None, None)
    name = "first-step" if start is None else "first-step-from" if end is None else "first-step-weeks"
    return context.wording(name, title=step.title, owner=step.owner, start=start, end=end)


def describe_weeks(context: ReportContext, step: StepAdvice) -> str:
    """Say in which weeks a step happens; "" if the rule base gives no time."""
    start, end = step.weeks or (None, None)
    if start is None:
        return ""
    return context.wording("weeks-from" if end is None else "weeks", start=start, end=end)
