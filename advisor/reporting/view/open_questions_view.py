"""What is still unknown, and what each answer would change: the verdict, a step, the weight of a reason, a detail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.model.advice import OpenQuestion
from advisor.model.conditions import iter_required_leaves
from advisor.model.rulebase import WITHDRAWING_CONCLUSIONS
from advisor.model.rules import Rule
from advisor.model.vocabulary import Kind, Stage
from advisor.model.word_lists import join_alternatives, join_words
from advisor.reporting.view.text_layout import CitedText
from advisor.reporting.view.wording import ReportContext, capitalize, format_step_numbers

MAX_QUESTIONS = 5
REMOVES_STEP, ADDS_STEP, WEIGHS_REASON, SHARPENS_STEP = range(4)


class OpenQuestionsView(NamedTuple):
    """Questions that decide, and smaller points with their effects; `more` says how many of these are left out."""

    deciding: list[CitedText]
    smaller: list[CitedText]
    more: str


def build_open_questions_view(context: ReportContext) -> OpenQuestionsView:
    """What an advice waits for, the weightiest first."""
    questions = context.advice.open_questions
    deciding = [each for each in questions if each.decides]
    narrowing = {each.fact: line for each in deciding if (line := _describe_narrowing(context, each))}
    together = [each.label for each in deciding if each.fact not in narrowing]
    told = list(narrowing.values())
    if together:
        told.append(CitedText(context.wording("decide-together", labels=join_words(together))))
    effects = {
        words: rank for each in questions if not each.decides for rank, words in _iter_main_effect(context, each)
    }
    ranked = sorted(effects, key=lambda words: effects[words])
    shown = ranked[: max(MAX_QUESTIONS - len(deciding), 0)]
    left = len(ranked) - len(shown)
    more = "" if left < 1 else context.wording("one-more" if left == 1 else "more", count=left)
    return OpenQuestionsView(told, [CitedText(words) for words in shown], more)


def _describe_narrowing(context: ReportContext, question: OpenQuestion) -> CitedText | None:
    """A question with those of its answers that narrow down the verdict; None where none does so alone."""
    say, possible = context.wording, context.advice.possible_verdicts
    told = []
    for value, verdicts in question.outcomes.items():
        answer = _format_answer(context, question.fact, value)
        if len(verdicts) == 1:
            told.append(say("settles", answer=answer, verdict=verdicts[0]))
        elif len(verdicts) < len(possible):
            ruled_out = [each for each in possible if each not in verdicts]
            told.append(say("rules-out", answer=answer, verdicts=join_alternatives(ruled_out)))
    if not told:
        return None
    return context.cite_text(" ".join([question.question, *told]), question.source, strong=(question.question,))


def _format_answer(context: ReportContext, name: str, value: str) -> str:
    fact = context.rulebase.facts[name]
    return fact.values.get(value, value) if fact.kind is Kind.CHOICE else value


def _iter_main_effect(context: ReportContext, question: OpenQuestion) -> Iterator[tuple[int, str]]:
    """The weightiest thing that an answer would change in this report; nothing where none of it is used here."""
    places = {step.id: number for number, step in enumerate(context.advice.steps, 1)}
    settled = {*places, *(each.id for part in (context.advice.done, context.advice.not_yet) for each in part)}
    rules = [context.rulebase.rules_by_id[each] for each in question.waiting if each in context.rulebase.rules_by_id]
    sharpened: set[int] = set()
    found: list[tuple[int, str]] = []
    for rule in rules:
        if rule.stage is Stage.WEIGH and rule.list_concluded_values("favours"):
            found.append((WEIGHS_REASON, _describe_weight(context, question, rule)))
        if rule.stage is not Stage.PLAN or context.advice.verdict not in context.advice.possible_verdicts:
            continue
        removed = [each for name in WITHDRAWING_CONCLUSIONS for each in rule.list_concluded_values(name)]
        falling = [places[each] for each in removed if each in places]
        if falling and (clauses := _describe_required_answers(context, rule)):
            found.append(
                (
                    REMOVES_STEP,
                    context.wording("falls-away", clauses=clauses, steps=format_step_numbers(context.wording, falling)),
                )
            )
        sharpened.update(places[each] for each in (*rule.list_concluded_values("step"), *removed) if each in places)
        for each in rule.list_concluded_values("step"):
            if each not in settled and (clauses := _describe_required_answers(context, rule)):
                step = context.rulebase.steps[each]
                found.append((ADDS_STEP, context.wording("adds", clauses=clauses, step=step.short or step.title)))
    if sharpened:
        steps = format_step_numbers(context.wording, sorted(sharpened))
        found.append((SHARPENS_STEP, context.wording("sharpens", label=capitalize(question.label), steps=steps)))
    yield from sorted(found)[:1]


def _describe_weight(context: ReportContext, question: OpenQuestion, rule: Rule) -> str:
    side = rule.list_concluded_values("favours")[0]
    clauses = _describe_required_answers(context, rule)
    if not clauses:
        return context.wording(f"may-weigh-{side}", label=capitalize(question.label))
    return context.wording(f"weighs-{side}", clauses=clauses)


def _describe_required_answers(context: ReportContext, rule: Rule) -> str:
    """The answers under which a rule would speak, in words; "" where they cannot be told in one breath."""
    open_facts = [each.fact for each in context.advice.open_questions if rule.id in each.waiting]
    needed = {leaf.name: leaf for leaf in iter_required_leaves(rule.condition)}
    facts = context.rulebase.facts
    told = [
        facts[name].values[next(iter(needed[name].values))]
        for name in open_facts
        if name in needed and facts[name].kind in (Kind.CHOICE, Kind.YES_NO) and len(needed[name].values) == 1
    ]
    return join_words(told) if len(told) == len(open_facts) else ""
