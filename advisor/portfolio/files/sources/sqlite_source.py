"""A table of a SQLite file as a source, read in pieces; SQLite keeps a type for each cell, a column here has one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from advisor.errors import BatchError
from advisor.loading import finding_codes as codes
from advisor.portfolio.files.database_tables import choose_table, quote_name
from advisor.portfolio.files.failures import build_read_error
from advisor.portfolio.files.kinds import TableKind
from advisor.portfolio.files.meter import Meter
from advisor.portfolio.files.sources.table_source import TableSource, UnreadRow, number_from, scan_pieces

_PIECE_CELLS = 1_000_000
_ORDER = {"null": 0, "integer": 1, "real": 2, "text": 3, "blob": 4}


def connect_sqlite(path: str, *, is_read_only: bool = True) -> sqlite3.Connection:
    """Open a SQLite file. Raises sqlite3.Error."""
    uri = f"{Path(path).resolve().as_uri()}?mode={'ro' if is_read_only else 'rwc'}"
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
    connection.execute("pragma busy_timeout = 5000")
    return connection


def list_sqlite_tables(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the tables and views. Raises sqlite3.Error."""
    query = "select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\'"
    return [name for (name,) in connection.execute(f"{query} order by name")]


def open_sqlite(path: str, table: str | None, *, is_shared: bool = False) -> TableSource:
    """Open a table of a SQLite file; a shared connection can also write another table. Raises BatchError."""
    try:
        connection = connect_sqlite(path, is_read_only=not is_shared)
        name = choose_table(list_sqlite_tables(connection), table, path)
        schema, row_count = _find_schema(connection, name, path)
    except (sqlite3.Error, OSError, UnicodeError) as error:
        raise build_read_error(path, TableKind.SQLITE, error) from None

    def scan(meter: Meter, unread: list[UnreadRow]) -> pl.LazyFrame:
        return scan_pieces(lambda: _iter_pieces(connection, name, schema), schema, meter)

    return TableSource(
        path,
        schema,
        scan,
        number_from(1),
        row_count=row_count,
        close=connection.close,
        table=name,
        connection=connection,
    )


def _find_schema(connection: sqlite3.Connection, table: str, path: str) -> tuple[dict[str, Any], int]:
    """Return the columns, each with a type that takes all its cells, and the number of rows."""
    names = [row[0] for row in connection.execute(f"select * from {quote_name(table)} limit 0").description]
    kinds: list[set[str]] = [set() for _ in names]
    group = 100
    for start in range(0, len(names), group):
        columns = names[start : start + group]
        parts = ", ".join(f"group_concat(distinct typeof({quote_name(column)}))" for column in columns)
        found = connection.execute(f"select {parts} from {quote_name(table)}").fetchone()
        for place, text in enumerate(found, start):
            kinds[place] = set((text or "").split(",")) - {"", "null"}
    schema = {}
    for name, kind in zip(names, kinds, strict=True):
        if "blob" in kind and len(kind) > 1:
            sentence = f"column `{name}` has texts and binary data; convert one of them"
            raise BatchError.at(path, sentence, codes.BROKEN_TABLE)
        schema[name] = _choose_type(kind)
    (count,) = connection.execute(f"select count(*) from {quote_name(table)}").fetchone()
    return schema, count


def _choose_type(kinds: set[str]) -> Any:
    highest = max(kinds, key=_ORDER.__getitem__, default="text")
    return {"integer": pl.Int64(), "real": pl.Float64(), "text": pl.String(), "blob": pl.Binary()}[highest]


def _iter_pieces(connection: sqlite3.Connection, table: str, schema: dict[str, Any]) -> Iterator[pl.DataFrame]:
    cursor = connection.execute(f"select * from {quote_name(table)}")
    count = max(_PIECE_CELLS // max(len(schema), 1), 100)
    texts = [place for place, dtype in enumerate(schema.values()) if dtype == pl.String]
    while rows := cursor.fetchmany(count):
        columns: list[Any] = list(zip(*rows, strict=True))
        for place in texts:
            columns[place] = [each if each is None or isinstance(each, str) else str(each) for each in columns[place]]
        yield pl.DataFrame(
            [pl.Series(name, cells, dtype) for (name, dtype), cells in zip(schema.items(), columns, strict=True)]
        )
