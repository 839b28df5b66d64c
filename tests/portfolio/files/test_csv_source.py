"""CSV files as sources: any text that Python's csv module reads gives the same rows, with the lines they begin on."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from advisor.portfolio.files.meter import Meter
from advisor.portfolio.files.sources.csv_source import open_csv
from advisor.portfolio.files.sources.table_source import UnreadRow

CELLS = st.text(st.sampled_from('ab ,;"\n\r\tä€0='), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=12))
def test_rows_are_those_of_another_reader(rows: list[list[str]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([["one", "two", "three"], *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.csv"
        path.write_bytes(text.getvalue().encode())
        source, unread = open_csv(str(path), None), list[UnreadRow]()
        frame = source.scan(Meter(), unread).collect()
        lines = list(source.number_rows(range(frame.height), unread))
    assert [[cell or "" for cell in row] for row in frame.rows()] == rows
    assert unread == []
    shown = list(io.StringIO(text.getvalue(), newline=""))
    assert all(shown[line - 1].startswith('"') for line in lines)
    assert lines == sorted(set(lines))
