"""What is still unknown and what it could change; which answers would have to be others to change the verdict."""

from __future__ import annotations

from advisor.logic.possible_values import Possibilities
from advisor.model.advice import OpenQuestion, WouldChange
from advisor.model.answers import Chosen, Value
from advisor.model.clauses import clause, plain
from advisor.model.rules import Rule, waits_for
from advisor.reasoning.inference_record import Record


def open_questions(record: Record, verdicts: Possibilities, possible: int) -> list[OpenQuestion]:
    """Unknown facts that some rule waits for: first those that can change the verdict, then as the vocabulary goes.

    `possible` is how many verdicts there still are; with one, no answer can change it and none needs to be tried.
    """
    waiting = _waiting(record)
    deciding = frozenset(verdicts.open_facts(record.answers)) if possible > 1 else frozenset()
    questions = [
        OpenQuestion(
            fact=name,
            question=fact.question,
            label=fact.label,
            decides=name in deciding,
            outcomes=_outcomes(record, verdicts, name) if name in deciding else {},
            waiting=[rule.id for rule in waiting[name]],
            source=fact.source,
        )
        for name, fact in record.rulebase.facts.items()
        if name in waiting and not fact.computed
    ]
    return sorted(questions, key=lambda question: not question.decides)


def _waiting(record: Record) -> dict[str, list[Rule]]:
    """For every unknown fact the rules that are open because of it."""
    waiting: dict[str, list[Rule]] = {}
    for rule in record.open_rules:
        for name in waits_for(rule, record.lookup, record.rulebase.facts):
            waiting.setdefault(name, []).append(rule)
    return waiting


def _outcomes(record: Record, verdicts: Possibilities, name: str) -> dict[str, list[str]]:
    """The verdicts left possible by each answer; for a `many` fact, by each value chosen or not."""
    return {
        words: sorted(verdict for verdict in values if verdict)
        for label, values in verdicts.outcomes(name, record.answers)
        if (words := _words(label))
    }


def _words(label: Value) -> str:
    if isinstance(label, Chosen):
        return "+".join(sorted(label.yes))
    return str(label) if isinstance(label, str | int) else ""


def would_change(record: Record, verdicts: Possibilities) -> list[WouldChange]:
    """The smallest changes of known answers after which another verdict would hold."""
    facts = record.rulebase.facts
    return [
        WouldChange(
            facts={name: plain(value) for name, value in change.facts},
            clauses=[clause(facts[name], value) for name, value in change.facts],
            verdicts=sorted(value for value in change.values if value),
        )
        for change in verdicts.changes(record.answers)
    ]
