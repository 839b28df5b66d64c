"""The line and column of an offset in a text."""

from __future__ import annotations

import re
from bisect import bisect_right

from advisor.errors import Place


class LinePlaces:
    """The lines of one text, which turn an offset into a place."""

    def __init__(self, text: str, name: str) -> None:
        self._name = name
        self._line_starts = [0, *(line_end.end() for line_end in re.finditer("\n", text))]

    def find_place(self, offset: int) -> Place:
        """Return the place of an offset; lines and columns count from 1."""
        line = bisect_right(self._line_starts, offset)
        return Place(self._name, line, offset - self._line_starts[line - 1] + 1)
