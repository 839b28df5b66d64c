"""The questionnaire in its four forms: what each says, that names are taken literally, that the pages really work."""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from advisor.errors import MissingExtraError
from advisor.model.instrument import instrument
from advisor.model.rulebase import RuleBase
from advisor.reporting.questionnaires.content import Questionnaire, questionnaire
from advisor.reporting.questionnaires.files import NAMES, files
from advisor.reporting.questionnaires.limesurvey import CODE_LENGTH, COLUMNS, html, structure
from advisor.reporting.questionnaires.pages import form, page
from advisor.reporting.questionnaires.spreadsheet import spreadsheet
from tests.browser import browser_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

HEADER = "advisor-answers,function,role," + ",".join(str(number) for number in range(1, 21))
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAGES = {"page": page, "form": form}
NASTY = "=cmd|' /C calc'!A0 <script>alert(1)</script> \"&amp;\" {SAVEDID} {{ 7 * 7 }} \\ Ünï"
LONG = "Donaudampfschifffahrtsgesellschaft" * 5
printable = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def asked(builtin: RuleBase) -> Questionnaire:
    """The questionnaire of a company with a usual name."""
    return questionnaire(builtin, "Hartmann Fasteners")


class Text(HTMLParser):
    """The text of a page without its style and script, and every address that it mentions."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self._open = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = tag
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "srcset", "data")]

    def handle_data(self, data: str) -> None:
        if self._open not in ("style", "script"):
            self.words.append(data)

    @property
    def said(self) -> str:
        """All text, with single spaces."""
        return " ".join("".join(self.words).split())


def sheet_of(content: bytes, name: str = "Answers") -> openpyxl.worksheet.worksheet.Worksheet:
    """One sheet of a workbook, read by another library than wrote it."""
    return openpyxl.load_workbook(io.BytesIO(content))[name]


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a LimeSurvey structure, by column, read as LimeSurvey reads them."""
    table = csv.reader(io.StringIO(text), delimiter="\t", quotechar='"')
    names = next(table)
    return [dict(zip(names, row, strict=True)) for row in table]


# What is said


def said_in(questions: Questionnaire) -> dict[str, str]:
    """What each form says, as one text with single spaces."""
    sheet = sheet_of(spreadsheet(questions))
    cells = (str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)
    lime = (unescape(re.sub("<[^>]+>", " ", row["text"])) for row in rows_of(structure(questions)))
    return {
        "page": Text(page(questions)).said,
        "form": Text(form(questions)).said,
        "spreadsheet": " ".join(cells),
        "limesurvey": " ".join(" ".join(lime).split()),
    }


@pytest.fixture(scope="module")
def said(asked: Questionnaire) -> dict[str, str]:
    """What each form of the questionnaire says."""
    return said_in(asked)


FORMS = ("page", "form", "spreadsheet", "limesurvey")


@pytest.mark.parametrize("which", FORMS)
def test_every_form_asks_every_statement_in_order(asked: Questionnaire, said: dict[str, str], which: str) -> None:
    places = [said[which].index(each.text) for each in asked.statements]
    assert len(places) == 20
    assert places == sorted(places)


@pytest.mark.parametrize("which", FORMS)
def test_every_form_says_beforehand_what_people_must_know(
    asked: Questionnaire, said: dict[str, str], which: str
) -> None:
    first = said[which].index(asked.statements[0].text)
    assert len(asked.before) == 7
    assert [text for text in (asked.title, *asked.before) if text not in said[which][:first]] == []


def test_what_is_said_beforehand_covers_each_promise(builtin: RuleBase) -> None:
    told = " ".join(questionnaire(builtin, min_group=7).before)
    for words in ("ten minutes", "as it is today", "leave out any", "Names are not asked", "Free text is not"):
        assert words in told
    assert "fewer than 7 people is not shown alone" in told
    assert "two heads can be recognised" in told
    assert "only if somebody asks" in told


def test_no_form_names_a_company_that_was_not_named(builtin: RuleBase) -> None:
    assert questionnaire(builtin).title == "How Sales and Marketing work together"
    for text in said_in(questionnaire(builtin)).values():
        assert "{company}" not in text
        assert "work together at" not in text


@pytest.mark.parametrize("which", FORMS)
def test_no_placeholder_is_left_open(said: dict[str, str], which: str) -> None:
    assert re.findall(r"\{\w+\}", said[which]) == []


