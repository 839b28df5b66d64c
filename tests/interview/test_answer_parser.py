"""Typed answers: numbers, beginnings and words give the same value; an unclear text gives none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.interview.answer_parser import AnswerError, parse_answer
from advisor.loading.load_rulebase import load
from advisor.model.answers import Value
from advisor.model.vocabulary import Fact, Kind

ASKED = [fact for fact in load().facts.values() if not fact.computed]
facts = st.sampled_from(ASKED)
worded = st.sampled_from([fact for fact in ASKED if fact.kind in (Kind.CHOICE, Kind.YES_NO)])
several = st.sampled_from([fact for fact in ASKED if fact.kind is Kind.MANY])
FREQUENT = load().facts["current_conflicts"]


@given(worded, st.data())
def test_a_number_a_word_and_its_beginning_are_the_same_answer(fact: Fact, data: st.DataObject) -> None:
    values = list(fact.values)
    value = data.draw(st.sampled_from(values))
    shortest = next(
        n
        for n in range(1, len(value) + 1)
        if [v for v in values if v.startswith(value[:n])] == [value] or n == len(value)
    )
    beginning = value[: data.draw(st.integers(shortest, len(value)))]
    for typed in (
        str(values.index(value) + 1),
        value,
        value.upper(),
        f"  {value} ",
        beginning,
        value.replace("_", " "),
    ):
        assert parse_answer(fact, typed) == value


@given(several, st.data())
def test_several_values_may_have_any_order_and_form(fact: Fact, data: st.DataObject) -> None:
    values = list(fact.values)
    chosen = data.draw(st.lists(st.sampled_from(values), min_size=1, unique=True))
    words = [data.draw(st.sampled_from([value, str(values.index(value) + 1)])) for value in chosen]
    assert parse_answer(fact, data.draw(st.sampled_from([", ", ",", " ", "; ", " and "])).join(words)) == frozenset(
        chosen
    )


@given(facts)
def test_unknown_is_never_an_answer(fact: Fact) -> None:
    for typed in ("unknown", "Unknown", "don't know", "I don’t know"):
        assert parse_answer(fact, typed) is None


@given(facts, st.text(max_size=30))
def test_any_text_gives_an_allowed_value_or_one_sentence(fact: Fact, typed: str) -> None:
    try:
        value = parse_answer(fact, typed)
    except AnswerError as error:
        sentence = str(error)
    else:
        assert_allowed(fact, value)
        return
    assert "\n" not in sentence
    assert len(sentence) < 300


def assert_allowed(fact: Fact, value: Value | None) -> None:
    if fact.kind is Kind.COUNT:
        assert value is None or (isinstance(value, int) and value >= fact.minimum)
    elif isinstance(value, frozenset):
        assert value <= set(fact.values)
    else:
        assert value is None or value in fact.values


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("", ["1 to 3", "`unknown`"]),
        ("0", ["`0`", "1 to 3"]),
        ("4", ["`4`", "1 to 3"]),
        ("frequnt", ["`frequnt`", "`frequent`"]),
        ("1.5", ["`1.5`", "1 to 3", "`unknown`"]),
        ("yes", ["`yes`", "1 to 3", "`unknown`"]),
        ("x" * 60, ["`" + "x" * 37 + "...`", "1 to 3"]),
    ],
)
def test_refuses_an_unknown_answer_and_names_what_to_type(typed: str, named: list[str]) -> None:
    with pytest.raises(AnswerError) as caught:
        parse_answer(FREQUENT, typed)
    assert [each for each in named if each not in str(caught.value)] == []


def test_refuses_a_beginning_of_two_answers_and_names_both() -> None:
    with pytest.raises(AnswerError, match=r"`commod`.*`commoditizing`.*`commoditized`"):
        parse_answer(load().facts["market_commoditization"], "commod")


@pytest.mark.parametrize("typed", ["0", "-3", "12.5", "1e3", "1,200", "ten", "9" * 40])
def test_refuses_a_count_that_is_not_a_whole_number(typed: str) -> None:
    with pytest.raises(AnswerError, match=rf"`{re.escape(typed[:37])}.*`unknown`"):
        parse_answer(load().facts["employees"], typed)
