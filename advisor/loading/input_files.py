"""Bytes to text: files and standard input, with every way in which they can refuse to be read told in a sentence."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

from advisor.errors import Place
from advisor.loading.yaml_reader import MAX_BYTES, UnreadableError
from advisor.model.name_suggestion import suggest_name


def read_text(path: str) -> tuple[str, str]:
    """The text of a file (`-`: standard input) and the name it goes by in messages. Raises UnreadableError."""
    data, name = read_bytes(path, MAX_BYTES)
    return _decode_text(data, name), name


def read_bytes(path: str, max_bytes: int, *, folder_hint: str = "name a file in it") -> tuple[bytes, str]:
    """Up to one byte more than `most` of a file (`-`: standard input), and the name it goes by in messages.

    The byte more is for the caller to tell what is too large. `instead` is the way out where a folder is named. Raises
    UnreadableError.
    """
    if path == "-":
        return sys.stdin.buffer.read(max_bytes + 1), "<stdin>"
    shown = path.replace("\0", "?")
    try:
        if stat.S_ISDIR(Path(path).stat().st_mode):
            raise UnreadableError(Place(path), f"this is a folder; {folder_hint}")
        with Path(path).open("rb") as file:
            return file.read(max_bytes + 1), path
    except FileNotFoundError:
        raise UnreadableError(Place(shown), "there is no such file" + _suggest_name(path)) from None
    except PermissionError:
        raise UnreadableError(Place(shown), "this file may not be read; check its rights") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "its name cannot be used"
        raise UnreadableError(Place(shown), f"this file cannot be read: {reason.lower()}") from None


def _decode_text(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise UnreadableError(
            Place(name), f"this is larger than {MAX_BYTES // 1000:,} kB, more than any such file needs"
        )
    if b"\0" in data:
        raise UnreadableError(Place(name), "this is a binary file; expected text (YAML, TOML or JSON)")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise UnreadableError(Place(name, line, column), "this is not UTF-8 text; save the file as UTF-8") from None


def _suggest_name(path: str) -> str:
    folder = Path(path).parent
    try:
        return suggest_name(Path(path).name, [each.name for each in folder.iterdir()])
    except OSError:
        return ""
