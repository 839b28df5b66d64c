"""A table to read: its columns, its rows as a lazy frame, and the number of each row as a person sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

from advisor.errors import BatchError
from advisor.loading import finding_codes as codes
from advisor.model.word_lists import join_some_quoted
from advisor.portfolio.files.meter import Meter


@dataclass(frozen=True)
class UnreadRow:
    """A row that is not part of the table, as it has no shape that fits: its number, and what is wrong with it."""

    number: int
    reason: str


@dataclass
class TableSource:
    """A table to read.

    `scan` gives the rows; for kinds that are read in pieces it appends to `unread`, in order, what is no row.
    `number_rows` gives for the positions of rows (from 0, rising) their numbers in the source: the line of a CSV file,
    the row of a sheet; `number_unread` does the same for what is no row.
    A CSV file has a `form`, a table of a database its name
    and a `connection`.
    """

    name: str
    schema: Mapping[str, Any]
    scan: Callable[[Meter, list[UnreadRow]], pl.LazyFrame]
    number_rows: Callable[[Iterable[int], list[UnreadRow]], Iterator[int]]
    number_unread: Callable[[list[UnreadRow]], Iterator[int]] = lambda unread: (row.number for row in unread)
    row_count: int | None = None
    byte_count: int | None = None
    close: Callable[[], None] = lambda: None
    form: Any = None
    table: str = ""
    connection: Any = None


def number_from(first: int) -> Callable[[Iterable[int], list[UnreadRow]], Iterator[int]]:
    """Return a numbering of rows that follow one another, beginning with `first`."""

    def number_rows(positions: Iterable[int], unread: list[UnreadRow]) -> Iterator[int]:
        return (position + first for position in positions)

    return number_rows


def shift_by_unread(positions: Iterable[int], first: int, unread: Iterable[int]) -> Iterator[int]:
    """Return the numbers of rows between which others were left out.

    Args:
        positions: positions among the rows that were read, from 0, rising.
        first: the number of the first row.
        unread: the numbers of the rows left out, rising.
    """
    left_out = iter(unread)
    following = next(left_out, None)
    shift = first
    for position in positions:
        while following is not None and following <= position + shift:
            shift += 1
            following = next(left_out, None)
        yield position + shift


def scan_pieces(pieces: Callable[[], Iterator[pl.DataFrame]], schema: Mapping[str, Any], meter: Meter) -> pl.LazyFrame:
    """Return a lazy frame of pieces that are read while the engine runs.

    The first error of reading is kept in `meter.problem`, since engines change it.
    """

    def read(
        columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, _: int | None
    ) -> Iterator[pl.DataFrame]:
        rest = n_rows
        try:
            for piece in pieces():
                meter.check()
                frame = piece if columns is None else piece.select(columns)
                frame = frame if rest is None else frame.head(rest)
                rest = None if rest is None else rest - frame.height
                yield frame if predicate is None else frame.filter(predicate)
                if rest == 0:
                    return
        except Exception as error:
            meter.problem = meter.problem or error
            raise

    return register_io_source(read, schema=dict(schema), is_pure=True)


def refuse_double_names(names: Sequence[str], path: str) -> None:
    """Refuse a table in which several columns have one name. Raises BatchError."""
    counts = Counter(names)
    double = [name for name, count in counts.items() if count > 1]
    if "" in double:
        sentence = "several columns have no name; name them, or remove them"
        raise BatchError.at(path, sentence, codes.DUPLICATE_COLUMN)
    if double:
        sentence = f"several columns are named {join_some_quoted(double, ' and ')}; rename all but one of each"
        raise BatchError.at(path, sentence, codes.DUPLICATE_COLUMN)


def choose_free_name(names: Iterable[str], wanted: str) -> str:
    """Return a name for a column that no other one has."""
    taken = set(names)
    return next(name for number in count() if (name := f"{wanted}{number or ''}") not in taken)
