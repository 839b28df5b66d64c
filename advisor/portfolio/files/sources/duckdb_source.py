"""A table of a DuckDB file as a source, read in pieces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import polars as pl

from advisor.portfolio.files.database_tables import choose_table, quote_name
from advisor.portfolio.files.failures import build_read_error
from advisor.portfolio.files.kinds import TableKind
from advisor.portfolio.files.meter import Meter
from advisor.portfolio.files.sources.table_source import TableSource, UnreadRow, number_from, scan_pieces

_PIECE_CELLS = 4_000_000
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


def connect_duckdb(path: str | None, *, is_read_only: bool = True) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file, or a database in memory for None. It loads nothing from elsewhere. Raises duckdb.Error."""
    if path is None:
        return duckdb.connect(config=_SETTINGS)
    return duckdb.connect(path, read_only=is_read_only, config=_SETTINGS)


def list_duckdb_tables(connection: duckdb.DuckDBPyConnection, database: str | None = None) -> list[str]:
    """Return the names of the tables and views of a database, by default the current one. Raises duckdb.Error."""
    query = (
        "select table_name from information_schema.tables "
        "where table_schema = 'main' and table_catalog = coalesce(?, current_database()) order by table_name"
    )
    return [name for (name,) in connection.execute(query, [database]).fetchall()]


def open_duckdb(path: str, table: str | None, *, is_shared: bool = False) -> TableSource:
    """Open a table of a DuckDB file; a shared connection can also write another table. Raises BatchError."""
    try:
        opened = connect_duckdb(path, is_read_only=not is_shared)
        name = choose_table(list_duckdb_tables(opened), table, path)
        query = f"from {quote_name(name)}"
        empty = pl.from_arrow(opened.sql(f"{query} limit 0").to_arrow_table())
        assert isinstance(empty, pl.DataFrame)
        row = opened.execute(f"select count(*) from {quote_name(name)}").fetchone()
    except (duckdb.Error, OSError) as error:
        raise build_read_error(path, TableKind.DUCKDB, error) from None
    schema = dict(empty.schema)
    piece_rows = max(_PIECE_CELLS // max(len(schema), 1), 2_048)

    def iter_pieces() -> Iterator[pl.DataFrame]:
        reader: Any = opened.cursor().sql(query).to_arrow_reader(piece_rows)
        for batch in reader:
            frame = pl.from_arrow(batch)
            assert isinstance(frame, pl.DataFrame)
            yield frame

    def scan(meter: Meter, unread: list[UnreadRow]) -> pl.LazyFrame:
        return scan_pieces(iter_pieces, schema, meter)

    return TableSource(
        path,
        schema,
        scan,
        number_from(1),
        row_count=row[0] if row else None,
        close=opened.close,
        table=name,
        connection=opened,
    )
