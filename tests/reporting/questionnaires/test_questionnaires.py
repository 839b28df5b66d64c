"""The questionnaire in its four forms: the content of each, and names as literal text."""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from html import unescape

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advisor.errors import MissingExtraError
from advisor.model.instrument import build_instrument
from advisor.model.rulebase import RuleBase
from advisor.reporting.questionnaires.content import Questionnaire, build_questionnaire
from advisor.reporting.questionnaires.files import FILE_NAMES, build_files, render_form, render_page
from advisor.reporting.questionnaires.limesurvey import COLUMNS, MAX_CODE_LENGTH, build_survey_structure, escape_html
from advisor.reporting.questionnaires.spreadsheet import build_spreadsheet
from tests.profiles import examples
from tests.reporting.html_text import Text

PAGES = {"page": render_page, "form": render_form}
NASTY = "=cmd|' /C calc'!A0 <script>alert(1)</script> \"&amp;\" {SAVEDID} {{ 7 * 7 }} \\ Ünï"
printable = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def questionnaire(builtin: RuleBase) -> Questionnaire:
    """Build the questionnaire of a company with a usual name."""
    return build_questionnaire(builtin, "Hartmann Fasteners")


def read_sheet(content: bytes, name: str = "Answers") -> openpyxl.worksheet.worksheet.Worksheet:
    """Read one sheet of a workbook with another library than the one that wrote it."""
    return openpyxl.load_workbook(io.BytesIO(content))[name]


def read_rows(text: str) -> list[dict[str, str]]:
    """Read the rows of a LimeSurvey structure by column, as LimeSurvey does."""
    table = csv.reader(io.StringIO(text), delimiter="\t", quotechar='"')
    names = next(table)
    return [dict(zip(names, row, strict=True)) for row in table]


# Texts


def extract_texts(questions: Questionnaire) -> dict[str, str]:
    """Extract the text of each form, with single spaces."""
    sheet = read_sheet(build_spreadsheet(questions))
    cells = (str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)
    lime = (unescape(re.sub("<[^>]+>", " ", row["text"])) for row in read_rows(build_survey_structure(questions)))
    return {
        "page": Text(render_page(questions)).text,
        "form": Text(render_form(questions)).text,
        "spreadsheet": " ".join(cells),
        "limesurvey": " ".join(" ".join(lime).split()),
    }


@pytest.fixture(scope="module")
def texts(questionnaire: Questionnaire) -> dict[str, str]:
    """Extract the text of each form of the questionnaire."""
    return extract_texts(questionnaire)


FORMS = ("page", "form", "spreadsheet", "limesurvey")


@pytest.mark.parametrize("which", FORMS)
def test_every_form_asks_every_statement_in_order(
    questionnaire: Questionnaire, texts: dict[str, str], which: str
) -> None:
    places = [texts[which].index(each.text) for each in questionnaire.statements]
    assert len(places) == 20
    assert places == sorted(places)


@pytest.mark.parametrize("which", FORMS)
def test_every_form_begins_with_the_introduction(
    questionnaire: Questionnaire, texts: dict[str, str], which: str
) -> None:
    first = texts[which].index(questionnaire.statements[0].text)
    assert len(questionnaire.before) == 7
    assert [text for text in (questionnaire.title, *questionnaire.before) if text not in texts[which][:first]] == []


def test_the_introduction_promises_the_smallest_group(builtin: RuleBase) -> None:
    usual, other = (build_questionnaire(builtin, min_group=number).before for number in (5, 7))
    assert len(usual) == 7
    changed = [text for text, before in zip(other, usual, strict=True) if text != before]
    assert len(changed) == 1
    assert " 7 " in changed[0]


def test_no_form_names_a_company_that_was_not_named(builtin: RuleBase) -> None:
    assert build_questionnaire(builtin).title == "How Sales and Marketing work together"
    for text in extract_texts(build_questionnaire(builtin)).values():
        assert "{company}" not in text
        assert "work together at" not in text


@pytest.mark.parametrize("which", FORMS)
def test_no_placeholder_is_left_open(texts: dict[str, str], which: str) -> None:
    assert re.findall(r"\{\w+\}", texts[which]) == []


