"""Dates as people and programs write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.plan.dates import convert_day_number, detect_day_first, is_ambiguous_date, parse_date

DAY = date(2026, 11, 26)
NO_DATES = ("", "soon", "2026", "26.11.26", "2026-13-01", "31.02.2026", "26 Foo 2026", "0000-01-01", "٢٦.١١.٢٠٢٦x")


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-26", " 2026-11-26 ", "2026/11/26", "2026-11-26 00:00:00", "2026-11-26T10:30Z", "26.11.2026"),
        *("26. 11. 2026", "26 November 2026", "26-Nov-26", "26/Nov/26 12:00 am", "November 26, 2026", "Nov 26 2026"),
    ],
)
def test_these_are_dates(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize("text", NO_DATES)
def test_these_are_none(text: str) -> None:
    assert parse_date(text) is None


def test_a_date_with_slashes_needs_an_order() -> None:
    assert parse_date("03/04/2026") is None
    assert is_ambiguous_date("03/04/2026")
    assert parse_date("03/04/2026", day_first=True) == date(2026, 4, 3)
    assert parse_date("03/04/2026", day_first=False) == date(2026, 3, 4)
    assert parse_date("04/04/2026") == date(2026, 4, 4)
    assert detect_day_first(["03/04/2026", "26/11/2026"]) is True
    assert detect_day_first(["03/04/2026", "11/26/2026"]) is False
    assert detect_day_first(["26/11/2026", "11/26/2026"]) is None


def test_day_numbers_of_spreadsheets() -> None:
    assert convert_day_number(46352.0) == DAY
    assert convert_day_number(5) is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_what_is_written_is_read(day: date) -> None:
    assert parse_date(day.isoformat()) == day


@given(st.text(max_size=30))
def test_no_text_is_an_error(text: str) -> None:
    parse_date(text)
    is_ambiguous_date(text)
