"""The text of a CSV file as UTF-8, checked while it is read: encoding, null bytes, quotation marks, lines."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.portfolio.files.meter import Meter
from advisor.tabular.tables import choose_codec, detect_separator

_HEAD_BYTES = 1 << 20
"""Number of bytes that are looked at to find the encoding and the separator."""


class CsvForm(NamedTuple):
    """How a CSV file is written: its codec, the lines before the heading, the separator, and the headings."""

    codec: str
    skip_count: int
    separator: str
    headings: tuple[str, ...]


def read_form(path: str, encoding: str | None) -> CsvForm:
    """Find out how a CSV file is written, by its beginning. Raises UnreadableError, OSError."""
    with Path(path).open("rb") as file:
        head = file.read(_HEAD_BYTES)
        is_whole = not file.read(1)
    codec = choose_codec(head, path, encoding)
    if not is_whole:
        cut = head.rfind(b"\n") + 1
        if codec.startswith(("utf-16", "utf_16", "utf-32")):
            cut = len(head)
        head = head[: cut or len(head)]
    skip_count, separator = detect_separator(head, path, codec)
    text = io.StringIO(head.decode(codec, errors="replace"), newline="")
    try:
        headings = next(iter(csv.reader(islice(text, skip_count, None), delimiter=separator)), [])
    except csv.Error:
        sentence = "the headings of this table cannot be read; check its quotation marks"
        raise UnreadableError(Place(path, skip_count + 1), sentence, codes.BROKEN_TABLE) from None
    return CsvForm(codec, skip_count, separator, tuple(headings))


class CheckedText(io.RawIOBase):
    """A CSV file as a stream of UTF-8 for a parser; it counts lines and quotation marks.

    A text that is not in its encoding raises UnreadableError with the line, also in the middle of the file.
    """

    def __init__(self, path: str, form: CsvForm, meter: Meter) -> None:
        super().__init__()
        self._path, self._meter, self._codec = path, meter, form.codec
        self._file = Path(path).open("rb")  # noqa: SIM115, closed in `close`
        self._decoder = codecs.getincrementaldecoder(form.codec)()
        self._rest = b""
        self.line_count = 0
        self.quote_count = 0
        self.is_finished = False

    def readable(self) -> bool:
        """Return that the stream can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes as UTF-8; b"" at the end. Raises UnreadableError, StoppedError."""
        wanted = size if size > 0 else 1 << 22
        while len(self._rest) < wanted and not self.is_finished:
            self._rest += self._read_block(max(wanted, 1 << 16))
        block, self._rest = self._rest[:wanted], self._rest[wanted:]
        return block

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    def _read_block(self, size: int) -> bytes:
        self._meter.check()
        block = self._file.read(size)
        self.is_finished = not block
        self._meter.read_bytes += len(block)
        try:
            text = self._decoder.decode(block, final=not block)
        except UnicodeError as error:
            raise self._fail(block, error) from None
        if "\0" in text:
            line = self.line_count + text[: text.index("\0")].count("\n") + 1
            sentence = "this is not text, as it contains a null byte; if it is UTF-16, add `--encoding utf-16`"
            self._meter.problem = UnreadableError(Place(self._path, line), sentence, codes.NOT_TEXT)
            raise self._meter.problem
        self.line_count += text.count("\n")
        self.quote_count += text.count('"')
        is_plain = self._codec in ("utf-8", "utf_8", "ascii") and not self._decoder.getstate()[0]
        return block if is_plain and text.isascii() else text.encode()

    def _fail(self, block: bytes, error: UnicodeError) -> UnreadableError:
        wanted = "UTF-8" if self._codec.startswith("utf-8") else self._codec.upper()
        line = None
        if isinstance(error, UnicodeDecodeError) and not any(size in self._codec for size in ("16", "32")):
            line = self.line_count + bytes(error.object)[: error.start].count(b"\n") + 1
        sentence = f"this is not {wanted} text; export it as UTF-8 or name its encoding, such as `--encoding cp1252`"
        self._meter.problem = UnreadableError(Place(self._path, line), sentence, codes.NOT_TEXT)
        return self._meter.problem


def iter_record_lines(path: str, form: CsvForm, *, skip_blank: bool) -> Iterator[int]:
    """Yield the line on which each row of a table begins, from 1, the heading first. Raises UnreadableError."""
    with Path(path).open("r", encoding=form.codec, newline="") as file:
        reader = csv.reader(islice(file, form.skip_count, None), delimiter=form.separator)
        line = form.skip_count + 1
        try:
            for record in reader:
                if record or not skip_blank:
                    yield line
                line = form.skip_count + reader.line_num + 1
        except (csv.Error, UnicodeError):
            return


def find_open_quotation(path: str, form: CsvForm) -> UnreadableError | None:
    """Return the error of a quotation mark that is never closed; None if each one is."""
    with Path(path).open("r", encoding=form.codec, newline="") as file:
        lines = islice(file, form.skip_count, None)
        reader = csv.reader(lines, delimiter=form.separator, strict=True)
        line = form.skip_count + 1
        try:
            for _ in reader:
                line = form.skip_count + reader.line_num + 1
        except csv.Error as error:
            if "unexpected end" in str(error) or "limit" in str(error):
                sentence = "a quotation mark opens here and is never closed; export the file again"
                return UnreadableError(Place(path, line), sentence, codes.BROKEN_TABLE)
    return None
