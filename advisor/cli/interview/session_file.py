"""The session on disk: every answer is there before the next question shows.

The file is replaced as a whole (written aside, synced, renamed), so that whatever happens it holds the last state or
the one before. Where it cannot be written the interview goes on in memory, and tries again with every answer.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from filelock import FileLock, Timeout

from advisor.cli.output_file import replace_file
from advisor.errors import Finding, OutputError, Place

DEFAULT_NAME = "interview.yaml"
_OTHER_SUFFIXES = (".json", ".toml")


class BusyError(OutputError):
    """Another process holds the session."""


class SessionFile:
    """One session file, held by this process alone. Raises OutputError where it cannot be one, or another has it."""

    def __init__(self, filename: str) -> None:
        self.path = Path(filename)
        self.trouble = ""
        try:
            self._target = Path(os.path.realpath(filename))
            problem = _find_problem(self.path, self._target)
        except (OSError, ValueError):
            problem = "its name cannot be used; name another file"
        if problem:
            raise _build_error(filename, problem)
        self._lock: FileLock | None = None
        try:
            name = hashlib.sha256(os.fsencode(self._target)).hexdigest()[:32]
            self._lock = FileLock(Path(tempfile.gettempdir()) / f"advisor-{name}.lock", mode=0o600)
            self._lock.acquire(timeout=0)
        except Timeout:
            sentence = "another interview is at work on this file; finish that one first, or name another file"
            raise BusyError([Finding(Place(filename), sentence)]) from None
        except OSError:
            pass  # no place for a lock: better an interview without one than none

    @classmethod
    def create(cls, filename: str) -> SessionFile:
        """A file for a new session. Raises OutputError where something stands there already."""
        file = cls(filename)
        if file._target.exists():
            file.close()
            raise _build_error(filename, "this exists already; go on with it by `--resume`, or name another file")
        return file

    @classmethod
    def create_with_free_name(cls) -> SessionFile:
        """A new session in this folder, under the first free name: interview.yaml, interview-2.yaml and so on."""
        number, name = 2, DEFAULT_NAME
        while True:
            if not Path(name).exists():
                try:
                    return cls.create(name)
                except BusyError:
                    pass  # it has that name and has not written yet
            name = f"interview-{number}.yaml"
            number += 1

    def save_backup(self) -> str:
        """Keep the file as it stands now beside itself; the name of that copy, empty where there can be none."""
        copy = self._target.with_name(f"{self._target.name}.before")
        try:
            if not copy.exists():
                replace_file(copy, self._target.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError):
            return ""
        return copy.name

    def save(self, text: str) -> bool:
        """Put the text on disk. Where that fails `trouble` says why, and the text is the caller's to keep."""
        try:
            if self._target.exists() and not os.access(self._target, os.W_OK):
                raise PermissionError(13, "it may not be written to")
            replace_file(self._target, text)
        except OSError as error:
            self.trouble = (error.strerror or "it cannot be written").lower()
            return False
        self.trouble = ""
        return True

    def close(self) -> None:
        """Leave the file to others."""
        if self._lock is not None:
            self._lock.release()


def _find_problem(path: Path, target: Path) -> str:
    """Why a path cannot be that of a session; empty where it can."""
    if path.name in ("", "-") or str(path) == "-":
        return "a session is kept in a file; name one, such as interview.yaml"
    if path.suffix.lower() in _OTHER_SUFFIXES or target.suffix.lower() in _OTHER_SUFFIXES:
        return "a session is kept as YAML; name a file that ends in .yaml, with one `fact: value` a line"
    if target.is_dir():
        return "this is a folder; name a file in it"
    if target.exists() and not target.is_file():
        return "this is not an ordinary file, so no answers can be kept in it; name another one"
    if not target.parent.is_dir():
        return f"there is no folder `{path.parent}`; make it first, or name another file"
    return ""


def _build_error(filename: str, sentence: str) -> OutputError:
    return OutputError([Finding(Place(filename.replace("\0", "?")), sentence)])
