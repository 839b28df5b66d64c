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

from advisor.reporting.render.documents.shared import is_numeric_column, split_into_runs
from advisor.reporting.view.text_layout import CitedText, ReportTable

_INVALID_XML_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EMPTY_RUN = re.compile(r'<w:r>(?:<w:rPr>(?:(?!</?w:rPr>).)*</w:rPr>|<w:rPr/>)?<w:t xml:space="preserve"></w:t></w:r>')
_TEXT_TAG = '<w:t xml:space="preserve">'
_BORDERS = (
    '<w:tblBorders><w:top w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/>'
    '<w:insideH w:val="single" w:sz="4"/></w:tblBorders>'
)
_MIN_COLUMN_WEIGHT, _MAX_COLUMN_WEIGHT = 5, 42
"""Between how many characters the widths of columns are weighed."""


class WordPartTemplate(Template):
    """A part of a document as a template: what comes out is bounded, and is XML, or it is refused with ValueError."""

    ERROR_PREFIX = "template: "
    MAX_OUTPUT = 20_000_000

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The part, filled. Raises ValueError, whose words begin with MARK, where it is too long or not XML."""
        told, size = [], 0
        for piece in self.generate(*args, **kwargs):
            told.append(piece)
            size += len(piece)
            if size > self.MAX_OUTPUT:
                raise ValueError(
                    f"{self.ERROR_PREFIX}the tags of this document write more than {self.MAX_OUTPUT:,} characters"
                )
        text = _EMPTY_RUN.sub("", "".join(told))
        if text.lstrip().startswith("<"):
            _check_xml(text)
        return text


def _check_xml(text: str) -> None:
    """Raise ValueError where tags stand so that Word could not read the document."""
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        way_out = (
            "a table needs a paragraph of its own and a tag with a p, `{{p ...}}`; all else needs a tag without it"
        )
        raise ValueError(
            f"{WordPartTemplate.ERROR_PREFIX}a tag of this document stands in the wrong place; {way_out}"
        ) from None
    if any(len(each) for each in root.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")):
        raise ValueError(
            f"{WordPartTemplate.ERROR_PREFIX}a table needs a paragraph of its own and a tag with a p, `{{{{p ...}}}}`"
        )


def clean_text(text: str) -> str:
    """A text with only what may stand in XML, on one line."""
    return " ".join(_INVALID_XML_CHARACTER.sub("", text).split())


def _escape_text(text: str) -> str:
    """A text in XML; signs that the library takes for its own are written as numbers."""
    cleaned = _INVALID_XML_CHARACTER.sub("", re.sub(r"[\a\f\v\t\r\n]+", " ", text))
    return str(escape(cleaned)).replace("{_", "{&#95;").replace("%_}", "%&#95;}").replace("}_", "}&#95;")


def render_text_xml(value: str | Sequence[CitedText]) -> Markup:
    """Lines in runs of one weight each, their marks raised, a space between two lines; or a text as it is."""
    if isinstance(value, str):
        return value if isinstance(value, Markup) else Markup(_escape_text(value))
    runs = [run for number, line in enumerate(value) for run in _render_runs(line, first=number == 0)]
    return Markup(f"</w:t></w:r>{''.join(runs)}<w:r>{_TEXT_TAG}")


def render_value(value: object) -> object:
    """Text and numbers as they are, several texts one after the other, and nothing for what is not known.

    Raises ValueError, whose words begin with `Filled.MARK`, for what is not a text: a tag that stops halfway.
    """
    if value is None:
        return ""
    if isinstance(value, list | tuple) and not hasattr(value, "_fields") and all(isinstance(one, str) for one in value):
        return render_text_xml(" ".join(value))
    if isinstance(value, str):
        return render_text_xml(value)
    if isinstance(value, int | float | Undefined):
        return value
    raise ValueError(
        f"{WordPartTemplate.ERROR_PREFIX}a tag of this document names a part with parts of its own, not a text"
    )


def _render_runs(line: CitedText, *, first: bool) -> list[str]:
    runs = [] if first else [f"<w:r>{_TEXT_TAG} </w:t></w:r>"]
    for piece in split_into_runs(line):
        weight = "<w:rPr><w:b/></w:rPr>" if piece.bold else ""
        runs.append(f"<w:r>{weight}{_TEXT_TAG}{_escape_text(piece.text)}</w:t></w:r>")
    if line.marks:
        raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        runs.append(f"<w:r>{raised}{_TEXT_TAG}{_escape_text(line.marks)}</w:t></w:r>")
    return runs


def render_table_xml(table: ReportTable, style: str | None, paragraph: str | None, room: int) -> Markup:
    """A table as wide as the text (`room`, in twentieths of a point), its first row repeated on each page.

    `style` and `paragraph` are ids of the document's styles; without a table style there are thin lines.
    """
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.headers)
    weights = [
        min(max(map(len, (head, *cells, "-" * _MIN_COLUMN_WEIGHT))), _MAX_COLUMN_WEIGHT)
        for head, cells in zip(table.headers, columns, strict=True)
    ]
    widths = [room * weight // sum(weights) for weight in weights]
    right = [is_numeric_column(cells) for cells in columns]
    look = f'<w:tblStyle w:val="{escape(style)}"/>' if style else ""
    lines = "" if style else _BORDERS
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = _render_row(table.headers, widths, right, paragraph, head=True)
    rows = "".join(_render_row(cells, widths, right, paragraph) for cells in table.rows)
    return Markup(
        f'<w:tbl><w:tblPr>{look}<w:tblW w:w="5000" w:type="pct"/>{lines}'
        f'<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" '
        f'w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>'
    )


def _render_row(
    cells: Sequence[str],
    widths: Sequence[int],
    right_aligned: Sequence[bool],
    paragraph: str | None,
    *,
    head: bool = False,
) -> str:
    told = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_render_cell(cell, to_right, paragraph, head)}</w:tc>'
        for cell, width, to_right in zip(cells, widths, right_aligned, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{told}</w:tr>"


def _render_cell(text: str, right_aligned: bool, paragraph: str | None, head: bool) -> str:
    style = f'<w:pStyle w:val="{escape(paragraph)}"/>' if paragraph else ""
    stays = "<w:keepNext/>" if head else ""
    side = '<w:jc w:val="right"/>' if right_aligned else ""
    weight = "<w:rPr><w:b/></w:rPr>" if head else ""
    return f"<w:p><w:pPr>{style}{stays}{side}</w:pPr><w:r>{weight}{_TEXT_TAG}{_escape_text(text)}</w:t></w:r></w:p>"
