"""Random companies, and tables of them with columns of every type."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import narwhals as nw
import polars as pl

from advisor.model.answers import Value
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact, Kind
from advisor.portfolio.core.table_advice import REFUSED, TableAdvice

MAX_COUNT = 400
Company = Mapping[str, Value]


def draw_companies(rulebase: RuleBase, count: int, seed: int) -> Iterator[dict[str, Value]]:
    """Draw companies of which none to all facts are known."""
    source = random.Random(seed)
    facts = [fact for fact in rulebase.facts.values() if not fact.computed]
    for _ in range(count):
        known = source.random() ** 2 if source.random() < 0.9 else 1.0
        yield {fact.name: draw_value(fact, source) for fact in facts if source.random() < known}


def draw_value(fact: Fact, source: random.Random) -> Value:
    """Draw an answer to a fact."""
    if fact.kind is Kind.COUNT:
        return source.randint(fact.minimum, MAX_COUNT)
    if fact.kind is Kind.MANY:
        share = source.random()
        return frozenset(value for value in fact.values if source.random() < share)
    return source.choice(list(fact.values))


def build_table(rulebase: RuleBase, companies: Sequence[Company], seed: int = 0) -> pl.DataFrame:
    """Build the table of some companies; the type of each column is drawn."""
    source = random.Random(seed)
    columns = []
    for fact in rulebase.facts.values():
        if not fact.computed:
            cells = [company.get(fact.name) for company in companies]
            columns.append(_build_column(fact, cells, source.randrange(3)))
    return pl.DataFrame(columns)


def _build_column(fact: Fact, cells: Sequence[Any], form: int) -> pl.Series:
    if fact.kind is Kind.COUNT:
        return pl.Series(fact.name, cells, dtype=(pl.Int64, pl.Float64, pl.String)[form], strict=False)
    if fact.kind is Kind.MANY:
        if form == 0:
            lists = [None if cell is None else sorted(cell) for cell in cells]
            return pl.Series(fact.name, lists, dtype=pl.List(pl.String))
        joined = [None if cell is None else "; ".join(sorted(cell)) or "none" for cell in cells]
        return pl.Series(fact.name, joined, dtype=pl.String)
    if fact.kind is Kind.YES_NO and form == 0:
        return pl.Series(fact.name, [None if cell is None else cell == "yes" for cell in cells], dtype=pl.Boolean)
    if form == 1:
        return pl.Series(fact.name, cells, dtype=pl.Enum(list(fact.values)))
    return pl.Series(fact.name, [cell and cell.capitalize() for cell in cells], dtype=pl.String)


def conclude_table(rulebase: RuleBase, table: pl.DataFrame) -> list[dict[str, object] | None]:
    """Return the conclusions of each row, as `advise_row` does."""
    frame = nw.from_native(table.lazy())
    advice = TableAdvice(rulebase, {name: name for name in table.columns}, frame.collect_schema())
    rows = advice.conclude(frame).to_native().collect().select(*advice.outputs, REFUSED).to_dicts()
    return [None if row[REFUSED] else split_row(row) for row in rows]


def split_row(row: Mapping[str, Any]) -> dict[str, object]:
    """Return the texts of a row, and the set of its columns that are true."""
    texts = {name: value for name, value in row.items() if ":" not in name}
    return {**texts, "true": {name for name, value in row.items() if value is True}}
