"""The page in a real browser: by keyboard, on a phone, without JavaScript, in two windows, and with a killed server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from advisor.loading.facts.facts_file import read_facts
from advisor.model.rulebase import RuleBase
from tests.browser import find_axe_faults_in_both_schemes, open_browser_page
from tests.web.process import TOKEN, ServeProcess
from tests.web.running import RunningSite

if TYPE_CHECKING:
    from playwright.sync_api import Page

FACTS = "company: Acme\nrelationship: defined\nmarket_customizing: yes\nroles_defined: yes\ncommon_funnel_in_use: yes\n"


@contextmanager
def open_site(running: RunningSite, **options: Any) -> Iterator[Page]:
    """Open the link in a new browser window. Every request to another place makes the test fail."""
    with open_browser_page(offline=False, **options) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(running.link)
        page.wait_for_url(f"{running.url}/")
        yield page
        assert [url for url in asked if not url.startswith(running.url)] == []
        assert [text for text in said if "Content Security Policy" in text] == []


def find_file(running: RunningSite, page: Page) -> Path:
    return running.data / f"{page.url.partition('/c/')[2].partition('/')[0]}.yaml"


def answer_first(page: Page) -> None:
    """Choose the first answer, or say not sure, and go on."""
    options = page.locator("[name=value]")
    if options.count():
        options.first.check()
        page.click("text=Save and go on")
    else:
        page.click("button:has-text('Not sure')")


def send_facts(page: Page, running: RunningSite) -> str:
    """Send facts; return the address of the consultation."""
    page.goto(f"{running.url}/facts")
    page.fill("#text", FACTS)
    page.click("text=Show the advice")
    page.wait_for_selector(".advisor-controls")
    return page.url.removesuffix("/report")


def test_whole_interview_by_keyboard(running: RunningSite, builtin: RuleBase) -> None:
    """From the link to the report with Tab, arrows, space and Enter only."""
    with open_site(running) as page:

        def focus(text: str) -> None:
            for _ in range(40):
                page.keyboard.press("Tab")
                shown = page.evaluate("document.activeElement.innerText || document.activeElement.id")
                if text in shown:
                    return
            raise AssertionError(f"`{text}` cannot be reached by Tab")

        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        focus("company")
        page.keyboard.type("Acme")
        page.keyboard.press("Enter")
        page.wait_for_url("**/question?*")
        for number in range(60):
            if page.url.endswith("/report"):
                break
            asked, heading = page.url, page.inner_text("h1")
            for _ in range(20):
                page.keyboard.press("Tab")
                name = page.evaluate("document.activeElement.name || ''")
                if name in ("value", "typed"):
                    break
            if name == "value":
                if number == 0:
                    page.keyboard.press("ArrowDown")
                page.keyboard.press("Space")
                page.keyboard.press("Enter")
            else:
                focus("Not sure")
                page.keyboard.press("Enter")
            page.wait_for_function(
                "before => location.href !== before[0] || document.querySelector('h1').innerText !== before[1]",
                arg=[asked, heading],
            )
        assert page.url.endswith("/report")
        file = find_file(running, page)
        assert read_facts(file, builtin).stated["relationship"] == "defined"
        focus("Change an answer")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/try?fact=*")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_phone_width(scheme: Any, running: RunningSite) -> None:
    """Nothing is wider than the screen, and everything that can be pressed is large enough for a finger."""
    with open_site(running, width=360, height=740, scheme=scheme, touch=True) as page:
        home = send_facts(page, running)
        paths = ["/", "/facts", "/survey", *(f"{home}/{name}" for name in ("question", "answers", "report", "delete"))]
        for path in [*paths, f"{home}/question?fact=conflict_topics&from=report", f"{home}/try?fact=roles_defined"]:
            page.goto(path if path.startswith("http") else f"{running.url}{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
            small = page.evaluate(
                "[...document.querySelectorAll('button, .button, .option, summary, input[type=text]')]"
                ".filter(each => each.checkVisibility() && each.getBoundingClientRect().height < 43)"
                ".map(each => each.outerHTML)"
            )
            assert small == [], path


@pytest.mark.parametrize("width", [375, 1280])
def test_no_word_of_a_comparison_is_broken(width: int, running: RunningSite) -> None:
    with open_site(running, width=width) as page:
        home = send_facts(page, running)
        page.goto(f"{home}/try?fact=market_customizing&value=no&go=answer")
        assert page.locator(".compared dt").count() >= 2
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        broken = page.evaluate(
            """() => {
                const broken = [], walker = document.createTreeWalker(
                    document.querySelector('[aria-labelledby=differences]'), NodeFilter.SHOW_TEXT);
                for (let node = walker.nextNode(); node; node = walker.nextNode())
                    for (const match of node.data.matchAll(/[A-Za-z]+/g)) {
                        const range = document.createRange();
                        range.setStart(node, match.index);
                        range.setEnd(node, match.index + match[0].length);
                        if (range.getClientRects().length > 1) broken.push(match[0]);
                    }
                return broken;
            }"""
        )
        assert broken == []


def test_without_javascript(running: RunningSite, builtin: RuleBase) -> None:
    with open_site(running, scripts=False) as page:
        page.fill("#company", "Acme")
        page.click("text=Start the questions")
        page.locator("[name=value]").nth(1).check()
        page.click("text=Save and go on")
        page.click("text=Why do we ask this?")
        assert page.locator("section.why li").first.is_visible()
        answer_first(page)
        page.click("text=Back to the question before")
        assert page.locator("[name=value]:checked").count() == 1
        page.click("text=Save and go on")
        page.click("text=Stop here, and see the advice")
        page.click("text=Change an answer, and see what changes")
        page.locator(".advisor-controls a").first.click()
        page.locator("[name=value]").first.check()
        page.click("text=Show what would change")
        page.click("text=Change my answer to this")
        page.wait_for_url("**/report")
        assert read_facts(find_file(running, page), builtin).stated["relationship"] == "undefined"


def test_two_windows(running: RunningSite, builtin: RuleBase) -> None:
    with open_site(running) as page:
        page.click("text=Start the questions")
        other = page.context.new_page()
        other.goto(page.url)
        page.locator("[name=value]").nth(1).check()
        page.click("text=Save and go on")
        other.locator("[name=value]").nth(2).check()
        other.click("text=Save and go on")
        assert other.inner_text("h1") == "Which answer is right?"
        assert find_axe_faults_in_both_schemes(other) == []
        assert read_facts(find_file(running, page), builtin).stated == {"relationship": "defined"}
        other.click("text=Save my answer")
        other.wait_for_url("**/question?*")
        assert read_facts(find_file(running, page), builtin).stated == {"relationship": "aligned"}


def test_axe_finds_nothing(running: RunningSite) -> None:
    with open_site(running) as page:
        home = send_facts(page, running)
        name = home.removeprefix(running.url)
        paths = [
            "/",
            "/facts",
            "/survey",
            "/nothing",
            *(f"{name}/{each}" for each in ("question", "answers", "delete")),
        ]
        paths += [
            f"{name}/question?fact={fact}&from=report" for fact in ("conflict_topics", "employees", "statement_1")
        ]
        faults = {}
        for path in [*paths, f"{name}/report", f"{name}/try?fact=roles_defined"]:
            page.goto(f"{running.url}{path}")
            for summary in page.locator("summary").all():
                summary.click()
            faults[path] = find_axe_faults_in_both_schemes(page)
        page.locator("[name=value]").nth(1).check()
        page.click("text=Show what would change")
        faults["differences"] = find_axe_faults_in_both_schemes(page)
        page.goto(f"{home}/question?fact=employees&from=report")
        page.fill("#typed", "many")
        page.click("text=Save and go on")
        faults["a wrong answer"] = find_axe_faults_in_both_schemes(page)
        page.goto(f"{home}/answers?problem=name&company=x#company")
        faults["a wrong name"] = find_axe_faults_in_both_schemes(page)
        page.goto(f"{home}/question?fact=roles_defined&why=yes&value=no")
        faults["reasons of a question"] = find_axe_faults_in_both_schemes(page)
        page.goto(f"{running.url}/facts")
        page.fill("#text", "nothing: 1\n")
        page.click("text=Show the advice")
        faults["wrong facts"] = find_axe_faults_in_both_schemes(page)
        page.context.clear_cookies()
        page.goto(f"{running.url}/")
        faults["no token"] = find_axe_faults_in_both_schemes(page)
    assert {path: each for path, each in faults.items() if each} == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_questions_about_a_survey_file(width: int, running: RunningSite) -> None:
    """The page asks for columns, then for words, with labels, and not wider than the screen."""
    numbers = ",".join(map(str, range(1, 21)))
    rows = [f"{team},{','.join(['often'] * 20)}" for team in ("Sales", "Marketing", "HR")]
    data = "\n".join([f"Squad {'of the person ' * 9},{numbers}", *rows, ""]).encode()
    with open_site(running, width=width) as page:
        page.goto(f"{running.url}/survey")
        page.set_input_files("#file", {"name": "a.csv", "mimeType": "text/csv", "buffer": b"Squad,a\nSales,4\n"})
        page.click("text=Show the advice")
        assert page.locator("select").count() == 22
        faults = find_axe_faults_in_both_schemes(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.click("summary")
        page.set_input_files("#file", {"name": "b.csv", "mimeType": "text/csv", "buffer": data})
        page.click("text=Show the advice")
        page.select_option("#team_1", "0")
        page.click("text=Show the advice")
        faults += find_axe_faults_in_both_schemes(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.select_option("#functions-1", "other")
        page.select_option("#answers-1", "4")
        page.click("text=Show the advice")
        page.wait_for_url("**/report")
        assert faults == []


@pytest.mark.parametrize("width", [360, 1280])
def test_round_in_a_browser(width: int, running: RunningSite, builtin: RuleBase) -> None:
    """The links of a round, the statements by keyboard in a browser that has no token, and the end of the round."""
    with open_site(running, width=width) as page:
        home = send_facts(page, running)
        page.goto(f"{home}/answers")
        page.click("text=Ask the other head and staff")
        faults = find_axe_faults_in_both_schemes(page)
        page.fill("#staff_sales", "1")
        page.fill("#staff_marketing", "0")
        page.click("text=Make the links")
        faults += find_axe_faults_in_both_schemes(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        links = page.locator(".links-to-send code").all_inner_texts()
        assert len(links) == 3
        with open_browser_page(offline=False, width=width) as guest:
            guest.goto(links[0])
            faults += find_axe_faults_in_both_schemes(guest)
            assert guest.evaluate("document.documentElement.scrollWidth") <= width
            assert guest.locator(".left-7").is_visible()
            guest.check("#s7-4")
            assert not guest.locator(".left-7").is_visible()
            guest.check("#s7-0")
            guest.focus("#s1-0")
            for _ in range(20):
                guest.keyboard.press("ArrowUp")  # from `no answer` to the last rating
                guest.keyboard.press("Tab")
            guest.keyboard.press("Space")
            guest.keyboard.press("Tab")
            guest.keyboard.press("Enter")
            guest.wait_for_url("**?saved=yes")
            assert guest.locator("input[type=radio][value='5']:checked").count() == 20
            assert guest.locator("#shows_head").is_checked()
            faults += find_axe_faults_in_both_schemes(guest)
        page.reload()
        page.click("a:has-text('Cancel the round')")
        faults += find_axe_faults_in_both_schemes(page)
        page.click("text=Keep it")
        page.click("a.button:has-text('Close the round')")
        faults += find_axe_faults_in_both_schemes(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.click("text=Close the round now")
        page.wait_for_url("**/round/closed")
        faults += find_axe_faults_in_both_schemes(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert faults == []
        (person,) = read_facts(find_file(running, page), builtin).assessed
        assert person.answers == (5,) * 20  # type: ignore[union-attr]


def test_every_page_has_one_heading_and_a_title_of_its_own(running: RunningSite) -> None:
    with open_site(running) as page:
        home = send_facts(page, running)
        titles = []
        for path in (
            "question",
            "answers",
            "report",
            "delete",
            "try?fact=roles_defined",
            "question?fact=employees&from=report",
        ):
            page.goto(f"{home}/{path}")
            assert page.locator("h1").count() == 1, path
            assert page.locator("main").count() == 1, path
            titles.append(page.title())
        assert len(set(titles)) == len(titles)


def test_killed_server_loses_no_answer(builtin: RuleBase, tmp_path: Path) -> None:
    """`kill -9` after each answer, and once while a page is open: the browser goes on where it was."""
    server = ServeProcess(tmp_path / "data", "--token", TOKEN)
    port = server.port
    try:
        with open_browser_page(offline=False) as page:
            page.goto(server.link)
            page.wait_for_url(f"{server.url}/")
            page.click("text=Start the questions")
            page.wait_for_url("**/question?*")
            given = 0
            for _ in range(4):
                server.kill()
                server = ServeProcess(tmp_path / "data", "--token", TOKEN, port=port)
                page.locator("[name=value]").nth(1).check()
                page.click("text=Save and go on")
                page.wait_for_load_state()
                given += 1
                (file,) = (tmp_path / "data").glob("*.yaml")
                assert len(read_facts(file, builtin).stated) == given
            server.kill()
            server = ServeProcess(tmp_path / "data", "--token", TOKEN, port=port)
            page.goto(page.url.partition("/question")[0] + "/answers")
            assert page.locator(".answers dt").count() == given
    finally:
        server.kill()
