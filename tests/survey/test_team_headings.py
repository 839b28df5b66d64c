"""The column of the team is found by usual headings, as long as that is no guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import SurveyError
from advisor.model.instrument import build_instrument
from advisor.model.rulebase import RuleBase
from advisor.survey.mapping_file import FUNCTION, IGNORE, SurveyMapping
from advisor.survey.open_points import ANSWER_WORD, FUNCTION_WORD, STATEMENTS, OpenPoint
from advisor.survey.options import ChosenColumn, SurveyOptions
from advisor.survey.reader import SurveyResponses, read_surveys

NUMBERS = ",".join(map(str, range(1, 21)))
FOURS = ",".join(["4"] * 20)


class Reading:
    """Files of one test, as the reader understands them."""

    def __init__(self, builtin: RuleBase, folder: Path) -> None:
        self.instrument, self.path = build_instrument(builtin), folder / "a.csv"
        self.points: list[OpenPoint] = []

    def read(self, heads: str, *rows: str, options: SurveyOptions | None = None, numbers: str = NUMBERS) -> list[str]:
        """Read a table that begins with these headings, and return the teams of its people."""
        lines = [f"{heads},{numbers}", *(f"{row},{FOURS}" for row in rows), ""]
        self.path.write_text("\n".join(lines), encoding="utf-8")
        self.points.clear()
        survey: SurveyResponses = read_surveys([str(self.path)], self.instrument, options, None, self.points)
        return [person.function for person in survey.respondents]

    def refuse(self, heads: str, *rows: str, numbers: str = NUMBERS) -> str:
        with pytest.raises(SurveyError) as caught:
            self.read(heads, *rows, numbers=numbers)
        return str(caught.value)


@pytest.fixture
def reading(builtin: RuleBase, tmp_path: Path) -> Reading:
    return Reading(builtin, tmp_path)


@pytest.mark.parametrize(
    "heading",
    [
        *("Team", "team:", "Department", "Your team", "Which team do you work in?", "Q1. Which department are you in?"),
        *("Which function do you work in?", "In which team do you work?", "What is your department?", "Business unit"),
        "Abteilung",
    ],
)
def test_usual_heading(heading: str, reading: Reading) -> None:
    assert reading.read(heading, "Sales", "Marketing") == ["sales", "marketing"]


@pytest.mark.parametrize(
    "heading", ["Do you like your team?", "Team size", "Which team do you work with most?", "Teams you know"]
)
def test_another_question_about_teams_is_no_answer(heading: str, reading: Reading) -> None:
    assert "no heading says which column" in reading.refuse(heading, "Sales", "Marketing")
    assert reading.points == [OpenPoint(FUNCTION, str(reading.path), 0)]


def test_only_the_column_that_names_sales_or_marketing_counts(reading: Reading) -> None:
    assert reading.read("Division,Team", "Europe,Sales", "Asia,Marketing") == ["sales", "marketing"]


@pytest.mark.parametrize("heads", ["Department,Team", "Department,Favourite"])
def test_two_candidates_are_a_question(heads: str, reading: Reading) -> None:
    text = reading.refuse(heads, "Sales,Marketing", "Field sales,Sales", "Marketing,Sales")
    assert "can all have the team" in text
    assert reading.points == [OpenPoint(FUNCTION, str(reading.path))]


def test_our_own_heading_counts_first(reading: Reading) -> None:
    assert reading.read("Team,Function", "Marketing,Sales") == ["sales"]


def test_team_of_all_is_not_checked_against_a_heading(reading: Reading) -> None:
    """Whoever says that all are from Sales is not asked what `Field force` means."""
    options = SurveyOptions(function="sales")
    assert reading.read("Team", "Field force", "Sales", options=options) == ["sales", "sales"]


def test_unknown_teams_are_open_points(reading: Reading) -> None:
    text = reading.refuse("Team", "Field force", "Sales")
    assert "`Field force` is not a function" in text
    assert reading.points == [OpenPoint(FUNCTION_WORD, str(reading.path), None, "Field force")]
    words = SurveyMapping(functions={"field force": "sales"})
    assert reading.read("Team", "Field force", "Marketing", options=SurveyOptions(words=words)) == [
        "sales",
        "marketing",
    ]


def test_columns_that_a_user_points_at(reading: Reading) -> None:
    """They are meant by their place, whatever their headings say, and also if two have the same."""
    heads, numbers = "B,B,C", ",".join(f"Item {each}" for each in range(6, 26))
    reading.refuse(heads, "Sales,Marketing,x", numbers=numbers)
    assert OpenPoint(STATEMENTS, str(reading.path)) in reading.points
    name = str(reading.path)
    chosen = (
        ChosenColumn(name, 1, FUNCTION),
        ChosenColumn(name, 0, IGNORE),
        *(ChosenColumn(name, 2 + number, number) for number in range(1, 21)),
        ChosenColumn("another.csv", 0, FUNCTION),
    )
    options = SurveyOptions(chosen=chosen)
    assert reading.read(heads, "Sales,Marketing,x", options=options, numbers=numbers) == ["marketing"]


def test_answers_that_another_scale_needs_are_open_points(reading: Reading) -> None:
    options = SurveyOptions(words=SurveyMapping(answers={"4": 5}))
    lines = [f"Team,{NUMBERS}", f"Sales,{FOURS}", "Marketing," + ",".join(["3"] * 20), ""]
    reading.path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(SurveyError, match="map every answer"):
        read_surveys([str(reading.path)], reading.instrument, options, None, reading.points)
    assert reading.points == [OpenPoint(ANSWER_WORD, "", None, "3")]


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", b"\xff\xd8\xff\xe0\x00\x10"]
)
def test_another_kind_of_file_is_not_a_question_of_its_encoding(data: bytes, reading: Reading) -> None:
    reading.path.write_bytes(data)
    with pytest.raises(SurveyError, match="this is no table but another kind of file") as caught:
        read_surveys([str(reading.path)], reading.instrument)
    assert "--encoding" not in str(caught.value)
