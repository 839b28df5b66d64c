"""Tables that this command wrote before: they are replaced without a copy. A doubt counts as somebody else's table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from advisor.errors import AdvisorError
from advisor.portfolio.core.result_columns import TEXT_COLUMNS
from advisor.portfolio.files.kinds import detect_kind
from advisor.portfolio.files.sources.open_source import open_source
from advisor.portfolio.files.targets.reject_file import COLUMN, REASON, ROW


def has_result_columns(columns: Sequence[str]) -> bool:
    """Return whether columns are those of an advised table: the five texts of an advice, one after the other."""
    names = list(columns)
    if TEXT_COLUMNS[0] not in names:
        return False
    start = names.index(TEXT_COLUMNS[0])
    return tuple(names[start : start + len(TEXT_COLUMNS)]) == TEXT_COLUMNS


def is_earlier_table(path: Path) -> bool:
    """Return whether a file is certainly a table that this command wrote."""
    try:
        kind = detect_kind(path.name)
        if kind.is_database:
            return False  # it can hold other tables
        source = open_source(str(path), kind, None, None)
    except AdvisorError:
        return not path.stat().st_size
    source.close()
    return has_result_columns(list(source.schema))


def is_earlier_rejects(path: Path) -> bool:
    """Return whether a file is certainly a list of rejected rows that this command wrote."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            heading = file.readline(1 << 20).rstrip("\n")
    except (OSError, UnicodeError):
        return False
    return heading.startswith(f"{ROW},") and heading.endswith(f",{COLUMN},{REASON}")
