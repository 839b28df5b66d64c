"""The formulas of tests of facts: what a company of one kind answers, and what follows from its answers.

A company of a kind answers every fact that has a variable. Other facts are the same for all companies of the kind,
derived from a variable (a state from a total score), or unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.logic.decision_diagrams import Node, Variable
from advisor.logic.formulas import Formulas, Truth
from advisor.model.answers import PartialChoice, Value, compare
from advisor.model.conditions import All, Condition, Not, Status, Test, iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact, Kind

Variables = Mapping[Variable, tuple[Value, ...]]
"""The variables of a kind of company in their order, each with its labels."""


class DerivedFact(NamedTuple):
    """A fact that follows from the label of a variable; None is unknown."""

    variable: Variable
    values: Mapping[Value, Value | None]


class CompanyKind(NamedTuple):
    """A kind of company: what its companies answer, what all of them have in common, and what follows from answers.

    `unasked` are the variables of facts that stay unknown.
    """

    variables: Variables
    known: Mapping[str, Value]
    derived: Mapping[str, DerivedFact]
    unasked: Variables

    @property
    def unknown(self) -> frozenset[str]:
        """The facts that stay unknown."""
        return frozenset(variable.fact for variable in self.unasked)


class AnswerFormulas:
    """The formulas for tests of facts in one rule base.

    `refused` holds for companies whose stated answers exclude each other. An answer that the rule base does not know
    leaves the fact unknown.
    """

    def __init__(self, rulebase: RuleBase, formulas: Formulas, kind: CompanyKind) -> None:
        self.rulebase = rulebase
        self.formulas = formulas
        self.kind = kind
        self._parts: dict[str, list[str]] = {}
        for variable in kind.variables:
            if variable.part is not None:
                self._parts.setdefault(variable.fact, []).append(variable.part)
        self._tests: dict[Test, Truth] = {}
        given = {*kind.known, *kind.derived}
        _, self.refused = self._infer_values(given)
        self._values, _ = self._infer_values(set())

    def read_test(self, test: Test) -> Truth:
        """Return where a test of a fact holds; a `reported` test fails where it is open."""
        if test not in self._tests:
            truth = self._read_test(test, self._values)
            self._tests[test] = Truth(truth.certain, truth.certain) if test.reported else truth
        return self._tests[test]

    def _read_test(self, test: Test, values: Mapping[Test, Truth]) -> Truth:
        if test.is_bound:
            return self._read_answer(test, frozenset())
        single = [Test(test.name, frozenset({value})) for value in sorted(test.values)]
        truths = [values.get(each) or self._read_answer(each, frozenset()) for each in single]
        return self.formulas.join_truths(truths, conjunction=False)

    def _read_answer(self, test: Test, ignored: Iterable[str]) -> Truth:
        """Return where the answer itself meets a test of one value or of bounds; facts in `ignored` are unknown."""
        kind, formulas, name = self.kind, self.formulas, test.name
        fact = self.rulebase.facts[name]
        if name in ignored:
            return Truth(formulas.false, formulas.true)
        if name in kind.derived:
            derived = kind.derived[name]
            labels = kind.variables[derived.variable]
            return self._select(derived.variable, {label: compare(test, derived.values[label]) for label in labels})
        if name in kind.known:
            status = compare(test, kind.known[name])
            return Truth(*(formulas.get_constant(holds=each) for each in (status is Status.HOLDS, bool(status))))
        if fact.kind is Kind.MANY:
            return self._read_part(fact, next(iter(test.values)))
        variable = Variable(name)
        labels = kind.variables.get(variable, ())
        if not labels:
            return Truth(formulas.false, formulas.true)
        return self._select(
            variable, {label: compare(test, label if _knows_answer(fact, label) else None) for label in labels}
        )

    def _select(self, variable: Variable, statuses: Mapping[Value, Status]) -> Truth:
        certain = self.formulas.select_labels(
            variable, {label: status is Status.HOLDS for label, status in statuses.items()}
        )
        if Status.OPEN not in statuses.values():
            return Truth(certain, certain)
        possible = self.formulas.select_labels(variable, {label: bool(status) for label, status in statuses.items()})
        return Truth(certain, possible)

    def _read_part(self, fact: Fact, value: str) -> Truth:
        """Return where a value of a `many` fact is chosen; a list with a value that is not known here is unknown."""
        formulas, parts = self.formulas, self._parts.get(fact.name, [])
        if value not in parts:
            return Truth(formulas.false, formulas.true)
        chosen = self.select_part(fact.name, value)
        foreign = formulas.disjoin(*(self.select_part(fact.name, each) for each in parts if each not in fact.values))
        if foreign is formulas.false:
            return Truth(chosen, chosen)
        return Truth(formulas.conjoin(chosen, formulas.negate(foreign)), formulas.disjoin(chosen, foreign))

    def select_part(self, name: str, value: str) -> Node:
        """Return the formula that a value of a `many` fact is chosen."""
        variable = Variable(name, value)
        labels = self.kind.variables[variable]
        chosen = {label: isinstance(label, PartialChoice) and bool(label.yes) for label in labels}
        return self.formulas.select_labels(variable, chosen)

    def _infer_values(self, ignored: Iterable[str]) -> tuple[dict[Test, Truth], Node]:
        """Return the values that facts have after all inference, and where an inferred value is excluded.

        The rounds are those of `infer_facts`: all rules that hold infer their facts, until no further rule holds.
        """
        formulas, rules = self.formulas, self.rulebase.fact_rules
        names = {leaf.name for rule in rules for leaf in iter_leaves(rule.condition)}
        names |= {name for rule in rules for name, _ in rule.then}
        values = {
            test: self._read_answer(test, ignored)
            for name in sorted(names)
            for value in self.rulebase.facts[name].values
            for test in [Test(name, frozenset({value}))]
        }
        refused, fired = formulas.false, {rule.id: formulas.false for rule in rules}
        while True:
            holding = {rule.id: self._evaluate(rule.condition, values).certain for rule in rules}
            new = {name: formulas.conjoin(node, formulas.negate(fired[name])) for name, node in holding.items()}
            if all(node is formulas.false for node in new.values()):
                return values, refused
            for rule in rules:
                fired[rule.id] = formulas.disjoin(fired[rule.id], new[rule.id])
                for name, value in rule.then:
                    refused = formulas.disjoin(refused, self._add_value(values, name, value, new[rule.id]))

    def _add_value(self, values: dict[Test, Truth], name: str, value: str, where: Node) -> Node:
        """Add an inferred value to the values; return where what is known excludes it."""
        formulas, fact = self.formulas, self.rulebase.facts[name]
        test = Test(name, frozenset({value}))
        certain, possible = values[test]
        if fact.kind is Kind.MANY:
            values[test] = Truth(formulas.disjoin(certain, where), formulas.disjoin(possible, where))
            return formulas.false
        filled = formulas.conjoin(where, possible, formulas.negate(certain))
        values[test] = Truth(formulas.disjoin(certain, filled), possible)
        for other in fact.values:
            if other != value:
                each = Test(name, frozenset({other}))
                left = formulas.conjoin(values[each].possible, formulas.negate(filled))
                values[each] = Truth(values[each].certain, left)
        return formulas.conjoin(where, formulas.negate(possible))

    def _evaluate(self, condition: Condition, values: Mapping[Test, Truth]) -> Truth:
        if isinstance(condition, Test):
            return self._read_test(condition, values)
        if isinstance(condition, Not):
            return self.formulas.negate_truth(self._evaluate(condition.part, values))
        parts = [self._evaluate(part, values) for part in condition.parts]
        return self.formulas.join_truths(parts, conjunction=isinstance(condition, All))


def _knows_answer(fact: Fact, answer: Value) -> bool:
    """Return whether a fact has this answer; that of another version of the rule base may be unknown."""
    return fact.takes_count(answer) if isinstance(answer, int) else answer in fact.values
