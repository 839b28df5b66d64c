"""Output to the terminal or to files; a file is written as a whole or stays as it was.

A report holds a company's answers, so its owner alone can read a new file.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from advisor.cli.earlier_outputs import is_earlier_output
from advisor.cli.echo import echo
from advisor.errors import Finding, OutputError, Place, describe_os_error
from advisor.loading.documents.input_files import read_text
from advisor.loading.documents.nodes import FindingList
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.loading.finding_codes import NOT_WRITTEN, WOULD_OVERWRITE
from advisor.loading.packs.pack_files import PackFiles
from advisor.sessions.safe_files import encode_content, remove_leftovers, replace_file, write_copy

_BYTE_ORDER_MARK = "\ufeff"
"""Some editors write it at the start of a text to say that it is UTF-8; `read_text` removes it."""


def build_output_error(path: str | Path, problem: str, error: Exception) -> OutputError:
    """Turn an OSError, or a ValueError about a file name, into an OutputError: `{path}: {problem}: {reason}`."""
    return OutputError.at(str(path).replace("\0", "?"), f"{problem}: {describe_os_error(error)}", NOT_WRITTEN)


def check_output_path(path: str | None, inputs: Iterable[str | None]) -> None:
    """Refuse to write to a file that is also an input. Raises OutputError."""
    if path is None or path == "-":
        return
    for name in inputs:
        if name and name != "-" and os.path.realpath(name) == os.path.realpath(path):
            raise OutputError.at(path, "this file is also an input; name another file to write to", WOULD_OVERWRITE)


def check_no_overwrite(paths: Iterable[Path], way_out: str) -> None:
    """Refuse to replace files that exist, all of them in one error. Raises OutputError."""
    sentence = f"this file already exists; {way_out}"
    if findings := [Finding(Place(str(path)), sentence, WOULD_OVERWRITE) for path in paths if os.path.lexists(path)]:
        raise OutputError(findings)


def write_output(
    content: str | bytes, path: str | None, what: str = "the report", *, replaces_any: bool = False
) -> None:
    """Write to a file, or to the terminal if the path is None or `-`. Raises OutputError, which says `what` it was.

    A file that the advisor did not write is kept as a copy, unless the user said that the new one `replaces_any`.

    Example: `write_output("Sales and Marketing\\n", "report.txt")`.
    """
    if path is None or path == "-":
        echo(content, nl=False)
        return
    try:
        target = Path(os.path.realpath(path))
        if target.is_dir():
            raise IsADirectoryError(21, "this is a folder; name a file in it")
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            target.write_bytes(encode_content(content))  # a pipe or a device cannot be replaced
        else:
            remove_leftovers(target)
            copy = None if replaces_any else _keep_other_file(target, encode_content(content))
            replace_file(target, content)
            if copy:
                _say_kept(path, copy)
    except (OSError, ValueError) as error:
        raise build_output_error(path, f"{what} was not written", error) from None


def _keep_other_file(target: Path, new_content: bytes) -> Path | None:
    """Copy a file that is no earlier output and is about to change; None if there is nothing to keep."""
    if not target.exists():
        return None
    old = target.read_bytes()
    return None if old == new_content or is_earlier_output(old, target.name) else write_copy(target, old)


def _say_kept(path: str | Path, copy: Path) -> None:
    echo(f"{path}: another file had this name; it is now `{copy.name}`", err=True)


def write_files(folder: Path, files: Mapping[str, bytes | str], *, keeps_others: bool = False) -> None:
    """Write files, named by their paths below a folder: all of them or none. Makes missing folders.

    Existing files keep their owner and rights. With `keeps_others`, a file that the advisor did not write is kept as a
    copy. Raises OutputError after it has restored what was there before.
    """
    old_contents: list[tuple[Path, bytes | None]] = []
    new_folders: list[Path] = []
    copies: dict[Path, Path] = {}
    path = folder
    try:
        for name, content in files.items():
            path = folder / name
            target = Path(os.path.realpath(path))
            _make_folders(target.parent, new_folders)
            old_contents.append((target, target.read_bytes() if target.exists() else None))
            remove_leftovers(target)
            if keeps_others and (copy := _keep_other_file(target, encode_content(content))):
                copies[path] = copy
            replace_file(target, content, keep_mode=True)
    except (OSError, ValueError) as error:
        _restore_files(old_contents, new_folders)
        raise build_output_error(path, "this file cannot be written, so nothing was written", error) from None
    for path, copy in copies.items():
        _say_kept(path, copy)


def _make_folders(folder: Path, new_folders: list[Path]) -> None:
    """Make a folder and its missing parents, and record those made."""
    for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        missing.mkdir()
        new_folders.append(missing)


def _restore_files(old_contents: list[tuple[Path, bytes | None]], new_folders: list[Path]) -> None:
    for path, content in reversed(old_contents):
        with contextlib.suppress(OSError):
            if content is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != content:
                replace_file(path, content, keep_mode=True)
    for folder in reversed(new_folders):
        with contextlib.suppress(OSError):
            folder.rmdir()


def list_rewritable_files(pack: Path) -> list[Path]:
    """List the YAML files of a pack that may be rewritten; the checks report what is wrong with others."""
    files = PackFiles(pack, "", FindingList())
    names = ("pack.yaml", *files.list_files("knowledge"), *files.list_files("rules"))
    return [pack / name for name in names if name.endswith(".yaml") and files.is_own_file(name)]


def rewrite_file(path: Path, change: Callable[[str], str], *, dry_run: bool = False) -> bool:
    """Replace the text of a file by what `change` makes of it, and return whether it differs.

    The file keeps its permissions; with `dry_run` it stays as it is. A file that cannot be read counts as unchanged,
    since the checks report it. Raises OutputError, and what `change` raises.
    """
    try:
        text, _ = read_text(str(path))
    except UnreadableError:
        return False
    new = change(text)
    if new == text or dry_run:
        return new != text
    try:
        target = path.resolve()
        has_mark = target.read_bytes().startswith(_BYTE_ORDER_MARK.encode())
        replace_file(target, _BYTE_ORDER_MARK + new if has_mark else new, keep_mode=True)
    except OSError as error:
        raise build_output_error(path, "this file was not changed", error) from None
    return True
