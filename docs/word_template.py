"""Builds `templates/recommendation.docx`, the Word template of a recommendation: styles and tags, no company words.

Run `python docs/word_template.py [FILE]` after a change, and look at the result in Word. The order of the tags is that
of `templates/recommendation.md.j2`; docs/word-template.md explains them.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from advisor.reporting.render.documents.word import TEMPLATE, normalize_docx

ROOT = Path(__file__).resolve().parents[1]
FONT = "Calibri"
ACCENT, INK, MUTED = RGBColor(0x00, 0x7A, 0x59), RGBColor(0x1B, 0x1C, 0x1D), RGBColor(0x56, 0x58, 0x5A)
HAIR, SOFT = "B9BBBD", "E4E5E6"
TITLE = "Sales and Marketing{% if advice.company %} at {{ advice.company }}{% endif %}"
LANGUAGE = "en-GB"

# one paragraph a line: its style, a colon and its text; words between two stars are bold
BODY = """
Title: TITLE
Heading 1: Verdict
Verdict: {{ advice.headline }}
: {%p if report.first.move %}
Normal: {{ report.first.move }}
: {%p endif %}
Lead: Why
: {%p for each in report.first.why %}
List Bullet: {{ each }}
: {%p endfor %}
Lead: First steps
: {%p for each in report.first.steps %}
Normal: {{ loop.index }}. {{ each }}
: {%p endfor %}
: {%p if report.first.steps_note %}
Normal: {{ report.first.steps_note }}
: {%p endif %}
Lead: Still open
: {%p for each in report.first.unknown %}
List Bullet: {{ each }}
: {%p endfor %}
: {%p if report.nothing_open %}
Normal: {{ report.nothing_open }}
: {%p endif %}
Normal: {{ report.first.review }}
Note: {{ report.based_on }}
new page Heading 1: Where the relationship stands
Normal: {{ report.state }}
: {%p for each in report.scores %}
List Bullet: {{ each }}
: {%p endfor %}
picture: ladder
: {%p if report.heard %}
Heading 1: How the two sides see it
Normal: {{ report.heard.who }}
: {%p if report.heard.gaps %}
Normal: {{ report.heard.gaps_lead }}
: {%p for each in report.heard.gaps %}
List Bullet: {{ each }}
: {%p endfor %}
: {%p endif %}
: {%p if report.heard.meaning %}
Normal: {{ report.heard.meaning }}
: {%p endif %}
: {%p if report.heard.themes %}
Normal: {{p report.heard.themes }}
: {%p endif %}
: {%p endif %}
: {%p if report.balance and report.balance.says_more %}
Heading 1: Reasons
: {%p if report.balance.fors and report.balance.againsts %}
reasons:
: {%p else %}
Lead: For moving up:
: {%p for each in report.balance.fors %}
List Bullet: {{ each }}
: {%p else %}
Normal: {{ report.balance.none_for }}
: {%p endfor %}
Lead: For leaving it as it is:
: {%p for each in report.balance.againsts %}
List Bullet: {{ each }}
: {%p else %}
Normal: {{ report.balance.none_against }}
: {%p endfor %}
: {%p endif %}
picture: balance
: {%p endif %}
: {%p if report.steps %}
Heading 1: Steps
: {%p endif %}
: {%p if report.steps_note %}
Normal: {{ report.steps_note }}
: {%p endif %}
picture: timeline
: {%p if "timeline" in pictures %}
Note: {{ say("timeline-note") }}
: {%p endif %}
: {%p for group in report.steps %}
: {%p if group.heading %}
Heading 2: {{ group.heading }}
: {%p endif %}
: {%p for step in group.steps %}
: {%p if group.heading %}
Heading 3: {{ step.number }}. {{ step.title }}
: {%p else %}
Heading 2: {{ step.number }}. {{ step.title }}
: {%p endif %}
Normal: *Who:* {{ step.owner }}.{% if step.when %} *When:* {{ step.when }}.{% endif %}
: {%p if step.why %}
Normal: *Why:* {{ step.why }}
: {%p endif %}
Normal: {{ step.what }}
: {%p for each in step.bullets %}
List Bullet: {{ each }}
: {%p endfor %}
Step Note: *First:* {{ step.first }}
Step Note: *It works when:* {{ step.sign }}
: {%p endfor %}
: {%p endfor %}
: {%p if appendix_note %}
Normal: {{ appendix_note }}
: {%p endif %}
: {%p if report.done %}
Heading 1: Already in place
: {%p for each in report.done %}
List Bullet: {{ each }}
: {%p endfor %}
: {%p endif %}
: {%p if report.later %}
Heading 1: {{ report.later_heading }}
: {%p for each in report.later %}
List Bullet: {{ each }}
: {%p endfor %}
: {%p endif %}
: {%p if report.cautions %}
Heading 1: Please also note
: {%p for each in report.cautions %}
List Bullet: {{ each }}
: {%p endfor %}
: {%p endif %}
: {%p if report.unknowns.rest %}
Heading 1: More open questions
: {%p for each in report.unknowns.rest %}
List Bullet: {{ each }}
: {%p endfor %}
: {%p endif %}
: {%p if report.change_groups or report.changes_note %}
Heading 1: What would change this advice
: {%p for each in report.change_groups %}
Normal: {{ each.lead }}
: {%p for clause in each.clauses %}
List Bullet: {{ clause }}.
: {%p endfor %}
: {%p endfor %}
: {%p if report.changes_note %}
Normal: {{ report.changes_note }}
: {%p endif %}
: {%p endif %}
: {%p for section in report.background %}
Heading 1: {{ section.heading }}
: {%p for each in section.lines %}
List Bullet: {{ each }}
: {%p endfor %}
: {%p endfor %}
: {%p if report.sources %}
Heading 1: Sources
: {%p if report.sources_note %}
Source: {{ report.sources_note }}
: {%p endif %}
: {%p for source in report.sources %}
: {%p if source.work %}
Source: {{ source.work }}
: {%p endif %}
: {%p for each in source.places %}
Source: {{ each }}
: {%p endfor %}
: {%p endfor %}
: {%p endif %}
: {%p if pictures.values() | selectattr("has_own_figures") | list %}
Heading 1: Appendix: the figures
: {%p for each in pictures.values() | selectattr("has_own_figures") %}
Heading 2: {{ each.title }}
Picture: {{ each }}
Figure Text: {{ each.alt }}
Normal: {{p each.table }}
: {%p endfor %}
: {%p endif %}
"""


def build_template() -> bytes:
    """Build the template as a file, always the same bytes."""
    document = Document()
    _set_page_size(document)
    _define_styles(document)
    for line in filter(None, BODY.splitlines()):
        style, _, text = line.partition(":")
        if style == "picture":
            _add_picture(document, text.strip())
        elif style == "reasons":
            _add_reasons_table(document)
        else:
            paragraph = document.add_paragraph(style=style.removeprefix("new page ") or "Normal")
            paragraph.paragraph_format.page_break_before = style.startswith("new page") or None
            _fill_paragraph(paragraph, text.strip().replace("TITLE", TITLE))
    _add_header_and_footer(document)
    properties = document.core_properties
    properties.title, properties.language = TITLE, LANGUAGE
    properties.author = properties.comments = properties.last_modified_by = ""
    for name in ("created", "modified"):
        for each in properties._element.findall(qn(f"dcterms:{name}")):
            properties._element.remove(each)
    written = BytesIO()
    document.save(written)
    return normalize_docx(written.getvalue())


def _set_page_size(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(28)
    section.top_margin, section.bottom_margin = Mm(24), Mm(24)
    section.header_distance, section.footer_distance = Mm(12), Mm(12)


def _define_styles(document: Any) -> None:
    styles = document.styles
    _set_font(styles["Normal"], 10.5, INK)
    _set_spacing(styles["Normal"], after=6, line=1.15)
    _set_font(styles["Title"], 24, INK, bold=True)
    _set_spacing(styles["Title"], after=18)
    _set_border(styles["Title"], "bottom", "007A59", size=12, space=8)
    for level, size, before, colour in ((1, 15, 22, ACCENT), (2, 12, 16, INK), (3, 11, 14, INK)):
        style = styles[f"Heading {level}"]
        _set_font(style, size, colour, bold=True)
        _set_spacing(style, before=before, after=5, keep=True)
    _set_font(styles["Caption"], 9.5, MUTED, bold=True)
    _set_spacing(styles["Caption"], before=12, after=4, keep=True)
    _set_font(styles["List Bullet"], 10.5, INK)
    _set_spacing(styles["List Bullet"], after=4, line=1.15)
    _set_font(styles["Header"], 8.5, MUTED)
    _set_font(styles["Footer"], 8.5, MUTED)
    _add_style(styles, "Verdict", 16, INK, bold=True, after=4)
    _add_style(styles, "Lead", 10.5, INK, bold=True, before=6, after=4, keep=True)
    _add_style(styles, "Remark", 10.5, INK, before=6, after=6, line=1.15)
    _add_style(styles, "Figure Text", 10.5, INK, after=6, line=1.15, keep=True)
    _add_style(styles, "Note", 9, MUTED, italic=True, after=8)
    _add_style(styles, "Picture", 10.5, INK, after=10)
    _add_style(styles, "Source", 9.5, INK, after=2)
    _add_style(styles, "Table Text", 9, INK, before=2, after=2)
    step = _add_style(styles, "Step Note", 10.5, INK, after=3)
    step.paragraph_format.left_indent = Mm(4)
    _set_border(step, "left", HAIR, size=8, space=6)
    _add_table_style(styles)
    for defaults in styles.element.iter(qn("w:lang")):
        defaults.set(qn("w:val"), LANGUAGE)


def _add_style(styles: Any, name: str, size: float, colour: RGBColor, *, bold: bool = False, italic: bool = False,
         **spacing: Any) -> Any:  # fmt: skip
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles["Normal"]
    style.quick_style = True
    _set_font(style, size, colour, bold=bold, italic=italic)
    _set_spacing(style, **spacing)
    return style


def _set_font(style: Any, size: float, colour: RGBColor, *, bold: bool = False, italic: bool = False) -> None:
    font = style.font
    font.size, font.bold, font.italic, font.color.rgb = Pt(size), bold or None, italic or None, colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)


def _set_spacing(
    style: Any, *, before: float = 0, after: float = 0, line: float | None = None, keep: bool = False
) -> None:
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after = Pt(before), Pt(after)
    spacing.keep_with_next = keep
    if line:
        spacing.line_spacing = line


def _set_border(style: Any, side: str, colour: str, *, size: int, space: int) -> None:
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    line = f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>")
    later = ("shd", "tabs", "suppressAutoHyphens", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr")
    places = [each for each in properties if each.tag in {qn(f"w:{name}") for name in later}]
    if places:
        places[0].addprevious(border)
    else:
        properties.append(border)


def _add_table_style(styles: Any) -> None:
    """Add `Figures`: thin lines below each row, a stronger one below the first."""
    style = styles.add_style("Figures", WD_STYLE_TYPE.TABLE)
    style.base_style = styles["Normal Table"]
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{HAIR}"'
    strong = 'w:val="single" w:sz="8" w:space="0" w:color="007A59"'
    table = (
        f"<w:tblPr {nsdecls('w')}><w:tblBorders><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="140" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    first = (
        f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tblPr/>'
        f"<w:tcPr><w:tcBorders><w:bottom {strong}/></w:tcBorders></w:tcPr></w:tblStylePr>"
    )
    style.element.append(parse_xml(table))
    style.element.append(parse_xml(first))


def _fill_paragraph(paragraph: Any, text: str) -> None:
    """Fill a paragraph; parts between stars are bold, since tags have no star."""
    for number, part in enumerate(text.split("*")):
        if part:
            paragraph.add_run(part).bold = True if number % 2 else None


def _add_picture(document: Any, name: str) -> None:
    lines = (
        ("Normal", f'{{%p if "{name}" in pictures %}}'),
        ("Caption", f"{{{{ pictures.{name}.title }}}}"),
        ("Picture", f"{{{{ pictures.{name} }}}}"),
        ("Normal", "{%p endif %}"),
    )
    for style, text in lines:
        document.add_paragraph(text, style=style)


def _add_reasons_table(document: Any) -> None:
    """Add the table of reasons for both sides."""
    table = document.add_table(rows=4, cols=2, style="Figures")
    texts = (
        ("For moving up", "For leaving it as it is"),
        ("{%tr for row in report.balance.rows %}", ""),
        ("{{ row[0] }}", "{{ row[1] }}"),
        ("{%tr endfor %}", ""),
    )
    for row, cells in zip(table.rows, texts, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.paragraphs[0].style = "Table Text"
            cell.paragraphs[0].add_run(text)
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _add_header_and_footer(document: Any) -> None:
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = TITLE
    room = section.page_width - section.left_margin - section.right_margin
    for footer in (section.footer, section.first_page_footer):
        paragraph = footer.paragraphs[0]
        paragraph.style = "Footer"
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.tab_stops.add_tab_stop(room, WD_TAB_ALIGNMENT.RIGHT)
        _add_field(paragraph, "PAGE")
        paragraph.add_run(" of ")
        _add_field(paragraph, "NUMPAGES")


def _add_field(paragraph: Any, code: str) -> None:
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    paragraph._p.append(field)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "templates" / TEMPLATE
    target.write_bytes(build_template())
