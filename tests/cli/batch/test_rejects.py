"""Rows that cannot be read go to a file of their own, are counted, and give exit code 1."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest

from tests.cli.batch.tables import ROWS, read_table, write_table
from tests.cli.command import run

HEADING = ["row", "company", "region", "column", "reason"]


def read_rejects(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize(
    ("suffix", "first"), [(".csv", 2), (".xlsx", 2), (".parquet", 1), (".jsonl", 1), (".sqlite", 1)]
)
def test_a_wrong_answer_is_rejected_with_row_column_and_reason(suffix: str, first: int, tmp_path: Path) -> None:
    rows = [ROWS[0], {**ROWS[1], "sales_cycle": "shrot"}, ROWS[2]]
    result = run("batch", write_table(tmp_path / f"in{suffix}", rows), "-o", tmp_path / "out.parquet")
    assert result.code == 1
    assert "3 rows read, 2 advised, 1 rejected" in result.err
    heading, row = read_rejects(tmp_path / "out-rejects.csv")
    assert heading == HEADING
    assert row[:4] == [str(first + 1), "Beta; Co", "", "sales_cycle"]
    assert "`shrot`" in row[4]
    assert stat.S_IMODE((tmp_path / "out-rejects.csv").stat().st_mode) == 0o600
    assert [each["company"] for each in read_table(tmp_path / "out.parquet")] == [
        ROWS[0]["company"],
        ROWS[2]["company"],
    ]


def test_the_row_of_a_csv_file_is_its_line(tmp_path: Path) -> None:
    text = (
        'company,relationship,note\nA,defined,"two\nlines"\n\nB,wrong,x\nC,defined\nD,defined,x,y\n'
        '"E\nE",defined,x\nF,wrong,x\n'
    )
    (tmp_path / "in.csv").write_text(text)
    result = run("batch", tmp_path / "in.csv", "-o", tmp_path / "out.csv")
    assert result.code == 1
    assert "6 rows read, 2 advised, 4 rejected" in result.err
    rejects = read_rejects(tmp_path / "out-rejects.csv")[1:]
    assert [(row[0], row[1], row[3]) for row in rejects] == [
        ("5", "B", "relationship"),
        ("6", "", ""),
        ("7", "", ""),
        ("10", "F", "relationship"),
    ]


def test_a_line_that_is_no_object_is_rejected(tmp_path: Path) -> None:
    text = '\n{"company": "A", "relationship": "defined"}\nbroken\n\n[1]\n{"company": "B", "relationship": "x"}\n'
    (tmp_path / "in.jsonl").write_text(text)
    result = run("batch", tmp_path / "in.jsonl", "-o", tmp_path / "out.csv")
    assert "4 rows read, 1 advised, 3 rejected" in result.err
    assert [row[0] for row in read_rejects(tmp_path / "out-rejects.csv")[1:]] == ["3", "5", "6"]


def test_a_row_of_a_sheet_keeps_its_number(tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    with Workbook(str(tmp_path / "in.xlsx")) as book:
        sheet = book.add_worksheet()
        for number, row in ((2, ("company", "relationship")), (3, ("A", "defined")), (6, ("B", "x"))):
            sheet.write_row(number, 0, row)
    result = run("batch", tmp_path / "in.xlsx", "-o", tmp_path / "out.csv")
    assert "2 rows read, 1 advised, 1 rejected" in result.err
    assert read_rejects(tmp_path / "out-rejects.csv")[1][0] == "7"


def test_there_is_no_reject_file_without_rejects(tmp_path: Path) -> None:
    source = write_table(tmp_path / "in.csv")
    assert run("batch", source, "-o", tmp_path / "out.csv").code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_an_older_reject_file_is_named_and_kept(tmp_path: Path) -> None:
    source = write_table(tmp_path / "in.csv")
    (tmp_path / "out-rejects.csv").write_text("row,company,column,reason\n1,A,x,y\n")
    result = run("batch", source, "-o", tmp_path / "out.csv")
    assert result.code == 0
    assert "out-rejects.csv: this file is older" in result.err


def test_rejects_go_where_the_user_says(tmp_path: Path) -> None:
    source = write_table(tmp_path / "in.csv", [{**ROWS[0], "sales_cycle": "=1+1"}])
    result = run("batch", source, "-o", tmp_path / "out.csv", "--reject", tmp_path / "bad.csv")
    assert result.code == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.csv", "in.csv", "out.csv"]
    assert read_table(tmp_path / "out.csv") == []


def test_a_key_named_like_ours_stays_apart(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("row,reason,relationship\n77,mine,x\n")
    assert run("batch", tmp_path / "in.csv", "-o", tmp_path / "out.csv").code == 1
    heading, row = read_rejects(tmp_path / "out-rejects.csv")
    assert heading == ["row1", "row", "reason", "column", "reason1"]
    assert row[:4] == ["2", "77", "mine", "relationship"]
