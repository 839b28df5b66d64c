"""Rows and columns of a workbook that are hidden, by hand or by a filter; the library for cells does not show this."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from advisor.tabular.sheet_xml import parse_sheet_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_NUMBER = re.compile(r"[0-9]{1,7}")
MAX_COLUMN = 16_384
"""Maximum number of columns of a sheet."""


class HiddenCells(NamedTuple):
    """The rows and columns of a sheet that are hidden, counted from 1."""

    rows: frozenset[int]
    columns: frozenset[int]


def find_hidden_cells(data: bytes, name: str, sheet: str) -> HiddenCells | None:
    """Find what is hidden in a sheet of a workbook (XLSX) that `read_sheets` has read before.

    Returns:
        The hidden rows and columns, such as `HiddenCells({4}, {2, 3})`; None if the workbook does not show them.

    Raises:
        UnreadableError: The workbook is broken or unpacks to a huge size.
        MissingExtraError: The library for XML is not installed.
    """
    root = parse_sheet_xml(data, name, sheet)
    try:
        return None if root is None else _collect_hidden_cells(root)
    except ValueError:
        return None


def _collect_hidden_cells(root: _Element) -> HiddenCells:
    columns: set[int] = set()
    for column in filter(_is_hidden, root.iter("{*}col")):
        first, last = _parse_number(column.get("min")), _parse_number(column.get("max"))
        columns.update(range(first, min(last, MAX_COLUMN) + 1))
    rows: set[int] = set()
    number = 0
    for row in root.iter("{*}row"):
        number = number + 1 if row.get("r") is None else _parse_number(row.get("r"))
        if _is_hidden(row):
            rows.add(number)
    return HiddenCells(frozenset(rows), frozenset(columns))


def _is_hidden(element: _Element) -> bool:
    return element.get("hidden", "").strip() in ("1", "true")


def _parse_number(text: str | None) -> int:
    if text is None or not _NUMBER.fullmatch(text.strip()):
        raise ValueError(text)
    return int(text)
