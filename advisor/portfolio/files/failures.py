"""Errors of the libraries that read and write tables, as sentences of ours."""

from __future__ import annotations

import errno
import os
import re

from advisor.errors import AdvisorError, BatchError, OutputError, Place, describe_os_error, lower_first
from advisor.loading import finding_codes as codes
from advisor.loading.documents.yaml_reader import UnreadableError

_SYSTEM_ERROR = re.compile(r"\((?:os error |errno )(\d+)\)|\[Errno (\d+)\]")
_FULL = re.compile(r"no space left|disk is full|database or disk is full|file too large", re.IGNORECASE)
_CSV_ERROR = re.compile(r"CSV Error on Line: (\d+)")
"""How DuckDB begins an error about a row."""
_WRITE_ERRNOS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)


def describe_broken(what: str) -> str:
    """Return the sentence for a file that is not of the kind that its name says."""
    return f"this is no {what} file, or it is broken or not complete; export it again"


def build_read_error(name: str, what: str, error: BaseException) -> AdvisorError:
    """Turn an error of a library that read a table into an error of ours.

    Args:
        name: the file.
        what: the kind of table.
        error: what the library raised.
    """
    if isinstance(error, AdvisorError):
        return error
    if isinstance(error, UnreadableError):
        return BatchError([error.finding])
    if place := _CSV_ERROR.search(str(error)):
        return BatchError.at(Place(name, int(place[1])), _describe_csv_error(str(error)), codes.BROKEN_TABLE)
    number = find_system_error(error)
    if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
        return BatchError.at(name, "there is not enough memory for this table; split it", codes.TOO_LARGE)
    if number is not None:
        return BatchError.at(name, f"this file cannot be read: {describe_errno(number)}", codes.NOT_READABLE)
    return BatchError.at(name, describe_broken(what), codes.BROKEN_TABLE)


def _describe_csv_error(text: str) -> str:
    if "unicode" in text:
        return "this is not text in this encoding; export it as UTF-8 or name its encoding with `--encoding`"
    if "Expected Number of Columns" in text:
        sentence = "this row has another number of cells than the headings; correct it"
        return f"{sentence}, or leave out `--engine`, which puts such rows into the file of rejected rows"
    return "this row cannot be read; check its quotation marks, or leave out `--engine`"


def build_run_error(source: str, source_kind: str, target: str, error: BaseException) -> AdvisorError:
    """Turn an error in the middle of a run into an error of ours: of the output if writing failed, else of the input.

    Args:
        source: the input.
        source_kind: its kind.
        target: the output.
        error: what the library raised.
    """
    if isinstance(error, AdvisorError):
        return error
    number = find_system_error(error)
    if is_about_space(error):
        reason = describe_errno(number or errno.ENOSPC)
        return OutputError.at(target, f"the table was not written: {reason}", codes.NOT_WRITTEN)
    return build_read_error(source, source_kind, error)


def is_about_space(error: BaseException) -> bool:
    """Return whether an error says that a disk is full, or takes no more."""
    number = find_system_error(error)
    return number in _WRITE_ERRNOS or (number is None and _FULL.search(str(error)) is not None)


def find_system_error(error: BaseException) -> int | None:
    """Return the number of the system's error behind an error; None if there is none."""
    if isinstance(error, OSError) and error.errno:
        return error.errno
    match = _SYSTEM_ERROR.search(str(error))
    return int(match[1] or match[2]) if match else None


def describe_errno(number: int) -> str:
    """Return the reason of a system error: "no space left on device"."""
    return lower_first(os.strerror(number))


def describe_error(error: Exception) -> str:
    """Return the reason of an error without the words of a library where the system gives one."""
    number = find_system_error(error)
    return describe_errno(number) if number is not None else describe_os_error(error, "an unexpected error")
