"""JSON lines as sources: one object a line, read in pieces. A line that is no object is left out and reported."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from advisor.errors import BatchError, Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.portfolio.files.failures import build_read_error
from advisor.portfolio.files.kinds import TableKind
from advisor.portfolio.files.meter import Meter
from advisor.portfolio.files.sources.table_source import TableSource, UnreadRow, scan_pieces, shift_by_unread

_BLOCK = 1 << 22
_NO_OBJECT = 'this line is no JSON object; write one such as {"sales_cycle": "short"}'


class _Block(NamedTuple):
    """Some lines of a file: the number of the first one, and their bytes."""

    first_line: int
    lines: list[bytes]


def open_json_lines(path: str) -> TableSource:
    """Open a file of JSON lines; it is read once to find its columns. Raises BatchError."""
    try:
        schema = _find_schema(path)
        size = Path(path).stat().st_size
    except (UnreadableError, OSError) as error:
        raise build_read_error(path, TableKind.JSON_LINES, error) from None
    if schema is None:
        sentence = "this file is empty; write one JSON object a line"
        raise BatchError.at(path, sentence, codes.EMPTY_FILE)

    left_out: list[int] = []

    def iter_pieces(meter: Meter, unread: list[UnreadRow]) -> Iterator[pl.DataFrame]:
        for block in _iter_blocks(path, meter):
            frame, others = _parse(block, schema)
            left_out.extend(row.number for row in others)
            unread.extend(row for row in others if row.reason)
            yield frame

    def scan(meter: Meter, unread: list[UnreadRow]) -> pl.LazyFrame:
        return scan_pieces(lambda: iter_pieces(meter, unread), schema, meter)

    def number_rows(positions: Iterable[int], unread: list[UnreadRow]) -> Iterator[int]:
        return shift_by_unread(positions, 1, left_out)

    return TableSource(path, schema, scan, number_rows, byte_count=size)


def _iter_blocks(path: str, meter: Meter | None = None) -> Iterator[_Block]:
    """Yield the lines in blocks. Raises UnreadableError for a text that is not UTF-8."""
    first = 1
    with Path(path).open("rb") as file:
        while lines := file.readlines(_BLOCK):
            if first == 1:
                lines[0] = lines[0].removeprefix(b"\xef\xbb\xbf")
            data = b"".join(lines)
            try:
                data.decode()
            except UnicodeDecodeError as error:
                line = first + data[: error.start].count(b"\n")
                sentence = "this is not UTF-8 text, as JSON must be; export it as UTF-8"
                raise UnreadableError(Place(path, line), sentence, codes.NOT_TEXT) from None
            if meter:
                meter.read_bytes += len(data)
            yield _Block(first, lines)
            first += len(lines)


def _split_lines(block: _Block) -> tuple[list[bytes], list[UnreadRow]]:
    """Return the lines that are objects, and the others; blank ones without a reason."""
    good, others = [], []
    for number, line in enumerate(block.lines, block.first_line):
        text = line.strip()
        if not text:
            others.append(UnreadRow(number, ""))
            continue
        try:
            is_object = isinstance(json.loads(text), dict)
        except (ValueError, RecursionError):
            is_object = False
        if is_object:
            good.append(text + b"\n")
        else:
            others.append(UnreadRow(number, _NO_OBJECT))
    return good, others


def _parse(block: _Block, schema: dict[str, Any] | None) -> tuple[pl.DataFrame, list[UnreadRow]]:
    """Parse lines to a frame; lines that are no objects are left out."""
    settings: dict[str, Any] = {"schema": schema} if schema is not None else {"infer_schema_length": None}
    try:
        frame = pl.read_ndjson(b"".join(block.lines), **settings)
        if frame.height == len(block.lines):
            return frame, []
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        pass  # some line is broken; find out which
    good, others = _split_lines(block)
    if not good:
        return pl.DataFrame(schema=schema or {}), others
    return pl.read_ndjson(b"".join(good), **settings), others


def _find_schema(path: str) -> dict[str, Any] | None:
    """Return the columns of all lines with their types; None for a file without an object."""
    schema: dict[str, Any] = {}
    has_rows = False
    for block in _iter_blocks(path):
        frame, _ = _parse(block, None)
        has_rows = has_rows or frame.height > 0
        for name in _order_names(block, frame.schema):
            dtype = frame.schema[name]
            schema[name] = _join_types(schema[name], dtype) if name in schema else dtype
    return {name: pl.String() if dtype == pl.Null else dtype for name, dtype in schema.items()} if has_rows else None


def _order_names(block: _Block, known: Mapping[str, Any]) -> list[str]:
    """Return the columns of a block as they first appear in its lines; the library gives them in any order."""
    names: dict[str, None] = {}
    for line in block.lines:
        if len(names) == len(known):
            break
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            names.update(dict.fromkeys(name for name in found if name in known))
    return [*names, *(name for name in known if name not in names)]


def _join_types(one: Any, other: Any) -> Any:
    """Return a type for the values of two, without loss; text if there is no nearer one."""
    if one == other or other == pl.Null:
        return one
    if one == pl.Null:
        return other
    if {one, other} == {pl.Int64(), pl.Float64()}:
        return pl.Float64()
    if isinstance(one, pl.List) and isinstance(other, pl.List):
        return pl.List(_join_types(one.inner, other.inner))
    return pl.String()
