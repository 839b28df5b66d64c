"""Find responses that were read before: by the id of their tool, by their whole row, or by their whole file.

Only digests are kept. Two people may answer alike, so equal answers alone are no sign of a duplicate.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b

RowPosition = tuple[str, int]
"""A file and a row of it."""

_CLOCK = re.compile(r"[0-9]:[0-9]{2}")
_DATE = re.compile(r"[0-9]{4}|[0-9]{1,2}[-/.] ?[0-9]{1,2}[-/.] ?[0-9]{2}")


class DuplicateFinder:
    """Everything that was read so far; each method returns where it was first, and None if it is new."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], RowPosition] = {}
        self._rows: dict[bytes, RowPosition] = {}
        self._files: dict[bytes, str] = {}

    def find_response_id(self, tool: str, response_id: str, position: RowPosition) -> RowPosition | None:
        """Find the first response of a tool with this id."""
        first = self._ids.setdefault((tool, response_id), position)
        return None if first is position else first

    def find_row(self, cells: Sequence[str], position: RowPosition) -> RowPosition | None:
        """Find the first row with these cells, if one cell is a point in time; else it may be two people."""
        digest = _compute_digest("\0".join(map(str.strip, cells)).encode("utf-8", "replace"))
        first = self._rows.setdefault(digest, position)
        return None if first is position or not any(map(_is_timestamp, cells)) else first

    def find_file(self, data: bytes, name: str) -> str | None:
        """Find the first file with these bytes; its name may be the same."""
        digest = _compute_digest(data)
        first = self._files.get(digest)
        self._files.setdefault(digest, name)
        return first


def _compute_digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()


def _is_timestamp(cell: str) -> bool:
    """Return whether a cell names a day and a time of day, as survey tools do."""
    return bool(_CLOCK.search(cell) and _DATE.search(cell))
