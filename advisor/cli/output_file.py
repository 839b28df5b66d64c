"""Writing what was asked for: to the terminal, or to a file that is whole or untouched.

A report holds a company's answers, so a file is readable by its owner only. It is written beside its place first and
renamed into it when complete; whatever goes wrong, what stood there before still does.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

import click

from advisor.errors import Finding, OutputError, Place


def check_output_path(path: str | None, inputs: Iterable[str | None]) -> None:
    """Refuse to write over what was read: whoever names one file twice would lose it. Raises OutputError."""
    if path is None or path == "-":
        return
    for each in inputs:
        if each and each != "-" and os.path.realpath(each) == os.path.realpath(path):
            sentence = "this file is read here, and would be lost by writing to it; name another one to write"
            raise OutputError([Finding(Place(path), sentence)])


def write_output(text: str | bytes, path: str | None) -> None:
    """Write text or bytes to a file, or to the terminal where the path is None or `-`. Raises OutputError."""
    if path is None or path == "-":
        click.echo(text, nl=False)
        return
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            _write_to_device(target, text)
        elif target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(13, "it may not be written to")
        else:
            replace_file(target, text)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "its name cannot be used"
        shown = path.replace("\0", "?")
        raise OutputError(
            [Finding(Place(shown), f"the report was not written: {reason[:1].lower()}{reason[1:]}")]
        ) from None


def _write_to_device(target: Path, text: str | bytes) -> None:
    """A pipe or a device takes the text as it comes."""
    if target.is_dir():
        raise IsADirectoryError(21, "this is a folder; name a file in it")
    with target.open("wb") as file:
        file.write(_encode_text(text))


def _encode_text(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def replace_file(target: Path, text: str | bytes) -> None:
    """Put a text in the place of a file, as a whole or not at all; readable by its owner only. Raises OSError."""
    import tempfile  # here, since most runs write to the terminal

    descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", dir=target.parent)  # owner-only from the start
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(_encode_text(text))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
        _sync_folder(target.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _sync_folder(folder: Path) -> None:
    """Have the new name on disk too, where the system can say so of a folder."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
