"""`--summary` writes a page about all companies next to the table, or says before the run why it cannot."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.cli.command import run

ROWS = "account,relationship,change_rapid,sales_cycle\n" + "".join(
    f"a{number},{level},{rapid},{cycle}\n"
    for number, (level, rapid, cycle) in enumerate(
        [("defined", "yes", "long"), ("aligned", "no", ""), ("undefined", "", "short"), ("defined", "no", "shrot")] * 6
    )
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["page.html", "page.md"])
def test_the_page_counts_the_rows_of_the_table(table: Path, name: str) -> None:
    page = table.with_name(name)
    result = run("batch", str(table), "-o", str(table.with_name("out.csv")), "--summary", str(page))
    assert result.code == 1  # because some rows are rejected
    text = page.read_text(encoding="utf-8")
    assert "24 rows" in text
    assert "18 companies" in text
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert "24 rows read" in result.err


@pytest.mark.parametrize(
    ("page", "more"), [("page.pdf", []), ("page.html", ["--engine", "duckdb"]), ("out.csv", []), ("in.csv", [])]
)
def test_a_page_that_cannot_be_written_is_refused_before_the_run(table: Path, page: str, more: list[str]) -> None:
    output = table.with_name("out.csv")
    result = run("batch", str(table), "-o", str(output), "--summary", str(table.with_name(page)), *more)
    assert result.code == 2
    assert not output.exists()
    assert table.read_text(encoding="utf-8") == ROWS
