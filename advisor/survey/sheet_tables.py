"""The tables of a workbook: its filled sheet, the one named, all of our own spreadsheet, or one sheet for each team."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import format_excerpt
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.model.responses import FUNCTIONS
from advisor.model.word_lists import join_quoted, join_words
from advisor.survey.answer_scale import CategoryLookup
from advisor.survey.own_spreadsheet import LISTS_SHEET, find_heading_row
from advisor.survey.text_normalization import build_key
from advisor.tabular.hidden_cells import HiddenCells, find_hidden_in_sheets
from advisor.tabular.tables import MAX_HEAD_ROWS, TextTable, build_table, format_column
from advisor.tabular.workbook import Sheet, read_sheets

_MAX_SHEET_NAMES = 10
"""Maximum number of sheets that a sentence names."""
_MAX_HIDDEN = 10
"""Maximum number of hidden rows that a note names, and of hidden columns."""


class SheetTable(NamedTuple):
    """A table of a workbook, the function its sheet is named after, and a note on what is hidden in it, or ""."""

    table: TextTable
    function: str | None
    hidden: str


def list_sheet_tables(data: bytes, name: str, sheet_name: str | None, functions: CategoryLookup) -> list[SheetTable]:
    """List the tables of a workbook.

    Args:
        data: The content of the file.
        name: The name of the file, for places.
        sheet_name: The sheet to read; None for the filled one.
        functions: The names of functions; if all filled sheets are named after one, each is one team's.

    Returns:
        The tables, each with the function that its sheet is named after, and a note on what is hidden in it.

    Raises:
        UnreadableError: The workbook is broken or empty, or several sheets are filled.
    """
    sheets, names = read_sheets(data, name, sheet_name)
    if sheet_name is None:
        sheets = [sheet for sheet in sheets if sheet.is_visible]
    elif sheet_name not in names:
        sentence = f"this workbook has no sheet `{format_excerpt(sheet_name)}`; choose {_join_names(names)}"
        raise UnreadableError(name, sentence, codes.UNKNOWN_SHEET)
    if any(map(_is_own_sheet, sheets)):
        sheets = [sheet for sheet in sheets if build_key(sheet.name) != LISTS_SHEET]
    if not sheets:
        sentence = f"this {'workbook' if sheet_name is None else 'sheet'} is empty; export it again"
        raise UnreadableError(name, sentence, codes.EMPTY_FILE)
    teams: list[str | None] = [functions[sheet.name] for sheet in sheets]
    if len(sheets) == 1 or all(map(_is_own_sheet, sheets)):
        teams = [None] * len(sheets)
    elif not all(team in FUNCTIONS for team in teams):
        choices = _join_names([sheet.name for sheet in sheets])
        sentence = (
            f"this workbook has several filled sheets; choose {choices} with `--sheet`, or name the sheets `Sales` and "
            "`Marketing` if each has the answers of one team"
        )
        raise UnreadableError(name, sentence, codes.UNKNOWN_SHEET)
    hidden = find_hidden_in_sheets(data, name)
    return [
        SheetTable(
            build_table(name, sheet.name if len(sheets) > 1 else None, sheet.rows),
            team,
            _describe_hidden(sheet, hidden[sheet.name]) if sheet.name in hidden else "",
        )
        for sheet, team in zip(sheets, teams, strict=True)
    ]


def _describe_hidden(sheet: Sheet, hidden: HiddenCells) -> str:
    """Say which filled rows and columns are hidden, and that they count; "" if none is filled."""
    filled = [number for number, cells in sheet.rows if number in hidden.rows and any(cells)]
    columns = [
        column - 1
        for column in sorted(hidden.columns)
        if any(column <= len(cells) and cells[column - 1] for _, cells in sheet.rows)
    ]
    parts = []
    if filled:
        parts.append(_name_hidden("row", [f"{number:,}" for number in filled]))
    if columns:
        parts.append(_name_hidden("column", [format_column(column) for column in columns]))
    if not parts:
        return ""
    verbs = "is hidden, but it counts" if len(filled) + len(columns) == 1 else "are hidden, but they count"
    return f"{' and '.join(parts)} {verbs}; delete what should not count, and read the file again"


def _name_hidden(kind: str, names: Sequence[str]) -> str:
    """Return "row 4" or "rows 4, 7 and 9"; of many, only the first."""
    more = len(names) - _MAX_HIDDEN
    shown = [*names[:_MAX_HIDDEN], *([f"{more:,} more"] if more > 0 else [])]
    return f"{kind}{'s' * (len(names) > 1)} {join_words(shown)}"


def _join_names(names: Sequence[str]) -> str:
    return join_quoted([format_excerpt(name) for name in names[:_MAX_SHEET_NAMES]])


def _is_own_sheet(sheet: Sheet) -> bool:
    return find_heading_row(sheet.rows[:MAX_HEAD_ROWS]) is not None
