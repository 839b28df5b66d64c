"""What open answers can still do to the steps that all possible verdicts share: remove some, or add others."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence

from advisor.logic.relevant_values import apply_label
from advisor.model.advice import OpenSteps, StepAdvice, StepRemoval
from advisor.model.answers import Answers, PartialChoice, Value
from advisor.model.clauses import format_clause, to_plain_value
from advisor.model.conditions import Test, iter_leaves, iter_open_leaves
from advisor.model.rulebase import STATE, STATED_BASIS, STATED_STATE, WITHDRAWING_CONCLUSIONS
from advisor.model.rules import Evidence
from advisor.model.vocabulary import Atom, Kind, Stage
from advisor.reasoning.inference_record import InferenceRecord
from advisor.reasoning.state_readings import BASIS

MAX_PAIRS = 60
"""Maximum number of pairs of answers that are tried for one rule."""
Given = tuple[tuple[str, Value], ...]
"""Open facts with an answer each."""


def find_open_steps(
    record: InferenceRecord, steps: Sequence[StepAdvice], conclude: Callable[[Answers], Evidence]
) -> OpenSteps:
    """Find the advised steps that open answers can remove, the answers that surely do, and whether others are possible.

    Args:
        record: the run.
        steps: the advised steps.
        conclude: what is certain and possible about these steps for some answers.
    """
    if not steps:
        return OpenSteps([], [], more_possible=True)
    effects = _Effects(record, [step.id for step in steps], conclude)
    removable = {step.id for step in steps if _is_withdrawn(step.id, record.evidence, certain=False)}
    removals: dict[tuple[str, Given], None] = {}
    single: dict[tuple[str, Value], frozenset[str]] = {}
    waiting = [*effects.iter_removing_tests(removable), *_iter_reported_tests(record), *_iter_level_tests(record)]
    for tests in waiting:
        options = [[(test.name, value) for value in _iter_answers(record, test)] for test in tests]
        for given in itertools.chain.from_iterable(options):
            if given not in single:
                lost, single[given] = effects.find_effect((given,))
                removable |= lost
                removals.update(((step_id, (given,)), None) for step_id in single[given])
        if len(options) == 2:
            for pair in itertools.islice(itertools.product(*options), MAX_PAIRS):
                lost, gone = effects.find_effect(pair)
                removable |= lost
                alone = single[pair[0]] | single[pair[1]]
                removals.update(((step_id, pair), None) for step_id in gone - alone)
    return OpenSteps(
        removable=[step.id for step in steps if step.id in removable],
        removals=[_build_removal(record, *each) for step in steps for each in removals if each[0] == step.id],
        more_possible=any(
            not _is_withdrawn(step_id, record.evidence)
            for step_id in record.evidence.get_values("step", certain=False) - {step.id for step in steps}
        ),
    )


def _is_withdrawn(step_id: str, evidence: Evidence, *, certain: bool = True) -> bool:
    return any(step_id in evidence.get_values(name, certain=certain) for name in WITHDRAWING_CONCLUSIONS)


class _Effects:
    """The effects of open answers on the advised steps of one company."""

    def __init__(self, record: InferenceRecord, steps: Sequence[str], conclude: Callable[[Answers], Evidence]) -> None:
        self._record, self._steps, self._conclude = record, steps, conclude
        self._found: dict[Given, tuple[frozenset[str], frozenset[str]]] = {}

    def find_effect(self, given: Given) -> tuple[frozenset[str], frozenset[str]]:
        """Return the steps that are no longer certain after some answers, and those that are certainly removed."""
        if given not in self._found:
            self._found[given] = self._compute_effect(given)
        return self._found[given]

    def _compute_effect(self, given: Given) -> tuple[frozenset[str], frozenset[str]]:
        record = self._record
        known = {**record.answers.known, **dict(given)}
        if STATED_STATE in dict(given):
            known[BASIS] = STATED_BASIS
        if record.rulebase.find_clashes(known):
            return frozenset(), frozenset()
        evidence = self._conclude(record.rulebase.build_answers(known, record.answers.company))
        certain, possible = evidence.get_values("step"), evidence.get_values("step", certain=False)
        lost = {step for step in self._steps if step not in certain or _is_withdrawn(step, evidence)}
        gone = {step for step in lost if step not in possible or _is_withdrawn(step, evidence)}
        return frozenset(lost), frozenset(gone)

    def iter_removing_tests(self, removable: Iterable[str]) -> Iterator[list[Test]]:
        """Yield the tests of open facts of each open rule that would withdraw a step, also behind conclusions."""
        record = self._record
        open_rules = {rule.id for rule in record.open_rules}
        waiting = [
            Atom(name, step_id) for step_id in self._steps if step_id in removable for name in WITHDRAWING_CONCLUSIONS
        ]
        seen = set(waiting)
        while waiting:
            for rule in record.rulebase.rules_by_atom.get(waiting.pop(0), ()):
                if rule.id in open_rules:
                    leaves = list(iter_open_leaves(rule.condition, record.lookup))
                    behind = {Atom(leaf.name, value) for leaf in leaves for value in leaf.values} - seen
                    seen |= behind
                    waiting += sorted(behind)
                    yield _list_open_tests(record, leaves)


def _iter_reported_tests(record: InferenceRecord) -> Iterator[list[Test]]:
    """Yield the tests of open facts of each rule whose conclusion counts only if somebody reports it."""
    for rule in record.rulebase.rules_by_stage[Stage.INFER]:
        leaves = [leaf for leaf in iter_leaves(rule.condition) if leaf.reported]
        yield _list_open_tests(record, [leaf for leaf in leaves if leaf.name not in record.answers.known])


def _iter_level_tests(record: InferenceRecord) -> Iterator[list[Test]]:
    """Yield the test of the level itself, if signs or scores leave it open; who states it settles it in another way."""
    if not record.evidence.get_values(STATE) and STATED_STATE in record.rulebase.facts:
        yield [Test(STATED_STATE, frozenset(record.rulebase.states))]


def _list_open_tests(record: InferenceRecord, leaves: Iterable[Test]) -> list[Test]:
    facts = record.rulebase.facts
    tests = {leaf.name: leaf for leaf in leaves if leaf.name in facts and not facts[leaf.name].computed}
    return list(tests.values())


def _iter_answers(record: InferenceRecord, test: Test) -> Iterator[Value]:
    """Yield the answers to try for an open fact: each value of a choice, each tested value of a list."""
    fact, known = record.rulebase.facts[test.name], record.answers.known.get(test.name)
    if fact.kind is Kind.MANY:
        yield from (apply_label(known, PartialChoice(frozenset((value,)))) for value in sorted(test.values))
    elif fact.kind is not Kind.COUNT:
        yield from fact.values


def _build_removal(record: InferenceRecord, step_id: str, given: Given) -> StepRemoval:
    facts = record.rulebase.facts
    chosen = {name: value.yes if isinstance(value, PartialChoice) else value for name, value in given}
    return StepRemoval(
        step=step_id,
        facts={name: to_plain_value(value) for name, value in chosen.items()},
        clauses=[format_clause(facts[name], value) for name, value in chosen.items()],
    )
