"""What a template of a pack made, before it is handed on: it reaches for nothing, and it says which packs spoke.

A reader opens a report in a program that would run a script, fetch a picture, or go to another address with what the
report says of the company. The templates of packs are data; so is what they make.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from io import BytesIO
from zipfile import ZipFile

from advisor.errors import Finding, Place, TemplateError

POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    "form-action 'none'; base-uri 'none'\">\n"
)
_DOCTYPE = re.compile(r"[ \t\n\f\r]*<!doctype[^>]*>", re.IGNORECASE | re.ASCII)
_EXTERNAL_ELEMENT = re.compile(r"<link\b|http-equiv(?!\s*=\s*[\"']?content-security-policy\b)", re.IGNORECASE)
_ACTIVE_MARKUP = re.compile(r"(?<!\\)(?:\\\\)*(!\[|<(?!/?sup>)[A-Za-z!/?]|\]\(\s*javascript:)", re.IGNORECASE)
"""What is not escaped (an even number of backslashes stand for themselves), but for the marks of notes."""
_EXTERNAL_RELATIONSHIP = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>")
_WORD_FIELD = re.compile(rb"<w:instrText\b[^>]*>([^<]*)|\bw:instr\s*=\s*[\"']([^\"']*)")
_ALLOWED_FIELDS = frozenset({b"PAGE", b"NUMPAGES", b"SECTIONPAGES", b"MERGEFORMAT", b"ARABIC"})


def check_html(text: str, name: str) -> str:
    """A page that runs and loads nothing, whatever stands in it. Raises TemplateError where it would go elsewhere.

    A browser heeds a policy that stands before everything else but the doctype (HTML Standard, 4.2.5.3).
    """
    if found := _EXTERNAL_ELEMENT.search(text):
        raise _build_error(name, f"this writes `{found[0]}`, by which a page reaches elsewhere; take it out")
    opening = _DOCTYPE.match(text)
    at = opening.end() if opening else 0
    return f"{text[:at]}{POLICY}{text[at:]}"


def check_markdown(text: str, name: str) -> str:
    """A text without pictures from elsewhere and without HTML. Raises TemplateError where it has some."""
    if found := _ACTIVE_MARKUP.search(text):
        raise _build_error(
            name, f"this writes `{found[1]}`, by which a reader's program reaches elsewhere; take it out"
        )
    return text


def check_docx(docx: bytes, name: str) -> bytes:
    """A Word document that fetches nothing and starts nothing. Raises TemplateError where it would."""
    with ZipFile(BytesIO(docx)) as packed:
        for part in packed.namelist():
            held = packed.read(part)
            if any(b"/hyperlink" not in each for each in _EXTERNAL_RELATIONSHIP.findall(held)):
                raise _build_error(name, "this document fetches something from elsewhere; put what it needs into it")
            fields = b"".join(b"".join(each) for each in _WORD_FIELD.findall(held)).split()
            strange = next((each for each in fields if each.isalpha() and each.upper() not in _ALLOWED_FIELDS), None)
            if strange is not None:
                told = f"this document has the field `{strange.decode()}`"
                raise _build_error(name, f"{told}; of fields only those of page numbers are taken")
    return docx


def append_pack_notice(text: str, guidance: Sequence[str], *, html: bool = False) -> str:
    """A text that says whose guidance it rests on, at its end where it does not say so itself."""
    told = " ".join(text.replace("\\", "").split())
    missing = [each for each in guidance if " ".join((escape(each) if html else each).split()) not in told]
    if not missing:
        return text
    if html:
        return text + "".join(f"<p>{escape(each)}</p>\n" for each in missing)
    return "\n\n".join((text.rstrip("\n"), *missing)) + "\n"


def _build_error(name: str, sentence: str) -> TemplateError:
    return TemplateError([Finding(Place(name), sentence)])
