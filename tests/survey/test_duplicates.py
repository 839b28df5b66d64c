"""A response that is handed in twice counts once: told with both places, by its id, its whole row or its whole file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import SurveyError
from advisor.model.instrument import Instrument, build_instrument
from advisor.model.responses import Respondent
from advisor.model.rulebase import RuleBase
from advisor.survey.duplicates import DuplicateFinder
from advisor.survey.reader import SurveyOptions, SurveyResponses, read_surveys
from tests.survey.exporters import FUNCTION_QUESTION, ROLE_QUESTION, TOOLS, Style, as_csv, as_xlsx, own_sheet

PEOPLE = [Respondent("sales", "head", (1, 2, 3, 4, 5) * 4), Respondent("marketing", None, (4,) * 20)]
OPTIONS = SurveyOptions(function_words=(FUNCTION_QUESTION,), role_words=(ROLE_QUESTION,))


@pytest.fixture(scope="module")
def asked(builtin: RuleBase) -> Instrument:
    return build_instrument(builtin)


def read(folder: Path, asked: Instrument, **files: bytes) -> SurveyResponses:
    """What files are read as; `a_csv` is the file a.csv."""
    paths = [folder / name.replace("_", ".") for name in files]
    for path, data in zip(paths, files.values(), strict=True):
        path.write_bytes(data)
    return read_surveys(map(str, paths), asked, OPTIONS)


def said(folder: Path, asked: Instrument, **files: bytes) -> list[str]:
    """The sentences of a refusal."""
    with pytest.raises(SurveyError) as caught:
        read(folder, asked, **files)
    return [str(finding).replace(f"{folder}/", "") for finding in caught.value.findings]


def test_a_row_with_a_time_that_stands_twice_is_refused_with_both_rows(asked: Instrument, tmp_path: Path) -> None:
    grid = TOOLS["google-forms"](PEOPLE, asked, Style())
    (line,) = said(tmp_path, asked, a_csv=as_csv([*grid, grid[1]]))
    assert line.startswith("a.csv:4: the response of a.csv:2 stands here a second time, cell by cell")


def test_a_later_export_of_the_same_survey_is_refused_row_by_row(asked: Instrument, tmp_path: Path) -> None:
    early, late = (TOOLS["google-forms"](people, asked, Style()) for people in (PEOPLE, [*PEOPLE, PEOPLE[0]]))
    lines = said(tmp_path, asked, early_csv=as_csv(early), late_csv=as_csv(late))
    assert [line.split(" stands")[0] for line in lines] == [
        "late.csv:2: the response of early.csv:2",
        "late.csv:3: the response of early.csv:3",
    ]


@pytest.mark.parametrize("stamp", ["1/1/2026 10:00:00", "01.01.26 10:00", "2026-01-01T10:00:00", "1. Jan. 2026, 9:05"])
def test_a_time_is_known_in_any_column_however_it_is_written(stamp: str, asked: Instrument, tmp_path: Path) -> None:
    head, first, _ = TOOLS["plain"](PEOPLE, asked, Style())
    grid = [[*head, "Zeitstempel"], [*first, stamp], [*first, stamp]]
    assert len(said(tmp_path, asked, a_csv=as_csv(grid))) == 1


@pytest.mark.parametrize("word", ["", "2026-01-01", "shift 9:00 to 17:00", "west"])
def test_two_people_without_a_time_may_answer_alike(word: str, asked: Instrument, tmp_path: Path) -> None:
    head, first, _ = TOOLS["plain"](PEOPLE, asked, Style())
    grid = [[*head, "Remark"], [*first, word], [*first, word]]
    assert read(tmp_path, asked, a_csv=as_csv(grid)).respondents == (PEOPLE[0],) * 2


def test_two_people_may_answer_alike_at_two_times(asked: Instrument, tmp_path: Path) -> None:
    grid = TOOLS["google-forms"]([PEOPLE[0]] * 2, asked, Style())
    assert read(tmp_path, asked, a_csv=as_csv(grid)).respondents == (PEOPLE[0],) * 2


def test_a_copy_of_our_spreadsheet_is_refused_and_another_one_with_the_same_answers_is_not(
    asked: Instrument, tmp_path: Path
) -> None:
    grid = own_sheet(PEOPLE[0], asked, "both")
    copy, other = as_xlsx({"Answers": grid}), as_xlsx({"Answers": [["a remark"], *grid]})
    (line,) = said(tmp_path, asked, y1_xlsx=copy, y2_xlsx=copy)
    assert line.startswith("y2.xlsx: this is y1.xlsx a second time, byte for byte")
    assert read(tmp_path, asked, y1_xlsx=copy, y2_xlsx=other).respondents == (PEOPLE[0],) * 2


@pytest.mark.parametrize("tool", TOOLS)
def test_no_export_is_read_twice(tool: str, asked: Instrument, tmp_path: Path) -> None:
    data = as_csv(TOOLS[tool](PEOPLE, asked, Style()))
    assert said(tmp_path, asked, a_csv=data, b_csv=data)
    with pytest.raises(SurveyError):
        read_surveys([str(tmp_path / "a.csv")] * 2, asked, OPTIONS)


@given(rows=st.lists(st.lists(st.text(), min_size=1, max_size=3), max_size=6))
def test_a_row_is_new_exactly_if_none_before_had_its_cells(rows: list[list[str]]) -> None:
    seen, before = DuplicateFinder(), list[list[str]]()
    for at, row in enumerate(rows):
        cells = [*(cell.replace("\0", "").strip() for cell in row), "2026-01-01 10:00"]
        assert seen.find_row(cells, ("a", at)) == (("a", before.index(cells)) if cells in before else None)
        before.append(cells)
