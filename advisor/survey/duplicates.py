"""Responses that were read before: by the id their tool gave them, by their whole row, or by their whole file.

Only digests are kept. Two people may well answer alike, so that equal answers alone are no sign of anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b

Where = tuple[str, int]
"""A file and a row of it."""

_CLOCK = re.compile(r"[0-9]:[0-9]{2}")
_DATE = re.compile(r"[0-9]{4}|[0-9]{1,2}[-/.] ?[0-9]{1,2}[-/.] ?[0-9]{2}")


class Seen:
    """What was read so far; each question gives where the same stood first, and None where it is new."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], Where] = {}
        self._rows: dict[bytes, Where] = {}
        self._files: dict[bytes, str] = {}

    def id(self, tool: str, given: str, here: Where) -> Where | None:
        """Where the response of a tool with this id stood."""
        first = self._ids.setdefault((tool, given), here)
        return None if first is here else first

    def row(self, cells: Sequence[str], here: Where) -> Where | None:
        """Where a row with these cells stood, if one of them is a point in time: without one, two people may be it."""
        first = self._rows.setdefault(_digest("\0".join(map(str.strip, cells)).encode("utf-8", "replace")), here)
        return None if first is here or not any(map(_is_time, cells)) else first

    def file(self, data: bytes, name: str) -> str | None:
        """The file that held these bytes; its name may be the same."""
        digest = _digest(data)
        first = self._files.get(digest)
        self._files.setdefault(digest, name)
        return first


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()


def _is_time(cell: str) -> bool:
    """Whether a cell names a day and a time of it, as survey tools do."""
    return bool(_CLOCK.search(cell) and _DATE.search(cell))
