"""The rules of the stages weigh and decide as tables for a spreadsheet: one table for each conclusion.

`advisor rules import` reads each table back. A row is one way in which a rule holds; it needs every cell of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from advisor.authoring.dmn.export.decision_model import STAGES
from advisor.authoring.dmn.export.feel_writer import ANY_VALUE, format_string, format_unary_tests
from advisor.authoring.dmn.table_rows import Cell, InputColumn, RowBuilder
from advisor.model.rulebase import REASON, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Conclusion, Kind, Stage

NOTES = ("title", "because", "source")


class SheetTable(NamedTuple):
    """A table with the name of its conclusion, the hit policy of its rows, its headings and its rows."""

    name: str
    hit_policy: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def build_sheet_tables(rulebase: RuleBase) -> list[SheetTable]:
    """Build the table of each conclusion that rules of the stages weigh and decide draw.

    A heading is a fact, the state, or `list contains(friction, "economic")` for one value of a list. The reason of a
    rule has no table, since each rule of the stage weigh concludes it.

    Raises:
        TableError: A rule needs too many rows.
    """
    early = [name for name, item in rulebase.conclusions.items() if item.stage.rank < Stage.WEIGH.rank]
    builder = RowBuilder(rulebase, early)
    tables: list[SheetTable] = []
    for name, conclusion in rulebase.conclusions.items():
        rules = [
            rule for stage in STAGES for rule in rulebase.rules_by_stage[stage] if rule.list_concluded_values(name)
        ]
        if rules and conclusion.stage in STAGES and name != REASON:
            tables.append(_build_table(conclusion, rules, builder))
    return [table for table in tables if table.rows]  # rules that can never hold have none


def _build_table(conclusion: Conclusion, rules: Sequence[Rule], builder: RowBuilder) -> SheetTable:
    rows = [
        (cells, value, rule)
        for rule in rules
        for value in rule.list_concluded_values(conclusion.name)
        for cells in builder.build_rows(rule.condition, f"rule `{rule.id}`")
    ]
    columns = tuple(dict.fromkeys(column for cells, _, _ in rows for column in cells))
    headings = (*map(_format_heading, columns), conclusion.name, *NOTES)
    lines = tuple(
        (
            *(_format_cell(column, cells.get(column), builder.rulebase) for column in columns),
            *(value, rule.title, rule.because, rule.source),
        )
        for cells, value, rule in rows
    )
    return SheetTable(conclusion.name, "ANY" if conclusion.single else "COLLECT", headings, lines)


def _format_heading(column: InputColumn) -> str:
    return column.name if column.value is None else f"list contains({column.name}, {format_string(column.value)})"


def _format_cell(column: InputColumn, cell: Cell | None, rulebase: RuleBase) -> str:
    if not isinstance(cell, frozenset) or column.value is not None:
        return format_unary_tests(column, cell, Kind.COUNT)
    order = rulebase.facts[column.name].values if column.name in rulebase.facts else sorted(cell)
    return ", ".join(word for word in order if word in cell) or ANY_VALUE
