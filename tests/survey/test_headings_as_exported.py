"""Headings, options and codes as tools export them: read as they are meant, or refused once with a way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import Finding, SurveyError
from advisor.loading import finding_codes as codes
from advisor.model.instrument import Instrument, build_instrument
from advisor.model.responses import Respondent
from advisor.model.rulebase import RuleBase
from advisor.survey.reader import SurveyOptions, SurveyResponses, read_surveys
from tests.survey.exporters import Grid, list_sentences, write_csv, write_xlsx

FOURS = Respondent("sales", None, (4,) * 20)


@pytest.fixture(scope="module")
def instrument(builtin: RuleBase) -> Instrument:
    return build_instrument(builtin)


@pytest.fixture(scope="module")
def sentences(instrument: Instrument) -> list[str]:
    return list(list_sentences(instrument).values())


def read(folder: Path, instrument: Instrument, grid: Grid, **options: object) -> SurveyResponses:
    (folder / "a.csv").write_bytes(write_csv(grid))
    return read_surveys([str(folder / "a.csv")], instrument, SurveyOptions(**options))  # type: ignore[arg-type]


def refuse(folder: Path, instrument: Instrument, grid: Grid, **options: object) -> Finding:
    """Return the only finding of a refusal."""
    with pytest.raises(SurveyError) as caught:
        read(folder, instrument, grid, **options)
    [finding] = caught.value.findings
    return finding


def test_reads_a_row_of_a_grid_before_its_question(
    sentences: list[str], instrument: Instrument, tmp_path: Path
) -> None:
    heads = [f"{sentence}:How strongly do you agree?" for sentence in sentences]
    assert read(tmp_path, instrument, [["function", *heads], ["sales", *["4"] * 20]]).respondents == (FOURS,)


def test_a_comment_behind_a_statement_is_no_answer(
    sentences: list[str], instrument: Instrument, tmp_path: Path
) -> None:
    grid = [["function", *sentences, f"{sentences[0]}: Comment"], ["sales", *["4"] * 20, "It depends"]]
    assert read(tmp_path, instrument, grid).respondents == (FOURS,)


def test_reads_single_questions_with_a_column_for_each_option(
    sentences: list[str], instrument: Instrument, tmp_path: Path
) -> None:
    labels = [words[0] for words in instrument.labels.values()]
    first, second = ["Respondent ID", "Collector ID", "Function"], ["", "", "Response"]
    for sentence in sentences:
        first += [sentence, *[""] * 4]
        second += labels
    row = ["1", "9", "Sales", *["", "", "", "Agree", ""] * 20]
    assert read(tmp_path, instrument, [first, second, row]).respondents == (FOURS,)


def test_the_hint_for_options_of_the_function_names_their_question(
    sentences: list[str], instrument: Instrument, tmp_path: Path
) -> None:
    grid = [
        ["Respondent ID", "Collector ID", "Which team?", "", *sentences],
        ["", "", "Sales", "Marketing", *["Response"] * 20],
        ["1", "9", "Sales", "", *["4"] * 20],
        ["2", "9", "", "Marketing", *["4"] * 20],
    ]
    assert '`--function-column "Which team?"`' in refuse(tmp_path, instrument, grid).sentence
    assert len(read(tmp_path, instrument, grid, function_column="Which team?").respondents) == 2
    assert len(read(tmp_path, instrument, grid, function_column="C").respondents) == 2


def build_departments(*names: str, heading: str = "Department") -> Grid:
    return [[heading, *map(str, range(1, 21))], *([name, *["4"] * 20] for name in names)]


def test_other_departments_do_not_remove_the_hint(instrument: Instrument, tmp_path: Path) -> None:
    grid = build_departments("Sales", "Marketing", "Finance", heading="Squad")
    sentence = refuse(tmp_path, instrument, grid).sentence
    assert "`--function-column A`" in sentence
    assert "`--only-functions`" in sentence


def test_a_column_of_functions_contradicts_what_the_user_says(instrument: Instrument, tmp_path: Path) -> None:
    finding = refuse(tmp_path, instrument, build_departments("Sales", "Marketing"), function="sales")
    assert (finding.place.line, finding.place.column, finding.code) == (3, 1, codes.INVALID_GROUP)
    (tmp_path / "map.yaml").write_text("columns: {Department: ignore}", encoding="utf-8")
    given = {"function": "sales", "map": str(tmp_path / "map.yaml")}
    assert read(tmp_path, instrument, build_departments("Sales", "Marketing"), **given).respondents == (FOURS, FOURS)
    assert read(tmp_path, instrument, build_departments("EMEA", "Sales"), function="sales").respondents == (
        FOURS,
        FOURS,
    )


@pytest.mark.parametrize(("answer", "noted"), [("A4", True), ("4", False), ("Agree", False)])
def test_notes_that_codes_count_as_numbers(answer: str, noted: bool, instrument: Instrument, tmp_path: Path) -> None:
    grid = [["function", *map(str, range(1, 21))], ["sales", *[answer] * 20]]
    assert any("A1 to A5" in note for note in read(tmp_path, instrument, grid).notes) == noted


def test_ignores_numbers_that_go_past_the_last_statement(
    sentences: list[str], instrument: Instrument, tmp_path: Path
) -> None:
    heads = [f"Q{number}. {sentence}" for number, sentence in enumerate(sentences, 3)]
    grid = [["Q1. Name", "function", *heads], ["x", "sales", *["4"] * 20]]
    assert read(tmp_path, instrument, grid).respondents == (FOURS,)


def test_reports_shifted_numbers_once(sentences: list[str], instrument: Instrument, tmp_path: Path) -> None:
    heads = [f"{number}. {sentence}" for number, sentence in enumerate([*sentences[1:], sentences[0]], 1)]
    finding = refuse(tmp_path, instrument, [["function", *heads], ["sales", *["4"] * 20]])
    assert (finding.place.line, finding.code) == (1, codes.AMBIGUOUS_COLUMN)
    assert finding.sentence.endswith("(the same for 19 more)")


def test_names_the_column_that_is_most_like_a_missing_statement(
    sentences: list[str], instrument: Instrument, tmp_path: Path
) -> None:
    heads = [sentence.replace("analyse", "analyze") for sentence in sentences]
    finding = refuse(tmp_path, instrument, [["function", "Remarks", *heads], ["sales", "x", *["4"] * 20]])
    assert finding.code == codes.UNKNOWN_COLUMN
    assert "column Q (" in finding.sentence
    assert finding.sentence.endswith("looks like statement 15")


def test_reads_a_workbook_with_a_sheet_for_each_team(instrument: Instrument, tmp_path: Path) -> None:
    sheet = [list(map(str, range(1, 21))), ["4"] * 20]
    (tmp_path / "a.xlsx").write_bytes(write_xlsx({"Sales team": sheet, "Marketing": sheet}))
    people = read_surveys([str(tmp_path / "a.xlsx")], instrument).respondents
    assert [person.function for person in people] == ["sales", "marketing"]


def test_a_sheet_of_one_team_has_no_people_of_the_other(instrument: Instrument, tmp_path: Path) -> None:
    grid = build_departments("Marketing")
    (tmp_path / "a.xlsx").write_bytes(write_xlsx({"Sales": grid, "Marketing": grid}))
    with pytest.raises(SurveyError) as caught:
        read_surveys([str(tmp_path / "a.xlsx")], instrument)
    [finding] = caught.value.findings
    assert (finding.place.file.endswith("[Sales]"), finding.code) == (True, codes.INVALID_GROUP)
