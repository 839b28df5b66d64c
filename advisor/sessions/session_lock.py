"""The lock of a session: a file next to it, so that other computers with the same folder see it, too.

While a session runs, the system holds a lock on that file. The lock of a process that has ended is free at once. Some
shared folders do not pass locks on to other computers. So the file also names the computer and the process, and a
thread renews its time. If nobody has renewed it for `STALE_SECONDS`, the session on the other computer has ended.
"""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import stat
import sys
import threading
import time
from pathlib import Path

from advisor.sessions.safe_files import is_running

STALE_SECONDS = 300.0
RENEWAL_SECONDS = 30.0
_MAX_TRIES = 20
_MAX_BYTES = 500
_BUSY_ERRORS = (errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK, errno.EDEADLK)


class HeldError(Exception):
    """Another process has the lock. `computer` is the name of its computer, or "" if it is this one."""

    def __init__(self, computer: str = "") -> None:
        super().__init__(computer)
        self.computer = computer


class SessionLock:
    """The lock of one file. Where no lock can be made, the session runs without one."""

    def __init__(self, target: Path) -> None:
        self.path = target.with_name(f".{target.name}.lock")
        self._descriptor: int | None = None
        self._ended = threading.Event()
        self._renewing: threading.Thread | None = None

    def acquire(self) -> None:
        """Take the lock. Raises HeldError if another process has it."""
        for _ in range(_MAX_TRIES):
            try:
                descriptor = self._open_file()
            except OSError:
                return  # no place for a lock: better an interview without one than none
            try:
                if self._take_file(descriptor):
                    self._descriptor = descriptor
                    self._start_renewing(descriptor)
                    return
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)  # its last owner has just removed it: make a new one

    def restore(self) -> None:
        """Make the lock again if its file has disappeared, such as with the folder. Never fails."""
        if self._descriptor is None or not _is_at(self._descriptor, self.path):
            with contextlib.suppress(HeldError):
                self.release()
                self.acquire()

    def release(self) -> None:
        """Give the lock back and remove its file."""
        self._ended.set()
        if self._renewing is not None:
            self._renewing.join()  # it must not touch another file that gets the same number
        self._ended, self._renewing = threading.Event(), None
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        is_ours = _is_at(descriptor, self.path)
        if sys.platform == "win32":
            os.close(descriptor)  # an open file cannot be removed there
        if is_ours:
            with contextlib.suppress(OSError):
                self.path.unlink()
        if sys.platform != "win32":
            os.close(descriptor)

    def _open_file(self) -> int:
        """Open the file of the lock, and make it if it is missing. Raises OSError if it is no regular file."""
        safe = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | safe, 0o644)  # other users must be able to read it
        except PermissionError:
            descriptor = os.open(self.path, os.O_RDONLY | safe)  # the lock of another user
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(errno.EINVAL, "this is not a regular file")
        return descriptor

    def _take_file(self, descriptor: int) -> bool:
        """Lock the open file and write our name into it; return False if it is not the file of the lock any more."""
        computer, process = _read_owner(descriptor)
        here = platform.node()
        try:
            _lock_file(descriptor)
        except OSError as error:
            if error.errno in _BUSY_ERRORS:
                raise HeldError("" if computer == here else computer) from None
            if computer == here and is_running(process):  # this disk has no locks
                raise HeldError from None
        if not _is_at(descriptor, self.path):
            return False
        if computer not in ("", here) and _is_fresh(descriptor, self.path):
            raise HeldError(computer)
        _write_owner(descriptor, f"{here}\n{os.getpid()}\n")
        return True

    def _start_renewing(self, descriptor: int) -> None:
        ended = self._ended

        def renew() -> None:
            while not ended.wait(RENEWAL_SECONDS):
                with contextlib.suppress(OSError):
                    _touch(descriptor, self.path)

        self._renewing = threading.Thread(target=renew, daemon=True)
        self._renewing.start()


def _lock_file(descriptor: int) -> None:
    """Lock an open file without waiting. Raises OSError."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, 2 * _MAX_BYTES, os.SEEK_SET)  # behind the text, which others must be able to read
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_at(descriptor: int, path: Path) -> bool:
    """Return whether an open file is the one at a path."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except OSError:
        return False


def _read_owner(descriptor: int) -> tuple[str, int]:
    """Return the computer and the process that a lock names; "" and -1 if it names none."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    computer, _, process = os.read(descriptor, _MAX_BYTES).decode(errors="replace").partition("\n")
    return computer.strip(), int(process) if process.strip().isascii() and process.strip().isdigit() else -1


def _write_owner(descriptor: int, text: str) -> None:
    with contextlib.suppress(OSError):  # a full disk: the lock of the system holds without the text
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, text.encode())


def _is_fresh(descriptor: int, path: Path) -> bool:
    """Return whether the time of a file was renewed lately, by the clock of its disk if we may ask it."""
    before = os.fstat(descriptor)
    now = time.time()
    with contextlib.suppress(OSError):
        _touch(descriptor, path)
        now = os.fstat(descriptor).st_mtime
    is_fresh = now - before.st_mtime < STALE_SECONDS
    if is_fresh:
        with contextlib.suppress(OSError):
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns), follow_symlinks=False)
    return is_fresh


def _touch(descriptor: int, path: Path) -> None:
    if os.utime in os.supports_fd:
        os.utime(descriptor)
    elif _is_at(descriptor, path):
        os.utime(path)
