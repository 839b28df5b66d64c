"""The facts that can still change the steps, once state, verdict and move are as settled as they will be.

A rule that advises a step, or adds to it, can change the step, and so can a rule that finds it in place already. A fact
matters if, for some answers to the others (which may stay unknown), its possible answers lead to different steps. Most
conditions ask each fact once; then every open fact of a rule that can still fire matters, and no search is needed. If a
condition asks a fact twice, or some fact will not be answered, a search over the answers decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import count, product
from typing import NamedTuple

from advisor.logic.relevant_values import RelevantValues, find_relevant_rules
from advisor.logic.semantics import Semantics
from advisor.model.answers import Answers, Value
from advisor.model.conditions import NEVER, Condition, Lookup, Status, Test, iter_leaves, iter_open_leaves
from advisor.model.rulebase import MOVE_TO, STATE, VERDICT, WITHDRAWING_CONCLUSIONS, RuleBase
from advisor.model.rules import Evidence, Rule, build_lookup, evaluate_rule, reduce_rule
from advisor.model.vocabulary import Atom, Fact, Kind, Stage

MAX_TRIES = 300
"""Maximum number of cases tried for one question; a fact that is undecided after that counts as one that matters."""
MAX_KEPT_LISTS = 200
ExactValuesFunction = Callable[[Answers], Mapping[str, frozenset[str | None]]]
"""A function from answers to the exact values that single conclusions can have."""


class Effect(NamedTuple):
    """A rule that advises a step or adds to it."""

    rule: Rule
    step: str


class _SearchState(NamedTuple):
    """One company as the rules see it. `fixed_names` stay as open as they are, whatever is answered.

    `tries` counts the cases tried.
    """

    answers: Answers
    compute_exact_values: ExactValuesFunction
    lookup: Lookup
    evidence: Evidence
    open_rule_ids: set[str]
    fixed_names: frozenset[str]
    tries: Iterator[int]

    def reduce_rule(self, rule: Rule) -> Condition:
        """Return the rest of the rule's condition; NEVER if it cannot be met because of the fixed names."""

        def find_final_status(test: Test) -> Status | None:
            status = self.lookup(test)
            return None if status is Status.OPEN and test.name not in self.fixed_names else status

        return reduce_rule(rule, find_final_status, certainly=True)


