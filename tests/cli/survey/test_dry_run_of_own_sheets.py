"""A dry run of our own spreadsheets shows how each column was understood, and the first three people."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.cli.command import run


def fill_sheets(folder: Path, count: int) -> list[Path]:
    run("survey", "new", "--out", folder / "new")
    paths = []
    for number in range(count):
        book = openpyxl.load_workbook(folder / "new" / "answers.xlsx")
        sheet = book.active
        assert sheet is not None
        for row in sheet.iter_rows():
            key = str(row[0].value).strip().lower()
            if key == "function":
                row[1].value = ("Sales", "Marketing")[number % 2]
            elif key.isdigit():
                row[2].value = 1 + (number + int(key)) % 5
        path = folder / f"person-{number}.xlsx"
        book.save(path)
        paths.append(path)
    return paths


def test_columns_and_the_first_three_people_are_shown(tmp_path: Path) -> None:
    result = run("survey", "read", *fill_sheets(tmp_path, 5), "--dry-run")
    assert result.code == 0
    assert "person-0.xlsx:6 and 4 more files: read as our spreadsheet" in result.out
    for meaning in ("function of the person", "role of the person", "number of the statement", "answer (by its"):
        assert result.out.count(meaning) == 1
    lines = [line.strip() for line in result.out.splitlines() if "person-" in line][1:]
    assert [line.split(": ")[-1] for line in lines] == [
        f"{function}, no role, {answers}"
        for function, answers in (
            ("sales", "23451234512345123451"),
            ("marketing", "34512345123451234512"),
            ("sales", "45123451234512345123"),
        )
    ]


def test_a_sheet_that_is_refused_shows_its_columns_too(tmp_path: Path) -> None:
    run("survey", "new", "--out", tmp_path)
    result = run("survey", "read", tmp_path / "answers.xlsx", "--dry-run")
    assert result.code == 2
    assert "number of the statement" in result.out
    assert "The first respondents" not in result.out
