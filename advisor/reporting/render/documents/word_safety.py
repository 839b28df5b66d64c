"""A check of a filled Word document of a pack: it loads nothing, runs nothing, and covers nothing with another thing.

Each part is judged by what it is: its kind, its relationships, its elements and its fields are on an allow list, or the
document is refused with the name of the part. Words in an address or in a text decide nothing.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from io import BytesIO
from xml.parsers import expat
from zipfile import ZipFile

from advisor.errors import Finding, Place, TemplateError, show_hidden_characters
from advisor.loading.finding_codes import UNSAFE_TEMPLATE
from advisor.model.word_lists import split_words
from advisor.reporting.render.documents.word_part_scan import PartScan, scan_part
from advisor.reporting.render.safe_links import is_safe_link

_TYPES_PART = "[Content_Types].xml"
_RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"
_WORD_KINDS = split_words(
    "document.main header footer styles stylesWithEffects settings webSettings fontTable numbering footnotes",
    "endnotes comments commentsExtended commentsIds commentsExtensible people document.glossary",
)
_KINDS = frozenset(
    {
        *(f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml" for kind in _WORD_KINDS),
        "application/vnd.ms-word.stylesWithEffects+xml",
        "application/vnd.openxmlformats-officedocument.theme+xml",
        "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
        "application/vnd.openxmlformats-package.core-properties+xml",
        "application/vnd.ms-office.classificationlabels+xml",
        _RELATIONSHIPS,
        "application/xml",
        *(f"image/{kind}" for kind in ("png", "jpeg", "jpg", "gif", "bmp", "tiff", "x-emf", "x-wmf", "svg+xml")),
    }
)
_OFFICE_BASES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/",
)
_OFFICE_LINKS = split_words(
    "officeDocument extended-properties extendedProperties custom-properties customProperties styles settings",
    "webSettings fontTable theme numbering header footer footnotes endnotes comments image hyperlink customXml",
    "customXmlProps glossaryDocument",
)
_LINKS = frozenset(
    {
        *(f"{base}{link}" for base in _OFFICE_BASES for link in _OFFICE_LINKS),
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail",
        "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
        "http://schemas.microsoft.com/office/2011/relationships/commentsExtended",
        "http://schemas.microsoft.com/office/2011/relationships/people",
        "http://schemas.microsoft.com/office/2016/09/relationships/commentsIds",
        "http://schemas.microsoft.com/office/2018/08/relationships/commentsExtensible",
        "http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels",
    }
)
_REMEDIES = {
    "attachedTemplate": "choose Normal as the template of the document in Word",
    "image": "insert the picture into the document, without a link to its file",
    "hyperlink": "link to a page (http, https) or an address for mail only",
    "font": "save the document without its fonts",
    "aFChunk": "paste the content into the document",
    "subDocument": "paste the content into the document",
    "mailMergeSource": "make it a normal document in Word, without mail merge",
}
_USUAL_REMEDY = "remove it, or start again from the built-in template"


def check_docx(docx: bytes, name: str) -> bytes:
    """Return a Word document unchanged if it loads, runs and covers nothing.

    Raises TemplateError for the template `name`, with every part that is not allowed.
    """
    with ZipFile(BytesIO(docx)) as archive:
        problems = list(_iter_problems(archive))
    if problems:
        place = Place(name)
        sentences = dict.fromkeys(f"the part `{part}` has {problem}" for part, problem in problems)
        raise TemplateError([Finding(place, show_hidden_characters(each), UNSAFE_TEMPLATE) for each in sentences])
    return docx


def _iter_problems(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """Yield each part that is not allowed, and what is wrong with it and what to do."""
    names = archive.namelist()
    kinds = _read_kinds(archive.read(_TYPES_PART)) if _TYPES_PART in names else {}
    for part in names:
        if part == _TYPES_PART or part.endswith("/"):
            continue
        ending = posixpath.basename(part).rpartition(".")[2].lower()
        kind = kinds.get(f"/{part}".lower()) or kinds.get(ending, "")
        if kind not in _KINDS:
            yield part, f"the kind `{kind or 'unknown'}`, which a template cannot have; {_USUAL_REMEDY}"
        elif kind.endswith("xml"):
            try:
                scan = scan_part(archive.read(part))
            except (expat.ExpatError, ValueError):
                yield part, f"XML that cannot be read safely; {_USUAL_REMEDY}"
                continue
            yield from ((part, f"{problem}; {_USUAL_REMEDY}") for problem in scan.problems)
            if kind == _RELATIONSHIPS:
                yield from ((part, problem) for problem in _iter_link_problems(part, scan, names))


def _read_kinds(content: bytes) -> Mapping[str, str]:
    """Read the kinds of parts, by the name of a part (`/word/document.xml`) or by an ending (`png`), in lower case."""
    elements = scan_part(content).elements
    return {
        (each.get("PartName") or each.get("Extension", "")).lower(): each.get("ContentType", "")
        for name, each in elements
        if name in ("Override", "Default")
    }


def _iter_link_problems(part: str, scan: PartScan, names: list[str]) -> Iterator[str]:
    folder = posixpath.dirname(posixpath.dirname(part))
    known = {name.lower() for name in names}
    for element, values in scan.elements:
        if element != "Relationship":
            continue
        kind, target = values.get("Type", ""), values.get("Target", "")
        short, shown = kind.rpartition("/")[2], " ".join(target.split())[:80]
        remedy = _REMEDIES.get(short, _USUAL_REMEDY)
        if kind not in _LINKS:
            yield f"a link of the kind `{short}`, which can load or run something; {remedy}"
        elif values.get("TargetMode", "Internal").strip().lower() != "internal":
            if short != "hyperlink" or not is_safe_link(target, local=False):
                yield f"a link of the kind `{short}` to `{shown}`, outside of the document; {remedy}"
        elif not target.startswith("#"):
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/").lower()
            if path not in known:
                yield f"a link of the kind `{short}` to `{shown}`, which is no part of the document; {remedy}"
