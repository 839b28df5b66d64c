"""Whether two rule bases give every company the same advice; if not, a company that shows the difference."""

from __future__ import annotations

from advisor.authoring.prove.companies_found import CompaniesFound
from advisor.authoring.prove.prove import find_company
from advisor.authoring.prove.replay import Replay
from advisor.authoring.prove.rulebase_formulas import RuleBaseFormulas
from advisor.authoring.prove.solver import Solver
from advisor.logic.circuit import Literal
from advisor.model.company import Company
from advisor.model.conditions import Condition
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Stage


class Comparison:
    """Compares one rule base with changed ones, one after the other.

    Args:
        rulebase: the rule base.
        conditions: the conditions of all changed rules, so that their values are distinguished.
        seconds: the time for all comparisons together.
    """

    def __init__(self, rulebase: RuleBase, conditions: list[Condition], seconds: float) -> None:
        self.formulas = RuleBaseFormulas(rulebase, conditions)
        self.solver = Solver(self.formulas.circuit, self.formulas.list_conditions(), seconds)
        self._found = CompaniesFound(self.solver)
        self._replay = Replay(self.formulas)

    def find_difference(self, changed: RuleBase) -> Company | None:
        """Return a company that gets other advice from a changed rule base; None if certainly none does.

        Its rules that conclude facts, and its facts, must be the same. A company counts if the answers settle its level
        and its verdict in one of the two. Raises OutOfTimeError.
        """
        other = RuleBaseFormulas(changed, answers=self.formulas.answers)
        formula = self._build_difference(other)
        if self._found.find(formula) is None:
            return None
        return find_company(self.formulas, self.solver, self._replay, formula)

    def _build_difference(self, other: RuleBaseFormulas) -> Literal:
        """Build the formula that a conclusion that a reader sees differs, or the rules that give it reasons."""
        one, circuit = self.formulas, self.formulas.circuit
        seen = [rule.id for rule in one.rulebase.rules if rule.stage.rank >= Stage.WEIGH.rank]
        pairs = [
            (one.meanings[name].holds, other.meanings[name].holds if name in other.meanings else -1) for name in seen
        ]
        for name, conclusion in one.rulebase.conclusions.items():
            if conclusion.stage.rank >= Stage.WEIGH.rank:
                before, after = one.list_certain(name), other.list_certain(name)
                pairs += [(before.get(atom, -1), after.get(atom, -1)) for atom in {**before, **after}]
        pairs.append((one.advised, other.advised))
        differs = circuit.join_any(circuit.differ(before, after) for before, after in pairs if before != after)
        return circuit.join_all((circuit.join_any((one.advised, other.advised)), differs))
