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

from advisor.cli.output import replace
from advisor.errors import Finding, OutputError, Place

DEFAULT = "interview.yaml"


def free_name(folder: Path) -> Path:
    """A name for a new session that no file has yet: interview.yaml, interview-2.yaml and so on."""
    number, path = 2, folder / DEFAULT
    while path.exists():
        path = folder / f"interview-{number}.yaml"
        number += 1
    return path


class SessionFile:
    """One session file, held by this process alone. Raises OutputError where another process has it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble = ""
        place = os.path.realpath(path)
        name = hashlib.sha256(place.encode(errors="surrogateescape")).hexdigest()[:32]
        self._lock = FileLock(Path(tempfile.gettempdir()) / f"advisor-{name}.lock", mode=0o600)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            sentence = "another interview is at work on this file; finish that one first, or name another file"
            raise OutputError([Finding(Place(str(path)), sentence)]) from None
        except OSError:
            pass  # no place for a lock: better an interview without one than none

    def save(self, text: str) -> bool:
        """Put the text on disk. Where that fails `trouble` says why, and the text is the caller's to keep."""
        try:
            replace(self.path, text)
        except OSError as error:
            self.trouble = (error.strerror or "it cannot be written").lower()
            return False
        self.trouble = ""
        return True

    def close(self) -> None:
        """Leave the file to others."""
        self._lock.release()
