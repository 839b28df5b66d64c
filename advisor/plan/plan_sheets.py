"""Which sheet of a workbook holds the plan, which is about it, and what the latter says."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from advisor.errors import PlanError
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import FindingList, format_excerpt
from advisor.model.word_lists import join_quoted
from advisor.plan.columns import ABOUT_COLUMNS, REQUIRED_FIELDS, find_field, get_heading, has_csv_headings
from advisor.plan.dates import parse_date
from advisor.plan.plan_data import ABOUT_SHEET, PLAN_SHEET, Cell, OwnSheet, format_cell
from advisor.plan.plan_file import PlanFile
from advisor.plan.xlsx_file import HELP, HELP_HEADING
from advisor.tabular.workbook import CellSheet

_MAX_ROWS_ABOVE = 20
_AZURE_HEADING = "work item type"
_ABOUT_FIELDS = tuple(column.field for column in ABOUT_COLUMNS)


class AboutTexts(NamedTuple):
    """What a plan says about itself, as far as it does; "" and None for what it does not say."""

    company: str = ""
    rulebase: str = ""
    start: date | None = None
    revision: int = 0
    other_rows: tuple[tuple[Cell, ...], ...] = ()


class PlanSheets(NamedTuple):
    """The sheets of a workbook by their use; `about` is None if there is none."""

    plan: CellSheet
    about: CellSheet | None
    own: tuple[OwnSheet, ...]


def sort_sheets(file: PlanFile) -> PlanSheets:
    """Find the sheet with the plan by its headings, and the one about it. Raises PlanError for a foreign file."""
    candidates = [sheet for sheet in file.sheets if _has_headings(sheet)]
    named = [sheet for sheet in candidates if sheet.name.casefold() == PLAN_SHEET.casefold()]
    if not candidates:
        raise _build_foreign_error(file)
    plan = (named or candidates)[0]
    if len(candidates) > 1 and not named:
        names = join_quoted((sheet.name for sheet in candidates), " and ")
        sentence = f"the sheets {names} both look like a plan; name the right one `{PLAN_SHEET}`"
        raise PlanError.at(file.locate(candidates[1]), sentence, codes.NOT_A_PLAN)
    others = [sheet for sheet in file.sheets if sheet is not plan]
    about = next((sheet for sheet in others if _is_about(sheet)), None)
    own = (
        OwnSheet(sheet.name, sheet.is_visible, tuple(map(tuple, sheet.rows))) for sheet in others if sheet is not about
    )
    return PlanSheets(plan, about, tuple(own))


def _has_headings(sheet: CellSheet) -> bool:
    return bool(sheet.rows) and _count_required(sheet.rows[0]) > 2


def _count_required(cells: list[Cell]) -> int:
    headings = list(map(format_cell, cells))
    is_csv = has_csv_headings(headings)
    fields = {find_field(heading, is_csv) for heading in headings}
    return len(fields.intersection(REQUIRED_FIELDS)) if {"id", "status"} & fields else 0


def _is_about(sheet: CellSheet) -> bool:
    fields = {_find_about_field(row[0]) for row in sheet.rows if row}
    return sheet.name.casefold() == ABOUT_SHEET.casefold() or len(fields.intersection(_ABOUT_FIELDS)) > 2


def _build_foreign_error(file: PlanFile) -> PlanError:
    """Say why no sheet of a file is a plan."""
    for sheet in file.sheets:
        for number, row in enumerate(sheet.rows[:_MAX_ROWS_ABOVE]):
            if _count_required(row) > 2:
                sentence = (
                    f"there is something above the headings, which are in row {number + 1}; move it below the plan"
                )
                return PlanError.at(file.locate(sheet, 0, 0), sentence, codes.NOT_A_PLAN)
    sheet = file.sheets[0] if file.sheets else CellSheet("", True, [])
    if sheet.rows and any(format_cell(cell).casefold() == _AZURE_HEADING for cell in sheet.rows[0]):
        sentence = "this CSV file is for Azure DevOps and cannot be read back; name the plan as XLSX or CSV"
        return PlanError.at(file.locate(sheet, 0, 0), sentence, codes.NOT_A_PLAN)
    headings = join_quoted((get_heading(field, file.is_csv) for field in REQUIRED_FIELDS), " and ")
    sentence = f"this is not a plan from `advisor plan`; the first row of a plan has the headings {headings}"
    return PlanError.at(file.locate(sheet, 0, 0), sentence, codes.NOT_A_PLAN)


def read_about_sheet(file: PlanFile, sheet: CellSheet, findings: FindingList) -> AboutTexts:
    """Read the sheet about a plan; what a person added there is kept in `other_rows`."""
    about, other = AboutTexts(), []
    for number, row in enumerate(sheet.rows):
        heading, value, *rest = (*row, "", "")[: max(len(row), 2)]
        field = _find_about_field(heading)
        if (heading, value) != (HELP_HEADING, HELP) and field is None and any(map(_is_filled, row)):
            other.append(tuple(row))
            continue
        if any(map(_is_filled, rest)):
            other.append(("", "", *rest))
        about = _add_about_text(about, field, value, file, sheet, (number, 1), findings)
    return about._replace(other_rows=tuple(other))


def _find_about_field(cell: Cell) -> str | None:
    field = find_field(format_cell(cell), is_csv=True)
    return field if field in _ABOUT_FIELDS else None


def _is_filled(cell: Cell) -> bool:
    return cell != ""


def read_about_columns(file: PlanFile, sheet: CellSheet, columns: dict[str, int], findings: FindingList) -> AboutTexts:
    """Read what the rows of a CSV file say about the plan; they must agree."""
    about = AboutTexts()
    for field in _ABOUT_FIELDS:
        column = columns.get(field)
        if column is None:
            continue
        first: tuple[int, str] | None = None
        for number, row in enumerate(sheet.rows[1:], 1):
            text = format_cell(row[column]).strip()
            if not text:
                continue
            if first is None:
                first = number, text
                about = _add_about_text(about, field, row[column], file, sheet, (number, column), findings)
            elif text != first[1]:
                sentence = f"`{format_excerpt(text)}` is not the `{format_excerpt(first[1])}` of row {first[0] + 1}"
                place = file.locate(sheet, number, column)
                findings.add(place, f"{sentence}; keep the rows of one plan", codes.NOT_A_PLAN)
    return about


def _add_about_text(
    about: AboutTexts,
    field: str | None,
    value: Cell,
    file: PlanFile,
    sheet: CellSheet,
    place: tuple[int, int],
    findings: FindingList,
) -> AboutTexts:
    text = " ".join(format_cell(value).split())
    if field == "company":
        return about._replace(company=text)
    if field == "rulebase":
        return about._replace(rulebase=text)
    if field == "revision":
        return about._replace(revision=min(int(text), 2**31 - 2) if text.isdecimal() else 0)
    if field == "plan_start" and text:
        start = parse_date(text)
        if start is None:
            sentence = f"the start `{format_excerpt(text)}` is not a date; write it like this: `2026-11-26`"
            findings.add(file.locate(sheet, *place), sentence, codes.INVALID_DATE)
        return about._replace(start=start)
    return about
