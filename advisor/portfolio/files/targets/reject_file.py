"""The file with the rows that could not be advised: number, keys, column and reason of each."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import tee
from pathlib import Path
from typing import Any

import polars as pl

from advisor.portfolio.files.sources.table_source import UnreadRow, choose_free_name
from advisor.tabular.formula_guard import guard_formula

ROW, COLUMN, REASON = "row", "column", "reason"
Numbering = Callable[[Iterable[int], list[UnreadRow]], Iterator[int]]


_Row = tuple[Any, ...]
"""The number of a row, and its cells."""


class RejectFile:
    """The rejected rows, in a temporary file until the run is over; then they get their numbers."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = tuple(keys)
        self._spool = tempfile.TemporaryFile("w+b")  # noqa: SIM115, closed in `close`
        self.count = 0
        self.unread: list[UnreadRow] = []

    def write(self, piece: pl.DataFrame) -> None:
        """Take rejected rows: their positions, keys, column and reason, in this order."""
        self.count += piece.height
        piece.write_csv(self._spool, include_header=False)

    @property
    def total(self) -> int:
        """The number of rejected rows, also of those that are no rows at all."""
        return self.count + len(self.unread)

    def finish(
        self, path: Path, number_rows: Numbering, number_unread: Callable[[list[UnreadRow]], Iterator[int]]
    ) -> None:
        """Write the file, in the order of the source. Raises OSError."""
        self._spool.seek(0)
        text = io.TextIOWrapper(self._spool, encoding="utf-8", newline="")
        for_positions, for_rows = tee(csv.reader(text))
        numbers = number_rows((int(row[0]) for row in for_positions), self.unread)
        refused: Iterator[_Row] = ((number, *row[1:]) for number, row in zip(numbers, for_rows, strict=True))
        blank = [""] * len(self._keys)
        unread: Iterator[_Row] = (
            (number, *blank, "", row.reason)
            for number, row in zip(number_unread(self.unread), self.unread, strict=True)
        )
        heading = [*self._keys]
        for name in (ROW, COLUMN, REASON):
            heading.append(choose_free_name(heading, name))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([heading[-3], *self._keys, *heading[-2:]])
            for number, *cells in merge(refused, unread, key=_get_number):
                writer.writerow([number, *map(guard_formula, cells)])
        self._spool = text.detach()

    def close(self) -> None:
        """Remove the temporary file."""
        self._spool.close()


def _get_number(row: _Row) -> int:
    number: int = row[0]
    return number


def show_keys(keys: Sequence[str], schema: Mapping[str, Any]) -> list[pl.Expr]:
    """Return the keys as a CSV file can hold them; a value that it cannot hold is left out."""
    return [_show_key(name, schema[name]) for name in keys]


def _show_key(name: str, dtype: Any) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.List) and not dtype.inner.is_nested():
        return column.cast(pl.List(pl.String)).list.join(";", ignore_nulls=True)
    if dtype == pl.Binary:
        return column.bin.encode("hex")
    if dtype.is_nested() or dtype == pl.Object:
        return pl.lit(None, pl.String).alias(name)
    return column
