"""Two windows on one consultation: no answer is lost without a word, and one that is sent twice counts once."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from advisor.loading.facts.facts_file import read_facts
from advisor.model.rulebase import RuleBase
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
    """The first window saved another answer meanwhile: both are kept after the question."""
    home = visitor.begin()
    visitor.answer("defined")
    other.go(f"{home}/question?fact=colocated")
    first = visitor.fact
    visitor.answer(visitor.list_values()[0])
    assert other.answer("yes").status_code == 409
    assert other.answer("yes").status_code == 200
    assert {"relationship", first, "colocated"} <= set(read_facts(find_file(running, home), builtin).stated)


def test_second_conflict_is_asked_again(running: RunningSite, visitor: Visitor, other: Visitor) -> None:
    """Somebody changes the answers again while the page with the conflict is open."""
    home = visitor.begin()
    other.go(f"{home}/question")
    visitor.answer("defined")
    assert other.answer("aligned").status_code == 409
    visitor.answer(visitor.list_values()[0])
    assert other.answer("aligned").status_code == 409
    assert other.answer("aligned").status_code == 200


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
    assert other.post(f"{home}/company", {**other.read_hidden(), "company": "Other"}).status_code == 409
    assert b"Other" not in find_file(running, home).read_bytes()


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
