"""The parts that Spark writes, joined to one file in their order."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from advisor.portfolio.files.targets.table_target import MARK

_PIECE_ROWS = 65_536


def join_parquet_parts(folder: Path, target: Path) -> int:
    """Join Parquet parts to one file; return the number of rows. Raises OSError, pyarrow.ArrowException."""
    count, writer = 0, None
    parts = sorted(folder.glob("part-*.parquet"))
    try:
        for part in parts:
            with pa.parquet.ParquetFile(part) as file:
                if writer is None:
                    schema = file.schema_arrow.remove_metadata().with_metadata(MARK)
                    writer = pa.parquet.ParquetWriter(target, schema, compression="zstd")
                for batch in file.iter_batches(_PIECE_ROWS):
                    writer.write_batch(batch.replace_schema_metadata(MARK))
                    count += batch.num_rows
    finally:
        if writer is not None:
            writer.close()
    return count


def join_csv_parts(folder: Path, target: Path, heading: Sequence[str], separator: str) -> None:
    """Join CSV parts without headings to one file with one. Raises OSError."""
    cells = ['"' + name.replace('"', '""') + '"' if set(name) & set(f'"{separator}\r\n') else name for name in heading]
    with target.open("wb") as file:
        file.write((separator.join(cells) + "\n").encode())
        for part in sorted(folder.glob("part-*.csv")):
            with part.open("rb") as opened:
                shutil.copyfileobj(opened, file, 1 << 20)
