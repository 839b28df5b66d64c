"""Style sheets of packs: an allow list of properties, and of what their values can be.

A style can change how a report looks. It can load nothing, and nothing in it can move one part over another, out of
sight, or make it too small to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.model.word_lists import split_words

_SIDES = ("", "-top", "-right", "-bottom", "-left", "-block", "-inline")
_BOX_PROPERTIES = (
    *(f"{name}{side}" for name in ("margin", "padding", "border") for side in _SIDES),
    *(f"border{side}-{part}" for side in _SIDES for part in ("color", "style", "width")),
)
_PROPERTIES = frozenset(_BOX_PROPERTIES) | split_words(
    "color background background-color accent-color color-scheme fill stroke stroke-width outline font",
    "font-family font-size font-style font-variant font-weight font-stretch font-variant-numeric",
    "font-feature-settings font-variant-numeric line-height letter-spacing word-spacing text-align",
    "text-decoration text-decoration-color text-underline-offset text-transform text-wrap hyphens quotes",
    "overflow-wrap word-break vertical-align tab-size border-radius border-collapse white-space border-spacing",
    "caption-side outline-offset box-sizing display float clear gap row-gap column-gap align-items",
    "justify-content flex-wrap width max-width min-width table-layout empty-cells columns column-count",
    "column-width list-style list-style-type list-style-position orphans widows size break-before break-after",
    "break-inside page-break-before page-break-after page-break-inside print-color-adjust",
    "-webkit-print-color-adjust",
)
_DISPLAYS = split_words(
    "block inline inline-block list-item flow-root flex inline-flex table table-row table-cell table-header-group",
    "table-row-group table-caption",
)
_FUNCTIONS = split_words("rgb rgba hsl hsla var light-dark color-mix min max clamp")
_AT_RULES = ("@media", "@page")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r"\"[\w .,-]*\"|'[\w .,-]*'")
_FUNCTION = re.compile(r"([\w-]*)\(")
_NUMBER = re.compile(r"(?<![\w#.])([+-]?\d*\.?\d+)([a-z%]*)")
_LIMITS = {"px": 300, "pt": 200, "em": 60, "rem": 60, "ch": 120, "mm": 60, "cm": 6, "in": 2.5, "%": 100, "": 1_000}
"""The largest number for each unit; no other unit can be used."""
_SMALLEST_FONT = {"px": 7, "pt": 5, "em": 0.5, "rem": 0.5, "%": 50}
_IMPORTANT = re.compile(r"\s*!\s*important\s*\Z")


def find_unsafe_style(sheet: str) -> str:
    """Find what a style sheet may not hold, and return it; "" if there is nothing."""
    plain = _STRING.sub("text", _COMMENT.sub(" ", sheet)).lower()
    if match := re.search(r"[\\<\"'`]|/\*", plain):
        return match[0]
    return next(filter(None, _iter_problems(plain)), "")


def find_unsafe_declaration(declarations: str) -> str:
    """Find the declaration that a style may not hold, as in `position: fixed`; "" if there is none."""
    plain = _STRING.sub("text", _COMMENT.sub(" ", declarations)).lower()
    return next((each.strip() for each in plain.split(";") if each.strip() and not _is_safe(each)), "")


def _iter_problems(sheet: str) -> Iterator[str]:
    """Yield what a style sheet may not hold: what is before a brace is a selector, what is in the inmost a style."""
    depth, begin = 0, 0
    for brace in re.finditer(r"[{}]", sheet):
        words = sheet[begin : brace.start()].strip()
        begin = brace.end()
        if brace[0] == "{":
            depth += 1
            if ";" in words or (words.startswith("@") and not re.match(r"@(media|page)\b", words)):
                yield words
        else:
            depth -= 1
            yield find_unsafe_declaration(words)
        if depth < 0:
            yield "}"
    if depth or sheet[begin:].strip():
        yield sheet[begin:].strip() or "{"


def _is_safe(declaration: str) -> bool:
    name, colon, value = declaration.partition(":")
    name, value = name.strip(), _IMPORTANT.sub("", value.strip())
    if not colon or not (name in _PROPERTIES or re.fullmatch(r"--[\w-]+", name)):
        return False
    if re.search(r"[\\<>\"'`{}@!:]", value) or any(each not in _FUNCTIONS for each in _FUNCTION.findall(value)):
        return False
    if name == "display":
        return value in _DISPLAYS
    if name == "size":
        return re.fullmatch(r"[a-z0-9 ]*", value) is not None and not _NUMBER.search(value)
    return all(_is_seen(name, float(number), unit) for number, unit in _NUMBER.findall(value))


def _is_seen(name: str, number: float, unit: str) -> bool:
    """Return whether a length is neither negative nor so large or so small that it hides something."""
    if unit not in _LIMITS or not 0 <= number <= _LIMITS[unit]:
        return False
    return name not in ("font-size", "font") or not unit or number >= _SMALLEST_FONT.get(unit, 0)
