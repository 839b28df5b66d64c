"""What the rules conclude in each row, as formulas: stage by stage, as `advisor.logic.semantics` says for one company.

Every conclusion has two formulas: it is certain, and it is possible. Level, verdict and move have their exact values
from the end of their stage on.
"""

from __future__ import annotations

from collections.abc import Iterable

from advisor.logic.circuit import FALSE, Circuit, Literal
from advisor.logic.relevant_values import find_relevant_rules
from advisor.logic.stage_formulas import StageFormulas
from advisor.model.conditions import Test
from advisor.model.rulebase import EXACT_CONCLUSIONS, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Stage
from advisor.portfolio.core.exact_values import ExactValues, PossibleLiterals
from advisor.portfolio.core.row_answers import RowAnswers


class RowConclusions:
    """The formulas of the conclusions `wanted`, of the rules that conclude them, and of what these depend on.

    Raises TooManyCasesError if open answers leave too many cases for level, verdict or move.
    """

    def __init__(self, rulebase: RuleBase, answers: RowAnswers, wanted: Iterable[Atom]) -> None:
        self.rulebase = rulebase
        self.answers = answers
        self.circuit: Circuit = answers.circuit
        self.exact: dict[str, PossibleLiterals] = {}
        self._stages = StageFormulas(self.circuit, self._read_given)
        names = [name for name in EXACT_CONCLUSIONS if name in rulebase.conclusions]
        targets = [*wanted, *(atom for name in names for atom in rulebase.list_concluded_atoms(name))]
        infers = frozenset(rule.id for rule in rulebase.fact_rules)  # the answers have their facts already
        rules = [rule for rule in find_relevant_rules(rulebase, targets) if rule.id not in infers]
        for stage in Stage:
            self._stages.add_stage([rule for rule in rules if rule.stage is stage])
            if stage is Stage.INFER:
                reported = {
                    atom: literal
                    for atom, literal in self._stages.certain.items()
                    if rulebase.conclusions[atom.name].reported
                }
                diagrams = ExactValues(rulebase, answers, reported)
                exact = {name: diagrams.read_possible(name) for name in names}
            for name in names:
                if rulebase.conclusions[name].stage is stage:
                    self.exact[name] = exact[name]

    def read_firing(self, rule: Rule) -> Literal:
        """Return the formula that a rule fires."""
        firing = self._stages.firings.get(rule.id)
        return firing.holds if firing else FALSE

    def read_certain(self, name: str, value: str) -> Literal:
        """Return the formula that rules conclude a value for certain."""
        return self._stages.read_certain(Atom(name, value))

    def list_contradictions(self) -> dict[str, Literal]:
        """Return, for level, verdict and move, the formula that rules conclude two values at once."""
        circuit = self.circuit
        result = {}
        for name in self.exact:
            values = [literal for atom, literal in self._stages.certain.items() if atom.name == name]
            result[name] = -circuit.limit_to_one(values)
        return {name: literal for name, literal in result.items() if literal != FALSE}

    def _read_given(self, test: Test) -> tuple[Literal, Literal] | None:
        """Return the formulas that a test of a fact, or of an exact conclusion, holds, and that it fails."""
        join = self.circuit.join_any
        if test.name in self.rulebase.facts:
            return self.answers.read_test(test)
        if test.name not in self.exact:
            return None
        possible = self.exact[test.name]
        others = join(literal for value, literal in possible.items() if value not in test.values)
        return -others, -join(literal for value, literal in possible.items() if value in test.values)
