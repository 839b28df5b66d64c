"""Decision tables as a workbook: each sheet, read back, gives rules that conclude the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from advisor.authoring.dmn.export.sheet_tables import SheetTable, build_sheet_tables
from advisor.authoring.dmn.export.workbook_writer import render_workbook
from advisor.authoring.dmn.importing.import_file import read_tables
from advisor.authoring.dmn.importing.table_model import ImportChoices
from advisor.errors import TableError
from advisor.loading.packs.load_rulebase import load
from advisor.model.answers import Value
from advisor.model.rulebase import RuleBase
from tests import plain_evaluator, strategies


def read_sheet(data: bytes, table: SheetTable, rulebase: RuleBase, folder: Path) -> RuleBase:
    """Return the rule base with the rules of one sheet instead of its own rules for this conclusion."""
    path = folder / "rules.xlsx"
    path.write_bytes(data)
    choices = ImportChoices({}, sheet=table.name, hit_policy=table.hit_policy)
    imported = read_tables(str(path), rulebase, choices)
    assert imported.refusals == ()
    kept = (replace(rule, then=tuple(atom for atom in rule.then if atom.name != table.name)) for rule in rulebase.rules)
    return replace(rulebase, rules=(*kept, *(rule for _, rules in imported.tables for rule in rules)))


@given(strategies.agreeing_rule_bases(), strategies.companies())
def test_a_sheet_read_back_concludes_the_same(drawn: RuleBase, known: dict[str, Value]) -> None:
    from tempfile import TemporaryDirectory

    try:
        tables = build_sheet_tables(drawn)
    except TableError:
        return
    data = render_workbook(tables) if tables else b""
    before = plain_evaluator.evaluate(drawn, known).certain
    for table in tables:
        with TemporaryDirectory() as folder:
            again = read_sheet(data, table, drawn, Path(folder))
        certain = {atom for atom in plain_evaluator.evaluate(again, known).certain if atom[0] == table.name}
        expected = {atom for atom in before if atom[0] == table.name}
        assert certain <= expected
        # a rule of rows needs the state and whole answers, where a condition may hold without
        has_state = any(name == "state" for name, _ in before)
        assert certain == expected or not has_state


@pytest.mark.parametrize("packs", [(), ("packs/revops",)])
def test_every_sheet_of_the_packs_can_be_imported(packs: tuple[str, ...], tmp_path: Path) -> None:
    rulebase = load(packs)
    tables = build_sheet_tables(rulebase)
    data = render_workbook(tables)
    assert data == render_workbook(tables)
    assert {table.name for table in tables} >= {"favours", "friction", "verdict", "move_to"}
    for table in tables:
        again = read_sheet(data, table, rulebase, tmp_path)
        imported = [rule for rule in again.rules if rule not in rulebase.rules and rule.id.startswith("rules/")]
        assert {atom.value for rule in imported for atom in rule.then} == {
            row[len(row) - 4] for row in table.rows if row[len(row) - 4]
        }
