"""Parquet, Arrow, CSV and JSON lines as targets; Polars writes them in pieces itself."""

from __future__ import annotations

import polars as pl

from advisor.portfolio.files.kinds import TableKind
from advisor.portfolio.files.targets.table_target import MARK, TableTarget

_GROUP_ROWS = 131_072
"""Rows of a row group of a Parquet file: few enough that a reader needs little memory."""


class FileTarget(TableTarget):
    """A file that the engine writes itself.

    Args:
        path: the file to write; it becomes the output later, under its own name.
        kind: its kind.
        separator: between the cells of a CSV file.
    """

    def __init__(self, path: str, kind: TableKind, separator: str = ",") -> None:
        self._path, self._kind, self._separator = path, kind, separator

    def sink(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Return a lazy frame that writes another one."""
        if self._kind is TableKind.PARQUET:
            sink = frame.sink_parquet(self._path, lazy=True, metadata=MARK, row_group_size=_GROUP_ROWS)
        elif self._kind is TableKind.ARROW:
            sink = frame.sink_ipc(self._path, lazy=True, compat_level=pl.CompatLevel.oldest())
        elif self._kind is TableKind.CSV:
            sink = frame.sink_csv(self._path, lazy=True, separator=self._separator, check_extension=False)
        else:
            sink = frame.sink_ndjson(self._path, lazy=True, check_extension=False)
        assert sink is not None  # with `lazy`, a sink is a frame
        return sink

    def finish(self) -> None:
        """Do nothing: the engine has completed the file."""

    def close(self) -> None:
        """Do nothing: the engine has closed the file."""
