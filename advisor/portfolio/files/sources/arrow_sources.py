"""Parquet and Arrow files as sources; Polars reads them in pieces itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet

from advisor.portfolio.files.failures import build_read_error
from advisor.portfolio.files.kinds import TableKind
from advisor.portfolio.files.meter import Meter
from advisor.portfolio.files.sources.table_source import (
    TableSource,
    UnreadRow,
    number_from,
    refuse_double_names,
    scan_pieces,
)

_FILE_SIGNATURE = b"ARROW1"
_MAX_GROUP_CELLS = 40_000_000
"""Polars keeps a few row groups in memory; those of a file with larger ones are read a part at a time instead."""
_PIECE_CELLS = 4_000_000


def limit_prefetch() -> None:
    """Let Polars read only one row group of a Parquet file ahead, so that memory does not grow with the rows."""
    os.environ.setdefault("POLARS_ROW_GROUP_PREFETCH_SIZE", "1")


def open_parquet(path: str) -> TableSource:
    """Open a Parquet file. Raises BatchError if it is broken."""
    try:
        with pa.parquet.ParquetFile(path) as file:
            metadata = file.metadata
            names = file.schema_arrow.names
            rows = metadata.num_rows
            largest = max((metadata.row_group(each).num_rows for each in range(metadata.num_row_groups)), default=0)
        refuse_double_names(names, path)
        schema = dict(pl.scan_parquet(path, glob=False).collect_schema()) if names else {}
    except (OSError, ValueError, pa.ArrowException, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise build_read_error(path, TableKind.PARQUET, error) from None
    width = max(len(names), 1)

    def scan(meter: Meter, unread: list[UnreadRow]) -> pl.LazyFrame:
        if not names:
            return pl.LazyFrame({})
        if largest * width <= _MAX_GROUP_CELLS:
            return pl.scan_parquet(path, glob=False, low_memory=True)
        return scan_pieces(lambda: _iter_parquet(path, max(_PIECE_CELLS // width, 1_000)), schema, meter)

    return TableSource(path, schema, scan, number_from(1), row_count=rows)


def _iter_parquet(path: str, piece_rows: int) -> Iterator[pl.DataFrame]:
    with pa.parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(piece_rows):
            yield _build_frame(batch)


def open_arrow(path: str) -> TableSource:
    """Open an Arrow file, in the form for files or for streams. Raises BatchError if it is broken."""
    try:
        with Path(path).open("rb") as file:
            is_file = file.read(len(_FILE_SIGNATURE)) == _FILE_SIGNATURE
        with pa.memory_map(path) as mapped:
            reader = pa.ipc.open_file(mapped) if is_file else pa.ipc.open_stream(mapped)
            names = reader.schema.names
            refuse_double_names(names, path)
            schema = dict(_build_frame(pa.Table.from_batches([], reader.schema)).schema)
            reader_rows = None
            if is_file:
                reader_rows = sum(reader.get_batch(each).num_rows for each in range(reader.num_record_batches))
    except (OSError, ValueError, pa.ArrowException, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise build_read_error(path, TableKind.ARROW, error) from None

    def scan(meter: Meter, unread: list[UnreadRow]) -> pl.LazyFrame:
        return scan_pieces(
            lambda: _iter_arrow(path, is_file, max(_PIECE_CELLS // max(len(names), 1), 1_000)), schema, meter
        )

    return TableSource(path, schema, scan, number_from(1), row_count=reader_rows)


def _iter_arrow(path: str, is_file: bool, piece_rows: int) -> Iterator[pl.DataFrame]:
    with pa.memory_map(path) as mapped:
        if is_file:
            reader = pa.ipc.open_file(mapped)
            batches = (reader.get_batch(each) for each in range(reader.num_record_batches))
        else:
            batches = iter(pa.ipc.open_stream(mapped))
        for batch in batches:
            batch.validate(full=True)
            for start in range(0, batch.num_rows, piece_rows):
                yield _build_frame(batch.slice(start, piece_rows))


def _build_frame(batch: pa.RecordBatch | pa.Table) -> pl.DataFrame:
    frame = pl.from_arrow(batch)
    assert isinstance(frame, pl.DataFrame)
    return frame
