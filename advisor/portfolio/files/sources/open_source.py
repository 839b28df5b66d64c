"""The table that a user names as input, of any kind."""

from __future__ import annotations

from advisor.errors import BatchError
from advisor.loading import finding_codes as codes
from advisor.loading.documents.input_files import read_bytes
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.portfolio.files.kinds import TableKind
from advisor.portfolio.files.sources.arrow_sources import open_arrow, open_parquet
from advisor.portfolio.files.sources.csv_source import open_csv
from advisor.portfolio.files.sources.json_lines_source import open_json_lines
from advisor.portfolio.files.sources.table_source import TableSource
from advisor.portfolio.files.sources.workbook_source import open_workbook


def check_file(path: str) -> None:
    """Refuse a file that is missing, a folder, not readable or empty. Raises BatchError."""
    try:
        data, _ = read_bytes(path, 0)
    except UnreadableError as error:
        raise BatchError([error.finding]) from None
    if not data:
        sentence = "this file is empty; export the table again"
        raise BatchError.at(path, sentence, codes.EMPTY_FILE)


def open_source(
    path: str, kind: TableKind, table: str | None, encoding: str | None, *, is_shared: bool = False
) -> TableSource:
    """Open a table to read.

    Args:
        path: the file.
        kind: its kind.
        table: the table of a database, or the sheet of a workbook; None for the only one.
        encoding: the encoding of a CSV file; None to find out.
        is_shared: whether another table of the same database will be written.

    Raises:
        BatchError: the table cannot be read, or an option does not fit its kind.
    """
    if table is not None and not (kind.is_database or kind is TableKind.XLSX):
        raise BatchError.at(path, f"{kind} has no tables to choose from; leave out `--table`", codes.INVALID_OPTION)
    if encoding is not None and kind is not TableKind.CSV:
        raise BatchError.at(path, f"{kind} needs no encoding; leave out `--encoding`", codes.INVALID_OPTION)
    check_file(path)
    if kind is TableKind.PARQUET:
        return open_parquet(path)
    if kind is TableKind.ARROW:
        return open_arrow(path)
    if kind is TableKind.CSV:
        return open_csv(path, encoding)
    if kind is TableKind.JSON_LINES:
        return open_json_lines(path)
    if kind is TableKind.XLSX:
        return open_workbook(path, table)
    if kind is TableKind.SQLITE:
        from advisor.portfolio.files.sources.sqlite_source import open_sqlite

        return open_sqlite(path, table, is_shared=is_shared)
    from advisor.portfolio.files.sources.duckdb_source import open_duckdb  # here, since most tables are in files

    return open_duckdb(path, table, is_shared=is_shared)
