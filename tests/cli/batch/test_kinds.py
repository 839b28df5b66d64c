"""`advisor batch` reads and writes every kind of table with the same result."""

from __future__ import annotations

import stat
from pathlib import Path

import polars as pl
import pytest

from tests.cli.batch.tables import ROWS, SUFFIXES, read_table, write_table
from tests.cli.command import run

RESULTS = ("state", "verdict", "possible_verdicts", "strength", "move_to")


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """Advise the table once, from Parquet to Parquet."""
    folder = tmp_path_factory.mktemp("expected")
    source = write_table(folder / "in.parquet")
    assert run("batch", source, "-o", folder / "out.parquet").code == 0
    return read_table(folder / "out.parquet")


def test_keys_come_first_and_results_follow(expected: list[dict[str, str]]) -> None:
    assert list(expected[0])[:7] == ["company", "region", *RESULTS]
    assert [row["company"] for row in expected] == [row["company"] for row in ROWS]
    assert [row["region"] for row in expected] == ["N", "", "0012"]
    assert [row["state"] for row in expected] == ["defined", "aligned", ""]
    assert all(name.startswith(("reason:", "step:", "caution:")) for name in list(expected[0])[7:])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_kind_is_read_alike(suffix: str, expected: list[dict[str, str]], tmp_path: Path) -> None:
    source = write_table(tmp_path / f"in{suffix}")
    before = source.read_bytes()
    result = run("batch", source, "-o", tmp_path / "out.csv")
    assert result.code == 0, result.err
    assert read_table(tmp_path / "out.csv") == expected
    assert source.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([source.name, "out.csv"])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_kind_is_written_alike(suffix: str, expected: list[dict[str, str]], tmp_path: Path) -> None:
    source = write_table(tmp_path / "in.csv")
    target = tmp_path / f"out{suffix}"
    result = run("batch", source, "-o", target)
    assert result.code == 0, result.err
    assert read_table(target) == expected
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([source.name, target.name])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_written_table_is_read_again(suffix: str, tmp_path: Path) -> None:
    first, second = tmp_path / f"out{suffix}", tmp_path / "again.parquet"
    assert run("batch", write_table(tmp_path / "in.csv"), "-o", first, "--columns", "verdict,step:*").code == 0
    result = run("batch", first, "-o", second, "--map", "relationship=company", "--columns", "state")
    assert result.code == 1, result.err  # a company's name is no level, so every row is rejected
    assert "3 rejected" in result.err


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_lists_stand_in_for_columns(suffix: str, expected: list[dict[str, str]], tmp_path: Path) -> None:
    target = tmp_path / f"out{suffix}"
    assert run("batch", write_table(tmp_path / "in.csv"), "-o", target, "--lists").code == 0
    rows = read_table(target)
    assert list(rows[0]) == ["company", "region", *RESULTS, "reasons", "steps", "cautions"]
    for row, flags in zip(rows, expected, strict=True):
        for name, prefix in (("reasons", "reason:"), ("steps", "step:"), ("cautions", "caution:")):
            listed = [
                flag.removeprefix(prefix)
                for flag, value in flags.items()
                if flag.startswith(prefix) and value == "true"
            ]
            assert row[name] == ";".join(listed)


def test_lists_are_lists_where_the_kind_has_them(tmp_path: Path) -> None:

    target = tmp_path / "out.parquet"
    assert run("batch", write_table(tmp_path / "in.csv"), "-o", target, "--lists").code == 0
    frame = pl.read_parquet(target)
    assert frame.schema["steps"] == pl.List(pl.String)
    assert frame["steps"].null_count() == 0


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".duckdb"])
@pytest.mark.parametrize("target", [".parquet", ".csv", ".duckdb"])
@pytest.mark.parametrize("lists", [(), ("--lists",)])
def test_duckdb_gives_the_same_as_polars(suffix: str, target: str, lists: tuple[str, ...], tmp_path: Path) -> None:
    rows = [*ROWS, {**ROWS[0], "sales_cycle": "shrot", "company": "two\nlines"}, {**ROWS[0], "relationship": "unclear"}]
    source = write_table(tmp_path / f"in{suffix}", rows)
    results = {}
    for engine in ("polars", "duckdb"):
        out = tmp_path / f"{engine}{target}"
        result = run("batch", source, "-o", out, "--engine", engine, *lists)
        assert result.code == 1, result.err
        assert "5 rows read, 3 advised, 2 rejected" in result.err
        results[engine] = (read_table(out), (tmp_path / f"{engine}-rejects.csv").read_text())
    assert results["polars"] == results["duckdb"]
