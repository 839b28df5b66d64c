"""How many companies of a table get which advice, counted by the dataframe library in two passes over the table.

Everything is counted by level and verdict, so that `held_back` can see which numbers give others away. What comes back
from the library is one row for each pair of level and verdict, however long the table is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import narwhals as nw

from advisor.model.rulebase import MOVE_TO, STATE, TROUBLE, UNDETERMINED, VERDICT
from advisor.portfolio.core.expression_layers import ExpressionLayers
from advisor.portfolio.core.result_columns import STRENGTH
from advisor.portfolio.core.table_advice import REFUSED, TableAdvice
from advisor.portfolio.summary.deciding_formulas import NO_ANSWER, DecidingFact, DecidingFormulas

Cell = tuple[str, str]
"""A level and a verdict; "" is a level that is not known."""
CellCounts = Mapping[Cell, int]
"""How many companies of each cell belong to a group; cells without any are left out."""
_CELL, _COUNT = "advisor:cell:", "advisor:count"


class DecidingCounts(NamedTuple):
    """The companies with an open verdict that do not know a fact, and what its answer would do there."""

    unknown: CellCounts
    decides: CellCounts
    can_decide: CellCounts


class PortfolioCounts(NamedTuple):
    """The numbers of companies. `advised` has all that are advised; `refused` rows are in no other number.

    `flags` has a group for each column of yes or no of the result (`reason:ID`, `step:ID`, `caution:ID`,
    `trouble:ID`). `left_out` are facts with too many answers to try.
    """

    refused: int
    advised: CellCounts
    strengths: Mapping[str, CellCounts]
    moves: Mapping[str, CellCounts]
    flags: Mapping[str, CellCounts]
    deciding: Mapping[str, DecidingCounts]
    left_out: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """The number of all rows of the table."""
        return self.refused + sum(self.advised.values())


def count_portfolio(frame: nw.LazyFrame[Any], advice: TableAdvice) -> PortfolioCounts:
    """Count what is advised to the companies of a table.

    Args:
        frame: the table, with the columns that `advice` reads.
        advice: the advice for such tables; which results it was asked for does not matter.

    Raises:
        TooManyCasesError: the rules leave more cases open than can be computed.
    """
    given = frame.collect_schema()
    names = {column: f"{_CELL}{number}" for number, column in enumerate(dict.fromkeys(advice.columns.values()))}
    columns = {key: names[column] for key, column in advice.columns.items()}
    schema = nw.Schema({name: given[column] for column, name in names.items()})
    own = frame.select(*(nw.col(column).alias(name) for column, name in names.items())) if names else frame
    own = own.with_columns(nw.lit(None, nw.Boolean).alias(NO_ANSWER)).select(*names.values(), NO_ANSWER)
    full = TableAdvice(advice.rulebase, columns, schema, further=(TROUBLE,))
    deciding = DecidingFormulas(advice.rulebase, columns, schema)
    counted = _count_results(full, own)
    open_counts = _count_deciding(full, deciding, own)
    return counted._replace(deciding=open_counts, left_out=tuple(deciding.left_out))


def _count_results(advice: TableAdvice, frame: nw.LazyFrame[Any]) -> PortfolioCounts:
    flags = [name for name in advice.outputs if ":" in name]
    values = {STRENGTH: ("clear", "mixed", "slight"), MOVE_TO: advice.rulebase.states}
    groups: dict[str, nw.Expr] = {name: nw.col(name) for name in flags}
    for column, texts in values.items():
        groups |= {f"{column}={text}": (nw.col(column) == text).fill_null(False) for text in texts}
    keys = (REFUSED, STATE, VERDICT)
    # polars has categories here, which compare only with their own texts
    concluded = advice.conclude(frame).with_columns(nw.col(STATE, VERDICT, STRENGTH, MOVE_TO).cast(nw.String))
    concluded = concluded.with_columns(nw.col(STATE).fill_null(""))
    rows = _sum_groups(concluded, keys, groups)
    advised = [row for row in rows if not row[REFUSED]]
    counts = {name: _collect(advised, name) for name in (_COUNT, *groups)}
    by_text = {column: {text: counts[f"{column}={text}"] for text in texts} for column, texts in values.items()}
    return PortfolioCounts(
        refused=sum(row[_COUNT] for row in rows if row[REFUSED]),
        advised=counts[_COUNT],
        strengths=by_text[STRENGTH],
        moves=by_text[MOVE_TO],
        flags={name: counts[name] for name in flags},
        deciding={},
    )


def _count_deciding(
    advice: TableAdvice, formulas: DecidingFormulas, frame: nw.LazyFrame[Any]
) -> dict[str, DecidingCounts]:
    literals = {
        f"{name}.{part}": literal
        for name, fact in formulas.facts.items()
        for part, literal in zip(DecidingFact._fields, fact, strict=True)
    }
    if not literals:
        return {}
    layers = ExpressionLayers(formulas.circuit, formulas.expressions, literals.values())
    concluded = advice.conclude(frame)
    waiting = concluded.filter(~nw.col(REFUSED) & (nw.col(VERDICT) == UNDETERMINED))
    waiting = waiting.with_columns(nw.col(STATE).cast(nw.String).fill_null("")).select(
        *frame.collect_schema().names(), STATE
    )
    groups = {name: layers.read(literal) for name, literal in literals.items()}
    rows = [{**row, VERDICT: UNDETERMINED} for row in _sum_groups(layers.add_columns(waiting), (STATE,), groups)]
    return {
        name: DecidingCounts(*(_collect(rows, f"{name}.{part}") for part in DecidingFact._fields))
        for name in formulas.facts
    }


def _sum_groups(frame: nw.LazyFrame[Any], keys: Iterable[str], groups: Mapping[str, nw.Expr]) -> list[dict[str, Any]]:
    """Sum groups of rows by key columns; only the sums leave the library."""
    numbered = {name: f"{_COUNT}:{number}" for number, name in enumerate(groups)}
    shown = [groups[name].cast(nw.Int64).alias(number) for name, number in numbered.items()]
    frame = frame.select(*keys, nw.lit(1, nw.Int64).alias(_COUNT), *shown)
    sums = frame.group_by(*keys).agg(*(nw.col(name).sum() for name in (_COUNT, *numbered.values())))
    collected = sums.collect("polars", engine="streaming") if sums.implementation.is_polars() else sums.collect()
    rows = collected.rows(named=True)
    return [{**row, **{name: row[number] for name, number in numbered.items()}} for row in rows]


def _collect(rows: Iterable[Mapping[str, Any]], name: str) -> CellCounts:
    counts: Counter[Cell] = Counter()
    for row in rows:
        counts[row[STATE], row[VERDICT]] += int(row[name])
    return {cell: count for cell, count in sorted(counts.items()) if count}
