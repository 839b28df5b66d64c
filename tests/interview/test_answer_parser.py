"""Entries: numbers, letters and words come to the same value; nothing unclear comes to any."""

from __future__ import annotations

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
def test_a_number_a_word_and_its_beginning_are_one_answer(fact: Fact, data: st.DataObject) -> None:
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
def test_several_values_come_in_any_order_and_form(fact: Fact, data: st.DataObject) -> None:
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
def test_whatever_is_typed_comes_to_an_allowed_value_or_one_sentence(fact: Fact, typed: str) -> None:
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
    ("typed", "told"),
    [
        ("", "nothing was typed"),
        ("0", "not a number from 1 to 3"),
        ("4", "not a number from 1 to 3"),
        ("frequnt", "did you mean `frequent`"),
        ("1.5", "none of the answers"),
        ("yes", "type a number from 1 to 3"),
    ],
)
def test_what_is_not_understood_is_told_with_a_way_out(typed: str, told: str) -> None:
    with pytest.raises(AnswerError, match=told):
        parse_answer(FREQUENT, typed)


def test_a_beginning_that_fits_two_answers_is_not_guessed() -> None:
    with pytest.raises(AnswerError, match="could be `commoditizing` or `commoditized`"):
        parse_answer(load().facts["market_commoditization"], "commod")


@pytest.mark.parametrize("typed", ["0", "-3", "12.5", "1e3", "1,200", "ten", "9" * 40])
def test_a_count_is_a_whole_number(typed: str) -> None:
    with pytest.raises(AnswerError, match="whole number"):
        parse_answer(load().facts["employees"], typed)
