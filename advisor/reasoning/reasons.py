"""Reasons for and against, each with the status it has for this company, and where the relationship stands."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.advice import Progress, Reason, Relationship
from advisor.model.clauses import format_known_clause
from advisor.model.conditions import Status, evaluate, iter_required_leaves, iter_supporting_leaves
from advisor.model.rulebase import STATE
from advisor.model.rules import Rule
from advisor.model.vocabulary import Stage
from advisor.reasoning.inference_record import InferenceRecord

FAVOURING_CONCLUSIONS = ("favours", "on_balance")
CHECKLIST_FACT = "checklist_done"


def build_reasons(record: InferenceRecord) -> list[Reason]:
    """Every reason that speaks of a state the company may be in, whether it holds, fails or is open."""
    because = {firing.rule.id: record.format_because(firing) for firing in record.firings}
    return [
        Reason(
            rule=rule.id,
            title=rule.title,
            favours=favoured,
            status=str(record.evaluate_rule(rule)),
            facts=record.get_plain_facts(record.rulebase.list_condition_facts(rule.when)),
            because=because.get(rule.id, ""),
            known=[
                words
                for name in record.rulebase.list_condition_facts(rule.when)
                if (words := _format_clause(record, name))
            ],
            unknown=[
                record.rulebase.facts[name].label
                for name in record.rulebase.list_condition_facts(rule.when)
                if not _format_clause(record, name)
            ],
            failing=_list_failing_clauses(record, rule),
            source=rule.source,
        )
        for rule in _iter_weighing_rules(record)
        for name in FAVOURING_CONCLUSIONS
        for favoured in rule.list_concluded_values(name)
    ]


def _iter_weighing_rules(record: InferenceRecord) -> Iterator[Rule]:
    """Rules that favour something, unless the company cannot be in the state they speak of."""
    for rule in record.rulebase.find_concluding_rules(*FAVOURING_CONCLUSIONS):
        states = [leaf for leaf in iter_required_leaves(rule.condition) if leaf.name == STATE]
        if (
            all(record.lookup(leaf) is not Status.FAILS for leaf in states)
            and evaluate(rule.guard, record.lookup) is not Status.FAILS
        ):
            yield rule


def _list_failing_clauses(record: InferenceRecord, rule: Rule) -> list[str]:
    """The clauses of the answers that rule a reason out; none where it holds or is open."""
    if record.evaluate_rule(rule) is not Status.FAILS:
        return []
    names = dict.fromkeys(leaf.name for leaf in iter_supporting_leaves(rule.condition, record.lookup, Status.FAILS))
    return [words for name in names if name in record.rulebase.facts and (words := _format_clause(record, name))]


def _format_clause(record: InferenceRecord, name: str) -> str:
    return format_known_clause(name, record.answers, record.rulebase.facts)


def build_relationship(record: InferenceRecord, basis: str) -> Relationship:
    """Where the relationship stands, how that is known, and what marks such a relationship (types/…)."""
    possible = record.evidence.get_values(STATE, certain=False)
    states = [state for state in record.rulebase.states if state in possible]
    state = states[0] if len(states) == 1 else None
    entry = record.rulebase.entries.get(f"relationships/{state}")
    return Relationship(
        state=state,
        basis=basis,
        possible_states=states,
        title=entry.title if entry else "",
        text=entry.text if entry else "",
        grounds=record.collect_grounds(
            firing for firing in record.iter_firings(Stage.CLASSIFY) if firing.rule.list_concluded_values(STATE)
        ),
        source=entry.source if entry else "",
        progress=_build_progress(record),
    )


def _build_progress(record: InferenceRecord) -> Progress | None:
    """What of the integration checklist is done, where the company has gone through it."""
    chosen, fact = record.answers.known.get(CHECKLIST_FACT), record.rulebase.facts.get(CHECKLIST_FACT)
    if fact is None or not isinstance(chosen, frozenset):
        return None
    done = [words for name, words in fact.values.items() if name in chosen]
    return Progress(done, [words for name, words in fact.values.items() if name not in chosen], fact.source)
