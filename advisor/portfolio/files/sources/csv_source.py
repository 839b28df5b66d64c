"""CSV files as sources: every cell is a text or empty. A row of another width is left out and reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.csv

from advisor.errors import BatchError
from advisor.loading import finding_codes as codes
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.model.word_lists import format_count
from advisor.portfolio.files.failures import build_read_error
from advisor.portfolio.files.kinds import TableKind
from advisor.portfolio.files.meter import Meter
from advisor.portfolio.files.sources.csv_text import (
    CheckedText,
    CsvForm,
    find_open_quotation,
    iter_record_lines,
    read_form,
)
from advisor.portfolio.files.sources.table_source import (
    TableSource,
    UnreadRow,
    refuse_double_names,
    scan_pieces,
    shift_by_unread,
)

_BLOCK = 1 << 22
"""Number of bytes that are parsed at a time; a row must be shorter."""


def open_csv(path: str, encoding: str | None) -> TableSource:
    """Open a CSV file. Raises BatchError if its beginning cannot be read."""
    try:
        form = read_form(path, encoding)
    except (UnreadableError, OSError, UnicodeError) as error:
        raise build_read_error(path, TableKind.CSV, error) from None
    if not form.headings:
        sentence = "this table is empty; its first line must name the columns"
        raise BatchError.at(path, sentence, codes.EMPTY_FILE)
    refuse_double_names(form.headings, path)
    reading = _CsvReading(path, form)
    schema = dict.fromkeys(form.headings, pl.String())

    def scan(meter: Meter, unread: list[UnreadRow]) -> pl.LazyFrame:
        return scan_pieces(lambda: reading.iter_pieces(meter, unread), schema, meter)

    return TableSource(
        path,
        schema,
        scan,
        reading.number_rows,
        lambda unread: reading.find_lines(row.number for row in unread),
        byte_count=Path(path).stat().st_size,
        form=form,
    )


class _CsvReading:
    """One reading of a CSV file, which remembers whether its rows are one line each."""

    def __init__(self, path: str, form: CsvForm) -> None:
        self._path, self._form = path, form
        self._is_simple = False
        self._skips_blank = len(form.headings) > 1

    def iter_pieces(self, meter: Meter, unread: list[UnreadRow]) -> Iterator[pl.DataFrame]:
        """Yield the rows in pieces. Raises UnreadableError, StoppedError and errors of pyarrow."""
        record_count = 1  # the heading

        def leave_out(row: pa.csv.InvalidRow) -> str:
            shape = f"{format_count(row.actual_columns, 'cell')} instead of {row.expected_columns}"
            unread.append(UnreadRow(row.number, f"this row has {shape}; check its separators and quotation marks"))
            return "skip"

        text = CheckedText(self._path, self._form, meter)
        try:
            reader = self._open_reader(text, leave_out)
            if reader is None:
                return
            for batch in reader:
                record_count += batch.num_rows
                frame = pl.from_arrow(batch)
                assert isinstance(frame, pl.DataFrame)
                yield frame
        finally:
            text.close()
        if text.quote_count % 2 and (problem := find_open_quotation(self._path, self._form)):
            raise problem
        lines = text.line_count - self._form.skip_count
        self._is_simple = lines <= record_count + len(unread) <= lines + 1

    def _open_reader(self, text: CheckedText, leave_out: object) -> pa.csv.CSVStreamingReader | None:
        columns = list(self._form.headings)
        try:
            return pa.csv.open_csv(
                pa.PythonFile(text, mode="r"),
                read_options=pa.csv.ReadOptions(
                    use_threads=False, block_size=_BLOCK, column_names=columns, skip_rows=self._form.skip_count + 1
                ),
                parse_options=pa.csv.ParseOptions(
                    delimiter=self._form.separator,
                    newlines_in_values=True,
                    ignore_empty_lines=self._skips_blank,
                    invalid_row_handler=leave_out,
                ),
                convert_options=pa.csv.ConvertOptions(
                    column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=True, null_values=[""]
                ),
            )
        except pa.ArrowInvalid as error:
            if "Empty CSV file" in str(error) or "Could not skip initial" in str(error):
                return None  # there is nothing below the headings
            raise

    def number_rows(self, positions: Iterable[int], unread: list[UnreadRow]) -> Iterator[int]:
        """Return the line on which each row begins."""
        first = 2
        records = shift_by_unread(positions, first, (row.number for row in unread))
        return self.find_lines(records)

    def find_lines(self, records: Iterable[int]) -> Iterator[int]:
        """Return the lines of rows by their numbers among all rows, from 1 for the heading, rising."""
        if self._is_simple:
            yield from (record + self._form.skip_count for record in records)
            return
        lines = iter_record_lines(self._path, self._form, skip_blank=self._skips_blank)
        read = 0
        for record in records:
            line = next(islice(lines, record - read - 1, None), 0)
            read = record
            yield line
