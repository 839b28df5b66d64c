"""Which columns `advisor batch` reads and writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.batch.tables import read_table, write_table
from tests.cli.command import run


def test_only_named_results_are_written(tmp_path: Path) -> None:
    source = write_table(tmp_path / "in.csv")
    result = run("batch", source, "-o", tmp_path / "out.csv", "--columns", "step:*,verdict")
    assert result.code == 0
    names = list(read_table(tmp_path / "out.csv")[0])
    assert names[:3] == ["company", "region", "verdict"]
    assert {name.partition(":")[0] for name in names[3:]} == {"step"}


def test_a_misspelt_fact_is_asked_about_and_copied(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("Sales Cycle,sales_cylce,relationship\nshort,long,defined\n")
    result = run("batch", tmp_path / "in.csv", "-o", tmp_path / "out.csv", "--columns", "state")
    assert result.code == 0
    assert result.err.count("did you mean `sales_cycle`?") == 2
    assert read_table(tmp_path / "out.csv") == [{"Sales Cycle": "short", "sales_cylce": "long", "state": "defined"}]


def test_a_mapped_column_answers_a_fact(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("Level,id\ndefined,1\n")
    result = run(
        "batch", tmp_path / "in.csv", "-o", tmp_path / "out.csv", "--map", "relationship=Level", "--columns", "state"
    )
    assert result.code == 0
    assert read_table(tmp_path / "out.csv") == [{"id": "1", "state": "defined"}]


def test_a_value_of_a_list_can_have_a_column(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("relationship,conflict_topics=pricing,Roles?\ndefined,yes,no\n")
    args = ("--map", "conflict_topics=roles=Roles?", "--columns", "state")
    result = run("batch", tmp_path / "in.csv", "-o", tmp_path / "out.csv", *args)
    assert result.code == 0, result.err
    assert read_table(tmp_path / "out.csv") == [{"state": "defined"}]


def test_a_column_may_have_the_name_of_a_result_that_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("state,relationship\nBavaria,defined\n")
    assert run("batch", tmp_path / "in.csv", "-o", tmp_path / "out.csv", "--columns", "move_to").code == 0
    assert read_table(tmp_path / "out.csv")[0]["state"] == "Bavaria"


def test_facts_without_a_column_are_counted_once(tmp_path: Path) -> None:
    result = run("batch", write_table(tmp_path / "in.csv"), "-o", tmp_path / "out.csv")
    assert [line for line in result.err.splitlines() if "unknown" in line] == result.err.splitlines()[:1]


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx", ".jsonl", ".sqlite", ".duckdb"])
def test_a_table_without_rows_gives_a_table_without_rows(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("company,relationship\n")
    target = tmp_path / f"out{suffix}"
    result = run("batch", tmp_path / "in.csv", "-o", target)
    assert result.code == 0, result.err
    assert "0 rows read, 0 advised, 0 rejected" in result.err
    assert read_table(target) == []


def test_ten_thousand_columns_pass_through(tmp_path: Path) -> None:
    names = [f"column {number}" for number in range(10_000)]
    (tmp_path / "in.csv").write_text(
        ",".join([*names, "relationship"]) + "\n" + ",".join(["x"] * 10_000 + ["defined"]) + "\n"
    )
    result = run("batch", tmp_path / "in.csv", "-o", tmp_path / "out.parquet", "--columns", "state")
    assert result.code == 0
    assert list(read_table(tmp_path / "out.parquet")[0]) == [*names, "state"]


@pytest.mark.parametrize(
    ("encoding", "option"), [("utf-8-sig", ()), ("utf-16", ()), ("cp1252", ("--encoding", "cp1252"))]
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_usual_encodings_and_separators_are_read(
    encoding: str, option: tuple[str, ...], separator: str, tmp_path: Path
) -> None:
    text = separator.join(("firm", "relationship")) + "\r\n" + separator.join(("Söhne", "defined")) + "\r\n"
    (tmp_path / "in.csv").write_bytes(text.encode(encoding))
    result = run("batch", tmp_path / "in.csv", "-o", tmp_path / "out.parquet", "--columns", "state", *option)
    assert result.code == 0, result.err
    assert read_table(tmp_path / "out.parquet") == [{"firm": "Söhne", "state": "defined"}]
