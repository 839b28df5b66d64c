"""What is still unknown and what it could change; which answers would have to be others to change the verdict."""

from __future__ import annotations

from advisor.logic.possibilities import Possibilities
from advisor.model.advice import OpenQuestion, WouldChange
from advisor.model.answers import Chosen
from advisor.model.clauses import clause, plain
from advisor.model.conditions import open_leaves
from advisor.model.rules import Rule
from advisor.reasoning.record import Record


def open_questions(record: Record, verdicts: Possibilities, possible: int) -> list[OpenQuestion]:
    """Unknown facts that some rule waits for: first those that can change the verdict, then as the vocabulary goes.

    `possible` is how many verdicts there still are; with one, no answer can change it and none needs to be tried.
    """
    waiting = _waiting(record)
    questions = [
        OpenQuestion(
            fact=name,
            question=fact.question,
            label=fact.label,
            decides=(decides := possible > 1 and verdicts.decides(name, record.answers)),
            outcomes=_outcomes(record, verdicts, name) if decides else {},
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
        names = dict.fromkeys(leaf.name for leaf in open_leaves(rule.condition, record.lookup))
        for name in names:
            if name in record.rulebase.facts:
                waiting.setdefault(name, []).append(rule)
    return waiting


def _outcomes(record: Record, verdicts: Possibilities, name: str) -> dict[str, list[str]]:
    outcomes: dict[str, list[str]] = {}
    for value in verdicts.candidates(name, record.answers):
        possible = verdicts.values(record.answers.with_value(name, value))
        words = (
            str(value)
            if isinstance(value, str | int)
            else "+".join(sorted(value.yes))
            if isinstance(value, Chosen)
            else ""
        )
        outcomes[words] = sorted(verdict for verdict in possible if verdict)
    return outcomes


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
