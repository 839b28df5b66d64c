"""The interview as a browser without JavaScript sees it: same questions and advice as in a terminal, nothing lost."""

from __future__ import annotations

import random
import re
import stat
from pathlib import Path

import pytest

from advisor.loading.facts.facts_file import read_facts
from advisor.model.rulebase import RuleBase
from advisor.sessions.session_file import SessionFile
from tests.cli.command import run
from tests.cli.interview.test_case_strength import CALM
from tests.web.paired_interviews import Terminal, hold_on_page
from tests.web.running import RunningSite, Visitor, read_text

MANY_FACT = "conflict_topics"
COUNT_FACT = "employees"


@pytest.mark.parametrize("seed", [0, 1, 2, 3, "18/25", "18/88"])
def test_page_and_terminal_hold_the_same_interview(
    seed: int | str, builtin: RuleBase, running: RunningSite, visitor: Visitor, tmp_path: Path
) -> None:
    page = hold_on_page(running, visitor, random.Random(seed))
    assert Terminal(builtin, tmp_path).interview(page.typed) == page


def test_file_is_for_its_owner_only(running: RunningSite, visitor: Visitor) -> None:
    home = visitor.begin()
    visitor.answer("defined")
    file = running.data / f"{home.removeprefix('/c/')}.yaml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(running.data.stat().st_mode) == 0o700
    assert [each.name for each in running.data.iterdir() if each.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("values", "typed"), [((), ""), (("of course",), ""), (("defined", "aligned"), ""), (("",), "defined")]
)
def test_unusable_answer_is_asked_again(values: tuple[str, ...], typed: str, visitor: Visitor) -> None:
    visitor.begin()
    before = visitor.fact
    page = visitor.answer(*values, typed=typed)
    assert page.status_code == 422
    assert 'id="problem" role="alert"' in page.text
    assert visitor.fact == before
    assert visitor.answer("defined").status_code == 200
    assert visitor.fact != before


def test_typed_number_stays_on_the_page(visitor: Visitor) -> None:
    home = visitor.begin()
    visitor.go(f"{home}/question?fact={COUNT_FACT}&from=report")
    page = visitor.answer(typed="about <12>")
    assert page.status_code == 422
    assert 'value="about &lt;12&gt;"' in page.text
    visitor.answer(typed="12")
    visitor.go(f"{home}/question?fact={COUNT_FACT}&from=report")
    assert 'value="12"' in visitor.page.text


def test_several_answers_and_none_of_them(running: RunningSite, builtin: RuleBase, visitor: Visitor) -> None:
    home = visitor.begin()
    file = running.data / f"{home.removeprefix('/c/')}.yaml"
    visitor.go(f"{home}/question?fact={MANY_FACT}&from=report")
    chosen = visitor.list_values()[:2]
    visitor.answer(*chosen)
    assert read_facts(file, builtin).stated[MANY_FACT] == frozenset(chosen)
    visitor.go(f"{home}/question?fact={MANY_FACT}&from=report")
    assert visitor.page.text.count(" checked") == 2
    assert visitor.answer(chosen[0], "none").status_code == 422
    visitor.answer("none")
    assert read_facts(file, builtin).stated[MANY_FACT] == frozenset()


def test_back_shows_the_answer_and_leads_on(visitor: Visitor) -> None:
    visitor.begin()
    facts = [visitor.fact]
    visitor.answer("defined")
    for _ in range(3):
        facts.append(visitor.fact)
        visitor.answer(visitor.list_values()[0])
    present = visitor.fact
    for fact in reversed(facts):
        address = next(part.partition('"')[0] for part in visitor.page.text.split('href="') if "from=back" in part)
        visitor.go(address.replace("&amp;", "&"))
        assert visitor.fact == fact
        assert " checked" in visitor.page.text
    assert "from=back" not in visitor.page.text  # the first question has none before it
    visitor.answer("defined")
    for fact in facts[1:]:
        assert visitor.fact == fact
        visitor.answer(visitor.list_values()[0])
    assert visitor.fact == present


def test_review_changes_an_answer(running: RunningSite, builtin: RuleBase, visitor: Visitor) -> None:
    home = visitor.begin()
    visitor.answer("defined")
    visitor.go(f"{home}/answers")
    assert f"{home}/question?fact=relationship&amp;from=answers" in visitor.page.text
    visitor.go(f"{home}/question?fact=relationship&from=answers")
    visitor.answer("aligned")
    assert visitor.page.url.path == f"{home}/answers"
    assert "aligned" in read_text(visitor.page)
    file = running.data / f"{home.removeprefix('/c/')}.yaml"
    assert read_facts(file, builtin).stated == {"relationship": "aligned"}


