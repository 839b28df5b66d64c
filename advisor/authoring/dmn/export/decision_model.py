"""A rule base as a decision model: its inputs, its decisions and their tables, without any XML.

The model has all rules of the stages `weigh` and `decide`. The facts are inputs, also those that follow from other
answers, and so are the conclusions of earlier stages: the state, and the marks that are denied. A rule of `weigh` is a
decision with three values: true (it holds), false (it fails) and null (it is open).
"""

from __future__ import annotations

from typing import NamedTuple

from advisor.authoring.dmn.export.feel_writer import NameRegistry, format_string
from advisor.authoring.dmn.table_rows import FALSE, TRUE, InputColumn, Row, RowBuilder, Span, find_conclusion_values
from advisor.errors import TableError
from advisor.loading.finding_codes import CIRCULAR_RULES, TOO_LARGE
from advisor.model.conditions import Not, iter_leaves
from advisor.model.rulebase import REASON, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Conclusion, Fact, Kind, Stage

STAGES = (Stage.WEIGH, Stage.DECIDE)
BOOLEAN = "boolean"
HOLDS_COLUMN = "(holds)"
"""Column name, instead of a fact, for the question whether a rule holds. No fact can have this name."""
MAX_TESTS = 1_000
"""Maximum number of tests in the conditions of a model's rules; the built-in rules have about 160."""


class InputData(NamedTuple):
    """An input: a fact, or a conclusion of an earlier stage. `values` are the allowed words, in order."""

    name: str
    subject: Fact | Conclusion
    kind: Kind
    values: tuple[str, ...]


class TableRow(NamedTuple):
    """A row of a table: its cells, its output in FEEL, and its rule (None for a derived row)."""

    cells: Row
    output: str
    rule: Rule | None = None


class DecisionTable(NamedTuple):
    """A decision table; its value is null if no row matches. `expressions` has the FEEL of each column."""

    columns: tuple[InputColumn, ...]
    expressions: tuple[str, ...]
    rows: tuple[TableRow, ...]
    hit_policy: str = "ANY"


class ModelDecision(NamedTuple):
    """A decision: a table, or (as text) an expression. `values` are its words; none for true and false.

    `subject` is what it decides: a rule, a conclusion with a value ("" for its only value), or a fact to fill in.
    """

    name: str
    subject: Rule | tuple[Conclusion, str] | Fact
    logic: DecisionTable | str
    required_names: tuple[str, ...]
    values: tuple[str, ...] = ()


class DecisionModel(NamedTuple):
    """All inputs and decisions; each decision comes after those it requires."""

    rulebase: RuleBase
    inputs: tuple[InputData, ...]
    decisions: tuple[ModelDecision, ...]


def build_decision_model(rulebase: RuleBase) -> DecisionModel:
    """Return the decision model of a rule base.

    Raises:
        TableError: The rules depend on each other in a circle, or have more than MAX_TESTS tests.
    """
    tests = sum(1 for stage in STAGES for rule in rulebase.rules_by_stage[stage] for _ in iter_leaves(rule.condition))
    if tests > MAX_TESTS:
        sentence = f"they have {tests:,} tests and the maximum of a DMN model is {MAX_TESTS:,}; export fewer packs"
        raise TableError.at("the rules of the stages `weigh` and `decide`", sentence, TOO_LARGE)
    return _ModelBuilder(rulebase).build()


