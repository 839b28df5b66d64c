"""The columns of a table as answers: which column answers which fact, and one formula for each value of a fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import narwhals as nw

from advisor.errors import FactsError, Finding, Place
from advisor.logic.circuit import FALSE, TRUE, Circuit, Literal
from advisor.model.answers import Value
from advisor.model.conditions import Test
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact, Kind
from advisor.portfolio.core.cell_readings import CellReading, read_cells, read_part

PART_SIGN = "="
"""Between a fact and a value in the name of a column that answers for this value only: `checklist_done=culture_1`."""
_PART_ANSWERS = ("=yes", "=no")
_ANSWERS = {
    Kind.CHOICE: "texts, or whole numbers if bands make it from a count",
    Kind.YES_NO: "true and false, or `yes` and `no`",
    Kind.MANY: "lists of texts, texts with `;` between the values, or a column of true and false for each value",
    Kind.COUNT: "whole numbers",
}


class ValueFormulas(NamedTuple):
    """That an answer has a value for certain, and that it certainly has not; where neither holds, it is unknown."""

    holds: Literal
    fails: Literal


NOT_KNOWN = ValueFormulas(FALSE, FALSE)


Question = str | tuple[int | None, int | None] | None
"""What is asked of a cell: a value (`=short`), if it is `wrong`, bounds of a count, or None: if it is known."""


class TableAnswers:
    """The answers of all rows. `columns` maps each fact, or `fact=value` of a list, to the column that answers it.

    `inputs` has the input of the circuit for each column and what is asked of it, `expressions` the expression of each.

    Raises:
        FactsError: a column has a type that cannot answer its fact.
    """

    def __init__(self, rulebase: RuleBase, columns: Mapping[str, str], schema: nw.Schema) -> None:
        self.circuit = Circuit()
        self.expressions: dict[Literal, nw.Expr] = {}
        self.readings: dict[str, CellReading] = {}
        self._facts = rulebase.facts
        self.inputs: dict[tuple[str, Question], Literal] = {}
        findings = []
        for key, column in columns.items():
            name, _, value = key.partition(PART_SIGN)
            fact = rulebase.facts[name]
            reading = read_part(column, value, schema[column]) if value else read_cells(fact, column, schema[column])
            if reading is None:
                kind = Kind.YES_NO if value else fact.kind
                sentence = f"column `{column}` has the type {schema[column]}, but `{key}` takes {_ANSWERS[kind]}"
                findings.append(Finding(Place(f"column `{column}`"), f"{sentence}; convert the column"))
            else:
                self.readings[key] = reading
        if findings:
            raise FactsError(findings)

    def is_list_of_parts(self, name: str) -> bool:
        """Return whether the values of a `many` fact have a column each, so that the others stay unknown."""
        return name not in self.readings

    def read_value(self, fact: Fact, value: str) -> ValueFormulas:
        """Return the formulas that a row has a value for certain, and that it certainly has not."""
        if fact.name in self.readings:
            reading = self.readings[fact.name]
            holds = self._add(fact.name, f"={value}", reading.values[value])
            if fact.kind is Kind.MANY:
                given = self._add(fact.name, None, reading.given)
                return ValueFormulas(holds, self.circuit.join_all((given, -holds)))
            others = (
                self._add(fact.name, f"={other}", reading.values[other]) for other in fact.values if other != value
            )
            return ValueFormulas(holds, self.circuit.join_any(others))
        key = f"{fact.name}{PART_SIGN}{value}"
        if key not in self.readings:
            return NOT_KNOWN
        part = self.readings[key].values
        return ValueFormulas(self._add(key, "=yes", part["yes"]), self._add(key, "=no", part["no"]))

    def read_bounds(self, fact: Fact, test: Test) -> ValueFormulas:
        """Return the formulas that a count is within the bounds of a test, and that it is not."""
        if fact.name not in self.readings:
            return NOT_KNOWN
        reading = self.readings[fact.name]
        given = self._add(fact.name, None, reading.given)
        if not fact.has_count_within(test.at_least, test.at_most):
            return ValueFormulas(FALSE, given)
        holds = self._add(fact.name, (test.at_least, test.at_most), reading.read_bounds(test))
        return ValueFormulas(holds, self.circuit.join_all((given, -holds)))

    def read_given(self, name: str) -> Literal:
        """Return the formula that a fact has an answer, or a part of one."""
        parts = [key for key in self.readings if key == name or key.startswith(f"{name}{PART_SIGN}")]
        return self.circuit.join_any(self._add(key, None, self.readings[key].given) for key in parts)

    def read_wrong(self, key: str) -> Literal:
        """Return the formula that a cell of a column has no answer, and does not say that it is unknown."""
        return self._add(key, "wrong", self.readings[key].wrong)

    def assume_answer(self, fact: Fact, value: Value) -> dict[Literal, Literal]:
        """Return what each input about a fact is in a row that does not know it yet and then answers `value`.

        Of a list with a column for each value, the parts that a row knows stay as they are.
        """
        assumed = {}
        for (key, what), literal in self.inputs.items():
            name, _, part = key.partition(PART_SIGN)
            if name != fact.name:
                continue
            if isinstance(what, tuple):
                assert isinstance(value, int)  # only counts, and choices from counts, have bounds
                low, high = what
                holds = (low is None or value >= low) and (high is None or value <= high)
                assumed[literal] = TRUE if holds else FALSE
            elif part and what in _PART_ANSWERS:
                is_chosen = isinstance(value, frozenset) and part in value
                other = self.inputs.get((key, "=no" if what == "=yes" else "=yes"), FALSE)
                assumed[literal] = -other if is_chosen is (what == "=yes") else literal
            elif what is None or what == "wrong":
                assumed[literal] = TRUE if what is None else FALSE
            else:
                chosen = value if isinstance(value, frozenset) else {value}
                assumed[literal] = TRUE if what.removeprefix("=") in chosen else FALSE
        return assumed

    def list_inputs(self, name: str) -> dict[Literal, Question]:
        """Return the inputs about a fact: each value as `=value`, the bounds of a count, None if any answer is given.

        For a list with a column for each value, the value is that of the column.
        """
        found = {}
        for (key, what), literal in self.inputs.items():
            fact, _, part = key.partition(PART_SIGN)
            if fact == name:
                found[literal] = f"={part}" if part and what in _PART_ANSWERS else what
        return found

    def _add(self, key: str, what: Question, expression: nw.Expr) -> Literal:
        """Return the input for an expression, the same one each time."""
        if (key, what) not in self.inputs:
            literal = self.inputs[key, what] = self.circuit.add_input()
            self.expressions[literal] = expression
        return self.inputs[key, what]
