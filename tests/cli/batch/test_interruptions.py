"""A run that does not end leaves no half file: Ctrl-C, a signal, a kill, a full disk, a database that goes away."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from tests.cli.batch.tables import read_table, write_table
from tests.cli.command import ROOT, START, begin, end, run

ROWS = 3_000_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a table that takes some seconds to advise."""
    path = tmp_path_factory.mktemp("large") / "in.parquet"
    number = pl.int_range(ROWS, eager=True)
    frame = pl.DataFrame(
        {"company": number.cast(pl.String) + " Ltd", "relationship": pl.repeat("defined", ROWS, eager=True)}
    )
    frame.write_parquet(path, row_group_size=20_000)
    return path


def begin_and_wait(folder: Path, *args: str | Path) -> subprocess.Popen[bytes]:
    """Start the command and wait until it has written a part of its output."""
    process = begin("batch", *args)
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        if any(path.stat().st_size > 100_000 for path in folder.iterdir() if ".out" in path.name):
            return process
        time.sleep(0.002)
    pytest.fail(f"the output did not grow: {end(process)}")


def wait_for_growth(process: subprocess.Popen[bytes], folder: Path) -> int:
    """Wait until the files of a database have grown; return how large they are together."""
    before, deadline = measure_files(folder), time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        if (size := measure_files(folder)) > before:
            return size
        time.sleep(0.001)
    pytest.fail(f"the database did not grow: {end(process)}")


def measure_files(folder: Path) -> int:
    total = 0
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):  # a journal comes and goes
            total += path.stat().st_size
    return total


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".jsonl", ".sqlite"])
def test_an_interrupted_run_leaves_nothing(number: int, suffix: str, large: Path, tmp_path: Path) -> None:
    process = begin_and_wait(tmp_path, large, "-o", tmp_path / f"out{suffix}")
    process.send_signal(number)
    result = end(process)
    assert (result.code, result.err.splitlines()[-1]) == (2, "stopped")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_run_keeps_the_earlier_output(large: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("mine\n")
    process = begin_and_wait(tmp_path, large, "-o", target)
    process.send_signal(signal.SIGINT)
    assert end(process).code == 2
    assert target.read_text() == "mine\n"
    assert list(tmp_path.iterdir()) == [target]


def test_a_killed_run_leaves_no_output_and_the_next_one_tidies_up(large: Path, tmp_path: Path) -> None:
    process = begin_and_wait(tmp_path, large, "-o", tmp_path / "out.parquet")
    process.kill()
    end(process)
    assert not (tmp_path / "out.parquet").exists()
    source = write_table(tmp_path / "in.csv")
    assert run("batch", source, "-o", tmp_path / "out.parquet").code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.parquet"]


@pytest.mark.parametrize("suffix", [".sqlite", ".duckdb"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_an_interrupted_run_leaves_a_database_as_it_was(suffix: str, number: int, large: Path, tmp_path: Path) -> None:
    database = write_table(tmp_path / f"out{suffix}")
    before = read_table(database, "firms")
    process = begin("batch", large, "-o", database)
    size = wait_for_growth(process, tmp_path)
    process.send_signal(number)
    assert end(process).code != 0, size
    assert read_table(database, "firms") == before
    result = run("batch", database, "-o", tmp_path / "x.csv", "--table", "nothing")
    assert "its tables are `firms`" in result.err


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if os.geteuid() != 0 or mount is None:
        pytest.skip("only root can mount a small disk")
    if subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True, check=False
    ).returncode:
        pytest.skip("this system lets nobody mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".csv", ".jsonl", ".xlsx", ".sqlite", ".duckdb"])
def test_a_full_disk_is_reported_and_leaves_nothing(suffix: str, small_disk: Path, tmp_path: Path) -> None:
    count = 20_000 if suffix == ".xlsx" else 250_000
    number = pl.int_range(count, eager=True)
    digits = (number.hash(seed).cast(pl.String) for seed in range(8))  # long names, which no format can make short
    name = pl.select(pl.concat_str(list(digits))).to_series()
    frame = pl.DataFrame({"company": name, "relationship": ["defined"] * count})
    frame.write_parquet(tmp_path / "in.parquet")
    result = run("batch", tmp_path / "in.parquet", "-o", small_disk / f"out{suffix}")
    assert result.code == 2
    assert "no space left on device" in result.err, result.err
    assert list(small_disk.iterdir()) == []


def test_a_limit_of_the_file_size_is_reported(tmp_path: Path, large: Path) -> None:
    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    process = subprocess.run(
        [*START, "batch", str(large), "-o", str(tmp_path / "out.csv")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )
    assert process.returncode == 2
    assert "file too large" in process.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_goes_away_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    from advisor.portfolio.files.sources import sqlite_source

    original = sqlite_source._iter_pieces

    def lose(connection: sqlite3.Connection, table: str, schema: dict[str, object]) -> Iterator[pl.DataFrame]:
        yield next(iter(original(connection, table, schema)))
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(sqlite_source, "_iter_pieces", lose)
    source = write_table(tmp_path / "in.sqlite")
    result = run("batch", source, "-o", tmp_path / "out.csv")
    assert result.code == 2
    assert "in.sqlite: " in result.err
    assert list(tmp_path.iterdir()) == [source]


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    """Ten times the rows fit into the memory that a tenth of them needs, with a third on top."""
    peaks = []
    for count in (100_000, 1_000_000):
        path = tmp_path / f"{count}.parquet"
        number = pl.int_range(count, eager=True)
        frame = pl.DataFrame({"company": number.hash().cast(pl.String), "relationship": ["defined"] * count})
        frame.write_parquet(path, row_group_size=50_000)
        script = (
            "import resource\nfrom advisor.cli.main import main\ntry: main()\nexcept SystemExit as end: code = end.code"
        )
        script += "\nprint(code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        args = ["batch", str(path), "-o", str(tmp_path / "out.parquet"), "--columns", "state,verdict,step:*"]
        process = subprocess.run(
            [sys.executable, "-c", script, *args], cwd=ROOT, capture_output=True, text=True, check=True
        )
        code, peak = process.stdout.split()
        assert code == "0", process.stderr
        peaks.append(int(peak))
    assert peaks[1] < peaks[0] * 4 / 3 + 100_000, peaks
