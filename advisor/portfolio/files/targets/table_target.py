"""A table to write: it takes the advised rows from the engine, and is complete only after `finish`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import polars as pl

from advisor.errors import BatchError, Finding, Place
from advisor.loading import finding_codes as codes
from advisor.portfolio.files.kinds import TableKind

MARK = {"alignment-advisor": "batch/1"}
"""What a Parquet file of ours says about itself."""


class TableTarget(ABC):
    """A table to write, of any kind."""

    @abstractmethod
    def sink(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Return a lazy frame that writes another one when the engine runs it."""

    @abstractmethod
    def finish(self) -> None:
        """Complete the table after all rows are written. Raises OutputError."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the file; a table that is not finished is not kept."""


def check_key_types(schema: Mapping[str, Any], keys: tuple[str, ...], kind: TableKind, file: str) -> None:
    """Refuse key columns that a kind of table cannot hold, such as records in CSV. Raises BatchError."""
    findings = []
    for name in keys:
        dtype = schema[name]
        is_refused = not kind.has_lists and (
            _is_record(dtype) or (isinstance(dtype, pl.List | pl.Array) and dtype.inner.is_nested())
        )
        is_refused = is_refused or dtype == pl.Object
        if not is_refused and dtype == pl.Binary and kind in (TableKind.CSV, TableKind.XLSX, TableKind.JSON_LINES):
            is_refused = True
        if is_refused:
            sentence = f"{kind} cannot hold its values ({dtype}); leave this column out, or write Parquet"
            findings.append(Finding(Place(f"{file}: column `{name}`"), sentence, codes.WRONG_FILE_TYPE))
    if findings:
        raise BatchError(findings)


def join_list_keys(frame: pl.LazyFrame, schema: Mapping[str, Any], keys: tuple[str, ...]) -> pl.LazyFrame:
    """Write the lists of key columns as texts joined by `;`, for kinds of tables without lists."""
    lists = [name for name in keys if isinstance(schema[name], pl.List | pl.Array)]
    return frame.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join(";", ignore_nulls=True) for name in lists)


def _is_record(dtype: Any) -> bool:
    return isinstance(dtype, pl.Struct)
