"""A rule base as a decision model: which inputs, which decisions, and what each asks for. No XML yet.

The rules of the stages `weigh` and `decide` are in it, whole; the state (`classify`) and the facts are inputs. Every
rule whose own outcome matters is a decision of three values: true (it holds), false (it fails), null (it is open).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.authoring.dmn.errors import TableError
from advisor.authoring.dmn.export.feel_writer import format_string
from advisor.authoring.dmn.export.names import NameRegistry
from advisor.authoring.dmn.table_rows import FALSE, TRUE, InputColumn, Row, RowBuilder, Span, find_conclusion_values
from advisor.errors import Finding, Place
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import REASON, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Conclusion, Fact, Kind, Stage

STAGES = (Stage.WEIGH, Stage.DECIDE)
BOOLEAN = "boolean"
HOLDS_COLUMN = "(holds)"
"""In the place of a fact: a column that asks whether a rule holds. No fact has such a name."""


class InputData(NamedTuple):
    """Something given: a fact, or a conclusion of an earlier stage. `values` are the words allowed, in order."""

    name: str
    subject: Fact | Conclusion
    kind: Kind
    values: tuple[str, ...]


class TableRow(NamedTuple):
    """A row of a table: its cells, its output as FEEL, and the rule it comes from (None: it is worked out)."""

    cells: Row
    output: str
    rule: Rule | None = None


class DecisionTable(NamedTuple):
    """A decision table; where no row is met, its value is null. `asks` has the expression of each column."""

    columns: tuple[InputColumn, ...]
    expressions: tuple[str, ...]
    rows: tuple[TableRow, ...]
    hit_policy: str = "ANY"


class ModelDecision(NamedTuple):
    """A decision: a table, or (a text) an expression. `values` are the words it gives, none for true and false.

    `subject` is the rule, or the conclusion and its value ("" for all), that it decides, or the fact that it fills in.
    """

    name: str
    subject: Rule | tuple[Conclusion, str] | Fact
    logic: DecisionTable | str
    required_names: tuple[str, ...]
    values: tuple[str, ...] = ()


class DecisionModel(NamedTuple):
    """All inputs and decisions, in an order in which each comes after what it needs."""

    rulebase: RuleBase
    inputs: tuple[InputData, ...]
    decisions: tuple[ModelDecision, ...]


MAX_TESTS = 1_000
"""Tests in the conditions of the rules that a model holds; the built-in ones have about 100."""


def build_decision_model(rulebase: RuleBase) -> DecisionModel:
    """The decision model of a rule base.

    Raises TableError for rules that lean on each other in a circle, and for more of them than a model can hold.
    """
    tests = sum(1 for stage in STAGES for rule in rulebase.rules_by_stage[stage] for _ in iter_leaves(rule.condition))
    if tests > MAX_TESTS:
        sentence = f"they have {tests:,} tests, and a model of decision tables holds {MAX_TESTS:,}; export fewer packs"
        raise TableError([Finding(Place("the rules of the stages `weigh` and `decide`"), sentence)])
    return _ModelBuilder(rulebase).build()


class _ModelBuilder:
    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase
        self.rules = [rule for stage in STAGES for rule in rulebase.rules_by_stage[stage]]
        before = (name for name, each in rulebase.conclusions.items() if each.stage.rank < Stage.WEIGH.rank)
        self.rows = RowBuilder(rulebase, before)
        self.names = NameRegistry()
        self.inputs: dict[str, InputData] = {}
        self.done: dict[str, ModelDecision] = {}
        self.variables: dict[
            InputColumn, str
        ] = {}  # what is asked for each column (one of several values: for them all)
        self.under_way: list[str] = []

    def build(self) -> DecisionModel:
        read = dict.fromkeys(leaf.name for rule in self.rules for leaf in iter_leaves(rule.condition))
        given = [*(name for name in self.rows.whole if name in read), *(n for n in self.rulebase.facts if n in read)]
        for name in given:
            self._add_input(name)
        for rule in self.rules:
            if rule.stage is Stage.WEIGH:
                self._add_rule_decision(rule)
        for name, conclusion in self.rulebase.conclusions.items():
            if conclusion.stage in STAGES and name != REASON:
                if conclusion.single:
                    self._add_conclusion_table(conclusion)
                else:
                    for value in sorted({value for rule in self.rules for value in rule.list_concluded_values(name)}):
                        self._add_value_decision(conclusion, value)
        return DecisionModel(self.rulebase, tuple(self.inputs.values()), tuple(self.done.values()))

    def _add_input(self, name: str) -> None:
        fact = self.rulebase.facts.get(name)
        if fact is not None:
            filling = fact.filled_from
            self._register_input(name, fact, fact.kind, tuple(fact.values))
            if filling is not None:
                counted = self.rulebase.facts[filling.fact]
                self._register_input(filling.fact, counted, counted.kind, ())
                self._add_filled_fact(fact)
            return
        conclusion = self.rulebase.conclusions[name]
        known = find_conclusion_values(self.rulebase, name)
        order = [value for value in self.rulebase.states if value in known]
        values = (*order, *sorted(known.difference(order)))
        self._register_input(name, conclusion, Kind.CHOICE if conclusion.single else Kind.MANY, values)

    def _register_input(self, name: str, subject: Fact | Conclusion, kind: Kind, values: tuple[str, ...]) -> None:
        given = InputData(self.names.assign_name(name, name), subject, kind, values)
        self.inputs.setdefault(name, given)
        self.variables.setdefault(InputColumn(name), given.name)
        for value in values if kind is Kind.MANY else ():
            self.variables[InputColumn(name, value)] = given.name

    def _add_filled_fact(self, fact: Fact) -> None:
        """A decision that fills a choice in from a count, where it is not stated; rules read this."""
        assert fact.filled_from is not None
        stated, counted = InputColumn(fact.name), InputColumn(fact.filled_from.fact)
        words = [TableRow({stated: frozenset({word})}, format_string(word)) for word in fact.values]
        bands = [
            TableRow({counted: (Span(band.at_least, band.at_most),)}, format_string(band.value))
            for band in fact.filled_from.bands
        ]
        needs = (self.variables[stated], self.variables[counted])
        name = self.names.assign_name(("filled", fact.name), f"{fact.name}_or_from_{fact.filled_from.fact}")
        table = DecisionTable((stated, counted), needs, (*words, *bands), "FIRST")
        self.done[name] = ModelDecision(name, fact, table, needs, tuple(fact.values))

    def _add_rule_decision(self, rule: Rule) -> str:
        """The decision whether a rule holds."""
        what = f"rule `{rule.id}`"
        name = self.names.assign_name(rule, f"{'reason' if rule.stage is Stage.WEIGH else rule.stage}_{rule.id}")
        if name in self.done:
            return name
        if what in self.under_way:
            circle = [*self.under_way[self.under_way.index(what) :], what]
            raise TableError(
                [Finding(Place(what), f"these rules lean on each other, which DMN cannot say: {' on '.join(circle)}")]
            )
        self.under_way.append(what)
        holds = [TableRow(cells, "true") for cells in self.rows.build_rows(rule.condition, what)]
        fails = [TableRow(cells, "false") for cells in self.rows.build_negated_rows(rule.condition, what)]
        self._add_decision(name, rule, [*holds, *fails])
        self.under_way.pop()
        return name

    def _add_value_decision(self, conclusion: Conclusion, value: str) -> str:
        """The decision whether a conclusion has a value: whether one of the rules that conclude it holds."""
        rules = [rule for rule in self.rules if value in rule.list_concluded_values(conclusion.name)]
        if conclusion.name == REASON and [rule.id for rule in rules] == [value]:
            return self._add_rule_decision(rules[0])
        key = (conclusion.name, value)
        name = self.names.assign_name(key, f"{conclusion.name}_{value}")
        if name not in self.done:
            # A table and not `a or b`, so that the model stays within the simple FEEL that every engine knows.
            parts = {InputColumn(HOLDS_COLUMN, rule.id): self._add_rule_decision(rule) for rule in rules}
            self.variables.update(parts)
            holds = [TableRow({column: frozenset({TRUE})}, "true") for column in parts]
            self._add_decision(
                name, (conclusion, value), [*holds, TableRow(dict.fromkeys(parts, frozenset({FALSE})), "false")]
            )
        return name

    def _add_conclusion_table(self, conclusion: Conclusion) -> None:
        """The table of a conclusion that has one value: a row for each way in which a rule comes to it."""
        lines: list[TableRow] = []
        for rule in self.rules:
            for value in rule.list_concluded_values(conclusion.name):
                met = self.rows.build_rows(rule.condition, f"rule `{rule.id}`")
                lines += [TableRow(cells, format_string(value), rule) for cells in met]
                if not met:
                    self._add_rule_decision(rule)  # it never holds, and the model says so
        if any(rule.list_concluded_values(conclusion.name) for rule in self.rules):
            values = tuple(sorted(find_conclusion_values(self.rulebase, conclusion.name)))
            self._add_decision(
                self.names.assign_name(conclusion.name, conclusion.name), (conclusion, ""), lines, values
            )

    def _add_decision(
        self, name: str, subject: Rule | tuple[Conclusion, str], lines: list[TableRow], values: tuple[str, ...] = ()
    ) -> None:
        """A decision with these rows; true or false where a rule asks for nothing."""
        columns = tuple(dict.fromkeys(column for line in lines for column in line.cells))
        needs = tuple(dict.fromkeys(self._resolve_variable(column) for column in columns))
        logic: DecisionTable | str = DecisionTable(
            columns, tuple(self._build_expression(column) for column in columns), tuple(lines)
        )
        if lines and not columns and lines[0].rule is None:
            logic = lines[0].output  # whatever is given
        self.done[name] = ModelDecision(name, subject, logic, needs, values)

    def _build_expression(self, column: InputColumn) -> str:
        """The expression that a column stands for."""
        variable = self._resolve_variable(column)
        among = column.value is not None and any(column.name == name for name in self.inputs)
        return f"list contains({variable}, {format_string(column.value or '')})" if among else variable

    def _resolve_variable(self, column: InputColumn) -> str:
        """What a column is called; the decision that it asks is made, where it asks one."""
        filled = self.names.find_name(("filled", column.name))
        if filled is not None:
            self.variables[column] = filled
        elif column not in self.variables:
            assert column.value is not None
            self.variables[column] = self._add_value_decision(self.rulebase.conclusions[column.name], column.value)
        return self.variables[column]


def iter_model_rules(model: DecisionModel) -> Iterator[Rule]:
    """Every rule that the model says something of, each once."""
    found: dict[Rule, None] = {}
    for decision in model.decisions:
        if isinstance(decision.subject, Rule):
            found[decision.subject] = None
        if isinstance(decision.logic, DecisionTable):
            found.update((line.rule, None) for line in decision.logic.rows if line.rule is not None)
    return iter(found)
