"""The same answers give one result, whichever tool they come through and however it writes its files."""

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


def once_read(folder: Path, instrument: Instrument, *files: tuple[str, bytes]) -> SurveyResponses:
    """What files with these names and bytes are read as."""
    for name, data in files:
        (folder / name).write_bytes(data)
    return read_surveys([str(folder / name) for name, _ in files], instrument, OPTIONS)


def in_order(people: list[Respondent]) -> list[Respondent]:
    """In an order of their own, to compare them without regard to theirs."""
    return sorted(people, key=repr)


@pytest.mark.parametrize("tool", TOOLS)
@given(people=people, style=styles, dialect=dialects)
def test_a_text_file_is_read_back(
    tool: str, people: list[Respondent], style: Style, dialect: Dialect, folder: Path, instrument: Instrument
) -> None:
    survey = once_read(folder, instrument, ("answers.csv", write_csv(TOOLS[tool](people, instrument, style), dialect)))
    assert in_order(list(survey.respondents)) == in_order(people)


@given(people=people, style=styles, tool=st.sampled_from(list(TOOLS)), numbers=st.booleans())
def test_a_workbook_is_read_back(
    people: list[Respondent], style: Style, tool: str, numbers: bool, folder: Path, instrument: Instrument
) -> None:
    data = write_xlsx(TOOLS[tool](people, instrument, style), numbers=numbers)
    survey = once_read(folder, instrument, ("answers.xlsx", data))
    assert in_order(list(survey.respondents)) == in_order(people)


@given(people=people, how=st.sampled_from(HOW))
def test_our_own_files_are_read_back_together(
    people: list[Respondent], how: str, folder: Path, instrument: Instrument
) -> None:
    files = []
    for number, person in enumerate(people):
        if number % 2:
            grid = [
                [f"copy {number}"],
                *build_own_sheet(person, instrument, how),
            ]  # else two people who answer alike are one
            files.append((f"{number}.xlsx", write_xlsx({"Answers": grid, "Lists": [["Sales"]]})))
        else:
            files.append((f"{number}.csv", write_csv(build_form(person, f"a{number}"), Dialect(quoted=False))))
    survey = once_read(folder, instrument, *files)
    assert in_order(list(survey.respondents)) == in_order(people)


@given(people=people, data=st.data())
def test_neither_the_order_of_rows_nor_their_files_shows_in_the_result(
    people: list[Respondent], data: st.DataObject, folder: Path, instrument: Instrument
) -> None:
    shuffled = data.draw(st.permutations(people))
    at = data.draw(st.integers(0, len(people)))
    parts = [part for part in (shuffled[:at], shuffled[at:]) if part]
    grids = [TOOLS["plain"](part, instrument, Style()) for part in parts]
    assume(len(grids) < 2 or grids[0] != grids[1])  # which would be one file handed in twice
    one = once_read(folder, instrument, ("all.csv", write_csv(TOOLS["plain"](people, instrument, Style()))))
    several = once_read(
        folder, instrument, *((f"part{number}.csv", write_csv(grid)) for number, grid in enumerate(grids))
    )
    assert one.respondents == several.respondents