def test_the_files_come_in_the_order_of_their_names_each_with_its_purpose(asked: Questionnaire) -> None:
    made = files(asked)
    assert tuple(each.name for each in made) == NAMES
    assert len({each.purpose for each in made}) == len(NAMES)
    assert all(each.purpose and each.content for each in made)


def test_the_same_questionnaire_has_the_same_bytes(builtin: RuleBase) -> None:
    assert files(questionnaire(builtin, "One")) == files(questionnaire(builtin, "One"))
    assert files(questionnaire(builtin, "One")) != files(questionnaire(builtin, "Two"))


# Names are taken literally


@pytest.fixture(scope="module")
def usual_pages(asked: Questionnaire) -> dict[str, Text]:
    """The two pages for a company with a usual name."""
    return {which: Text(make(asked)) for which, make in PAGES.items()}


@settings(max_examples=15)
@given(name=printable)
@example(name=" ".join(NASTY.split()))
def test_a_company_name_is_text_and_nothing_else_on_the_pages(
    builtin: RuleBase, usual_pages: dict[str, Text], name: str
) -> None:
    named = questionnaire(builtin, name)
    for which, make in PAGES.items():
        usual, other = usual_pages[which], Text(make(named))
        assert other.tags == usual.tags
        assert " ".join(named.title.split()) in other.said
        assert other.links == usual.links


@pytest.mark.parametrize("which", FORMS[:3])
def test_a_nasty_name_stands_as_it_is_typed(builtin: RuleBase, which: str) -> None:
    name = " ".join(NASTY.split())
    assert name in said_in(questionnaire(builtin, name))[which]


@given(name=printable)
def test_a_name_is_no_expression_and_no_cell_of_the_limesurvey_structure(builtin: RuleBase, name: str) -> None:
    usual, other = (rows_of(structure(questionnaire(builtin, each))) for each in ("x", name))
    assert [{**row, "text": ""} for row in other] == [{**row, "text": ""} for row in usual]
    changed = {row["name"] for row, like in zip(other, usual, strict=True) if row != like}
    assert changed <= {"surveyls_welcometext"}


@given(text=st.text(max_size=60))
def test_a_cell_for_limesurvey_is_one_line_of_plain_ascii(text: str) -> None:
    cell = html(text)
    assert cell.isascii()
    assert not re.search(r'[\t\n\r<>"\\{}]|&(?!#\d+;)', cell)
    # a filter that undoes references leaves no brace beside which an expression could stand
    assert not re.search(r"\{(?! )|(?<! )\}", unescape(cell))


@given(text=st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="{}"), max_size=60))
def test_a_text_comes_back_from_a_cell_for_limesurvey(text: str) -> None:
    assert unescape(html(text)) == text


@pytest.mark.parametrize("name", [NASTY, "=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "https://example.org/", "007"])
def test_a_name_is_no_formula_or_link_in_the_spreadsheet(builtin: RuleBase, name: str) -> None:
    content = spreadsheet(questionnaire(builtin, name))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not any("_rels/sheet" in each for each in archive.namelist())
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert sheet_of(content)["A1"].value == f"How Sales and Marketing work together at {name}"


# The spreadsheet


def test_the_spreadsheet_holds_the_questions_in_their_places(asked: Questionnaire) -> None:
    sheet = sheet_of(spreadsheet(asked))
    assert sheet["A1"].value == asked.title
    assert (sheet["A3"].value, sheet["A4"].value) == ("Function", "Role")
    assert [cell.value for cell in sheet[6]] == ["No.", "Statement", "Answer"]
    table = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=7, max_row=26, max_col=3)]
    assert table == [[each.number, each.text, None] for each in asked.statements]
    assert sheet.max_row == 26


def test_each_input_cell_has_a_drop_down_of_words_on_the_hidden_sheet(builtin: RuleBase, asked: Questionnaire) -> None:
    content = spreadsheet(asked)
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
    held = instrument(builtin)
    assert listed == {
        "B3": [words[0] for words in held.functions.values()],
        "B4": [words[0] for words in held.roles.values()],
        "C7:C26": [f"{point} - {held.labels[point][0]}" for point in range(1, 6)],
    }
    assert listed["C7:C26"][0] == "1 - Strongly disagree"


def test_only_the_input_cells_can_be_changed_and_no_password_is_needed(asked: Questionnaire) -> None:
    sheet = sheet_of(spreadsheet(asked))
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == {"B3", "B4", *(f"C{row}" for row in range(7, 27))}