def test_the_files_are_sorted_by_name_and_have_a_purpose(questionnaire: Questionnaire) -> None:
    contents = build_files(questionnaire)
    assert tuple(each.name for each in contents) == FILE_NAMES
    assert len({each.purpose for each in contents}) == len(FILE_NAMES)
    assert all(each.purpose and each.content for each in contents)


def test_the_same_questionnaire_has_the_same_bytes(builtin: RuleBase) -> None:
    assert build_files(build_questionnaire(builtin, "One")) == build_files(build_questionnaire(builtin, "One"))
    assert build_files(build_questionnaire(builtin, "One")) != build_files(build_questionnaire(builtin, "Two"))


# Names are taken literally


@pytest.fixture(scope="module")
def usual_pages(questionnaire: Questionnaire) -> dict[str, Text]:
    """Parse the two pages for a company with a usual name."""
    return {which: Text(make(questionnaire)) for which, make in PAGES.items()}


@examples(15)
@given(name=printable)
@example(name=" ".join(NASTY.split()))
def test_a_company_name_is_only_text_on_the_pages(builtin: RuleBase, usual_pages: dict[str, Text], name: str) -> None:
    named = build_questionnaire(builtin, name)
    for which, make in PAGES.items():
        usual, other = usual_pages[which], Text(make(named))
        assert other.tags == usual.tags
        assert " ".join(named.title.split()) in other.text
        assert other.links == usual.links


@pytest.mark.parametrize("which", FORMS[:3])
def test_shows_a_hostile_name_as_typed(builtin: RuleBase, which: str) -> None:
    name = " ".join(NASTY.split())
    assert name in extract_texts(build_questionnaire(builtin, name))[which]


@given(name=printable)
def test_a_name_adds_no_expression_or_cell_to_the_limesurvey_structure(builtin: RuleBase, name: str) -> None:
    usual, other = (read_rows(build_survey_structure(build_questionnaire(builtin, each))) for each in ("x", name))
    assert [{**row, "text": ""} for row in other] == [{**row, "text": ""} for row in usual]
    changed = {row["name"] for row, like in zip(other, usual, strict=True) if row != like}
    assert changed <= {"surveyls_welcometext"}


@given(text=st.text(max_size=60))
def test_a_cell_for_limesurvey_is_one_line_of_plain_ascii(text: str) -> None:
    cell = escape_html(text)
    assert cell.isascii()
    assert not re.search(r'[\t\n\r<>"\\{}]|&(?!#\d+;)', cell)
    # a filter that decodes references leaves no brace next to a possible expression
    assert not re.search(r"\{(?! )|(?<! )\}", unescape(cell))


@given(text=st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="{}"), max_size=60))
def test_a_text_is_read_back_unchanged_from_a_cell_for_limesurvey(text: str) -> None:
    assert unescape(escape_html(text)) == text


@pytest.mark.parametrize("name", [NASTY, "=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "https://example.org/", "007"])
def test_a_name_is_no_formula_or_link_in_the_spreadsheet(builtin: RuleBase, name: str) -> None:
    content = build_spreadsheet(build_questionnaire(builtin, name))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not any("_rels/sheet" in each for each in archive.namelist())
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert read_sheet(content)["A1"].value == f"How Sales and Marketing work together at {name}"


# The spreadsheet


def test_the_spreadsheet_has_the_questions_in_their_places(questionnaire: Questionnaire) -> None:
    sheet = read_sheet(build_spreadsheet(questionnaire))
    assert sheet["A1"].value == questionnaire.title
    assert (sheet["A3"].value, sheet["A4"].value) == ("Function", "Role")
    assert [cell.value for cell in sheet[6]] == ["No.", "Statement", "Answer"]
    table = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=7, max_row=26, max_col=3)]
    assert table == [[each.number, each.text, None] for each in questionnaire.statements]
    assert sheet.max_row == 26


