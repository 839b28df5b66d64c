"""Hidden rows and columns of a workbook count, and the command names them."""

from __future__ import annotations

from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest

from tests.cli.command import run


def write_workbook(
    folder: Path, rows: tuple[int, ...] = (), columns: tuple[str, ...] = (), title: str = "Export"
) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    sheet.append(["function", "remark", *range(1, 21)])
    for number in range(6):
        sheet.append([("sales", "marketing")[number % 2], "", *(number % 5 + 1 for _ in range(20))])
    for row in rows:
        sheet.row_dimensions[row].hidden = True
    for column in columns:
        sheet.column_dimensions[column].hidden = True
    path = folder / "answers.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("rows", "columns", "words"),
    [
        ((4,), (), "row 4 is hidden, but it counts; "),
        ((3, 5, 7), (), "rows 3, 5 and 7 are hidden, but they count; "),
        ((), ("D",), "column D is hidden, but it counts; "),
        ((2,), ("C", "E"), "row 2 and columns C and E are hidden, but they count; "),
    ],
)
def test_hidden_cells_count_and_are_named(
    rows: tuple[int, ...], columns: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    result = run("survey", "read", write_workbook(tmp_path, rows, columns))
    assert result.code == 0
    assert f"answers.xlsx: {words}delete what should not count" in result.err
    assert result.out.startswith("6 people ")
    assert words in run("survey", "read", write_workbook(tmp_path, rows, columns), "--dry-run").err


def test_hidden_cells_without_content_are_not_named(tmp_path: Path) -> None:
    result = run("survey", "read", write_workbook(tmp_path, (40,), ("AC",)))
    assert " hidden" not in result.err


def test_many_hidden_rows_are_counted(tmp_path: Path) -> None:
    path = write_workbook(tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    for number in range(40):
        sheet.append(["sales", "", *(number % 5 + 1 for _ in range(20))])
        sheet.row_dimensions[8 + number].hidden = True
    book.save(path)
    assert "16, 17 and 30 more are hidden" in run("survey", "read", path).err


def test_the_sheet_with_hidden_rows_is_named(tmp_path: Path) -> None:
    path = write_workbook(tmp_path, (3,), title="Sales")
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book["Sales"]).title = "Marketing"
    for sheet in book:
        for row in range(2, 8):
            sheet.cell(row, 1).value = sheet.title.lower()
    book["Marketing"].row_dimensions[3].hidden = False
    book.save(path)
    result = run("survey", "read", path)
    assert "answers.xlsx[Sales]: row 3 is hidden" in result.err
    assert "[Marketing]: row" not in result.err