def test_the_spreadsheet_prints_on_one_page_and_keeps_its_header_in_view(asked: Questionnaire) -> None:
    sheet = sheet_of(spreadsheet(asked))
    assert sheet.freeze_panes == "A7"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((1, 1), (None, None))
    assert sheet.print_area == "'Answers'!$A$1:$C$26"
    assert all(sheet[f"B{row}"].alignment.wrap_text for row in range(7, 27))


def test_the_spreadsheet_bears_no_time_of_its_making(asked: Questionnaire) -> None:
    book = openpyxl.load_workbook(io.BytesIO(spreadsheet(asked)))
    assert book.properties.created.year == 2000
    with zipfile.ZipFile(io.BytesIO(spreadsheet(asked))) as archive:
        assert {each.date_time[0] for each in archive.infolist()} == {1980}


def test_a_missing_library_is_told_with_a_way_out(asked: Questionnaire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingExtraError, match=r"answers\.xlsx: this needs .*alignment-advisor\[survey\]"):
        spreadsheet(asked)


# The LimeSurvey structure


def test_the_limesurvey_structure_is_anonymous(asked: Questionnaire) -> None:
    settings = {row["name"]: row["text"] for row in rows_of(structure(asked)) if row["class"] == "S"}
    assert settings["language"] == "en"
    assert settings["anonymized"] == "Y"
    for name in ("ipaddr", "refurl", "datestamp", "savetimings", "allowsave", "usecookie"):
        assert settings[name] == "N"


def test_the_limesurvey_structure_nests_groups_questions_and_answers(asked: Questionnaire) -> None:
    text = structure(asked)
    rows = rows_of(text)
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
    assert [row["text"] for row in rows if row["class"] == "SQ"] == [each.text for each in asked.statements]


def test_codes_are_as_short_as_limesurvey_keeps_them_and_still_apart(asked: Questionnaire) -> None:
    for options in (asked.functions, asked.roles, asked.scale):
        codes = [option.code[:CODE_LENGTH] for option in options]
        assert len(set(codes)) == len(codes)


# The pages


@pytest.mark.parametrize("which", PAGES)
def test_a_page_holds_all_it_needs_and_may_load_nothing(asked: Questionnaire, which: str) -> None:
    source = PAGES[which](asked)
    assert Text(source).links == []
    assert not re.search(r"https?:|url\(|@import|fetch\(|XMLHttpRequest|localStorage|sessionStorage|cookie", source)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', source)
    assert policy
    assert policy[1].startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert source.index("Content-Security-Policy") < source.index("<style>")


