"""Checks on the output of a pack's template: it loads nothing, runs nothing, and names the packs whose rules it used.

A reader opens a report in a program that would run a script, load a picture, or send the company's answers to another
address. Templates of packs are data, and so is their output.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from io import BytesIO
from zipfile import ZipFile

from advisor.errors import TemplateError
from advisor.loading.finding_codes import UNSAFE_TEMPLATE

POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    "form-action 'none'; base-uri 'none'\">\n"
)
_DOCTYPE = re.compile(r"[ \t\n\f\r]*<!doctype[^>]*>", re.IGNORECASE | re.ASCII)
_EXTERNAL_ELEMENT = re.compile(r"(<link\b|http-equiv(?!\s*=\s*[\"']?content-security-policy\b))", re.IGNORECASE)
_ACTIVE_MARKUP = re.compile(r"(?<!\\)(?:\\\\)*(!\[|<(?!/?sup>)[A-Za-z!/?]|\]\(\s*javascript:)", re.IGNORECASE)
"""Unescaped markup (after an even number of backslashes), except the <sup> of marks."""
_EXTERNAL_RELATIONSHIP = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>")
_WORD_FIELD = re.compile(rb"<w:instrText\b[^>]*>([^<]*)|\bw:instr\s*=\s*[\"']([^\"']*)")
_ALLOWED_FIELDS = frozenset({b"PAGE", b"NUMPAGES", b"SECTIONPAGES", b"MERGEFORMAT", b"ARABIC"})


def check_html(text: str, name: str) -> str:
    """Add a policy to a page that keeps it from loading or running anything.

    Browsers obey a policy that comes before everything but the doctype (HTML Standard, 4.2.5.3). Raises TemplateError
    for elements that a policy does not cover.
    """
    _refuse_match(_EXTERNAL_ELEMENT, text, name)
    doctype = _DOCTYPE.match(text)
    start = doctype.end() if doctype else 0
    return f"{text[:start]}{POLICY}{text[start:]}"


def check_markdown(text: str, name: str) -> str:
    """Return a text unchanged if it has no pictures and no HTML. Raises TemplateError if it has."""
    _refuse_match(_ACTIVE_MARKUP, text, name)
    return text


def _refuse_match(pattern: re.Pattern[str], text: str, name: str) -> None:
    if match := pattern.search(text):
        sentence = f"this writes `{match[1]}`, which can load or run other files; remove it"
        raise TemplateError.at(name, sentence, UNSAFE_TEMPLATE)


def check_docx(docx: bytes, name: str) -> bytes:
    """Return a Word document unchanged if it loads and starts nothing. Raises TemplateError if it would."""
    with ZipFile(BytesIO(docx)) as archive:
        for part in archive.namelist():
            content = archive.read(part)
            if any(b"/hyperlink" not in link for link in _EXTERNAL_RELATIONSHIP.findall(content)):
                sentence = "this document loads a file from elsewhere; put that file into the document"
                raise TemplateError.at(name, sentence, UNSAFE_TEMPLATE)
            words = b"".join(b"".join(groups) for groups in _WORD_FIELD.findall(content)).split()
            field = next((word for word in words if word.isalpha() and word.upper() not in _ALLOWED_FIELDS), None)
            if field is not None:
                sentence = f"this document has the field `{field.decode()}`; use only fields of page numbers"
                raise TemplateError.at(name, sentence, UNSAFE_TEMPLATE)
    return docx


def append_pack_notice(text: str, guidance: Sequence[str], *, html: bool = False) -> str:
    """Append the sentences about the packs used that a text does not have yet."""
    plain = " ".join(text.replace("\\", "").split())
    shown = {sentence: " ".join((escape(sentence) if html else sentence).split()) for sentence in guidance}
    missing = [sentence for sentence, words in shown.items() if words not in plain]
    if not missing:
        return text
    if html:
        return text + "".join(f"<p>{escape(sentence)}</p>\n" for sentence in missing)
    return "\n\n".join((text.rstrip("\n"), *missing)) + "\n"
