"""A table of a SQLite file as a target, written in one transaction: all rows or none."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import polars as pl

from advisor.portfolio.files.database_tables import find_free_table, quote_name
from advisor.portfolio.files.meter import Meter
from advisor.portfolio.files.sources.sqlite_source import list_sqlite_tables
from advisor.portfolio.files.targets.batch_target import BatchTarget
from advisor.portfolio.files.targets.earlier_tables import has_result_columns


class SqliteTarget(BatchTarget):
    """A new table of a database.

    A table of this name that is no earlier output is kept under another name, `kept_as`, unless `replaces_any`.

    Raises sqlite3.Error.
    """

    def __init__(
        self, connection: sqlite3.Connection, table: str, schema: Mapping[str, Any], meter: Meter, *, replaces_any: bool
    ) -> None:
        super().__init__(meter)
        self._connection = connection
        self.kept_as = ""
        name = quote_name(table)
        connection.execute("begin immediate")
        try:
            tables = list_sqlite_tables(connection)
            if table in tables:
                columns = [row[0] for row in connection.execute(f"select * from {name} limit 0").description]
                if replaces_any or has_result_columns(columns):
                    connection.execute(f"drop table {name}")
                else:
                    self.kept_as = find_free_table(table, tables)
                    connection.execute(f"alter table {name} rename to {quote_name(self.kept_as)}")
            columns = [f"{quote_name(column)} {_name_type(dtype)}" for column, dtype in schema.items()]
            connection.execute(f"create table {name} ({', '.join(columns)})")
        except BaseException:
            self.close()
            raise
        self._insert = f"insert into {name} values ({', '.join('?' * len(schema))})"

    def write(self, piece: pl.DataFrame) -> None:
        """Write rows. Raises sqlite3.Error."""
        rows = (tuple(map(_adapt, row)) for row in piece.iter_rows())
        self._connection.executemany(self._insert, rows)

    def finish(self) -> None:
        """Let the table count. Raises sqlite3.Error."""
        self._connection.execute("commit")

    def close(self) -> None:
        """Take back a table that is not finished."""
        with contextlib.suppress(sqlite3.Error):
            if self._connection.in_transaction:
                self._connection.execute("rollback")


def _name_type(dtype: Any) -> str:
    if dtype == pl.Boolean:
        return "boolean"
    if dtype.is_integer():
        return "integer"
    if dtype.is_float():
        return "real"
    return "blob" if dtype == pl.Binary else "text"


def _adapt(cell: Any) -> Any:
    """Return a cell as SQLite keeps it: days and times as texts, numbers that are too large too."""
    if isinstance(cell, bool):
        return int(cell)
    if isinstance(cell, date | datetime | time):
        return cell.isoformat()
    if isinstance(cell, int) and not -(2**63) <= cell < 2**63:
        return str(cell)
    if cell is None or isinstance(cell, str | int | float | bytes):
        return cell
    return str(cell) if isinstance(cell, Decimal) else f"{cell}"
