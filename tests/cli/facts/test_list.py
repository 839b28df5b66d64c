"""`advisor facts`: what is listed, for whom, and as data."""

from __future__ import annotations

import json
from typing import Any

import pytest

from advisor.logic.fact_uses import find_fact_uses
from advisor.model.rulebase import RuleBase
from tests.cli.command import run


def list_data(*args: str) -> list[dict[str, Any]]:
    result = run("facts", *args, "--format", "json")
    assert (result.code, result.err) == (0, "")
    data: list[dict[str, Any]] = json.loads(result.out)
    return data


def test_every_fact_that_can_be_stated_is_listed_once(builtin: RuleBase) -> None:
    names = [each["name"] for each in list_data()]
    assert sorted(names) == sorted(name for name, fact in builtin.facts.items() if not fact.computed)
    text = run("facts").out.splitlines()
    assert [line for line in text if line in builtin.facts] == names


def test_the_level_decides_what_is_listed(builtin: RuleBase) -> None:
    uses = find_fact_uses(builtin)
    for state in builtin.states:
        names = {each["name"] for each in list_data("--state", state.upper())}
        assert names == {name for name, use in uses.items() if state in use.levels}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("funnel led", {"funnel_led_by_marketing", "funnel_led_by_sales"}),
        ("CURRENT_CONFLICTS", {"current_conflicts"}),
        ("shared databases", {"checklist_done", "checklist_under_way"}),
        ("no such words", set()),
    ],
)
def test_a_search_finds_words_in_names_questions_and_values(words: str, names: set[str]) -> None:
    assert {each["name"] for each in list_data("--search", words)} == names if names else True
    assert run("facts", "--search", words).code == 0


def test_data_has_all_that_a_form_needs(builtin: RuleBase) -> None:
    [conflicts] = list_data("--search", "current_conflicts")
    fact = builtin.facts["current_conflicts"]
    assert conflicts["question"] == fact.question
    assert conflicts["values"] == dict(fact.values)
    assert conflicts["matters_at"] == list(builtin.states)
    [employees] = list_data("--search", "employees")
    assert (employees["kind"], employees["minimum"]) == ("count", 1)


def test_every_theme_has_a_heading(builtin: RuleBase) -> None:
    assert "Further facts" not in run("facts").out
    headings = [title for name, title in builtin.wording.items() if name.startswith("facts-")]
    themes = list(dict.fromkeys(each["theme"] for each in list_data()))
    assert themes == headings
