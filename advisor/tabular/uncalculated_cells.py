"""Cells of a workbook whose formula has no saved result, or whose result is an error: they get a text that says so."""

from __future__ import annotations

import re

NO_VALUE = b"(a formula without its value)"

_SUSPECT_SIGNS = (b'"e"', b"'e'", b"<f", b":f")
_PREFIX = rb"(?:\w+:)?"
_CELL = re.compile(
    rb"<(" + _PREFIX + rb")c((?:\s[^<>]*)?)>([^<]*(?:<(?!/?" + _PREFIX + rb"c[\s>])[^<]*)*)</" + _PREFIX + rb"c\s*>"
)
_ERROR = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
_TEXT_RESULT = re.compile(rb"\bt\s*=\s*[\"'](?:str|inlineStr)[\"']")
_FORMULA = re.compile(rb"<" + _PREFIX + rb"f[\s/>]")
_VALUE = re.compile(rb"<" + _PREFIX + rb"v(?:\s[^<>]*)?>\s*([^<\s][^<]*)<")
_CELL_NAME = re.compile(rb"\br\s*=\s*[\"'][A-Za-z]+[0-9]+[\"']")


def mark_uncalculated_cells(content: bytes) -> bytes:
    """Write a text into cells that hold an error (`#N/A`) or a formula without its value.

    Both would otherwise be read as blank, that is, as an answer that was not given.
    """
    if not any(sign in content for sign in _SUSPECT_SIGNS):
        return content
    return _CELL.sub(_mark_cell, content)


def _mark_cell(cell: re.Match[bytes]) -> bytes:
    prefix, attributes, body = cell.groups()
    value = _VALUE.search(body)
    if _ERROR.search(attributes):
        text = value[1] if value else b"#ERROR!"
    elif value or not _FORMULA.search(body) or _TEXT_RESULT.search(attributes):
        return cell[0]
    else:
        text = NO_VALUE
    cell_name = _CELL_NAME.search(attributes)
    opening = b"<" + prefix + b"c " + (cell_name[0] + b" " if cell_name else b"") + b't="inlineStr">'
    inner = b"<%bis><%bt>%b</%bt></%bis>" % (prefix, prefix, text, prefix, prefix)
    return opening + inner + b"</" + prefix + b"c>"
