"""How fast whole tables are advised, next to other systems, in one table that asserts no speed.

From the root: `python benchmarks/batch.py [--rows N] [--rows-one-by-one N] [--rules 50 150 500 2000] [--huge]`.

All systems run the same rules on the same rows and are checked to be equal first. The ratio is that of this program's
rows per second to those of the other system. The limit reads and writes the same columns and concludes nothing.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import narwhals as nw
import polars as pl

from advisor.loading.packs.load_rulebase import load
from advisor.model.rulebase import RuleBase
from advisor.portfolio.core.table_advice import TableAdvice
from benchmarks.batch_rivals import RIVALS, Run
from benchmarks.batch_rules import build_generated_rules, list_columns, write_table

CHECKED_ROWS = 200
ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rows-one-by-one", type=int, default=2_000)
    parser.add_argument("--rules", type=int, nargs="*", default=[50, 150, 500, 2000])
    parser.add_argument("--huge", action="store_true", help="also 10 and 100 times as many rows, with their memory")
    parser.add_argument("--measure-memory", nargs=2, metavar=("FILE", "COPIES"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure_memory:
        print_memory(Path(options.measure_memory[0]), int(options.measure_memory[1]))
        return
    with TemporaryDirectory() as folder:
        rulebases = {"built-in": load(), **{f"{n:,} generated": build_generated_rules(n) for n in options.rules}}
        for name, rulebase in rulebases.items():
            print_rulebase(name, rulebase, options.rows, options.rows_one_by_one, Path(folder))
        path = write_table(load(), options.rows, Path(folder), as_text=True)
        advice = build_advice(load(), path)
        output = Path(folder, "out.parquet")
        seconds = measure(lambda: advise_file(advice, [path], output))
        print(
            f"\nbuilt-in rules, yes and no as words and choices as texts: {options.rows / seconds:,.0f} rows per second"
        )
        if options.huge:
            print_growth(write_table(load(), options.rows, Path(folder)), options.rows)


def build_advice(rulebase: RuleBase, path: Path) -> TableAdvice:
    """Build the advice for the columns of a file."""
    frame = nw.from_native(pl.scan_parquet(path))
    return TableAdvice(rulebase, {fact.name: fact.name for fact in list_columns(rulebase)}, frame.collect_schema())


def advise_file(advice: TableAdvice, paths: list[Path], output: Path) -> None:
    """Advise from Parquet to Parquet: the key and all result columns."""
    frame = advice.conclude(nw.from_native(pl.scan_parquet(paths)))
    frame.select("company", *advice.outputs).to_native().sink_parquet(output)


def copy_file(path: Path, output: Path, advice: TableAdvice) -> None:
    """Read the same columns and write as many, without any conclusion: texts, and copies of a column of yes or no."""
    some = next(fact.name for fact in list_columns(advice.rulebase) if set(fact.values) == {"yes", "no"})
    flags = [pl.col(some).is_not_null().alias(name) for name in advice.outputs if ":" in name]
    texts = [pl.lit("undetermined").alias(name) for name in advice.outputs if ":" not in name]
    read = pl.any_horizontal(pl.exclude("company").is_null()).alias("read")
    pl.scan_parquet(path).select("company", read, *texts, *flags).sink_parquet(output)


def print_rulebase(name: str, rulebase: RuleBase, rows: int, few: int, folder: Path) -> None:
    """Print the table of one rule base."""
    path = write_table(rulebase, rows, folder)
    started = time.perf_counter()
    advice = build_advice(rulebase, path)
    advice.conclude(nw.from_native(pl.scan_parquet(path)))
    compiled = time.perf_counter() - started
    table = pl.read_parquet(path, n_rows=few)
    given = table.drop("company").to_dicts()
    rivals = {title: build(advice) for title, build in RIVALS.items()}
    check_equal(advice, table.head(CHECKED_ROWS), rivals)
    output = folder / "out.parquet"
    own = rows / measure(lambda: advise_file(advice, [path], output))
    limit = rows / measure(lambda: copy_file(path, output, advice))
    print(
        f"\n{name}: {len(rulebase.rules):,} rules, {len(advice.outputs)} result columns, compiled in {compiled:.2f} s"
    )
    print(f"{'':24}{'rows per second':>18}{'this is faster by':>20}")
    print(f"{'this':24}{own:>18,.0f}")
    print(f"{'limit: read and write':24}{limit:>18,.0f}{own / limit:>20.2f}")
    for title, run in rivals.items():
        pieces = given if title.startswith(("zen", "generated")) else given[: max(len(given) // 5, 1)]
        speed = len(pieces) / measure(lambda run=run, pieces=pieces: run(pieces))
        print(f"{title:24}{speed:>18,.0f}{own / speed:>20,.0f}")


def check_equal(advice: TableAdvice, table: pl.DataFrame, rivals: dict[str, Run]) -> None:
    """Stop if a system concludes something else for some row."""
    frame = advice.conclude(nw.from_native(table.lazy())).to_native().collect()
    own = [
        {name for name, value in row.items() if value is True} for row in frame.select(list(advice.flags)).to_dicts()
    ]
    for title, run in rivals.items():
        for number, (row, expected) in enumerate(zip(run(table.drop("company").to_dicts()), own, strict=True)):
            if row != expected:
                sys.exit(f"{title} differs in row {number}: {sorted(row ^ expected)}")


def print_growth(path: Path, rows: int) -> None:
    """Print the peak of memory for more and more rows, each in a process of its own."""
    print("\nbuilt-in rules, streaming")
    for copies in (1, 10, 100):
        command = [sys.executable, __file__, "--measure-memory", str(path), str(copies)]
        started = time.perf_counter()
        peak = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
        seconds = time.perf_counter() - started
        print(f"{copies * rows:>14,} rows: {peak:>6} MB at the peak, {copies * rows / seconds:>12,.0f} rows per second")


def print_memory(path: Path, copies: int) -> None:
    """Advise a table that is one file many times over, and print the peak of memory in MB."""
    advice = build_advice(load(), path)
    advise_file(advice, [path] * copies, path.with_name("huge.parquet"))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def measure(work: Callable[[], object]) -> float:
    """Return the seconds of the fastest of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best


if __name__ == "__main__":
    main()
