"""The pages of the questionnaire in a real browser: what they may load, how they look, and what the form saves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from advisor.loading.facts.facts_file import MAX_NAME_LENGTH
from advisor.model.rulebase import RuleBase
from advisor.reporting.questionnaires.content import Questionnaire, build_questionnaire
from advisor.reporting.questionnaires.files import render_form, render_page
from tests.browser import COLOUR_RULES, find_axe_faults, find_axe_faults_in_both_schemes, open_browser_page
from tests.reporting.html_text import Text

if TYPE_CHECKING:
    from playwright.sync_api import Page

HEADER = "advisor-answers,function,role," + ",".join(str(number) for number in range(1, 21))
PAGES = {"page": render_page, "form": render_form}
NASTY = "=cmd|' /C calc'!A0 <script>alert(1)</script> \"&amp;\" {SAVEDID} {{ 7 * 7 }} \\ Ünï"
PAPERS = {"A4": (210, 297), "Letter": (215.9, 279.4)}
"""Width and height in millimetres."""
PIXELS_PER_MM = 96 / 25.4
LONG = "Donaudampfschifffahrtsgesellschaft" * 5


@pytest.fixture(scope="module")
def questionnaire(builtin: RuleBase) -> Questionnaire:
    """Build the questionnaire of a company with a usual name."""
    return build_questionnaire(builtin, "Hartmann Fasteners")


@pytest.mark.parametrize("which", PAGES)
def test_a_page_loads_nothing(questionnaire: Questionnaire, which: str) -> None:
    source = PAGES[which](questionnaire)
    assert Text(source).links == []
    assert not re.search(r"https?:|url\(|@import|fetch\(|XMLHttpRequest|localStorage|sessionStorage|cookie", source)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', source)
    assert policy
    assert policy[1].startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert source.index("Content-Security-Policy") < source.index("<style>")


@pytest.mark.parametrize("which", PAGES)
def test_no_heading_skips_a_level(questionnaire: Questionnaire, which: str) -> None:
    levels = [int(tag[1]) for tag in Text(PAGES[which](questionnaire)).tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@contextmanager
def open_page(
    folder: Path, source: str, *, width: int = 1280, scheme: Literal["light", "dark"] = "light"
) -> Iterator[tuple[Page, list[str]]]:
    """Open a page from a file; also yield every further address it loads and every error it logs."""
    path = folder / "opened.html"
    path.write_text(source, encoding="utf-8")
    own = path.resolve().as_uri()
    problems: list[str] = []
    with open_browser_page(width=width, scheme=scheme) as tab:
        tab.on("request", lambda request: problems.append(request.url) if request.url != own else None)
        tab.on("console", lambda message: problems.append(message.text))
        tab.on("pageerror", lambda error: problems.append(str(error)))
        tab.goto(own)
        yield tab, problems


def test_axe_finds_nothing_wrong_with_the_page(questionnaire: Questionnaire, tmp_path: Path) -> None:
    with open_page(tmp_path, render_page(questionnaire)) as (tab, problems):
        assert find_axe_faults_in_both_schemes(tab) == []
    assert problems == []


def test_axe_finds_nothing_wrong_with_the_form(questionnaire: Questionnaire, tmp_path: Path) -> None:
    with open_page(tmp_path, render_form(questionnaire)) as (tab, problems):
        assert find_axe_faults(tab, without=COLOUR_RULES) == []
        tab.locator("#s1-2").click()
        tab.get_by_role("button", name="Save my answers").click()
        assert find_axe_faults_in_both_schemes(tab) == []  # with every colour that it had before
    assert problems == []


@pytest.mark.parametrize("which", PAGES)
def test_a_phone_needs_no_sideways_scrolling(builtin: RuleBase, tmp_path: Path, which: str) -> None:
    with open_page(tmp_path, PAGES[which](build_questionnaire(builtin, LONG)), width=360) as (tab, _):
        assert tab.evaluate("document.documentElement.scrollWidth") == 360
        targets = tab.locator("label, button:visible, a:visible").evaluate_all(
            "found => found.map(each => each.getBoundingClientRect()).map(box => Math.min(box.width, box.height))"
        )
    assert which == "page" or len(targets) > 100
    assert [size for size in targets if size < 44] == []


@pytest.mark.parametrize("name", ["Hartmann Fasteners", LONG, "W" * MAX_NAME_LENGTH], ids=["usual", "long", "longest"])
def test_the_page_fits_two_sides_of_one_sheet(builtin: RuleBase, tmp_path: Path, name: str) -> None:
    source = render_page(build_questionnaire(builtin, name))
    margins = re.search(r"@page { margin: (\d+)mm (\d+)mm (\d+)mm; }", source)
    assert margins
    top, side, bottom = map(int, margins.groups())
    with open_page(tmp_path, source, scheme="dark") as (tab, _):
        tab.emulate_media(media="print")
        for paper, (width, height) in PAPERS.items():
            tab.set_viewport_size({"width": round((width - 2 * side) * PIXELS_PER_MM), "height": 900})
            content = tab.evaluate("document.documentElement.scrollHeight")
            head = tab.locator("thead").evaluate("each => each.getBoundingClientRect().height")
            rows = tab.locator("tbody tr").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
            assert len(rows) == 20
            # the second side repeats the head of the table, and the first one may have no room for a whole row
            assert content + head + max(rows) < 1.9 * (height - top - bottom) * PIXELS_PER_MM, paper
        unbroken = tab.locator("tr").evaluate_all("all => all.map(one => getComputedStyle(one).breakInside)")
        repeated = tab.locator("thead").evaluate("each => getComputedStyle(each).display")
    assert set(unbroken) == {"avoid"}
    assert repeated == "table-header-group"


def choose_by_mouse(tab: Page, name: str, value: str) -> None:
    """Choose one answer by a click on its words."""
    tab.locator(f"#{name}-{value}").click()


def move_focus(tab: Page, key: str, value: str) -> None:
    """Press Tab until the focus is on the right element; fail after as many stops as a page can have."""
    for _ in range(100):
        if tab.evaluate(f"document.activeElement.{key} || ''") == value:
            return
        tab.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {value}")


def choose_by_keyboard(tab: Page, name: str, value: str) -> None:
    """Choose one answer with only Tab, space and arrows."""
    move_focus(tab, "name", name)
    values = tab.locator(f"input[name={name}]").evaluate_all("found => found.map(each => each.value)")
    tab.keyboard.press("Space")
    for _ in range(values.index(value)):
        tab.keyboard.press("ArrowRight")


def press_save_by_keyboard(tab: Page) -> None:
    """Move to the button with Tab and press it."""
    move_focus(tab, "id", "save-answers")
    tab.keyboard.press("Enter")


ANSWERS = {number: str(number % 5 + 1) for number in range(1, 21) if number not in (4, 17)}


@pytest.mark.parametrize(
    ("by", "function", "role"),
    [("mouse", "sales", "head"), ("keyboard", "marketing", ""), ("keyboard", "both", "staff")],
)
def test_the_form_saves_the_answers(
    questionnaire: Questionnaire, tmp_path: Path, by: str, function: str, role: str
) -> None:
    choose = choose_by_mouse if by == "mouse" else choose_by_keyboard
    with open_page(tmp_path, render_form(questionnaire)) as (tab, problems):
        choose(tab, "function", function)
        if role:
            choose(tab, "role", role)
        for number, answer in ANSWERS.items():
            choose(tab, f"s{number}", answer)
        assert tab.locator("#unanswered").inner_text().startswith("2 ")
        assert tab.locator("#left").inner_text().split() == ["4", "17"]
        with tab.expect_download() as download:
            if by == "mouse":
                tab.get_by_role("button", name="Save my answers").click()
            else:
                press_save_by_keyboard(tab)
        name = download.value.suggested_filename
        content = Path(download.value.path()).read_bytes()
        status = tab.get_by_role("status").inner_text()
        stored = tab.evaluate("[localStorage.length, sessionStorage.length, document.cookie.length]")
    given_id = re.fullmatch(r"answers-([0-9a-f]{16})\.csv", name)
    assert given_id
    cells = ",".join(ANSWERS.get(number, "") for number in range(1, 21))
    assert content.decode() == f"{HEADER}\r\n{given_id[1]},{function},{role},{cells}\r\n"
    assert name in status
    assert stored == [0, 0, 0]
    assert [each for each in problems if not each.startswith("blob:")] == []


def test_the_form_asks_for_the_function_before_it_saves(questionnaire: Questionnaire, tmp_path: Path) -> None:
    with open_page(tmp_path, render_form(questionnaire)) as (tab, _):
        saved: list[str] = []
        tab.on("download", lambda download: saved.append(download.suggested_filename))
        tab.locator("#s1-4").click()
        tab.get_by_role("button", name="Save my answers").click()
        wrong = tab.get_by_role("alert")
        assert wrong.is_visible()
        assert wrong.evaluate("each => each.closest('fieldset').id") == "function"
        assert tab.evaluate("document.activeElement.name") == "function"
        assert tab.locator("#function").get_attribute("aria-invalid") == "true"
        outline = tab.locator("#function label").first.evaluate("each => getComputedStyle(each).outlineStyle")
        assert outline == "solid", "the focus can be seen though a mouse was used"
        tab.keyboard.press("Space")
        assert wrong.count() == 0
        assert tab.locator("#function").get_attribute("aria-invalid") is None
        assert saved == []
        with tab.expect_download():
            tab.get_by_role("button", name="Save my answers").click()
    assert len(saved) == 1


def save_and_read_row(tab: Page) -> list[str]:
    """Save, and return the cells of the saved row."""
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Save my answers").click()
    return Path(download.value.path()).read_text(encoding="utf-8").splitlines()[1].split(",")


def test_an_answer_can_be_changed_and_removed(questionnaire: Questionnaire, tmp_path: Path) -> None:
    with open_page(tmp_path, render_form(questionnaire)) as (tab, _):
        for name, value in (("function", "sales"), ("role", "head"), ("s1", "2"), ("s2", "3"), ("s1", "5")):
            choose_by_mouse(tab, name, value)
        before = save_and_read_row(tab)
        tab.get_by_role("button", name="Take back the answer to statement 2").click()
        assert tab.evaluate("document.activeElement.name") == "s2"
        tab.get_by_role("button", name="Take back the role").click()
        after = save_and_read_row(tab)
        assert tab.get_by_role("button", name="Take back").count() == 1
    assert before[1:6] == ["sales", "head", "5", "3", ""]
    assert after[1:6] == ["sales", "", "5", "", ""]
    assert after[0] == before[0], "a correction is of the same person"


def test_starting_again_clears_every_answer_and_changes_the_id(questionnaire: Questionnaire, tmp_path: Path) -> None:
    with open_page(tmp_path, render_form(questionnaire)) as (tab, _):
        choose_by_mouse(tab, "function", "sales")
        choose_by_mouse(tab, "s3", "2")
        before = save_and_read_row(tab)
        tab.once("dialog", lambda dialog: dialog.dismiss())
        tab.get_by_role("button", name="Start again").click()
        assert tab.locator("input:checked").count() == 2
        tab.once("dialog", lambda dialog: dialog.accept())
        tab.get_by_role("button", name="Start again").click()
        assert tab.locator("input:checked").count() == 0
        assert tab.locator("#unanswered").inner_text().startswith("20 ")
        choose_by_mouse(tab, "function", "marketing")
        after = save_and_read_row(tab)
    assert after[1:] == ["marketing", *[""] * 21]
    assert after[0] != before[0]


def test_the_form_counts_unanswered_statements_and_links_to_them(questionnaire: Questionnaire, tmp_path: Path) -> None:
    with open_page(tmp_path, render_form(questionnaire)) as (tab, _):
        count = tab.locator("#unanswered")
        assert count.inner_text().startswith("20 ")
        tab.locator("input[value='3']:not([name=s20])").evaluate_all("found => found.forEach(each => each.click())")
        assert count.inner_text().startswith("1 ")
        tab.get_by_role("link", name="Go to statement 20").click()
        assert tab.evaluate("document.activeElement.name") == "s20"
        tab.keyboard.press("Space")
        assert not re.search(r"\d", count.inner_text())
        assert tab.locator("#left a").count() == 0


def test_a_nasty_company_name_runs_nothing_in_the_form(builtin: RuleBase, tmp_path: Path) -> None:
    with open_page(tmp_path, render_form(build_questionnaire(builtin, NASTY))) as (tab, problems):
        assert tab.locator("h1").inner_text().endswith(" ".join(NASTY.split()))
        assert tab.locator("script").count() == 1
    assert problems == []


def test_without_a_browser_tests_are_skipped_unless_one_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.browser._browser", lambda: None)
    monkeypatch.delenv("ADVISOR_NEEDS_BROWSER", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no chromium"), open_browser_page():
        pass
    monkeypatch.setenv("ADVISOR_NEEDS_BROWSER", "1")
    with pytest.raises(pytest.fail.Exception, match="no chromium"), open_browser_page():
        pass
