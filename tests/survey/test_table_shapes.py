"""Tables with titles, rows of labels, merged headings, and things that are spread over several columns."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import Finding, SurveyError
from advisor.loading import finding_codes as codes
from advisor.model.instrument import Instrument, build_instrument
from advisor.model.responses import Respondent
from advisor.model.rulebase import RuleBase
from advisor.survey.collection import TableReading
from advisor.survey.reader import SurveyOptions, SurveyResponses, read_surveys
from tests.survey.exporters import (
    FUNCTION_QUESTION,
    QUESTION,
    ROLE_QUESTION,
    TOOLS,
    Dialect,
    Grid,
    Style,
    list_sentences,
    write_csv,
    write_xlsx,
)

PEOPLE = [Respondent("sales", "head", (1, 2, 3, 4, 5) * 4), Respondent("marketing", None, (5, 4, None, 2, 1) * 4)]
LABELS = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")


@pytest.fixture(scope="module")
def instrument(builtin: RuleBase) -> Instrument:
    return build_instrument(builtin)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shapes")


def read(
    folder: Path, instrument: Instrument, data: bytes, mapping: str = "", name: str = "a.csv", **options: object
) -> SurveyResponses:
    (folder / name).write_bytes(data)
    (folder / "map.yaml").write_text(mapping, encoding="utf-8")
    words = {"function_words": (FUNCTION_QUESTION,), "role_words": (ROLE_QUESTION,)}
    given_options = {**words, **options, **({"map": str(folder / "map.yaml")} if mapping else {})}
    return read_surveys([str(folder / name)], instrument, SurveyOptions(**given_options))  # type: ignore[arg-type]


def refuse(folder: Path, instrument: Instrument, grid: Grid, mapping: str = "", **options: object) -> list[Finding]:
    with pytest.raises(SurveyError) as caught:
        read(folder, instrument, write_csv(grid), mapping, **options)
    return [
        finding._replace(place=finding.place._replace(file=Path(finding.place.file).name))
        for finding in caught.value.findings
    ]


def sort_people(people: object) -> list[str]:
    return sorted(map(repr, people))  # type: ignore[call-overload]


@given(
    titles=st.lists(
        st.sampled_from([["Survey 2026"], ["All responses", ""], [], ["Exported", "2026-01-02"]]), max_size=4
    ),
    tool=st.sampled_from(
        ["google-forms", "titled", "plain", "surveymonkey", "qualtrics", "typeform", "sosci", "alchemer"]
    ),
    separator=st.sampled_from(",;\t"),
    is_workbook=st.booleans(),
)
def test_finds_the_headings_below_titles(
    titles: Grid, tool: str, separator: str, is_workbook: bool, folder: Path, instrument: Instrument
) -> None:
    grid = [*titles, *TOOLS[tool](PEOPLE, instrument, Style())]
    data = write_xlsx(grid) if is_workbook else write_csv(grid, Dialect(separator, quoted=False))
    survey = read(folder, instrument, data, name="a.xlsx" if is_workbook else "a.csv")
    assert sort_people(survey.respondents) == sort_people(PEOPLE)


def test_reports_places_below_titles_as_in_the_file(instrument: Instrument, tmp_path: Path) -> None:
    grid = [["A survey"], [], *TOOLS["titled"](PEOPLE, instrument, Style())]
    grid[3][2] = "9"
    (finding,) = refuse(tmp_path, instrument, grid)
    assert (str(finding.place), finding.code) == ("a.csv:4:3", codes.INVALID_ANSWER)


def test_finds_columns_by_letter_below_titles(instrument: Instrument, tmp_path: Path) -> None:
    grid = TOOLS["plain"](PEOPLE, instrument, Style())
    grid[0] = ["Who", "Rank", *(f"Item {chr(65 + at)}" for at in range(20))]
    letters = [chr(67 + at) for at in range(20)]
    mapping = "columns:\n  A: function\n  B: role\n" + "".join(
        f"  {letter}: {number}\n" for number, letter in enumerate(letters, 1)
    )
    survey = read(tmp_path, instrument, write_csv([["A survey"], *grid]), mapping)
    assert sort_people(survey.respondents) == sort_people(PEOPLE)


def test_reads_a_row_of_labels_below_codes(instrument: Instrument, tmp_path: Path) -> None:
    codes_row, *rows = TOOLS["titled"](PEOPLE, instrument, Style())
    grid = [[f"v{at}" for at in range(22)], codes_row, *rows]
    assert sort_people(read(tmp_path, instrument, write_csv(grid)).respondents) == sort_people(PEOPLE)


def test_reads_merged_headings(instrument: Instrument, tmp_path: Path) -> None:
    heads, *rows = TOOLS["titled"](PEOPLE, instrument, Style())
    grid = [["Function", "Role", QUESTION, *[""] * 19], ["", "", *heads[2:]], *rows]
    for data, name in ((write_csv(grid), "a.csv"), (write_xlsx(grid), "a.xlsx")):
        assert sort_people(read(tmp_path, instrument, data, name=name).respondents) == sort_people(PEOPLE)


def test_refuses_a_second_row_of_headings_with_a_way_out(instrument: Instrument, tmp_path: Path) -> None:
    head, *rows = TOOLS["plain"](PEOPLE, instrument, Style())
    grid = [head, ["Team", "Rank", *(f"Our own item {at}" for at in range(20))], *rows]
    (finding,) = refuse(tmp_path, instrument, grid)
    assert (str(finding.place), finding.code) == ("a.csv:2", codes.INVALID_ROW)
    assert "delete it" in finding.sentence
    assert len(read(tmp_path, instrument, write_csv([grid[0], *grid[2:]])).respondents) == 2


def build_sections(instrument: Instrument) -> Grid:
    """Build an export with a section of statements for each function, as Google Forms makes it."""
    heads, first, second = TOOLS["google-forms"](PEOPLE, instrument, Style())
    blank = [""] * 20
    return [
        [*heads[:4], *heads[4:24], *heads[4:24]],
        [*first[:4], *first[4:24], *blank],
        [*second[:4], *blank, *second[4:24]],
    ]


def test_joins_a_section_for_each_function(instrument: Instrument, tmp_path: Path) -> None:
    survey = read(tmp_path, instrument, write_csv(build_sections(instrument)))
    assert sort_people(survey.respondents) == sort_people(PEOPLE)
    assert any("columns E and Y together hold statement 1 (19 more" in note for note in survey.notes)


def test_refuses_a_response_that_fills_two_sections_once(instrument: Instrument, tmp_path: Path) -> None:
    grid = build_sections(instrument)
    grid[2][4:24] = ["4"] * 20
    (finding,) = refuse(tmp_path, instrument, grid)
    assert (str(finding.place), finding.code) == ("a.csv:1:25", codes.AMBIGUOUS_COLUMN)
    assert "row 3" in finding.sentence
    ignored = "columns: {" + ", ".join(f"{letter}: ignore" for letter in list_letters(24, 44)) + "}"
    assert len(read(tmp_path, instrument, write_csv(grid), ignored).respondents) == 2


def list_letters(start: int, end: int) -> list[str]:
    names = [chr(65 + at) for at in range(26)] + [f"A{chr(65 + at)}" for at in range(26)]
    return names[start:end]


@pytest.mark.parametrize("mark", ["1", "X", "Yes", "TRUE", "Agree"])
@pytest.mark.parametrize("heading", ["{} [{}]", "{} - {}", "{}: {}"])
def test_joins_a_column_for_each_option(mark: str, heading: str, instrument: Instrument, tmp_path: Path) -> None:
    sentences = list_sentences(instrument)
    functions = ["Sales", "Marketing"]
    head = [heading.format(FUNCTION_QUESTION, name) for name in functions]
    head += [heading.format(sentences[number], label) for number in range(1, 21) for label in LABELS]
    grid = [head]
    for person in PEOPLE:
        row = [mark if name.lower() == person.function and mark != "Agree" else "" for name in functions]
        row = [
            name if mark == "Agree" and name.lower() == person.function else cell
            for name, cell in zip(functions, row, strict=True)
        ]
        for answer in person.answers:
            row += [(LABELS[at - 1] if mark == "Agree" else mark) if at == answer else "" for at in range(1, 6)]
        grid.append(row)
    survey = read(tmp_path, instrument, write_csv(grid))
    assert sort_people(survey.respondents) == sort_people([each._replace(role=None) for each in PEOPLE])


def test_refuses_two_marks_for_one_statement(instrument: Instrument, tmp_path: Path) -> None:
    head, *rows = TOOLS["plain"](PEOPLE, instrument, Style())
    sentence = list_sentences(instrument)[20]
    grid = [[*head[:-1], f"{sentence} [Agree]", f"{sentence} [Disagree]"], *([*row[:-1], "x", "x"] for row in rows)]
    (finding,) = refuse(tmp_path, instrument, grid)
    assert finding.code == codes.AMBIGUOUS_COLUMN


def test_a_mapping_joins_columns_and_names_options(instrument: Instrument, tmp_path: Path) -> None:
    head, first, second = TOOLS["plain"](PEOPLE, instrument, Style())
    grid = [
        ["Vertrieb", "Marketing-Leute", "Rang 1", "Rang 2", *head[2:]],
        ["x", "", "head", "", *first[2:]],
        ["", "x", "", "", *second[2:]],
    ]
    mapping = "columns: {Vertrieb: sales, Marketing-Leute: marketing, Rang 1: role, Rang 2: role}"
    survey = read(tmp_path, instrument, write_csv(grid), mapping)
    assert sort_people(survey.respondents) == sort_people(PEOPLE)


@pytest.mark.parametrize("numbers", [range(1, 26), range(3, 23), range(1, 23)])
@pytest.mark.parametrize("heading", ["{}. Our own words", "Q{}", "Q3_{}"])
def test_refuses_a_numbering_that_goes_past_the_statements(
    heading: str, numbers: range, instrument: Instrument, tmp_path: Path
) -> None:
    grid = [["function", *(heading.format(number) for number in numbers)], ["sales", *["4"] * len(numbers)]]
    findings = refuse(tmp_path, instrument, grid)
    assert {finding.code for finding in findings} == {codes.AMBIGUOUS_COLUMN}
    assert f"up to {numbers[-1]}" in findings[0].sentence
    first = len(numbers) - 20
    mapping = "columns: {" + ", ".join(
        f"{letter}: {at - first + 1 if at >= first else 'ignore'}"
        for at, letter in enumerate(list_letters(1, len(numbers) + 1))
    )
    survey = read(tmp_path, instrument, write_csv(grid), mapping + "}")
    assert survey.respondents == (Respondent("sales", None, (4,) * 20),)


def test_joins_no_numbered_comment_to_its_answer(instrument: Instrument, tmp_path: Path) -> None:
    head = ["function", *(text for number in range(1, 21) for text in (f"{number}. Our item", f"{number}. Comment"))]
    grid = [head, ["sales", *["4", ""] * 20]]
    (finding,) = refuse(tmp_path, instrument, grid)
    assert (str(finding.place), finding.code) == ("a.csv:1:3", codes.AMBIGUOUS_COLUMN)
    assert "B and C" in finding.sentence
    assert "19 more" in finding.sentence
    mapping = "columns: {" + ", ".join(f'"{number}. Comment": ignore' for number in range(1, 21)) + "}"
    assert len(read(tmp_path, instrument, write_csv(grid), mapping).respondents) == 1


def test_a_numbered_remark_can_be_ignored(instrument: Instrument, tmp_path: Path) -> None:
    head, *rows = TOOLS["plain"](PEOPLE, instrument, Style())
    grid = [[*head, "21. Anything else?"], *([*row, ""] for row in rows)]
    assert refuse(tmp_path, instrument, grid)
    survey = read(tmp_path, instrument, write_csv(grid), 'columns: {"21. Anything else?": ignore}')
    assert len(survey.respondents) == 2


def test_says_which_statements_are_known_by_number_only(instrument: Instrument, tmp_path: Path) -> None:
    grid = TOOLS["plain"](PEOPLE, instrument, Style())
    assert any(
        "statements 1 to 20 are known only by number" in note
        for note in read(tmp_path, instrument, write_csv(grid)).notes
    )
    grid = TOOLS["titled"](PEOPLE, instrument, Style())
    assert not any("number" in note for note in read(tmp_path, instrument, write_csv(grid)).notes)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("option", [None, "utf-16", "UTF16"])
def test_reads_utf_16_without_its_mark(
    encoding: str, option: str | None, instrument: Instrument, tmp_path: Path
) -> None:
    data = write_csv(TOOLS["google-forms"](PEOPLE, instrument, Style()), Dialect(encoding=encoding))
    if option and encoding == "utf-16-be":
        assert len(read(tmp_path, instrument, data, encoding=option).respondents) == 2
    assert len(read(tmp_path, instrument, data, encoding=option).respondents) == 2


def test_shows_how_columns_are_understood_even_if_it_refuses(instrument: Instrument, tmp_path: Path) -> None:
    grid = TOOLS["google-forms"](PEOPLE, instrument, Style())
    grid[2][5] = "9"
    (tmp_path / "a.csv").write_bytes(write_csv(grid))
    readings: list[TableReading] = []
    with pytest.raises(SurveyError):
        read_surveys([str(tmp_path / "a.csv")], instrument, SurveyOptions(function_column="C"), readings)
    (reading,) = readings
    assert [use.content for use in reading.uses[2:6]] == ["function", "", 1, 2]
    assert [person for _, person in reading.first_people] == [PEOPLE[0]._replace(role=None)]
    assert [str(place.line) for place, _ in reading.first_people] == ["2"]


def test_two_surveys_may_number_their_responses_alike(instrument: Instrument, tmp_path: Path) -> None:
    for name in ("sales", "marketing"):
        grid = TOOLS["limesurvey code"](PEOPLE, instrument, Style())
        (tmp_path / f"{name}.csv").write_bytes(write_csv([[*row[:4], *row[6:]] for row in grid]))
    files = tuple((str(tmp_path / f"{name}.csv"), name) for name in ("sales", "marketing"))
    (tmp_path / "marketing.csv").write_bytes(
        (tmp_path / "marketing.csv").read_bytes().replace(b"10:00:00", b"11:00:00")
    )
    assert len(read_surveys([], instrument, SurveyOptions(function_files=files)).respondents) == 4


@pytest.mark.parametrize(
    ("name", "is_left_out"),
    [("HR", True), ("Finance", True), ("", False), ("Sales Ops", False), ("Slaes", False), ("Marketting", False)],
)
def test_leaves_out_only_what_is_clearly_another_department(
    name: str, is_left_out: bool, instrument: Instrument, tmp_path: Path
) -> None:
    grid = TOOLS["plain"](PEOPLE, instrument, Style())
    grid[2][0] = name
    if is_left_out:
        assert len(read(tmp_path, instrument, write_csv(grid), only_functions=True).respondents) == 1
        assert len(read(tmp_path, instrument, write_csv(grid), f"functions: {{{name}: other}}").respondents) == 1
    else:
        findings = refuse(tmp_path, instrument, grid, only_functions=True)
        assert [finding.code for finding in findings] == [codes.INVALID_GROUP]
