"""The pages of the questionnaire in a real browser: what they may load, how they look, and what the form saves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from advisor.loading.facts_file import MAX_NAME_LENGTH
from advisor.model.rulebase import RuleBase
from advisor.reporting.questionnaires.content import Questionnaire, build_questionnaire
from advisor.reporting.questionnaires.files import render_form, render_page
from tests.browser import COLOUR_RULES, browser_page, find_axe_faults, find_axe_faults_in_both_schemes
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
    strange: list[str] = []
    with browser_page(width=width, scheme=scheme) as shown:
        shown.on("request", lambda request: strange.append(request.url) if request.url != own else None)
        shown.on("console", lambda message: strange.append(message.text))
        shown.on("pageerror", lambda error: strange.append(str(error)))
        shown.goto(own)
        yield shown, strange


def test_axe_finds_nothing_wrong_with_the_page(questionnaire: Questionnaire, tmp_path: Path) -> None:
    with open_page(tmp_path, render_page(questionnaire)) as (shown, strange):
        assert find_axe_faults_in_both_schemes(shown) == []
    assert strange == []


def test_axe_finds_nothing_wrong_with_the_form(questionnaire: Questionnaire, tmp_path: Path) -> None:
    with open_page(tmp_path, render_form(questionnaire)) as (shown, strange):
        assert find_axe_faults(shown, without=COLOUR_RULES) == []
        shown.locator("#s1-2").click()
        shown.get_by_role("button", name="Save my answers").click()
        assert find_axe_faults_in_both_schemes(shown) == []  # with every colour that it had before
    assert strange == []


@pytest.mark.parametrize("which", PAGES)
def test_a_phone_needs_no_sideways_scrolling(builtin: RuleBase, tmp_path: Path, which: str) -> None:
    with open_page(tmp_path, PAGES[which](build_questionnaire(builtin, LONG)), width=360) as (shown, _):
        assert shown.evaluate("document.documentElement.scrollWidth") == 360
        targets = shown.locator("label, button:visible, a:visible").evaluate_all(
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
    with open_page(tmp_path, source, scheme="dark") as (shown, _):
        shown.emulate_media(media="print")
        for paper, (width, height) in PAPERS.items():
            shown.set_viewport_size({"width": round((width - 2 * side) * PIXELS_PER_MM), "height": 900})
            content = shown.evaluate("document.documentElement.scrollHeight")
            head = shown.locator("thead").evaluate("each => each.getBoundingClientRect().height")
            rows = shown.locator("tbody tr").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
            assert len(rows) == 20
            # the second side repeats the head of the table, and the first one may have no room for a whole row
            assert content + head + max(rows) < 1.9 * (height - top - bottom) * PIXELS_PER_MM, paper
        unbroken = shown.locator("tr").evaluate_all("all => all.map(one => getComputedStyle(one).breakInside)")
        repeated = shown.locator("thead").evaluate("each => getComputedStyle(each).display")
    assert set(unbroken) == {"avoid"}
    assert repeated == "table-header-group"


def choose_by_mouse(shown: Page, name: str, value: str) -> None:
    """Choose one answer by a click on its words."""
    shown.locator(f"#{name}-{value}").click()


def move_focus(shown: Page, key: str, value: str) -> None:
    """Press Tab until the focus is on the right element; fail after as many stops as a page can have."""
    for _ in range(100):
        if shown.evaluate(f"document.activeElement.{key} || ''") == value:
            return
        shown.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {value}")


def choose_by_keyboard(shown: Page, name: str, value: str) -> None:
    """Choose one answer with Tab, space and arrows alone."""
    move_focus(shown, "name", name)
    values = shown.locator(f"input[name={name}]").evaluate_all("found => found.map(each => each.value)")
    shown.keyboard.press("Space")
    for _ in range(values.index(value)):
        shown.keyboard.press("ArrowRight")


def press_save_by_keyboard(shown: Page) -> None:
    """Move to the button with Tab and press it."""
    move_focus(shown, "id", "save-answers")
    shown.keyboard.press("Enter")


ANSWERS = {number: str(number % 5 + 1) for number in range(1, 21) if number not in (4, 17)}


@pytest.mark.parametrize(
    ("by", "function", "role"),
    [("mouse", "sales", "head"), ("keyboard", "marketing", ""), ("keyboard", "both", "staff")],
)
def test_the_form_saves_the_answers(
    questionnaire: Questionnaire, tmp_path: Path, by: str, function: str, role: str
) -> None:
    choose = choose_by_mouse if by == "mouse" else choose_by_keyboard
    with open_page(tmp_path, render_form(questionnaire)) as (shown, strange):
        choose(shown, "function", function)
        if role:
            choose(shown, "role", role)
        for number, answer in ANSWERS.items():
            choose(shown, f"s{number}", answer)
        assert shown.locator("#unanswered").inner_text().startswith("2 ")
        assert shown.locator("#left").inner_text().split() == ["4", "17"]
        with shown.expect_download() as waited:
            if by == "mouse":
                shown.get_by_role("button", name="Save my answers").click()
            else:
                press_save_by_keyboard(shown)
        name = waited.value.suggested_filename
        content = Path(waited.value.path()).read_bytes()
        status = shown.get_by_role("status").inner_text()
        kept = shown.evaluate("[localStorage.length, sessionStorage.length, document.cookie.length]")
    given_id = re.fullmatch(r"answers-([0-9a-f]{16})\.csv", name)
    assert given_id
    cells = ",".join(ANSWERS.get(number, "") for number in range(1, 21))
    assert content.decode() == f"{HEADER}\r\n{given_id[1]},{function},{role},{cells}\r\n"
    assert name in status
    assert kept == [0, 0, 0]
    assert [each for each in strange if not each.startswith("blob:")] == []


def test_the_form_asks_for_the_function_before_it_saves(questionnaire: Questionnaire, tmp_path: Path) -> None:
    with open_page(tmp_path, render_form(questionnaire)) as (shown, _):
        saved: list[str] = []
        shown.on("download", lambda download: saved.append(download.suggested_filename))
        shown.locator("#s1-4").click()
        shown.get_by_role("button", name="Save my answers").click()
        wrong = shown.get_by_role("alert")
        assert wrong.is_visible()
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


def save_and_read_row(shown: Page) -> list[str]:
    """Save, and return the cells of the saved row."""
    with shown.expect_download() as waited:
        shown.get_by_role("button", name="Save my answers").click()
    return Path(waited.value.path()).read_text(encoding="utf-8").splitlines()[1].split(",")


def test_an_answer_can_be_changed_and_removed(questionnaire: Questionnaire, tmp_path: Path) -> None:
    with open_page(tmp_path, render_form(questionnaire)) as (shown, _):
        for name, value in (("function", "sales"), ("role", "head"), ("s1", "2"), ("s2", "3"), ("s1", "5")):
            choose_by_mouse(shown, name, value)
        before = save_and_read_row(shown)
        shown.get_by_role("button", name="Take back the answer to statement 2").click()
        assert shown.evaluate("document.activeElement.name") == "s2"
        shown.get_by_role("button", name="Take back the role").click()
        after = save_and_read_row(shown)
        assert shown.get_by_role("button", name="Take back").count() == 1
    assert before[1:6] == ["sales", "head", "5", "3", ""]
    assert after[1:6] == ["sales", "", "5", "", ""]
    assert after[0] == before[0], "a correction is of the same person"


def test_starting_again_clears_every_answer_and_changes_the_id(questionnaire: Questionnaire, tmp_path: Path) -> None:
    with open_page(tmp_path, render_form(questionnaire)) as (shown, _):
        choose_by_mouse(shown, "function", "sales")
        choose_by_mouse(shown, "s3", "2")
        before = save_and_read_row(shown)
        shown.once("dialog", lambda dialog: dialog.dismiss())
        shown.get_by_role("button", name="Start afresh").click()
        assert shown.locator("input:checked").count() == 2
        shown.once("dialog", lambda dialog: dialog.accept())
        shown.get_by_role("button", name="Start afresh").click()
        assert shown.locator("input:checked").count() == 0
        assert shown.locator("#unanswered").inner_text().startswith("20 ")
        choose_by_mouse(shown, "function", "marketing")
        after = save_and_read_row(shown)
    assert after[1:] == ["marketing", *[""] * 21]
    assert after[0] != before[0]


def test_the_form_counts_unanswered_statements_and_links_to_them(questionnaire: Questionnaire, tmp_path: Path) -> None:
    with open_page(tmp_path, render_form(questionnaire)) as (shown, _):
        count = shown.locator("#unanswered")
        assert count.inner_text().startswith("20 ")
        shown.locator("input[value='3']:not([name=s20])").evaluate_all("found => found.forEach(each => each.click())")
        assert count.inner_text().startswith("1 ")
        shown.get_by_role("link", name="Go to statement 20").click()
        assert shown.evaluate("document.activeElement.name") == "s20"
        shown.keyboard.press("Space")
        assert not re.search(r"\d", count.inner_text())
        assert shown.locator("#left a").count() == 0


def test_a_nasty_company_name_runs_nothing_in_the_form(builtin: RuleBase, tmp_path: Path) -> None:
    with open_page(tmp_path, render_form(build_questionnaire(builtin, NASTY))) as (shown, strange):
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
