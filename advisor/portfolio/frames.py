"""Whole tables in Python: `advisor.batch` takes a frame of any usual library and returns one of the same kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.errors import FactsError, MissingExtraError

try:
    import narwhals as nw
    import polars as _polars  # noqa: F401  (most frames are computed with it)
except ImportError:
    raise MissingExtraError("advisor.batch", "batch") from None

from advisor.loading.packs.load_rulebase import load
from advisor.model.rulebase import RuleBase
from advisor.portfolio.core.row_problems import PROBLEM, PROBLEM_COLUMN
from advisor.portfolio.core.table_advice import REFUSED, TableAdvice
from advisor.portfolio.runs.batch_plan import build_plan

_ROW = "advisor:row"
_KINDS = "a frame of polars, pandas or PySpark, a table of PyArrow, or a relation of DuckDB"


def batch(
    frame: Any,
    rulebase: RuleBase | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    results: str | None = None,
) -> Any:
    """Advise every company of a frame, one a row.

    Args:
        frame: a frame of polars (also a lazy one), pandas or PySpark, a table of PyArrow, or a relation of DuckDB.
            Columns are named as facts; other columns are passed through. A null is unknown.
        rulebase: the rule base; by default the built-in one.
        columns: facts and the columns that answer them, where their names differ.
        results: the result columns, such as `verdict,step:*`; by default all.

    Returns:
        A frame of the same kind: the columns that are no facts, the result columns, and `problem_column` and `problem`,
        which are null unless the row cannot be advised; then its results are null.

    Raises:
        BatchError: columns that cannot be used, with all findings.
        FactsError: this is no frame.
        TooManyCasesError: the rules leave more cases open than can be computed.
    """
    try:
        given = nw.from_native(frame)
    except TypeError:
        sentence = f"this is `{type(frame).__name__}`; give {_KINDS}"
        raise FactsError.at("frame", sentence) from None
    if isinstance(given, nw.LazyFrame):
        return _advise(given, rulebase, columns, results).to_native()
    advised = _advise(nw.from_native(given.to_polars().lazy()), rulebase, columns, results).collect()
    if given.implementation.is_pandas():
        return advised.to_pandas()
    return advised.to_arrow() if given.implementation.is_pyarrow() else advised.to_native()


def _advise(
    frame: nw.LazyFrame[Any], rulebase: RuleBase | None, columns: Mapping[str, str] | None, results: str | None
) -> nw.LazyFrame[Any]:
    schema = frame.collect_schema()
    plan, advice = build_plan(
        load() if rulebase is None else rulebase,
        schema.names(),
        schema,
        "frame",
        tuple((columns or {}).items()),
        results,
        as_lists=False,
    )
    concluded = _add_problems(frame, advice) if frame.implementation.is_polars() else _add_all(frame, advice)
    shown = [nw.when(~nw.col(REFUSED)).then(nw.col(name)).alias(name) for name in plan.results]
    return concluded.select(*plan.keys, *shown, PROBLEM_COLUMN, PROBLEM)


def _add_all(frame: nw.LazyFrame[Any], advice: TableAdvice) -> nw.LazyFrame[Any]:
    """Add results and problems in one query; a database makes the texts of problems only where they are needed."""
    return advice.describe_problems(advice.conclude(frame))


def _add_problems(frame: nw.LazyFrame[Any], advice: TableAdvice) -> nw.LazyFrame[Any]:
    """Add results, and the problems of refused rows only, since polars would make their texts for all rows."""
    concluded = advice.conclude(nw.from_native(frame.to_native().with_row_index(_ROW)))
    problems = advice.describe_problems(concluded.filter(nw.col(REFUSED))).select(_ROW, PROBLEM_COLUMN, PROBLEM)
    return concluded.join(problems, on=_ROW, how="left")
