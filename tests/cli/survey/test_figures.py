"""`advisor survey figures`, and tables from `survey compare`: the figures of the report, and nothing else."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from advisor.reporting.render.figures import format_csv, render_figures
from advisor.reporting.view.figure_table import FigureTable
from tests.cli.command import EXAMPLES, run

BEFORE, AFTER = (EXAMPLES / "rounds" / f"{name}.yaml" for name in ("before", "after"))
LINE = "    - {function: %s, answers: [%s]}\n"


@pytest.fixture(autouse=True)
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw few samples; these tests are valid for any number of them."""
    monkeypatch.setattr("advisor.assessment.statistics.RESAMPLES", 100)


def write_answers(folder: Path, name: str = "a.yaml", small: int = 6) -> Path:
    """Write a round in which everybody in Sales gives the same answer to statement 1, which is held back."""
    people = [("sales", [5, *[1 + (at + n) % 5 for n in range(19)]]) for at in range(6)]
    people += [("marketing", [1 + (at + n) % 4 for n in range(20)]) for at in range(small)]
    lines = [LINE % (function, ", ".join(map(str, answers))) for function, answers in people]
    path = folder / name
    path.write_text("assessment:\n  respondents:\n" + "".join(lines), encoding="utf-8")
    return path


def read_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_prints_every_statement_and_the_totals() -> None:
    result = run("survey", "figures", BEFORE)
    assert (result.code, result.err) == (0, "")
    rows = read_rows(result.out)
    assert [row["Number"] for row in rows] == [*map(str, range(1, 21)), ""]
    assert "\N{MINUS SIGN}" not in result.out


def test_has_the_figures_of_the_report(tmp_path: Path) -> None:
    path = write_answers(tmp_path)
    rows = {row["Number"]: row for row in read_rows(run("survey", "figures", path).out)}
    advice = json.loads(run("advise", path, "--format", "json").out)
    statements = {str(each["number"]): each for each in advice["survey"]["statements"]}
    assert 0 < len(statements) < 20
    for number, row in rows.items():
        figures = {name: text for name, text in row.items() if name not in ("Number", "Statement", "Held back")}
        if number and number not in statements:
            assert (row["Held back"], set(figures.values())) == ("yes", {""})
        elif number:
            each = statements[number]
            assert row["Held back"] == ""
            for name, side in (("Sales", each["sales"]), ("Marketing", each["marketing"])):
                printed = [row[f"{name}: {part}"] for part in ("people", "average (low)", "average (high)")]
                assert printed == [str(side["answered"]), str(round(side["low"], 1)), str(round(side["high"], 1))]
            assert row["Sales minus Marketing: average (low)"] == str(round(each["gap"][0], 1) + 0.0)
    scores = {score["who"]: score for score in advice["scores"]}
    assert rows[""]["The company: average (low)"] == str(round(scores["company"]["low"], 1))


def test_shows_nothing_of_a_small_group(tmp_path: Path) -> None:
    rows = read_rows(run("survey", "figures", write_answers(tmp_path, small=4)).out)
    assert {row["Held back"] for row in rows if row["Number"]} == {"yes"}
    texts = {text for row in rows for name, text in row.items() if name.startswith(("Sales", "Marketing"))}
    assert texts == {""}


def test_writes_numbers_into_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "figures.xlsx"
    assert run("survey", "figures", BEFORE, "-o", path).code == 0
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    printed = list(csv.reader(io.StringIO(run("survey", "figures", BEFORE).out)))
    assert len(rows) == 22
    for cells, texts in zip(rows[1:], printed[1:], strict=True):
        assert [isinstance(cell, str) for cell in cells] == [
            text not in ("",) and not _is_number(text) for text in texts
        ]
        assert [cell for cell in cells if isinstance(cell, int | float)] == [
            float(text) for text in texts if _is_number(text)
        ]


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()


def test_a_text_is_never_a_formula() -> None:
    table = FigureTable("t", ("=1+1",), (("@sum(a1)",), (-1.5,)))
    assert format_csv(table) == "'=1+1\r\n'@sum(a1)\r\n-1.5\r\n"
    cells = [row[0] for row in openpyxl.load_workbook(io.BytesIO(render_figures(table, "xlsx", ""))).active.iter_rows()]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s"), ("@sum(a1)", "s"), (-1.5, "n")]


def test_lists_all_statements_of_two_rounds() -> None:
    result = run("survey", "compare", BEFORE, AFTER, "--format", "csv")
    assert result.code == 0
    rows = read_rows(result.out)
    assert len(rows) == 21
    data = json.loads(run("survey", "compare", BEFORE, AFTER, "--format", "json").out)["answers"]
    for each in data["statements"]:
        row = rows[each["number"] - 1]
        for name in ("before", "after", "change"):
            ends = [row[f"Sales, {name}: average ({end})"] for end in ("low", "high")]
            assert ends == list(map(str, each["sales"][name]))


@pytest.mark.parametrize("name", ["c.csv", "c.xlsx"])
def test_writes_two_rounds_to_a_table(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    assert run("survey", "compare", BEFORE, AFTER, "-o", path).code == 0
    assert path.read_bytes().startswith(b"PK" if name.endswith("xlsx") else "\ufeffNumber,".encode())
    again = run("survey", "compare", BEFORE, AFTER, "-o", path)
    assert (again.code, "--force" in again.err) == (2, True)
    assert run("survey", "compare", BEFORE, AFTER, "-o", path, "--force").code == 0


@pytest.mark.parametrize("command", [("figures", BEFORE), ("compare", BEFORE, AFTER)])
@pytest.mark.parametrize("name", ["x.ods", "x.xls", "x.html", "x.pdf", "x.tsv", "x.yaml"])
def test_writes_nothing_under_the_name_of_something_else(command: tuple[str, ...], name: str, tmp_path: Path) -> None:
    result = run("survey", *command, "-o", tmp_path / name)
    assert (result.code, list(tmp_path.iterdir())) == (2, [])
    assert ".csv" in result.err


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx", "x.html", "x.PDF", "x.ods", "x.md", "x.json", "x.docx"])
def test_read_writes_only_yaml(name: str, tmp_path: Path) -> None:
    source = EXAMPLES / "answers" / "google-forms.csv"
    column = "Which function do you work in?"
    result = run("survey", "read", source, "--function-column", column, "-o", tmp_path / name)
    assert (result.code, list(tmp_path.iterdir())) == (2, [])
    assert ".yaml" in result.err


@pytest.mark.parametrize(
    "command", [("advise",), ("survey", "figures"), ("survey", "compare", BEFORE), ("facts", "check")]
)
@pytest.mark.parametrize("name", ["my answers.csv", "a.xlsx", "a.XLS"])
def test_an_export_is_not_taken_for_facts(command: tuple[str, ...], name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("Function,1,2\nSales,4,5\n", encoding="utf-8")
    result = run(*command, path)
    assert result.code != 0
    assert "`advisor survey read " in result.err + result.out


def test_read_says_what_it_wrote_and_what_is_next(tmp_path: Path) -> None:
    source, column = EXAMPLES / "answers" / "google-forms.csv", "Which function do you work in?"
    target = tmp_path / "answers.yaml"
    result = run("survey", "read", source, "--function-column", column, "-o", target)
    assert f"{target}: written" in result.err
    assert f"`advisor advise {target}`" in result.following