def test_company_can_be_renamed(running: RunningSite, builtin: RuleBase, visitor: Visitor) -> None:
    home = visitor.begin("Old")
    visitor.go(f"{home}/answers")
    visitor.post(f"{home}/company", {**visitor.read_hidden(), "company": "New {{ 7*7 }} <b>"})
    assert "New {{ 7*7 }} &lt;b&gt;" in visitor.page.text
    assert visitor.post(f"{home}/company", {**visitor.read_hidden(), "company": "x" * 201}).status_code == 422
    assert read_facts(running.data / f"{home.removeprefix('/c/')}.yaml", builtin).name == "New {{ 7*7 }} <b>"


def test_settled_verdict_is_said(visitor: Visitor) -> None:
    visitor.send_facts("relationship: defined\nmarket_customizing: yes\n")
    home = visitor.page.url.path.removesuffix("/report")
    page = visitor.go(f"{home}/question")
    assert 'class="settled" role="status"' in page.text
    assert "Move up one level" in read_text(page)
    fresh = visitor.begin()
    assert 'class="settled"' not in visitor.go(f"{fresh}/question").text


def test_first_question_numbers_the_levels_and_says_not_sure_once(visitor: Visitor) -> None:
    visitor.begin()
    text = read_text(visitor.page)
    for number, name in enumerate(("undefined", "defined", "aligned", "integrated"), 1):
        assert f"Level {number}, {name}: " in text
    assert "I am not sure: look for signs" in text
    assert 'value="unsure"' not in visitor.page.text
    visitor.answer("defined")
    assert 'value="unsure"' in visitor.page.text


def test_answers_name_the_statements(visitor: Visitor) -> None:
    home = visitor.begin()
    for answer in ("scores", "sales", "head"):
        visitor.answer(answer)
    (statement,) = re.findall(r"<h1>(.*?)</h1>", visitor.page.text)
    visitor.answer("4")
    assert f"<dt>Statement 1: {statement}</dt>" in visitor.go(f"{home}/answers").text


def test_every_page_of_a_consultation_has_the_same_bar(visitor: Visitor) -> None:
    home = visitor.send_facts("relationship: defined\nmarket_customizing: yes\n")
    names = ("question", "answers", "report", "round")
    wanted = ["/", *(f"{home}/{name}" for name in names)]
    for page in (*names, "delete", "try?fact=relationship", "question?fact=employees&from=report"):
        bar = visitor.go(f"{home}/{page}").text.partition('aria-label="Consultation"')[2].partition("</nav>")[0]
        assert re.findall(r'href="([^"]*)"', bar) == wanted, page
        marked = re.findall(r'href="([^"]*)" aria-current="page"', bar)
        assert marked == ([f"{home}/{page}"] if page in names[:3] else marked)


def test_question_that_can_change_the_advice_is_announced(visitor: Visitor) -> None:
    """Nobody reads "settled", and then a question on which the advice depends."""
    home = visitor.send_facts("relationship: defined\nmarket_customizing: yes\n")
    page = visitor.go(f"{home}/question")
    assert visitor.fact == "roles_defined"
    text = read_text(page)
    assert "The main advice so far: “Move up one level”. The question below can still change it." in text
    assert "The main advice is settled" not in text
    visitor.answer("yes")
    assert "The main advice is settled: “Move up one level”." in read_text(visitor.page)


def test_open_question_out_of_order_is_announced_by_what_it_can_change(visitor: Visitor) -> None:
    """The box is about the question on the page; beside an answer that is changed, nothing is called settled."""
    home = visitor.send_facts("relationship: defined\nmarket_customizing: yes\n")
    page = visitor.go(f"{home}/question?fact=employees&from=report")
    assert "The main advice is settled: " in read_text(page)
    assert "The question below can still change it" not in read_text(page)
    assert 'class="settled"' not in visitor.go(f"{home}/question?fact=relationship&from=answers").text


def test_page_offers_what_the_terminal_offers_at_its_end(
    running: RunningSite, visitor: Visitor, tmp_path: Path
) -> None:
    """A weak case: the same offer, in the same words, and its questions come first."""
    path = tmp_path / "calm.yaml"
    path.write_text(CALM, encoding="utf-8")
    said = " ".join(run("interview", "--resume", path, given="not sure\n" * 40).out.split())
    home = visitor.send_facts(CALM)
    visitor.go(f"{home}/question")
    while visitor.fact:
        visitor.answer(unsure=True)
    offer = re.search(r"\d+ more questions? can make the case clearer \([^)]*\)\.", read_text(visitor.page))
    assert offer is not None
    assert offer[0] in said
    assert visitor.page.text.count(f'href="{home}/question?depth=thorough"') == 2
    visitor.go(f"{home}/question?depth=thorough")
    assert visitor.fact == "offering_cut_and_dried"
    assert "for the reasons" in read_text(visitor.page)
    assert offer[0] in read_text(visitor.go(f"{home}/report"))  # still, for who only had a look
    visitor.go(f"{home}/question?depth=thorough")
    visitor.answer("yes")
    assert "can make the case clearer" not in read_text(visitor.go(f"{home}/report"))


