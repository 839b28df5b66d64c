"""The answers of all rows as formulas: what the columns say, and what follows from it before any other rule is tried.

Every value of a fact has two formulas: that the answer has it for certain, and that it certainly has not. A row in
which neither holds does not know. What follows is what `fill_choices` and `infer_facts` add for one company.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from advisor.logic.circuit import FALSE, Literal
from advisor.logic.condition_formulas import build_meaning
from advisor.model.choices_from_counts import build_band_test
from advisor.model.conditions import Test, iter_leaves
from advisor.model.rulebase import STATED_BASIS, STATED_STATE, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Fact, Kind
from advisor.portfolio.core.inference_rounds import count_rounds
from advisor.portfolio.core.table_answers import NOT_KNOWN, TableAnswers, ValueFormulas
from advisor.reasoning.state_readings import BASIS, SIGNS_BASIS, list_sign_facts

ValuesByFact = dict[str, dict[str, ValueFormulas]]


class RowAnswers:
    """The answers of all rows after inference. `clashes` has, for each rule, the rows whose answers it contradicts."""

    def __init__(self, rulebase: RuleBase, given: TableAnswers) -> None:
        self.rulebase = rulebase
        self.circuit = given.circuit
        self._given = given
        self._basis = self._read_basis()
        stated = {name: self._read_fact(fact) for name, fact in rulebase.facts.items() if fact.kind is not Kind.COUNT}
        filled = self._fill_choices(stated)
        self._values, self.clashes = self._infer(filled)
        if filled != stated:  # two answers exclude each other only as they were stated
            _, self.clashes = self._infer(stated)

    def read_test(self, test: Test) -> tuple[Literal, Literal]:
        """Return the formulas that a test of a fact holds, and that it fails; a `reported` test is never open."""
        holds, fails = self._read_test(test, self._values)
        return holds, (-holds if test.reported else fails)

    def read_value(self, name: str, value: str) -> ValueFormulas:
        """Return the formulas of one value of a fact."""
        return self._values[name].get(value, NOT_KNOWN)

    def _read_test(self, test: Test, values: Mapping[str, Mapping[str, ValueFormulas]]) -> ValueFormulas:
        if test.is_bound:
            return self._given.read_bounds(self.rulebase.facts[test.name], test)
        each = [values[test.name].get(value, NOT_KNOWN) for value in sorted(test.values)]
        return ValueFormulas(
            self.circuit.join_any(one.holds for one in each), self.circuit.join_all(one.fails for one in each)
        )

    def _read_fact(self, fact: Fact) -> dict[str, ValueFormulas]:
        if fact.name == BASIS:
            literals = {value: self._basis.get(value, FALSE) for value in fact.values}
            return {value: ValueFormulas(literal, -literal) for value, literal in literals.items()}
        return {value: self._given.read_value(fact, value) for value in fact.values}

    def _read_basis(self) -> dict[str, Literal]:
        """Say where the level of a row comes from, as `Consultation` chooses it; a table has no scores."""
        stated = self._given.read_given(STATED_STATE)
        given = self.circuit.join_any(map(self._given.read_given, sorted(list_sign_facts(self.rulebase))))
        signs = self.circuit.join_all((-stated, given))
        return {STATED_BASIS: -signs, SIGNS_BASIS: signs}

    def _fill_choices(self, stated: ValuesByFact) -> ValuesByFact:
        """Fill choices that are not stated from counts, by their bands."""
        filled = dict(stated)
        for fact in self.rulebase.facts.values():
            if fact.filled_from is None:
                continue
            count = self.rulebase.facts[fact.filled_from.fact]
            bands = {
                band.value: self._given.read_bounds(count, build_band_test(count.name, band)).holds
                for band in fact.filled_from.bands
            }
            filled[fact.name] = self._set_unknown(stated[fact.name], bands)
        return filled

    def _set_unknown(
        self, values: Mapping[str, ValueFormulas], added: Mapping[str, Literal]
    ) -> dict[str, ValueFormulas]:
        """Return the values of a choice or a yes/no fact with further ones where it is unknown."""
        circuit = self.circuit
        known = circuit.join_any(each.holds for each in values.values())
        new = {value: circuit.join_all((-known, literal)) for value, literal in added.items()}
        known = circuit.join_any((known, *new.values()))
        result = {}
        for value, before in values.items():
            holds = circuit.join_any((before.holds, new.get(value, FALSE)))
            result[value] = ValueFormulas(holds, circuit.join_all((known, -holds)))
        return result

    def _infer(self, start: ValuesByFact) -> tuple[ValuesByFact, dict[str, Literal]]:
        """Infer facts round by round; return all values, and where each rule contradicts an answer."""
        rules, circuit = self.rulebase.fact_rules, self.circuit
        values, held = start, dict.fromkeys((rule.id for rule in rules), FALSE)
        active: Iterable[Rule] = rules
        for _ in range(count_rounds(self.rulebase) + 1):
            before = values
            for rule in active:
                holds = build_meaning(rule.condition, partial(self._read_test, values=before), circuit).holds
                held[rule.id] = circuit.join_any((held[rule.id], holds))
            values = self._add_inferred(start, rules, held)
            changed = {name for name in values if values[name] != before[name]}
            active = [rule for rule in rules if any(leaf.name in changed for leaf in iter_leaves(rule.condition))]
            if not active:
                break
        clashes = {
            rule.id: circuit.join_all((held[rule.id], self._exclude(values, name, value)))
            for rule in rules
            for name, value in rule.then
            if name in values
        }
        return values, {name: literal for name, literal in clashes.items() if literal != FALSE}

    def _exclude(self, values: ValuesByFact, name: str, value: str) -> Literal:
        """Return the formula that an answer excludes a value; two values of a choice exclude each other."""
        if self.rulebase.facts[name].kind is Kind.MANY:
            return values[name].get(value, NOT_KNOWN).fails
        return self.circuit.join_any(each.holds for other, each in values[name].items() if other != value)

    def _add_inferred(self, start: ValuesByFact, rules: Iterable[Rule], held: Mapping[str, Literal]) -> ValuesByFact:
        """Return the values with those that the rules infer which have held so far."""
        circuit, inferred = self.circuit, dict[str, dict[str, list[Literal]]]()
        for rule in rules:
            for name, value in rule.then:
                if name in start and held[rule.id] != FALSE:
                    inferred.setdefault(name, {}).setdefault(value, []).append(held[rule.id])
        values = dict(start)
        for name, grounds in inferred.items():
            added = {value: circuit.join_any(literals) for value, literals in grounds.items()}
            if self.rulebase.facts[name].kind is Kind.MANY:
                values[name] = {
                    value: self._add_to_list(name, before, added.get(value, FALSE))
                    for value, before in start[name].items()
                }
            else:
                values[name] = self._set_unknown(start[name], added)
        return values

    def _add_to_list(self, name: str, before: ValueFormulas, added: Literal) -> ValueFormulas:
        """Return a value of a list that is added; one that a column of its own denies stays denied."""
        circuit = self.circuit
        if self._given.is_list_of_parts(name):
            return ValueFormulas(
                circuit.join_any((before.holds, circuit.join_all((added, -before.fails)))), before.fails
            )
        return ValueFormulas(circuit.join_any((before.holds, added)), circuit.join_all((before.fails, -added)))
