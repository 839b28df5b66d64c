"""What is still unknown and what it could change; which answers would have to be others to change the verdict."""

from __future__ import annotations

from advisor.logic.possible_values import PossibleValues
from advisor.model.advice import OpenQuestion, VerdictAlternative
from advisor.model.answers import PartialChoice, Value
from advisor.model.clauses import format_clause, to_plain_value
from advisor.model.rules import Rule, list_awaited_facts
from advisor.reasoning.inference_record import InferenceRecord


def list_open_questions(record: InferenceRecord, verdicts: PossibleValues, possible: int) -> list[OpenQuestion]:
    """Unknown facts that some rule waits for: first those that can change the verdict, then as the vocabulary goes.

    `possible` is how many verdicts there still are; with one, no answer can change it and none needs to be tried.
    """
    waiting = _group_waiting_rules(record)
    deciding = frozenset(verdicts.list_open_facts(record.answers)) if possible > 1 else frozenset()
    questions = [
        OpenQuestion(
            fact=name,
            question=fact.question,
            label=fact.label,
            decides=name in deciding,
            outcomes=_list_outcomes(record, verdicts, name) if name in deciding else {},
            waiting=[rule.id for rule in waiting[name]],
            source=fact.source,
        )
        for name, fact in record.rulebase.facts.items()
        if name in waiting and not fact.computed
    ]
    return sorted(questions, key=lambda question: not question.decides)


def _group_waiting_rules(record: InferenceRecord) -> dict[str, list[Rule]]:
    """For every unknown fact the rules that are open because of it."""
    waiting: dict[str, list[Rule]] = {}
    for rule in record.open_rules:
        for name in list_awaited_facts(rule, record.lookup, record.rulebase.facts):
            waiting.setdefault(name, []).append(rule)
    return waiting


def _list_outcomes(record: InferenceRecord, verdicts: PossibleValues, name: str) -> dict[str, list[str]]:
    """The verdicts left possible by each answer; for a `many` fact, by each value chosen or not."""
    return {
        words: sorted(verdict for verdict in values if verdict)
        for label, values in verdicts.list_outcomes(name, record.answers)
        if (words := _format_label(label))
    }


def _format_label(label: Value) -> str:
    if isinstance(label, PartialChoice):
        return "+".join(sorted(label.yes))
    return str(label) if isinstance(label, str | int) else ""


def find_verdict_changes(record: InferenceRecord, verdicts: PossibleValues) -> list[VerdictAlternative]:
    """The smallest changes of known answers after which another verdict would hold."""
    facts = record.rulebase.facts
    return [
        VerdictAlternative(
            facts={name: to_plain_value(value) for name, value in change.facts},
            clauses=[format_clause(facts[name], value) for name, value in change.facts],
            verdicts=sorted(value for value in change.values if value),
        )
        for change in verdicts.find_changes(record.answers)
    ]
