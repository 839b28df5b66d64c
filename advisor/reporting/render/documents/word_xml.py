"""Values in a Word document, as Word's XML: lines with bold words and marks, tables, plain text.

A value replaces a tag inside a run of text: it closes that run, adds its own, and opens another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

from jinja2 import Template, Undefined
from markupsafe import Markup, escape

from advisor.loading.finding_codes import INVALID_TEMPLATE, TEMPLATE_LIMIT
from advisor.reporting.render.text_parts import TableColumn, measure_columns, split_into_runs
from advisor.reporting.view.text_layout import CitedText, ReportTable

_INVALID_XML_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EMPTY_RUN = re.compile(r'<w:r>(?:<w:rPr>(?:(?!</?w:rPr>).)*</w:rPr>|<w:rPr/>)?<w:t xml:space="preserve"></w:t></w:r>')
_TEXT_TAG = '<w:t xml:space="preserve">'
_WORD_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
_BORDERS = (
    '<w:tblBorders><w:top w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/>'
    '<w:insideH w:val="single" w:sz="4"/></w:tblBorders>'
)
_BOLD, _RAISED = "<w:rPr><w:b/></w:rPr>", '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
_MIN_COLUMN_WEIGHT, _MAX_COLUMN_WEIGHT = 5, 42
"""Limits of the characters by which widths of columns are weighed."""


class WordPartError(ValueError):
    """A part of a document that cannot be filled; its message is the sentence for the user."""

    def __init__(self, sentence: str, code: str = INVALID_TEMPLATE) -> None:
        super().__init__(sentence)
        self.code = code


class WordPartTemplate(Template):
    """A part of a document as a template whose output is limited and has to be XML."""

    MAX_OUTPUT = 20_000_000

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Fill the part. Raises WordPartError if it is too long or not XML."""
        pieces, size = [], 0
        for piece in self.generate(*args, **kwargs):
            pieces.append(piece)
            size += len(piece)
            if size > self.MAX_OUTPUT:
                problem = f"the tags of this document write more than {self.MAX_OUTPUT:,} characters"
                raise WordPartError(f"{problem}; write less text", TEMPLATE_LIMIT)
        text = _EMPTY_RUN.sub("", "".join(pieces))
        if text.lstrip().startswith("<"):
            _check_xml(text)
        return text


def _check_xml(text: str) -> None:
    """Raise WordPartError for tags in places that would make the document unreadable for Word."""
    table_rule = "a table needs a paragraph of its own and a tag with a p, `{{p ...}}`"
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        problem = "a tag of this document is in the wrong place"
        raise WordPartError(f"{problem}; {table_rule}; everything else needs a tag without the p") from None
    if any(len(element) for element in root.iter(_WORD_TEXT)):
        raise WordPartError(f"a table of this document is in the wrong place; {table_rule}")


def clean_text(text: str) -> str:
    """Return a text on one line, with only characters that XML allows."""
    return " ".join(_INVALID_XML_CHARACTER.sub("", text).split())


def _escape_text(text: str) -> str:
    """Escape a text for XML, and characters that the library would take for its own."""
    cleaned = _INVALID_XML_CHARACTER.sub("", re.sub(r"[\a\f\v\t\r\n]+", " ", text))
    return str(escape(cleaned)).replace("{_", "{&#95;").replace("%_}", "%&#95;}").replace("}_", "}&#95;")


def render_text_xml(value: str | Sequence[CitedText]) -> Markup:
    """Render a text, or lines in runs of one weight with their marks raised and a space between two lines."""
    if isinstance(value, str):
        return value if isinstance(value, Markup) else Markup(_escape_text(value))
    runs = _render_run(" ").join("".join(_render_line(line)) for line in value)
    return Markup(f"</w:t></w:r>{runs}<w:r>{_TEXT_TAG}")


def render_value(value: object) -> object:
    """Render a text, several texts or a number; "" for None. Raises WordPartError for a group of values."""
    if value is None:
        return ""
    if isinstance(value, list | tuple) and not hasattr(value, "_fields") and all(isinstance(one, str) for one in value):
        return render_text_xml(" ".join(value))
    if isinstance(value, str):
        return render_text_xml(value)
    if isinstance(value, int | float | Undefined):
        return value
    raise WordPartError("a tag of this document names a group of values, not a text; name one of them")


def _render_line(line: CitedText) -> list[str]:
    runs = [_render_run(run.text, _BOLD if run.bold else "") for run in split_into_runs(line)]
    runs = [*runs, _render_run(line.marks, _RAISED)] if line.marks else runs
    return [*_render_line(line.before), _render_run(" "), *runs] if line.before else runs


def _render_run(text: str, properties: str = "") -> str:
    return f"<w:r>{properties}{_TEXT_TAG}{_escape_text(text)}</w:t></w:r>"


def render_table_xml(
    table: ReportTable, table_style: str | None, paragraph_style: str | None, text_width: int
) -> Markup:
    """Render a table as wide as the text, with its first row repeated on each page.

    Args:
        table: The table.
        table_style: The id of a style of the document; None for thin lines.
        paragraph_style: The id of a style for the cells, or None.
        text_width: The width of the text, in twentieths of a point.
    """
    columns = measure_columns(table)
    weights = [min(max(column.width, _MIN_COLUMN_WEIGHT), _MAX_COLUMN_WEIGHT) for column in columns]
    sized = [
        column._replace(width=text_width * weight // sum(weights))
        for column, weight in zip(columns, weights, strict=True)
    ]
    style = f'<w:tblStyle w:val="{escape(table_style)}"/>' if table_style else ""
    grid = "".join(f'<w:gridCol w:w="{column.width}"/>' for column in sized)
    head = _render_row(table.headers, sized, paragraph_style, head=True)
    rows = "".join(_render_row(cells, sized, paragraph_style) for cells in table.rows)
    return Markup(
        f'<w:tbl><w:tblPr>{style}<w:tblW w:w="5000" w:type="pct"/>{"" if table_style else _BORDERS}'
        f'<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" '
        f'w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>'
    )


def _render_row(cells: Sequence[str], columns: Sequence[TableColumn], style: str | None, *, head: bool = False) -> str:
    row = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{column.width}" w:type="dxa"/></w:tcPr>'
        f"{_render_cell(cell, style, right=column.numeric, head=head)}</w:tc>"
        for cell, column in zip(cells, columns, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{row}</w:tr>"


def _render_cell(text: str, style: str | None, *, right: bool, head: bool) -> str:
    properties = f'<w:pStyle w:val="{escape(style)}"/>' if style else ""
    properties += "<w:keepNext/>" if head else ""
    properties += '<w:jc w:val="right"/>' if right else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{_render_run(text, _BOLD if head else '')}</w:p>"
