"""The spreadsheet, as another library reads it: sheets, dates, the list of statuses, and what is frozen and hidden."""

from __future__ import annotations

import io
from datetime import datetime, time, timedelta

import openpyxl
import pytest

from advisor.errors import OutputError
from advisor.model.rulebase import RuleBase
from advisor.plan.plan_data import STATUSES, OwnSheet, Plan
from advisor.plan.plan_file import parse_plan_file
from advisor.plan.read_plan import read_plan
from advisor.plan.xlsx_file import MAX_TEXT, build_workbook
from tests.plan.plans import START, build_example_plan

HEADINGS = (
    *("Task", "Part of", "How", "Owner", "Start", "Due", "Status", "Measure", "Why", "Source", "Notes", "Advice"),
    *("Id", "Check"),
)


def open_workbook(plan: Plan) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(build_workbook(plan, "plan.xlsx")))


def test_the_sheet_has_a_row_for_each_task_with_real_dates(builtin: RuleBase) -> None:
    plan = build_example_plan(builtin)
    sheet = open_workbook(plan)["Plan"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == HEADINGS
    assert [row[HEADINGS.index("Id")] for row in rows[1:]] == [row.id for row in plan.rows]
    assert rows[1][HEADINGS.index("Start")] == datetime.combine(START, time())
    assert sheet["E2"].number_format == "yyyy-mm-dd"


def test_the_sheet_is_made_for_working(builtin: RuleBase) -> None:
    plan = build_example_plan(builtin)
    sheet = open_workbook(plan)["Plan"]
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == f'"{",".join(STATUSES)}"'
    assert "G2" in choice.sqref
    assert f"G{len(plan.rows) + 100}" in choice.sqref, "rows that a person adds have the list too"
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:N{len(plan.rows) + 1}"
    assert sheet.column_dimensions["N"].hidden
    assert sheet["A2"].alignment.wrap_text
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$1"


def test_the_second_sheet_is_about_the_plan(builtin: RuleBase) -> None:
    plan = build_example_plan(builtin)
    rows = {row[0]: row[1] for row in open_workbook(plan)["About"].iter_rows(values_only=True)}
    assert rows["Company"] == "Norwood Controls"
    assert rows["Rule base"].startswith("core 1.0.0 (")
    assert rows["Plan start"] == datetime.combine(START, time())
    assert rows["Revision"] == 0


def test_the_same_plan_gives_the_same_bytes(builtin: RuleBase) -> None:
    plan = build_example_plan(builtin)
    assert build_workbook(plan, "plan.xlsx") == build_workbook(plan, "other.xlsx")


def test_a_persons_cells_keep_their_kind(builtin: RuleBase) -> None:
    cells = ("text", 1500.5, True, START, datetime(2026, 3, 4, 5, 6, 7), time(8, 30), timedelta(hours=30), "")
    plan = build_example_plan(builtin)._replace(own_sheets=(OwnSheet("Budget", False, (cells,)),))
    (sheet,) = read_plan(parse_plan_file(build_workbook(plan, "plan.xlsx"), "plan.xlsx")).own_sheets
    assert sheet == OwnSheet("Budget", False, (cells[:-1],))


def test_names_of_sheets_that_excel_refuses_are_changed(builtin: RuleBase) -> None:
    names = ("plan", "a/b", "x" * 40, "x" * 40, "")
    sheets = tuple(OwnSheet(name, True, (("1",),)) for name in names)
    written = open_workbook(build_example_plan(builtin)._replace(own_sheets=sheets)).sheetnames
    assert written == ["Plan", "About", "plan (2)", "a_b", "x" * 31, f"{'x' * 25} (2)", "Sheet"]


def test_a_text_that_no_cell_can_hold_is_refused_with_its_place(builtin: RuleBase) -> None:
    plan = build_example_plan(builtin)
    row = plan.rows[1]
    long = row._replace(texts={**row.texts, "notes": "x" * (MAX_TEXT + 1)})
    with pytest.raises(OutputError) as caught:
        build_workbook(plan._replace(rows=(plan.rows[0], long)), "plan.xlsx")
    assert str(caught.value.findings[0].place) == "plan.xlsx[Plan]:3:11"
