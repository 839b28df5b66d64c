"""Printer's quotes and fixed spaces for PDF and Word."""

from __future__ import annotations

import re
from typing import Any

_OPENING_QUOTE = re.compile(r"(^|[\s(\[\N{EM DASH}])([\"'])")
_LEFT_QUOTES = {'"': "\N{LEFT DOUBLE QUOTATION MARK}", "'": "\N{LEFT SINGLE QUOTATION MARK}"}
_RIGHT_QUOTES = str.maketrans({'"': "\N{RIGHT DOUBLE QUOTATION MARK}", "'": "\N{RIGHT SINGLE QUOTATION MARK}"})
_STEP_BEFORE_NUMBER = re.compile(r"\b([Ss]teps?) (?=\d)")


def apply_typography(text: str) -> str:
    """Set printer's quotes, and tie numbers to the word "step". Not for text that a user typed."""
    curled = _OPENING_QUOTE.sub(lambda match: match[1] + _LEFT_QUOTES[match[2]], text).translate(_RIGHT_QUOTES)
    return _STEP_BEFORE_NUMBER.sub("\\1\N{NO-BREAK SPACE}", curled)


def apply_typography_deep(value: Any) -> Any:
    """Apply typography to every text in tuples, lists and named tuples, except to marks."""
    if isinstance(value, str):
        return apply_typography(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        fields = ((name, getattr(value, name)) for name in value._fields)
        return type(value)(**{name: part if name == "marks" else apply_typography_deep(part) for name, part in fields})
    if isinstance(value, list | tuple):
        return type(value)(map(apply_typography_deep, value))
    return value
