"""The numbers of rows in a source from which some rows were left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from advisor.portfolio.files.sources.table_source import choose_free_name, shift_by_unread


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 3))
def test_rows_keep_their_numbers_whatever_was_left_out(is_read: list[bool], first: int) -> None:
    numbers = range(first, first + len(is_read))
    unread = [number for number, read in zip(numbers, is_read, strict=True) if not read]
    read = [number for number, read in zip(numbers, is_read, strict=True) if read]
    assert list(shift_by_unread(range(len(read)), first, unread)) == read


@given(st.sets(st.text(max_size=3)), st.text(max_size=3))
def test_a_free_name_is_free(names: set[str], wanted: str) -> None:
    assert choose_free_name(names, wanted) not in names
