"""Rows and columns of a workbook that are hidden, by hand or by a filter; the library for cells does not show this."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from advisor.errors import MissingExtraError
from advisor.tabular.xlsx_archive import read_parts

if TYPE_CHECKING:
    from lxml.etree import _Element

_WORKBOOK_PART = "xl/workbook.xml"
_LINKS_PART = "xl/_rels/workbook.xml.rels"
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
    try:
        from lxml import etree
    except ImportError:
        raise MissingExtraError(name, "exchange") from None
    parts = read_parts(data, name)
    try:
        part = _find_sheet_part(parts, sheet)
        return None if part is None else _collect_hidden_cells(_parse_xml(parts[part]))
    except (etree.XMLSyntaxError, KeyError, ValueError):
        return None


def _parse_xml(content: bytes) -> _Element:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    return etree.fromstring(content, parser)


def _find_sheet_part(parts: Mapping[str, bytes], sheet_name: str) -> str | None:
    """Find the part of the workbook that holds a sheet."""
    links = {link.get("Id"): link.get("Target", "") for link in _parse_xml(parts[_LINKS_PART]).iter("{*}Relationship")}
    for sheet in _parse_xml(parts[_WORKBOOK_PART]).iter("{*}sheet"):
        if sheet.get("name") == sheet_name:
            link = next((value for key, value in sheet.items() if key.endswith("}id")), None)
            target = posixpath.normpath(posixpath.join("xl", links[link])).lstrip("/")
            return target if target in parts else None
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
