"""The run with DuckDB: its tables, Parquet and CSV; one pass writes the advised rows, one finds the rejected ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import polars as pl

from advisor.errors import AdvisorError, BatchError
from advisor.loading import finding_codes as codes
from advisor.model.rulebase import RuleBase
from advisor.portfolio.core.row_problems import PROBLEM, PROBLEM_COLUMN
from advisor.portfolio.core.table_advice import REFUSED
from advisor.portfolio.core.text_columns import SEPARATOR
from advisor.portfolio.files.database_tables import choose_table, quote_name
from advisor.portfolio.files.failures import build_read_error, build_run_error
from advisor.portfolio.files.kinds import TableKind
from advisor.portfolio.files.meter import Meter, StoppedError
from advisor.portfolio.files.sources.duckdb_source import connect_duckdb, list_duckdb_tables
from advisor.portfolio.files.sources.open_source import open_source
from advisor.portfolio.files.sources.table_source import choose_free_name, number_from
from advisor.portfolio.files.targets.duckdb_target import make_way
from advisor.portfolio.files.targets.open_target import Destination, build_database_error, check_other_table
from advisor.portfolio.files.targets.reject_file import RejectFile, show_keys
from advisor.portfolio.files.targets.table_target import check_key_types
from advisor.portfolio.runs.batch_plan import build_plan
from advisor.portfolio.runs.batch_request import BatchCounts, BatchRequest
from advisor.portfolio.runs.list_columns import add_list_columns

_POSITION, _ADVISED = "advisor:position", "advisor_advised"
_IN, _OUT = "advisor_in", "advisor_out"
_PIECE_ROWS = 20_000
_ENCODINGS = ("utf-8", "utf-16", "latin-1")


class DuckdbBatch:
    """A planned run with DuckDB. Call `close` at the end.

    Raises:
        BatchError: the table cannot be read, or its columns cannot be used.
    """

    def __init__(self, request: BatchRequest, rulebase: RuleBase) -> None:
        self._request = request
        self._number_rows = number_from(1)
        self._table = ""
        self._connection = connect_duckdb(None)
        self.meter = Meter(measure=self._measure, interrupt=self._connection.interrupt)
        try:
            self._query = self._open()
            empty = self._read_polars(f"from ({self._query}) limit 0")
            self._schema = dict(empty.schema)
            self._position = choose_free_name(self._schema, _POSITION)
            schema = nw.from_native(self._connection.sql(self._query)).collect_schema()
            self.plan, self._advice = build_plan(
                rulebase,
                list(self._schema),
                schema,
                request.path,
                request.mapping,
                request.columns,
                as_lists=request.as_lists,
            )
        except duckdb.Error as error:
            self.close()
            raise build_read_error(request.path, request.kind, error) from None
        except BaseException:
            self.close()
            raise

    def _open(self) -> str:
        """Return the query that reads the table."""
        request = self._request
        if request.kind is TableKind.DUCKDB:
            mode = "" if request.is_shared else " (read_only)"
            self._connection.execute(f"attach {_quote_text(request.path)} as {_IN}{mode}")
            self._table = choose_table(list_duckdb_tables(self._connection, _IN), request.table, request.path)
            return f"select * from {_IN}.main.{quote_name(self._table)}"
        source = open_source(request.path, request.kind, request.table, request.encoding)
        source.close()
        self._number_rows = source.number_rows
        if request.kind is TableKind.PARQUET:
            return f"select * from read_parquet({_quote_text(request.path)})"
        form = source.form
        encoding = _name_encoding(form.codec)
        if encoding not in _ENCODINGS:
            sentence = "DuckDB reads only UTF-8, UTF-16 and latin-1; export it as UTF-8, or use another engine"
            raise BatchError.at(request.path, sentence, codes.NOT_TEXT)
        columns = ", ".join(f"{_quote_text(name)}: 'VARCHAR'" for name in form.headings)
        options = {
            "columns": f"{{{columns}}}",
            "skip": str(form.skip_count + 1),
            "header": "false",
            "delim": _quote_text(form.separator),
            "quote": "'\"'",
            "escape": "'\"'",
            "auto_detect": "false",
            "nullstr": "''",
            "allow_quoted_nulls": "true",
            "max_line_size": "10000000",
            "encoding": _quote_text(encoding),
        }
        settings = ", ".join(f"{name}={value}" for name, value in options.items())
        return f"select * from read_csv({_quote_text(request.path)}, {settings})"

    def run(self, destination: Destination, reject_path: Path) -> BatchCounts:
        """Advise all rows and write them; see `PolarsBatch.run`."""
        check_key_types(self._schema, self.plan.keys, destination.kind, self._request.path)
        if self._request.is_shared:
            check_other_table(self._table, destination)
        rejects = RejectFile(self.plan.keys)
        try:
            advised, kept_as = self._write_advised(destination)
            self._collect_rejects(rejects)
            if rejects.total:
                rejects.finish(reject_path, self._number_rows, lambda _: iter(()))
            if destination.kind is TableKind.DUCKDB:
                self._connection.execute("commit")
        except Exception as error:
            raise self._explain(error, destination) from None
        finally:
            rejects.close()
        return BatchCounts(advised + rejects.total, advised, rejects.total, kept_as)

    def _conclude(self) -> nw.LazyFrame[Any]:
        numbered = f"select *, row_number() over () - 1 as {quote_name(self._position)} from ({self._query})"
        return self._advice.conclude(nw.from_native(self._connection.sql(numbered)))

    def _write_advised(self, destination: Destination) -> tuple[int, str]:
        """Write the advised rows; return how many, and the new name of another table."""
        plan, kind = self.plan, destination.kind
        frame = self._conclude().filter(~nw.col(REFUSED))
        if plan.lists:
            frame = add_list_columns(frame, plan.lists, plan.flags)
        relation: duckdb.DuckDBPyRelation = frame.select(*plan.keys, *plan.results).to_native()
        names = [self._shape_column(name, kind) for name in (*plan.keys, *plan.results)]
        relation.project(", ".join(names)).create_view(_ADVISED, replace=True)
        if kind is not TableKind.DUCKDB:
            form = "format parquet, compression zstd" if kind is TableKind.PARQUET else "format csv, header"
            if destination.name.lower().endswith(".tsv"):
                form += ", delim '\t'"
            row = self._connection.execute(f"copy {_ADVISED} to {_quote_text(destination.path)} ({form})").fetchone()
            return (row[0] if row else 0), ""
        return self._write_table(destination)

    def _write_table(self, destination: Destination) -> tuple[int, str]:
        connection = self._connection
        path = Path(destination.path)
        database = _IN
        try:
            if not self._request.is_shared:
                if path.exists() and not path.stat().st_size:
                    path.unlink()  # DuckDB makes a new file only where there is none
                connection.execute(f"attach {_quote_text(destination.path)} as {_OUT}")
                database = _OUT
            connection.execute(f"use {database}")
            connection.execute("begin transaction")
            kept_as = make_way(connection, destination.table, replaces_any=destination.replaces_any)
            table = f"{database}.main.{quote_name(destination.table)}"
            row = connection.execute(f"create table {table} as from memory.main.{_ADVISED}").fetchone()
        except duckdb.Error as error:
            raise build_database_error(destination, error) from error
        return (row[0] if row else 0), kept_as

    def _shape_column(self, name: str, kind: TableKind) -> str:
        quoted = quote_name(name)
        if name in self.plan.lists:
            if kind.has_lists:
                parts = f"string_split({quoted}, '{SEPARATOR}')"
                return f"case when {quoted} = '' then []::varchar[] else {parts} end as {quoted}"
            return f"nullif({quoted}, '') as {quoted}"
        if not kind.has_lists and isinstance(self._schema.get(name), pl.List):
            return f"array_to_string({quoted}, '{SEPARATOR}') as {quoted}"
        return quoted

    def _collect_rejects(self, rejects: RejectFile) -> None:
        refused = self._conclude().filter(nw.col(REFUSED)).select(self._position, *self._schema)
        described = self._advice.describe_problems(refused).to_native()
        for batch in described.to_arrow_reader(_PIECE_ROWS):
            self.meter.check()
            frame = pl.from_arrow(batch)
            assert isinstance(frame, pl.DataFrame)
            keys = show_keys(self.plan.keys, self._schema)
            rejects.write(frame.select(self._position, *keys, PROBLEM_COLUMN, PROBLEM))

    def _explain(self, error: Exception, destination: Destination) -> Exception:
        if self.meter.is_stopped or isinstance(error, StoppedError | duckdb.InterruptException):
            return StoppedError()
        if isinstance(error, AdvisorError):
            return error
        return build_run_error(self._request.path, self._request.kind, destination.name, error)

    def _read_polars(self, query: str) -> pl.DataFrame:
        frame = pl.from_arrow(self._connection.sql(query).to_arrow_table())
        assert isinstance(frame, pl.DataFrame)
        return frame

    def _measure(self) -> float | None:
        share = self._connection.query_progress()
        return share / 100 if share >= 0 else None

    def close(self) -> None:
        """Let go of the files; a table that is not complete is not kept."""
        self._connection.close()


def _quote_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name_encoding(codec: str) -> str:
    """Return DuckDB's name of an encoding; it refuses those that it cannot read."""
    name = codec.lower().replace("_", "-")
    if name in ("utf-8-sig", "utf8", "ascii"):
        return "utf-8"
    return "utf-16" if name.startswith("utf-16") else {"iso-8859-1": "latin-1", "iso8859-1": "latin-1"}.get(name, name)