@pytest.mark.parametrize("which", PAGES)
def test_headings_come_in_order(asked: Questionnaire, which: str) -> None:
    levels = [int(tag[1]) for tag in Text(PAGES[which](asked)).tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@contextmanager
def opened(
    folder: Path, source: str, *, width: int = 1280, scheme: Literal["light", "dark"] = "light"
) -> Iterator[tuple[Page, list[str]]]:
    """A page opened from a file, and every address and complaint that is not the page itself."""
    path = folder / "opened.html"
    path.write_text(source, encoding="utf-8")
    own = path.resolve().as_uri()
    strange: list[str] = []
    with browser_page(width=width, scheme=scheme) as shown:
        shown.on("request", lambda request: strange.append(request.url) if request.url != own else None)
        shown.on("console", lambda message: strange.append(message.text))
        shown.on("pageerror", lambda error: strange.append(str(error)))
        shown.goto(own)
        yield shown, strange


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("which", PAGES)
def test_axe_finds_nothing_wrong(
    asked: Questionnaire, tmp_path: Path, which: str, scheme: Literal["light", "dark"]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with opened(tmp_path, PAGES[which](asked), scheme=scheme) as (shown, strange):
        states = [Axe().run(shown)]
        if which == "form":
            shown.locator("#s1-2").click()
            shown.get_by_role("button", name="Save my answers").click()
            states.append(Axe().run(shown))
        found = [each.response["violations"] for each in states]
        passed = [len(each.response["passes"]) for each in states]
    assert [[each["id"] for each in one] for one in found] == [[] for _ in states]
    assert all(passed)
    assert strange == []


@pytest.mark.parametrize("which", PAGES)
def test_a_phone_needs_no_sideways_scrolling(builtin: RuleBase, tmp_path: Path, which: str) -> None:
    with opened(tmp_path, PAGES[which](questionnaire(builtin, LONG)), width=360) as (shown, _):
        assert shown.evaluate("document.documentElement.scrollWidth") == 360
        targets = shown.locator("label, button:visible, a:visible").evaluate_all(
            "found => found.map(each => each.getBoundingClientRect()).map(box => Math.min(box.width, box.height))"
        )
    assert which == "page" or len(targets) > 100
    assert [size for size in targets if size < 44] == []


@pytest.mark.parametrize("name", ["Hartmann Fasteners", LONG])
def test_the_page_prints_on_two_sides_of_one_sheet(builtin: RuleBase, tmp_path: Path, name: str) -> None:
    from pypdf import PdfReader

    with opened(tmp_path, page(questionnaire(builtin, name)), scheme="dark") as (shown, _):
        papers = {paper: PdfReader(io.BytesIO(shown.pdf(format=paper))) for paper in ("A4", "Letter")}
    for paper, printed in papers.items():
        text = " ".join(" ".join(each.extract_text() for each in printed.pages).split())
        assert len(printed.pages) <= 2, paper
        assert text.count("1 2 3 4 5") == len(printed.pages), "the head of the table is repeated"
        assert "the other takes an active part" in text


def choose_by_mouse(shown: Page, name: str, value: str) -> None:
    """Choose one answer as a mouse does, where the words stand."""
    shown.locator(f"#{name}-{value}").click()


def go_on_to(shown: Page, key: str, value: str) -> None:
    """Press Tab until the focus is where it should be; more often than a page has stops is an error."""
    for _ in range(100):
        if shown.evaluate(f"document.activeElement.{key} || ''") == value:
            return
        shown.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {value}")


def choose_by_keyboard(shown: Page, name: str, value: str) -> None:
    """Choose one answer with Tab, space and arrows alone."""
    go_on_to(shown, "name", name)
    values = shown.locator(f"input[name={name}]").evaluate_all("found => found.map(each => each.value)")
    shown.keyboard.press("Space")
    for _ in range(values.index(value)):
        shown.keyboard.press("ArrowRight")


def press_save_by_keyboard(shown: Page) -> None:
    """Go on to the button with Tab and press it."""
    go_on_to(shown, "id", "save-answers")
    shown.keyboard.press("Enter")


ANSWERS = {number: str(number % 5 + 1) for number in range(1, 21) if number not in (4, 17)}


@pytest.mark.parametrize(
    ("by", "function", "role"),
    [("mouse", "sales", "head"), ("keyboard", "marketing", ""), ("keyboard", "both", "staff")],
)
def test_the_form_saves_what_was_answered(
    asked: Questionnaire, tmp_path: Path, by: str, function: str, role: str
) -> None:
    choose = choose_by_mouse if by == "mouse" else choose_by_keyboard
    with opened(tmp_path, form(asked)) as (shown, strange):
        choose(shown, "function", function)
        if role:
            choose(shown, "role", role)
        for number, answer in ANSWERS.items():
            choose(shown, f"s{number}", answer)
        assert shown.locator("#unanswered").inner_text().startswith("2 statements are unanswered")
        assert shown.locator("#left").inner_text().split() == ["4", "17"]
        with shown.expect_download() as waited:
            if by == "mouse":
                shown.get_by_role("button", name="Save my answers").click()
            else:
                press_save_by_keyboard(shown)
        name = waited.value.suggested_filename
        content = Path(waited.value.path()).read_bytes()
        told = shown.get_by_role("status").inner_text()
        kept = shown.evaluate("[localStorage.length, sessionStorage.length, document.cookie.length]")
    given_id = re.fullmatch(r"answers-([0-9a-f]{16})\.csv", name)
    assert given_id
    cells = ",".join(ANSWERS.get(number, "") for number in range(1, 21))
    assert content.decode() == f"{HEADER}\r\n{given_id[1]},{function},{role},{cells}\r\n"
    assert name in told
    assert kept == [0, 0, 0]
    assert [each for each in strange if not each.startswith("blob:")] == []


def test_the_form_asks_for_the_function_before_it_saves(asked: Questionnaire, tmp_path: Path) -> None:
    with opened(tmp_path, form(asked)) as (shown, _):
        saved: list[str] = []
        shown.on("download", lambda download: saved.append(download.suggested_filename))
        shown.locator("#s1-4").click()
        shown.get_by_role("button", name="Save my answers").click()
        wrong = shown.get_by_role("alert")
        assert wrong.inner_text().startswith("Choose where you work")
        assert wrong.evaluate("each => each.closest('fieldset').id") == "function"
        assert shown.evaluate("document.activeElement.name") == "function"
        assert shown.locator("#function").get_attribute("aria-invalid") == "true"
        outline = shown.locator("#function label").first.evaluate("each => getComputedStyle(each).outlineStyle")
        assert outline == "solid", "the focus can be seen though a mouse was used"
        shown.keyboard.press("Space")
        assert wrong.count() == 0
        assert shown.locator("#function").get_attribute("aria-invalid") is None
        assert saved == []
        with shown.expect_download():
            shown.get_by_role("button", name="Save my answers").click()
    assert len(saved) == 1


def saved_row(shown: Page) -> list[str]:
    """Save, and give the cells of the row that was saved."""
    with shown.expect_download() as waited:
        shown.get_by_role("button", name="Save my answers").click()
    return Path(waited.value.path()).read_text(encoding="utf-8").splitlines()[1].split(",")


def test_an_answer_can_be_changed_and_taken_back(asked: Questionnaire, tmp_path: Path) -> None:
    with opened(tmp_path, form(asked)) as (shown, _):
        for name, value in (("function", "sales"), ("role", "head"), ("s1", "2"), ("s2", "3"), ("s1", "5")):
            choose_by_mouse(shown, name, value)
        before = saved_row(shown)
        shown.get_by_role("button", name="Take back the answer to statement 2").click()
        assert shown.evaluate("document.activeElement.name") == "s2"
        shown.get_by_role("button", name="Take back the role").click()
        after = saved_row(shown)
        assert shown.get_by_role("button", name="Take back").count() == 1
    assert before[1:6] == ["sales", "head", "5", "3", ""]
    assert after[1:6] == ["sales", "", "5", "", ""]
    assert after[0] == before[0], "a correction is of the same person"


def test_starting_afresh_clears_every_answer_and_makes_another_person(asked: Questionnaire, tmp_path: Path) -> None:
    with opened(tmp_path, form(asked)) as (shown, _):
        choose_by_mouse(shown, "function", "sales")
        choose_by_mouse(shown, "s3", "2")
        before = saved_row(shown)
        shown.once("dialog", lambda dialog: dialog.dismiss())
        shown.get_by_role("button", name="Start afresh").click()
        assert shown.locator("input:checked").count() == 2
        shown.once("dialog", lambda dialog: dialog.accept())
        shown.get_by_role("button", name="Start afresh").click()
        assert shown.locator("input:checked").count() == 0
        assert shown.locator("#unanswered").inner_text().startswith("20 statements")
        choose_by_mouse(shown, "function", "marketing")
        after = saved_row(shown)
    assert after[1:] == ["marketing", *[""] * 21]
    assert after[0] != before[0]


def test_the_form_counts_what_is_unanswered_and_leads_there(asked: Questionnaire, tmp_path: Path) -> None:
    with opened(tmp_path, form(asked)) as (shown, _):
        count = shown.locator("#unanswered")
        assert count.inner_text().startswith("20 statements are unanswered")
        shown.locator("input[value='3']:not([name=s20])").evaluate_all("found => found.forEach(each => each.click())")
        assert count.inner_text().startswith("1 statement is unanswered")
        shown.get_by_role("link", name="Go to statement 20").click()
        assert shown.evaluate("document.activeElement.name") == "s20"
        shown.keyboard.press("Space")
        assert count.inner_text() == "All statements are answered."
        assert shown.locator("#left a").count() == 0


def test_a_nasty_company_name_runs_nothing_in_the_form(builtin: RuleBase, tmp_path: Path) -> None:
    with opened(tmp_path, form(questionnaire(builtin, NASTY))) as (shown, strange):
        assert shown.locator("h1").inner_text().endswith(" ".join(NASTY.split()))
        assert shown.locator("script").count() == 1
    assert strange == []


def test_without_a_browser_tests_are_skipped_unless_one_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.browser._browser", lambda: None)
    monkeypatch.delenv("ADVISOR_NEEDS_BROWSER", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no chromium"), browser_page():
        pass
    monkeypatch.setenv("ADVISOR_NEEDS_BROWSER", "1")
    with pytest.raises(pytest.fail.Exception, match="no chromium"), browser_page():
        pass
