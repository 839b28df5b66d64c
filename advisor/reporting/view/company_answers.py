"""The answers of a company as a report needs them: what is missing for a step, and what no sentence has said yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.advice import PlainValue, StepAdvice
from advisor.model.clauses import format_clause
from advisor.model.conditions import iter_leaves, iter_negated_leaves, iter_required_leaves
from advisor.model.rulebase import CHECKLIST_DONE, LEAVE_OUT, STATED_STATE, RuleBase
from advisor.model.used_answers import collect_answers
from advisor.model.vocabulary import Fact, Kind
from advisor.reporting.view.state_view import MAX_NAMED_TASKS
from advisor.reporting.view.wording import ReportContext

IN_PLACE = ("done", LEAVE_OUT)
"""Conclusions that a step is not needed, mostly because of one answer."""


def list_known_answers(context: ReportContext) -> dict[str, PlainValue]:
    """List the stated answers that some rule or reason used, and those that nothing depends on; not the level."""
    advice, facts = context.advice, context.rulebase.facts
    known = collect_answers(advice, facts)
    inferred = {each.fact for each in advice.inferred}
    return {
        name: value
        for name, value in known.items()
        if name in facts and name not in (*inferred, STATED_STATE) and not facts[name].computed and value != "unknown"
    }


def list_missing_clauses(context: ReportContext, step: StepAdvice) -> list[str]:
    """List the answers that say that what a step brings is missing: they deny what would call it done."""
    known, facts = list_known_answers(context), context.rulebase.facts
    clauses: dict[str, None] = {}
    for rule in context.rulebase.find_concluding_rules(*IN_PLACE):
        if not any(step.id in rule.list_concluded_values(name) for name in IN_PLACE):
            continue
        leaves = [leaf for leaf in iter_required_leaves(rule.condition) if leaf.name in facts]
        if len(leaves) != 1 or facts[leaves[0].name].kind is not Kind.YES_NO:
            continue
        value = known.get(leaves[0].name)
        if isinstance(value, str) and value not in leaves[0].values:
            clauses[facts[leaves[0].name].values[value]] = None
    return list(clauses)


def collect_clauses_of_what_works(rulebase: RuleBase) -> frozenset[str]:
    """Collect the clauses which say that something is in place; they alone are no reason for a step."""
    clauses: set[str] = set()
    for rule in rulebase.find_concluding_rules("done"):
        negated = set(iter_negated_leaves(rule.condition))
        for leaf in iter_leaves(rule.condition):
            fact = rulebase.facts.get(leaf.name)
            if fact and fact.kind is Kind.YES_NO and leaf not in negated:
                clauses.update(fact.values[value] for value in leaf.values)
    return frozenset(clauses)


def list_unsaid_clauses(context: ReportContext, printed: Iterable[str]) -> Iterator[str]:
    """Yield the clauses of the answers that no printed text says, so that each answer is in the report."""
    text = " ".join(printed).lower()
    advice = context.advice
    shown = {ground.rule for note in advice.done for ground in note.grounds}
    shown |= {detail.rule for detail in advice.context if detail.id.startswith("growth/")}
    named = frozenset[str]().union(*(context.facts_by_rule.get(rule, frozenset()) for rule in shown))
    progress = context.advice.relationship.progress
    for name, value in list_known_answers(context).items():
        if name in named:
            continue  # what is in place is named by its step, and the role of Marketing by its title
        fact = context.rulebase.facts[name]
        if name == CHECKLIST_DONE and progress and len(progress.left) <= MAX_NAMED_TASKS:
            continue  # the tasks that are left are named
        if not all(part.lower() in text for part in _list_parts(fact, value)):
            yield format_clause(fact, frozenset(value) if isinstance(value, list) else value)


def _list_parts(fact: Fact, value: PlainValue) -> list[str]:
    """List the words that a text must have to say an answer."""
    if isinstance(value, list):
        return [fact.values[each] for each in value] or [fact.empty]
    return [format_clause(fact, value)]
