"""Which heading holds which statement: by our wording, by number, or as a mapping says."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import SurveyError
from advisor.model.instrument import Instrument, build_instrument
from advisor.model.responses import Respondent
from advisor.model.rulebase import RuleBase
from advisor.survey.heading_matching import HeadingMatch, StatementMatcher
from advisor.survey.reader import SurveyOptions, SurveyResponses, read_surveys
from tests.survey.exporters import TOOLS, Grid, Style, as_csv, as_xlsx, form, texts

ANSWERS = (1, 2, 3, 4, 5) * 4
PERSON = Respondent("sales", None, ANSWERS)
SEVEN = "Sales and Marketing share much of their vocabulary in this company."


@pytest.fixture(scope="module")
def asked(builtin: RuleBase) -> Instrument:
    return build_instrument(builtin)


@pytest.fixture(scope="module")
def wordings(asked: Instrument) -> StatementMatcher:
    return StatementMatcher(asked)


@pytest.mark.parametrize(
    "heading",
    [
        SEVEN,
        SEVEN.upper(),
        f"  {SEVEN.removesuffix('.')} *",
        f"<p><b>Sales</b> and&nbsp;Marketing share<br>much of their vocabulary in this company</p>",  # noqa: F541
        "&lt;p&gt;Sales and Marketing share much of their vocabulary in this company&lt;/p&gt;",
        f"How far do you agree? [{SEVEN}]",
        f"3. How far do you agree? [{SEVEN}]",
        f"How far do you agree? - {SEVEN}",
        f"How far do you agree?-{SEVEN}",
        "How far do yo..  [Sales and Marketing sh..]",
        "Common language",
        "common  language",
    ],
)
def test_a_wording_is_known_however_it_is_dressed(heading: str, wordings: StatementMatcher) -> None:
    assert wordings.match_heading(heading).wording == 7


@pytest.mark.parametrize(
    "heading",
    [
        "7",
        "7.",
        "07",
        "Q7",
        "q07",
        "S07",
        "statement 7",
        "Statement 7:",
        "Q1_7",
        "INSTR[SQ007]",
        "INSTR_SQ007",
        "7. We speak alike",
        "7) We speak alike",
        "Q7: We speak alike",
        "7 - We speak alike",
        "G02[7]. We speak alike",
    ],
)
def test_a_number_is_known_however_it_is_written(heading: str, wordings: StatementMatcher) -> None:
    assert wordings.match_heading(heading) == HeadingMatch(None, 7)


@pytest.mark.parametrize("heading", [f"7. {SEVEN}", f"INSTR[SQ007]. How far? [{SEVEN}]", "Q7: Common language"])
def test_a_number_and_a_wording_are_both_seen(heading: str, wordings: StatementMatcher) -> None:
    assert wordings.match_heading(heading) == HeadingMatch(7, 7)


@pytest.mark.parametrize(
    "heading",
    [
        "",
        "Remarks",
        "21",
        "0",
        "7.5",
        "10:30 meeting",
        "7-day trial?",
        "Language",
        "2026 plans",
        "Sales and Marketing",
        "Why is 7 so?",
        "a" * 100000,
        "-" * 100000,
        "Sales..",
        "When..",
        "We share a common language",
    ],
)
def test_what_points_to_no_statement_is_left_alone(heading: str, wordings: StatementMatcher) -> None:
    assert wordings.match_heading(heading) == HeadingMatch()


@pytest.mark.parametrize("sentence", range(1, 21))
def test_typographic_signs_do_not_count(sentence: int, asked: Instrument, wordings: StatementMatcher) -> None:
    dressed = texts(asked)[sentence].replace("'", "’").replace("-", "‑").replace(" ", "\u00a0", 1)
    assert wordings.match_heading(dressed).wording == sentence


def table() -> Grid:
    """One person in a table with numbers for headings."""
    return [["function", *map(str, range(1, 21))], ["sales", *map(str, ANSWERS)]]


def read(folder: Path, asked: Instrument, grid: Grid, mapping: str = "", **options: object) -> SurveyResponses:
    """The result for a table, with a mapping file if there is a text for it."""
    (folder / "a.csv").write_bytes(as_csv(grid))
    (folder / "map.yaml").write_text(mapping, encoding="utf-8")
    given = {"map": str(folder / "map.yaml"), **options} if mapping else options
    return read_surveys([str(folder / "a.csv")], asked, SurveyOptions(**given))  # type: ignore[arg-type]


def said(folder: Path, asked: Instrument, grid: Grid, mapping: str = "", **options: object) -> list[str]:
    """The sentences of a refusal."""
    with pytest.raises(SurveyError) as caught:
        read(folder, asked, grid, mapping, **options)
    return [str(finding).replace(f"{folder}/", "") for finding in caught.value.findings]


@pytest.mark.parametrize("name", ["Team", "team ", "A", "a", "1"])
def test_the_column_of_functions_goes_by_heading_letter_or_number(name: str, asked: Instrument, tmp_path: Path) -> None:
    grid = [["Team", "x", *table()[0][1:]], ["sales team", "y", *table()[1][1:]]]
    if name == "1":
        with pytest.raises(SurveyError):  # it is the heading of a statement here
            read(tmp_path, asked, grid, function_column=name)
        return
    survey = read(tmp_path, asked, grid, function_column=name)
    assert survey.respondents == (PERSON,)
    assert any(note.endswith("columns left alone: `x`") for note in survey.notes)


def test_a_function_may_be_said_for_all(asked: Instrument, tmp_path: Path) -> None:
    grid = [row[1:] for row in table()]
    assert read(tmp_path, asked, grid, function="sales").respondents == (PERSON,)


def test_a_mapping_names_columns_and_values(asked: Instrument, tmp_path: Path) -> None:
    values = ["missing" if answer == 3 else {1: "21", 2: "22", 4: "24", 5: "25"}[answer] for answer in ANSWERS]
    grid = [["Bereich", "Rang", *(f"Frage {n}" for n in range(1, 21)), "7."], ["Vertrieb", "Chef", *values, "4"]]
    columns = "".join(f'  "Frage {number}": {number}\n' for number in range(1, 20)) + '  "V": 20\n'
    mapping = (
        f'columns:\n  "Bereich": function\n  "b": role\n{columns}'
        'answers: {"21": 1, "22": 2, "24": 4, "25": 5, "missing": missing}\n'
        "functions: {vertrieb: sales}\nroles: {CHEF: head}\n"
    )
    survey = read(tmp_path, asked, grid, mapping)
    assert survey.respondents == (Respondent("sales", "head", tuple(None if a == 3 else a for a in ANSWERS)),)


def test_a_mapped_value_counts_whatever_it_would_mean_otherwise(asked: Instrument, tmp_path: Path) -> None:
    mapping = 'answers: {"1": 5, "2": 4, "3": 3, "4": 2, "5.0": 1}'
    assert read(tmp_path, asked, table(), mapping).respondents[0].answers == tuple(6 - each for each in ANSWERS)


def test_a_column_can_be_ignored(asked: Instrument, tmp_path: Path) -> None:
    grid = [[*row, row[-1]] for row in table()]
    assert len(said(tmp_path, asked, grid)) == 1
    assert read(tmp_path, asked, grid, "columns: {V: ignore}").respondents == (PERSON,)


@pytest.mark.parametrize(
    ("mapping", "beginning"),
    [
        ("column: {A: 1}", "map.yaml:1:1: `column` is not a key of this file; did you mean `columns`?"),
        ("[1]", "map.yaml:1:1: this is a list; write a mapping"),
        ("columns: [A]", "map.yaml:1:10: `columns` of this file must be a mapping"),
        ("columns: {A: 21}", "map.yaml:1:14: `21` is not what a column can hold"),
        ("columns: {A: 7, B: 7}", "map.yaml:1:20: two columns cannot both hold 7"),
        ("columns: {A: 7, function: 8}", "map.yaml:1:17: `function` is column A, of which something else is said"),
        ("columns: {nowhere: 7}", "map.yaml:1:11: no file has a column called `nowhere`"),
        ("answers: {x: 6}", "map.yaml:1:14: `x` must stand for an answer from 1 to 5"),
        ("answers: {x: 5, X: 4}", "map.yaml:1:17: `X` stands twice in `answers`"),
        ("functions: {x: finance}", "map.yaml:1:16: `x` in `functions` must stand for `sales`, `marketing` or `both`"),
        ("roles: {x: {y: head}}", "map.yaml:1:12: `x` in `roles` must be a single value, not a mapping"),
        ("columns: {A: 7", "map.yaml:2:1: this is not valid YAML"),
    ],
)
def test_what_a_mapping_does_not_say_plainly_is_refused(
    mapping: str, beginning: str, asked: Instrument, tmp_path: Path
) -> None:
    lines = said(tmp_path, asked, table(), mapping)
    assert any(line.startswith(beginning) for line in lines), lines


def test_unfinished_and_unanswered_responses_are_left_out_and_counted(asked: Instrument, tmp_path: Path) -> None:
    grid = TOOLS["limesurvey code"]([PERSON] * 3, asked, Style())
    grid[1][1] = ""
    grid[2][6:26] = [""] * 20
    survey = read(tmp_path, asked, grid)
    assert len(survey.respondents) == 1
    assert sum("1 response left out" in note for note in survey.notes) == 2
    assert len(read(tmp_path, asked, grid, include_unfinished=True).respondents) == 2


@pytest.mark.parametrize(
    ("tool", "at", "cell"),
    [
        ("qualtrics", 6, "False"),
        ("qualtrics", 6, "0"),
        ("qualtrics", 2, "Survey Preview"),
        ("qualtrics", 2, "2"),
        ("qualtrics legacy", 9, "0"),
        ("typeform", 22, "partial"),
        ("typeform", 22, "started"),
        ("typeform old", 23, ""),
    ],
)
def test_each_tool_has_its_own_mark_of_the_unfinished(
    tool: str, at: int, cell: str, asked: Instrument, tmp_path: Path
) -> None:
    grid = TOOLS[tool]([PERSON, PERSON], asked, Style())
    at += tool.startswith("typeform")
    grid[-1][at] = cell
    words = {"function_words": ("Where do you work?",), "role_words": ("What is your part in it?",)}
    assert len(read(tmp_path, asked, grid, **words).respondents) == 1
    assert len(read(tmp_path, asked, grid, include_unfinished=True, **words).respondents) == 2


def test_ids_that_a_tool_gave_count_only_where_no_wording_contradicts_them(asked: Instrument, tmp_path: Path) -> None:
    grid = TOOLS["qualtrics"]([PERSON], asked, Style(order=tuple(range(20, 0, -1))))
    survey = read(tmp_path, asked, grid, function_column="Q1")
    assert survey.respondents == (PERSON,)
    assert any("told apart by their wording" in note for note in survey.notes)
    grid[1][12] = "We speak alike"  # in the column that the tool calls 2, and which held statement 19
    assert said(tmp_path, asked, grid, function_column="Q1")[0].startswith("a.csv:1: no column is known to hold")


def test_quoted_line_breaks_blank_lines_and_a_line_naming_the_separator(asked: Instrument, tmp_path: Path) -> None:
    grid = [[*row, text] for row, text in zip(table(), ("Anything\nelse?", "two\r\nlines; and, more"), strict=True)]
    data = as_csv(grid).replace(b'\r\n"sales', b'\r\n\r\n"sales') + b"\r\n,,\r\n\r\n"
    (tmp_path / "a.csv").write_bytes(b"sep=,\r\n" + data)
    survey = read_surveys([str(tmp_path / "a.csv")], asked)
    assert survey.respondents == (PERSON,)
    assert any("`Anything?else?`" in note for note in survey.notes)


def test_another_encoding_is_read_where_it_is_named(asked: Instrument, tmp_path: Path) -> None:
    grid = [["Abteilung für", *table()[0][1:]], table()[1]]
    (tmp_path / "a.csv").write_text(as_csv(grid).decode(), encoding="cp1252", newline="")
    options = SurveyOptions(encoding="cp1252", function_column="Abteilung für")
    assert read_surveys([str(tmp_path / "a.csv")], asked, options).respondents == (PERSON,)


def test_the_sheet_named_is_read(asked: Instrument, tmp_path: Path) -> None:
    other = [table()[0], ["marketing", *table()[1][1:]]]
    (tmp_path / "a.xlsx").write_bytes(as_xlsx({"May": other, "June": table()}))
    assert read_surveys([str(tmp_path / "a.xlsx")], asked, SurveyOptions(sheet="June")).respondents == (PERSON,)


def test_a_mapping_that_moves_the_scale_must_map_every_number_that_occurs(asked: Instrument, tmp_path: Path) -> None:
    grid = [table()[0], ["sales", *(str(answer - 1) for answer in ANSWERS)]]
    (line,) = said(tmp_path, asked, grid, 'answers: {"0": 1}')
    assert line.startswith("map.yaml:1:11: `0` is mapped to 1, while the responses also hold 1, 2, 3, 4 as")
    whole = 'answers: {"0": 1, "1": 2, "2": 3, "3": 4, "4": 5}'
    assert read(tmp_path, asked, grid, whole).respondents == (PERSON,)


@pytest.mark.parametrize("mapping", ["9: missing", '"4": 4', "n/a: missing", "fully: 5"])
def test_a_mapping_that_moves_no_number_needs_no_other(mapping: str, asked: Instrument, tmp_path: Path) -> None:
    assert read(tmp_path, asked, table(), f"answers: {{{mapping}}}").respondents == (PERSON,)


def test_a_zero_is_told_with_the_scale_it_may_belong_to(asked: Instrument, tmp_path: Path) -> None:
    (line,) = said(tmp_path, asked, [table()[0], ["sales", "0", *table()[1][2:]]])
    assert line.endswith("a scale from 0 to 4 needs all five of its numbers under `answers` of `--map`")


@pytest.mark.parametrize("cell", ["4 (Agree)", "4(agree)", "4 [Agree]", "(4) Agree", "4. (Agree)"])
def test_a_label_in_brackets_is_the_label(cell: str, asked: Instrument, tmp_path: Path) -> None:
    grid = [table()[0], ["sales", *["4"] * 19, cell]]
    assert read(tmp_path, asked, grid).respondents == (Respondent("sales", None, (4,) * 20),)


def test_a_number_before_another_label_in_brackets_names_two_answers(asked: Instrument, tmp_path: Path) -> None:
    (line,) = said(tmp_path, asked, [table()[0], ["sales", "4 (Disagree)", *table()[1][2:]]])
    assert "names two answers, 4 and 2" in line


def test_previews_are_told_as_previews(asked: Instrument, tmp_path: Path) -> None:
    grid = TOOLS["qualtrics"]([PERSON] * 4, asked, Style())
    grid[3][2], grid[4][2], grid[5][6] = "Survey Preview", "Survey Test", "False"
    grid[4][6] = "False"  # a test that was not finished is a test
    survey = read(tmp_path, asked, grid, function_column="Where do you work?")
    notes = [note.partition(": ")[2] for note in survey.notes]
    assert "2 responses left out as previews or tests; `--include-unfinished` takes them in" in notes
    assert "1 response left out as unfinished; `--include-unfinished` takes it in" in notes


@pytest.mark.parametrize("option", ["C", "Team"])
def test_our_own_form_knows_its_columns_whatever_is_said_of_others(
    option: str, asked: Instrument, tmp_path: Path
) -> None:
    (tmp_path / "form.csv").write_bytes(as_csv(form(PERSON, "a")))
    grid = [["x", "y", "Team", *table()[0][1:]], ["", "", "marketing", *table()[1][1:]]]
    mapping = "columns: {B: ignore, D: 1}"
    assert len(read(tmp_path, asked, grid, mapping, function_column=option).respondents) == 1
    given = SurveyOptions(function_column=option, role_column="B", map=str(tmp_path / "map.yaml"))
    (tmp_path / "map.yaml").write_text("columns: {D: 1, A: ignore}", encoding="utf-8")
    survey = read_surveys([str(tmp_path / "a.csv"), str(tmp_path / "form.csv")], asked, given)
    assert {person.function for person in survey.respondents} == {"sales", "marketing"}
    assert {person.answers for person in survey.respondents} == {ANSWERS}


def test_columns_of_our_own_form_cannot_be_said_otherwise(asked: Instrument, tmp_path: Path) -> None:
    (line,) = said(tmp_path, asked, form(PERSON, "a"), "columns: {C: 7}")
    assert line.endswith("no file has a column called `C`; the columns of our own form need no word")
    without = [[cell for at, cell in enumerate(row) if at != 1] for row in form(PERSON, "a")]
    named = [[*without[0], "Team"], [*without[1], "sales"]]
    assert read(tmp_path, asked, named, function_column="Team").respondents == (PERSON,)
