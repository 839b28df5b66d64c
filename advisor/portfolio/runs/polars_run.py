"""The run with Polars: one pass over the table, which writes the advised rows and the rejected ones."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl

from advisor.portfolio.core.row_problems import PROBLEM, PROBLEM_COLUMN
from advisor.portfolio.core.table_advice import REFUSED, TableAdvice
from advisor.portfolio.core.text_columns import SEPARATOR
from advisor.portfolio.files.kinds import TableKind
from advisor.portfolio.files.meter import Meter
from advisor.portfolio.files.sources.table_source import TableSource, choose_free_name
from advisor.portfolio.files.targets.reject_file import RejectFile, show_keys
from advisor.portfolio.files.targets.table_target import TableTarget, join_list_keys
from advisor.portfolio.runs.batch_plan import BatchPlan
from advisor.portfolio.runs.list_columns import add_list_columns

_POSITION = "advisor:position"


def build_advised_frame(
    concluded: pl.LazyFrame, plan: BatchPlan, schema: dict[str, Any], kind: TableKind
) -> pl.LazyFrame:
    """Return the rows that are advised, with the columns of the output."""
    frame = concluded.filter(~pl.col(REFUSED))
    if plan.lists:
        frame = add_list_columns(nw.from_native(frame), plan.lists, plan.flags).to_native()
        frame = frame.with_columns(_shape_list(name, has_lists=kind.has_lists) for name in plan.lists)
    if not kind.has_lists:
        frame = join_list_keys(frame, schema, plan.keys)
    return frame.select(*plan.keys, *plan.results)


def _shape_list(name: str, *, has_lists: bool) -> pl.Expr:
    joined = pl.col(name)
    if not has_lists:
        return pl.when(joined != "").then(joined).alias(name)
    empty = pl.lit([], dtype=pl.List(pl.String))
    return pl.when(joined == "").then(empty).otherwise(joined.str.split(SEPARATOR)).alias(name)


def find_output_schema(source: TableSource, advice: TableAdvice, plan: BatchPlan, kind: TableKind) -> dict[str, Any]:
    """Return the columns of the output with their types."""
    schema = dict(source.schema)
    concluded = advice.conclude(nw.from_native(pl.LazyFrame(schema=schema))).to_native()
    return dict(build_advised_frame(concluded, plan, schema, kind).collect_schema())


def run_with_polars(
    source: TableSource,
    target: TableTarget,
    kind: TableKind,
    advice: TableAdvice,
    plan: BatchPlan,
    rejects: RejectFile,
    meter: Meter,
) -> None:
    """Advise all rows. The engine raises errors of its own; `meter.problem` is the cause of one in our code."""
    schema = dict(source.schema)
    position = choose_free_name(schema, _POSITION)
    frame = source.scan(meter, rejects.unread).with_row_index(position)
    frame = frame.map_batches(
        lambda piece: _count(piece, meter), streamable=True, schema=frame.collect_schema(), validate_output_schema=False
    )
    computed = advice.compute(nw.from_native(frame))  # both sinks read it, and the table is read once
    refused = computed.to_native().filter(pl.col(REFUSED)).select(position, *schema)
    described = advice.describe_problems(nw.from_native(refused)).to_native()
    rejected = described.select(position, *show_keys(plan.keys, schema), PROBLEM_COLUMN, PROBLEM)

    def reject(piece: pl.DataFrame) -> bool:
        try:
            rejects.write(piece)
        except Exception as error:
            meter.problem = meter.problem or error
            raise
        return False

    sink = rejected.sink_batches(reject, lazy=True)
    assert sink is not None  # with `lazy`, a sink is a frame
    advised = build_advised_frame(advice.name_texts(computed).to_native(), plan, schema, kind)
    pl.collect_all([target.sink(advised), sink], engine="streaming")


def _count(piece: pl.DataFrame, meter: Meter) -> pl.DataFrame:
    """Count rows; after an interruption, drop them, since the engine takes an error here for a fault of its own."""
    if meter.is_stopped:
        return piece.clear()
    meter.rows += piece.height
    return piece
