"""Where a run may write: never over its input, and the rejected rows next to the output."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.echo import echo
from advisor.errors import OutputError
from advisor.loading.finding_codes import INVALID_OPTION, WOULD_OVERWRITE

if TYPE_CHECKING:
    from advisor.portfolio.files.kinds import TableKind

_STANDARD = "-"


def choose_reject_path(output: str, reject: str | None) -> str:
    """Return the file for rejected rows: the one named, or `OUT-rejects.csv` next to the output."""
    if reject is None:
        return str(Path(output).with_name(f"{Path(output).stem}-rejects.csv"))
    if not reject.lower().endswith(".csv"):
        raise OutputError.at(
            reject, "rejected rows are written as CSV; give a name that ends in `.csv`", INVALID_OPTION
        )
    return reject


def check_names(source: str, output: str) -> None:
    """Refuse `-`: a table needs a file. Raises UsageError."""
    if _STANDARD in (source, output):
        raise click.UsageError("a table is read from a file and written to a file; name both")


def check_places(source: str, output: str, reject: str, kind: TableKind, out_kind: TableKind) -> None:
    """Refuse to write to the input. Two tables of one database are checked when their names are known.

    Raises:
        OutputError: an output is the input, or both outputs are one file.
    """
    sentence = "this file is also an input; name another file to write to"
    if is_same_file(source, output) and not (kind.is_database and kind is out_kind):
        raise OutputError.at(output, sentence, WOULD_OVERWRITE)
    if is_same_file(source, reject):
        raise OutputError.at(reject, sentence, WOULD_OVERWRITE)
    if is_same_file(output, reject):
        raise OutputError.at(reject, "this file is also the output; name another `--reject`", WOULD_OVERWRITE)


def is_same_file(one: str, other: str) -> bool:
    """Return whether two names lead to one file, also by a link or in another spelling."""
    if os.path.realpath(one) == os.path.realpath(other):
        return True
    try:
        return Path(one).samefile(other)
    except (OSError, ValueError):
        return False


def describe_old_rejects(path: str) -> None:
    """Say that a file of rejected rows is from an earlier run: this one rejected none."""
    if Path(path).exists():
        echo(f"{path}: this file is older; no row was rejected now", err=True)
