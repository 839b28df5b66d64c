"""What the rules conclude in each row, as formulas: stage by stage, as `advisor.logic.semantics` says for one company.

Every conclusion has two formulas: it is certain, and it is possible. Level, verdict and move have their exact values
from the end of their stage on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from advisor.logic.circuit import FALSE, Circuit, Literal
from advisor.logic.condition_formulas import Meaning, build_meaning
from advisor.logic.relevant_values import find_relevant_rules
from advisor.model.conditions import Test, iter_leaves
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
        self._certain: dict[Atom, Literal] = {}
        self._possible: dict[Atom, Literal] = {}
        self._firings: dict[str, Literal] = {}
        names = [name for name in EXACT_CONCLUSIONS if name in rulebase.conclusions]
        targets = [*wanted, *(atom for name in names for atom in rulebase.list_concluded_atoms(name))]
        infers = frozenset(rule.id for rule in rulebase.fact_rules)  # the answers have their facts already
        rules = [rule for rule in find_relevant_rules(rulebase, targets) if rule.id not in infers]
        for stage in Stage:
            self._run_stage([rule for rule in rules if rule.stage is stage])
            if stage is Stage.INFER:
                reported = {
                    atom: literal for atom, literal in self._certain.items() if rulebase.conclusions[atom.name].reported
                }
                diagrams = ExactValues(rulebase, answers, reported)
                exact = {name: diagrams.read_possible(name) for name in names}
            for name in names:
                if rulebase.conclusions[name].stage is stage:
                    self.exact[name] = exact[name]

    def read_firing(self, rule: Rule) -> Literal:
        """Return the formula that a rule fires."""
        return self._firings.get(rule.id, FALSE)

    def read_certain(self, name: str, value: str) -> Literal:
        """Return the formula that rules conclude a value for certain."""
        return self._certain.get(Atom(name, value), FALSE)

    def list_contradictions(self) -> dict[str, Literal]:
        """Return, for level, verdict and move, the formula that rules conclude two values at once."""
        circuit = self.circuit
        result = {}
        for name in self.exact:
            values = [literal for atom, literal in self._certain.items() if atom.name == name]
            result[name] = -circuit.limit_to_one(values)
        return {name: literal for name, literal in result.items() if literal != FALSE}

    def _run_stage(self, rules: Collection[Rule]) -> None:
        """Add the conclusions of a stage; what its rules read of each other grows until nothing changes."""
        atoms = list(
            dict.fromkeys(atom for rule in rules for atom in rule.then if atom.name not in self.rulebase.facts)
        )
        names = {atom.name for atom in atoms}
        chained = [rule for rule in rules if any(leaf.name in names for leaf in iter_leaves(rule.condition))]
        meanings: dict[str, Meaning] = {}
        waiting: Collection[Rule] = rules
        for _ in range(len(atoms) + 1):
            for rule in waiting:
                meanings[rule.id] = build_meaning(rule.condition, self._read_test, self.circuit)
            certain, possible = self._collect(rules, meanings)
            is_stable = all(
                (self._certain.get(atom), self._possible.get(atom)) == (certain[atom], possible[atom]) for atom in atoms
            )
            self._certain |= certain
            self._possible |= possible
            if is_stable or not chained:
                break
            waiting = chained
        self._firings |= {name: meaning.holds for name, meaning in meanings.items()}

    def _collect(
        self, rules: Iterable[Rule], meanings: dict[str, Meaning]
    ) -> tuple[dict[Atom, Literal], dict[Atom, Literal]]:
        grounds: dict[Atom, list[Meaning]] = {}
        for rule in rules:
            for atom in rule.then:
                grounds.setdefault(atom, []).append(meanings[rule.id])
        join = self.circuit.join_any
        certain = {atom: join(each.holds for each in group) for atom, group in grounds.items()}
        return certain, {atom: join(-each.fails for each in group) for atom, group in grounds.items()}

    def _read_test(self, test: Test) -> tuple[Literal, Literal]:
        """Return the formulas that a test holds, and that it fails."""
        join = self.circuit.join_any
        if test.name in self.rulebase.facts:
            return self.answers.read_test(test)
        if test.name in self.exact:
            possible = self.exact[test.name]
            others = join(literal for value, literal in possible.items() if value not in test.values)
            return -others, -join(literal for value, literal in possible.items() if value in test.values)
        atoms = [Atom(test.name, value) for value in sorted(test.values)]
        return join(self._certain.get(atom, FALSE) for atom in atoms), -join(
            self._possible.get(atom, FALSE) for atom in atoms
        )
