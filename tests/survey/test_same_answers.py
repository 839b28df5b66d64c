"""The same answers give the same result, through every tool and in every way to write its files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.model.instrument import Instrument, build_instrument
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, ROLES, Respondent
from advisor.model.rulebase import RuleBase
from advisor.survey.reader import SurveyOptions, SurveyResponses, read_surveys
from tests.survey.exporters import (
    FUNCTION_QUESTION,
    ROLE_QUESTION,
    TOOLS,
    Dialect,
    Style,
    build_form,
    build_own_sheet,
    write_csv,
    write_xlsx,
)

OPTIONS = SurveyOptions(function_words=(FUNCTION_QUESTION,), role_words=(ROLE_QUESTION,))
HOW = ("number", "decimal", "both", "dash", "label", "after", "code")

answers = st.lists(st.none() | st.integers(1, 5), min_size=20, max_size=20).map(tuple).filter(any)
people = st.lists(
    st.builds(Respondent, st.sampled_from([*FUNCTIONS, BOTH_FUNCTIONS]), st.none() | st.sampled_from(ROLES), answers),
    min_size=1,
    max_size=5,
)
styles = st.builds(Style, st.sampled_from(HOW), st.permutations(range(1, 21)).map(tuple), st.booleans())
dialects = st.builds(
    Dialect,
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.booleans(),
)


@pytest.fixture(scope="module")
def instrument(builtin: RuleBase) -> Instrument:
    return build_instrument(builtin)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("same")


def read_files(folder: Path, instrument: Instrument, *files: tuple[str, bytes]) -> SurveyResponses:
    """Write files with these names and bytes, and read them."""
    for name, data in files:
        (folder / name).write_bytes(data)
    return read_surveys([str(folder / name) for name, _ in files], instrument, OPTIONS)


def sort_people(people: list[Respondent]) -> list[Respondent]:
    """Sort people, to compare them in any order."""
    return sorted(people, key=repr)


@pytest.mark.parametrize("tool", TOOLS)
@given(people=people, style=styles, dialect=dialects)
def test_reads_back_a_text_file(
    tool: str, people: list[Respondent], style: Style, dialect: Dialect, folder: Path, instrument: Instrument
) -> None:
    survey = read_files(folder, instrument, ("answers.csv", write_csv(TOOLS[tool](people, instrument, style), dialect)))
    assert sort_people(list(survey.respondents)) == sort_people(people)


@given(people=people, style=styles, tool=st.sampled_from(list(TOOLS)), numbers=st.booleans())
def test_reads_back_a_workbook(
    people: list[Respondent], style: Style, tool: str, numbers: bool, folder: Path, instrument: Instrument
) -> None:
    data = write_xlsx(TOOLS[tool](people, instrument, style), numbers=numbers)
    survey = read_files(folder, instrument, ("answers.xlsx", data))
    assert sort_people(list(survey.respondents)) == sort_people(people)


@given(people=people, how=st.sampled_from(HOW))
def test_reads_back_our_own_files_together(
    people: list[Respondent], how: str, folder: Path, instrument: Instrument
) -> None:
    files = []
    for number, person in enumerate(people):
        if number % 2:
            grid = [[f"copy {number}"], *build_own_sheet(person, instrument, how)]
            files.append((f"{number}.xlsx", write_xlsx({"Answers": grid, "Lists": [["Sales"]]})))
        else:
            files.append((f"{number}.csv", write_csv(build_form(person, f"a{number}"), Dialect(quoted=False))))
    survey = read_files(folder, instrument, *files)
    assert sort_people(list(survey.respondents)) == sort_people(people)


@given(people=people, data=st.data())
def test_result_does_not_show_the_order_of_rows_or_files(
    people: list[Respondent], data: st.DataObject, folder: Path, instrument: Instrument
) -> None:
    shuffled = data.draw(st.permutations(people))
    at = data.draw(st.integers(0, len(people)))
    parts = [part for part in (shuffled[:at], shuffled[at:]) if part]
    grids = [TOOLS["plain"](part, instrument, Style()) for part in parts]
    assume(len(grids) < 2 or grids[0] != grids[1])  # which would be one file handed in twice
    one = read_files(folder, instrument, ("all.csv", write_csv(TOOLS["plain"](people, instrument, Style()))))
    several = read_files(
        folder, instrument, *((f"part{number}.csv", write_csv(grid)) for number, grid in enumerate(grids))
    )
    assert one.respondents == several.respondents
