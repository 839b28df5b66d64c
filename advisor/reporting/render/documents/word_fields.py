"""The fields of a Word document: each instruction as Word reads it, put together from all its runs.

Only fields that show something of the document itself are allowed, and links to pages. A field within another is judged
on its own, and an instruction that takes its name from another field has none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from advisor.model.word_lists import split_words
from advisor.reporting.render.safe_links import is_safe_link

_FIELDS = split_words(
    "PAGE NUMPAGES SECTION SECTIONPAGES NUMWORDS NUMCHARS DATE TIME CREATEDATE SAVEDATE PRINTDATE EDITTIME TITLE",
    "SUBJECT AUTHOR KEYWORDS COMMENTS DOCPROPERTY TOC TC PAGEREF REF NOTEREF SEQ STYLEREF HYPERLINK LISTNUM",
)
_NAME = re.compile(r"\s*([A-Za-z]+)(?=[\s\\\"]|\Z)")
_WORD = re.compile(r"\\([A-Za-z*@#!])|\"((?:[^\"\\]|\\.)*)\"|(\S+)")
_SWITCHES_WITH_VALUE = frozenset("lot*@#")
_CODE_ELEMENTS = ("instrText", "delInstrText", "t", "delText")


@dataclass
class _Field:
    """A field that is being read; its code ends where its result begins."""

    code: str = ""
    in_code: bool = True


class FieldReader:
    """The fields of one part, in the order of the document. Problems are ends of sentences."""

    def __init__(self) -> None:
        self._open: list[_Field] = []
        self._simple: list[str] = []
        self._loose = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if name == "fldSimple" or "instr" in attributes:
            self._simple.append(attributes.get("instr", ""))
        if name != "fldChar":
            return
        match attributes.get("fldCharType"):
            case "begin":
                self._open.append(_Field())
            case "separate":
                if self._open:
                    self._open[-1].in_code = False

    def read_text(self, name: str, text: str) -> None:
        """Read a text in an element; in the code of a field, Word takes any text as a part of the instruction."""
        if name not in _CODE_ELEMENTS:
            return
        if self._open and self._open[-1].in_code:
            self._open[-1].code += text
        elif name in ("instrText", "delInstrText"):
            self._loose += text

    def end(self, name: str) -> list[str]:
        """End an element; return the problems of the fields that end here."""
        codes, self._simple = self._simple, []
        if name == "p" and self._loose:
            codes, self._loose = [*codes, self._loose], ""
        return [problem for code in codes if (problem := describe_problem(code))]

    def end_field(self) -> list[str]:
        """End the innermost field."""
        problem = describe_problem(self._open.pop().code) if self._open else ""
        return [problem] if problem else []

    def close(self) -> list[str]:
        """End the part; return the problems of fields that do not end in it."""
        codes = [*(each.code for each in self._open), *([self._loose] if self._loose else [])]
        return [problem for code in codes if (problem := describe_problem(code))]


def describe_problem(code: str) -> str:
    """Describe why the instruction of a field is refused, as the end of a sentence; "" if it is allowed."""
    shown = " ".join(code.split())[:60]
    name = _NAME.match(code)
    if name is None or name[1].upper() not in _FIELDS:
        return f"the field `{shown}`, which is not one of page numbers, dates, titles, contents or links"
    if name[1].upper() == "HYPERLINK" and not _is_safe_hyperlink(code[name.end() :]):
        return f"the field `{shown}`, which does not link to a page, a place in the document or an address for mail"
    return ""


def _is_safe_hyperlink(arguments: str) -> bool:
    """Return whether the arguments of a link lead to a page, or to a place in the document (`\\\\l`)."""
    is_local, address, switch = False, "", ""
    for letter, quoted, bare in _WORD.findall(arguments):
        if letter:
            switch = letter.lower()
            is_local |= switch == "l"
        elif switch in _SWITCHES_WITH_VALUE:
            switch = ""
        else:
            address = address or quoted or bare
            switch = ""
    return is_safe_link(address, local=False) if address else is_local
