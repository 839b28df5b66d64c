"""Putting several files in place: all of them, or nothing is changed."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from advisor.cli.output_file import replace_file
from advisor.errors import Finding, OutputError, Place


def write_files(folder: Path, files: Mapping[str, bytes | str]) -> None:
    """Write files by their paths below a folder, which is made where it is missing.

    Files that are there keep their rights; new ones are readable by their owner only. Raises OutputError, after all
    that was there before has been put back.
    """
    before: list[tuple[Path, bytes | None]] = []
    made: list[Path] = []
    path = folder
    try:
        for name, content in files.items():
            path = Path(os.path.realpath(folder / name))
            _make_folders(path.parent, made)
            old = path.read_bytes() if path.exists() else None
            rights = stat.S_IMODE(path.stat().st_mode) if old is not None else 0o600
            if not rights & stat.S_IWUSR:
                raise PermissionError(13, "it may not be written to")
            before.append((path, old))
            replace_file(path, content)
            path.chmod(rights)
    except (OSError, ValueError) as error:
        _restore_files(before, made)
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "its name cannot be used"
        sentence = f"nothing was written, since this file cannot be: {reason[:1].lower()}{reason[1:]}"
        raise OutputError([Finding(Place(str(path).replace("\0", "?")), sentence)]) from None


def _make_folders(folder: Path, new_folders: list[Path]) -> None:
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir()
        new_folders.append(each)


def _restore_files(old_contents: list[tuple[Path, bytes | None]], new_folders: list[Path]) -> None:
    for path, old in reversed(old_contents):
        with contextlib.suppress(OSError):
            if old is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != old:
                replace_file(path, old)
    for folder in reversed(new_folders):
        with contextlib.suppress(OSError):
            folder.rmdir()
