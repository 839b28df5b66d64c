"""Texts that a spreadsheet would run as formulas are texts in every file, and read back as they were typed."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.model.rulebase import RuleBase
from advisor.plan.csv_file import format_csv
from advisor.plan.plan_data import Plan
from advisor.plan.xlsx_file import build_workbook
from advisor.tabular.formula_guard import guard_formula, is_formula_like, remove_guard
from tests.plan.plans import build_example_plan

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\n=1", "\r=1", "＝1+1", "＠a", "=cmd|'/C calc'!A0", "-")
STARTS = tuple("=+-@\t\r\n＝＋－＠")


def add_texts(plan: Plan) -> Plan:
    """Type a formula into many cells, headings and sheets of a plan."""
    row = plan.rows[0]
    rows = (
        row._replace(id=f"own/{number}", texts={**row.texts, "task": text, "owner": text, "notes": text}, own=(text,))
        for number, text in enumerate(FORMULAS)
    )
    return plan._replace(rows=tuple(rows), own_columns=("=2+2",))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert is_formula_like(text)
    assert guard_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["plain", "a=b", "1-2", "'quoted' word", "x@y.example", ""])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert guard_formula(text) == text


@given(st.text(alphabet="'=+-@＝ \t\r\na1"))
def test_the_guard_is_removed_again(text: str) -> None:
    assert remove_guard(guard_formula(text)) == text
    assert not guard_formula(text).startswith(STARTS)


def test_no_cell_of_a_csv_file_begins_like_a_formula(builtin: RuleBase) -> None:
    text = format_csv(add_texts(build_example_plan(builtin)))
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in cells if cell.lstrip().startswith(STARTS)]
    assert sum(cell in {f"'{formula}" for formula in FORMULAS} for cell in cells) == 4 * len(FORMULAS)


def test_no_cell_of_a_workbook_is_a_formula(builtin: RuleBase) -> None:
    content = build_workbook(add_texts(build_example_plan(builtin)), "plan.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Plan"]
    guarded = [cell for row in sheet.iter_rows() for cell in row if is_formula_like(str(cell.value or ""))]
    assert len(guarded) == 4 * (len(FORMULAS) - 1) + 1  # openpyxl reads a carriage return as `_x000D_`
    assert {cell.data_type for cell in guarded} == {"s"}
    # Excel would run such a cell when somebody edits it, unless it is marked as quoted
    assert all(cell.quotePrefix for cell in guarded)
