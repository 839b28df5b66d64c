"""Files to tables of text: bytes, encodings, separators and quotation marks, or the sheets of a workbook.

A table gives its rows one at a time, each with its number as a spreadsheet program shows it. Nothing is understood
here yet; what cannot be read at all is refused (UnreadableError), as is what would take too much memory.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading import input_files as files
from advisor.loading.yaml_reader import UnreadableError

MAX_BYTES = 200_000_000
MAX_HEAD_ROWS = 80
"""How many rows are looked at to tell what a table is."""
_MAX_SAMPLE_ROWS = 40
_SEPARATORS = ",;\t"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NON_TEXT_CODECS = ("idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape")
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)

TextRow = tuple[int, list[str]]


class TextTable(NamedTuple):
    """One table of a file: its first rows, and all of them (to be gone through once). `sheet`: where it has a name."""

    file: str
    sheet: str | None
    head: tuple[TextRow, ...]
    rows: Iterator[TextRow]

    def locate(self, row: int | None = None, column: int | None = None) -> Place:
        """A place in it; the column is counted from 0."""
        name = f"{self.file}[{self.sheet}]" if self.sheet else self.file
        return Place(name, row, None if column is None else column + 1)


def build_table(file: str, sheet: str | None, rows: Iterable[TextRow]) -> TextTable:
    """A table over rows, with the first ones looked at."""
    rest = iter(rows)
    head = tuple(islice(rest, MAX_HEAD_ROWS))
    return TextTable(file, sheet, head, chain(head, rest))


def read_bytes(path: str) -> tuple[bytes, str]:
    """The bytes of a file (`-`: standard input) and the name it goes by. Raises UnreadableError."""
    data, name = files.read_bytes(path, MAX_BYTES, folder_hint="name the files in it")
    if len(data) > MAX_BYTES:
        raise UnreadableError(Place(name), f"this is larger than {MAX_BYTES // 10**6} MB; split it into several files")
    return data, name


def parse_text_table(data: bytes, name: str, encoding: str | None) -> TextTable:
    """The table that a text with separators holds. Raises UnreadableError, also while its rows are gone through."""
    codec = _choose_codec(data, name, encoding)
    skipped, separator = _detect_separator(data, name, codec)
    return build_table(name, None, _iter_records(data, name, codec, skipped, separator))


def _choose_codec(data: bytes, name: str, encoding: str | None) -> str:
    if encoding is None:
        return next((codec for bom, codec in _BOMS if data.startswith(bom)), "utf-8")
    try:
        known = codecs.lookup(encoding)
        io.TextIOWrapper(io.BytesIO(), encoding=encoding)  # refuses what encodes no text
    except (LookupError, ValueError):
        raise UnreadableError(
            Place(name), f"`{encoding[:40]}` is not an encoding; try `utf-8`, `utf-16`, `cp1252` or `latin-1`"
        ) from None
    if known.name.replace("-", "_") in _NON_TEXT_CODECS:
        raise UnreadableError(Place(name), f"`{encoding}` is not an encoding that files of answers are written in")
    return "utf-8-sig" if known.name == "utf-8" else encoding


def _iter_lines(data: bytes, name: str, codec: str) -> Iterator[str]:
    """The text line by line, whatever the line ends; a byte that is no text is told with its line."""
    number = 0
    try:
        for line in io.TextIOWrapper(io.BytesIO(data), encoding=codec, newline=""):
            number += 1
            if "\0" in line:
                raise UnreadableError(
                    Place(name, number),
                    "this is not text (it holds a NUL); if it is UTF-16, say so with `--encoding utf-16`",
                )
            yield line
    except UnicodeError:
        wanted = "UTF-8" if codec.startswith("utf-8") else codec.upper()
        raise UnreadableError(
            Place(name, _find_broken_line(data, codec)),
            f"this is not {wanted} text; export it as UTF-8, or name its encoding, such as `--encoding cp1252`",
        ) from None


def _find_broken_line(data: bytes, codec: str) -> int | None:
    """The first line that is no text, for encodings in which a line end is one byte."""
    if "16" in codec or "32" in codec:
        return None
    for number, line in enumerate(io.BytesIO(data), 1):
        try:
            line.decode(codec)
        except UnicodeError:
            return number
    return None


def _detect_separator(data: bytes, name: str, codec: str) -> tuple[int, str]:
    """How many lines stand before the table (a line that names the separator), and what separates its cells.

    It is that which gives rows of one width; where several do, or none, that which gives the widest.
    """
    first = next(_iter_lines(data, name, codec), "")
    if said := _SEPARATOR_LINE.fullmatch(first):
        return 1, said[1]
    best, found = (False, 0), ","
    for separator in _SEPARATORS:
        widths: list[int] = []
        try:
            records = csv.reader(_iter_lines(data, name, codec), delimiter=separator, strict=True)
            widths.extend(len(record) for record in islice(records, _MAX_SAMPLE_ROWS) if any(record))
        except csv.Error:
            pass  # told when the rows are read, if no other separator fits better
        if widths and widths[0] > 1:
            best, found = max((best, found), ((len(set(widths)) == 1, widths[0]), separator))
    return 0, found


def _iter_records(data: bytes, name: str, codec: str, skip_count: int, separator: str) -> Iterator[TextRow]:
    lines = islice(_iter_lines(data, name, codec), skip_count, None)
    records = csv.reader(lines, delimiter=separator, strict=True)
    number = skip_count
    try:
        for number, record in enumerate(records, skip_count + 1):
            yield number, record
    except csv.Error as error:
        if "limit" in str(error):
            sentence = f"a cell is longer than {csv.field_size_limit():,} characters; is a quotation mark not closed?"
        elif "unexpected end" in str(error):
            sentence = "a quotation mark that opens here is never closed; export the file again"
        else:
            sentence = "the quotation marks of this row do not pair up; export the file again"
        raise UnreadableError(Place(name, number + 1), sentence) from None
