"""The session file: holds every answer before the next question appears.

Each save replaces the file as a whole, so it always holds the last state or the one before. If it cannot be written,
the interview continues in memory and tries again with every answer.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from filelock import FileLock, Timeout

from advisor.cli.output_files import replace_file
from advisor.errors import OutputError, describe_os_error
from advisor.loading.finding_codes import FILE_IN_USE, INVALID_SESSION_FILE, WOULD_OVERWRITE

DEFAULT_NAME = "interview.yaml"
_OTHER_SUFFIXES = (".json", ".toml")


class BusyError(OutputError):
    """The session is in use by another process."""


class SessionFile:
    """One session file, locked for this process.

    `problem` is the reason why the last `save` failed, or empty. Raises OutputError if the file cannot be a session,
    BusyError if another process uses it.
    """

    def __init__(self, filename: str) -> None:
        self.path = Path(filename)
        self.problem = ""
        try:
            self._target = Path(os.path.realpath(filename))
            refusal = _find_refusal(self.path, self._target)
        except (OSError, ValueError):
            refusal = "this file name cannot be used; name another file"
        if refusal:
            raise OutputError.at(filename.replace("\0", "?"), refusal, INVALID_SESSION_FILE)
        self._lock: FileLock | None = None
        digest = hashlib.sha256(os.fsencode(self._target)).hexdigest()[:32]
        try:
            self._lock = FileLock(Path(tempfile.gettempdir()) / f"advisor-{digest}.lock", mode=0o600)
            self._lock.acquire(timeout=0)
        except Timeout:
            sentence = "another interview is using this file; finish that one first, or name another file"
            raise BusyError.at(filename, sentence, FILE_IN_USE) from None
        except OSError:
            pass  # no place for a lock: better an interview without one than none

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
        while True:
            if not Path(name).exists():
                with contextlib.suppress(BusyError):  # another process has this name, but has not written yet
                    return cls.create(name)
            name = f"interview-{number}.yaml"
            number += 1

    def save_backup(self) -> str:
        """Copy the file as it is now to a file next to it; return the copy's name, or "" if that fails."""
        copy = self._target.with_name(f"{self._target.name}.before")
        try:
            if not copy.exists():
                replace_file(copy, self._target.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError):
            return ""
        return copy.name

    def save(self, text: str) -> bool:
        """Write the text and return whether that succeeded; if not, `problem` says why."""
        self.problem = ""
        try:
            replace_file(self._target, text)
        except OSError as error:
            self.problem = describe_os_error(error)
        return not self.problem

    def close(self) -> None:
        """Unlock the file."""
        if self._lock is not None:
            self._lock.release()


def _find_refusal(path: Path, target: Path) -> str:
    """Find out why a path cannot be a session file; "" if it can."""
    if path.name in ("", "-") or str(path) == "-":
        return f"a session needs a file; name one, such as `{DEFAULT_NAME}`"
    if path.suffix.lower() in _OTHER_SUFFIXES or target.suffix.lower() in _OTHER_SUFFIXES:
        return "a session is saved as YAML; name a file that ends in `.yaml`"
    if target.is_dir():
        return "this is a folder; name a file in it"
    if target.exists() and not target.is_file():
        return "this is not a regular file; name another file"
    if not target.parent.is_dir():
        return f"there is no folder `{path.parent}`; create it first, or name another file"
    return ""
