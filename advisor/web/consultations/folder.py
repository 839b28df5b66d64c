"""The folder of consultations: one facts file each, which only its owner can read, under a name that nobody can guess.

A file has the same form as the one that `advisor interview` keeps. It is written as a whole after each answer, before
the next page, so a server that is killed loses none.
"""

from __future__ import annotations

import os
import re
import secrets
from functools import cached_property
from pathlib import Path

from advisor.errors import OutputError, describe_os_error
from advisor.loading.finding_codes import INVALID_OPTION, NOT_WRITTEN
from advisor.sessions.safe_files import replace_file
from advisor.sessions.session_file import BusyError, ChangedMeanwhileError, SessionFile
from advisor.web.security.refusals import RefusedRequestError, build_unknown_consultation

MAX_CONSULTATIONS = 1_000
MAX_FILE_BYTES = 5_000_000
_ENDING = ".yaml"
MARK_ENDING = ".round"
"""The ending of a mark next to a consultation that has the answers of a round."""
KEY_FILE = "revisions.key"
_ID = re.compile(r"[a-z2-7]{26}")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


class ConsultationFolder:
    """A folder with at most `limit` consultations. Raises OutputError if it cannot be used."""

    def __init__(self, path: Path, limit: int = MAX_CONSULTATIONS) -> None:
        self.path = path
        self.limit = limit
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            list(path.iterdir())
        except (NotADirectoryError, FileExistsError):
            raise OutputError.at(str(path), "this is a file; name a folder for `--data`", INVALID_OPTION) from None
        except OSError as error:
            sentence = f"this folder cannot be used: {describe_os_error(error)}; name another one with `--data`"
            raise OutputError.at(str(path), sentence, NOT_WRITTEN) from None

    def create(self, text: str) -> str:
        """Write a new consultation and return its id. Raises RefusedRequestError."""
        if sum(1 for entry in self.path.iterdir() if entry.suffix == _ENDING) >= self.limit:
            problem = f"This server keeps at most {self.limit:,} consultations, and it has that many."
            raise RefusedRequestError(503, problem, "Delete one that is no longer needed, then try again.")
        name = create_secret_name()
        file = SessionFile.create(str(self.locate(name)))
        try:
            if not file.save(text):
                raise build_write_error(file.problem)
        finally:
            file.close()
        return name

    def locate(self, name: str) -> Path:
        """Return the file of a consultation. Raises RefusedRequestError if this cannot be the id of one."""
        if not _ID.fullmatch(name):
            raise build_unknown_consultation()
        return self.path / f"{name}{_ENDING}"

    def read(self, name: str) -> bytes:
        """Return the content of a consultation. Raises RefusedRequestError if there is none with this id."""
        path = self.locate(name)
        try:
            with path.open("rb") as file:
                content = file.read(MAX_FILE_BYTES + 1)
        except FileNotFoundError:
            raise build_unknown_consultation() from None
        except OSError as error:
            raise RefusedRequestError(500, f"The answers cannot be read: {describe_os_error(error)}.") from None
        if len(content) > MAX_FILE_BYTES:
            raise RefusedRequestError(500, "The file of this consultation is too large.", "Shorten it by hand.")
        return content

    def replace(self, name: str, before: bytes, text: str) -> bytes:
        """Replace a consultation that has this content, and return the new content.

        Raises:
            ChangedMeanwhileError: it has another content; nothing is written.
            RefusedRequestError: it cannot be written.
        """
        try:
            file = SessionFile(str(self.locate(name)))
        except BusyError:
            problem = "An interview in a terminal is using this consultation. Your answer is not saved."
            raise RefusedRequestError(
                409, problem, "Finish that one, then go back and send your answer again."
            ) from None
        try:
            if file.content != before:
                raise ChangedMeanwhileError
            if not file.save(text):
                raise build_write_error(file.problem)
        finally:
            file.close()
        return text.encode()

    def mark_answers_of_others(self, name: str) -> None:
        """Note that a consultation has answers that its owner may not read one by one. Raises RefusedRequestError."""
        try:
            os.close(os.open(self._locate_mark(name), os.O_CREAT | os.O_WRONLY, 0o600))
        except OSError as error:
            raise build_write_error(describe_os_error(error)) from None

    def has_answers_of_others(self, name: str) -> bool:
        """Return whether a consultation has this mark."""
        return self._locate_mark(name).exists()

    def _locate_mark(self, name: str) -> Path:
        return self.locate(name).with_suffix(MARK_ENDING)

    @cached_property
    def key(self) -> bytes:
        """A secret of this folder, made when it is first needed. Raises RefusedRequestError."""
        path = self.path / KEY_FILE
        try:
            if not path.exists():
                replace_file(path, secrets.token_bytes(32))
            return path.read_bytes()
        except OSError as error:
            raise build_write_error(describe_os_error(error)) from None

    def delete(self, name: str) -> None:
        """Delete a consultation for good. Raises RefusedRequestError."""
        try:
            self.locate(name).unlink()
            self._locate_mark(name).unlink(missing_ok=True)
        except FileNotFoundError:
            raise build_unknown_consultation() from None
        except OSError as error:
            raise build_write_error(describe_os_error(error)) from None


def create_secret_name() -> str:
    """Return a new random name of 130 bits that can be part of a link and of a file name."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(26))


def build_write_error(reason: str) -> RefusedRequestError:
    """Build the error for an answer that the disk does not take."""
    problem = f"Your answer is not saved, because the disk refused it: {reason}."
    return RefusedRequestError(507, problem, "Go back, and send it again when there is space.")
