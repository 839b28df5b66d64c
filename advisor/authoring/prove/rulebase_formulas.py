"""What the rules conclude, as formulas over the answers of a company: stage by stage, each conclusion by its rules.

Every rule and every conclusion has two formulas: it is certain, and it is possible. They follow the meaning in
`advisor.logic.semantics`. Within a stage, rules can read what others conclude; the least fixpoint is unfolded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.authoring.prove.answer_inputs import AnswerInputs
from advisor.authoring.prove.possible_companies import PossibleCompanies
from advisor.logic.circuit import TRUE, Circuit, Literal
from advisor.logic.condition_formulas import Meaning, build_meaning
from advisor.logic.stage_formulas import StageFormulas
from advisor.model.choices_from_counts import build_band_test
from advisor.model.conditions import Condition, Test, iter_leaves
from advisor.model.rulebase import EXACT_CONCLUSIONS, WITHDRAWING_CONCLUSIONS, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Stage


class RuleBaseFormulas:
    """The formulas of one rule base.

    Args:
        rulebase: the rules and the vocabulary.
        more_conditions: conditions that are read besides those of rules, so that their values are distinguished.
        switchable: the rules that a question can leave out; each has an input that is always true otherwise.
        answers: the answers of another rule base to compare this one with; they distinguish the values of both.
    """

    def __init__(
        self,
        rulebase: RuleBase,
        more_conditions: Iterable[Condition] = (),
        switchable: Iterable[Rule] = (),
        answers: AnswerInputs | None = None,
    ) -> None:
        self.rulebase = rulebase
        tests = _list_tests(rulebase, more_conditions)
        self.answers = answers or AnswerInputs(Circuit(), rulebase, tests)
        self.circuit = self.answers.circuit
        self.companies = PossibleCompanies(self.answers)
        self.switches: dict[str, Literal] = {rule.id: self.circuit.add_input() for rule in switchable}
        self.meanings: dict[str, Meaning] = dict(self.companies.meanings)
        self.conditions: dict[str, Meaning] = dict(self.meanings)  # whether or not the rule is left out
        self._stages = StageFormulas(self.circuit, self._read_given, self._switch)
        fact_rules = frozenset(rule.id for rule in rulebase.fact_rules)
        for stage in Stage:
            self._stages.add_stage([rule for rule in rulebase.rules_by_stage[stage] if rule.id not in fact_rules])
        self.meanings |= self._stages.firings
        self.conditions |= self._stages.conditions
        self._company_conditions = [*self.companies.iter_conditions(), *self.switches.values()]
        self.settled = self._build_settled()
        self.advised = self.circuit.join_all((self.settled, *(-each for each in self.list_contradictions().values())))

    def list_conditions(self) -> list[Literal]:
        """Return the formulas that hold for each company."""
        return self._company_conditions

    def _switch(self, rule: Rule, meaning: Meaning) -> Meaning:
        switch = self.switches.get(rule.id, TRUE)
        return Meaning(self.circuit.join_all((switch, meaning.holds)), self.circuit.join_any((-switch, meaning.fails)))

    def _read_given(self, test: Test) -> tuple[Literal, Literal] | None:
        return self.answers.read_test(test) if test.name in self.rulebase.facts else None

    def read_test(self, test: Test) -> tuple[Literal, Literal]:
        """Return the formulas that a test of a fact or of a conclusion holds, and that it fails."""
        return self._stages.read_test(test)

    def read_condition(self, condition: Condition) -> Meaning:
        """Return the formulas of a condition that may read any conclusion."""
        return build_meaning(condition, self.read_test, self.circuit)

    def read_certain(self, atom: Atom) -> Literal:
        """Return the formula that something is concluded, whatever is unknown."""
        return self._stages.read_certain(atom)

    def read_possible(self, atom: Atom) -> Literal:
        """Return the formula that something may be concluded."""
        return self._stages.read_possible(atom)

    def read_holds(self, rule: Rule) -> Literal:
        """Return the formula that a rule fires."""
        return self.meanings[rule.id].holds

    def list_certain(self, name: str) -> Mapping[Atom, Literal]:
        """Return the formulas of all values of a conclusion."""
        return {atom: literal for atom, literal in self._stages.certain.items() if atom.name == name}

    def read_shown_step(self, step: str) -> Literal:
        """Return the formula that the advice has a step: a rule advises it and none withdraws it."""
        withdrawn = (self.read_certain(Atom(name, step)) for name in WITHDRAWING_CONCLUSIONS)
        return self.circuit.join_all((self.read_certain(Atom("step", step)), *(-each for each in withdrawn)))

    def _build_settled(self) -> Literal:
        """Build the formula that level, verdict and move have one set of values, whatever is unknown."""
        atoms = (atom for atom in self._stages.certain if atom.name in EXACT_CONCLUSIONS)
        return self.circuit.join_all(
            self.circuit.imply(self._stages.possible[atom], self._stages.certain[atom]) for atom in atoms
        )

    def list_contradictions(self) -> dict[tuple[Atom, Atom], Literal]:
        """Return the formulas that two values of a conclusion hold although it has one only."""
        pairs = {}
        for name in EXACT_CONCLUSIONS:
            values = list(self.list_certain(name).items())
            for place, (one, holds) in enumerate(values):
                for other, also in values[place + 1 :]:
                    pairs[one, other] = self.circuit.join_all((holds, also))
        return pairs


def _list_tests(rulebase: RuleBase, more: Iterable[Condition]) -> list[Test]:
    """Return every test whose values a company must distinguish."""
    tests = [leaf for rule in rulebase.rules for leaf in iter_leaves(rule.condition)]
    tests += [leaf for condition in more for leaf in iter_leaves(condition)]
    tests += [Test(name, frozenset({value})) for rule in rulebase.fact_rules for name, value in rule.then]
    for fact in rulebase.facts.values():
        if fact.filled_from:
            tests += [build_band_test(fact.filled_from.fact, band) for band in fact.filled_from.bands]
            tests.append(Test(fact.name, frozenset(fact.values)))
    return tests
