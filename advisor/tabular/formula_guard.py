"""Texts of CSV files that a spreadsheet program would run as formulas; they get an apostrophe, which reading removes.

A CSV file cannot say that a cell is a text. Excel and LibreOffice can run a cell that begins with `=`, `+`, `-` or `@`,
also after blanks or in full width, and one that begins with a tab or a line end (OWASP, "CSV Injection").
"""

from __future__ import annotations

import re

FORMULA_SIGNS = "=+-@＝＋－＠"
_FORMULA = re.compile(rf"'*(?:[\t\r\n]|\s*[{re.escape(FORMULA_SIGNS)}])")
_GUARDED = re.compile(rf"'{_FORMULA.pattern}")


def is_formula_like(text: str) -> bool:
    """Return whether a spreadsheet program could take a text for a formula."""
    return _FORMULA.match(text) is not None and not text.startswith("'")


def guard_formula(text: str) -> str:
    """Put an apostrophe before a text that looks like a formula: `=1+1` becomes `'=1+1`."""
    return f"'{text}" if _FORMULA.match(text) else text


def remove_guard(text: str) -> str:
    """Remove the apostrophe that `guard_formula` has put before a text."""
    return text[1:] if _GUARDED.match(text) else text
