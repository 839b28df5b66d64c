"""`advisor.batch` takes and returns frames of every usual library, with the same advice in all of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

import advisor
from advisor.errors import AdvisorError, FactsError

TABLE = {
    "company": ["Acme", "Bolt", "Coil", "Dart"],
    "relationship": ["defined", "aligned", None, "defnd"],
    "change_rapid": [True, None, False, True],
    "current_conflicts": ["frequent", "none", None, "none"],
    "conflict_topics": ["pricing; roles", None, "none", "pricing"],
    "staff_number": [120, 40, None, 3],
}
RESULTS = "state,verdict,possible_verdicts,move_to,step:*"
COLUMNS = {"employees": "staff_number"}

SHORT_RUN = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Options of Java for a run of seconds: otherwise its compiler takes longer than the run."""


def make_pandas(frame: pl.DataFrame) -> Any:
    return pytest.importorskip("pandas").DataFrame(frame.to_dict(as_series=False))


def make_relation(frame: pl.DataFrame) -> Any:
    return pytest.importorskip("duckdb").from_arrow(frame.to_arrow())


def make_spark(frame: pl.DataFrame) -> Any:
    if shutil.which("java") is None:
        pytest.skip("PySpark needs Java")
    sql = pytest.importorskip("pyspark.sql")
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    builder = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.extraJavaOptions", SHORT_RUN)
    session = builder.config("spark.driver.host", "127.0.0.1").getOrCreate()
    return session.createDataFrame(frame.rows(), schema=_SPARK_SCHEMA)


_SPARK_SCHEMA = (
    "company string, relationship string, change_rapid boolean, current_conflicts string, conflict_topics string, "
    "staff_number int"
)


def list_rows(frame: Any) -> list[dict[str, Any]]:
    """Return the rows of a frame of any kind, with None for what is missing."""
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pl.DataFrame):
        rows = frame.to_dicts()
    elif hasattr(frame, "to_pylist"):
        rows = frame.to_pylist()
    elif hasattr(frame, "pl"):
        rows = frame.pl().to_dicts()
    elif hasattr(frame, "toPandas"):
        rows = [row.asDict() for row in frame.collect()]
    else:
        rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return sorted(rows, key=lambda row: str(row["company"]))


MAKERS: dict[str, Callable[[pl.DataFrame], Any]] = {
    "polars": lambda frame: frame,
    "lazy polars": lambda frame: frame.lazy(),
    "pyarrow": lambda frame: frame.to_arrow(),
    "pandas": make_pandas,
    "duckdb": make_relation,
    "pyspark": make_spark,
}


@pytest.mark.filterwarnings("ignore")  # other libraries warn about each other's versions
@pytest.mark.parametrize("kind", MAKERS)
def test_every_kind_of_frame_gets_the_same_advice_in_the_same_kind(kind: str) -> None:
    table = pl.DataFrame(TABLE)
    given = MAKERS[kind](table)
    advised = advisor.batch(given, columns=COLUMNS, results=RESULTS)
    assert type(advised) is type(given)
    assert list_rows(advised) == list_rows(advisor.batch(table, columns=COLUMNS, results=RESULTS))


def test_the_advice_is_that_of_each_company() -> None:
    rulebase = advisor.load()
    consultation = advisor.Consultation(rulebase)
    for row in list_rows(advisor.batch(pl.DataFrame(TABLE), rulebase, columns=COLUMNS))[:3]:
        place = TABLE["company"].index(row["company"])
        given = {name: values[place] for name, values in TABLE.items() if values[place] is not None}
        given["employees"] = given.pop("staff_number", "unknown")
        topics = str(given.pop("conflict_topics", "unknown"))
        given["conflict_topics"] = topics.split("; ") if ";" in topics else topics
        advice = consultation.advise(advisor.facts_from(given, rulebase))
        assert row["verdict"] == advice.verdict
        assert row["possible_verdicts"] == ";".join(advice.possible_verdicts)
        steps = {name.removeprefix("step:") for name, value in row.items() if name.startswith("step:") and value}
        assert steps == {step.id for step in advice.steps}


def test_a_row_that_cannot_be_advised_has_a_problem_and_no_results() -> None:
    rows = list_rows(advisor.batch(pl.DataFrame(TABLE), columns=COLUMNS))
    assert [row["problem_column"] for row in rows] == [None, None, None, "relationship"]
    assert "defnd" in rows[3]["problem"]
    keys = ("company", "problem_column", "problem")
    assert {value for name, value in rows[3].items() if name not in keys} == {None}


def test_an_empty_frame_stays_empty() -> None:
    assert list_rows(advisor.batch(pl.DataFrame(TABLE).clear())) == []


@pytest.mark.parametrize("what", [None, [1, 2], {"a": 1}, "table.csv"])
def test_what_is_no_frame_is_refused(what: object) -> None:
    with pytest.raises(FactsError) as caught:
        advisor.batch(what)
    assert caught.value.findings[0].place.file == "frame"


@pytest.mark.parametrize(
    "columns",
    [
        {"relationship": [1, 2]},
        {"relationship": ["defined"], "respondents": ["x"]},
        {"relationship": ["defined"], "score_state": ["defined"]},
        {"company": ["Acme"]},
    ],
)
def test_columns_that_cannot_be_used_are_refused(columns: dict[str, list[object]]) -> None:
    with pytest.raises(AdvisorError) as caught:
        advisor.batch(pl.DataFrame(columns))
    assert caught.value.findings
