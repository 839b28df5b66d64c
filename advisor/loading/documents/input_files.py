"""A reader of files and of standard input, with a message for every way in which that can fail."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

from advisor.errors import Place, describe_os_error
from advisor.loading import finding_codes as codes
from advisor.loading.documents.yaml_reader import MAX_BYTES, UnreadableError
from advisor.model.name_suggestion import suggest_name


def read_text(path: str, max_bytes: int = MAX_BYTES) -> tuple[str, str]:
    """Return the text of a file (`-`: standard input) and its name in messages. Raises UnreadableError."""
    data, name = read_bytes(path, max_bytes)
    return decode_text(data, name, max_bytes), name


def read_bytes(path: str, max_bytes: int, *, folder_hint: str = "name a file in it") -> tuple[bytes, str]:
    """Read a file (`-`: standard input).

    Args:
        path: the file.
        max_bytes: at most one byte more is read, so that the caller can see that a file is too large.
        folder_hint: what to do if the path is a folder.

    Returns:
        The bytes, and the name of the file in messages.

    Raises:
        UnreadableError: if the file cannot be read.
    """
    if path == "-":
        return sys.stdin.buffer.read(max_bytes + 1), "<stdin>"
    name = path.replace("\0", "?")
    try:
        if stat.S_ISDIR(Path(path).stat().st_mode):
            raise UnreadableError(path, f"this is a folder; {folder_hint}", codes.NOT_READABLE)
        with Path(path).open("rb") as file:
            return file.read(max_bytes + 1), path
    except FileNotFoundError:
        raise UnreadableError(name, f"there is no such file{_suggest_file(path)}", codes.FILE_NOT_FOUND) from None
    except PermissionError:
        sentence = "you may not read this file; change its permissions"
        raise UnreadableError(name, sentence, codes.NOT_READABLE) from None
    except (OSError, ValueError) as error:
        sentence = f"this file cannot be read: {describe_os_error(error)}"
        raise UnreadableError(name, sentence, codes.NOT_READABLE) from None


def decode_text(data: bytes, name: str, max_bytes: int) -> str:
    """Return the text in some bytes. Raises UnreadableError if they are too many, or no UTF-8."""
    if len(data) > max_bytes:
        sentence = f"this is larger than {max_bytes // 1000:,} kB, the maximum for such a file; shorten it"
        raise UnreadableError(name, sentence, codes.TOO_LARGE)
    if b"\0" in data:
        raise UnreadableError(name, "this is a binary file; save it as text (YAML, TOML or JSON)", codes.NOT_TEXT)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        place = Place(name, line, error.start - data.rfind(b"\n", 0, error.start))
        raise UnreadableError(place, "this is not UTF-8 text; save the file as UTF-8", codes.NOT_TEXT) from None


def _suggest_file(path: str) -> str:
    try:
        return suggest_name(Path(path).name, [entry.name for entry in Path(path).parent.iterdir()])
    except OSError:
        return ""
