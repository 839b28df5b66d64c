"""Rows and columns that are hidden in a workbook: taken, and named in a remark."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Set
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from advisor.authoring.dmn.importing.import_file import ImportChoices, read_tables
from advisor.tabular.hidden_cells import HiddenCells, find_hidden_cells
from tests import strategies

LINES = [("cycle", "staff", "verdict"), *(("short", str(number), "stay") for number in range(1, 6))]


def a_workbook(rows: Set[int], columns: Set[int] = frozenset()) -> bytes:
    """A table in the second of two sheets, with these rows and columns hidden; the first is all hidden rows."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        for sheet, hidden in ((book.add_worksheet("first"), range(1, 9)), (book.add_worksheet("t"), rows)):
            for number, line in enumerate(LINES, 1):
                for at, cell in enumerate(line):
                    sheet.write_string(number - 1, at, cell)
            for number in hidden:
                sheet.set_row(number - 1, None, None, {"hidden": True})
            for column in columns:
                sheet.set_column(column - 1, column - 1, None, None, {"hidden": True})
    return made.getvalue()


def remarks_of(data: bytes, tmp_path: Path) -> list[str]:
    path = tmp_path / "m.xlsx"
    path.write_bytes(data)
    read = read_tables(str(path), strategies.a_rule_base([]), ImportChoices({}, sheet="t"))
    assert [len(rules) for _, rules in read.tables] == [5]
    return [str(each).removeprefix(f"{path}[t]: ") for each in read.remarks]


@pytest.mark.parametrize(
    ("rows", "columns", "said"),
    [
        (set(), set(), []),
        ({4}, set(), ["row 4 is hidden in the workbook and was taken as well"]),
        ({3, 4, 6}, set(), ["rows 3, 4 and 6 are hidden in the workbook and were taken as well"]),
        (
            {2},
            {2, 3},
            [
                "row 2 is hidden in the workbook and was taken as well",
                "columns 2 and 3 are hidden in the workbook and were taken as well",
            ],
        ),
        ({8}, {7}, []),
    ],
)
def test_what_is_hidden_in_the_table_is_named(
    rows: set[int], columns: set[int], said: list[str], tmp_path: Path
) -> None:
    assert remarks_of(a_workbook(rows, columns), tmp_path) == said


@given(st.sets(st.integers(1, 8)), st.sets(st.integers(1, 4)))
def test_just_what_is_hidden_is_found(rows: set[int], columns: set[int]) -> None:
    assert find_hidden_cells(a_workbook(rows, columns), "m.xlsx", "t") == HiddenCells(
        frozenset(rows), frozenset(columns)
    )


def changed(data: bytes, part: str, pattern: str, text: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            new.writestr(name, re.sub(pattern, text, content) if name == part else content)
    return made.getvalue()


def test_rows_without_a_number_follow_the_one_before() -> None:
    bare = changed(a_workbook({3}), "xl/worksheets/sheet2.xml", r'<row r="\d+"', "<row")
    assert find_hidden_cells(bare, "m.xlsx", "t") == HiddenCells(frozenset({3}), frozenset())


@pytest.mark.parametrize(
    ("part", "pattern", "text"),
    [
        ("xl/workbook.xml", r'r:id="\w+"', ""),
        ("xl/workbook.xml", "</workbook>", ""),
        ("xl/_rels/workbook.xml.rels", r"worksheets/sheet2", "worksheets/sheet7"),
        ("xl/worksheets/sheet2.xml", r'<row r="\d+"', '<row r="one"'),
        ("xl/worksheets/sheet2.xml", "</worksheet>", ""),
    ],
)
def test_where_it_cannot_be_told_nothing_is_claimed(part: str, pattern: str, text: str) -> None:
    data = a_workbook({3})
    assert find_hidden_cells(data, "m.xlsx", "t") is not None
    assert find_hidden_cells(changed(data, part, pattern, text), "m.xlsx", "t") is None


def test_a_remark_says_where_it_cannot_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.authoring.dmn.importing.sheet_reader.find_hidden_cells", lambda *_: None)
    assert remarks_of(a_workbook({3}), tmp_path) == [
        "whether rows of this sheet are hidden cannot be told; all were taken"
    ]
