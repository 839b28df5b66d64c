"""The effects on a step, as formulas: each rule that advises it, unless a rule finds it in place or withdraws it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.logic.circuit import Circuit, Literal
from advisor.logic.relevant_values import find_relevant_rules
from advisor.logic.stage_formulas import StageFormulas
from advisor.logic.step_semantics import list_step_atoms
from advisor.model.conditions import Test
from advisor.model.rulebase import EXACT_CONCLUSIONS, WITHDRAWING_CONCLUSIONS, RuleBase
from advisor.model.vocabulary import Atom, Stage


class Effect(NamedTuple):
    """A rule that advises a step or adds to it.

    `literal` is the formula that it does, and `gates` are the parts of this formula in order. `literals` has two inputs
    for each test of a fact, or of level, verdict and move: that it holds, and that it fails.
    """

    literal: Literal
    gates: dict[int, tuple[Literal, ...]]
    literals: dict[Test, tuple[Literal, Literal]]


class StepFormulas:
    """The formulas of the rules that matter for one step."""

    def __init__(self, rulebase: RuleBase, step: str) -> None:
        self.rulebase = rulebase
        self.step = step
        self.circuit = Circuit()
        self._literals: dict[Test, tuple[Literal, Literal]] = {}
        self._stage = Stage.INFER
        self._stages = StageFormulas(self.circuit, self._read_given)
        infers = {rule.id for rule in rulebase.fact_rules}  # the answers have their facts already
        self.rules = find_relevant_rules(rulebase, list_step_atoms([step]), settled=EXACT_CONCLUSIONS)
        for self._stage in Stage:
            rules = [rule for rule in self.rules if rule.stage is self._stage and rule.id not in infers]
            self._stages.add_stage(rules)

    def iter_effects(self) -> Iterator[Effect]:
        """Iterate over the effects, in the order of the rules."""
        kept = [-self._stages.read_certain(Atom(name, self.step)) for name in WITHDRAWING_CONCLUSIONS]
        for rule in self.rules:
            if rule.stage is Stage.PLAN and self.step in rule.list_concluded_values("step"):
                literal = self.circuit.join_all((self._stages.firings[rule.id].holds, *kept))
                seen: set[int] = set()
                gates = dict(sorted(self.circuit.iter_gates_below(literal, seen)))
                yield Effect(literal, gates, {test: pair for test, pair in self._literals.items() if seen & {*pair}})

    def _read_given(self, test: Test) -> tuple[Literal, Literal] | None:
        if test.name not in self.rulebase.facts:
            is_exact = test.name in EXACT_CONCLUSIONS
            if not is_exact or self.rulebase.conclusions[test.name].stage is self._stage:
                return None
        if test not in self._literals:
            self._literals[test] = self.circuit.add_input(), self.circuit.add_input()
        return self._literals[test]