class StepQuestions:
    """Finds the facts that rules about steps wait for."""

    def __init__(self, rulebase: RuleBase, semantics: Semantics) -> None:
        self.rulebase = rulebase
        self.semantics = semantics
        plan = rulebase.rules_by_stage[Stage.PLAN]
        self.effects = [
            Effect(rule, step) for rule in plan for step in dict.fromkeys(rule.list_concluded_values("step"))
        ]
        self._slices: dict[str, tuple[Semantics, RelevantValues]] = {}
        self._list_full_answers = lru_cache(MAX_KEPT_LISTS)(self._compute_full_answers)
        """The answers to an open fact that matter for a step; the same for nearly every question."""

    def find_deciding_facts(
        self,
        answers: Answers,
        declined: frozenset[str],
        compute_exact_values: ExactValuesFunction,
        fixed: frozenset[str],
    ) -> dict[str, list[Effect]]:
        """Find the facts whose answers can still change a step, each with its effects, in the order of the rules.

        Args:
            answers: the answers so far.
            declined: facts that will not be answered.
            compute_exact_values: the exact values of single conclusions for some answers.
            fixed: single conclusions that no answer changes any more.
        """
        evidence, open_rules = self.semantics.evaluate(answers, compute_exact_values(answers))
        state = _SearchState(
            answers,
            compute_exact_values,
            build_lookup(answers, evidence, self.rulebase.facts),
            evidence,
            {rule.id for rule in open_rules},
            declined | fixed | {name for name, fact in self.rulebase.facts.items() if fact.computed},
            count(1),
        )
        deciding: dict[str, list[Effect]] = {}
        for effect in self.effects:
            if not _is_withdrawn(effect.step, evidence) and state.reduce_rule(effect.rule) != NEVER:
                for name in self._find_facts_of_effect(effect, state):
                    deciding.setdefault(name, []).append(effect)
        return deciding

    def _find_facts_of_effect(self, effect: Effect, state: _SearchState) -> list[str]:
        atoms = [Atom(name, effect.step) for name in WITHDRAWING_CONCLUSIONS]
        withdrawing = (rule for atom in atoms for rule in self.rulebase.rules_by_atom.get(atom, ()))
        rules = {rule.id: rule for rule in (effect.rule, *withdrawing) if rule.id in state.open_rule_ids}
        read_counts = Counter(self._iter_awaited_names([state.reduce_rule(rule) for rule in rules.values()], state))
        facts = [name for name in read_counts if name in self.rulebase.facts and name not in state.fixed_names]
        if len(facts) < len(read_counts) or max(read_counts.values(), default=0) > 1:
            return [name for name in facts if self._can_change_effect(effect, name, facts, state)]
        return facts

    def _iter_awaited_names(self, conditions: list[Condition], state: _SearchState) -> Iterator[str]:
        """Iterate over the names that conditions, and the open rules behind them, wait for, as often as they ask.

        Single conclusions are included, because their values are exact and the rules behind them say less. A fact is
        repeated if all or none of its answers meet the test.
        """
        visit_counts: Counter[str] = Counter()
        waiting = [list(iter_leaves(condition)) for condition in conditions]
        while waiting:
            for leaf in waiting.pop():
                fact = self.rulebase.facts.get(leaf.name)
                if fact is not None or self.rulebase.conclusions[leaf.name].single:
                    yield leaf.name
                if fact is not None and not _has_both_outcomes(leaf, fact):
                    yield leaf.name
                if fact is not None or leaf.name in state.fixed_names:
                    continue
                for value in sorted(leaf.values & state.evidence.get_values(leaf.name, certain=False)):
                    for rule in self.rulebase.rules_by_atom.get(Atom(leaf.name, value), ()):
                        visit_counts[rule.id] += 1
                        # two show that a name is repeated
                        if rule.id in state.open_rule_ids and visit_counts[rule.id] < 3:
                            waiting.append(list(iter_open_leaves(rule.condition, state.lookup)))

    def _can_change_effect(self, effect: Effect, name: str, facts: list[str], state: _SearchState) -> bool:
        """Try whether, for some answers to the other facts, this one changes the effect."""
        known = state.answers.known
        full_answers = {fact: self._list_full_answers(effect.step, fact, known.get(fact)) for fact in facts}
        own_values = full_answers.pop(name)
        options: list[list[Value | None]] = [[None, *values] for values in full_answers.values()]
        for values in product(*options):
            company = state.answers
            for other, value in zip(full_answers, values, strict=True):
                company = company if value is None else company.with_value(other, value)
            without = self._has_effect(effect, company, state)
            for own_value in own_values:
                if next(state.tries) > MAX_TRIES:
                    return True
                if self._has_effect(effect, company.with_value(name, own_value), state) is not without:
                    return True
        return False

    def _compute_full_answers(self, step: str, fact: str, known: Value | None) -> tuple[Value, ...]:
        return tuple(self._get_step_semantics(step)[1].iter_full_answers(fact, known))

    def _has_effect(self, effect: Effect, answers: Answers, state: _SearchState) -> bool:
        semantics, _ = self._get_step_semantics(effect.step)
        evidence = semantics.compute_evidence(answers, state.compute_exact_values(answers))
        holds = evaluate_rule(effect.rule, build_lookup(answers, evidence, self.rulebase.facts)) is Status.HOLDS
        return holds and not _is_withdrawn(effect.step, evidence)

    def _get_step_semantics(self, step: str) -> tuple[Semantics, RelevantValues]:
        """Return the meaning of the rules that matter for one step, and the answers that they distinguish."""
        if step not in self._slices:
            atoms = [Atom(name, step) for name in ("step", *WITHDRAWING_CONCLUSIONS)]
            rules = find_relevant_rules(self.rulebase, atoms)
            unsettled = find_relevant_rules(self.rulebase, atoms, settled=(STATE, VERDICT, MOVE_TO))
            self._slices[step] = Semantics(self.rulebase, Stage.PLAN, unsettled), RelevantValues(self.rulebase, rules)
        return self._slices[step]


def _is_withdrawn(step: str, evidence: Evidence) -> bool:
    """Check whether a step is withdrawn, whatever rules advise it."""
    return any(step in evidence.get_values(name) for name in WITHDRAWING_CONCLUSIONS)


def _has_both_outcomes(test: Test, fact: Fact) -> bool:
    """Check whether some answer meets the test and some other answer does not."""
    if fact.kind is Kind.COUNT:
        return not (test.is_within_bounds(fact.minimum) and test.is_within_bounds(fact.maximum))
    return fact.kind is Kind.MANY or not test.values.issuperset(fact.values)
