"""Whether tables get the advice of the engine: random companies, every result column, on each dataframe engine.

From the root: `python benchmarks/batch_equality.py [--companies N] [--pack DIR] [--engines polars duckdb spark]`. Stops
at the first row that differs.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import narwhals as nw
import polars as pl

from advisor.consultation import Consultation
from advisor.loading.packs.load_rulebase import load
from advisor.portfolio.core.table_advice import REFUSED, TableAdvice
from tests.portfolio.core.one_by_one import advise_row
from tests.portfolio.core.tables import build_table, draw_companies, split_row

SEED = 20061101


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=20_000)
    parser.add_argument("--pack", action="append", default=[])
    parser.add_argument("--engines", nargs="*", choices=list(READERS), default=["polars", "duckdb"])
    options = parser.parse_args()
    rulebase = load(options.pack)
    companies = list(draw_companies(rulebase, options.companies, SEED))
    consultation = Consultation(rulebase)
    expected = [advise_row(consultation, company) for company in companies]
    print(f"{len(companies):,} companies, {expected.count(None):,} refused, {len(rulebase.rules):,} rules")
    table = build_table(rulebase, companies).with_row_index("row")
    columns = {name: name for name in table.columns if name != "row"}
    with TemporaryDirectory() as folder:
        path = Path(folder, "companies.parquet")
        table.write_parquet(path)
        for engine in options.engines:
            for read in READERS[engine](path):
                frame = nw.from_native(read)
                advice = TableAdvice(rulebase, columns, frame.collect_schema())
                concluded = advice.conclude(frame).select("row", *advice.outputs, REFUSED)
                rows = sorted(collect_rows(concluded.to_native()), key=lambda row: row["row"])
                for company, wanted, row in zip(companies, expected, rows, strict=True):
                    found = None if row.pop(REFUSED) else split_row({k: v for k, v in row.items() if k != "row"})
                    if found != wanted:
                        sys.exit(f"{engine} differs for {company}:\n{found}\n{wanted}")
            print(f"{engine}: all equal")


def read_with_polars(path: Path) -> Iterator[Any]:
    yield pl.scan_parquet(path)


def read_with_duckdb(path: Path) -> Iterator[Any]:
    import duckdb

    with duckdb.connect() as connection:
        yield connection.read_parquet(str(path))


def read_with_spark(path: Path) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session.read.parquet(str(path))
    session.stop()


def collect_rows(native: Any) -> list[dict[str, Any]]:
    """Return all rows of a frame of any of the engines."""
    if isinstance(native, pl.LazyFrame):
        return native.collect(engine="streaming").to_dicts()
    return native.pl().to_dicts() if hasattr(native, "pl") else [row.asDict() for row in native.collect()]


READERS: dict[str, Callable[[Path], Iterator[Any]]] = {
    "polars": read_with_polars,
    "duckdb": read_with_duckdb,
    "spark": read_with_spark,
}


if __name__ == "__main__":
    main()
