"""What the user asks of a run over a table, and what the run did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from advisor.portfolio.files.kinds import TableKind


class BatchRequest(NamedTuple):
    """What the user asked for: the table, what its columns mean, and the results.

    `is_shared` says that the output is another table of the same database.
    """

    path: str
    kind: TableKind
    table: str | None = None
    encoding: str | None = None
    mapping: Sequence[tuple[str, str]] = ()
    columns: str | None = None
    as_lists: bool = False
    is_shared: bool = False


class BatchCounts(NamedTuple):
    """What a run did: the rows read, advised and rejected; and the name of another table that it renamed, or ""."""

    read: int
    advised: int
    rejected: int
    kept_as: str = ""
