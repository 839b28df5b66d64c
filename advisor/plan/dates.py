"""Dates as people and spreadsheet programs write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?Z?")
_WITH_POINTS = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_WITH_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_DAY_AND_MONTH = re.compile(r"(\d{1,2})[ /-]([a-z]{3,9})\.?,?[ /-](\d{4}|\d{2})(?: \d{1,2}:\d{2}(?: ?[ap]m)?)?")
_MONTH_AND_DAY = re.compile(r"([a-z]{3,9})\.? (\d{1,2}),? (\d{4})")
_SERIAL_START = date(1899, 12, 30)
_SERIAL_LIMITS = (30_000, 80_000)
"""Day numbers of spreadsheets that are read as dates: from 1982 to 2119."""


def detect_day_first(texts: Iterable[str]) -> bool | None:
    """Find out whether dates such as `26/11/2026` have the day first; None if no date of the file shows it."""
    orders: set[bool] = set()
    for text in texts:
        if match := _WITH_SLASHES.fullmatch(text.strip()):
            first, second = int(match[1]), int(match[2])
            orders.update({True} if first > 12 else {False} if second > 12 else ())
    return orders.pop() if len(orders) == 1 else None


def is_ambiguous_date(text: str) -> bool:
    """Return whether a text is a date that may have the day or the month first."""
    match = _WITH_SLASHES.fullmatch(text.strip())
    return match is not None and int(match[1]) <= 12 and int(match[2]) <= 12


def parse_date(text: str, day_first: bool | None = None) -> date | None:
    """Return the date that a text names: `2026-11-26`, `26.11.2026`, `26 Nov 2026`; None if it names none.

    Args:
        text: the text of a cell.
        day_first: how to read `03/04/2026`; None refuses it.
    """
    text = " ".join(text.split())
    if match := _YEAR_FIRST.fullmatch(text):
        return _build_date(match[1], match[2], match[3])
    if match := _WITH_POINTS.fullmatch(text):
        return _build_date(match[3], match[2], match[1])
    if match := _WITH_SLASHES.fullmatch(text):
        if match[1] == match[2]:
            return _build_date(match[3], match[1], match[1])
        if day_first is None:
            return None
        day, month = (match[1], match[2]) if day_first else (match[2], match[1])
        return _build_date(match[3], month, day)
    if match := _DAY_AND_MONTH.fullmatch(text.lower()):
        return _build_date(match[3], match[2], match[1])
    if match := _MONTH_AND_DAY.fullmatch(text.lower()):
        return _build_date(match[3], match[1], match[2])
    return None


def convert_day_number(number: float) -> date | None:
    """Return the date of a day number of a spreadsheet, which is what a date without its format is."""
    if not _SERIAL_LIMITS[0] <= number <= _SERIAL_LIMITS[1]:
        return None
    return _SERIAL_START + timedelta(days=int(number))


def _build_date(year: str, month: str, day: str) -> date | None:
    number = _MONTHS.index(month[:3]) + 1 if month[:3] in _MONTHS else int(month) if month.isdecimal() else 0
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    except ValueError:
        return None
