"""A table of a DuckDB file as a target, written in one transaction: all rows or none."""

from __future__ import annotations

import contextlib

import duckdb
import polars as pl

from advisor.portfolio.files.database_tables import find_free_table, quote_name
from advisor.portfolio.files.meter import Meter
from advisor.portfolio.files.sources.duckdb_source import list_duckdb_tables
from advisor.portfolio.files.targets.batch_target import BatchTarget
from advisor.portfolio.files.targets.earlier_tables import has_result_columns

_PIECE = "advisor_piece"


class DuckdbTarget(BatchTarget):
    """A new table of a database.

    A table of this name that is no earlier output is kept under another name, `kept_as`, unless `replaces_any`.

    Raises duckdb.Error.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: str,
        empty: pl.DataFrame,
        meter: Meter,
        *,
        replaces_any: bool,
    ) -> None:
        super().__init__(meter)
        self._connection, self._table = connection, quote_name(table)
        connection.execute("begin transaction")
        try:
            self.kept_as = make_way(connection, table, replaces_any=replaces_any)
            self._send(empty, f"create table {self._table} as from {_PIECE}")
        except BaseException:
            self.close()
            raise

    def write(self, piece: pl.DataFrame) -> None:
        """Write rows. Raises duckdb.Error."""
        self._send(piece, f"insert into {self._table} from {_PIECE}")

    def _send(self, piece: pl.DataFrame, query: str) -> None:
        self._connection.register(_PIECE, piece.to_arrow())
        try:
            self._connection.execute(query)
        finally:
            with contextlib.suppress(duckdb.Error):  # after a failure, the transaction takes no more
                self._connection.unregister(_PIECE)

    def finish(self) -> None:
        """Let the table count. Raises duckdb.Error."""
        self._connection.execute("commit")

    def close(self) -> None:
        """Take back a table that is not finished."""
        with contextlib.suppress(duckdb.Error):
            self._connection.execute("rollback")


def make_way(connection: duckdb.DuckDBPyConnection, table: str, *, replaces_any: bool) -> str:
    """Remove an earlier output that has the name of a new table, or rename another table; return its new name or ""."""
    tables = list_duckdb_tables(connection)
    if table not in tables:
        return ""
    name = quote_name(table)
    columns = [row[0] for row in connection.execute(f"from {name} limit 0").description or ()]
    if replaces_any or has_result_columns(columns):
        connection.execute(f"drop table {name}")
        return ""
    kept_as = find_free_table(table, tables)
    connection.execute(f"alter table {name} rename to {quote_name(kept_as)}")
    return kept_as
