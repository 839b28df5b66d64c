"""A sheet of a workbook as a source; its first row with content names the columns."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import polars as pl

from advisor.errors import BatchError
from advisor.loading import finding_codes as codes
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.model.name_suggestion import suggest_name
from advisor.model.word_lists import join_some_quoted
from advisor.portfolio.files.failures import build_read_error
from advisor.portfolio.files.kinds import TableKind
from advisor.portfolio.files.meter import Meter
from advisor.portfolio.files.sources.table_source import TableSource, UnreadRow, refuse_double_names
from advisor.tabular.tables import format_column, read_bytes
from advisor.tabular.workbook import Cell, CellSheet, is_workbook, read_cells

_MAX_EXACT = 2.0**53


def open_workbook(path: str, sheet: str | None) -> TableSource:
    """Open a sheet of a workbook: the one named, or the only one with content. Raises BatchError."""
    try:
        data, _ = read_bytes(path)
        if not is_workbook(data, path):
            raise UnreadableError(path, "this is not a workbook, despite its name; export it again")
        sheets, _ = read_cells(data, path)
    except (UnreadableError, OSError) as error:
        raise build_read_error(path, TableKind.XLSX, error) from None
    rows = _choose_sheet([each for each in sheets if _has_content(each)], sheet, path).rows
    filled = [(number, row) for number, row in enumerate(rows, 1) if any(cell != "" for cell in row)]
    headings = [_format(cell) for cell in filled[0][1]]
    while headings and not headings[-1]:
        headings.pop()
    _check_headings(headings, filled, path)
    refuse_double_names(headings, path)
    numbers = [number for number, _ in filled[1:]]
    columns = {name: [row[place] for _, row in filled[1:]] for place, name in enumerate(headings)}
    frame = pl.DataFrame([_build_series(name, cells) for name, cells in columns.items()])

    def scan(meter: Meter, unread: list[UnreadRow]) -> pl.LazyFrame:
        return frame.lazy()

    def number_rows(positions: Iterable[int], unread: list[UnreadRow]) -> Iterator[int]:
        return (numbers[position] for position in positions)

    return TableSource(path, dict(frame.schema), scan, number_rows, row_count=frame.height)


def _has_content(sheet: CellSheet) -> bool:
    return any(cell != "" for row in sheet.rows for cell in row)


def _choose_sheet(sheets: list[CellSheet], wanted: str | None, path: str) -> CellSheet:
    names = [sheet.name for sheet in sheets]
    if not names:
        raise BatchError.at(path, "this workbook is empty; its first row must name the columns", codes.EMPTY_FILE)
    if wanted is None and len(sheets) == 1:
        return sheets[0]
    if wanted in names:
        return sheets[names.index(wanted)]
    if wanted is None:
        sentence = f"this workbook has several sheets; add `--table` and one of {join_some_quoted(names)}"
    else:
        listed = f"its sheets are {join_some_quoted(names, ' and ')}"
        hint = suggest_name(wanted, names)
        more = f"{hint} ({listed})" if hint else f"; {listed}"
        sentence = f"this workbook has no sheet `{wanted}` with content{more}"
    raise BatchError.at(path, sentence, codes.UNKNOWN_SHEET)


def _check_headings(headings: Sequence[str], rows: list[tuple[int, list[Cell]]], path: str) -> None:
    """Refuse a column that has cells but no heading: nobody could say what it is."""
    width = max(len(row) for _, row in rows)
    for place in range(width):
        if (place >= len(headings) or not headings[place]) and any(row[place] != "" for _, row in rows[1:]):
            sentence = f"column {format_column(place)} has cells but no heading; name it, or clear it"
            raise BatchError.at(path, sentence, codes.MISSING_COLUMN)


def _build_series(name: str, cells: list[Cell]) -> pl.Series:
    """Build a column: numbers, true and false, or days stay so if all its cells are; else it has texts."""
    values: list[Any] = [None if cell == "" else cell for cell in cells]
    kinds = {type(value) for value in values} - {type(None)}
    if kinds == {float}:
        if all(value is None or (value.is_integer() and abs(value) <= _MAX_EXACT) for value in values):
            return pl.Series(name, [None if value is None else int(value) for value in values], pl.Int64)
        return pl.Series(name, values, pl.Float64)
    for kind, dtype in ((bool, pl.Boolean), (datetime.date, pl.Date), (datetime.datetime, pl.Datetime("us"))):
        if kinds == {kind}:
            return pl.Series(name, values, dtype)
    return pl.Series(name, [None if value is None else _format(value) for value in values], pl.String)


def _format(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) <= _MAX_EXACT:
        return str(int(cell))
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else str(cell)
