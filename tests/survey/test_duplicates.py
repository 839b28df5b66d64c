"""A response that is read twice is refused, with both places: by its id, its whole row or its whole file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import SurveyError
from advisor.loading.finding_codes import DUPLICATE_RESPONSE
from advisor.model.instrument import Instrument, build_instrument
from advisor.model.responses import Respondent
from advisor.model.rulebase import RuleBase
from advisor.survey.duplicates import DuplicateFinder
from advisor.survey.reader import SurveyOptions, SurveyResponses, read_surveys
from tests.survey.exporters import (
    FUNCTION_QUESTION,
    ROLE_QUESTION,
    TOOLS,
    Style,
    build_own_sheet,
    write_csv,
    write_xlsx,
)

PEOPLE = [Respondent("sales", "head", (1, 2, 3, 4, 5) * 4), Respondent("marketing", None, (4,) * 20)]
OPTIONS = SurveyOptions(function_words=(FUNCTION_QUESTION,), role_words=(ROLE_QUESTION,))


@pytest.fixture(scope="module")
def instrument(builtin: RuleBase) -> Instrument:
    return build_instrument(builtin)


def read(folder: Path, instrument: Instrument, **files: bytes) -> SurveyResponses:
    """Read files; `a_csv` is the file a.csv."""
    paths = [folder / name.replace("_", ".") for name in files]
    for path, data in zip(paths, files.values(), strict=True):
        path.write_bytes(data)
    return read_surveys(map(str, paths), instrument, OPTIONS)


def refuse(folder: Path, instrument: Instrument, **files: bytes) -> list[tuple[str, str]]:
    """Return the places of a refusal, each with the place of the first copy."""
    with pytest.raises(SurveyError) as caught:
        read(folder, instrument, **files)
    assert {finding.code for finding in caught.value.findings} == {DUPLICATE_RESPONSE}
    firsts = [re.findall(rf"{folder}/([\w.]+(?::\d+)?)", finding.sentence) for finding in caught.value.findings]
    places = [str(finding.place).removeprefix(f"{folder}/") for finding in caught.value.findings]
    return list(zip(places, [first for (first,) in firsts], strict=True))


def test_refuses_a_repeated_row_with_a_time(instrument: Instrument, tmp_path: Path) -> None:
    grid = TOOLS["google-forms"](PEOPLE, instrument, Style())
    assert refuse(tmp_path, instrument, a_csv=write_csv([*grid, grid[1]])) == [("a.csv:4", "a.csv:2")]


def test_refuses_a_later_export_once(instrument: Instrument, tmp_path: Path) -> None:
    early, late = (TOOLS["google-forms"](people, instrument, Style()) for people in (PEOPLE, [*PEOPLE, PEOPLE[0]]))
    files = {"early_csv": write_csv(early), "late_csv": write_csv(late)}
    assert refuse(tmp_path, instrument, **files) == [("late.csv:2", "early.csv:2")]
    with pytest.raises(SurveyError) as caught:
        read(tmp_path, instrument, **files)
    assert caught.value.findings[0].sentence.endswith("(the same in row 3)")


@pytest.mark.parametrize("stamp", ["1/1/2026 10:00:00", "01.01.26 10:00", "2026-01-01T10:00:00", "1. Jan. 2026, 9:05"])
def test_recognises_a_time_in_any_column_and_notation(stamp: str, instrument: Instrument, tmp_path: Path) -> None:
    head, first, _ = TOOLS["plain"](PEOPLE, instrument, Style())
    grid = [[*head, "Zeitstempel"], [*first, stamp], [*first, stamp]]
    assert refuse(tmp_path, instrument, a_csv=write_csv(grid)) == [("a.csv:3", "a.csv:2")]


@pytest.mark.parametrize("word", ["", "2026-01-01", "shift 9:00 to 17:00", "west"])
def test_accepts_equal_answers_without_a_time(word: str, instrument: Instrument, tmp_path: Path) -> None:
    head, first, _ = TOOLS["plain"](PEOPLE, instrument, Style())
    grid = [[*head, "Remark"], [*first, word], [*first, word]]
    assert read(tmp_path, instrument, a_csv=write_csv(grid)).respondents == (PEOPLE[0],) * 2


def test_accepts_equal_answers_at_two_times(instrument: Instrument, tmp_path: Path) -> None:
    grid = TOOLS["google-forms"]([PEOPLE[0]] * 2, instrument, Style())
    assert read(tmp_path, instrument, a_csv=write_csv(grid)).respondents == (PEOPLE[0],) * 2


def test_refuses_a_copy_of_our_spreadsheet_but_not_equal_answers(instrument: Instrument, tmp_path: Path) -> None:
    grid = build_own_sheet(PEOPLE[0], instrument, "both")
    copy, other = write_xlsx({"Answers": grid}), write_xlsx({"Answers": [["a remark"], *grid]})
    assert refuse(tmp_path, instrument, y1_xlsx=copy, y2_xlsx=copy) == [("y2.xlsx", "y1.xlsx")]
    assert read(tmp_path, instrument, y1_xlsx=copy, y2_xlsx=other).respondents == (PEOPLE[0],) * 2


@pytest.mark.parametrize("tool", TOOLS)
def test_refuses_every_export_read_twice(tool: str, instrument: Instrument, tmp_path: Path) -> None:
    data = write_csv(TOOLS[tool](PEOPLE, instrument, Style()))
    assert refuse(tmp_path, instrument, a_csv=data, b_csv=data)
    with pytest.raises(SurveyError):
        read_surveys([str(tmp_path / "a.csv")] * 2, instrument, OPTIONS)


@given(rows=st.lists(st.lists(st.text(max_size=3), min_size=1, max_size=2), max_size=5))
def test_finds_exactly_the_rows_with_equal_cells(rows: list[list[str]]) -> None:
    seen, before = DuplicateFinder(), list[list[str]]()
    for at, row in enumerate(rows):
        cells = [*(cell.replace("\0", "").strip() for cell in row), "2026-01-01 10:00"]
        assert seen.find_row(cells, ("a", at)) == (("a", before.index(cells)) if cells in before else None)
        before.append(cells)