class _ModelBuilder:
    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase
        self.rules = [rule for stage in STAGES for rule in rulebase.rules_by_stage[stage]]
        self.early = [name for name, item in rulebase.conclusions.items() if item.stage.rank < Stage.WEIGH.rank]
        self.rows = RowBuilder(rulebase, self.early)
        self.names = NameRegistry()
        self.inputs: dict[str, InputData] = {}
        self.decisions: dict[str, ModelDecision] = {}
        self.variables: dict[InputColumn, str] = {}  # the variable of each column; the values of a list share one
        self.rules_in_progress: list[str] = []

    def build(self) -> DecisionModel:
        """Return the model of the rule base."""
        read = dict.fromkeys(leaf.name for rule in self.rules for leaf in iter_leaves(rule.condition))
        for name in (*self.early, *self.rulebase.facts):
            if name in read:
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
        return DecisionModel(self.rulebase, tuple(self.inputs.values()), tuple(self.decisions.values()))

    def _add_input(self, name: str) -> None:
        fact = self.rulebase.facts.get(name)
        if fact is not None:
            self._register_input(name, fact, fact.kind, tuple(fact.values))
            if fact.filled_from is not None:
                count = self.rulebase.facts[fact.filled_from.fact]
                self._register_input(count.name, count, count.kind, ())
                self._add_filled_fact(fact)
            return
        conclusion = self.rulebase.conclusions[name]
        known = find_conclusion_values(self.rulebase, name)
        order = [value for value in self.rulebase.states if value in known]
        values = (*order, *sorted(known.difference(order)))
        self._register_input(name, conclusion, Kind.CHOICE if conclusion.single else Kind.MANY, values)

    def _register_input(self, name: str, subject: Fact | Conclusion, kind: Kind, values: tuple[str, ...]) -> None:
        variable = self.names.assign_name(name, name)
        self.inputs.setdefault(name, InputData(variable, subject, kind, values))
        self.variables.setdefault(InputColumn(name), variable)
        for value in values if kind is Kind.MANY else ():
            self.variables[InputColumn(name, value)] = variable

    def _add_filled_fact(self, fact: Fact) -> None:
        """Add a decision that derives a choice from a count unless it is stated; rules read this decision."""
        assert fact.filled_from is not None
        stated, count = InputColumn(fact.name), InputColumn(fact.filled_from.fact)
        rows = [TableRow({stated: frozenset({word})}, format_string(word)) for word in fact.values]
        rows += [
            TableRow({count: (Span(band.at_least, band.at_most),)}, format_string(band.value))
            for band in fact.filled_from.bands
        ]
        variables = (self.variables[stated], self.variables[count])
        name = self.names.assign_name(("filled", fact.name), f"{fact.name}_or_from_{fact.filled_from.fact}")
        table = DecisionTable((stated, count), variables, tuple(rows), "FIRST")
        self.decisions[name] = ModelDecision(name, fact, table, variables, tuple(fact.values))

    def _add_rule_decision(self, rule: Rule) -> str:
        """Add the decision whether a rule holds, and return its name."""
        subject = f"rule `{rule.id}`"
        name = self.names.assign_name(rule, f"{'reason' if rule.stage is Stage.WEIGH else rule.stage}_{rule.id}")
        if name in self.decisions:
            return name
        if subject in self.rules_in_progress:
            loop = [*self.rules_in_progress[self.rules_in_progress.index(subject) :], subject]
            sentence = f"this depends on itself, which DMN does not allow: {', '.join(loop)}; change one of these rules"
            raise TableError.at(subject, sentence, CIRCULAR_RULES)
        self.rules_in_progress.append(subject)
        rows = [TableRow(cells, "true") for cells in self.rows.build_rows(rule.condition, subject)]
        rows += [TableRow(cells, "false") for cells in self.rows.build_rows(Not(rule.condition), subject)]
        self._add_decision(name, rule, rows)
        self.rules_in_progress.pop()
        return name

    def _add_value_decision(self, conclusion: Conclusion, value: str) -> str:
        """Add the decision whether any rule that concludes a value holds, and return its name."""
        rules = [rule for rule in self.rules if value in rule.list_concluded_values(conclusion.name)]
        if conclusion.name == REASON and [rule.id for rule in rules] == [value]:
            return self._add_rule_decision(rules[0])
        name = self.names.assign_name((conclusion.name, value), f"{conclusion.name}_{value}")
        if name not in self.decisions:
            # A table, not `a or b`: the model then needs only the simple FEEL that every engine supports.
            columns = {InputColumn(HOLDS_COLUMN, rule.id): self._add_rule_decision(rule) for rule in rules}
            self.variables.update(columns)
            rows = [TableRow({column: frozenset({TRUE})}, "true") for column in columns]
            rows.append(TableRow(dict.fromkeys(columns, frozenset({FALSE})), "false"))
            self._add_decision(name, (conclusion, value), rows)
        return name

    def _add_conclusion_table(self, conclusion: Conclusion) -> None:
        """Add the table of a conclusion with one value: all rows of each rule that concludes it."""
        rules = [rule for rule in self.rules if rule.list_concluded_values(conclusion.name)]
        rows: list[TableRow] = []
        for rule in rules:
            cell_rows = self.rows.build_rows(rule.condition, f"rule `{rule.id}`")
            for value in rule.list_concluded_values(conclusion.name):
                rows += [TableRow(cells, format_string(value), rule) for cells in cell_rows]
            if not cell_rows:
                self._add_rule_decision(rule)  # it never holds, and the model shows this
        if rules:
            values = tuple(sorted(find_conclusion_values(self.rulebase, conclusion.name)))
            name = self.names.assign_name(conclusion.name, conclusion.name)
            self._add_decision(name, (conclusion, ""), rows, values)

    def _add_decision(
        self, name: str, subject: Rule | tuple[Conclusion, str], rows: list[TableRow], values: tuple[str, ...] = ()
    ) -> None:
        """Add a decision with these rows; only an expression if its first row matches everything."""
        columns = tuple(dict.fromkeys(column for row in rows for column in row.cells))
        variables = tuple(dict.fromkeys(self._resolve_variable(column) for column in columns))
        logic: DecisionTable | str = DecisionTable(columns, tuple(map(self._build_expression, columns)), tuple(rows))
        if rows and not columns and rows[0].rule is None:
            logic = rows[0].output
        self.decisions[name] = ModelDecision(name, subject, logic, variables, values)

    def _build_expression(self, column: InputColumn) -> str:
        variable = self._resolve_variable(column)
        if column.value is None or column.name not in self.inputs:
            return variable
        return f"list contains({variable}, {format_string(column.value)})"

    def _resolve_variable(self, column: InputColumn) -> str:
        """Return the variable of a column; add the decision behind it if there is none yet."""
        filled = self.names.find_name(("filled", column.name))
        if filled is not None:
            self.variables[column] = filled
        elif column not in self.variables:
            assert column.value is not None
            self.variables[column] = self._add_value_decision(self.rulebase.conclusions[column.name], column.value)
        return self.variables[column]
