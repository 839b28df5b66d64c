"""Which facts can still change the steps, once state, verdict and move are as settled as they will be.

A step is changed by a rule that advises it (or adds to how it is told) and by one that finds it in place already. A
fact matters if, for some answers to the others (which may stay unknown), its answers or its staying unknown come to
different steps. Most conditions ask each fact once; then every open fact of a rule that can still fire matters, and
nothing needs to be tried. Where a fact is asked twice, or some answer will not come, the ways are tried out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import count, product
from typing import NamedTuple

from advisor.logic.relevant_values import RelevantValues, find_relevant_rules
from advisor.logic.semantics import Semantics
from advisor.model.answers import Answers, Value
from advisor.model.conditions import (
    NEVER,
    Condition,
    Lookup,
    Status,
    Test,
    iter_leaves,
    iter_open_leaves,
)
from advisor.model.rulebase import WITHDRAWING_CONCLUSIONS, RuleBase
from advisor.model.rules import Evidence, Rule, build_lookup, evaluate_rule, reduce_rule
from advisor.model.vocabulary import Atom, Fact, Kind, Stage

MAX_TRIES = 300
"""So many cases are tried for one question; a fact of which nothing is known after that counts as one that matters."""
ExactValuesFunction = Callable[[Answers], Mapping[str, frozenset[str | None]]]
"""The exact values that single conclusions can have for some answers."""


class Effect(NamedTuple):
    """A rule that advises a step, or adds to how it is told."""

    rule: Rule
    step: str


class _SearchState(NamedTuple):
    """One company as the rules see it. `stuck` are names that stay as open as they are, whatever is answered.

    `tries` counts the cases tried for it.
    """

    lookup: Lookup
    evidence: Evidence
    open_rule_ids: set[str]
    fixed_names: frozenset[str]
    tries: Iterator[int]

    def reduce_rule(self, rule: Rule) -> Condition:
        """What has yet to be met for the rule to hold; NEVER where that cannot be, given what is stuck."""

        def find_final_status(test: Test) -> Status | None:
            status = self.lookup(test)
            return None if status is Status.OPEN and test.name not in self.fixed_names else status

        return reduce_rule(rule, find_final_status, certainly=True)


class StepQuestions:
    """The rules of the plan, and what they wait for."""

    def __init__(self, rulebase: RuleBase, meaning: Semantics) -> None:
        self.rulebase = rulebase
        self.semantics = meaning
        plan = rulebase.rules_by_stage[Stage.PLAN]
        self.effects = [
            Effect(rule, step) for rule in plan for step in dict.fromkeys(rule.list_concluded_values("step"))
        ]
        self._withdrawing_rules = {
            step: [
                rule
                for rule in plan
                if any(step in rule.list_concluded_values(name) for name in WITHDRAWING_CONCLUSIONS)
            ]
            for _, step in self.effects
        }
        self._rules_by_atom: dict[Atom, list[Rule]] = {}
        for rule in rulebase.rules:
            for atom in rule.then:
                self._rules_by_atom.setdefault(atom, []).append(rule)
        self._slices: dict[str, tuple[Semantics, RelevantValues]] = {}

    def find_deciding_facts(
        self,
        answers: Answers,
        declined: frozenset[str],
        compute_exact_values: ExactValuesFunction,
        fixed: frozenset[str],
    ) -> dict[str, list[Effect]]:
        """The facts whose answers can still change a step, in the order of the rules, each with the effects it has.

        `declined` are facts to which no answer will come, `fixed` single conclusions that no answer changes any more.
        """
        evidence, open_rules = self.semantics.evaluate(answers, compute_exact_values(answers))
        view = _SearchState(
            build_lookup(answers, evidence, self.rulebase.facts),
            evidence,
            {rule.id for rule in open_rules},
            declined | fixed | {name for name, fact in self.rulebase.facts.items() if fact.computed},
            count(1),
        )
        found: dict[str, list[Effect]] = {}
        for effect in self.effects:
            if _is_withdrawn(effect.step, evidence) or view.reduce_rule(effect.rule) == NEVER:
                continue
            waiting = [
                view.reduce_rule(rule)
                for rule in (effect.rule, *self._withdrawing_rules[effect.step])
                if rule.id in view.open_rule_ids
            ]
            asked = Counter(self._iter_awaited_names(waiting, view))
            facts = [name for name in asked if name in self.rulebase.facts and name not in view.fixed_names]
            if len(facts) < len(asked) or max(asked.values(), default=0) > 1:
                facts = [
                    name
                    for name in facts
                    if self._can_change_effect(effect, name, facts, answers, compute_exact_values, view.tries)
                ]
            for name in facts:
                found.setdefault(name, []).append(effect)
        return found

    def _iter_awaited_names(self, conditions: list[Condition], view: _SearchState) -> Iterator[str]:
        """What conditions wait for, and the open rules behind what they wait for, as often as it is asked.

        A single conclusion is named too: what it comes to is exact, and more than the rules behind it say. So is,
        twice, a fact that is asked for in a way that all its answers meet, or none.
        """
        seen: Counter[str] = Counter()
        waiting = [list(iter_leaves(condition)) for condition in conditions]
        while waiting:
            for leaf in waiting.pop():
                fact = self.rulebase.facts.get(leaf.name)
                if fact is not None or self.rulebase.conclusions[leaf.name].single:
                    yield leaf.name
                if fact is not None and not _can_turn_out_both_ways(leaf, fact):
                    yield leaf.name
                if fact is not None or leaf.name in view.fixed_names:
                    continue
                for value in leaf.values & view.evidence.get_values(leaf.name, certain=False):
                    for rule in self._rules_by_atom.get(Atom(leaf.name, value), ()):
                        seen[rule.id] += 1
                        if (
                            rule.id in view.open_rule_ids and seen[rule.id] < 3
                        ):  # twice shows that something is asked twice
                            waiting.append(list(iter_open_leaves(rule.condition, view.lookup)))

    def _can_change_effect(
        self,
        effect: Effect,
        name: str,
        facts: list[str],
        answers: Answers,
        compute_exact_values: ExactValuesFunction,
        tries: Iterator[int],
    ) -> bool:
        """Whether, for some answers to the other facts, this one changes the effect; found by trying."""
        others = [other for other in facts if other != name]
        _, distinctions = self._get_step_semantics(effect.step)
        own = list(distinctions.iter_full_answers(name, answers.known.get(name)))
        ways: list[list[Value | None]] = [
            [None, *distinctions.iter_full_answers(other, answers.known.get(other))] for other in others
        ]
        for chosen in product(*ways):
            company = answers
            for other, value in zip(others, chosen, strict=True):
                company = company if value is None else company.with_value(other, value)
            without = self._has_effect(effect, company, compute_exact_values)
            for value in own:
                if (
                    next(tries) > MAX_TRIES
                    or self._has_effect(effect, company.with_value(name, value), compute_exact_values) is not without
                ):
                    return True
        return False

    def _has_effect(self, effect: Effect, answers: Answers, compute_exact_values: ExactValuesFunction) -> bool:
        meaning, _ = self._get_step_semantics(effect.step)
        evidence = meaning.compute_evidence(answers, compute_exact_values(answers))
        holds = evaluate_rule(effect.rule, build_lookup(answers, evidence, self.rulebase.facts)) is Status.HOLDS
        return holds and not _is_withdrawn(effect.step, evidence)

    def _get_step_semantics(self, step: str) -> tuple[Semantics, RelevantValues]:
        """The meaning of what bears on one step alone, and the answers that this tells apart."""
        if step not in self._slices:
            rules = find_relevant_rules(
                self.rulebase, tuple(Atom(name, step) for name in ("step", *WITHDRAWING_CONCLUSIONS))
            )
            self._slices[step] = Semantics(self.rulebase, Stage.PLAN, rules), RelevantValues(self.rulebase, rules)
        return self._slices[step]


def _is_withdrawn(step: str, evidence: Evidence) -> bool:
    """Whether a step is not told, whatever rules advise it."""
    return any(step in evidence.get_values(name) for name in WITHDRAWING_CONCLUSIONS)


def _can_turn_out_both_ways(test: Test, fact: Fact) -> bool:
    """Whether some answer meets the test and some other does not."""
    if fact.kind is Kind.COUNT:
        lowest_meets = test.at_least is None or test.at_least <= fact.minimum
        return test.at_most is not None or not lowest_meets
    return fact.kind is Kind.MANY or not test.values.issuperset(fact.values)
