"""`advisor batch --engine spark` gives the same tables as Polars, on local Java."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.cli.batch.tables import ROWS, read_table, write_table
from tests.cli.command import begin, end, run

HAS_JAVA = shutil.which("java") is not None or "ADVISOR_NEEDS_JAVA" in os.environ
pytestmark = pytest.mark.skipif(not HAS_JAVA, reason="Spark needs Java")
SECONDS = 600


@pytest.mark.parametrize(("suffix", "lists"), [(".csv", ()), (".parquet", ("--lists",))])
def test_spark_gives_the_same_as_polars(suffix: str, lists: tuple[str, ...], tmp_path: Path) -> None:
    rows = [*ROWS, {**ROWS[0], "sales_cycle": "shrot", "company": "two\nlines"}, {**ROWS[0], "relationship": "unclear"}]
    source = write_table(tmp_path / f"in{suffix}", rows)
    columns = ("--columns", "state,verdict,steps" if lists else "state,verdict,step:*")
    expected, target = tmp_path / f"polars{suffix}", tmp_path / f"spark{suffix}"
    assert run("batch", source, "-o", expected, *lists, *columns).code == 1
    process = begin("batch", source, "-o", target, "--engine", "spark", *lists, *columns)
    out, err = process.communicate(timeout=SECONDS)
    assert (process.returncode, out) == (1, b""), err
    assert b"5 rows read, 3 advised, 2 rejected" in err
    assert b"WARN" not in err
    assert read_table(target) == read_table(expected)
    assert (tmp_path / "spark-rejects.csv").read_text() == (tmp_path / "polars-rejects.csv").read_text()
    names = {source.name, *(f"{engine}{end}" for engine in ("polars", "spark") for end in (suffix, "-rejects.csv"))}
    assert {path.name for path in tmp_path.iterdir()} == names


def test_a_broken_file_is_refused_before_spark_starts(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_bytes(b"PAR1" + b"x" * 100)
    result = end(begin("batch", tmp_path / "in.parquet", "-o", tmp_path / "out.parquet", "--engine", "spark"))
    assert result.code == 2
    assert "in.parquet: " in result.err
