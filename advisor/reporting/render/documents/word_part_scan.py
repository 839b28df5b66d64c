"""One pass over the XML of a part of a Word document: its elements, its fields, and what in it is not allowed.

Names of elements are compared without their namespaces, since Word reads the same element in several.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from advisor.model.word_lists import split_words
from advisor.reporting.render.documents.word_fields import FieldReader

_FORBIDDEN_ELEMENTS = split_words(
    "altChunk subDoc object control OLEObject oleObject ocx ocxPr binData entryMacro exitMacro attachedTemplate",
    "mailMerge frameset frame linkedToFile fldData wavAudioFile audioFile videoFile quickTimeFile audioCd",
    "webVideoPr contentPart chart relIds externalData script scriptAnchor saveThroughXslt collapsed foreignObject",
    "embedRegular embedBold embedItalic embedBoldItalic smartTagType",
)
"""Elements that bring something from elsewhere, run something, or hide the text below them."""
_KEPT_ELEMENTS = ("Relationship", "Override", "Default")
_ADDRESSES = ("src", "href", "url", "action")
_DEFAULT_PROPERTIES = split_words(
    "docDefaults rPrDefault pPrDefault rPr pPr rFonts sz szCs lang color kern ligatures spacing ind jc",
    "widowControl suppressAutoHyphens autoSpaceDE autoSpaceDN bidi textAlignment b i noProof",
)
"""Properties that a document can give to all of its text; others, such as `vanish`, could hide it."""
_FRONT_OF_TEXT = re.compile(r"position\s*:\s*(absolute|relative)")
_BEHIND_TEXT = re.compile(r"z-index\s*:\s*-")
_MIN_TEXT_SIZE = 2_800
"""The smallest width and height of the text of a page, in twentieths of a point: about 5 cm."""


@dataclass
class PartScan:
    """What a part holds: problems as ends of sentences, and the elements that link parts, with their attributes."""

    problems: list[str] = field(default_factory=list)
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)


def scan_part(content: bytes) -> PartScan:
    """Read the XML of a part. Raises ExpatError if it is none, and ValueError if it declares entities of its own."""
    scanner = _Scanner()
    scanner.read(content)
    return scanner.scan


class _Scanner:
    """The state of a pass: the open elements, the fields, and the drawing and the page that are being read."""

    def __init__(self) -> None:
        self.scan = PartScan()
        self.fields = FieldReader()
        self.open_elements: list[str] = []
        self.behind_text = False
        self.page_size = (12_240, 15_840)

    def read(self, content: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._read_text
        parser.Parse(content, True)
        self.scan.problems += self.fields.close()

    def _refuse_doctype(self, *_: object) -> None:
        raise ValueError("a document type")

    def _start(self, full_name: str, full_attributes: dict[str, str]) -> None:
        name = full_name.rpartition(" ")[2]
        attributes = {key.rpartition(" ")[2]: value for key, value in full_attributes.items()}
        self.open_elements.append(name)
        if name in _FORBIDDEN_ELEMENTS:
            self._report(f"the element `{name}`, which can load, run or hide something")
        if name in _KEPT_ELEMENTS:
            self.scan.elements.append((name, attributes))
        for key in _ADDRESSES:
            if attributes.get(key, "#")[:1] != "#":
                self._report(f"the address `{' '.join(attributes[key].split())[:80]}` in `{name}`")
        if "docDefaults" in self.open_elements and name not in _DEFAULT_PROPERTIES:
            self._report(f"the element `{name}` among the properties of all text")
        self.fields.start(name, attributes)
        if name == "fldChar" and attributes.get("fldCharType") == "end":
            self.scan.problems += self.fields.end_field()
        self._check_layout(name, attributes)

    def _end(self, full_name: str) -> None:
        name = self.open_elements.pop()
        self.scan.problems += self.fields.end(name)

    def _read_text(self, text: str) -> None:
        if self.open_elements:
            self.fields.read_text(self.open_elements[-1], text)

    def _check_layout(self, name: str, attributes: dict[str, str]) -> None:
        """Report what could lie over the text, and pages that have no room for it."""
        if name == "anchor":
            self.behind_text = attributes.get("behindDoc", "0") in ("1", "true", "on")
        elif name in ("wrapNone", "wrapTight", "wrapThrough") and not self.behind_text:
            self._report("a drawing in front of the text (set its text wrapping to Square or Behind Text)")
        elif name == "framePr" and attributes.get("wrap", "around") in ("none", "through"):
            self._report("a frame over the text")
        elif name == "pgSz":
            self.page_size = _read_length(attributes.get("w", "12240")), _read_length(attributes.get("h", "15840"))
            if min(self.page_size) < _MIN_TEXT_SIZE:
                self._report("pages that leave no room for the text")
        elif name == "pgMar" and not self._has_room(attributes):
            self._report("margins that leave no room for the text")
        style = attributes.get("style", "").lower()
        if _FRONT_OF_TEXT.search(style) and not _BEHIND_TEXT.search(style) and "vml" not in name:
            self._report("a drawing in front of the text (set its text wrapping to Square or Behind Text)")

    def _has_room(self, margins: dict[str, str]) -> bool:
        """Return whether the margins of a page leave room for text; those above and below can be negative."""
        sides = [_read_length(margins.get(side, "0")) for side in ("left", "right", "gutter")]
        ends = [abs(_read_length(margins.get(side, "0"))) for side in ("top", "bottom")]
        width, height = self.page_size
        return min(sides) >= 0 and width - sum(sides) >= _MIN_TEXT_SIZE and height - sum(ends) >= _MIN_TEXT_SIZE

    def _report(self, problem: str) -> None:
        self.scan.problems.append(problem)


def _read_length(text: str) -> int:
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        return -1
