"""Marks that show which cells of a plan a person has edited.

Each row has, in its last column, a mark of every text that the advisor wrote into it. A text that does not fit its mark
was typed by a person, so an update keeps it. A mark is 32 bits of a digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2s

from advisor.plan.columns import COLUMNS

_VERSION = "1"
_LENGTH = 8
TYPED = "0" * _LENGTH
"""The mark of a text that anybody may have written; it counts as typed."""
_FIELDS = tuple(column.field for column in COLUMNS)


def compute_mark(field: str, text: str) -> str:
    """Return the mark of a text in a field: eight hexadecimal digits."""
    content = f"{field}\0{text}".encode("utf-8", "surrogatepass")
    return blake2s(content, digest_size=_LENGTH // 2).hexdigest()


def compute_marks(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the marks of all fields of a row."""
    return {field: compute_mark(field, texts.get(field, "")) for field in _FIELDS}


def format_marks(marks: Mapping[str, str]) -> str:
    """Write the marks of a row as one text, in the order of the columns; "" without marks."""
    if not marks:
        return ""
    return f"v{_VERSION}." + ".".join(marks.get(field, "") for field in _FIELDS)


def parse_marks(text: str) -> dict[str, str]:
    """Read the marks of a row; none if the text is not what `format_marks` writes."""
    version, *marks = text.strip().split(".")
    if version != f"v{_VERSION}" or len(marks) != len(_FIELDS):
        return {}
    return {field: mark for field, mark in zip(_FIELDS, marks, strict=True) if len(mark) == _LENGTH}
