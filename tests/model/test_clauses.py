"""Answers in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.model.answers import Answers, OneOf, PartialChoice, Value
from advisor.model.clauses import (
    describe_clash,
    format_because,
    format_clause,
    format_known_clause,
    list_grounds,
    to_plain_value,
)
from advisor.model.conditions import ALWAYS, All, Condition, Not, Test
from advisor.model.inferred_facts import Clash
from advisor.model.rules import Firing
from advisor.model.vocabulary import Atom, Fact, Kind, Stage
from advisor.model.word_lists import join_words
from tests.strategies import build_rule

SIZE = Fact("size", Kind.CHOICE, "size", "?", "policy/test", {"small": "the company is small", "large": "it is large"})
DOUBLED = Fact(
    "doubled", Kind.YES_NO, "d", "?", "policy/test", {"yes": "work is done twice", "no": "no work is done twice"}
)
STAFF = Fact("staff", Kind.COUNT, "s", "?", "policy/test", clause="the company has {value} employees", minimum=1)
TOPICS = Fact(
    "topics",
    Kind.MANY,
    "t",
    "?",
    "policy/test",
    {"pricing": "pricing", "leads": "following up leads", "credit": "credit"},
    clause="you disagree about {value}",
    empty="there is no topic you disagree about",
)
FACTS = {fact.name: fact for fact in (SIZE, DOUBLED, STAFF, TOPICS)}
SMALL, TWICE = Test("size", frozenset({"small"})), Test("doubled", frozenset({"yes"}))
LEADS = Test("topics", frozenset({"leads"}))


def build_firing(because: str, *uses: Test, guard: Condition = ALWAYS) -> Firing:
    """Build the firing of a rule with these tests."""
    return Firing(build_rule(1, Stage.WEIGH, All(uses), (Atom("favours", "stay"),), guard, because), uses)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d"], "a, b, c and d"),
        (["a, x", "b"], "a, x; and b"),
        (["a, x", "b", "c"], "a, x; b; and c"),
    ],
)
def test_words_are_joined_as_in_a_sentence(words: list[str], expected: str) -> None:
    assert join_words(words) == expected
    assert join_words(iter(words)) == expected


@given(st.lists(st.text("abc", min_size=1), min_size=1))
def test_joining_keeps_every_part_in_order(words: list[str]) -> None:
    assert join_words(words).replace(" and ", ", ").split(", ") == words


@pytest.mark.parametrize(
    ("fact", "value", "expected"),
    [
        (SIZE, "small", "the company is small"),
        (DOUBLED, "no", "no work is done twice"),
        (STAFF, 12, "the company has 12 employees"),
        (TOPICS, frozenset({"leads"}), "you disagree about following up leads"),
        (
            TOPICS,
            frozenset({"credit", "pricing", "leads"}),
            "you disagree about pricing, following up leads and credit",
        ),
        (TOPICS, frozenset(), "there is no topic you disagree about"),
    ],
)
def test_a_clause_states_the_answer(fact: Fact, value: Value, expected: str) -> None:
    assert format_clause(fact, value) == expected
    assert format_known_clause(fact.name, Answers({fact.name: value}), FACTS) == expected


@pytest.mark.parametrize("value", [None, OneOf(frozenset({"small", "large"}))])
def test_an_unsettled_answer_has_no_clause(value: Value | None) -> None:
    assert format_known_clause("size", Answers({} if value is None else {"size": value}), FACTS) == ""
    assert format_known_clause("topics", Answers({"topics": PartialChoice(yes=frozenset({"leads"}))}), FACTS) == ""


def test_grounds_are_the_clauses_of_the_used_answers_without_repetition() -> None:
    answers = Answers({"size": "small", "doubled": "yes", "staff": 3})
    uses = (TWICE, SMALL, Test("size", frozenset({"small", "large"})))
    assert list_grounds(build_firing("So.", *uses), answers, FACTS) == ["work is done twice", "the company is small"]


def test_grounds_exclude_conclusions_and_answers_only_the_guard_needs() -> None:
    answers = Answers({"size": "small", "doubled": "yes"})
    state = Test("state", frozenset({"low"}))
    assert list_grounds(build_firing("So.", state, SMALL, TWICE, guard=SMALL), answers, FACTS) == ["work is done twice"]


def test_grounds_exclude_computed_facts() -> None:
    facts = {**FACTS, "doubled": FACTS["doubled"]._replace(computed=True)}
    answers = Answers({"size": "small", "doubled": "yes"})
    assert list_grounds(build_firing("So.", TWICE, SMALL), answers, facts) == ["the company is small"]


def test_a_derived_fact_is_described_by_the_stated_answer() -> None:
    answers = Answers({"size": "small", "staff": 12}, filled={"size": "staff"})
    assert format_known_clause("size", answers, FACTS) == "the company has 12 employees"
    firing = build_firing("You report that {grounds}.", SMALL, Test("staff", at_least=1))
    assert format_because(firing, answers, FACTS) == "You report that the company has 12 employees."


def test_a_ground_in_both_guard_and_condition_belongs_to_the_guard() -> None:
    assert list_grounds(build_firing("So.", SMALL, guard=Not(SMALL)), Answers({"size": "small"}), FACTS) == []


def test_placeholders_are_filled_with_answers() -> None:
    answers = Answers({"size": "small", "doubled": "yes", "topics": frozenset({"leads", "credit"})})
    firing = build_firing("You report that {grounds}; see that {size}.", TWICE, LEADS)
    assert format_because(firing, answers, FACTS) == (
        "You report that work is done twice and that you disagree about following up leads; "
        "see that the company is small."
    )


def test_of_many_values_a_sentence_lists_those_that_the_rule_tests() -> None:
    answers = Answers({"topics": frozenset({"pricing", "leads", "credit"})})
    one_of_two = Test("topics", frozenset({"leads", "credit"}))
    for uses, words in (((LEADS,), "following up leads"), ((one_of_two,), "following up leads and credit")):
        assert format_because(build_firing("{topics}", *uses), answers, FACTS) == f"you disagree about {words}"
        assert list_grounds(build_firing("So.", *uses), answers, FACTS) == [f"you disagree about {words}"]


def test_a_sentence_without_placeholders_stays_the_same() -> None:
    assert format_because(build_firing("Nothing presses.", SMALL), Answers({}), FACTS) == "Nothing presses."


@given(st.text("abc {}x", max_size=8))
def test_braces_in_an_answer_are_not_placeholders(text: str) -> None:
    """A clause with braces, from a user's pack, is printed and not filled in."""
    fact = Fact("size", Kind.CHOICE, "size", "?", "policy/test", {"small": text})
    firing = build_firing("You report that {size}.", SMALL)
    assert format_because(firing, Answers({"size": "small"}), {"size": fact}) == f"You report that {text}."


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("small", "small"),
        (7, 7),
        (frozenset({"b", "a"}), ["a", "b"]),
        (OneOf(frozenset({"a", "b"})), "unknown"),
        (PartialChoice(), "unknown"),
    ],
)
def test_an_answer_is_written_to_a_file_as_given(value: Value, expected: object) -> None:
    assert to_plain_value(value) == expected


def test_a_clash_with_a_concluded_answer_names_it_without_a_value() -> None:
    rule = build_rule(1, Stage.INFER, Test("cycle", frozenset({"short"})), (Atom("market", "calm"),))
    sentence = describe_clash(Clash(rule, "cycle", "market", "calm"), {"cycle": "short"})
    assert "`cycle: short`" in sentence
    assert "`market`" in sentence
