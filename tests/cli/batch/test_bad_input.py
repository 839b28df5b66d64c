"""`advisor batch` with input that cannot be used: one clear sentence, exit code 2, and nothing is written or lost."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from tests.cli.batch.tables import ROWS, write_table
from tests.cli.command import CommandResult, run


def check_refused(folder: Path, *args: str | Path) -> CommandResult:
    """Run the command; check that it refuses with a sentence, writes nothing and changes nothing."""
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    result = run("batch", *args, folder=folder)
    assert result.code == 2, result
    assert result.out == ""
    assert "Traceback" not in result.err
    assert "polars" not in result.err.replace("--engine", "").lower() or "engine" in result.err
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert after == before
    return result


BROKEN: dict[str, bytes] = {
    "broken.parquet": b"PAR1" + b"x" * 200 + b"PAR1",
    "broken.arrow": b"ARROW1\0\0" + b"x" * 200,
    "stream.arrow": b"\xff\xff\xff\xff\x10\0\0\0" + b"x" * 20,
    "broken.xlsx": b"PK\x03\x04" + b"x" * 200,
    "text.xlsx": b"company,relationship\nA,defined\n",
    "broken.duckdb": b"x" * 5000,
    "broken.sqlite": b"SQLite format 3\0" + b"x" * 5000,
    "text.db": b"company,relationship\nA,defined\n" * 50,
    "broken.jsonl": b"hello\n[1]\n",
    "cp1252.csv": "company,relationship\nSöhne,defined\n".encode("cp1252"),
    "mixed.csv": b"company,relationship\nA,defined\n" * 200_000 + b"S\xf6hne,defined\n",
    "null.csv": b"company,relationship\nA,de\0fined\n",
    "quote.csv": b'company,relationship\nA,defined\nB,"aligned\nC,defined\n',
    "latin.jsonl": b'{"company": "S\xf6hne", "relationship": "defined"}\n',
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(BROKEN[name])
    result = check_refused(tmp_path, name, "-o", "out.parquet")
    assert result.err.splitlines()[-1].startswith(f"{name}:"), result.err


PLACES = {"cp1252.csv": 2, "mixed.csv": 400_001, "null.csv": 2, "quote.csv": 3, "latin.jsonl": 1}


@pytest.mark.parametrize("name", PLACES)
def test_a_broken_text_is_refused_with_its_line(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(BROKEN[name])
    assert check_refused(tmp_path, name, "-o", "out.parquet").err.splitlines()[-1].startswith(f"{name}:{PLACES[name]}:")


@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".xlsx", ".duckdb", ".sqlite"])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_file_that_ends_early_is_refused(suffix: str, share: float, tmp_path: Path) -> None:
    rows = [{**row, "company": f"{row['company']} {number}"} for number in range(2_000) for row in ROWS]
    whole = write_table(tmp_path / f"whole{suffix}", rows)
    data = whole.read_bytes()
    whole.unlink()
    (tmp_path / f"cut{suffix}").write_bytes(data[: int(len(data) * share)])
    check_refused(tmp_path, f"cut{suffix}", "-o", "out.parquet")


def test_a_broken_page_in_the_middle_of_parquet_is_refused(tmp_path: Path) -> None:
    rows = [{**row, "company": f"{row['company']} {number}"} for number in range(20_000) for row in ROWS]
    path = write_table(tmp_path / "in.parquet", rows)
    data = bytearray(path.read_bytes())
    data[2_000:4_000] = b"\xff" * 2_000
    path.write_bytes(data)
    check_refused(tmp_path, "in.parquet", "-o", "out.parquet")


def write_text(text: str | bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    return write


REFUSED_TABLES: dict[str, tuple[str, Callable[[Path], None], tuple[str, ...], str]] = {
    "an empty file": ("in.csv", write_text(""), (), "empty"),
    "an empty Parquet file": ("in.parquet", write_text(""), (), "empty"),
    "a table without columns": ("in.parquet", lambda path: pl.DataFrame().write_parquet(path), (), "no columns"),
    "an Arrow table without columns": ("in.arrow", lambda path: pl.DataFrame().write_ipc(path), (), "no columns"),
    "no fact": ("in.csv", write_text("a,b\n1,2\n"), (), "no column is named as a fact"),
    "a double column": ("in.csv", write_text("relationship,a,a\ndefined,1,2\n"), (), "several columns are named `a`"),
    "a result as a column": ("in.csv", write_text("relationship,verdict\ndefined,x\n"), (), "column `verdict`"),
    "a computed fact": ("in.csv", write_text("relationship,score_state\ndefined,x\n"), (), "column `score_state`"),
    "a statement": ("in.csv", write_text("relationship,statement.3\ndefined,3\n"), (), "column `statement.3`"),
    "respondents": ("in.csv", write_text("relationship,respondents\ndefined,3\n"), (), "advisor survey read"),
    "totals": ("in.csv", write_text("relationship,assessment.totals\ndefined,3\n"), (), "column `assessment.totals`"),
    "an unknown result": (
        "in.csv",
        write_text("relationship\ndefined\n"),
        ("--columns", "verdit"),
        "did you mean `verdict`",
    ),
    "no result": ("in.csv", write_text("relationship\ndefined\n"), ("--columns", " , "), "--columns"),
    "a map without a column": (
        "in.csv",
        write_text("relationship\ndefined\n"),
        ("--map", "sales_cycle=Cycle"),
        "`Cycle`",
    ),
    "a map of no fact": (
        "in.csv",
        write_text("relationship\nx\n"),
        ("--map", "sales_cicle=relationship"),
        "`sales_cycle`",
    ),
    "a map of no pair": (
        "in.csv",
        write_text("relationship\nx\n"),
        ("--map", "sales_cycle"),
        "--map sales_cycle=Cycle",
    ),
    "a map twice": (
        "in.csv",
        write_text("a,b\nx,y\n"),
        ("--map", "sales_cycle=a", "--map", "sales_cycle=b"),
        "two columns",
    ),
    "a map and a fact": ("in.csv", write_text("a,sales_cycle\nx,y\n"), ("--map", "sales_cycle=a"), "another column"),
    "a table of a file": ("in.csv", write_text("relationship\nx\n"), ("--table", "x"), "--table"),
    "an encoding of Parquet": ("in.parquet", write_text("x"), ("--encoding", "cp1252"), "--encoding"),
    "an encoding of no text": ("in.csv", write_text("relationship\nx\n"), ("--encoding", "rot13"), "not an encoding"),
    "rejects that are no CSV": ("in.csv", write_text("relationship\nx\n"), ("--reject", "out.txt"), "`.csv`"),
}


@pytest.mark.parametrize("title", REFUSED_TABLES)
def test_a_table_that_cannot_be_used_is_refused(title: str, tmp_path: Path) -> None:
    name, write, options, words = REFUSED_TABLES[title]
    write(tmp_path / name)
    assert words in check_refused(tmp_path, name, "-o", "out.parquet", *options).err


def test_all_columns_that_cannot_be_used_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("relationship,score_state,statement.3,totals\ndefined,1,2,3\n")
    err = check_refused(tmp_path, "in.csv", "-o", "out.csv").err
    assert [name for name in ("score_state", "statement.3", "totals") if f"column `{name}`" not in err] == []


def test_a_column_of_a_wrong_type_is_refused(tmp_path: Path) -> None:
    pl.DataFrame({"relationship": [1.5], "roles_defined": [3]}).write_parquet(tmp_path / "in.parquet")
    err = check_refused(tmp_path, "in.parquet", "-o", "out.csv").err
    assert "column `relationship`" in err
    assert "column `roles_defined`" in err


@pytest.mark.parametrize("name", ["in.txt2", "in", "in.yaml", "in.xls"])
def test_another_ending_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("relationship\ndefined\n")
    assert "ending" in check_refused(tmp_path, name, "-o", "out.csv").err
    write_table(tmp_path / "in.csv")
    check_refused(tmp_path, "in.csv", "-o", name)


def test_a_missing_file_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    write_table(tmp_path / "firms.csv")
    assert "`firms.csv`" in check_refused(tmp_path, "firm.csv", "-o", "out.csv").err


def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").mkdir()
    assert "folder" in check_refused(tmp_path, "in.parquet", "-o", "out.csv").err
    write_table(tmp_path / "in.csv")
    assert "folder" in check_refused(tmp_path, "in.csv", "-o", "in.parquet").err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_rights_is_refused(tmp_path: Path) -> None:
    path = write_table(tmp_path / "in.csv")
    path.chmod(0)
    result = run("batch", path, "-o", tmp_path / "out.csv")
    path.chmod(0o600)
    assert (result.code, "permissions" in result.err) == (2, True)


def test_a_missing_folder_for_the_output_is_refused(tmp_path: Path) -> None:
    write_table(tmp_path / "in.csv")
    assert "no such file" in check_refused(tmp_path, "in.csv", "-o", "missing/out.csv").err


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx", ".jsonl"])
def test_the_input_is_never_overwritten(suffix: str, tmp_path: Path) -> None:
    name = f"in{suffix}"
    write_table(tmp_path / name)
    (tmp_path / f"link{suffix}").symlink_to(tmp_path / name)
    (tmp_path / f"hard{suffix}").hardlink_to(tmp_path / name)
    for target in (name, f"./{name}", str(tmp_path / name), f"link{suffix}", f"hard{suffix}"):
        assert "input" in check_refused(tmp_path, name, "-o", target, "--force").err
    if suffix == ".csv":
        assert "input" in check_refused(tmp_path, name, "-o", "out.csv", "--reject", "link.csv").err


@pytest.mark.parametrize("suffix", [".duckdb", ".sqlite"])
def test_the_table_that_is_read_is_never_overwritten(suffix: str, tmp_path: Path) -> None:
    name = f"in{suffix}"
    write_table(tmp_path / name)
    err = check_refused(tmp_path, name, "-o", name, "--out-table", "FIRMS", "--force").err
    assert "--out-table" in err


@pytest.mark.parametrize("suffix", [".duckdb", ".sqlite", ".xlsx"])
def test_a_table_that_does_not_exist_is_refused_with_the_list(suffix: str, tmp_path: Path) -> None:
    name = f"in{suffix}"
    write_table(tmp_path / name)
    err = check_refused(tmp_path, name, "-o", "out.csv", "--table", "firm").err
    assert "did you mean `firms`" in err


@pytest.mark.parametrize("suffix", [".duckdb", ".sqlite"])
def test_a_database_with_several_tables_needs_a_name(suffix: str, tmp_path: Path) -> None:
    name = f"in{suffix}"
    write_table(tmp_path / name)
    write_table(tmp_path / name, table="others")
    err = check_refused(tmp_path, name, "-o", "out.csv").err
    assert "`firms`" in err
    assert "`others`" in err
    assert run("batch", tmp_path / name, "-o", tmp_path / "out.csv", "--table", "others").code == 0


def test_a_database_without_tables_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "in.sqlite")
    connection.execute("create table x (a)")
    connection.execute("drop table x")
    connection.commit()
    connection.close()
    assert "no table" in check_refused(tmp_path, "in.sqlite", "-o", "out.csv").err


def test_nested_keys_are_refused_where_the_kind_cannot_hold_them(tmp_path: Path) -> None:
    frame = pl.DataFrame({"relationship": ["defined"], "address": [{"city": "Ulm"}], "raw": [b"\xff"]})
    frame.write_parquet(tmp_path / "in.parquet")
    err = check_refused(tmp_path, "in.parquet", "-o", "out.csv").err
    assert "column `address`" in err
    assert "column `raw`" in err
    assert run("batch", tmp_path / "in.parquet", "-o", tmp_path / "out.parquet").code == 0


@pytest.mark.parametrize("engine", ["duckdb", "spark"])
def test_an_engine_takes_only_some_kinds(engine: str, tmp_path: Path) -> None:
    write_table(tmp_path / "in.xlsx")
    err = check_refused(tmp_path, "in.xlsx", "-o", "out.csv", "--engine", engine).err
    assert f"--engine {engine}" in err


def test_duckdb_names_the_row_of_a_csv_file_that_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("company,relationship\nA,defined\nB,defined,x\n")
    assert (
        check_refused(tmp_path, "in.csv", "-o", "out.csv", "--engine", "duckdb")
        .err.splitlines()[-1]
        .startswith("in.csv:3:")
    )
