"""Rows of text from workbooks (XLSX)."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.errors import MissingExtraError
from advisor.loading import finding_codes as codes
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.tabular.tables import TextRow
from advisor.tabular.xlsx_archive import BROKEN, PROTECTED, unpack_workbook

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_OLD_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_MAX_EXACT = 2**53
"""Spreadsheets keep whole numbers up to this one exactly."""


Cell = str | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta
"""A cell as the spreadsheet program keeps it; "" if it is blank."""


class Sheet(NamedTuple):
    """A sheet with content: its name, whether it is visible, and its rows, all of one width."""

    name: str
    is_visible: bool
    rows: list[TextRow]


class CellSheet(NamedTuple):
    """A sheet, also one without content: its name, whether it is visible, and its cells, in rows of one width."""

    name: str
    is_visible: bool
    rows: list[list[Cell]]


def is_workbook(data: bytes, name: str) -> bool:
    """Return whether a file is a workbook. Raises UnreadableError for old, protected and mislabelled ones."""
    if data.startswith(_OLD_SIGNATURE):
        is_encrypted = "EncryptedPackage".encode("utf-16-le") in data
        sentence = PROTECTED if is_encrypted else "this is an old workbook (.xls); save it as XLSX or CSV"
        raise UnreadableError(name, sentence, codes.WRONG_FILE_TYPE)
    if data.startswith(_ZIP_SIGNATURES):
        return True
    if data and name.lower().endswith((".xlsx", ".xlsm")):
        sentence = "this is not a workbook, despite its name; export it again"
        raise UnreadableError(name, sentence, codes.WRONG_FILE_TYPE)
    return False


def read_sheets(data: bytes, name: str, sheet_name: str | None) -> tuple[list[Sheet], list[str]]:
    """Read the sheets of a workbook that have content, or only the one named.

    Returns:
        The sheets, such as `Sheet("May", True, [(1, ["function", "1"]), (2, ["sales", "4"])])`, and all sheet names.

    Raises:
        UnreadableError: The workbook is broken or too large.
        MissingExtraError: The library for workbooks is not installed.
    """
    format_number = _NumberTexts().__getitem__
    sheets: list[Sheet] = []
    cell_sheets, names = read_cells(data, name, sheet_name)
    for title, is_visible, grid in cell_sheets:
        rows = [
            (
                number,
                [
                    cell if isinstance(cell, str) else format_number(cell) if cell.__class__ is float else _format(cell)
                    for cell in row
                ],
            )
            for number, row in enumerate(grid, 1)
        ]
        if any(any(cells) for _, cells in rows):
            sheets.append(Sheet(title, is_visible, rows))
    return sheets, names


def read_cells(data: bytes, name: str, sheet_name: str | None = None) -> tuple[list[CellSheet], list[str]]:
    """Read the sheets of a workbook, or only the one named, with numbers and dates as the workbook keeps them.

    Returns:
        The sheets, such as `CellSheet("May", True, [["function", 1.0], ["sales", 4.0]])`, and all sheet names.

    Raises:
        UnreadableError: The workbook is broken or too large.
        MissingExtraError: The library for workbooks is not installed.
    """
    try:
        import python_calamine  # here, since most files of answers are text
    except ImportError:
        raise MissingExtraError(name, "survey") from None
    parts = unpack_workbook(data, name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in list(parts):
            archive.writestr(zipfile.ZipInfo(part), parts.pop(part))
    packed.seek(0)
    try:
        workbook = python_calamine.load_workbook(packed)
        return list(_iter_sheets(workbook, sheet_name)), list(workbook.sheet_names)
    except BaseException as error:
        # The library raises any exception for a broken file, and PanicException, which is no Exception.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise UnreadableError(name, BROKEN, codes.BROKEN_TABLE) from None
        raise


def _iter_sheets(workbook: CalamineWorkbook, sheet_name: str | None) -> Iterator[CellSheet]:
    for index, metadata in enumerate(workbook.sheets_metadata):
        if not str(metadata.typ).endswith("WorkSheet") or sheet_name not in (None, metadata.name):
            continue
        grid: list[list[Any]] = workbook.get_sheet_by_index(index).to_python(skip_empty_area=False)
        yield CellSheet(metadata.name, str(metadata.visible).endswith(".Visible"), grid)


class _NumberTexts(dict[Any, str]):
    """Numbers as text, each formatted once; spreadsheets keep 4 as `4.0`."""

    def __missing__(self, number: float) -> str:
        is_whole = number.is_integer() and abs(number) <= _MAX_EXACT
        self[number] = text = str(int(number) if is_whole else number)
        return text


def _format(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else str(cell)
