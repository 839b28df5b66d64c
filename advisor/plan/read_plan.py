"""A reader of plans that the advisor wrote and a person edited: every row and cell, and every error with its place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from advisor.errors import Place, PlanError
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import FindingList, format_excerpt
from advisor.model.name_suggestion import suggest_name
from advisor.model.word_lists import join_quoted
from advisor.plan.columns import COLUMNS, DATE_FIELDS, REQUIRED_FIELDS, find_field, get_heading, has_csv_headings
from advisor.plan.dates import convert_day_number, detect_day_first, is_ambiguous_date, parse_date
from advisor.plan.marks import parse_marks
from advisor.plan.plan_data import (
    ABOUT_SHEET,
    DOING,
    DONE,
    DROPPED,
    PLAN_SHEET,
    STATUSES,
    TO_DO,
    Cell,
    OwnSheet,
    PlanRow,
    format_cell,
)
from advisor.plan.plan_file import PlanFile
from advisor.plan.plan_sheets import AboutTexts, read_about_columns, read_about_sheet, sort_sheets
from advisor.tabular.formula_guard import remove_guard
from advisor.tabular.uncalculated_cells import NO_VALUE
from advisor.tabular.workbook import CellSheet

_STATUS_WORDS = {
    **dict.fromkeys(("", "to do", "todo", "to-do", "open", "new", "not started", "backlog"), TO_DO),
    **dict.fromkeys(("doing", "in progress", "in-progress", "started", "active", "in work"), DOING),
    **dict.fromkeys(("done", "closed", "finished", "complete", "completed", "resolved"), DONE),
    **dict.fromkeys(("dropped", "cancelled", "canceled", "won't do", "removed", "rejected"), DROPPED),
}
"""Words for a status that people and ticket systems use."""
_UNCALCULATED = NO_VALUE.decode()


class ReadPlan(NamedTuple):
    """A plan as a person left it. `rows` have an id of "" for an added task, and only the fields of the file.

    `has_csv_headings` says which headings the columns have. `own_columns` are the headings of the added columns,
    `sheet_names` the names of the sheets `Plan` and `About`.
    """

    file: PlanFile
    has_csv_headings: bool
    about: AboutTexts
    rows: tuple[PlanRow, ...]
    own_columns: tuple[Cell, ...]
    own_sheets: tuple[OwnSheet, ...]
    sheet_names: tuple[str, str]


def read_plan(file: PlanFile) -> ReadPlan:
    """Read a plan. Raises PlanError with all findings."""
    findings = FindingList()
    sheets = sort_sheets(file)
    is_csv = has_csv_headings(map(format_cell, sheets.plan.rows[0]))
    if is_csv and not file.is_csv:  # a workbook made from a CSV file still has its apostrophes
        sheets = sheets._replace(plan=_remove_guards(sheets.plan))
    columns, own_columns = _find_columns(file, sheets.plan, is_csv, findings)
    if findings:
        raise PlanError(findings)
    for sheet in file.sheets:
        _report_uncalculated_cells(file, sheet, findings)
    if is_csv:
        about = read_about_columns(file, sheets.plan, columns, findings)
    else:
        about = read_about_sheet(file, sheets.about, findings) if sheets.about else AboutTexts()
    rows = tuple(_iter_rows(file, sheets.plan, columns, own_columns, is_csv, findings))
    if findings:
        raise PlanError(findings.sort_by_place())
    names = (sheets.plan.name or PLAN_SHEET, sheets.about.name if sheets.about else ABOUT_SHEET)
    headings = tuple(sheets.plan.rows[0][column] for column in own_columns)
    return ReadPlan(file, is_csv, about, rows, headings, sheets.own, names)


def _remove_guards(sheet: CellSheet) -> CellSheet:
    rows = [[remove_guard(cell) if isinstance(cell, str) else cell for cell in row] for row in sheet.rows]
    return sheet._replace(rows=rows)


def _find_columns(
    file: PlanFile, sheet: CellSheet, is_csv: bool, findings: FindingList
) -> tuple[dict[str, int], tuple[int, ...]]:
    """Return the column of each field, and the columns that a person added: those that have any content."""
    columns: dict[str, int] = {}
    own: list[int] = []
    for number, cell in enumerate(sheet.rows[0]):
        field = find_field(format_cell(cell), is_csv)
        if field is None:
            if any(row[number] != "" for row in sheet.rows):
                own.append(number)
        elif field in columns:
            sentence = f"the heading `{format_excerpt(format_cell(cell))}` is also in column {columns[field] + 1}"
            findings.add(file.locate(sheet, 0, number), f"{sentence}; change one of them", codes.DUPLICATE_COLUMN)
        else:
            columns[field] = number
    for field in REQUIRED_FIELDS:
        if field not in columns:
            heading = get_heading(field, is_csv)
            sentence = f"the column `{heading}` is missing; give it this heading again, or add it without content"
            findings.add(file.locate(sheet, 0), sentence, codes.MISSING_COLUMN)
    return columns, tuple(own)


def _report_uncalculated_cells(file: PlanFile, sheet: CellSheet, findings: FindingList) -> None:
    for number, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            if cell == _UNCALCULATED:
                sentence = "this formula has no saved value; open the file in a spreadsheet program and save it"
                findings.add(file.locate(sheet, number, column), sentence, codes.UNCALCULATED_CELL)


def _iter_rows(
    file: PlanFile, sheet: CellSheet, columns: dict[str, int], own: tuple[int, ...], is_csv: bool, findings: FindingList
) -> Iterator[PlanRow]:
    fields = tuple(column.field for column in COLUMNS if column.field in columns)
    days = [format_cell(row[columns[field]]) for row in sheet.rows[1:] for field in DATE_FIELDS]
    day_first = detect_day_first(days)
    for number, row in enumerate(sheet.rows[1:], 1):
        if all(cell == "" for cell in row):
            continue
        texts: dict[str, str] = {}
        for field in fields:
            cell = row[columns[field]]
            if field in DATE_FIELDS:
                texts[field] = _read_date(cell, day_first)
            elif field == "status":
                texts[field] = _STATUS_WORDS.get(" ".join(format_cell(cell).split()).casefold(), "")
            else:
                texts[field] = format_cell(cell)
            if field in (*DATE_FIELDS, "status") and not texts[field] and format_cell(cell).strip():
                place = file.locate(sheet, number, columns[field])
                _report_cell(field, format_cell(cell).strip(), place, is_csv, findings)
        row_id = format_cell(row[columns["id"]]).strip()
        marks = parse_marks(format_cell(row[columns["check"]])) if "check" in columns else {}
        yield PlanRow(row_id, texts, marks, tuple(row[column] for column in own))


def _read_date(cell: Cell, day_first: bool | None) -> str:
    """Return the date of a cell as `2026-11-26`; "" if it is blank or no date."""
    if isinstance(cell, datetime | date):
        day: date | None = cell.date() if isinstance(cell, datetime) else cell
    elif isinstance(cell, int | float):
        day = None if isinstance(cell, bool) else convert_day_number(cell)
    else:
        day = parse_date(format_cell(cell), day_first)
    return day.isoformat() if day else ""


def _report_cell(field: str, text: str, place: Place, is_csv: bool, findings: FindingList) -> None:
    excerpt, heading = format_excerpt(text), get_heading(field, is_csv)
    if field == "status":
        choices = f"{join_quoted(STATUSES)}{suggest_name(text.lower(), STATUSES)}"
        sentence = f"`{excerpt}` is not a status; `{heading}` can be {choices}"
        findings.add(place, sentence, codes.INVALID_STATUS)
        return
    if is_ambiguous_date(text):
        sentence = f"`{excerpt}` in `{heading}` can mean two days; write the year first, like this: `2026-11-26`"
    else:
        sentence = (
            f"`{excerpt}` in `{heading}` is not a date; write it like this: `2026-11-26`, or move it to the notes"
        )
    findings.add(place, sentence, codes.INVALID_DATE)