def test_each_input_cell_has_a_drop_down_list_from_the_hidden_sheet(
    builtin: RuleBase, questionnaire: Questionnaire
) -> None:
    content = build_spreadsheet(questionnaire)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Answers", "Lists"]
    assert book["Lists"].sheet_state == "hidden"
    listed = {}
    for each in book["Answers"].data_validations.dataValidation:
        cells = book["Lists"][each.formula1.removeprefix("Lists!").replace("$", "")]
        listed[str(each.sqref)] = [row[0].value for row in cells]
        assert each.type == "list"
        assert each.showErrorMessage
        assert each.allowBlank
    instrument = build_instrument(builtin)
    assert listed == {
        "B3": [words[0] for words in instrument.functions.values()],
        "B4": [words[0] for words in instrument.roles.values()],
        "C7:C26": [f"{point} - {instrument.labels[point][0]}" for point in range(1, 6)],
    }
    assert listed["C7:C26"][0] == "1 - Strongly disagree"


def test_only_the_input_cells_can_be_changed_and_no_password_is_needed(questionnaire: Questionnaire) -> None:
    sheet = read_sheet(build_spreadsheet(questionnaire))
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == {"B3", "B4", *(f"C{row}" for row in range(7, 27))}


def test_the_spreadsheet_prints_on_one_page_and_keeps_its_header_in_view(questionnaire: Questionnaire) -> None:
    sheet = read_sheet(build_spreadsheet(questionnaire))
    assert sheet.freeze_panes == "A7"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((1, 1), (None, None))
    assert sheet.print_area == "'Answers'!$A$1:$C$26"
    assert all(sheet[f"B{row}"].alignment.wrap_text for row in range(7, 27))


def test_the_spreadsheet_has_a_fixed_date(questionnaire: Questionnaire) -> None:
    book = openpyxl.load_workbook(io.BytesIO(build_spreadsheet(questionnaire)))
    assert book.properties.created.year == 2000
    with zipfile.ZipFile(io.BytesIO(build_spreadsheet(questionnaire))) as archive:
        assert {each.date_time[0] for each in archive.infolist()} == {1980}


def test_without_the_library_says_how_to_install_it(
    questionnaire: Questionnaire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingExtraError, match=r"answers\.xlsx: .*alignment-advisor\[survey\]"):
        build_spreadsheet(questionnaire)


# The LimeSurvey structure


def test_the_limesurvey_structure_is_anonymous(questionnaire: Questionnaire) -> None:
    settings = {
        row["name"]: row["text"] for row in read_rows(build_survey_structure(questionnaire)) if row["class"] == "S"
    }
    assert settings["language"] == "en"
    assert settings["anonymized"] == "Y"
    for name in ("ipaddr", "refurl", "datestamp", "savetimings", "allowsave", "usecookie"):
        assert settings[name] == "N"


def test_the_limesurvey_structure_nests_groups_questions_and_answers(questionnaire: Questionnaire) -> None:
    text = build_survey_structure(questionnaire)
    rows = read_rows(text)
    assert text.splitlines()[0].split("\t") == list(COLUMNS)
    assert COLUMNS[:9] == (
        *("id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language"),
    )
    outline = [(row["class"], row["type/scale"], row["name"]) for row in rows if row["class"] not in ("S", "SL")]
    codes = [("A", "0", code) for code in ("sales", "marke", "both")]
    roles = [("A", "0", code) for code in ("head", "staff")]
    statements = [("SQ", "0", f"S{number:02d}") for number in range(1, 21)]
    points = [("A", "0", str(point)) for point in range(1, 6)]
    you, rated = ("G", "1", "About you"), ("G", "2", "The statements")
    function, role, array = ("Q", "L", "function"), ("Q", "L", "role"), ("Q", "F", "statements")
    assert outline == [you, function, *codes, role, *roles, rated, array, *statements, *points]
    assert {row["name"] for row in rows if row["mandatory"] == "Y"} == {"function"}
    assert {row["language"] for row in rows if row["class"] != "S"} == {"en"}
    assert [row["text"] for row in rows if row["class"] == "SQ"] == [each.text for each in questionnaire.statements]


def test_codes_fit_the_limesurvey_length_and_are_unique(questionnaire: Questionnaire) -> None:
    for options in (questionnaire.functions, questionnaire.roles, questionnaire.scale):
        codes = [option.code[:MAX_CODE_LENGTH] for option in options]
        assert len(set(codes)) == len(codes)
