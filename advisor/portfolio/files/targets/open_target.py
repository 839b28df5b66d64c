"""The table that a user names as output, of any kind."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from advisor.errors import OutputError
from advisor.loading import finding_codes as codes
from advisor.portfolio.files.failures import describe_error
from advisor.portfolio.files.kinds import TableKind
from advisor.portfolio.files.meter import Meter
from advisor.portfolio.files.targets.file_targets import FileTarget
from advisor.portfolio.files.targets.table_target import TableTarget

DEFAULT_TABLE = "advice"


class Destination(NamedTuple):
    """Where the table goes.

    `path` is the file to write: a new one that gets its name later, or a database that exists. `name` is what the user
    wrote. `table` is the table of a database, or the sheet.
    """

    path: str
    name: str
    kind: TableKind
    table: str
    replaces_any: bool = False


def check_other_table(table: str, destination: Destination) -> None:
    """Refuse to write to the table that is read. Raises OutputError."""
    if table.lower() == destination.table.lower():
        sentence = f"the table `{table}` is also the input; name another one with `--out-table`"
        raise OutputError.at(destination.name, sentence, codes.WOULD_OVERWRITE)


def open_target(
    destination: Destination, schema: Mapping[str, Any], meter: Meter, connection: Any = None
) -> TableTarget:
    """Open a table to write.

    Args:
        destination: where it goes.
        schema: its columns with their types.
        meter: where errors are kept.
        connection: the connection to the database if the input is in it, too.

    Raises:
        OutputError: the table cannot be written.
    """
    path, kind = destination.path, destination.kind
    if kind is TableKind.XLSX:
        from advisor.portfolio.files.targets.workbook_target import WorkbookTarget

        return WorkbookTarget(path, destination.name, destination.table, list(schema), meter)
    if kind is TableKind.SQLITE:
        return _open_sqlite(destination, schema, meter, connection)
    if kind is TableKind.DUCKDB:
        return _open_duckdb(destination, schema, meter, connection)
    return FileTarget(path, kind, "\t" if destination.name.lower().endswith(".tsv") else ",")


def _open_sqlite(destination: Destination, schema: Mapping[str, Any], meter: Meter, shared: Any) -> TableTarget:
    from advisor.portfolio.files.sources.sqlite_source import connect_sqlite
    from advisor.portfolio.files.targets.sqlite_target import SqliteTarget

    is_new = not Path(destination.path).exists() or not Path(destination.path).stat().st_size
    try:
        connection = shared or connect_sqlite(destination.path, is_read_only=False)
        if is_new:
            connection.execute("pragma journal_mode = memory")  # the file gets its name only when it is complete
        return SqliteTarget(connection, destination.table, schema, meter, replaces_any=destination.replaces_any)
    except sqlite3.Error as error:
        raise build_database_error(destination, error) from None


def _open_duckdb(destination: Destination, schema: Mapping[str, Any], meter: Meter, shared: Any) -> TableTarget:
    import duckdb

    from advisor.portfolio.files.sources.duckdb_source import connect_duckdb
    from advisor.portfolio.files.targets.duckdb_target import DuckdbTarget

    path = Path(destination.path)
    with suppress(OSError):
        if not path.stat().st_size:
            path.unlink()  # DuckDB makes a new file only where there is none
    try:
        connection = shared or connect_duckdb(destination.path, is_read_only=False)
        return DuckdbTarget(
            connection,
            destination.table,
            pl.DataFrame(schema=dict(schema)),
            meter,
            replaces_any=destination.replaces_any,
        )
    except duckdb.Error as error:
        raise build_database_error(destination, error) from None


def build_database_error(destination: Destination, error: Exception) -> OutputError:
    """Turn an error of a database that is written into an error of ours."""
    text = str(error).lower()
    if "lock" in text or "busy" in text:
        sentence = "another program has this database open; close it there, and try again"
        return OutputError.at(destination.name, sentence, codes.FILE_IN_USE)
    if "depend" in text:
        sentence = (
            f"the table `{destination.table}` is there already and others depend on it; use another `--out-table`"
        )
        return OutputError.at(destination.name, sentence, codes.WOULD_OVERWRITE)
    if "not a database" in text or "not a valid duckdb" in text or "malformed" in text:
        sentence = f"this is no {destination.kind} database, or it is broken; name another file"
        return OutputError.at(destination.name, sentence, codes.NOT_WRITTEN)
    if isinstance(error, OSError) or "readonly" in text or "read-only" in text:
        return OutputError.at(
            destination.name, f"the table was not written: {describe_error(error)}", codes.NOT_WRITTEN
        )
    sentence = f"the table was not written, because {destination.kind} refused it; check the file, or name another one"
    return OutputError.at(destination.name, sentence, codes.NOT_WRITTEN)
