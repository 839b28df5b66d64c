"""People who chose "Other (please specify)" as their function: what they wrote is their department."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import CommandResult, run

QUESTION = "Which team do you work in?"
PEOPLE = [("Sales", ""), ("Marketing", "")] * 6
EXPORTS = {
    "SurveyMonkey": (f"Respondent ID,Collector ID,{QUESTION},,", ",,Response,Other (please specify),"),
    "Qualtrics": (f"ResponseId,RecordedDate,{QUESTION} - Selected Choice,{QUESTION} - Other (please specify) - Text,",),
    "LimeSurvey": (f"Response ID,Date submitted,{QUESTION},{QUESTION} [Other],",),
    "German": (f"ID,Datum,{QUESTION},{QUESTION} [Sonstiges],",),
    "the next column": (f"ID,Zeit,{QUESTION},Other (please specify),",),
}


def read(folder: Path, headings: tuple[str, ...], people: list[tuple[str, str]], *options: str) -> CommandResult:
    numbers = ",".join(f"{number}." for number in range(1, 21))
    lines = [f"{headings[0]}{numbers}", *(f"{line}{','.join(['Response'] * 20)}" for line in headings[1:])]
    for number, (function, text) in enumerate(people):
        answers = ",".join(str(1 + (number + column) % 5) for column in range(20))
        lines.append(f"{number + 1},2026-05-0{1 + number % 9} 10:00:00,{function},{text},{answers}")
    path = folder / "export.csv"
    path.write_text("\n".join(lines) + "\n")
    name = QUESTION if "Selected" not in headings[0] else f"{QUESTION} - Selected Choice"
    return run("survey", "read", path, "--function-column", name, *options)


@pytest.mark.parametrize("headings", EXPORTS.values(), ids=EXPORTS)
@pytest.mark.parametrize("chosen", ["Other (please specify)", ""])
def test_other_departments_are_left_out_and_the_text_is_not_repeated(
    chosen: str, headings: tuple[str, ...], tmp_path: Path
) -> None:
    people = [*PEOPLE, (chosen, "Finance"), (chosen, "Product (I am Zoe)")]
    result = read(tmp_path, headings, people, "--only-functions")
    assert result.code == 0, result.err
    assert "2 responses left out as from other departments: `Other" in result.err
    assert "Zoe" not in result.err + result.out
    assert "Other" not in " ".join(line for line in result.err.splitlines() if "columns ignored" in line)


@pytest.mark.parametrize("chosen", ["Other (please specify)", "", "Andere"])
def test_a_text_that_may_mean_sales_is_refused_at_its_place(chosen: str, tmp_path: Path) -> None:
    result = read(tmp_path, EXPORTS["SurveyMonkey"], [*PEOPLE, (chosen, "Field sales")], "--only-functions")
    assert result.code == 2
    assert "export.csv:15:4: column D: `Field sales` is not a function" in result.err


def test_without_the_option_the_text_is_refused_with_the_way_out(tmp_path: Path) -> None:
    result = read(tmp_path, EXPORTS["SurveyMonkey"], [*PEOPLE, ("", "Finance")])
    assert result.code == 2
    assert "`Finance` is not a function" in result.err
    assert "`--only-functions`" in result.err


def test_a_text_that_names_a_function_counts_and_a_remark_to_a_choice_does_not(tmp_path: Path) -> None:
    people = [*PEOPLE, ("Other (please specify)", "Marketing"), ("Sales", "Finance")]
    assert read(tmp_path, EXPORTS["SurveyMonkey"], people).out.startswith("14 people")


def test_other_without_a_text_is_another_department(tmp_path: Path) -> None:
    result = read(tmp_path, EXPORTS["SurveyMonkey"], [*PEOPLE, ("Other (please specify)", "")], "--only-functions")
    assert "1 response left out as from other departments: `Other (please specify)`" in result.err


def test_a_dry_run_shows_the_column(tmp_path: Path) -> None:
    result = read(tmp_path, EXPORTS["SurveyMonkey"], PEOPLE, "--dry-run")
    assert "  function, of people who chose another one\n" in result.out
