"""The session file: holds every answer before the next question appears.

Each save replaces the file as a whole, so it always holds the last state or the one before. If it cannot be written,
the interview continues in memory and tries again with every answer. What somebody else wrote is never replaced
unasked.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from advisor.errors import OutputError, describe_os_error
from advisor.loading.finding_codes import FILE_IN_USE, INVALID_SESSION_FILE, WOULD_OVERWRITE
from advisor.sessions.safe_files import encode_content, remove_leftovers, replace_file, write_copy
from advisor.sessions.session_lock import HeldError, SessionLock

DEFAULT_NAME = "interview.yaml"
_OTHER_SUFFIXES = (".json", ".toml")


class BusyError(OutputError):
    """The session is in use by another process."""


class ChangedMeanwhileError(Exception):
    """Somebody else wrote the file since we last read or wrote it; it stays as it is."""


class SessionFile:
    """One session file, locked for this process.

    `problem` is the reason why the last `save` failed, or empty. `copy` is the name of the file that holds the file as
    it was before our first save; "" if there is none. Raises OutputError if the file cannot be a session, BusyError if
    another process uses it.
    """

    def __init__(self, filename: str) -> None:
        self.path = Path(filename)
        self.problem = ""
        self.copy = ""
        self.keeps_old = False
        """The next save first copies the file as it is now."""
        self.earlier: list[Path] = []
        """Files that have the names before this one, and are not in use."""
        self._open(filename)

    def _open(self, filename: str) -> None:
        """Lock the file of this name and read it. Raises OutputError."""
        path = Path(filename)
        try:
            target = Path(os.path.realpath(filename))
            refusal = _find_refusal(path, target)
        except (OSError, ValueError):
            refusal = "this file name cannot be used; name another file"
        if refusal:
            raise OutputError.at(filename.replace("\0", "?"), refusal, INVALID_SESSION_FILE)
        lock = SessionLock(target)
        try:
            lock.acquire()
        except HeldError as held:
            where = f" on the computer `{held.computer}`" if held.computer else ""
            sentence = f"another interview{where} is using this file; finish that one first, or name another file"
            raise BusyError.at(filename, sentence, FILE_IN_USE) from None
        self.path, self._target, self._lock = path, target, lock
        remove_leftovers(target)
        self.content: bytes | None = None
        with contextlib.suppress(OSError):  # who reads the answers in it reports why it cannot be read
            self.content = _read_content(target)

    @classmethod
    def create(cls, filename: str) -> SessionFile:
        """Start a new session file. Raises OutputError if the file exists."""
        file = cls(filename)
        if file._target.exists():
            file.close()
            sentence = "this file already exists; continue it with `--resume`, or name another file"
            raise OutputError.at(filename, sentence, WOULD_OVERWRITE)
        return file

    @classmethod
    def create_with_free_name(cls) -> SessionFile:
        """Start a session in this folder with the first free name: interview.yaml, interview-2.yaml and so on."""
        number, name = 2, DEFAULT_NAME
        earlier: list[Path] = []
        while True:
            if Path(name).exists():
                earlier.append(Path(name))
            else:
                with contextlib.suppress(BusyError):  # another process has this name, but has not written yet
                    file = cls.create(name)
                    file.earlier = [path for path in earlier if not _is_in_use(path)]
                    return file
            name = f"interview-{number}.yaml"
            number += 1

    def save(self, text: str) -> bool:
        """Write the text and return whether that succeeded; if not, `problem` says why.

        Raises ChangedMeanwhileError if somebody else wrote the file.
        """
        self.problem = ""
        self._lock.restore()
        try:
            present = _read_content(self._target)
            if present is not None and present != self.content:
                raise ChangedMeanwhileError
            if present is not None and self.keeps_old:
                self.copy = write_copy(self._target, present).name
            data = encode_content(text)
            replace_file(self._target, data, keep_mode=True)
            self.content, self.keeps_old = data, False
        except OSError as error:
            self.problem = describe_os_error(error)
        return not self.problem

    def accept_their_file(self) -> None:
        """Take what somebody else wrote as the file that the next save copies and then replaces."""
        with contextlib.suppress(OSError):
            self.content = _read_content(self._target)
            self.keeps_old = True

    def move_to_free_name(self) -> None:
        """Continue in a new file next to this one, the first free of a-2.yaml, a-3.yaml and so on.

        Raises OutputError if no file can be there.
        """
        number, old = 2, self._lock
        while True:
            name = self.path.with_name(f"{self.path.stem}-{number}{self.path.suffix}")
            number += 1
            if not os.path.lexists(name):
                with contextlib.suppress(BusyError):
                    self._open(str(name))
                    break
        old.release()
        self.keeps_old = False

    def close(self) -> None:
        """Unlock the file."""
        self._lock.release()


def _is_in_use(path: Path) -> bool:
    """Return whether another process has the session in a file."""
    lock = SessionLock(path.resolve())
    try:
        lock.acquire()
    except HeldError:
        return True
    lock.release()
    return False


def _read_content(target: Path) -> bytes | None:
    """Read a file; None if there is none. Raises OSError."""
    try:
        return target.read_bytes()
    except FileNotFoundError:
        return None


def _find_refusal(path: Path, target: Path) -> str:
    """Find out why a path cannot be a session file; "" if it can."""
    if path.name in ("", "-") or str(path) == "-":
        return f"your answers need a file; name one, such as `{DEFAULT_NAME}`"
    if path.suffix.lower() in _OTHER_SUFFIXES or target.suffix.lower() in _OTHER_SUFFIXES:
        return "answers are saved as YAML; name a file that ends in `.yaml`"
    if target.is_dir():
        return "this is a folder; name a file in it"
    if target.exists() and not target.is_file():
        return "answers cannot be saved under this name; name another file"
    if not target.parent.is_dir():
        return f"there is no folder `{path.parent}`; create it first, or name another file"
    return ""
