"""Merged cells of a workbook: only the first one of a range counts, and the others are read as empty."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from advisor.tabular.sheet_xml import parse_sheet_xml
from advisor.tabular.tables import format_column, parse_column

_RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7}):\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


class MergedRange(NamedTuple):
    """A range of cells that are merged into one: its first and last row (from 1) and column (from 0)."""

    top: int
    left: int
    bottom: int
    right: int

    def covers(self, row: int, column: int) -> bool:
        """Check whether a cell (row from 1, column from 0) is in the range, but is not its first cell."""
        inside = self.top <= row <= self.bottom and self.left <= column <= self.right
        return inside and (row, column) != (self.top, self.left)

    @property
    def first_cell(self) -> str:
        """The name of the cell that counts, such as `A2`."""
        return f"{format_column(self.left)}{self.top}"

    def __str__(self) -> str:
        return f"{self.first_cell}:{format_column(self.right)}{self.bottom}"


def find_merged_ranges(data: bytes, name: str, sheet: str) -> Sequence[MergedRange]:
    """Find the merged cells in a sheet of a workbook (XLSX) that `read_sheets` has read before.

    Returns:
        The ranges, such as `MergedRange(2, 0, 3, 0)` for A2:A3; none if the workbook does not show them.

    Raises:
        UnreadableError: The workbook is broken or unpacks to a huge size.
        MissingExtraError: The library for XML is not installed.
    """
    root = parse_sheet_xml(data, name, sheet)
    references = () if root is None else (each.get("ref", "") for each in root.iter("{*}mergeCell"))
    matches = [match for text in references if (match := _RANGE.fullmatch(text.strip()))]
    return [
        MergedRange(int(match[2]), parse_column(match[1]), int(match[4]), parse_column(match[3])) for match in matches
    ]
