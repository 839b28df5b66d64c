"""The facts that can still change the steps, once state, verdict and move are as settled as they will be.

A rule that advises a step, or adds to it, can change the step, and so can a rule that finds it in place already. A fact
matters if, for some answers to the others (which may stay unknown), its possible answers lead to different steps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import NamedTuple

from advisor.interview.step_cases import CHANGES, CODES, EffectCases, OpenConclusions, OpenFacts
from advisor.interview.step_effects import Effect, StepFormulas
from advisor.logic.relevant_values import find_relevant_rules
from advisor.model.answers import Answers, Value, is_settled
from advisor.model.conditions import Status, Test
from advisor.model.rulebase import EXACT_CONCLUSIONS, RuleBase
from advisor.model.rules import Evidence
from advisor.model.vocabulary import Stage

MAX_KEPT_RESULTS = 50_000
ExactValues = Mapping[str, frozenset[str | None]]
ExactValuesFunction = Callable[[Answers], ExactValues]
"""A function from answers to the exact values that single conclusions can have."""


class _WatchedEffect(NamedTuple):
    """An effect, what selects its tests among those of all effects, and the facts that it reads."""

    effect: Effect
    select: Callable[[list[str]], Iterable[str]]
    facts: frozenset[str]


class StepQuestions:
    """Finds the facts that rules about steps wait for; results are cached."""

    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase
        self._computed = frozenset(name for name, fact in rulebase.facts.items() if fact.computed)
        self._find_facts = lru_cache(MAX_KEPT_RESULTS)(self._compute_facts)
        self._open_facts = OpenFacts(rulebase)
        self._places: dict[Test, int] = {}

    def count_effects(
        self,
        answers: Answers,
        declined: frozenset[str],
        compute_exact_values: ExactValuesFunction,
        deciding: Mapping[str, frozenset[str]],
    ) -> Counter[str]:
        """Count, for each fact whose answers can still change a step, the rules about steps that they change.

        Args:
            answers: the answers so far.
            declined: facts that will not be answered.
            compute_exact_values: the exact values of single conclusions for some answers.
            deciding: for each single conclusion, the facts whose answers can still change it; mostly none.
        """
        effects, exact, unanswered = self._effects, compute_exact_values(answers), declined | self._computed

        def read_code(test: Test) -> str:
            if test.name not in self.rulebase.facts:
                return CODES[_read_exact(test, exact)] if not deciding[test.name] else CHANGES
            status = answers.evaluate_test(test)
            return CHANGES if status is Status.OPEN and test.name not in unanswered else CODES[status]

        def evaluate_test(test: Test, more: Mapping[str, Value]) -> Status:
            company = answers
            for name, value in more.items():
                company = company.with_value(name, value)
            return _read_exact(test, compute_exact_values(company))

        partly_known = {name: value for name, value in answers.known.items() if not is_settled(value)}
        codes = [read_code(test) for test in self._places]
        conclusions = OpenConclusions(evaluate_test, deciding) if any(deciding.values()) else None
        counts: Counter[str] = Counter()
        for number, watched in enumerate(effects):
            own = "".join(watched.select(codes))
            if CHANGES in own:
                if conclusions is None:
                    partly = {name: partly_known[name] for name in watched.facts & partly_known.keys()}
                    found = self._find_facts(number, own, tuple(sorted(partly.items())))
                else:
                    cases = EffectCases(watched.effect, own, partly_known, self._all_open_facts, conclusions)
                    found = cases.find_deciding_facts()
                counts.update(found)
        return counts

    @cached_property
    def _all_open_facts(self) -> OpenFacts:
        """The open facts with every answer that matters for a single conclusion."""
        names = [name for name in EXACT_CONCLUSIONS if name in self.rulebase.conclusions]
        atoms = [atom for name in names for atom in self.rulebase.list_concluded_atoms(name)]
        return OpenFacts(self.rulebase, find_relevant_rules(self.rulebase, atoms))

    @cached_property
    def _effects(self) -> list[_WatchedEffect]:
        plan = self.rulebase.rules_by_stage[Stage.PLAN]
        steps = dict.fromkeys(step for rule in plan for step in rule.list_concluded_values("step"))
        watched = []
        for formulas in (StepFormulas(self.rulebase, step) for step in steps):
            for effect in formulas.iter_effects():
                if not effect.literals:
                    continue  # no answer changes it
                places = [self._places.setdefault(test, len(self._places)) for test in effect.literals]
                facts = frozenset(test.name for test in effect.literals if test.name in self.rulebase.facts)
                watched.append(_WatchedEffect(effect, itemgetter(*places), facts))
        return watched

    def _compute_facts(self, number: int, codes: str, partly: tuple[tuple[str, Value], ...]) -> frozenset[str]:
        watched = self._effects[number]
        return EffectCases(watched.effect, codes, dict(partly), self._open_facts).find_deciding_facts()


def _read_exact(test: Test, exact: ExactValues) -> Status:
    """Return the status of a test of a single conclusion with these exact values."""
    values = exact[test.name]
    known = frozenset(value for value in values if value is not None)
    certain = known if len(values) == 1 else frozenset()
    has_value = {test.name} if known and None not in values else frozenset()
    return Evidence({test.name: certain}, {test.name: known}, has_value).evaluate_test(test)
