"""The file of a plan as sheets of cells, before anything in it is understood."""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.errors import MissingExtraError, Place, PlanError
from advisor.loading import finding_codes as codes
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.plan.plan_data import Cell
from advisor.tabular.formula_guard import remove_guard
from advisor.tabular.tables import parse_text_table, read_bytes
from advisor.tabular.workbook import CellSheet, is_workbook, read_cells
from advisor.tabular.xlsx_archive import read_parts

MAX_CELLS = 500_000
"""Maximum number of cells of a plan with all its sheets; each is written again."""
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_BYTES_OF_OTHER_FORMS = ((b"BEGIN:VCALENDAR", "a calendar"), (b"# Plan", "a plan in Markdown"))


class PlanFile(NamedTuple):
    """The sheets of a plan; a CSV file has one, without a name. `content` are the bytes that were read.

    `has_formulas` says whether a workbook has formulas; only their values are read.
    """

    name: str
    content: bytes
    is_csv: bool
    sheets: tuple[CellSheet, ...]
    has_formulas: bool = False

    def locate(self, sheet: CellSheet, row: int | None = None, column: int | None = None) -> Place:
        """Return the place of a row or cell of a sheet, both counted from 0: `plan.xlsx[Plan]:5:4`."""
        name = f"{self.name}[{sheet.name}]" if sheet.name else self.name
        return Place(name, None if row is None else row + 1, None if column is None else column + 1)


def read_plan_file(path: str) -> PlanFile:
    """Read a file as sheets of cells. Raises PlanError if it is no spreadsheet, MissingExtraError for the library."""
    try:
        data, name = read_bytes(path)
        return parse_plan_file(data, name)
    except UnreadableError as error:
        raise PlanError([error.finding]) from None


def parse_plan_file(data: bytes, name: str) -> PlanFile:
    """Parse the bytes of a file to sheets of cells. Raises what `read_plan_file` raises."""
    try:
        is_csv = not is_workbook(data, name)
        sheets = (_parse_csv(data, name),) if is_csv else _parse_workbook(data, name)
    except UnreadableError as error:
        raise PlanError([error.finding]) from None
    if sum(len(sheet.rows) * len(sheet.rows[0]) for sheet in sheets if sheet.rows) > MAX_CELLS:
        sentence = (
            f"this plan has more than {MAX_CELLS:,} cells; move the sheets that are no part of it to another file"
        )
        raise PlanError.at(name, sentence, codes.TOO_LARGE)
    return PlanFile(name, data, is_csv, sheets, not is_csv and _has_formulas(data, name))


def _parse_workbook(data: bytes, name: str) -> tuple[CellSheet, ...]:
    try:
        sheets, _ = read_cells(data, name)
    except MissingExtraError:
        raise MissingExtraError(name, "plan") from None
    for sheet in sheets:
        for row in sheet.rows:
            row[:] = [_unify_line_ends(cell) if isinstance(cell, str) else cell for cell in row]
    return tuple(sheets)


def _has_formulas(data: bytes, name: str) -> bool:
    return any(b"sheetData" in content and _FORMULA.search(content) for content in read_parts(data, name).values())


def _parse_csv(data: bytes, name: str) -> CellSheet:
    for beginning, what in _BYTES_OF_OTHER_FORMS:
        if data.startswith(beginning):
            sentence = f"this is {what}, which cannot be read back; name the plan as XLSX or CSV"
            raise UnreadableError(name, sentence, codes.WRONG_FILE_TYPE)
    if not data.strip():
        raise UnreadableError(name, "this file is empty; name a plan as XLSX or CSV", codes.EMPTY_FILE)
    try:
        rows = list(parse_text_table(data, name, None).rows)
    except UnreadableError as error:
        if error.finding.code != codes.NOT_TEXT:
            raise
        sentence = "this is not UTF-8 text; save it as XLSX, or as CSV in UTF-8"
        raise UnreadableError(error.finding.place, sentence, codes.NOT_TEXT) from None
    width = max((len(cells) for _, cells in rows), default=0)
    grid: list[list[Cell]] = [[] for _ in range(rows[-1][0] if rows else 0)]
    for number, cells in rows:
        grid[number - 1] = [_unify_line_ends(remove_guard(cell)) for cell in cells]
    for cells_of_row in grid:
        cells_of_row.extend([""] * (width - len(cells_of_row)))
    return CellSheet("", True, grid)


def _unify_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
