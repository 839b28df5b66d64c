"""A rule base as a decision model: which inputs, which decisions, and what each asks for. No XML yet.

The rules of the stages `weigh` and `decide` are in it, whole; the state (`classify`) and the facts are inputs. Every
rule whose own outcome matters is a decision of three values: true (it holds), false (it fails), null (it is open).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.authoring.dmn.errors import TableError
from advisor.authoring.dmn.export.feel_writer import string
from advisor.authoring.dmn.export.names import Names
from advisor.authoring.dmn.table_rows import FALSE, TRUE, Column, Row, Rows, Span, values_of
from advisor.errors import Finding, Place
from advisor.model.conditions import leaves
from advisor.model.rulebase import REASON, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Conclusion, Fact, Kind, Stage

STAGES = (Stage.WEIGH, Stage.DECIDE)
BOOLEAN = "boolean"
HOLDS = "(holds)"
"""In the place of a fact: a column that asks whether a rule holds. No fact has such a name."""


class Input(NamedTuple):
    """Something given: a fact, or a conclusion of an earlier stage. `values` are the words allowed, in order."""

    name: str
    subject: Fact | Conclusion
    kind: Kind
    values: tuple[str, ...]


class Line(NamedTuple):
    """A row of a table: its cells, its output as FEEL, and the rule it comes from (None: it is worked out)."""

    cells: Row
    output: str
    rule: Rule | None = None


class Table(NamedTuple):
    """A decision table; where no row is met, its value is null. `asks` has the expression of each column."""

    columns: tuple[Column, ...]
    asks: tuple[str, ...]
    lines: tuple[Line, ...]
    hit_policy: str = "ANY"


class Decision(NamedTuple):
    """A decision: a table, or (a text) an expression. `values` are the words it gives, none for true and false.

    `subject` is the rule, or the conclusion and its value ("" for all), that it decides, or the fact that it fills in.
    """

    name: str
    subject: Rule | tuple[Conclusion, str] | Fact
    logic: Table | str
    needs: tuple[str, ...]
    values: tuple[str, ...] = ()


class Model(NamedTuple):
    """All inputs and decisions, in an order in which each comes after what it needs."""

    rulebase: RuleBase
    inputs: tuple[Input, ...]
    decisions: tuple[Decision, ...]


MOST_TESTS = 1_000
"""Tests in the conditions of the rules that a model holds; the built-in ones have about 100."""


def model_of(rulebase: RuleBase) -> Model:
    """The decision model of a rule base.

    Raises TableError for rules that lean on each other in a circle, and for more of them than a model can hold.
    """
    tests = sum(1 for stage in STAGES for rule in rulebase.by_stage[stage] for _ in leaves(rule.condition))
    if tests > MOST_TESTS:
        sentence = f"they have {tests:,} tests, and a model of decision tables holds {MOST_TESTS:,}; export fewer packs"
        raise TableError([Finding(Place("the rules of the stages `weigh` and `decide`"), sentence)])
    return _Builder(rulebase).build()


class _Builder:
    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase
        self.rules = [rule for stage in STAGES for rule in rulebase.by_stage[stage]]
        before = (name for name, each in rulebase.conclusions.items() if each.stage.rank < Stage.WEIGH.rank)
        self.rows = Rows(rulebase, before)
        self.names = Names()
        self.inputs: dict[str, Input] = {}
        self.done: dict[str, Decision] = {}
        self.variables: dict[Column, str] = {}  # what is asked for each column (one of several values: for them all)
        self.under_way: list[str] = []

    def build(self) -> Model:
        read = dict.fromkeys(leaf.name for rule in self.rules for leaf in leaves(rule.condition))
        given = [*(name for name in self.rows.whole if name in read), *(n for n in self.rulebase.facts if n in read)]
        for name in given:
            self._input(name)
        for rule in self.rules:
            if rule.stage is Stage.WEIGH:
                self._rule(rule)
        for name, conclusion in self.rulebase.conclusions.items():
            if conclusion.stage in STAGES and name != REASON:
                if conclusion.single:
                    self._single(conclusion)
                else:
                    for value in sorted({value for rule in self.rules for value in rule.concludes(name)}):
                        self._value(conclusion, value)
        return Model(self.rulebase, tuple(self.inputs.values()), tuple(self.done.values()))

    def _input(self, name: str) -> None:
        fact = self.rulebase.facts.get(name)
        if fact is not None:
            filling = fact.filled_from
            self._given(name, fact, fact.kind, tuple(fact.values))
            if filling is not None:
                counted = self.rulebase.facts[filling.fact]
                self._given(filling.fact, counted, counted.kind, ())
                self._fill(fact)
            return
        conclusion = self.rulebase.conclusions[name]
        known = values_of(self.rulebase, name)
        order = [value for value in self.rulebase.states if value in known]
        values = (*order, *sorted(known.difference(order)))
        self._given(name, conclusion, Kind.CHOICE if conclusion.single else Kind.MANY, values)

    def _given(self, name: str, subject: Fact | Conclusion, kind: Kind, values: tuple[str, ...]) -> None:
        given = Input(self.names.of(name, name), subject, kind, values)
        self.inputs.setdefault(name, given)
        self.variables.setdefault(Column(name), given.name)
        for value in values if kind is Kind.MANY else ():
            self.variables[Column(name, value)] = given.name

    def _fill(self, fact: Fact) -> None:
        """A decision that fills a choice in from a count, where it is not stated; rules read this."""
        assert fact.filled_from is not None
        stated, counted = Column(fact.name), Column(fact.filled_from.fact)
        words = [Line({stated: frozenset({word})}, string(word)) for word in fact.values]
        bands = [
            Line({counted: (Span(band.at_least, band.at_most),)}, string(band.value)) for band in fact.filled_from.bands
        ]
        needs = (self.variables[stated], self.variables[counted])
        name = self.names.of(("filled", fact.name), f"{fact.name}_or_from_{fact.filled_from.fact}")
        table = Table((stated, counted), needs, (*words, *bands), "FIRST")
        self.done[name] = Decision(name, fact, table, needs, tuple(fact.values))

    def _rule(self, rule: Rule) -> str:
        """The decision whether a rule holds."""
        what = f"rule `{rule.id}`"
        name = self.names.of(rule, f"{'reason' if rule.stage is Stage.WEIGH else rule.stage}_{rule.id}")
        if name in self.done:
            return name
        if what in self.under_way:
            circle = [*self.under_way[self.under_way.index(what) :], what]
            raise TableError(
                [Finding(Place(what), f"these rules lean on each other, which DMN cannot say: {' on '.join(circle)}")]
            )
        self.under_way.append(what)
        holds = [Line(cells, "true") for cells in self.rows.of(rule.condition, what)]
        fails = [Line(cells, "false") for cells in self.rows.negated(rule.condition, what)]
        self._add(name, rule, [*holds, *fails])
        self.under_way.pop()
        return name

    def _value(self, conclusion: Conclusion, value: str) -> str:
        """The decision whether a conclusion has a value: whether one of the rules that conclude it holds."""
        rules = [rule for rule in self.rules if value in rule.concludes(conclusion.name)]
        if conclusion.name == REASON and [rule.id for rule in rules] == [value]:
            return self._rule(rules[0])
        key = (conclusion.name, value)
        name = self.names.of(key, f"{conclusion.name}_{value}")
        if name not in self.done:
            # A table and not `a or b`, so that the model stays within the simple FEEL that every engine knows.
            parts = {Column(HOLDS, rule.id): self._rule(rule) for rule in rules}
            self.variables.update(parts)
            holds = [Line({column: frozenset({TRUE})}, "true") for column in parts]
            self._add(name, (conclusion, value), [*holds, Line(dict.fromkeys(parts, frozenset({FALSE})), "false")])
        return name

    def _single(self, conclusion: Conclusion) -> None:
        """The table of a conclusion that has one value: a row for each way in which a rule comes to it."""
        lines: list[Line] = []
        for rule in self.rules:
            for value in rule.concludes(conclusion.name):
                met = self.rows.of(rule.condition, f"rule `{rule.id}`")
                lines += [Line(cells, string(value), rule) for cells in met]
                if not met:
                    self._rule(rule)  # it never holds, and the model says so
        if any(rule.concludes(conclusion.name) for rule in self.rules):
            values = tuple(sorted(values_of(self.rulebase, conclusion.name)))
            self._add(self.names.of(conclusion.name, conclusion.name), (conclusion, ""), lines, values)

    def _add(
        self, name: str, subject: Rule | tuple[Conclusion, str], lines: list[Line], values: tuple[str, ...] = ()
    ) -> None:
        """A decision with these rows; true or false where a rule asks for nothing."""
        columns = tuple(dict.fromkeys(column for line in lines for column in line.cells))
        needs = tuple(dict.fromkeys(self._variable(column) for column in columns))
        logic: Table | str = Table(columns, tuple(self._asked(column) for column in columns), tuple(lines))
        if lines and not columns and lines[0].rule is None:
            logic = lines[0].output  # whatever is given
        self.done[name] = Decision(name, subject, logic, needs, values)

    def _asked(self, column: Column) -> str:
        """The expression that a column stands for."""
        variable = self._variable(column)
        among = column.value is not None and any(column.name == name for name in self.inputs)
        return f"list contains({variable}, {string(column.value or '')})" if among else variable

    def _variable(self, column: Column) -> str:
        """What a column is called; the decision that it asks is made, where it asks one."""
        filled = self.names.given(("filled", column.name))
        if filled is not None:
            self.variables[column] = filled
        elif column not in self.variables:
            assert column.value is not None
            self.variables[column] = self._value(self.rulebase.conclusions[column.name], column.value)
        return self.variables[column]


def rules_in(model: Model) -> Iterator[Rule]:
    """Every rule that the model says something of, each once."""
    found: dict[Rule, None] = {}
    for decision in model.decisions:
        if isinstance(decision.subject, Rule):
            found[decision.subject] = None
        if isinstance(decision.logic, Table):
            found.update((line.rule, None) for line in decision.logic.lines if line.rule is not None)
    return iter(found)
