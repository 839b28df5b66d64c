"""Open questions, and the effect of each answer on the verdict and the steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.model.advice import OpenQuestion, VerdictAlternative
from advisor.model.conditions import iter_required_leaves
from advisor.model.rulebase import LEAVE_OUT, STATED_STATE, WITHDRAWING_CONCLUSIONS
from advisor.model.rules import Rule
from advisor.model.vocabulary import Kind, Stage
from advisor.model.word_lists import join_alternatives, join_words
from advisor.reporting.view.answer_checks import AnswerChecks, GivenAnswers
from advisor.reporting.view.text_layout import CitedText
from advisor.reporting.view.wording import ReportContext, format_step_numbers

MAX_QUESTIONS, MAX_ON_FIRST_PAGE = 5, 2
TWO_ANSWERS = MAX_NAMED_VERDICTS = 2
REMOVES_STEP, ADDS_STEP, SHARPENS_STEP = range(3)
"""The effects of an answer, the strongest first."""
OFFERED_CONCLUSIONS = tuple(name for name in WITHDRAWING_CONCLUSIONS if name != LEAVE_OUT)
"""What can take a step away and is worth asking about; a step is left out because of an answer that does not fit it."""


class OpenQuestionsView(NamedTuple):
    """Questions that decide the verdict, and other effects of answers.

    The first page has the lines of `first`, the detail those of `rest`. `more` is empty; older Word templates name it.
    """

    deciding: list[CitedText]
    smaller: list[CitedText]
    more: str
    first: list[CitedText]
    rest: list[CitedText]


def build_open_questions_view(context: ReportContext) -> OpenQuestionsView:
    """Build the section on open questions, the most important first."""
    questions = context.advice.open_questions
    deciding = [question for question in questions if question.decides]
    lines = [*_describe_deciding_questions(context, deciding), *_describe_missing_marks(context)]
    checks = AnswerChecks(context)
    effects = [_find_main_effect(context, question, checks) for question in questions if not question.decides]
    ranks = {words: rank for rank, words in filter(None, effects)}
    ranked = sorted(ranks, key=lambda words: ranks[words])
    shown = ranked[: max(MAX_QUESTIONS - len(lines), 0)]
    smaller = [CitedText(words) for words in (*_describe_removals(context, checks), *shown)]
    first = [*lines, *smaller][:MAX_ON_FIRST_PAGE]
    return OpenQuestionsView(lines, smaller, "", first, [each for each in (*lines, *smaller) if each not in first])


def _describe_deciding_questions(context: ReportContext, questions: list[OpenQuestion]) -> list[CitedText]:
    """Describe the questions that decide, in at most MAX_QUESTIONS lines.

    The level comes first, then the questions whose answers rule out most verdicts. Those that have no line of their own
    share one, and so do those that decide only together.
    """
    ruled_out = {question.fact: _count_ruled_out(context, question) for question in questions}
    narrowing = sorted(
        (each for each in questions if ruled_out[each.fact]),
        key=lambda each: (each.fact != STATED_STATE, -ruled_out[each.fact]),
    )
    together = [question.label for question in questions if not ruled_out[question.fact]]
    room = MAX_QUESTIONS - bool(together)
    if len(narrowing) > room:
        room -= 1
    lines = [_describe_narrowing(context, question) for question in narrowing[:room]]
    if others := [question.question for question in narrowing[room:]]:
        lines.append(CitedText(context.wording("decide-also", questions=" ".join(others))))
    if together:
        lines.append(CitedText(context.wording("decide-together", labels=join_words(together))))
    return lines


def list_open_changes(context: ReportContext) -> list[VerdictAlternative]:
    """List the changes of the verdict that open answers alone can make: marks of the level that are missing."""
    return [change for change in context.advice.would_change if change.is_denial]


def _describe_missing_marks(context: ReportContext) -> list[CitedText]:
    """Say what the advice would be if open marks of the level turned out to be missing."""
    return [
        context.cite_wording(
            "mark-missing",
            "policy/denied",
            clauses=" and ".join(change.clauses),
            verdicts=context.join_verdicts(change.verdicts),
        )
        for change in list_open_changes(context)
    ]


def _describe_removals(context: ReportContext, checks: AnswerChecks) -> Iterator[str]:
    """Say which open answers remove a step that all possible verdicts share; all of them, or the steps seem sure."""
    advice = context.advice
    numbers = {step.id: number for number, step in enumerate(advice.steps, 1)}
    by_clauses: dict[str, list[int]] = {}
    for removal in advice.open_steps.removals if advice.open_steps else ():
        given = {name: frozenset((str(value),)) for name, value in removal.facts.items()}
        if not checks.would_question(given, at_level=False):  # else the step would seem sure
            by_clauses.setdefault(join_words(removal.clauses), []).append(numbers[removal.step])
    for clauses, removed in sorted(by_clauses.items(), key=lambda pair: (len(pair[1]), pair[1])):
        steps = format_step_numbers(context.wording, sorted(removed))
        yield context.wording("falls-away", clauses=clauses, steps=steps)


def _count_ruled_out(context: ReportContext, question: OpenQuestion) -> int:
    """Count the verdicts that the answers of a question rule out, over all its answers."""
    return sum(len(context.advice.possible_verdicts) - len(verdicts) for verdicts in question.outcomes.values())


def _describe_narrowing(context: ReportContext, question: OpenQuestion) -> CitedText:
    """Say a question, and where its answers lead; answers that lead to the same verdicts share a sentence.

    If many verdicts stay possible, the sentence names the others.
    """
    fact = context.rulebase.facts[question.fact]
    by_outcome: dict[tuple[str, ...], list[str]] = {}
    for value, verdicts in question.outcomes.items():
        answer = fact.values.get(value, value) if fact.kind is Kind.CHOICE else value
        by_outcome.setdefault(tuple(verdicts), []).append(answer)
    lines = []
    for left, answers in by_outcome.items():
        ruled_out = [verdict for verdict in context.advice.possible_verdicts if verdict not in left]
        is_long = len(left) > MAX_NAMED_VERDICTS
        named = context.join_verdicts(ruled_out if is_long else left)
        if ruled_out:
            name = "rules-out" if is_long else "settles"
            lines.append(context.wording(name, answer=join_alternatives(answers), verdicts=named))
    text = " ".join([question.question, *lines])
    return context.cite_text(text, question.source, strong=(question.question,))


def _collect_requirements(rule: Rule) -> GivenAnswers:
    return {leaf.name: leaf.values for leaf in iter_required_leaves(rule.condition)}


def _find_main_effect(context: ReportContext, question: OpenQuestion, checks: AnswerChecks) -> tuple[int, str] | None:
    """Find the strongest effect of an answer on this report, apart from answers that it would ask to check.

    Returns:
        The kind of effect and its description; None if the report does not depend on the answer.
    """
    advice, rules_by_id = context.advice, context.rulebase.rules_by_id
    rules = [rules_by_id[rule_id] for rule_id in question.waiting_alone if rule_id in rules_by_id]
    is_settled = advice.is_settled
    plans = [
        rule
        for rule in rules
        if rule.stage is Stage.PLAN and is_settled and not checks.would_question(_collect_requirements(rule))
    ]
    effects: list[tuple[int, str]] = []
    numbers = {step.id: number for number, step in enumerate(advice.steps, 1)}
    sharpened: set[int] = set()
    for rule in plans:
        removed = [step for name in OFFERED_CONCLUSIONS for step in rule.list_concluded_values(name)]
        effects += _iter_plan_effects(context, rule, removed, numbers)
        sharpened.update(numbers[each] for each in (*rule.list_concluded_values("step"), *removed) if each in numbers)
    if sharpened:
        steps = format_step_numbers(context.wording, sorted(sharpened))
        effects.append((SHARPENS_STEP, context.wording("sharpens", question=question.question, steps=steps)))
    return min(effects, default=None)


def _iter_plan_effects(
    context: ReportContext, rule: Rule, removed: list[str], numbers: dict[str, int]
) -> Iterator[tuple[int, str]]:
    """Yield the steps that a plan rule would remove and add."""
    clauses = _describe_required_answers(context, rule)
    if not clauses:
        return
    if removed_numbers := sorted(numbers[step] for step in removed if step in numbers):
        steps = format_step_numbers(context.wording, removed_numbers)
        yield REMOVES_STEP, context.wording("falls-away", clauses=clauses, steps=steps)
    mentioned = {*numbers, *(note.id for note in (*context.advice.done, *context.advice.not_yet))}
    fired = (context.rulebase.rules_by_id[entry.rule] for entry in context.advice.trace)
    mentioned.update(step for each in fired for step in each.list_concluded_values(LEAVE_OUT))
    for step_id in rule.list_concluded_values("step"):
        if step_id not in mentioned:
            step = context.rulebase.steps[step_id]
            yield ADDS_STEP, context.wording("adds", clauses=clauses, step=step.short or step.title)


def _describe_required_answers(context: ReportContext, rule: Rule) -> str:
    """Say the open answers that a rule needs to fire.

    Return "" unless each is one of two answers, since one of several is a guess that may be far off.
    """
    open_facts = [question.fact for question in context.advice.open_questions if rule.id in question.waiting]
    required = _collect_requirements(rule)
    facts = context.rulebase.facts
    clauses = [
        facts[name].values[next(iter(required[name]))]
        for name in open_facts
        if name in required and len(facts[name].values) == TWO_ANSWERS and len(required[name]) == 1
    ]
    return join_words(clauses) if len(clauses) == len(open_facts) else ""
