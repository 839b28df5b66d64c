"""Tables of text from files: encodings, separators, quotation marks and the letters of columns.

A table yields its rows one at a time, each with its number as a spreadsheet program shows it. Cells stay text here.
A file that cannot be read, or that needs too much memory, raises UnreadableError.
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
from advisor.loading import finding_codes as codes
from advisor.loading.documents import input_files
from advisor.loading.documents.yaml_reader import UnreadableError

MAX_BYTES = 200_000_000
MAX_HEAD_ROWS = 80
"""Maximum number of rows that are looked at to find out what a table is."""
_MAX_SAMPLE_ROWS = 40
_CODEC_SAMPLE = 4_000
"""Number of bytes that are looked at to recognize an encoding."""
_SEPARATORS = ",;\t"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NON_TEXT_CODECS = ("idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape")
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_OTHER_SIGN = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]|\A%PDF")
"""A control character that no text has, in any encoding of one byte; or the beginning of a PDF."""

TextRow = tuple[int, list[str]]
"""The number of a row, counted from 1, and its cells."""


class TextTable(NamedTuple):
    """One table of a file: its first rows, and all rows (to iterate once). `sheet` is None without a name."""

    file: str
    sheet: str | None
    head: tuple[TextRow, ...]
    rows: Iterator[TextRow]

    def locate(self, row: int | None = None, column: int | None = None) -> Place:
        """Return the place of a row (counted from 1) or a cell of it (column counted from 0)."""
        name = f"{self.file}[{self.sheet}]" if self.sheet else self.file
        return Place(name, row, None if column is None else column + 1)


def build_table(file: str, sheet: str | None, rows: Iterable[TextRow]) -> TextTable:
    """Build a table from rows; only its first rows are read."""
    rest = iter(rows)
    head = tuple(islice(rest, MAX_HEAD_ROWS))
    return TextTable(file, sheet, head, chain(head, rest))


def format_column(column: int) -> str:
    """Return the letters of a column counted from 0, as spreadsheets show them: 0 is `A`, 27 is `AB`."""
    name = ""
    while column >= 0:
        name = chr(ord("A") + column % 26) + name
        column = column // 26 - 1
    return name


def parse_column(letters: str) -> int:
    """Return the column, counted from 0, that letters name: `C` is 2, `ab` is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def read_bytes(path: str) -> tuple[bytes, str]:
    """Read a file (`-`: standard input); return its bytes and its name. Raises UnreadableError."""
    data, name = input_files.read_bytes(path, MAX_BYTES, folder_hint="name the files in it")
    if len(data) > MAX_BYTES:
        sentence = f"this is larger than {MAX_BYTES // 10**6} MB; split it into several files"
        raise UnreadableError(name, sentence, codes.TOO_LARGE)
    return data, name


def parse_text_table(data: bytes, name: str, encoding: str | None) -> TextTable:
    """Parse text with separators (`function;1;2`, then `sales;4;5`) to a table.

    Args:
        data: The content of the file.
        name: The name of the file, for places.
        encoding: The encoding of the text; None for UTF-8, or UTF-16 with a byte order mark.

    Raises:
        UnreadableError: The text or a row of it is broken; also raised while the rows are iterated.
    """
    codec = choose_codec(data, name, encoding)
    skip_count, separator = detect_separator(data, name, codec)
    return build_table(name, None, _iter_records(data, name, codec, skip_count, separator))


def choose_codec(data: bytes, name: str, encoding: str | None) -> str:
    """Return the codec of a text that begins with some bytes. Raises UnreadableError for an encoding of no text."""
    if encoding is None:
        return next((codec for bom, codec in _BOMS if data.startswith(bom)), _guess_unmarked_codec(data) or "utf-8")
    try:
        known = codecs.lookup(encoding).name
        io.TextIOWrapper(io.BytesIO(), encoding=encoding)  # raises LookupError if it encodes no text
    except (LookupError, ValueError):
        known = "undefined"
    if known.replace("-", "_") in _NON_TEXT_CODECS:
        sentence = f"`{encoding[:40]}` is not an encoding of text; try `utf-8`, `utf-16`, `cp1252` or `latin-1`"
        raise UnreadableError(name, sentence, codes.INVALID_OPTION)
    if known == "utf-16" and not any(data.startswith(bom) for bom, codec in _BOMS if codec == "utf-16"):
        return _guess_unmarked_codec(data) or "utf-16-le"
    return "utf-8-sig" if known == "utf-8" else encoding


