"""Outputs that exist already: an earlier one is replaced, any other file or table is kept under another name."""

from __future__ import annotations

import os
import pty
from pathlib import Path

import pytest

from tests.cli.batch.tables import SUFFIXES, read_table, write_table
from tests.cli.command import ROOT, START, run

FILES = [suffix for suffix in SUFFIXES if suffix not in (".duckdb", ".sqlite")]


@pytest.mark.parametrize("suffix", FILES)
def test_a_file_of_somebody_else_is_kept(suffix: str, tmp_path: Path) -> None:
    source, target = write_table(tmp_path / "in.csv"), write_table(tmp_path / f"out{suffix}")
    before = target.read_bytes()
    result = run("batch", source, "-o", target)
    assert result.code == 0
    assert f"`out{suffix}.before`" in result.err
    assert target.with_name(f"out{suffix}.before").read_bytes() == before
    assert len(read_table(target)) == 3


@pytest.mark.parametrize("suffix", FILES)
def test_an_earlier_output_is_replaced(suffix: str, tmp_path: Path) -> None:
    source, target = write_table(tmp_path / "in.csv"), tmp_path / f"out{suffix}"
    for _ in range(2):
        assert run("batch", source, "-o", target).code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["in.csv", target.name])


def test_force_keeps_no_copy(tmp_path: Path) -> None:
    source = write_table(tmp_path / "in.csv")
    target = tmp_path / "out.csv"
    target.write_text("mine\n")
    assert run("batch", source, "-o", target, "--force").code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


@pytest.mark.parametrize("suffix", [".duckdb", ".sqlite"])
def test_a_table_is_added_to_a_database(suffix: str, tmp_path: Path) -> None:
    database = write_table(tmp_path / f"firms{suffix}")
    before = read_table(database, "firms")
    for _ in range(2):
        assert run("batch", database, "-o", database, "--table", "firms", "--out-table", "done").code == 0
    assert read_table(database, "firms") == before
    assert [row["state"] for row in read_table(database, "done")] == ["defined", "aligned", ""]
    result = run("batch", write_table(tmp_path / "in.csv"), "-o", database, "--out-table", "firms")
    assert "`firms.before`" in result.err
    assert read_table(database, "firms.before") == before
    assert list(read_table(database, "firms")[0])[:4] == ["company", "region", "state", "verdict"]


def test_duckdb_adds_a_table_to_its_database(tmp_path: Path) -> None:
    database = write_table(tmp_path / "firms.duckdb")
    args = ("--engine", "duckdb", "--table", "firms", "--out-table", "done")
    assert run("batch", database, "-o", database, *args).code == 0
    assert [row["state"] for row in read_table(database, "done")] == ["defined", "aligned", ""]
    assert len(read_table(database, "firms")) == 3


def test_a_terminal_shows_a_bar_and_a_pipe_does_not(tmp_path: Path) -> None:
    source = write_table(tmp_path / "in.csv")
    assert "\x1b" not in run("batch", source, "-o", tmp_path / "piped.csv").err
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(ROOT)
        os.execv(START[0], [*START, "batch", str(source), "-o", str(tmp_path / "shown.csv")])
    shown = b""
    try:
        while block := os.read(terminal, 4096):
            shown += block
    except OSError:
        pass  # the program has ended
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    assert b"left:" in shown
    assert b"3 rows read, 3 advised, 0 rejected" in shown
