"""Rows and columns of a workbook that are hidden, by hand or by a filter; the library for cells does not show this."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree

from advisor.tabular.sheet_xml import find_sheet_parts, parse_sheet_xml
from advisor.tabular.xlsx_archive import read_parts

if TYPE_CHECKING:
    from lxml.etree import _Element

_NUMBER = re.compile(r"[0-9]{1,7}")
_HIDDEN_TAG = re.compile(rb"<(?:\w+:)?(row|col)\s([^<>]*\bhidden\s*=\s*[\"'](?:1|true)[\"'][^<>]*)>")
_ATTRIBUTE = re.compile(rb"\b(r|min|max)\s*=\s*[\"']([0-9]{1,7})[\"']")
MAX_COLUMN = 16_384
"""Maximum number of columns of a sheet."""


class HiddenCells(NamedTuple):
    """The rows and columns of a sheet that are hidden, counted from 1."""

    rows: frozenset[int]
    columns: frozenset[int]


def find_hidden_in_sheets(data: bytes, name: str) -> Mapping[str, HiddenCells]:
    """Find what is hidden in the sheets of a workbook (XLSX) that `read_sheets` has read before.

    This is quick and needs no library. A hidden row without its number does not count.

    Returns:
        The hidden rows and columns of each sheet that has some, by its name.

    Raises:
        UnreadableError: The workbook is broken or unpacks to a huge size.
    """
    parts = read_parts(data, name)
    found = {}
    for part, content in parts.items():
        if b"hidden" in content and b"sheetData" in content:
            rows: set[int] = set()
            columns: set[int] = set()
            for tag in _HIDDEN_TAG.finditer(content):
                numbers = {key: int(number) for key, number in _ATTRIBUTE.findall(tag[2])}
                if tag[1] == b"row":
                    rows.update([numbers[b"r"]] if b"r" in numbers else [])
                elif b"min" in numbers:
                    last = min(numbers.get(b"max", numbers[b"min"]), MAX_COLUMN)
                    columns.update(range(numbers[b"min"], last + 1))
            if rows or columns:
                found[part] = HiddenCells(frozenset(rows), frozenset(columns))
    if not found:
        return {}
    try:
        return {sheet: found[part] for sheet, part in find_sheet_parts(parts).items() if part in found}
    except (ElementTree.ParseError, KeyError):
        return {}


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
