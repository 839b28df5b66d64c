"""Which answers an advice uses: those that it infers facts from, and those that matter for nothing at this level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.advice import InferredFact, Reason, Trouble, UnusedAnswer
from advisor.model.answers import PartialChoice
from advisor.model.clauses import format_known_clause, to_plain_value
from advisor.model.pack_locators import add_authors
from advisor.model.rulebase import STATED_STATE
from advisor.model.rules import Firing
from advisor.model.vocabulary import Stage
from advisor.reasoning.inference_record import InferenceRecord

SHOWN_LISTS = (
    frozenset(("funnel_led_by_marketing", "funnel_led_by_sales")),
    frozenset(("checklist_done",)),
    frozenset(("checklist_under_way",)),
)
"""Facts that the report shows as they are, in the funnel map and the checklist; those of a set only together."""


def list_inferred_facts(record: InferenceRecord) -> list[InferredFact]:
    """List the facts that follow from other answers, with the answer and the rule."""
    facts, answers = record.rulebase.facts, record.answers
    by_fact = {
        name: firing
        for firing in record.firings
        if firing.rule.stage is Stage.INFER
        for name, _ in firing.rule.then
        if name in answers.filled or name in answers.stated
    }
    inferred = []
    for name, fact in facts.items():
        firing, count = by_fact.get(name), fact.filled_from
        if firing is None and (name not in answers.filled or count is None):
            continue
        inferred.append(
            InferredFact(
                fact=name,
                value=_list_plain_value(record, name),
                clause=format_known_clause(name, answers, facts),
                because=record.format_because(firing) if firing else "",
                rule=firing.rule.id if firing else "",
                source=_sign_source(record, name, firing.rule.source if firing else count.source if count else ""),
            )
        )
    return inferred


def _sign_source(record: InferenceRecord, name: str, locator: str) -> str:
    return add_authors(locator, sorted(record.influence.find_fact_packs(name)))


def _list_plain_value(record: InferenceRecord, name: str) -> str | int | list[str]:
    value = record.answers.known[name]
    return sorted(value.yes) if isinstance(value, PartialChoice) else to_plain_value(value)


def list_unused_answers(
    record: InferenceRecord, stated: Iterable[str], reasons: Iterable[Reason], trouble: Iterable[Trouble]
) -> list[UnusedAnswer]:
    """List the stated answers that no sentence of the advice depends on, in the order of the facts.

    Args:
        record: the run.
        stated: the names of the facts that somebody stated.
        reasons: the reasons of the advice, whatever their status.
        trouble: the reported trouble; only what some step or caution answers counts as used.
    """
    stated = frozenset(stated)
    shown = frozenset[str]().union(*(names for names in SHOWN_LISTS if names <= stated))
    used = {STATED_STATE, *shown, *(name for reason in reasons for name in reason.facts)}
    answered = {each.rule for each in trouble if each.answered_by}
    for firing in record.firings:
        if firing.rule.stage not in (Stage.INFER, Stage.WEIGH) or firing.rule.id in answered:
            used.update(_iter_used_facts(record, firing))
    origins = record.answers.filled
    used.update([origins[name] for name in used if name in origins])
    facts = record.rulebase.facts
    clauses = {
        name: format_known_clause(name, record.answers, facts) for name in facts if name in stated and name not in used
    }
    return [UnusedAnswer(name, clause) for name, clause in clauses.items() if clause]


def _iter_used_facts(record: InferenceRecord, firing: Firing) -> Iterator[str]:
    """Iterate over the facts behind a firing, also those behind the denied marks that it reads."""
    for test in firing.uses:
        if test.name in record.rulebase.facts:
            yield test.name
        else:
            for other in record.firings:
                if other.rule.stage is Stage.INFER and not test.values.isdisjoint(
                    other.rule.list_concluded_values(test.name)
                ):
                    yield from (leaf.name for leaf in other.uses)
