"""Files on disk: each is written as a whole or stays as it was, and keeps its owner and rights.

The content goes to a temporary file in the same folder first, which then replaces the target. A run that is killed in
between leaves that temporary file behind. Its name says which program and which process made it, so that a later run
can remove it.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
import time
from pathlib import Path

MAX_COPIES = 9_999
MAX_LEFTOVER_SECONDS = 86_400.0
"""After this time, a temporary file is left over even if nobody can ask its process."""
_SUFFIX = ".advisor-tmp"
_MIDDLE = re.compile(r"([0-9a-f]{8})-([0-9]{1,10})-[a-z0-9_]{8}")
_OWNER_ONLY = 0o600


def check_replaceable(target: Path) -> None:
    """Raise an OSError for a file that exists and is read-only."""
    old = target.stat() if target.exists() else None
    if old and (not old.st_mode & stat.S_IWUSR or not os.access(target, os.W_OK)):
        raise PermissionError(13, "the file is read-only")


def reserve_temporary(target: Path) -> Path:
    """Make an empty file next to the target, for a content that is too large for memory. Raises OSError."""
    return _write_temporary(target, b"")


def move_into_place(temporary: Path, target: Path) -> None:
    """Let a complete temporary file replace the target; its owner alone can read it. Raises OSError."""
    check_replaceable(target)
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    temporary.chmod(_OWNER_ONLY)
    temporary.replace(target)
    _sync_folder(target.parent)


def keep_under_free_name(target: Path) -> Path:
    """Give a file a second name next to it, as `write_copy` names copies, and return that; the content is not copied.

    On a disk without links, the file loses its first name. Raises OSError.
    """
    for number in range(1, MAX_COPIES):
        copy = target.with_name(f"{target.name}.before{f'-{number}' * (number > 1)}")
        if _move_to_free_name(target, copy):
            return copy
    raise FileExistsError(17, "there are too many copies of this file; remove some of them")


def replace_file(target: Path, content: str | bytes, *, keep_mode: bool = False) -> None:
    """Write a file as a whole or not at all.

    Its owner alone can read it afterwards, unless it exists and `keep_mode` keeps its owner, its group and its rights.
    Raises OSError.
    """
    check_replaceable(target)
    old = target.stat() if target.exists() else None
    data = encode_content(content)
    temporary = _write_temporary(target, data)
    try:
        if old and keep_mode and not _copy_rights(target, temporary, old):
            _overwrite_file(target, data)  # the system does not let us give the new file to the same owner
            temporary.unlink()
        else:
            temporary.replace(target)
        _sync_folder(target.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def write_copy(target: Path, content: bytes) -> Path:
    """Write the content of a file to a copy next to it, and return the copy; it never replaces another file.

    The copies of `a.yaml` are `a.yaml.before`, `a.yaml.before-2` and so on. One that has this content already is not
    written again. Raises OSError.
    """
    temporary = _write_temporary(target, content)
    try:
        if target.exists():
            with contextlib.suppress(OSError):
                _copy_rights(target, temporary, target.stat())
        for number in range(1, MAX_COPIES):
            copy = target.with_name(f"{target.name}.before{f'-{number}' * (number > 1)}")
            if _has_content(copy, content) or _move_to_free_name(temporary, copy):
                return copy
    finally:
        temporary.unlink(missing_ok=True)
    raise FileExistsError(17, "there are too many copies of this file; remove some of them")


def remove_leftovers(target: Path) -> None:
    """Remove the temporary files of a target that killed runs left behind, as far as they are certainly ours."""
    head = _build_head(target)
    with contextlib.suppress(OSError):
        for entry in list(os.scandir(target.parent)):
            if entry.name.startswith(head) and entry.name.endswith(_SUFFIX):
                match = _MIDDLE.fullmatch(entry.name[len(head) : -len(_SUFFIX)])
                if match and _is_left_over(entry.stat(follow_symlinks=False), match[1], int(match[2])):
                    with contextlib.suppress(OSError):
                        Path(entry.path).unlink()


def encode_content(content: str | bytes) -> bytes:
    """Return the bytes of a content."""
    return content if isinstance(content, bytes) else content.encode()


def _build_head(target: Path) -> str:
    return f".{target.name[:100]}."


def _hash_computer() -> str:
    import hashlib  # here, since most runs write to the terminal
    import platform

    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def _is_left_over(status: os.stat_result, computer: str, process: int) -> bool:
    """Return whether a temporary file is ours and nobody writes it any more."""
    if not stat.S_ISREG(status.st_mode) or (hasattr(os, "getuid") and status.st_uid != os.getuid()):
        return False
    if time.time() - status.st_mtime > MAX_LEFTOVER_SECONDS:
        return True
    return computer == _hash_computer() and not is_running(process)


def is_running(process: int) -> bool:
    """Return whether another process of this computer with this number is running; True if that is unknown."""
    if process == os.getpid():
        return False  # another process had the number before this one
    if sys.platform == "win32":
        return True  # here, the question itself would end the process
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _write_temporary(target: Path, data: bytes) -> Path:
    """Write a new file next to the target, which only its owner can read from the start."""
    import tempfile  # here, since most runs write to the terminal

    prefix = f"{_build_head(target)}{_hash_computer()}-{os.getpid()}-"
    descriptor, name = tempfile.mkstemp(prefix=prefix, suffix=_SUFFIX, dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    return temporary


def _copy_rights(source: Path, target: Path, old: os.stat_result) -> bool:
    """Give a new file the owner, the group and the rights of an old one; return whether that succeeded."""
    if hasattr(os, "chown"):
        new = target.stat()
        if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
            try:
                os.chown(target, old.st_uid, old.st_gid)
            except OSError:
                return False
    target.chmod(stat.S_IMODE(old.st_mode))
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for name in os.listxattr(source):  # lists of access rights are among them
                with contextlib.suppress(OSError):
                    os.setxattr(target, name, os.getxattr(source, name))
    return True


def _overwrite_file(target: Path, data: bytes) -> None:
    """Write into an existing file; restore its content if that fails."""
    with target.open("r+b", buffering=0) as file:
        before = file.read()
        try:
            _write_from_start(file.fileno(), data)
        except OSError:
            with contextlib.suppress(OSError):
                _write_from_start(file.fileno(), before)
            raise


def _write_from_start(descriptor: int, data: bytes) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    written = 0
    while written < len(data):
        written += os.write(descriptor, data[written:])
    os.ftruncate(descriptor, len(data))
    os.fsync(descriptor)


def _has_content(path: Path, content: bytes) -> bool:
    try:
        return not path.is_symlink() and path.is_file() and path.read_bytes() == content
    except OSError:
        return False


def _move_to_free_name(temporary: Path, path: Path) -> bool:
    """Give a file a name that no other file has; return False if one has it. Raises OSError."""
    try:
        path.hardlink_to(temporary)  # unlike a move, this never replaces a file
    except FileExistsError:
        return False
    except OSError:  # this disk has no links
        if os.path.lexists(path):
            return False
        temporary.rename(path)
    _sync_folder(path.parent)
    return True


def _sync_folder(folder: Path) -> None:
    """Write the new name to disk too, if the system can do that for a folder."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
