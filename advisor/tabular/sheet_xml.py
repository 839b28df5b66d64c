"""The XML of one sheet of a workbook (XLSX), for what the library for cells does not show."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from advisor.errors import MissingExtraError
from advisor.tabular.xlsx_archive import read_parts

if TYPE_CHECKING:
    from lxml.etree import _Element

_WORKBOOK_PART = "xl/workbook.xml"
_LINKS_PART = "xl/_rels/workbook.xml.rels"


def parse_sheet_xml(data: bytes, name: str, sheet: str) -> _Element | None:
    """Parse a sheet of a workbook that `read_sheets` has read before; None if the workbook does not show where it is.

    Args:
        data: The workbook.
        name: Its name, for findings.
        sheet: The name of the sheet.

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
        return None if part is None else _parse_xml(parts[part])
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


def find_sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Find the part of the workbook that holds each sheet, by the name of the sheet; no library is needed.

    Raises KeyError or ElementTree.ParseError for a broken workbook.
    """
    trees = [ElementTree.fromstring(parts[part]) for part in (_LINKS_PART, _WORKBOOK_PART)]
    links = {link.get("Id"): link.get("Target", "") for link in trees[0].iter() if _is_named(link, "Relationship")}
    found = {}
    for sheet in trees[1].iter():
        if _is_named(sheet, "sheet"):
            link = next((value for key, value in sheet.items() if key.endswith("}id")), None)
            found[sheet.get("name", "")] = posixpath.normpath(posixpath.join("xl", links.get(link, ""))).lstrip("/")
    return found


def _is_named(element: ElementTree.Element, name: str) -> bool:
    return element.tag.rpartition("}")[2] == name