def test_more_questions_are_offered_only_if_some_are_left(visitor: Visitor) -> None:
    home = visitor.send_facts(CALM)
    assert "Go on with the" in read_text(visitor.go(f"{home}/answers"))
    for depth in ("", "?depth=thorough"):
        visitor.go(f"{home}/question{depth}")
        while visitor.fact:
            visitor.answer(unsure=True)
        pages = [read_text(visitor.go(f"{home}/{page}")) for page in ("report", "answers")]
        assert ["Answer more questions" in page for page in pages] == [not depth] * 2
        assert not any("Go on with the" in page for page in pages)


def test_why_names_the_rules(visitor: Visitor) -> None:
    visitor.begin()
    visitor.answer("defined")
    fields = {**visitor.read_hidden(), "go": "why", "value": visitor.list_values()[0]}
    home = visitor.page.url.path.rpartition("/")[0]
    page = visitor.post(f"{home}/answer", fields)
    assert page.status_code == 200
    assert page.url.path == f"{home}/question"  # a page that a browser can load again
    assert page.text.partition('id="why"')[2].partition("</section>")[0].count("<li>") >= 1
    assert "checked" in page.text  # what was chosen stays


def test_score_is_shown_after_the_statements(visitor: Visitor) -> None:
    visitor.begin()
    visitor.answer("scores")
    visitor.answer("sales")
    visitor.answer("head")
    for number in range(1, 21):
        assert visitor.fact == f"statement_{number}"
        visitor.answer("4")
    assert "Your score is 80 of 100 points" in read_text(visitor.page)


@pytest.mark.parametrize("keeps_new", [True, False])
def test_contradiction_is_asked_and_settled(
    keeps_new: bool, running: RunningSite, builtin: RuleBase, visitor: Visitor
) -> None:
    """An answer that excludes an earlier one: nothing changes until the person says which is right."""
    home = visitor.send_facts("relationship: defined\ncommon_funnel_in_use: yes\n")
    file = running.data / f"{home.removeprefix('/c/')}.yaml"
    visitor.go(f"{home}/question?fact=common_funnel_possible&from=report")
    before = file.read_bytes()
    page = visitor.answer("no")
    assert page.status_code == 409
    assert file.read_bytes() == before
    if keeps_new:
        assert visitor.answer("no").status_code == 200
        assert read_facts(file, builtin).stated == {"relationship": "defined", "common_funnel_possible": "no"}
    else:
        assert f'href="{home}/report"' in page.text


def test_clash_by_what_if_is_refused_in_words(visitor: Visitor) -> None:
    home = visitor.send_facts("relationship: defined\ncommon_funnel_in_use: yes\n")
    visitor.go(f"{home}/try?fact=common_funnel_possible")
    page = visitor.go(f"{home}/try?fact=common_funnel_possible&value=no&go=answer")
    assert page.status_code == 422
    assert 'id="problem" role="alert"' in page.text


def test_interview_ends_at_the_report(visitor: Visitor) -> None:
    home = visitor.begin()
    for _ in range(80):
        if not visitor.fact or visitor.page.url.path.endswith("/report"):
            break
        visitor.answer(unsure=True)
    assert visitor.page.url.path == f"{home}/report"
    assert visitor.go(f"{home}/question").url.path == f"{home}/report"
    assert visitor.go(f"{home}/question?depth=thorough").status_code == 200


def test_terminal_and_page_share_the_file(running: RunningSite, builtin: RuleBase, visitor: Visitor) -> None:
    """What a terminal writes into the file shows on the page, and an interview in a terminal keeps the page out."""
    home = visitor.begin()
    visitor.answer("defined")
    path = running.data / f"{home.removeprefix('/c/')}.yaml"
    terminal = SessionFile(str(path))
    try:
        visitor.go(f"{home}/question?fact=colocated&from=report")
        before = path.read_bytes()
        assert visitor.answer("yes").status_code == 409
        assert path.read_bytes() == before
        assert terminal.save(before.decode().replace("relationship: defined", "relationship: aligned"))
    finally:
        terminal.close()
    visitor.go(f"{home}/answers")
    assert "aligned" in read_text(visitor.page)
    assert read_facts(path, builtin).stated == {"relationship": "aligned"}


def test_file_with_errors_is_named_and_kept(running: RunningSite, visitor: Visitor) -> None:
    home = visitor.begin()
    path = running.data / f"{home.removeprefix('/c/')}.yaml"
    path.write_text("relationship: perhaps\nnothing: 1\n", encoding="utf-8")
    page = visitor.go(f"{home}/question")
    assert page.status_code == 422
    assert page.text.count("<li>") == 2
    assert path.read_text(encoding="utf-8") == "relationship: perhaps\nnothing: 1\n"


def test_deleting_asks_first(running: RunningSite, visitor: Visitor) -> None:
    home = visitor.begin()
    path = running.data / f"{home.removeprefix('/c/')}.yaml"
    visitor.go(f"{home}/delete")
    assert path.exists()
    visitor.post(f"{home}/delete", {})
    assert not path.exists()
    assert visitor.go(f"{home}/question").status_code == 404
