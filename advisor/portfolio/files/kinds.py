"""The kinds of tables that can be read and written, by the ending of the file, and which engine takes which."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath

from advisor.errors import BatchError
from advisor.loading import finding_codes as codes
from advisor.model.name_suggestion import suggest_name
from advisor.model.word_lists import join_quoted, join_words


class TableKind(StrEnum):
    """The kind of a table."""

    PARQUET = "Parquet"
    ARROW = "Arrow"
    CSV = "CSV"
    XLSX = "XLSX"
    JSON_LINES = "JSON lines"
    DUCKDB = "DuckDB"
    SQLITE = "SQLite"

    @property
    def has_lists(self) -> bool:
        """Whether a cell can hold a list; otherwise a list is a text joined by `;`."""
        return self not in (TableKind.CSV, TableKind.XLSX, TableKind.SQLITE)

    @property
    def is_database(self) -> bool:
        """Whether a file holds several tables that are written in place."""
        return self in (TableKind.DUCKDB, TableKind.SQLITE)


SUFFIXES = {
    ".parquet": TableKind.PARQUET,
    ".pq": TableKind.PARQUET,
    ".arrow": TableKind.ARROW,
    ".feather": TableKind.ARROW,
    ".ipc": TableKind.ARROW,
    ".csv": TableKind.CSV,
    ".tsv": TableKind.CSV,
    ".txt": TableKind.CSV,
    ".xlsx": TableKind.XLSX,
    ".xlsm": TableKind.XLSX,
    ".jsonl": TableKind.JSON_LINES,
    ".ndjson": TableKind.JSON_LINES,
    ".duckdb": TableKind.DUCKDB,
    ".ddb": TableKind.DUCKDB,
    ".sqlite": TableKind.SQLITE,
    ".sqlite3": TableKind.SQLITE,
    ".db": TableKind.SQLITE,
}
_READ_ONLY_SUFFIXES = (".xlsm", ".txt")
USUAL_SUFFIXES = (".parquet", ".arrow", ".csv", ".xlsx", ".jsonl", ".duckdb", ".sqlite")
"""One ending of each kind, for sentences."""
POLARS, DUCKDB, SPARK = ENGINES = ("polars", "duckdb", "spark")
ENGINE_KINDS = {
    POLARS: tuple(TableKind),
    DUCKDB: (TableKind.PARQUET, TableKind.CSV, TableKind.DUCKDB),
    SPARK: (TableKind.PARQUET, TableKind.CSV),
}
"""The kinds that each engine reads and writes."""


def detect_kind(path: str, engine: str = POLARS, *, is_output: bool = False) -> TableKind:
    """Return the kind of table that the ending of a file names.

    Raises:
        BatchError: no kind has this ending, or the engine does not take this kind.
    """
    suffix = PurePath(path).suffix.lower()
    kind = SUFFIXES.get(suffix)
    if kind is None or (is_output and suffix in _READ_ONLY_SUFFIXES):
        named = f"`{suffix}` is not the ending of a table" if suffix else "the name has no ending"
        hint = suggest_name(suffix, USUAL_SUFFIXES) or f"; use {join_quoted(USUAL_SUFFIXES)}"
        raise BatchError.at(path, f"{named}{hint}", codes.WRONG_FILE_TYPE)
    if kind not in ENGINE_KINDS[engine]:
        takes = join_words(ENGINE_KINDS[engine])
        sentence = f"`--engine {engine}` takes only {takes}; convert the table, or leave `--engine` out"
        raise BatchError.at(path, sentence, codes.WRONG_FILE_TYPE)
    return kind
