"""Workbooks (XLSX) to rows of text, and what is no workbook of this kind."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.errors import MissingExtraError, Place
from advisor.loading.yaml_reader import UnreadableError
from advisor.tabular.tables import TextRow
from advisor.tabular.xlsx_archive import BROKEN, unpack_workbook

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_OLD_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_MAX_EXACT = 2**53
"""Up to here a spreadsheet keeps whole numbers as they are."""


class Sheet(NamedTuple):
    """One sheet that holds anything: its name, whether it is shown, and its rows, all of one width."""

    name: str
    is_visible: bool
    rows: list[TextRow]


def is_workbook(data: bytes, name: str) -> bool:
    """Whether these bytes are to be read as a workbook. Raises UnreadableError for one of a kind that is not read."""
    if data.startswith(_OLD_SIGNATURE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableError(Place(name), "this workbook is protected by a password; save it without one")
        raise UnreadableError(Place(name), "this is an old workbook (.xls); save it as XLSX or CSV")
    if data.startswith(_ZIP_SIGNATURES):
        return True
    if data and name.lower().endswith((".xlsx", ".xlsm")):
        raise UnreadableError(Place(name), "this is not a workbook, though its name says so; export it again")
    return False


def read_sheets(data: bytes, name: str, sheet_name: str | None) -> tuple[list[Sheet], list[str]]:
    """The sheets of a workbook that hold anything (or the one wanted), and the names of all.

    Raises UnreadableError, MissingExtraError.
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
    except Exception:  # the library raises what it likes; whatever it is, this file is no good
        raise UnreadableError(Place(name), BROKEN) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # how the library's own language says the same
            raise UnreadableError(Place(name), BROKEN) from None
        raise


def _iter_sheets(workbook: CalamineWorkbook, sheet_name: str | None) -> Iterator[Sheet]:
    for index, known in enumerate(workbook.sheets_metadata):
        if not str(known.typ).endswith("WorkSheet") or sheet_name not in (None, known.name):
            continue
        number = _NumberTexts().__getitem__
        grid: list[list[Any]] = workbook.get_sheet_by_index(index).to_python(skip_empty_area=False)
        rows = [
            (
                at,
                [
                    each if (kind := each.__class__) is str else number(each) if kind is float else _format_cell(each)
                    for each in row
                ],
            )
            for at, row in enumerate(grid, 1)
        ]
        if any(any(cells) for _, cells in rows):
            yield Sheet(known.name, str(known.visible).endswith(".Visible"), rows)


class _NumberTexts(dict[Any, str]):
    """Numbers as text, each worked out once; `4.0` is how spreadsheets keep 4."""

    def __missing__(self, cell: float) -> str:
        whole = cell.is_integer() and abs(cell) <= _MAX_EXACT
        self[cell] = text = str(int(cell)) if whole else str(cell)
        return text


def _format_cell(cell: object) -> str:
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else str(cell)
