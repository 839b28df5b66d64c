"""Reasons for and against, each with the status it has for this company, and where the relationship stands."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.advice import Progress, Reason, Relationship
from advisor.model.clauses import known_clause
from advisor.model.conditions import Status, evaluate, required_leaves, support
from advisor.model.rulebase import STATE
from advisor.model.rules import Rule
from advisor.model.vocabulary import Stage
from advisor.reasoning.inference_record import Record

FAVOURING = ("favours", "on_balance")
CHECKLIST = "checklist_done"


def reasons(record: Record) -> list[Reason]:
    """Every reason that speaks of a state the company may be in, whether it holds, fails or is open."""
    because = {firing.rule.id: record.sentence(firing) for firing in record.firings}
    return [
        Reason(
            rule=rule.id,
            title=rule.title,
            favours=favoured,
            status=str(record.status(rule)),
            facts=record.plain_facts(record.rulebase.facts_read(rule.when)),
            because=because.get(rule.id, ""),
            known=[words for name in record.rulebase.facts_read(rule.when) if (words := _clause(record, name))],
            unknown=[
                record.rulebase.facts[name].label
                for name in record.rulebase.facts_read(rule.when)
                if not _clause(record, name)
            ],
            failing=_failing(record, rule),
            source=rule.source,
        )
        for rule in _weighing(record)
        for name in FAVOURING
        for favoured in rule.concludes(name)
    ]


def _weighing(record: Record) -> Iterator[Rule]:
    """Rules that favour something, unless the company cannot be in the state they speak of."""
    for rule in record.rulebase.concluding(*FAVOURING):
        states = [leaf for leaf in required_leaves(rule.condition) if leaf.name == STATE]
        if (
            all(record.lookup(leaf) is not Status.FAILS for leaf in states)
            and evaluate(rule.guard, record.lookup) is not Status.FAILS
        ):
            yield rule


def _failing(record: Record, rule: Rule) -> list[str]:
    """The clauses of the answers that rule a reason out; none where it holds or is open."""
    if record.status(rule) is not Status.FAILS:
        return []
    names = dict.fromkeys(leaf.name for leaf in support(rule.condition, record.lookup, Status.FAILS))
    return [words for name in names if name in record.rulebase.facts and (words := _clause(record, name))]


def _clause(record: Record, name: str) -> str:
    return known_clause(name, record.answers, record.rulebase.facts)


def relationship(record: Record, basis: str) -> Relationship:
    """Where the relationship stands, how that is known, and what marks such a relationship (types/…)."""
    possible = record.evidence.values(STATE, certain=False)
    states = [state for state in record.rulebase.states if state in possible]
    state = states[0] if len(states) == 1 else None
    entry = record.rulebase.entries.get(f"relationships/{state}")
    return Relationship(
        state=state,
        basis=basis,
        possible_states=states,
        title=entry.title if entry else "",
        text=entry.text if entry else "",
        grounds=record.grounds(firing for firing in record.fired(Stage.CLASSIFY) if firing.rule.concludes(STATE)),
        source=entry.source if entry else "",
        progress=_progress(record),
    )


def _progress(record: Record) -> Progress | None:
    """What of the integration checklist is done, where the company has gone through it."""
    chosen, fact = record.answers.known.get(CHECKLIST), record.rulebase.facts.get(CHECKLIST)
    if fact is None or not isinstance(chosen, frozenset):
        return None
    done = [words for name, words in fact.values.items() if name in chosen]
    return Progress(done, [words for name, words in fact.values.items() if name not in chosen], fact.source)