def _guess_unmarked_codec(data: bytes) -> str | None:
    """Recognize UTF-16 without its mark: most texts for tables have a null byte in every second place."""
    sample = data[:_CODEC_SAMPLE]
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(data) % 2 or max(even, odd) * 2 < half or min(even, odd) * 10 > half:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _iter_lines(data: bytes, name: str, codec: str) -> Iterator[str]:
    """Yield the text line by line, whatever the line ends."""
    number = 0
    try:
        for line in io.TextIOWrapper(io.BytesIO(data), encoding=codec, newline=""):
            number += 1
            if "\0" in line:
                sentence = "this is not text, as it contains a null byte; if it is UTF-16, add `--encoding utf-16`"
                raise UnreadableError(Place(name, number), sentence, codes.NOT_TEXT)
            yield line
    except UnicodeError:
        if codec.startswith("utf-8") and _OTHER_SIGN.search(data, 0, _CODEC_SAMPLE):
            sentence = "this is no table but another kind of file, such as a picture; export the answers as CSV or XLSX"
            raise UnreadableError(name, sentence, codes.WRONG_FILE_TYPE) from None
        wanted = "UTF-8" if codec.startswith("utf-8") else codec.upper()
        sentence = f"this is not {wanted} text; export it as UTF-8 or name its encoding, such as `--encoding cp1252`"
        raise UnreadableError(Place(name, find_broken_line(data, codec)), sentence, codes.NOT_TEXT) from None


def find_broken_line(data: bytes, codec: str) -> int | None:
    """Find the first line that is not text; None for encodings in which a line end takes several bytes."""
    if "16" in codec or "32" in codec:
        return None
    for number, line in enumerate(io.BytesIO(data), 1):
        try:
            line.decode(codec)
        except UnicodeError:
            return number
    return None


def detect_separator(data: bytes, name: str, codec: str) -> tuple[int, str]:
    """Return the number of lines before the table (one that names the separator), and the separator.

    Choose the separator that gives rows of one width; if several or none do, the one that gives the widest. Titles
    above the table are narrower, so the width of most rows counts.
    """
    first_line = next(_iter_lines(data, name, codec), "")
    if match := _SEPARATOR_LINE.fullmatch(first_line):
        return 1, match[1]
    best = (False, 0), ","
    for separator in _SEPARATORS:
        widths: list[int] = []
        try:
            records = csv.reader(_iter_lines(data, name, codec), delimiter=separator, strict=True)
            widths.extend(len(record) for record in islice(records, _MAX_SAMPLE_ROWS) if any(record))
        except csv.Error:
            pass  # reported while the rows are read, if no other separator fits better
        width = max(widths, key=widths.count, default=0)
        if width > 1:
            best = max(best, ((len(set(widths)) == 1, width), separator))
    return 0, best[1]


def _iter_records(data: bytes, name: str, codec: str, skip_count: int, separator: str) -> Iterator[TextRow]:
    lines = islice(_iter_lines(data, name, codec), skip_count, None)
    number = skip_count
    try:
        for number, record in enumerate(csv.reader(lines, delimiter=separator, strict=True), skip_count + 1):
            yield number, record
    except csv.Error as error:
        if "limit" in str(error):
            limit = csv.field_size_limit()
            sentence = f"a cell is longer than {limit:,} characters; check for a quotation mark that is not closed"
        elif "unexpected end" in str(error):
            sentence = "a quotation mark opens here and is never closed; export the file again"
        else:
            sentence = "the quotation marks of this row do not match; export the file again"
        raise UnreadableError(Place(name, number + 1), sentence, codes.BROKEN_TABLE) from None
