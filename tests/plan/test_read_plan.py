"""Plans that cannot be read back are refused with sheet, row and column, all errors at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from zipfile import ZipFile

import openpyxl
import pytest

from advisor.errors import PlanError
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import MAX_KEPT_FINDINGS
from advisor.model.rulebase import RuleBase
from advisor.plan.azure_file import format_azure_csv
from advisor.plan.csv_file import format_csv
from advisor.plan.ics_file import build_calendar
from advisor.plan.markdown_file import format_markdown
from advisor.plan.plan_data import Plan
from advisor.plan.plan_file import parse_plan_file
from advisor.plan.read_plan import ReadPlan, read_plan
from advisor.plan.xlsx_file import build_workbook
from tests.plan.plans import START, build_example_plan

Change = Callable[[openpyxl.Workbook], object]


@pytest.fixture(scope="module")
def plan(builtin: RuleBase) -> Plan:
    return build_example_plan(builtin)


def edit_workbook(plan: Plan, change: Change) -> bytes:
    """Let a person edit the workbook in a spreadsheet program."""
    book = openpyxl.load_workbook(io.BytesIO(build_workbook(plan, "plan.xlsx")))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def edit_csv(plan: Plan, change: Callable[[list[list[str]]], object], separator: str = ",") -> bytes:
    """Let a person edit the CSV file, and save it with another separator."""
    rows = list(csv.reader(io.StringIO(format_csv(plan), newline="")))
    change(rows)
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=separator).writerows(rows)
    return target.getvalue().encode()


def read(data: bytes, name: str = "plan.xlsx") -> ReadPlan:
    return read_plan(parse_plan_file(data, name))


def refuse(data: bytes, name: str = "plan.xlsx") -> list[tuple[str, str]]:
    """Return the places and codes of the findings of a plan that must be refused."""
    with pytest.raises(PlanError) as caught:
        read(data, name)
    return [(str(finding.place), finding.code) for finding in caught.value.findings]


def set_cell(cell: str, value: object, sheet: str = "Plan") -> Change:
    def change(book: openpyxl.Workbook) -> None:
        book[sheet][cell] = value

    return change


def set_formula(book: openpyxl.Workbook) -> None:
    book["Plan"]["O1"] = "Cost"
    book["Plan"]["O3"] = "=1+1"  # openpyxl saves no value of a formula


def copy_plan_sheet(book: openpyxl.Workbook) -> None:
    book["Plan"].title = "One"
    book.copy_worksheet(book["One"]).title = "Two"


REFUSED: dict[str, tuple[Change, list[tuple[str, str]]]] = {
    "a status that does not exist": (set_cell("G4", "almost"), [("plan.xlsx[Plan]:4:7", codes.INVALID_STATUS)]),
    "a date that is none": (set_cell("F3", "after the fair"), [("plan.xlsx[Plan]:3:6", codes.INVALID_DATE)]),
    "a date of two meanings": (set_cell("E3", "03/04/2026"), [("plan.xlsx[Plan]:3:5", codes.INVALID_DATE)]),
    "a day that does not exist": (set_cell("E3", "2026-02-30"), [("plan.xlsx[Plan]:3:5", codes.INVALID_DATE)]),
    "a truth value as a date": (set_cell("E3", True), [("plan.xlsx[Plan]:3:5", codes.INVALID_DATE)]),
    "a heading that was changed": (set_cell("D1", "Who"), [("plan.xlsx[Plan]:1", codes.MISSING_COLUMN)]),
    "a heading twice": (set_cell("O1", "owner"), [("plan.xlsx[Plan]:1:15", codes.DUPLICATE_COLUMN)]),
    "a formula without its value": (set_formula, [("plan.xlsx[Plan]:3:15", codes.UNCALCULATED_CELL)]),
    "a row above the headings": (lambda book: book["Plan"].insert_rows(1), [("plan.xlsx[Plan]:1:1", codes.NOT_A_PLAN)]),
    "two plans": (copy_plan_sheet, [("plan.xlsx[Two]", codes.NOT_A_PLAN)]),
    "a start that is none": (set_cell("B3", "soon", "About"), [("plan.xlsx[About]:3:2", codes.INVALID_DATE)]),
    "no plan": (lambda book: book.remove(book["Plan"]), [("plan.xlsx[About]:1:1", codes.NOT_A_PLAN)]),
}


@pytest.mark.parametrize(("change", "findings"), REFUSED.values(), ids=REFUSED)
def test_a_workbook_is_refused_with_its_place(change: Change, findings: list[tuple[str, str]], plan: Plan) -> None:
    assert refuse(edit_workbook(plan, change)) == findings


def test_all_errors_are_reported_at_once(plan: Plan) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Plan"]["E2"], book["Plan"]["G2"], book["Plan"]["F5"], book["About"]["B3"] = "x", "y", "z", "w"

    places = [place for place, _ in refuse(edit_workbook(plan, change))]
    assert places == ["plan.xlsx[About]:3:2", *(f"plan.xlsx[Plan]:{at}" for at in ("2:5", "2:7", "5:6"))]


def test_the_number_of_errors_has_a_limit(plan: Plan) -> None:
    def change(rows: list[list[str]]) -> None:
        column = rows[0].index("Status")
        rows.extend([*rows[1][:column], "x", *rows[1][column + 1 :]] for _ in range(2 * MAX_KEPT_FINDINGS))

    assert len(refuse(edit_csv(plan, change), "plan.csv")) == MAX_KEPT_FINDINGS


def test_a_csv_file_is_refused_with_row_and_column(plan: Plan) -> None:
    def change(rows: list[list[str]]) -> None:
        rows[3][rows[0].index("Due date")] = "soon"
        rows[4][rows[0].index("Company")] = "Acme"

    assert refuse(edit_csv(plan, change), "plan.csv") == [
        ("plan.csv:4:10", codes.INVALID_DATE),
        ("plan.csv:5:20", codes.NOT_A_PLAN),
    ]


def build_foreign_archive() -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return target.getvalue()


def test_foreign_files_are_refused(plan: Plan) -> None:
    foreign: dict[str, tuple[str, bytes, str]] = {
        "plan.xlsx": ("plan.xlsx", b"text", codes.WRONG_FILE_TYPE),
        "an OpenDocument file": ("plan.ods", build_foreign_archive(), codes.WRONG_FILE_TYPE),
        "an old workbook": ("plan.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", codes.WRONG_FILE_TYPE),
        "half a workbook": ("plan.xlsx", build_workbook(plan, "")[:3000], codes.BROKEN_TABLE),
        "nothing": ("plan.csv", b"", codes.EMPTY_FILE),
        "a calendar": ("plan.ics", build_calendar(plan, ""), codes.WRONG_FILE_TYPE),
        "Markdown": ("plan.md", format_markdown(plan).encode(), codes.WRONG_FILE_TYPE),
        "the file for Azure DevOps": ("plan.csv", format_azure_csv(plan).encode(), codes.NOT_A_PLAN),
        "another table": ("plan.csv", b"function,1,2\nsales,4,5\n", codes.NOT_A_PLAN),
        "Latin text": ("plan.csv", format_csv(plan).encode().replace(b"Norwood", b"Z\xfcrich"), codes.NOT_TEXT),
        "an open quotation mark": ("plan.csv", format_csv(plan).encode() + b'"x', codes.BROKEN_TABLE),
        "null bytes": ("plan.csv", b"Summary\0", codes.NOT_TEXT),
    }
    for what, (name, data, code) in foreign.items():
        assert [found for _, found in refuse(data, name)] == [code], what


def test_dates_and_statuses_are_read_in_the_words_of_many_programs(plan: Plan) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Plan"]
        forms = ("26.11.2026", "26 Nov 2026", "Nov 26, 2026", "26/Nov/26", "26/11/2026", "2026-11-26T00:00:00", 46352)
        for row, form in enumerate(forms, 2):
            sheet.cell(row, 6, form)
        for row, word in enumerate(("Done", "In Progress", "", "CLOSED", "won't do"), 2):
            sheet.cell(row, 7, word or None)

    rows = read(edit_workbook(plan, change)).rows
    assert [row.get_date("due") for row in rows[:7]] == [date(2026, 11, 26)] * 7
    assert [row.texts["status"] for row in rows[:5]] == ["done", "doing", "to do", "done", "dropped"]


def test_one_date_shows_the_order_of_all(plan: Plan) -> None:
    def change(rows: list[list[str]]) -> None:
        column = rows[0].index("Due date")
        rows[1][column], rows[2][column] = "03/04/2026", "12/31/2026"

    rows = read(edit_csv(plan, change), "plan.csv").rows
    assert [row.get_date("due") for row in rows[:2]] == [date(2026, 3, 4), date(2026, 12, 31)]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_csv_file_with_another_separator_is_read(separator: str, plan: Plan) -> None:
    rows = read(edit_csv(plan, lambda rows: None, separator), "plan.csv").rows
    assert {row.id: row.texts["task"] for row in rows} == {row.id: row.texts["task"] for row in plan.rows}


def test_both_kinds_of_files_are_read_as_they_were_written(plan: Plan) -> None:
    for data, name in ((build_workbook(plan, ""), "plan.xlsx"), (format_csv(plan).encode(), "plan.csv")):
        old = read(data, name)
        by_id = {row.id: row for row in old.rows}
        for row in plan.rows:
            for field, text in by_id[row.id].texts.items():
                assert field in ("issue_id", "parent") or text == row.texts[field]
        assert (old.about.company, old.about.start) == ("Norwood Controls", START)
        assert old.about.rulebase == plan.about.rulebase


def test_renamed_sheets_and_headings_of_the_other_kind_are_read(plan: Plan) -> None:
    def rename(book: openpyxl.Workbook) -> None:
        book["Plan"].title, book["About"].title = "Roadmap", "Info"

    old = read(edit_workbook(plan, rename))
    assert old.sheet_names == ("Roadmap", "Info")
    assert old.about.company == "Norwood Controls"

    rows = (plan.rows[0]._replace(texts={**plan.rows[0].texts, "owner": "=Anna"}), *plan.rows[1:])
    plan = plan._replace(rows=rows)
    book = openpyxl.Workbook()  # somebody opened the CSV file in a spreadsheet program and saved it as XLSX
    for row in csv.reader(io.StringIO(format_csv(plan), newline="")):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    old = read(target.getvalue())
    assert (old.has_csv_headings, old.about.company, len(old.rows)) == (True, "Norwood Controls", len(plan.rows))
    assert old.rows[0].texts["owner"] == "=Anna"


def test_cells_without_a_heading_are_a_persons_own(plan: Plan) -> None:
    old = read(edit_workbook(plan, set_cell("P3", "aside")))
    assert (old.own_columns, old.rows[1].own) == (("",), ("aside",))


def test_blank_rows_are_left_out(plan: Plan) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Plan"].insert_rows(3, 2)

    assert [row.id for row in read(edit_workbook(plan, change)).rows] == [row.id for row in plan.rows]


def test_a_persons_column_with_the_name_of_a_csv_column_is_their_own(plan: Plan) -> None:
    def change(book: openpyxl.Workbook) -> None:
        for column, heading in enumerate(("Company", "Summary", "Parent"), 15):
            book["Plan"].cell(1, column, heading)
            book["Plan"].cell(2, column, f"my {heading}")

    old = read(edit_workbook(plan, change))
    assert old.own_columns == ("Company", "Summary", "Parent")
    assert old.rows[0].own == ("my Company", "my Summary", "my Parent")
