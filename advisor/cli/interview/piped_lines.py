"""Answers from a pipe or a file: lines with their numbers, in UTF-8 or UTF-16, with or without a byte-order mark."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, TextIO

MAX_LINE_LENGTH = 1_000
"""Maximum number of characters kept of a line; no answer is longer."""
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHUNK = 65_536


class PipedLine(NamedTuple):
    """A line without its end, and its number, counted from 1."""

    number: int
    text: str


class PipedLines:
    """The lines of standard input, each as soon as it is there: a program may wait for a question before it answers.

    Empty lines at the end of the input are left out.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._lines = _iter_lines(stream) if stream is not None else iter(())
        self._waiting: PipedLine | None = None
        self.last_number = 0
        """The number of the line that was read last."""

    def read(self) -> str | None:
        """Read the next line, or return None at the end of the input."""
        line = self._waiting or next(self._lines, None)
        self._waiting = None
        if line is not None and not line.text.strip():
            self._waiting = next((later for later in self._lines if later.text.strip()), None)
            line = line if self._waiting else None
        if line is None:
            return None
        self.last_number = line.number
        return line.text


def _iter_lines(stream: TextIO) -> Iterator[PipedLine]:
    """Iterate over the lines of a stream; a line that is too long is cut."""
    number, rest = 1, ""
    for text in _iter_texts(stream):
        *lines, rest = (rest + text).split("\n")
        for line in lines:
            yield PipedLine(number, line[:MAX_LINE_LENGTH])
            number += 1
        rest = rest[:MAX_LINE_LENGTH]
    if rest:
        yield PipedLine(number, rest)


def _iter_texts(stream: TextIO) -> Iterator[str]:
    """Iterate over a stream as text, as it comes in; bytes that are no text become replacement characters."""
    raw = getattr(stream, "buffer", None)
    if raw is None:  # a stream of text, as other programs put in its place
        yield from iter(stream.readline, "")
        return
    start = _read_start(raw)
    mark, encoding = _detect_encoding(start, stream.encoding or "utf-8")
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)("replace"), translate=True)
    data = start[len(mark) :]
    while data:
        yield decoder.decode(data)
        data = raw.read1(_CHUNK)
    yield decoder.decode(b"", final=True)


def _read_start(raw: BinaryIO) -> bytes:
    """Read enough bytes to see the encoding, and no more than a line: the next one may come only after a question."""
    start = b""
    while len(start) < 3 and (more := raw.read1(_CHUNK)):  # type: ignore[attr-defined]
        start += more
        if start.endswith(b"\n") and not start.startswith((b"\xff", b"\xfe", b"\xef")):
            break
    return start


def _detect_encoding(start: bytes, usual: str) -> tuple[bytes, str]:
    """Return the byte-order mark ("" if there is none) and the encoding."""
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return mark, encoding
    if start[1:2] == b"\0" != start[:1]:
        return b"", "utf-16-le"
    if start[:1] == b"\0" != start[1:2]:
        return b"", "utf-16-be"
    return b"", usual
