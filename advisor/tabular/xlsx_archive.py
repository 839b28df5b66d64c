"""The parts of a workbook (XLSX), unpacked and measured before anything else reads them.

A workbook is a ZIP archive of XML texts. A small archive can need endless memory: its parts unpack to a huge size, one
cell is far away from all others, or many cells share one long text.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from itertools import pairwise

from advisor.loading import finding_codes as codes
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.tabular.tables import parse_column
from advisor.tabular.uncalculated_cells import mark_uncalculated_cells

MAX_UNPACKED = 400_000_000
MAX_CELLS = 8_000_000
MAX_TEXT = 400_000_000
MAX_PARTS = 2_000
BROKEN = "this workbook is broken; export it again as XLSX or CSV"
PROTECTED = "this workbook is protected by a password; save it without one"

_ARCHIVE_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError),
    *(RuntimeError, ValueError, OSError, LookupError, MemoryError, ImportError),
)
"""Everything that reading a broken archive raises."""

_CHUNK = 1 << 20
_PREFIX = rb"(?:\w+:)?"
_USUAL_ROW = re.compile(rb'<row r="([0-9]{1,9})"')
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]+)([0-9]+)[\"'][^<>/]*>")
_UNNAMED_CELL = re.compile(rb"<" + _PREFIX + rb"c(?:\s(?![^<>]*\br\s*=)[^<>]*)?(?<!/)>")
_ROW = re.compile(rb"<" + _PREFIX + rb"row[\s>]")
_ROW_NUMBER = re.compile(rb"<" + _PREFIX + rb"row\s[^<>]*\br\s*=\s*[\"']([0-9]{1,9})[\"']")
_TEXT_END = re.compile(rb"</" + _PREFIX + rb"si\s*>")
_SHARED = re.compile(rb"t=[\"']s[\"'][^<>]*>\s*<" + _PREFIX + rb"v>\s*([0-9]{1,9})\s*<")


def unpack_workbook(data: bytes, name: str) -> dict[str, bytes]:
    """Unpack the XML parts of a workbook by name, safe to read: `{"xl/workbook.xml": b"<workbook>…"}`.

    No part is larger than it claims, and all together are within the limits. Cells without a value of their own get a
    text that says so (see `mark_uncalculated_cells`). Raises UnreadableError.
    """
    parts = read_parts(data, name)
    longest_text, text_sizes = _measure_shared_texts(parts)
    cell_count = total_size = 0
    for part, content in parts.items():
        if b"\0" in content or b"<!DOCTYPE" in content:
            raise UnreadableError(name, BROKEN, codes.BROKEN_TABLE)
        if b"sheetData" not in content:
            continue
        height, width, filled_count = _measure_extent(content)
        cell_count += height * width
        if cell_count > MAX_CELLS:
            sentence = (
                f"a sheet of this workbook covers {height:,} rows and {width:,} columns, which is too large; "
                "copy its cells to a new workbook or save them as CSV"
            )
            raise UnreadableError(name, sentence, codes.TOO_LARGE)
        if longest_text * filled_count > MAX_TEXT:
            shared = (int(match[1]) for match in _SHARED.finditer(content))
            total_size += sum(text_sizes[index] for index in shared if index < len(text_sizes))
        if total_size > MAX_TEXT:
            sentence = "the texts of this workbook are too long; save only the cells you need, as CSV"
            raise UnreadableError(name, sentence, codes.TOO_LARGE)
        parts[part] = mark_uncalculated_cells(content)
    return parts


def read_parts(data: bytes, name: str) -> dict[str, bytes]:
    """Read the XML parts of a workbook by name, as they are. Raises UnreadableError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if info.filename.endswith((".xml", ".rels"))]
            _check_parts(infos, name)
            return {info.filename: archive.read(info) for info in infos}
    except _ARCHIVE_ERRORS:
        raise UnreadableError(name, BROKEN, codes.BROKEN_TABLE) from None


def _check_parts(infos: list[zipfile.ZipInfo], name: str) -> None:
    if not any(info.filename.lower().startswith("xl/") for info in infos):
        sentence = "this is a ZIP archive, not an XLSX workbook; unpack it first, or save it as XLSX"
        raise UnreadableError(name, sentence, codes.WRONG_FILE_TYPE)
    if any(info.flag_bits & 1 for info in infos):
        raise UnreadableError(name, PROTECTED, codes.WRONG_FILE_TYPE)
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED:
        sentence = f"this workbook unpacks to more than {MAX_UNPACKED // 10**6} MB; split it, or save it as CSV"
        raise UnreadableError(name, sentence, codes.TOO_LARGE)
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise UnreadableError(name, BROKEN, codes.BROKEN_TABLE)


def _measure_shared_texts(parts: Mapping[str, bytes]) -> tuple[int, list[int]]:
    """Return the size of the longest text that cells share, and all sizes in order, in bytes."""
    sizes: list[int] = []
    for part, content in parts.items():
        if part.lower().endswith("sharedstrings.xml"):
            ends = [0, *(match.end() for match in _TEXT_END.finditer(content))]
            sizes = [end - start for start, end in pairwise(ends)]
    return max(sizes, default=0), sizes


def _measure_extent(content: bytes) -> tuple[int, int, int]:
    """Return how many rows and columns the cells of a sheet reach, and how many cells there are; never too few."""
    if extent := _measure_usual_extent(content):
        return extent
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    cell_count = 0
    for chunk in _iter_chunks(content):
        if references := _REFERENCE.findall(chunk):
            cell_count += len(references)
            names, numbers = zip(*references, strict=True)
            columns.update(names)
            rows.update(numbers)
    width, height = _find_width(columns), max((int(row[:9]) for row in rows), default=0)
    if _UNNAMED_CELL.search(content):  # cells without a name follow the one before them
        per_row = [sum(1 for _ in _UNNAMED_CELL.finditer(row)) for row in _ROW.split(content)]
        cell_count += sum(per_row)
        width += max(per_row)
        height = max(height, max(map(int, _ROW_NUMBER.findall(content)), default=0)) + len(per_row)
    return height, width, cell_count


def _measure_usual_extent(content: bytes) -> tuple[int, int, int] | None:
    """Measure a sheet whose cells are all written as most programs do, in a fraction of the time; else None."""
    cell_count = content.count(b"<c ")
    if b":c" in content or cell_count != content.count(b"<c") - content.count(b"<co"):
        return None
    digits = max(map(len, _USUAL_ROW.findall(content)), default=0)
    columns: set[bytes] = set()
    named_count = 0
    for chunk in _iter_chunks(content):
        names = re.findall(rb'<c r="([A-Z]+)[0-9]{1,%d}"' % (digits or 1), chunk)
        named_count += len(names)
        columns.update(names)
    height, width = 10**digits - 1, _find_width(columns)
    return (height, width, named_count) if named_count == cell_count and height * width <= MAX_CELLS else None


def _find_width(columns: set[bytes]) -> int:
    return max((parse_column(name[:7].decode()) + 1 for name in columns), default=0)


def _iter_chunks(content: bytes) -> Iterator[bytes]:
    """Yield the content in pieces, cut where an element begins."""
    start = 0
    while start < len(content):
        end = content.find(b"<", start + _CHUNK)
        end = len(content) if end < 0 else end
        yield content[start:end]
        start = end
