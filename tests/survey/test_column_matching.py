"""Matching of headings to statements: by our wording, by number, or by a mapping."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import Finding, SurveyError
from advisor.loading import finding_codes as codes
from advisor.model.instrument import Instrument, build_instrument
from advisor.model.responses import Respondent
from advisor.model.rulebase import RuleBase
from advisor.survey.heading_matching import HeadingMatch, StatementMatcher
from advisor.survey.reader import SurveyOptions, SurveyResponses, read_surveys
from tests.survey.exporters import TOOLS, Grid, Style, build_form, list_sentences, write_csv, write_xlsx

ANSWERS = (1, 2, 3, 4, 5) * 4
PERSON = Respondent("sales", None, ANSWERS)
SEVEN = "Sales and Marketing share much of their vocabulary in this company."


@pytest.fixture(scope="module")
def instrument(builtin: RuleBase) -> Instrument:
    return build_instrument(builtin)


@pytest.fixture(scope="module")
def matcher(instrument: Instrument) -> StatementMatcher:
    return StatementMatcher(instrument)


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
        f"How far do you agree? >> {SEVEN}",
        f"How far do you agree? » {SEVEN}",
        f"How far do you agree? | {SEVEN}",
        f"Alignment: {SEVEN}",
        f"Alignment/{SEVEN}",
        f"How far do you agree? ({SEVEN})",
        "Common language (in our own words)",
        "How far do yo..  [Sales and Marketing sh..]",
        "Common language",
        "common  language",
    ],
)
def test_matches_a_wording_in_any_formatting(heading: str, matcher: StatementMatcher) -> None:
    assert matcher.match_heading(heading).wording == 7


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
def test_matches_a_number_in_any_notation(heading: str, matcher: StatementMatcher) -> None:
    assert matcher.match_heading(heading) == HeadingMatch(None, 7)


@pytest.mark.parametrize("heading", [f"7. {SEVEN}", f"INSTR[SQ007]. How far? [{SEVEN}]", "Q7: Common language"])
def test_matches_a_number_and_a_wording(heading: str, matcher: StatementMatcher) -> None:
    assert matcher.match_heading(heading) == HeadingMatch(7, 7)


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
def test_ignores_other_headings(heading: str, matcher: StatementMatcher) -> None:
    assert matcher.match_heading(heading) == HeadingMatch()


@pytest.mark.parametrize("sentence", range(1, 21))
def test_ignores_typographic_signs(sentence: int, instrument: Instrument, matcher: StatementMatcher) -> None:
    dressed = list_sentences(instrument)[sentence].replace("'", "’").replace("-", "‑").replace(" ", "\u00a0", 1)
    assert matcher.match_heading(dressed).wording == sentence


def build_table() -> Grid:
    """Build a table of one person, with numbers as headings."""
    return [["function", *map(str, range(1, 21))], ["sales", *map(str, ANSWERS)]]


def read(folder: Path, instrument: Instrument, grid: Grid, mapping: str = "", **options: object) -> SurveyResponses:
    """Read a table, with a mapping file if there is a text for it."""
    (folder / "a.csv").write_bytes(write_csv(grid))
    (folder / "map.yaml").write_text(mapping, encoding="utf-8")
    given = {**options, "map": str(folder / "map.yaml")} if mapping else options
    return read_surveys([str(folder / "a.csv")], instrument, SurveyOptions(**given))  # type: ignore[arg-type]


def refuse(folder: Path, instrument: Instrument, grid: Grid, mapping: str = "", **options: object) -> list[Finding]:
    """Return the findings of a refusal, in places without the folder."""
    with pytest.raises(SurveyError) as caught:
        read(folder, instrument, grid, mapping, **options)
    return [
        finding._replace(place=finding.place._replace(file=Path(finding.place.file).name))
        for finding in caught.value.findings
    ]


@pytest.mark.parametrize("name", ["Team", "team ", "A", "a", "1"])
def test_finds_the_function_column_by_heading_letter_or_number(
    name: str, instrument: Instrument, tmp_path: Path
) -> None:
    grid = [["Team", "x", *build_table()[0][1:]], ["sales team", "y", *build_table()[1][1:]]]
    if name == "1":
        with pytest.raises(SurveyError):  # it is the heading of a statement here
            read(tmp_path, instrument, grid, function_column=name)
        return
    survey = read(tmp_path, instrument, grid, function_column=name)
    assert survey.respondents == (PERSON,)
    assert [note for note in survey.notes if note.endswith(": `x`")]


def test_uses_one_function_for_all(instrument: Instrument, tmp_path: Path) -> None:
    grid = [row[1:] for row in build_table()]
    assert read(tmp_path, instrument, grid, function="sales").respondents == (PERSON,)


def test_uses_a_mapping_of_columns_and_values(instrument: Instrument, tmp_path: Path) -> None:
    values = ["missing" if answer == 3 else {1: "21", 2: "22", 4: "24", 5: "25"}[answer] for answer in ANSWERS]
    grid = [["Bereich", "Rang", *(f"Frage {n}" for n in range(1, 21)), "7."], ["Vertrieb", "Chef", *values, "4"]]
    columns = "".join(f'  "Frage {number}": {number}\n' for number in range(1, 20)) + '  "V": 20\n'
    mapping = (
        f'columns:\n  "Bereich": function\n  "b": role\n{columns}'
        'answers: {"21": 1, "22": 2, "24": 4, "25": 5, "missing": missing}\n'
        "functions: {vertrieb: sales}\nroles: {CHEF: head}\n"
    )
    survey = read(tmp_path, instrument, grid, mapping)
    assert survey.respondents == (Respondent("sales", "head", tuple(None if a == 3 else a for a in ANSWERS)),)


def test_a_mapped_value_replaces_its_usual_meaning(instrument: Instrument, tmp_path: Path) -> None:
    mapping = 'answers: {"1": 5, "2": 4, "3": 3, "4": 2, "5.0": 1}'
    assert read(tmp_path, instrument, build_table(), mapping).respondents[0].answers == tuple(
        6 - each for each in ANSWERS
    )


def test_ignores_a_column_on_request(instrument: Instrument, tmp_path: Path) -> None:
    grid = [[*row, row[-1]] for row in build_table()]
    assert [each.code for each in refuse(tmp_path, instrument, grid)] == [codes.AMBIGUOUS_COLUMN]
    assert read(tmp_path, instrument, grid, "columns: {V: ignore}").respondents == (PERSON,)


@pytest.mark.parametrize(
    ("mapping", "place", "code", "names"),
    [
        ("column: {A: 1}", "map.yaml:1:1", codes.UNKNOWN_KEY, ("`column`", "`columns`")),
        ("[1]", "map.yaml:1:1", codes.INVALID_MAPPING, ("a list", "`columns`", "`roles` or `statuses`")),
        ("", "map.yaml:1:1", codes.INVALID_MAPPING, ("empty",)),
        ("columns: [A]", "map.yaml:1:10", codes.WRONG_SHAPE, ("`columns`", "a list")),
        ("columns: {A: 21}", "map.yaml:1:14", codes.INVALID_MAPPING, ("`21`", "1 to 20", "`function`, `role` or")),
        ("statuses: {x: open}", "map.yaml:1:15", codes.INVALID_MAPPING, ("`x`", "`finished` or `unfinished`")),
        ("columns: {A: 7, function: 8}", "map.yaml:1:17", codes.AMBIGUOUS_COLUMN, ("`function`", "column A")),
        ("columns: {nowhere: 7}", "map.yaml:1:11", codes.UNKNOWN_COLUMN, ("`nowhere`",)),
        ("answers: {x: 6}", "map.yaml:1:14", codes.INVALID_MAPPING, ("`x`", "1 to 5", "`missing`")),
        ("answers: {x: 5, X: 4}", "map.yaml:1:17", codes.INVALID_MAPPING, ("`X`", "`answers`")),
        (
            "functions: {x: finance}",
            "map.yaml:1:16",
            codes.INVALID_MAPPING,
            ("`x`", "`functions`", "`sales`, `marketing`, `both` or `other`"),
        ),
        ("roles: {x: {y: head}}", "map.yaml:1:12", codes.INVALID_MAPPING, ("`x`", "`roles`", "a mapping")),
        ("columns: {A: 7", "map.yaml:2:1", codes.INVALID_SYNTAX, ()),
    ],
)
def test_refuses_an_unclear_mapping(
    mapping: str, place: str, code: str, names: tuple[str, ...], instrument: Instrument, tmp_path: Path
) -> None:
    (tmp_path / "map.yaml").write_text(mapping, encoding="utf-8")
    findings = refuse(tmp_path, instrument, build_table(), mapping, map=str(tmp_path / "map.yaml"))
    sentences = [each.sentence for each in findings if (str(each.place), each.code) == (place, code)]
    assert len(sentences) == 1, findings
    assert [name for name in names if name not in sentences[0]] == [], sentences


def test_counts_unfinished_and_unanswered_responses(instrument: Instrument, tmp_path: Path) -> None:
    grid = TOOLS["limesurvey code"]([PERSON] * 3, instrument, Style())
    grid[1][1] = ""
    grid[2][6:26] = [""] * 20
    survey = read(tmp_path, instrument, grid)
    assert len(survey.respondents) == 1
    left_out = [note for note in survey.notes if "1 response " in note]
    assert ["`--include-unfinished`" in note for note in left_out] == [True, False]
    assert len(read(tmp_path, instrument, grid, include_unfinished=True).respondents) == 2


@pytest.mark.parametrize(
    ("tool", "at", "cell"),
    [
        ("qualtrics", 6, "False"),
        ("qualtrics", 6, "0"),
        ("qualtrics legacy", 9, "0"),
        ("typeform", 22, "partial"),
        ("typeform", 22, "started"),
        ("typeform old", 23, ""),
    ],
)
def test_recognises_unfinished_responses_of_each_tool(
    tool: str, at: int, cell: str, instrument: Instrument, tmp_path: Path
) -> None:
    grid = TOOLS[tool]([PERSON, PERSON], instrument, Style())
    at += tool.startswith("typeform")
    grid[-1][at] = cell
    words = {"function_words": ("Where do you work?",), "role_words": ("What is your role there?",)}
    assert len(read(tmp_path, instrument, grid, **words).respondents) == 1
    assert len(read(tmp_path, instrument, grid, include_unfinished=True, **words).respondents) == 2


def test_ignores_tool_ids_that_contradict_a_wording(instrument: Instrument, tmp_path: Path) -> None:
    grid = TOOLS["qualtrics"]([PERSON], instrument, Style(order=tuple(range(20, 0, -1))))
    survey = read(tmp_path, instrument, grid, function_column="Q1")
    assert survey.respondents == (PERSON,)
    assert len(survey.notes) == 3
    grid[1][12] = "We speak alike"  # in the column that the tool calls 2, which had statement 19
    (finding,) = refuse(tmp_path, instrument, grid, function_column="Q1")
    assert (str(finding.place), finding.code) == ("a.csv:1", codes.UNKNOWN_COLUMN)
    assert "statement 19;" in finding.sentence


def test_reads_quoted_line_breaks_blank_lines_and_a_separator_line(instrument: Instrument, tmp_path: Path) -> None:
    grid = [
        [*row, text] for row, text in zip(build_table(), ("Anything\nelse?", "two\r\nlines; and, more"), strict=True)
    ]
    data = write_csv(grid).replace(b'\r\n"sales', b'\r\n\r\n"sales') + b"\r\n,,\r\n\r\n"
    (tmp_path / "a.csv").write_bytes(b"sep=,\r\n" + data)
    survey = read_surveys([str(tmp_path / "a.csv")], instrument)
    assert survey.respondents == (PERSON,)
    assert any("`Anything?else?`" in note for note in survey.notes)


def test_reads_a_named_encoding(instrument: Instrument, tmp_path: Path) -> None:
    grid = [["Abteilung für", *build_table()[0][1:]], build_table()[1]]
    (tmp_path / "a.csv").write_text(write_csv(grid).decode(), encoding="cp1252", newline="")
    options = SurveyOptions(encoding="cp1252", function_column="Abteilung für")
    assert read_surveys([str(tmp_path / "a.csv")], instrument, options).respondents == (PERSON,)


def test_reads_the_named_sheet(instrument: Instrument, tmp_path: Path) -> None:
    other = [build_table()[0], ["marketing", *build_table()[1][1:]]]
    (tmp_path / "a.xlsx").write_bytes(write_xlsx({"May": other, "June": build_table()}))
    assert read_surveys([str(tmp_path / "a.xlsx")], instrument, SurveyOptions(sheet="June")).respondents == (PERSON,)


def test_a_remapped_scale_needs_every_number(instrument: Instrument, tmp_path: Path) -> None:
    grid = [build_table()[0], ["sales", *(str(answer - 1) for answer in ANSWERS)]]
    (finding,) = refuse(tmp_path, instrument, grid, 'answers: {"0": 1}')
    assert (str(finding.place), finding.code) == ("map.yaml:1:11", codes.INVALID_MAPPING)
    assert "`0`" in finding.sentence
    assert "`1`, `2`, `3` and `4`" in finding.sentence
    whole = 'answers: {"0": 1, "1": 2, "2": 3, "3": 4, "4": 5}'
    assert read(tmp_path, instrument, grid, whole).respondents == (PERSON,)


@pytest.mark.parametrize("mapping", ["9: missing", '"4": 4', "n/a: missing", "fully: 5"])
def test_an_unchanged_scale_needs_no_other_numbers(mapping: str, instrument: Instrument, tmp_path: Path) -> None:
    assert read(tmp_path, instrument, build_table(), f"answers: {{{mapping}}}").respondents == (PERSON,)


def test_explains_a_zero_by_a_scale_from_zero(instrument: Instrument, tmp_path: Path) -> None:
    (finding,) = refuse(tmp_path, instrument, [build_table()[0], ["sales", "0", *build_table()[1][2:]]])
    assert finding.code == codes.INVALID_ANSWER
    assert "0 to 4" in finding.sentence


@pytest.mark.parametrize("cell", ["4 (Agree)", "4(agree)", "4 [Agree]", "(4) Agree", "4. (Agree)"])
def test_reads_a_label_in_brackets(cell: str, instrument: Instrument, tmp_path: Path) -> None:
    grid = [build_table()[0], ["sales", *["4"] * 19, cell]]
    assert read(tmp_path, instrument, grid).respondents == (Respondent("sales", None, (4,) * 20),)


def test_refuses_a_number_with_another_label(instrument: Instrument, tmp_path: Path) -> None:
    (finding,) = refuse(tmp_path, instrument, [build_table()[0], ["sales", "4 (Disagree)", *build_table()[1][2:]]])
    assert finding.code == codes.INVALID_ANSWER
    assert "4 and 2" in finding.sentence


def test_counts_previews_separately(instrument: Instrument, tmp_path: Path) -> None:
    grid = TOOLS["qualtrics"]([PERSON] * 4, instrument, Style())
    grid[3][2], grid[4][2], grid[5][6] = "Survey Preview", "Survey Test", "False"
    grid[4][6] = "False"  # a test that was not finished is a test
    survey = read(tmp_path, instrument, grid, function_column="Where do you work?")
    notes = [note.partition(": ")[2] for note in survey.notes]
    assert [(note.split()[0], "tests" in note, "unfinished;" in note) for note in notes if " left " in note] == [
        ("2", True, False),
        ("1", False, True),
    ]


@pytest.mark.parametrize("option", ["C", "Team"])
def test_reads_our_own_form_whatever_the_options_name(option: str, instrument: Instrument, tmp_path: Path) -> None:
    (tmp_path / "form.csv").write_bytes(write_csv(build_form(PERSON, "a")))
    grid = [["x", "y", "Team", *build_table()[0][1:]], ["", "", "marketing", *build_table()[1][1:]]]
    mapping = "columns: {B: ignore, D: 1}"
    assert len(read(tmp_path, instrument, grid, mapping, function_column=option).respondents) == 1
    given = SurveyOptions(function_column=option, role_column="B", map=str(tmp_path / "map.yaml"))
    (tmp_path / "map.yaml").write_text("columns: {D: 1, A: ignore}", encoding="utf-8")
    survey = read_surveys([str(tmp_path / "a.csv"), str(tmp_path / "form.csv")], instrument, given)
    assert {person.function for person in survey.respondents} == {"sales", "marketing"}
    assert {person.answers for person in survey.respondents} == {ANSWERS}


def test_refuses_a_mapping_of_our_own_form(instrument: Instrument, tmp_path: Path) -> None:
    (finding,) = refuse(tmp_path, instrument, build_form(PERSON, "a"), "columns: {C: 7}")
    assert (str(finding.place), finding.code) == ("map.yaml:1:11", codes.UNKNOWN_COLUMN)
    assert "`C`" in finding.sentence
    without = [[cell for at, cell in enumerate(row) if at != 1] for row in build_form(PERSON, "a")]
    named = [[*without[0], "Team"], [*without[1], "sales"]]
    assert read(tmp_path, instrument, named, function_column="Team").respondents == (PERSON,)
