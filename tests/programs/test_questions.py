"""The next question: it never contradicts the advice, and its options can be given."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from advisor import Consultation, facts_from
from advisor.errors import FactsError
from advisor.interview.question_words import list_options
from advisor.model.rulebase import STATED_STATE, RuleBase
from advisor.model.vocabulary import Kind
from advisor.programs.given_facts import read_given_facts
from advisor.programs.questions import build_next_question
from advisor.web.pages.question_page import build_question as build_page_question
from tests.cli.command import run

COUNT = 120
OPTION_COUNT = 25


@pytest.fixture(scope="module")
def consultation(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


def ask(consultation: Consultation, facts: dict[str, Any]) -> dict[str, Any]:
    given = read_given_facts(facts, consultation.rulebase)
    return build_next_question(consultation, given.company, given.declined)


def draw_facts(rulebase: RuleBase, random: Random) -> dict[str, Any]:
    """Draw facts that fit each other; the level is often open, and some facts are unknown."""
    facts: dict[str, Any] = {}
    names = [name for name, fact in rulebase.facts.items() if not fact.computed]
    for name in random.sample(names, random.choice((1, 2, 3, 5, 12, len(names)))):
        fact, drawn = rulebase.facts[name], dict(facts)
        values: list[Any] = list(fact.values) or [random.randint(fact.minimum, 300)]
        value = random.choice(values)
        if fact.kind is Kind.MANY:
            value = random.sample(values, random.randint(0, len(values))) or "none"
        drawn[name] = "unknown" if random.random() < 0.2 else value
        try:
            facts_from(drawn, rulebase)
        except FactsError:
            continue
        facts = drawn
    if random.random() < 0.5:
        facts.pop(STATED_STATE, None)
    return facts


@pytest.mark.parametrize("seed", range(COUNT))
def test_the_possible_verdicts_are_those_of_the_advice(consultation: Consultation, seed: int) -> None:
    facts = draw_facts(consultation.rulebase, Random(seed))
    try:
        advice = consultation.advise(facts_from(facts, consultation.rulebase))
    except FactsError:  # answers that exclude each other
        return
    data = ask(consultation, facts)
    assert data["possible_verdicts"] == advice.possible_verdicts
    assert (data["settled"] is not None) is (len(advice.possible_verdicts) == 1)
    assert (data["undecided"] is not None) is (data["done"] and len(advice.possible_verdicts) > 1)


@pytest.mark.parametrize(
    ("facts", "verdicts"),
    [
        ({"tasks_neglected": "yes", "sign_marketers_confer": "no"}, ["tighten"]),
        ({"effort_duplicated": "yes"}, ["consolidate", "prepare", "tighten"]),
    ],
)
def test_the_level_can_be_open_and_the_verdicts_are_still_exact(
    consultation: Consultation, facts: dict[str, Any], verdicts: list[str]
) -> None:
    data = ask(consultation, facts)
    assert data["question"]["fact"] == STATED_STATE
    assert data["possible_verdicts"] == verdicts


def test_a_settled_verdict_says_which_level_would_change_it(consultation: Consultation) -> None:
    facts = {"tasks_neglected": "yes", "sign_marketers_confer": "no"}
    settled = ask(consultation, facts)["settled"]
    assert settled["title"] == "Move up one level"
    assert "your level is aligned or integrated" in settled["change"]
    for level in ("undefined", "defined", "aligned", "integrated"):
        advice = consultation.advise(facts_from({**facts, STATED_STATE: level}, consultation.rulebase))
        assert (advice.possible_verdicts != ["tighten"]) is (level in ("aligned", "integrated"))


def test_the_page_and_the_terminal_get_the_same_verdicts(consultation: Consultation) -> None:
    for seed in range(COUNT):
        facts = draw_facts(consultation.rulebase, Random(seed))
        try:
            company = facts_from(facts, consultation.rulebase)
            verdicts = consultation.list_possible_verdicts(company)
        except FactsError:
            continue
        question = consultation.interview(company).question
        assert question is None or set(question.verdicts) == set(verdicts), facts


def answer_all(consultation: Consultation, seed: int) -> dict[str, Any]:
    """Answer question after question as the documentation says; every offered option is accepted."""
    random, facts = Random(f"options/{seed}"), dict[str, Any]()
    for number in range(1, 120):
        data = ask(consultation, facts)
        question = data["question"]
        if question is None:
            return data
        assert question["progress"].startswith(f"Question {number},")
        options = [each["value"] for each in question["options"]]
        several = question["kind"] == "many"
        for option in options:  # each of them can be given
            given = [option] if several and option not in ("none", "unknown") else option
            consultation.conclude(read_given_facts({**facts, question["fact"]: given}, consultation.rulebase).company)
        facts[question["fact"]] = random.choice(options) if len(options) > 1 else random.randint(1, 200)
    raise AssertionError(facts)


@pytest.mark.parametrize("seed", range(OPTION_COUNT))
def test_every_offered_option_can_be_given_and_the_questions_are_counted(consultation: Consultation, seed: int) -> None:
    data = answer_all(consultation, seed)
    assert data["settled"] or data["undecided"]["facts"]


ANSWERS = {
    STATED_STATE: "aligned",
    "report_separately": "yes",
    "landscape_complex": "no",
    "sales_process_straightforward": "no",
    "common_funnel_possible": "yes",
    "sales_cycle": "long",
    "marketing_role": "marketing_led",
    "common_funnel_in_use": "no",
    "conflict_topics": "credit",
}


def test_an_option_that_the_answers_exclude_is_not_offered(consultation: Consultation) -> None:
    facts = dict(ANSWERS)
    while (question := ask(consultation, facts)["question"])["fact"] != "checklist_done":
        facts[question["fact"]] = "unknown"
    options = [each["value"] for each in question["options"]]
    assert "structure_2" not in options
    assert "structure_1" in options


def test_an_excluded_answer_is_marked_on_the_page_and_in_the_terminal(consultation: Consultation) -> None:
    dialogue = consultation.interview(facts_from(ANSWERS, consultation.rulebase))
    fact = consultation.rulebase.facts["checklist_done"]
    options = {each.value: each.text for each in list_options(dialogue, fact)}
    assert list(options) == list(fact.values)  # the numbers stay
    marked = [value for value, text in options.items() if "does not fit" in text]
    assert marked == ["structure_2"]
    shown = build_page_question(dialogue, fact).options
    assert [each.value for each in shown if "does not fit" in each.text] == marked


def test_facts_that_nobody_knows_are_named_when_the_verdict_stays_open(consultation: Consultation) -> None:
    facts: dict[str, Any] = {STATED_STATE: "defined"}
    while (question := ask(consultation, facts)["question"]) is not None:
        facts[question["fact"]] = "unknown"
    data = ask(consultation, facts)
    assert data["done"]
    assert data["settled"] is None
    assert len(data["possible_verdicts"]) > 1
    assert set(data["undecided"]["facts"]) <= set(facts)
    assert "change_rapid" in data["undecided"]["facts"]


def test_the_terminal_says_the_advice_so_far_and_still_asks_for_the_level(tmp_path: Path) -> None:
    for options in ((), ("--brief",)):
        path = tmp_path / f"facts{len(options)}.yaml"
        path.write_text("tasks_neglected: yes\nsign_marketers_confer: no\n", encoding="utf-8")
        out = " ".join(run("interview", "--resume", path, *options, given="integrated\nstop\n").out.split())
        assert 'The main advice so far: "Move up one level"' in out
        assert "It changes only if your level is aligned or integrated" in out
        assert "Which level fits you" in out
        assert "Solve today's problems first" in out  # the level named then turns it, as was said
