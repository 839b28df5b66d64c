"""Tables of companies for tests: the same rows written as each kind of file, and read back as texts."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from xlsxwriter import Workbook

from advisor.tabular.workbook import read_cells

ROWS: list[dict[str, Any]] = [
    {
        "company": "Ärger & Söhne",
        "relationship": "defined",
        "sales_cycle": "short",
        "roles_defined": "yes",
        "region": "N",
    },
    {"company": "Beta; Co", "relationship": "aligned", "sales_cycle": "long", "roles_defined": "no", "region": None},
    {"company": 'The "Third"', "relationship": None, "sales_cycle": None, "roles_defined": "unknown", "region": "0012"},
]
SUFFIXES = (".parquet", ".arrow", ".csv", ".tsv", ".xlsx", ".jsonl", ".duckdb", ".sqlite")


def write_table(path: Path, rows: Sequence[Mapping[str, Any]] = ROWS, table: str = "firms") -> Path:
    """Write rows as the kind of file that the ending names."""
    frame = pl.DataFrame(list(rows), infer_schema_length=None)
    suffix = path.suffix
    if suffix == ".parquet":
        frame.write_parquet(path)
    elif suffix == ".arrow":
        frame.write_ipc(path)
    elif suffix in (".csv", ".tsv"):
        frame.write_csv(path, separator="," if suffix == ".csv" else "\t")
    elif suffix == ".jsonl":
        frame.write_ndjson(path)
    elif suffix == ".xlsx":
        with Workbook(str(path)) as book:
            sheet = book.add_worksheet(table)
            sheet.write_row(0, 0, frame.columns)
            for number, row in enumerate(frame.iter_rows(), 1):
                sheet.write_row(number, 0, row)
    elif suffix == ".duckdb":
        with duckdb.connect(str(path)) as connection:
            connection.register("piece", frame.to_arrow())
            connection.execute(f'create table "{table}" as from piece')
    else:
        marks = ", ".join("?" * len(frame.columns))
        with sqlite3.connect(path) as connection:
            connection.execute(f'create table "{table}" ({", ".join(frame.columns)})')
            connection.executemany(f'insert into "{table}" values ({marks})', frame.rows())
        connection.close()
    return path


def read_table(path: Path, table: str = "advice") -> list[dict[str, str]]:
    """Read a table as texts: an empty cell as "", true and false as in CSV, lists joined by `;`."""
    suffix = path.suffix
    if suffix == ".parquet":
        frame = pl.read_parquet(path)
    elif suffix == ".arrow":
        frame = pl.read_ipc(path)
    elif suffix in (".csv", ".tsv"):
        frame = pl.read_csv(path, infer_schema=False, separator="," if suffix == ".csv" else "\t")
    elif suffix == ".jsonl":
        frame = pl.read_ndjson(path, infer_schema_length=None) if path.stat().st_size else pl.DataFrame()
    elif suffix == ".xlsx":
        sheets, _ = read_cells(path.read_bytes(), str(path), table)
        heading, *cells = sheets[0].rows
        return [{str(k): show_cell(v) for k, v in zip(heading, row, strict=True)} for row in cells]
    elif suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as connection:
            frame = pl.from_arrow(connection.sql(f'from "{table}"').to_arrow_table())  # type: ignore[assignment]
    else:
        connection = sqlite3.connect(path)
        cursor = connection.execute(f'select * from "{table}"')
        flags = ("reason:", "step:", "caution:")
        names = [column[0] for column in cursor.description]
        rows = [
            {n: show_cell(bool(c) if n.startswith(flags) else c) for n, c in zip(names, row, strict=True)}
            for row in cursor
        ]
        connection.close()
        return rows
    return [{name: show_cell(cell) for name, cell in row.items()} for row in frame.to_dicts()]


def show_cell(cell: Any) -> str:
    """Return a cell as a text, the same for each kind of file."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, list):
        return ";".join(map(show_cell, cell))
    return str(cell)
