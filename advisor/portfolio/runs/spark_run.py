"""The run with Spark: Parquet and CSV, files or folders of parts; the advised parts become one file."""

from __future__ import annotations

import shutil
from itertools import accumulate
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from advisor.errors import AdvisorError, BatchError
from advisor.loading import finding_codes as codes
from advisor.model.rulebase import RuleBase
from advisor.portfolio.core.row_problems import PROBLEM, PROBLEM_COLUMN
from advisor.portfolio.core.table_advice import REFUSED
from advisor.portfolio.core.text_columns import SEPARATOR
from advisor.portfolio.files.failures import build_read_error, build_run_error
from advisor.portfolio.files.kinds import TableKind
from advisor.portfolio.files.meter import Meter, StoppedError
from advisor.portfolio.files.sources.open_source import open_source
from advisor.portfolio.files.sources.table_source import choose_free_name, number_from
from advisor.portfolio.files.targets.open_target import Destination
from advisor.portfolio.files.targets.reject_file import RejectFile
from advisor.portfolio.runs.batch_plan import build_plan
from advisor.portfolio.runs.batch_request import BatchCounts, BatchRequest
from advisor.portfolio.runs.list_columns import add_list_columns
from advisor.portfolio.runs.spark_parts import join_csv_parts, join_parquet_parts
from advisor.portfolio.runs.spark_session import start_spark

_POSITION, _PART = "advisor:position", "advisor:part"
_PART_BITS = 33
"""Spark's row ids have the part above these bits, and the row within it in them."""
_PIECE_ROWS = 10_000


