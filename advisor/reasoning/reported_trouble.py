"""Trouble that a company reports, each with what answers it: steps, details and cautions on the same answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.advice import PlainValue, StepAdvice, Trouble
from advisor.model.clauses import list_grounds
from advisor.model.conditions import Test
from advisor.model.rulebase import TROUBLE
from advisor.model.rules import Firing
from advisor.model.vocabulary import Stage
from advisor.reasoning.inference_record import InferenceRecord

_CAUTIONS = ("caution", "context")


def build_trouble(record: InferenceRecord, steps: Iterable[StepAdvice]) -> list[Trouble]:
    """List the reported trouble in the order of the rules."""
    advised = {name for step in steps for name in (step.id, *(detail.id for detail in step.details))}
    return [
        Trouble(
            id=trouble,
            clause=", ".join(list_grounds(firing, record.answers, record.rulebase.facts)),
            facts={test.name: _format_tested_value(test, record) for test in firing.uses},
            rule=firing.rule.id,
            source=record.sign(firing.rule.source, firing),
            answered_by=list(dict.fromkeys(_iter_answers(record, trouble, firing, advised))),
        )
        for trouble, firing in record.iter_conclusions(Stage.WEIGH, TROUBLE)
    ]


def _format_tested_value(test: Test, record: InferenceRecord) -> PlainValue:
    value = record.get_plain_value(test.name)
    return sorted(test.values.intersection(value)) if isinstance(value, list) else value


def _iter_answers(record: InferenceRecord, trouble: str, reported: Firing, advised: set[str]) -> Iterator[str]:
    """Iterate over the ids of what rules conclude from the same answer, or from the trouble itself."""
    for firing in record.firings:
        if firing.rule.stage not in (Stage.PLAN, Stage.CAUTION):
            continue
        if any(_reads_same(test, trouble, reported) for test in firing.uses):
            steps = [step for step in firing.rule.list_concluded_values("step") if step in advised]
            yield from steps
            if steps:
                yield from (detail for detail in firing.rule.list_concluded_values("detail") if detail in advised)
            yield from (value for name in _CAUTIONS for value in firing.rule.list_concluded_values(name))


def _reads_same(test: Test, trouble: str, reported: Firing) -> bool:
    if test.name == TROUBLE:
        return trouble in test.values
    return any(test.name == other.name and not test.values.isdisjoint(other.values) for other in reported.uses)
