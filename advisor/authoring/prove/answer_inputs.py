"""The answers of a company as inputs of a circuit: one for each value that rules distinguish.

An answer is what is known after everything that follows from it: a list can be known in part, a count is known by its
interval. Every fact can be unknown; then none of its inputs holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from advisor.logic.circuit import Circuit, Literal, Model
from advisor.logic.relevant_values import list_interval_starts
from advisor.model.answers import Value
from advisor.model.conditions import Test
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact, Kind


@dataclass(frozen=True)
class FactInputs:
    """The inputs of one fact: `known`, and one for each value, or for the first count of each interval.

    Of a list, `known` says that it is known as a whole; a value can be chosen before that, if it follows from others.
    """

    fact: Fact
    known: Literal
    values: Mapping[str | int, Literal]

    def select(self, test: Test) -> list[Literal]:
        """Return the inputs of the values that a test asks for."""
        return [literal for value, literal in self.values.items() if _matches(test, value)]

    def list_inputs(self) -> list[Literal]:
        """Return everything that changes if the answer changes."""
        return [*self.values.values(), *([self.known] if self.fact.kind is Kind.MANY else [])]

    def iter_changes(self, held: Mapping[Literal, int], whole: int) -> Iterator[Mapping[Literal, int]]:
        """Iterate over other answers, for many companies at once, as the inputs that they change.

        Args:
            held: for each input, a number with one bit for each company in which it is true.
            whole: the number with the bits of all companies.
        """
        unknown = dict.fromkeys(self.list_inputs(), 0)
        for literal in self.values.values():
            if self.fact.kind is Kind.MANY:
                yield {self.known: whole, literal: whole & ~held.get(literal, 0)}
            else:
                yield {**unknown, literal: whole}

    def read_value(self, model: Model) -> Value | None:
        """Return the answer in a solution; None if the fact is unknown, or a list that is known only in part."""
        chosen = [value for value, literal in self.values.items() if literal in model]
        if self.fact.kind is Kind.MANY:
            return frozenset(map(str, chosen)) if self.known in model else None
        return chosen[0] if chosen else None


def _matches(test: Test, value: str | int) -> bool:
    return test.is_within_bounds(value) if isinstance(value, int) else value in test.values


class AnswerInputs:
    """The inputs of all facts of a rule base that some test reads. `forms` says which answers can be in a file."""

    def __init__(self, circuit: Circuit, rulebase: RuleBase, tests: Iterable[Test]) -> None:
        self.circuit = circuit
        self.rulebase = rulebase
        self.facts: dict[str, FactInputs] = {}
        self.forms: list[Literal] = []
        by_name: dict[str, list[Test]] = {}
        for test in tests:
            if test.name in rulebase.facts:
                by_name.setdefault(test.name, []).append(test)
        for name, same in by_name.items():
            self.facts[name] = self._add_fact(rulebase.facts[name], same)

    def _add_fact(self, fact: Fact, tests: list[Test]) -> FactInputs:
        if fact.kind is Kind.MANY:
            mentioned = dict.fromkeys(value for value in fact.values if any(value in test.values for test in tests))
            return FactInputs(fact, self.circuit.add_input(), {value: self.circuit.add_input() for value in mentioned})
        values: list[str | int] = [*list_interval_starts(fact, tests)] if fact.kind is Kind.COUNT else [*fact.values]
        inputs = {value: self.circuit.add_input() for value in values}
        self.forms.append(self.circuit.limit_to_one(inputs.values()))
        return FactInputs(fact, self.circuit.join_any(inputs.values()), inputs)

    def read_test(self, test: Test) -> tuple[Literal, Literal]:
        """Return the formulas that a test of a fact holds, and that it fails."""
        given = self.facts[test.name]
        wanted = given.select(test)
        holds = self.circuit.join_any(wanted)
        if test.reported:
            return holds, -holds
        if given.fact.kind is Kind.MANY:
            return holds, self.circuit.join_all((given.known, -holds))
        others = (literal for literal in given.values.values() if literal not in wanted)
        return holds, self.circuit.join_any(others)

    def read_known(self, name: str) -> Literal:
        """Return the formula that a fact is known, if rules read it; else that it never is."""
        return self.facts[name].known if name in self.facts else -1

    def read_answers(self, model: Model) -> dict[str, Value]:
        """Return the known answers of a solution, in the order of the knowledge."""
        pairs = ((name, self.facts[name].read_value(model)) for name in self.rulebase.facts if name in self.facts)
        return {name: value for name, value in pairs if value is not None}
