"""Output that is too large for memory: it is written next to its place, and gets its name when it is complete."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from advisor.cli.echo import echo
from advisor.cli.output_files import build_output_error
from advisor.sessions.safe_files import (
    check_replaceable,
    keep_under_free_name,
    move_into_place,
    remove_leftovers,
    reserve_temporary,
)

_SIDE_FILES = (".wal", "-journal", "-wal", "-shm", ".tmp")
"""Endings of the files that databases keep next to theirs while they write."""


@contextlib.contextmanager
def write_large_file(
    path: str, what: str, is_earlier: Callable[[Path], bool], *, replaces_any: bool = False
) -> Iterator[Path]:
    """Give the block a file to write, which becomes `path` if the block ends well, and is removed otherwise.

    A file that has this name already is kept under another, unless it `is_earlier` output or the new one
    `replaces_any`. Only its owner can read the new file. If the block removes its file, nothing is written.

    Args:
        path: the file to write.
        what: what it is, for errors.
        is_earlier: returns whether a file is certainly an earlier output.
        replaces_any: whether no file is kept.

    Raises:
        OutputError: the file cannot be written.
    """
    target = Path(os.path.realpath(path))
    problem = f"{what} was not written"
    try:
        _check_place(target)
        remove_leftovers(target)
        temporary = reserve_temporary(target)
    except (OSError, ValueError) as error:
        raise build_output_error(path, problem, error) from None
    try:
        yield temporary
        if temporary.exists():
            try:
                copy = None
                if target.exists() and not replaces_any and not is_earlier(target):
                    copy = keep_under_free_name(target)
                move_into_place(temporary, target)
            except OSError as error:
                raise build_output_error(path, problem, error) from None
            if copy:
                echo(f"{path}: another file had this name; it is now `{copy.name}`", err=True)
    finally:
        for side in ("", *_SIDE_FILES):
            with contextlib.suppress(OSError):
                Path(f"{temporary}{side}").unlink(missing_ok=True)


def _check_place(target: Path) -> None:
    if target.is_dir():
        raise IsADirectoryError(21, "this is a folder; name a file in it")
    if target.exists() and not stat.S_ISREG(target.stat().st_mode):
        raise OSError(22, "this is no file that can be replaced; name a file")
    check_replaceable(target)
