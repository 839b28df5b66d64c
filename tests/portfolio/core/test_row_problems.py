"""A row that cannot be advised says everything that is wrong with it, and no other row says anything."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from advisor.loading.packs.load_rulebase import load
from advisor.portfolio.core.row_problems import PROBLEM, PROBLEM_COLUMN
from advisor.portfolio.core.table_advice import REFUSED, TableAdvice

TABLE = pl.DataFrame(
    {
        "relationship": ["defined", "defnd", "aligned", "unknown", None],
        "sales_cycle": ["short", "shrot", "", "LONG", "short"],
        "employees": ["120", "1.5", "-3", "012", "unknown"],
        "marketing_split": [None, None, False, None, None],
        "checklist_done": [None, "structure_1; nonsense", "structure_1", "none", ""],
        "conflict_topics": [["pricing"], ["pricing", "weather"], [], None, ["roles", "roles"]],
    }
)


def describe_rows() -> list[tuple[bool, str | None, str | None]]:
    frame = nw.from_native(TABLE.lazy())
    advice = TableAdvice(load(), {name: name for name in TABLE.columns}, frame.collect_schema())
    described = advice.describe_problems(advice.conclude(frame)).select(REFUSED, PROBLEM_COLUMN, PROBLEM)
    return described.to_native().collect().rows()


def test_every_wrong_cell_of_a_row_is_named() -> None:
    assert [columns for _, columns, _ in describe_rows()] == [
        None,
        "relationship; sales_cycle; employees; checklist_done; conflict_topics",
        "employees; marketing_split",
        "employees",
        None,
    ]


def test_the_cell_and_what_it_can_be_are_shown() -> None:
    problem = describe_rows()[1][2]
    assert problem is not None
    for text in (
        "`defnd`",
        "`shrot`",
        "`1.5`",
        "`structure_1; nonsense`",
        "list is no answer to `conflict_topics`",
        "`short`, `medium`, `long`",
    ):
        assert text in problem


def test_answers_that_exclude_each_other_name_their_rule() -> None:
    problem = describe_rows()[2][2]
    assert problem is not None
    assert "infer/task-split" in problem


def test_a_row_is_refused_exactly_if_something_is_wrong() -> None:
    for refused, columns, problem in describe_rows():
        assert refused is (problem is not None) is (columns is not None)
