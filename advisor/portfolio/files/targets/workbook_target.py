"""A sheet of a new workbook as a target, written row by row."""

from __future__ import annotations

import contextlib
import io
import math
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxWriterException

from advisor.errors import OutputError
from advisor.loading import finding_codes as codes
from advisor.portfolio.files.meter import Meter
from advisor.portfolio.files.targets.batch_target import BatchTarget

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
"""Limits of a sheet."""
_MAX_TEXT = 32_767
_MAX_EXACT = 2**53
_FIRST_DAY = date(1900, 3, 1)
"""Earlier days have other numbers in spreadsheets than in calendars (1900 was no leap year)."""


class _OutputFile(io.FileIO):
    """The file of a workbook; after a failure it takes no more, so that objects that are left write nothing."""

    def __init__(self, path: str) -> None:
        super().__init__(path, "w+")
        self.problem: OSError | None = None
        self._place = 0
        """Where the next write would go in a file that takes no more."""

    def write(self, data: Any) -> int:
        """Write bytes, all of them. Raises OSError, once."""
        if self.problem or self.closed:
            self._place += len(data)
            return len(data)
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[super().write(rest) or 0 :]
        except OSError as error:
            self._place = super().tell() + len(rest)
            self.problem = error
            raise
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a place, in a file that takes no more only in name."""
        if self.problem or self.closed:
            self._place = offset if whence == io.SEEK_SET else self._place + offset
            return self._place
        return super().seek(offset, whence)

    def tell(self) -> int:
        """Return the place."""
        return self._place if self.problem or self.closed else super().tell()

    def flush(self) -> None:
        """Do nothing: every write goes to the file at once."""

    def close(self) -> None:
        """Close the file; if it is closed already, do nothing."""
        with contextlib.suppress(OSError):
            super().close()


class WorkbookTarget(BatchTarget):
    """A sheet of a new workbook.

    Args:
        path: the file to write.
        name: the name of the output, for errors.
        sheet: the name of the sheet.
        columns: the headings.
        meter: where errors are kept.

    Raises:
        OutputError: there are more columns than a sheet can have, or the sheet cannot have this name.
    """

    def __init__(self, path: str, name: str, sheet: str, columns: Sequence[str], meter: Meter) -> None:
        super().__init__(meter)
        self._name, self._row = name, 0
        if len(columns) > MAX_COLUMNS:
            sentence = f"a sheet has at most {MAX_COLUMNS:,} columns; write fewer with `--columns`, or write Parquet"
            raise OutputError.at(name, sentence, codes.TOO_LARGE)
        literal = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
        self._file = _OutputFile(path)
        self._book: Any = Workbook(self._file, {"constant_memory": True, "nan_inf_to_errors": False, **literal})
        try:
            self._sheet = self._book.add_worksheet(sheet)
        except XlsxWriterException:
            sentence = f"a sheet cannot be named `{sheet}`; use at most 31 characters, without `[]:*?/\\`"
            raise OutputError.at("--out-table", sentence, codes.INVALID_OPTION) from None
        bold = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for place, column in enumerate(columns):
            self._sheet.write_string(0, place, column, bold)
        self._sheet.freeze_panes(1, 0)

    def write(self, piece: pl.DataFrame) -> None:
        """Write rows. Raises OutputError."""
        if self._row + piece.height >= MAX_ROWS:
            sentence = f"a sheet has at most {MAX_ROWS - 1:,} rows below the headings; write Parquet or CSV"
            raise OutputError.at(self._name, sentence, codes.TOO_LARGE)
        for row in piece.iter_rows():
            self._row += 1
            for place, cell in enumerate(row):
                if cell is not None:
                    self._write_cell(place, cell)

    def _write_cell(self, place: int, cell: Any) -> None:
        row, sheet = self._row, self._sheet
        if isinstance(cell, str):
            if len(cell) > _MAX_TEXT:
                sentence = f"a text in row {row + 1:,} is longer than a cell of a sheet can be; write Parquet or CSV"
                raise OutputError.at(self._name, sentence, codes.TOO_LARGE)
            sheet.write_string(row, place, cell)
        elif isinstance(cell, bool):
            sheet.write_boolean(row, place, cell)
        elif isinstance(cell, datetime) and cell.tzinfo is None and cell.date() >= _FIRST_DAY:
            sheet.write_datetime(row, place, cell, self._moment)
        elif isinstance(cell, date) and not isinstance(cell, datetime) and cell >= _FIRST_DAY:
            sheet.write_datetime(row, place, cell, self._day)
        elif _is_exact_number(cell):
            sheet.write_number(row, place, cell)
        elif isinstance(cell, datetime | date | time):
            sheet.write_string(row, place, cell.isoformat())
        else:
            sheet.write_string(row, place, str(cell))

    def finish(self) -> None:
        """Write the workbook. Raises OSError."""
        try:
            self._book.close()
            self._file.close()
        except XlsxWriterException as error:
            raise self._file.problem or OSError(str(error)) from None

    def close(self) -> None:
        """Let go of the workbook."""
        self._book.fileclosed = 1  # a book that is not finished is not written
        self._file.close()


def _is_exact_number(cell: Any) -> bool:
    if isinstance(cell, float):
        return math.isfinite(cell)
    return isinstance(cell, int) and abs(cell) <= _MAX_EXACT