class SparkBatch:
    """A planned run with Spark. Call `close` at the end.

    Raises:
        BatchError: the table cannot be read, or its columns cannot be used.
    """

    def __init__(self, request: BatchRequest, rulebase: RuleBase) -> None:
        self._request = request
        self._number_rows = number_from(1)
        source = None if Path(request.path).is_dir() else _open_file(request)
        self._session = start_spark()
        self.meter = Meter(interrupt=self._session.sparkContext.cancelAllJobs)
        try:
            self._frame = self._read(source)
            self._position = choose_free_name(self._frame.columns, _POSITION)
            schema = nw.from_native(self._frame).collect_schema()
            self.plan, self._advice = build_plan(
                rulebase,
                list(self._frame.columns),
                schema,
                request.path,
                request.mapping,
                request.columns,
                as_lists=request.as_lists,
            )
        except AdvisorError:
            self.close()
            raise
        except Exception as error:
            self.close()
            raise build_read_error(request.path, request.kind, error) from None

    def _read(self, source: Any) -> Any:
        path = str(Path(self._request.path).absolute())
        if self._request.kind is TableKind.PARQUET:
            return self._session.read.parquet(path)
        if source is None:
            return self._session.read.csv(path, header=True, quote='"', escape='"', multiLine=True, mode="FAILFAST")
        self._number_rows = source.number_rows
        if source.form.skip_count:
            sentence = "Spark cannot skip the line that names the separator; remove it, or use another engine"
            raise BatchError.at(self._request.path, sentence, codes.BROKEN_TABLE)
        codec = source.form.codec.replace("-sig", "")
        return self._session.read.csv(
            path,
            header=True,
            quote='"',
            escape='"',
            multiLine=True,
            mode="FAILFAST",
            sep=source.form.separator,
            encoding=codec,
            schema=", ".join(f"`{name.replace('`', '``')}` string" for name in source.form.headings),
            enforceSchema=True,
        )

    def run(self, destination: Destination, reject_path: Path) -> BatchCounts:
        """Advise all rows and write them; see `PolarsBatch.run`."""
        rejects = RejectFile(self.plan.keys)
        parts = Path(f"{destination.path}.tmp")
        try:
            advised = self._write_advised(destination, parts)
            self._collect_rejects(rejects)
            if rejects.total:
                rejects.finish(reject_path, self._number_rows, lambda _: iter(()))
        except Exception as error:
            if self.meter.is_stopped:
                raise StoppedError from None
            if isinstance(error, AdvisorError):
                raise
            raise build_run_error(self._request.path, self._request.kind, destination.name, error) from None
        finally:
            shutil.rmtree(parts, ignore_errors=True)
            rejects.close()
        return BatchCounts(advised + rejects.total, advised, rejects.total)

    def _conclude(self) -> nw.LazyFrame[Any]:
        from pyspark.sql import functions as sql

        numbered = self._frame.withColumn(self._position, sql.monotonically_increasing_id())
        return self._advice.conclude(nw.from_native(numbered))

    def _write_advised(self, destination: Destination, parts: Path) -> int:
        from pyspark.sql import functions as sql

        plan = self.plan
        frame = self._conclude().filter(~nw.col(REFUSED))
        if plan.lists:
            frame = add_list_columns(frame, plan.lists, plan.flags)
        table: Any = frame.select(*plan.keys, *plan.results).to_native()
        is_csv = destination.kind is TableKind.CSV
        for name in plan.lists:
            column = sql.col(_quote(name))
            empty = sql.lit(None).cast("string") if is_csv else sql.array().cast("array<string>")
            full = column if is_csv else sql.split(column, SEPARATOR)
            table = table.withColumn(name, sql.when(column == "", empty).otherwise(full))
        if not is_csv:
            table.write.parquet(str(parts.absolute()), compression="zstd")
            return join_parquet_parts(parts, Path(destination.path))
        for name, kind in table.dtypes:
            if kind.startswith("array<"):
                table = table.withColumn(name, sql.array_join(sql.col(_quote(name)).cast("array<string>"), SEPARATOR))
        separator = "\t" if destination.name.lower().endswith(".tsv") else ","
        observed = _count_rows(table)
        observed.frame.write.csv(
            str(parts.absolute()), sep=separator, quote='"', escape='"', emptyValue="", nullValue=""
        )
        join_csv_parts(parts, Path(destination.path), table.columns, separator)
        return observed.get()

    def _collect_rejects(self, rejects: RejectFile) -> None:
        own = [name for name in self._frame.columns if name != self._position]
        refused = self._conclude().filter(nw.col(REFUSED)).select(self._position, *own)
        described = self._advice.describe_problems(refused).to_native()
        from pyspark.sql import functions as sql

        keys = [sql.col(_quote(name)).cast("string") for name in self.plan.keys]
        wanted = described.select(_quote(self._position), *keys, PROBLEM_COLUMN, PROBLEM)
        starts: list[int] = []
        names = [self._position, *self.plan.keys, PROBLEM_COLUMN, PROBLEM]
        rows: list[tuple[Any, ...]] = []
        for row in wanted.toLocalIterator():
            self.meter.check()
            starts = starts or self._find_starts()
            part, within = row[0] >> _PART_BITS, row[0] & ((1 << _PART_BITS) - 1)
            rows.append((starts[part] + within, *row[1:]))
            if len(rows) == _PIECE_ROWS:
                rejects.write(_build_frame(rows, names))
                rows = []
        if rows:
            rejects.write(_build_frame(rows, names))

    def _find_starts(self) -> list[int]:
        """Return how many rows are before each part."""
        from pyspark.sql import functions as sql

        counted = self._frame.groupBy(sql.spark_partition_id().alias(_PART)).count().collect()
        sizes = {row[0]: row[1] for row in counted}
        return list(accumulate((sizes.get(part, 0) for part in range(max(sizes) + 1)), initial=0))

    def close(self) -> None:
        """Stop Spark."""
        self._session.stop()


class _CountedFrame:
    """A frame whose rows Spark counts while it writes them."""

    def __init__(self, frame: Any, observation: Any) -> None:
        self.frame, self._observation = frame, observation

    def get(self) -> int:
        """Return the number of rows, after they were written."""
        return int(self._observation.get["rows"])


def _count_rows(frame: Any) -> _CountedFrame:
    from pyspark.sql import Observation
    from pyspark.sql import functions as sql

    observation = Observation()
    return _CountedFrame(frame.observe(observation, sql.count(sql.lit(1)).alias("rows")), observation)


def _open_file(request: BatchRequest) -> Any:
    source = open_source(request.path, request.kind, request.table, request.encoding)
    source.close()
    return source


def _build_frame(rows: list[tuple[Any, ...]], names: list[str]) -> pl.DataFrame:
    schema = {name: pl.Int64 if place == 0 else pl.String for place, name in enumerate(names)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _quote(name: str) -> str:
    return f"`{name.replace('`', '``')}`"
