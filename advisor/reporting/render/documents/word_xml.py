"""What is filled into a Word document, as the XML of Word: lines with their weight and marks, tables, plain text.

A value is put where a tag stood, within a run of text: it closes that run, says its own, and opens another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

from jinja2 import Template, Undefined
from markupsafe import Markup, escape

from advisor.reporting.render.documents.shared import numeric, pieces
from advisor.reporting.view.text_layout import Line
from advisor.reporting.view.text_table import Table

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EMPTY_RUN = re.compile(r'<w:r>(?:<w:rPr>(?:(?!</?w:rPr>).)*</w:rPr>|<w:rPr/>)?<w:t xml:space="preserve"></w:t></w:r>')
_TEXT = '<w:t xml:space="preserve">'
_BORDERS = (
    '<w:tblBorders><w:top w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/>'
    '<w:insideH w:val="single" w:sz="4"/></w:tblBorders>'
)
_SHORTEST, _LONGEST = 5, 42
"""Between how many characters the widths of columns are weighed."""


class Filled(Template):
    """A part of a document as a template: what comes out is bounded, and is XML, or it is refused with ValueError."""

    MARK = "template: "
    MOST = 20_000_000

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The part, filled. Raises ValueError, whose words begin with MARK, where it is too long or not XML."""
        told, size = [], 0
        for piece in self.generate(*args, **kwargs):
            told.append(piece)
            size += len(piece)
            if size > self.MOST:
                raise ValueError(f"{self.MARK}the tags of this document write more than {self.MOST:,} characters")
        text = _EMPTY_RUN.sub("", "".join(told))
        if text.lstrip().startswith("<"):
            _check(text)
        return text


def _check(text: str) -> None:
    """Raise ValueError where tags stand so that Word could not read the document."""
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        way_out = (
            "a table needs a paragraph of its own and a tag with a p, `{{p ...}}`; all else needs a tag without it"
        )
        raise ValueError(f"{Filled.MARK}a tag of this document stands in the wrong place; {way_out}") from None
    if any(len(each) for each in root.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")):
        raise ValueError(f"{Filled.MARK}a table needs a paragraph of its own and a tag with a p, `{{{{p ...}}}}`")


def plain(text: str) -> str:
    """A text with only what may stand in XML, on one line."""
    return " ".join(_NOT_XML.sub("", text).split())


def _safe(text: str) -> str:
    """A text in XML; signs that the library takes for its own are written as numbers."""
    cleaned = _NOT_XML.sub("", re.sub(r"[\a\f\v\t\r\n]+", " ", text))
    return str(escape(cleaned)).replace("{_", "{&#95;").replace("%_}", "%&#95;}").replace("}_", "}&#95;")


def xml_of(value: str | Sequence[Line]) -> Markup:
    """Lines in runs of one weight each, their marks raised, a space between two lines; or a text as it is."""
    if isinstance(value, str):
        return value if isinstance(value, Markup) else Markup(_safe(value))
    runs = [run for number, line in enumerate(value) for run in _runs(line, first=number == 0)]
    return Markup(f"</w:t></w:r>{''.join(runs)}<w:r>{_TEXT}")


def value_of(value: object) -> object:
    """Text and numbers as they are, several texts one after the other, and nothing for what is not known.

    Raises ValueError, whose words begin with `Filled.MARK`, for what is not a text: a tag that stops halfway.
    """
    if value is None:
        return ""
    if isinstance(value, list | tuple) and not hasattr(value, "_fields") and all(isinstance(one, str) for one in value):
        return xml_of(" ".join(value))
    if isinstance(value, str):
        return xml_of(value)
    if isinstance(value, int | float | Undefined):
        return value
    raise ValueError(f"{Filled.MARK}a tag of this document names a part with parts of its own, not a text")


def _runs(line: Line, *, first: bool) -> list[str]:
    runs = [] if first else [f"<w:r>{_TEXT} </w:t></w:r>"]
    for piece in pieces(line):
        weight = "<w:rPr><w:b/></w:rPr>" if piece.bold else ""
        runs.append(f"<w:r>{weight}{_TEXT}{_safe(piece.text)}</w:t></w:r>")
    if line.marks:
        raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        runs.append(f"<w:r>{raised}{_TEXT}{_safe(line.marks)}</w:t></w:r>")
    return runs


def table_xml(table: Table, style: str | None, paragraph: str | None, room: int) -> Markup:
    """A table as wide as the text (`room`, in twentieths of a point), its first row repeated on each page.

    `style` and `paragraph` are ids of the document's styles; without a table style there are thin lines.
    """
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.headers)
    weights = [
        min(max(map(len, (head, *cells, "-" * _SHORTEST))), _LONGEST)
        for head, cells in zip(table.headers, columns, strict=True)
    ]
    widths = [room * weight // sum(weights) for weight in weights]
    right = [numeric(cells) for cells in columns]
    look = f'<w:tblStyle w:val="{escape(style)}"/>' if style else ""
    lines = "" if style else _BORDERS
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = _row(table.headers, widths, right, paragraph, head=True)
    rows = "".join(_row(cells, widths, right, paragraph) for cells in table.rows)
    return Markup(
        f'<w:tbl><w:tblPr>{look}<w:tblW w:w="5000" w:type="pct"/>{lines}'
        f'<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" '
        f'w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>'
    )


def _row(
    cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], paragraph: str | None, *, head: bool = False
) -> str:
    told = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_cell(cell, to_right, paragraph, head)}</w:tc>'
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{told}</w:tr>"


def _cell(text: str, right: bool, paragraph: str | None, head: bool) -> str:
    style = f'<w:pStyle w:val="{escape(paragraph)}"/>' if paragraph else ""
    stays = "<w:keepNext/>" if head else ""
    side = '<w:jc w:val="right"/>' if right else ""
    weight = "<w:rPr><w:b/></w:rPr>" if head else ""
    return f"<w:p><w:pPr>{style}{stays}{side}</w:pPr><w:r>{weight}{_TEXT}{_safe(text)}</w:t></w:r></w:p>"
