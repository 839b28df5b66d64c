"""Rows and columns that are hidden in a workbook: they are imported, and a remark lists them."""

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

from advisor.authoring.dmn.importing.import_file import read_tables
from advisor.authoring.dmn.importing.table_model import ImportChoices
from advisor.loading.finding_codes import HIDDEN_CELLS
from advisor.tabular.hidden_cells import HiddenCells, find_hidden_cells
from tests import strategies

LINES = [("cycle", "staff", "verdict"), *(("short", str(number), "stay") for number in range(1, 6))]


def write_workbook(rows: Set[int], columns: Set[int] = frozenset()) -> bytes:
    """Return a table in the second of two sheets, with hidden rows and columns; the first has only hidden rows."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for sheet, hidden in ((book.add_worksheet("first"), range(1, 9)), (book.add_worksheet("t"), rows)):
            for number, line in enumerate(LINES):
                for column, cell in enumerate(line):
                    sheet.write_string(number, column, cell)
            for number in hidden:
                sheet.set_row(number - 1, None, None, {"hidden": True})
            for column in columns:
                sheet.set_column(column - 1, column - 1, None, None, {"hidden": True})
    return file.getvalue()


def read_remarks(data: bytes, tmp_path: Path) -> list[str]:
    """Import a workbook and return the remarks, after checking that all rows became rules."""
    path = tmp_path / "m.xlsx"
    path.write_bytes(data)
    read = read_tables(str(path), strategies.build_rule_base([]), ImportChoices({}, sheet="t"))
    assert [len(rules) for _, rules in read.tables] == [5]
    assert {(remark.code, str(remark.place)) for remark in read.remarks} <= {(HIDDEN_CELLS, f"{path}[t]")}
    return [remark.sentence for remark in read.remarks]


@pytest.mark.parametrize(
    ("rows", "columns", "hidden"),
    [
        (set(), set(), []),
        ({4}, set(), ["row 4"]),
        ({3, 4, 6}, set(), ["rows 3, 4 and 6"]),
        ({2}, {2, 3}, ["row 2", "columns 2 and 3"]),
        ({8}, {7}, []),
    ],
)
def test_remarks_list_hidden_rows_and_columns_of_the_table(
    rows: set[int], columns: set[int], hidden: list[str], tmp_path: Path
) -> None:
    remarks = read_remarks(write_workbook(rows, columns), tmp_path)
    assert [re.split(" is | are ", remark)[0] for remark in remarks] == hidden


@given(st.sets(st.integers(1, 8)), st.sets(st.integers(1, 4)))
def test_finds_exactly_the_hidden_cells(rows: set[int], columns: set[int]) -> None:
    assert find_hidden_cells(write_workbook(rows, columns), "m.xlsx", "t") == HiddenCells(
        frozenset(rows), frozenset(columns)
    )


def change_part(data: bytes, part: str, pattern: str, text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            new.writestr(name, re.sub(pattern, text, content) if name == part else content)
    return file.getvalue()


def test_a_row_without_a_number_follows_the_previous_row() -> None:
    bare = change_part(write_workbook({3}), "xl/worksheets/sheet2.xml", r'<row r="\d+"', "<row")
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
def test_gives_no_answer_for_an_unreadable_part(part: str, pattern: str, text: str) -> None:
    data = write_workbook({3})
    assert find_hidden_cells(data, "m.xlsx", "t") is not None
    assert find_hidden_cells(change_part(data, part, pattern, text), "m.xlsx", "t") is None


def test_a_remark_says_if_hidden_cells_cannot_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.authoring.dmn.importing.sheet_reader.find_hidden_cells", lambda *_: None)
    assert len(read_remarks(write_workbook({3}), tmp_path)) == 1
