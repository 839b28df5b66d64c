"""A run over a whole table: open, plan, advise, write. What it writes is complete, or it is not there."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import narwhals as nw
import polars as pl

from advisor.errors import AdvisorError
from advisor.model.rulebase import RuleBase
from advisor.portfolio.core.table_advice import TableAdvice
from advisor.portfolio.files.failures import build_read_error, build_run_error, is_about_space
from advisor.portfolio.files.kinds import DUCKDB, SPARK
from advisor.portfolio.files.meter import Meter, StoppedError
from advisor.portfolio.files.sources.arrow_sources import limit_prefetch
from advisor.portfolio.files.sources.open_source import open_source
from advisor.portfolio.files.sources.table_source import TableSource
from advisor.portfolio.files.targets.open_target import (
    Destination,
    build_database_error,
    check_other_table,
    open_target,
)
from advisor.portfolio.files.targets.reject_file import RejectFile
from advisor.portfolio.files.targets.table_target import check_key_types
from advisor.portfolio.runs.batch_plan import BatchPlan, build_plan
from advisor.portfolio.runs.batch_request import BatchCounts, BatchRequest
from advisor.portfolio.runs.polars_run import find_output_schema, run_with_polars
from advisor.portfolio.summary.write_summary import write_summary


class Batch(Protocol):
    """A planned run, with any engine."""

    plan: BatchPlan
    meter: Meter

    def run(self, destination: Destination, reject_path: Path) -> BatchCounts:
        """Advise all rows and write them."""

    def close(self) -> None:
        """Let go of the table that was read."""


class PolarsBatch:
    """A planned run with Polars. Call `close` at the end.

    Raises:
        BatchError: the table cannot be read, or its columns cannot be used.
    """

    def __init__(self, request: BatchRequest, rulebase: RuleBase) -> None:
        limit_prefetch()
        self._request = request
        self._source: TableSource = open_source(
            request.path, request.kind, request.table, request.encoding, is_shared=request.is_shared
        )
        self.meter = Meter(total_rows=self._source.row_count, total_bytes=self._source.byte_count)
        self.plan: BatchPlan
        self._advice: TableAdvice
        try:
            names = list(self._source.schema)
            schema = nw.from_native(pl.LazyFrame(schema=dict(self._source.schema))).collect_schema()
            self.plan, self._advice = build_plan(
                rulebase, names, schema, request.path, request.mapping, request.columns, as_lists=request.as_lists
            )
        except BaseException:
            self.close()
            raise

    def run(self, destination: Destination, reject_path: Path) -> BatchCounts:
        """Advise all rows and write them.

        Args:
            destination: where the advised rows go.
            reject_path: the file for rejected rows; it stays empty if there are none.

        Raises:
            BatchError: a part of the table cannot be read.
            OutputError: the output cannot be written.
            StoppedError: the run was interrupted.
        """
        request, meter = self._request, self.meter
        check_key_types(self._source.schema, self.plan.keys, destination.kind, request.path)
        schema = find_output_schema(self._source, self._advice, self.plan, destination.kind)
        source = self._source
        if request.is_shared:
            check_other_table(source.table, destination)
        rejects = RejectFile(self.plan.keys)
        target = open_target(destination, schema, meter, source.connection if request.is_shared else None)
        try:
            run_with_polars(self._source, target, destination.kind, self._advice, self.plan, rejects, meter)
            meter.check()
            if rejects.total:
                rejects.finish(reject_path, self._source.number_rows, self._source.number_unread)
            target.finish()
        except Exception as error:
            raise self._explain(error, destination) from None
        except pl.exceptions.PanicException as error:  # no Exception for Python
            raise self._explain(RuntimeError(str(error)), destination) from None
        finally:
            target.close()
            rejects.close()
        return BatchCounts(
            meter.rows + len(rejects.unread), meter.rows - rejects.count, rejects.total, getattr(target, "kept_as", "")
        )

    def summarize(self, form: str, min_group: int) -> str:
        """Return the page about all companies of the table; this reads the table again. Raises BatchError."""
        frame = nw.from_native(self._source.scan(Meter(), []))
        try:
            return write_summary(frame, self._advice, form, min_group)
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
            raise build_read_error(self._request.path, self._request.kind, error) from None

    def _explain(self, error: Exception, destination: Destination) -> Exception:
        cause = self.meter.problem or error
        if self.meter.is_stopped or isinstance(cause, StoppedError):
            return StoppedError()
        if isinstance(cause, AdvisorError):
            return cause
        if self.meter.is_output_problem and destination.kind.is_database and not is_about_space(cause):
            return build_database_error(destination, cause)
        return build_run_error(self._request.path, self._request.kind, destination.name, cause)

    def close(self) -> None:
        """Let go of the table that was read."""
        self._source.close()


def plan_batch(request: BatchRequest, rulebase: RuleBase, engine: str) -> Batch:
    """Plan a run with the engine that the user chose. Raises BatchError."""
    if engine == DUCKDB:
        from advisor.portfolio.runs.duckdb_run import DuckdbBatch

        return DuckdbBatch(request, rulebase)
    if engine == SPARK:
        from advisor.portfolio.runs.spark_run import SparkBatch

        return SparkBatch(request, rulebase)
    return PolarsBatch(request, rulebase)
