"""The Back button of a browser: each page shows its own question with its own answer, and no form is sent twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from advisor.loading.facts.facts_file import read_facts
from advisor.model.rulebase import RuleBase
from tests.web.running import RunningSite, Visitor
from tests.web.test_browser import find_file, open_site

if TYPE_CHECKING:
    from playwright.sync_api import Page


def read_fact(page: Page) -> str:
    return page.locator("[name=fact]").first.get_attribute("value") or ""


def list_chosen(page: Page) -> list[str]:
    """List what is chosen now, by the server or by the browser."""
    return [each.input_value() for each in page.locator("[name=value]:checked").all()]


def go_back(page: Page) -> None:
    page.go_back(wait_until="load")


def answer_some(page: Page, count: int) -> list[tuple[str, str]]:
    """Answer questions with their second options; return the questions with the answers."""
    given = []
    for _ in range(count):
        option = page.locator("[name=value]").nth(1)
        given.append((read_fact(page), option.input_value()))
        option.check()
        page.click("text=Save and go on")
        page.wait_for_load_state()
    return given


@pytest.mark.parametrize("scripts", [True, False])
def test_back_shows_each_question_with_its_own_answer(scripts: bool, running: RunningSite, builtin: RuleBase) -> None:
    with open_site(running, scripts=scripts) as page:
        page.click("text=Start the questions")
        given = answer_some(page, 3)
        present = read_fact(page)
        for fact, value in reversed(given):
            go_back(page)
            assert (read_fact(page), list_chosen(page)) == (fact, [value])
        page.go_forward()
        page.go_forward()
        assert (read_fact(page), list_chosen(page)) == (given[2][0], [given[2][1]])
        before = dict(read_facts(find_file(running, page), builtin).stated)
        other = page.locator("[name=value]").nth(0)
        changed = other.input_value()
        other.check()
        page.click("text=Save and go on")
        page.wait_for_load_state()
        after = dict(read_facts(find_file(running, page), builtin).stated)
        assert after == {**before, given[2][0]: changed}
        assert present not in after


@pytest.mark.parametrize("scripts", [True, False])
def test_unsaved_choice_goes_into_no_other_question(scripts: bool, running: RunningSite) -> None:
    """Somebody chooses an answer, does not save it, and goes back and forward."""
    with open_site(running, scripts=scripts) as page:
        page.click("text=Start the questions")
        given = answer_some(page, 2)
        page.locator("[name=value]").nth(0).check()
        present = read_fact(page)
        go_back(page)
        assert (read_fact(page), list_chosen(page)) == (given[1][0], [given[1][1]])
        page.go_forward()
        assert read_fact(page) == present
        go_back(page)
        go_back(page)
        assert (read_fact(page), list_chosen(page)) == (given[0][0], [given[0][1]])


@pytest.mark.parametrize("scripts", [True, False])
def test_back_after_reasons_errors_and_conflicts(scripts: bool, running: RunningSite) -> None:
    """No page after a form needs the form again: a browser can leave it, and come back."""
    with open_site(running, scripts=scripts) as page:
        page.click("text=Start the questions")
        answer_some(page, 1)
        fact = read_fact(page)
        page.locator("[name=value]").nth(0).check()
        chosen = list_chosen(page)
        page.click("text=Why do we ask this?")
        assert page.locator("section.why li").first.is_visible()
        assert list_chosen(page) == chosen  # chosen, not saved, and not lost
        page.click("text=Look at your answers")
        go_back(page)
        assert page.locator("section.why li").first.is_visible()
        go_back(page)
        assert read_fact(page) == fact
        page.click("text=Save and go on")
        page.wait_for_load_state()
        assert page.locator("#problem").is_visible() or read_fact(page) != fact
        page.goto(page.url.partition("?")[0] + "?fact=employees&from=answers")
        page.fill("#typed", "many")
        page.click("text=Save and go on")
        assert page.locator("#problem").is_visible()
        assert page.input_value("#typed") == "many"
        page.click("text=Look at your answers")
        go_back(page)
        assert page.locator("#problem").is_visible()
        assert page.input_value("#typed") == "many"


def test_back_to_a_conflict(running: RunningSite, builtin: RuleBase) -> None:
    with open_site(running) as page:
        page.click("text=Start the questions")
        other = page.context.new_page()
        other.goto(page.url)
        page.locator("[name=value]").nth(1).check()
        page.click("text=Save and go on")
        other.locator("[name=value]").nth(2).check()
        other.click("text=Save and go on")
        assert other.inner_text("h1") == "Which answer is right?"
        other.click("text=Keep what is saved")
        go_back(other)
        assert other.inner_text("h1") == "Which answer is right?"
        assert read_facts(find_file(running, page), builtin).stated == {"relationship": "defined"}
        other.click("text=Save my answer")
        other.wait_for_url("**/question?*")
        assert read_facts(find_file(running, page), builtin).stated == {"relationship": "aligned"}


def test_each_question_has_an_address(visitor: Visitor) -> None:
    home = visitor.begin()
    assert dict(visitor.page.url.params) == {"fact": "route"}
    visitor.answer("defined")
    first = visitor.fact
    assert dict(visitor.page.url.params) == {"fact": first}
    assert dict(visitor.go(f"{home}/question?depth=thorough").url.params) == {"fact": first, "depth": "thorough"}


def test_question_that_nobody_asks_any_more_leads_on(visitor: Visitor) -> None:
    home = visitor.begin()
    visitor.answer("scores")
    visitor.answer("sales")
    visitor.answer("head")
    visitor.go(f"{home}/question?fact=route")
    visitor.answer("defined")
    present = visitor.fact
    visitor.go(f"{home}/question?fact=statement_1")
    assert visitor.fact == present
    visitor.go(f"{home}/question?fact=respondent_role")  # this one has an answer
    assert visitor.fact == "respondent_role"


def test_many_chosen_values_fit_into_the_address(visitor: Visitor) -> None:
    home = visitor.begin()
    visitor.go(f"{home}/question?fact=conflict_topics&from=report")
    values = [each for each in visitor.list_values() if each != "none"]
    fields = {**visitor.read_hidden(), "go": "why", "value": values}
    page = visitor.post(f"{home}/answer", fields)
    assert page.status_code == 200
    assert page.text.count(" checked") == len(values)


def test_download_that_fails_shows_a_page(running: RunningSite) -> None:
    """A PDF of a name for which there is no font: the browser shows why, and the way back."""
    with open_site(running) as page:
        page.fill("#company", "Acme \U0001f680")
        page.click("text=Start the questions")
        answer_some(page, 1)
        page.click("text=Stop here, and see the advice")
        page.click("text=Download the report")
        page.click("text=A PDF")
        page.wait_for_url("**/report.pdf")
        assert page.inner_text("h1") == "This download does not work"
        page.click("text=Go back to the advice")
        page.click("text=Download the report")
        with page.expect_download() as download:
            page.click("text=A Word document")
        assert download.value.suggested_filename == "recommendation Acme \U0001f680.docx"


@pytest.mark.parametrize("scripts", [True, False])
def test_links_of_the_report_lead_to_a_question_and_back(scripts: bool, running: RunningSite) -> None:
    with open_site(running, scripts=scripts) as page:
        page.click("text=Start the questions")
        answer_some(page, 2)
        page.click("text=Stop here, and see the advice")
        page.wait_for_url("**/report")
        link = page.locator(".advisor-link", has_text="Answer this question").first
        link.click()
        page.wait_for_url("**/question?fact=*&from=report")
        answer_some(page, 1)
        assert page.url.endswith("/report")
