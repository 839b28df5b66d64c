"""The parts of a workbook (XLSX), unpacked and measured before anything else reads them.

A workbook is a ZIP archive of XML texts, and a small one can stand for an endless one: by what its parts unpack to, by
one cell far away from all others, or by many cells that share one long text.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from itertools import pairwise

from advisor.errors import Place
from advisor.loading.yaml_reader import UnreadableError

MAX_UNPACKED = 400_000_000
MAX_CELLS = 8_000_000
MAX_TEXT = 400_000_000
MAX_PARTS = 2_000
BROKEN = "this workbook is broken; export it again as XLSX or CSV"
NO_VALUE = b"(a formula without its value)"

_CHUNK = 1 << 20
_SUSPECT_SIGNS = (b'"e"', b"'e'", b"<f", b":f")
_PREFIX = rb"(?:\w+:)?"
_USUAL_ROW = re.compile(rb'<row r="([0-9]{1,9})"')
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]+)([0-9]+)[\"'][^<>/]*>")
_UNNAMED_CELL = re.compile(rb"<" + _PREFIX + rb"c(?:\s(?![^<>]*\br\s*=)[^<>]*)?(?<!/)>")
_ROW = re.compile(rb"<" + _PREFIX + rb"row[\s>]")
_ROW_NUMBER = re.compile(rb"<" + _PREFIX + rb"row\s[^<>]*\br\s*=\s*[\"']([0-9]{1,9})[\"']")
_TEXT_END = re.compile(rb"</" + _PREFIX + rb"si\s*>")
_SHARED = re.compile(rb"t=[\"']s[\"'][^<>]*>\s*<" + _PREFIX + rb"v>\s*([0-9]{1,9})\s*<")
_CELL = re.compile(
    rb"<(" + _PREFIX + rb")c((?:\s[^<>]*)?)>([^<]*(?:<(?!/?" + _PREFIX + rb"c[\s>])[^<]*)*)</" + _PREFIX + rb"c\s*>"
)
_ERROR = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
_TEXT_RESULT = re.compile(rb"\bt\s*=\s*[\"'](?:str|inlineStr)[\"']")
_FORMULA = re.compile(rb"<" + _PREFIX + rb"f[\s/>]")
_VALUE = re.compile(rb"<" + _PREFIX + rb"v(?:\s[^<>]*)?>\s*([^<\s][^<]*)<")
_CELL_NAME = re.compile(rb"\br\s*=\s*[\"'][A-Za-z]+[0-9]+[\"']")


def unpack_workbook(data: bytes, name: str) -> dict[str, bytes]:
    """The XML parts of the archive by their names, safe to be read. Raises UnreadableError.

    None is larger than it says, and all together are not larger than is allowed. Cells that have no value of their own
    say so in words (see `_told`).
    """
    try:
        parts = _read_parts(data, name)
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, ValueError, OSError):
        raise UnreadableError(Place(name), BROKEN) from None
    except (EOFError, KeyError, IndexError, MemoryError, ImportError):
        raise UnreadableError(Place(name), BROKEN) from None
    longest, lengths = _measure_shared_texts(parts)
    cells = text = 0
    for part, content in parts.items():
        if b"\0" in content or b"<!DOCTYPE" in content:
            raise UnreadableError(Place(name), BROKEN)
        if b"sheetData" not in content:
            continue
        height, width, count = _measure_extent(content)
        cells += height * width
        if cells > MAX_CELLS:
            raise UnreadableError(
                Place(name),
                f"a sheet of this workbook spreads over {height:,} rows and {width:,} columns, more than can be read; "
                "copy the answers to a new workbook, or save them as CSV",
            )
        if longest * count > MAX_TEXT:
            shared = (int(found[1]) for found in _SHARED.finditer(content))
            text += sum(lengths[at] for at in shared if at < len(lengths))
        if text > MAX_TEXT:
            raise UnreadableError(
                Place(name), "the texts of this workbook are longer than can be read; save the answers alone as CSV"
            )
        parts[part] = _mark_missing_values(content)
    return parts


def _read_parts(data: bytes, name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        wanted = {info.filename: info for info in archive.infolist() if info.filename.endswith((".xml", ".rels"))}
        if not any(part.lower().startswith("xl/") for part in wanted):
            raise UnreadableError(
                Place(name), "this is a ZIP archive, not an XLSX workbook; unpack it first, or save it as XLSX"
            )
        if any(info.flag_bits & 1 for info in wanted.values()):
            raise UnreadableError(Place(name), "this workbook is protected by a password; save it without one")
        if len(wanted) > MAX_PARTS or sum(info.file_size for info in wanted.values()) > MAX_UNPACKED:
            raise UnreadableError(
                Place(name),
                f"this workbook unpacks to more than {MAX_UNPACKED // 10**6} MB; split it, or save it as CSV",
            )
        if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in wanted.values()):
            raise UnreadableError(Place(name), BROKEN)
        return {part: archive.read(info) for part, info in wanted.items()}


def _measure_shared_texts(parts: Mapping[str, bytes]) -> tuple[int, list[int]]:
    """How long the longest of the texts that cells share is, and how long each is, in bytes."""
    lengths: list[int] = []
    for part, content in parts.items():
        if part.lower().endswith("sharedstrings.xml"):
            ends = [0, *(found.end() for found in _TEXT_END.finditer(content))]
            lengths = [end - start for start, end in pairwise(ends)]
    return max(lengths, default=0), lengths


def _measure_extent(content: bytes) -> tuple[int, int, int]:
    """How many rows and columns the cells of a sheet can reach, and how many there are; never too few."""
    if usual := _measure_usual_extent(content):
        return usual
    width, height, count = _measure_reach(content)
    if _UNNAMED_CELL.search(content):  # cells without a name follow the one before them
        per_row = [sum(1 for _ in _UNNAMED_CELL.finditer(row)) for row in _ROW.split(content)]
        count += sum(per_row)
        width += max(per_row)
        height = max(height, max((int(row) for row in _ROW_NUMBER.findall(content)), default=0)) + len(per_row)
    return height, width, count


def _measure_usual_extent(content: bytes) -> tuple[int, int, int] | None:
    """The same for a sheet whose cells are all written as most programs do, at a fraction of the time; else None."""
    cells = content.count(b"<c ")
    if b":c" in content or cells != content.count(b"<c") - content.count(b"<co"):
        return None
    digits = max(map(len, _USUAL_ROW.findall(content)), default=0)
    columns: set[bytes] = set()
    count = 0
    for chunk in _iter_chunks(content):
        found = re.findall(rb'<c r="([A-Z]+)[0-9]{1,%d}"' % (digits or 1), chunk)
        count += len(found)
        columns.update(found)
    width = max(map(_parse_column_name, columns), default=0)
    height = 10**digits - 1
    return (height, width, count) if count == cells and height * width <= MAX_CELLS else None


def _measure_reach(content: bytes) -> tuple[int, int, int]:
    """The furthest column and row that cells name, and how many cells name them."""
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    count = 0
    for chunk in _iter_chunks(content):
        if found := _REFERENCE.findall(chunk):
            count += len(found)
            names, numbers = zip(*found, strict=True)
            columns.update(names)
            rows.update(numbers)
    return max(map(_parse_column_name, columns), default=0), max((int(row[:9]) for row in rows), default=0), count


def _iter_chunks(content: bytes) -> Iterator[bytes]:
    """The content in pieces, cut where an element begins."""
    start = 0
    while start < len(content):
        end = content.find(b"<", start + _CHUNK)
        end = len(content) if end < 0 else end
        yield content[start:end]
        start = end


def _parse_column_name(name: bytes) -> int:
    number = 0
    for char in name.upper()[:7]:
        number = number * 26 + char - ord("A") + 1
    return number


def _mark_missing_values(content: bytes) -> bytes:
    """The sheet with a text in cells that hold an error (`#N/A`) or a formula that was never worked out.

    Both would be read as blank otherwise, which would make of them an answer that was not given.
    """
    if not any(sign in content for sign in _SUSPECT_SIGNS):
        return content
    return _CELL.sub(_mark_missing_value, content)


def _mark_missing_value(cell: re.Match[bytes]) -> bytes:
    prefix, attributes, body = cell.groups()
    value = _VALUE.search(body)
    if _ERROR.search(attributes):
        text = value[1] if value else b"#ERROR!"
    elif value or not _FORMULA.search(body) or _TEXT_RESULT.search(attributes):
        return cell[0]
    else:
        text = NO_VALUE
    own = _CELL_NAME.search(attributes)
    opening = b"<" + prefix + b"c " + (own[0] + b" " if own else b"") + b't="inlineStr">'
    inner = b"<%bis><%bt>%b</%bt></%bis>" % (prefix, prefix, text, prefix, prefix)
    return opening + inner + b"</" + prefix + b"c>"
