"""Open questions and what they can change; changes of known answers that would change the verdict."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.logic.answer_changes import ChangeFinder
from advisor.logic.possible_values import PossibleValues
from advisor.model.advice import OpenQuestion, VerdictAlternative
from advisor.model.answers import PartialChoice, Value
from advisor.model.clauses import format_clause, to_plain_value
from advisor.model.conditions import iter_open_leaves
from advisor.model.rulebase import STATED_STATE, name_verdicts
from advisor.model.rules import Rule, group_waiting_rules
from advisor.reasoning.inference_record import InferenceRecord


def list_open_questions(record: InferenceRecord, verdicts: PossibleValues, verdict_count: int) -> list[OpenQuestion]:
    """List the unknown facts that some rule waits for, first those that can change the verdict, of these the level.

    Args:
        record: the run.
        verdicts: the exact verdicts of the rule base.
        verdict_count: the number of possible verdicts; if there is only one, no answer can change it.
    """
    waiting = group_waiting_rules(record.open_rules, record.lookup, record.rulebase.facts)
    alone = {rule.id for rule in record.open_rules if _waits_for_answers_only(rule, record)}
    deciding = frozenset(verdicts.list_open_facts(record.answers)) if verdict_count > 1 else frozenset()
    questions = [
        OpenQuestion(
            fact=name,
            question=fact.question,
            label=fact.label,
            decides=name in deciding,
            outcomes=_list_outcomes(record, verdicts, name) if name in deciding else {},
            waiting=[waiting_rule.rule.id for waiting_rule in waiting[name]],
            waiting_alone=[each.rule.id for each in waiting[name] if each.rule.id in alone],
            source=fact.source,
        )
        for name, fact in record.rulebase.facts.items()
        if name in waiting and not fact.computed
    ]
    return sorted(questions, key=lambda question: (not question.decides, question.fact != STATED_STATE))


def ask_for_state(record: InferenceRecord, outcomes: Mapping[str, list[str]]) -> OpenQuestion:
    """Return the question for the level itself, which signs or scores have left open.

    Args:
        record: the run.
        outcomes: the possible verdicts at each level.
    """
    fact = record.rulebase.facts[STATED_STATE]
    return OpenQuestion(
        fact=fact.name,
        question=fact.question,
        label=fact.label,
        decides=len({tuple(verdicts) for verdicts in outcomes.values()}) > 1,
        outcomes=dict(outcomes),
        waiting=[],
        waiting_alone=[],
        source=fact.source,
    )


def _waits_for_answers_only(rule: Rule, record: InferenceRecord) -> bool:
    open_leaves = iter_open_leaves(rule.condition, record.lookup)
    return all(leaf.name in record.rulebase.facts for leaf in open_leaves)


def _list_outcomes(record: InferenceRecord, verdicts: PossibleValues, name: str) -> dict[str, list[str]]:
    """Map each answer to the verdicts that are then possible; for a `many` fact, each value chosen or not."""
    return {
        words: sorted(name_verdicts(values))
        for label, values in verdicts.list_outcomes(name, record.answers)
        if (words := _format_label(label))
    }


def _format_label(label: Value) -> str:
    if isinstance(label, PartialChoice):
        return "+".join(sorted(label.yes))
    return str(label) if isinstance(label, str | int) else ""


def find_verdict_changes(record: InferenceRecord, finder: ChangeFinder) -> tuple[list[VerdictAlternative], bool]:
    """Find the smallest changes after which another verdict would be possible: of known answers, and of open marks.

    Also returns whether all changes were tried; if not, there can be others.
    """
    facts = record.rulebase.facts
    known, denials = finder.find_changes(record.answers), finder.find_denials(record.answers)
    alternatives = [
        VerdictAlternative(
            facts={name: to_plain_value(value) for name, value in change.facts},
            clauses=[format_clause(facts[name], value) for name, value in change.facts],
            verdicts=sorted(name_verdicts(change.values)),
            is_denial=number >= len(known.changes),
        )
        for number, change in enumerate((*known.changes, *denials.changes))
    ]
    return alternatives, known.is_complete and denials.is_complete
