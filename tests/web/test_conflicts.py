"""Two windows on one consultation: no answer is lost without a word, and one that is sent twice counts once."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from advisor.loading.facts.facts_file import read_facts
from advisor.model.responses import PrivacyLimits, Respondent
from advisor.model.rulebase import RuleBase
from advisor.sessions.session_file import ChangedMeanwhileError
from advisor.web.consultations.round_answers import add_round_answers
from tests.web.running import RunningSite, Visitor, read_text


@pytest.fixture
def other(running: RunningSite) -> Visitor:
    return Visitor(running)


def find_file(running: RunningSite, home: str) -> Path:
    return running.data / f"{home.removeprefix('/c/')}.yaml"


@pytest.mark.parametrize("keeps_mine", [True, False])
def test_same_question_in_two_windows(
    keeps_mine: bool, builtin: RuleBase, running: RunningSite, visitor: Visitor, other: Visitor
) -> None:
    home = visitor.begin()
    other.go(f"{home}/question")
    visitor.answer("defined")
    page = other.answer("aligned")
    assert page.status_code == 409
    text = read_text(page)
    assert "defined: clear roles and rules" in text
    assert "aligned: joint planning and training" in text
    assert read_facts(find_file(running, home), builtin).stated == {"relationship": "defined"}
    if keeps_mine:
        assert other.answer("aligned").status_code == 200
    kept = "aligned" if keeps_mine else "defined"
    assert read_facts(find_file(running, home), builtin).stated == {"relationship": kept}


def test_answers_to_different_questions(
    builtin: RuleBase, running: RunningSite, visitor: Visitor, other: Visitor
) -> None:
    """The first window saved another answer meanwhile: nothing competes, so both are kept without a question."""
    home = visitor.begin()
    visitor.answer("defined")
    other.go(f"{home}/question?fact=colocated&from=report")
    first = visitor.fact
    visitor.answer(visitor.list_values()[0])
    assert other.answer("yes").status_code == 200
    assert {"relationship", first, "colocated"} <= set(read_facts(find_file(running, home), builtin).stated)


def test_second_conflict_is_asked_again(running: RunningSite, visitor: Visitor, other: Visitor) -> None:
    """Somebody changes the answer again while the page with the conflict is open."""
    home = visitor.begin()
    other.go(f"{home}/question")
    visitor.answer("defined")
    assert other.answer("aligned").status_code == 409
    visitor.answer(visitor.list_values()[0])
    visitor.go(f"{home}/question?fact=route")
    visitor.answer("integrated")
    assert other.answer("aligned").status_code == 409
    assert "integrated" in read_text(other.page)
    assert other.answer("aligned").status_code == 200


def test_overruling_holds_only_for_what_was_seen(
    builtin: RuleBase, running: RunningSite, visitor: Visitor, other: Visitor
) -> None:
    """`The new answer is right` takes back no answer that came after the page was loaded."""
    home = visitor.send_facts("relationship: defined\ncommon_funnel_in_use: yes\n")
    other.go(f"{home}/question?fact=common_funnel_possible&from=report")
    assert other.answer("no").status_code == 409
    visitor.go(f"{home}/question?fact=common_funnel_in_use&from=answers")
    visitor.answer("no")
    visitor.go(f"{home}/question?fact=common_funnel_in_use&from=answers")
    visitor.answer("yes")
    visitor.go(f"{home}/question?fact=colocated&from=report")
    visitor.answer("yes")
    assert other.answer("no").status_code == 409  # the content is another one: ask again
    assert read_facts(find_file(running, home), builtin).stated["common_funnel_in_use"] == "yes"
    assert other.answer("no").status_code == 200
    assert read_facts(find_file(running, home), builtin).stated["common_funnel_possible"] == "no"


def test_ratings_of_others_are_not_replaced_by_an_old_page(
    builtin: RuleBase, running: RunningSite, visitor: Visitor, other: Visitor
) -> None:
    """A page with a statement that was loaded before the ratings of a survey came in."""
    home = visitor.begin()
    visitor.answer("scores")
    visitor.answer("sales")
    visitor.answer("head")
    other.go(f"{home}/question")
    assert other.fact == "statement_1"
    people = tuple(Respondent(function, "staff", (4,) * 20) for function in ("sales", "marketing") * 6)
    add_round_answers(running.site.shelf, home.removeprefix("/c/"), people, PrivacyLimits())
    assert other.answer("1").status_code == 409
    assert read_facts(find_file(running, home), builtin).assessed == people


def test_file_that_is_written_at_the_same_moment(
    builtin: RuleBase, running: RunningSite, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is recorded in what the other one wrote; if that goes on, the page says that nothing is saved."""
    home = visitor.begin()
    replace, failures = running.site.folder.replace, [1]

    def fail_at_first(*arguments: str | bytes) -> bytes:
        if failures:
            failures.pop()
            raise ChangedMeanwhileError
        return replace(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(running.site.folder, "replace", fail_at_first)
        assert visitor.answer("defined").status_code == 200
        failures.extend([1] * 9)
        page = visitor.answer(visitor.list_values()[0])
    assert page.status_code == 409
    assert "not saved" in read_text(page)
    assert read_facts(find_file(running, home), builtin).stated == {"relationship": "defined"}


@pytest.mark.parametrize("origin", ["answers", "report", ""])
def test_keeping_leads_back_to_where_the_change_began(
    origin: str, running: RunningSite, visitor: Visitor, other: Visitor
) -> None:
    home = visitor.begin()
    visitor.answer("defined")
    other.go(f"{home}/question?fact=relationship&from={origin}")
    visitor.go(f"{home}/question?fact=relationship&from=answers")
    visitor.answer("undefined")
    page = other.answer("aligned")
    assert page.status_code == 409
    link = f"{home}/{origin}" if origin else f"{home}/question?fact="
    assert f'<a class="button" href="{link}' in page.text
    assert other.go(str(page.url)).status_code == 409  # it can be loaded again, and records nothing


def test_answer_sent_twice_counts_once(running: RunningSite, visitor: Visitor) -> None:
    home = visitor.begin()
    fields = {**visitor.read_hidden(), "go": "answer", "value": "defined"}
    visitor.answer("defined")
    asked, saved = visitor.fact, find_file(running, home).read_bytes()
    again = visitor.client.post(f"{home}/answer", data=fields)
    assert again.status_code == 200
    assert f'name="fact" value="{asked}"' in again.text
    assert find_file(running, home).read_bytes() == saved


def test_old_form_sent_again_asks(running: RunningSite, visitor: Visitor) -> None:
    """A replayed form with another answer is no silent change, whatever was answered since."""
    home = visitor.begin()
    old = {**visitor.read_hidden(), "go": "answer", "value": "undefined"}
    visitor.answer("defined")
    saved = find_file(running, home).read_bytes()
    assert visitor.client.post(f"{home}/answer", data=old).status_code == 409
    assert find_file(running, home).read_bytes() == saved


def test_company_name_of_an_old_page(running: RunningSite, visitor: Visitor, other: Visitor) -> None:
    home = visitor.begin("Acme")
    other.go(f"{home}/answers")
    visitor.answer("defined")
    assert other.post(f"{home}/company", {**other.read_hidden(), "company": "Other"}).status_code == 200
    assert b"Other" in find_file(running, home).read_bytes()  # an answer and a name do not compete
    visitor.go(f"{home}/answers")
    other.post(f"{home}/company", {**other.read_hidden(), "company": "Third"})
    page = visitor.post(f"{home}/company", {**visitor.read_hidden(), "company": "Fourth & <b>"})
    assert page.status_code == 409
    assert 'value="Fourth &amp; &lt;b&gt;"' in page.text  # what was typed stays
    assert "Saved now: Third" in read_text(page)
    assert b"Fourth" not in find_file(running, home).read_bytes()
    assert visitor.post(f"{home}/company", {**visitor.read_hidden(), "company": "Fourth"}).status_code == 200
    assert b"Fourth" in find_file(running, home).read_bytes()


def test_full_disk_loses_nothing_silently(
    running: RunningSite, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that the disk refuses is not taken as given; the next try works."""
    home = visitor.begin()
    before = find_file(running, home).read_bytes()
    with monkeypatch.context() as patched:

        def refuse(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        patched.setattr("advisor.sessions.session_file.replace_file", refuse)
        page: httpx.Response = visitor.answer("defined")
    assert page.status_code == 507
    assert "no space left on device" in read_text(page)
    assert find_file(running, home).read_bytes() == before
    visitor.go(f"{home}/question")
    assert visitor.fact == "route"
    visitor.answer("defined")
    assert visitor.fact != "route"
