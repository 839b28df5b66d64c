"""The notice of which packs spoke, in a Word document: its first paragraphs, and what packs change as its last ones.

Each paragraph sets every property that a style could use to hide it, and has a style of its own that is based on none.
"""

from __future__ import annotations

from typing import Any

from markupsafe import escape

from advisor.model.advice import Advice
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.documents.word_xml import clean_text
from advisor.reporting.view.pack_notice import build_pack_notice

STYLE_ID = "AdvisorPackNotice"
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RUN = (
    f'<w:rPr><w:rStyle w:val="{STYLE_ID}Text"/><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/>'
    '<w:b w:val="0"/><w:i w:val="0"/><w:caps w:val="0"/><w:smallCaps w:val="0"/><w:strike w:val="0"/><w:dstrike '
    'w:val="0"/><w:outline w:val="0"/><w:shadow w:val="0"/><w:emboss w:val="0"/><w:imprint w:val="0"/><w:snapToGrid '
    'w:val="0"/><w:vanish w:val="0"/><w:webHidden w:val="0"/><w:color w:val="1B1C1D"/><w:spacing w:val="0"/><w:w '
    'w:val="100"/><w:kern w:val="0"/><w:position w:val="0"/><w:sz w:val="20"/><w:szCs w:val="20"/><w:highlight '
    'w:val="none"/><w:u w:val="none"/><w:effect w:val="none"/><w:shd w:val="clear" w:color="auto" w:fill="FFF6D6"/>'
    '<w:vertAlign w:val="baseline"/><w:specVanish w:val="0"/></w:rPr>'
)
_PARAGRAPH = (
    f'<w:pPr><w:pStyle w:val="{STYLE_ID}"/><w:keepNext w:val="0"/><w:pageBreakBefore w:val="0"/><w:numPr><w:ilvl '
    'w:val="0"/><w:numId w:val="0"/></w:numPr><w:shd w:val="clear" w:color="auto" w:fill="FFF6D6"/><w:snapToGrid '
    'w:val="0"/><w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/><w:ind w:left="0" w:right="0" '
    'w:firstLine="0"/><w:jc w:val="left"/><w:outlineLvl w:val="9"/></w:pPr>'
)


def add_word_notice(document: Any, rulebase: RuleBase, advice: Advice) -> None:
    """Add the notice to a document that is filled already, as python-docx holds it."""
    notice = build_pack_notice(rulebase, advice)
    if not notice.top:
        return
    from docx.oxml import parse_xml

    styles = document.styles.element
    for style in [each for each in styles if each.get(_qualify(styles, "styleId"), "").startswith(STYLE_ID)]:
        styles.remove(style)  # a template's own style of this name could hide the notice
    for kind, name in (("paragraph", STYLE_ID), ("character", f"{STYLE_ID}Text")):
        styles.append(
            parse_xml(
                f'<w:style {_NAMESPACE} w:type="{kind}" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
                "</w:style>"
            )
        )
    body = document.element.body
    for number, line in enumerate(notice.top):
        body.insert(number, parse_xml(_build_paragraph(line)))
    section = body.sectPr
    for line in notice.changes:
        paragraph = parse_xml(_build_paragraph(line))
        if section is None:
            body.append(paragraph)
        else:
            section.addprevious(paragraph)


def _build_paragraph(line: str) -> str:
    text = escape(clean_text(line))
    return f'<w:p {_NAMESPACE}>{_PARAGRAPH}<w:r>{_RUN}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def _qualify(element: Any, name: str) -> str:
    return f"{{{element.nsmap['w']}}}{name}"
