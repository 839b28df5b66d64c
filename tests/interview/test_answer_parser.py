"""Typed answers: numbers, beginnings and words give the same value; an unclear text gives none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.interview.answer_options import build_options
from advisor.interview.answer_parser import AnswerError, parse_answer
from advisor.interview.opening_questions import build_level_question, build_opening_questions
from advisor.loading.packs.load_rulebase import load
from advisor.model.answers import Value
from advisor.model.vocabulary import Fact, Kind

ASKED = [fact for fact in load().facts.values() if not fact.computed]
facts = st.sampled_from(ASKED)
RULES = load()
OPENERS = build_opening_questions(RULES)
SHOWN = [*ASKED, *OPENERS.values(), build_level_question(RULES)]
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
    for typed in ("unknown", "Unknown", "don't know", "I don’t know", "not sure", "Skip"):
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
        ("", ["1 to 3", "`not sure`"]),
        ("0", ["`0`", "1 to 3"]),
        ("4", ["`4`", "1 to 3"]),
        ("frequnt", ["`frequnt`", "`frequent`"]),
        ("1.5", ["`1.5`", "1 to 3", "`not sure`"]),
        ("yes", ["`yes`", "1 to 3", "`not sure`"]),
        ("x" * 60, ["`" + "x" * 37 + "...`", "1 to 3"]),
    ],
)
def test_refuses_an_unknown_answer_and_names_what_to_type(typed: str, named: list[str]) -> None:
    with pytest.raises(AnswerError) as caught:
        parse_answer(FREQUENT, typed)
    assert [each for each in named if each not in str(caught.value)] == []


def test_refuses_a_beginning_of_two_answers_and_names_both() -> None:
    with pytest.raises(AnswerError, match=r"`commod`.*`Offers .* becoming alike`.*`Offers .* much alike`"):
        parse_answer(load().facts["market_commoditization"], "commod")


@pytest.mark.parametrize("typed", ["0", "-3", "12.5", "1e3", "ten", "9" * 40])
def test_refuses_a_count_that_is_not_a_whole_number(typed: str) -> None:
    with pytest.raises(AnswerError, match=rf"`{re.escape(typed[:37])}.*`not sure`"):
        parse_answer(load().facts["employees"], typed)


@pytest.mark.parametrize("typed", ["1,200", "1 200", "1.200", "1'200"])
def test_asks_whether_a_separator_is_one_of_thousands(typed: str) -> None:
    with pytest.raises(AnswerError, match=r"`1200`"):
        parse_answer(load().facts["employees"], typed)


@pytest.mark.parametrize("fact", SHOWN, ids=[fact.name for fact in SHOWN])
def test_every_text_on_the_screen_is_its_answer(fact: Fact) -> None:
    options = build_options(fact, RULES.wording)
    for option in options:
        for typed in (option.text, option.text.upper(), f"  {option.text}. ", option.value, *option.phrases):
            value = parse_answer(fact, typed, options)
            assert value == (frozenset({option.value}) if fact.kind is Kind.MANY else option.value), typed


@pytest.mark.parametrize("fact", SHOWN, ids=[fact.name for fact in SHOWN])
def test_shows_sentences_and_no_identifiers(fact: Fact) -> None:
    for option in build_options(fact, RULES.wording):
        assert "_" not in option.text
        assert option.text[:1] == option.text[:1].upper()
    if "undefined" in fact.values:
        marks = [option.text.split(": ", 1)[1] for option in build_options(fact, RULES.wording)[:4]]
        assert len(set(marks)) == 4


@given(several, st.data())
def test_ranges_and_all_and_none(fact: Fact, data: st.DataObject) -> None:
    values = list(fact.values)
    first = data.draw(st.integers(1, len(values)))
    last = data.draw(st.integers(first, len(values)))
    for typed in (f"{first}-{last}", f"{first} to {last}", f"{first} - {last}", f"{first}–{last}"):
        assert parse_answer(fact, typed) == frozenset(values[first - 1 : last])
    assert parse_answer(fact, "all") == frozenset(values)
    assert parse_answer(fact, "none") == parse_answer(fact, "none of these") == frozenset()


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("lead quality", {"lead_quality"}),
        ("lead quality, pricing", {"lead_quality", "pricing"}),
        ("pricing lead quality 2", {"pricing", "lead_quality", "promotion"}),
        ("the follow-up of leads and who does what", {"lead_follow_up", "roles"}),
        ("1-3, 5", {"pricing", "promotion", "product", "lead_quality"}),
        ("Prices; Sales forecasts", {"pricing", "forecasts"}),
    ],
)
def test_lists_in_words(typed: str, values: set[str]) -> None:
    assert parse_answer(RULES.facts["conflict_topics"], typed) == values


@pytest.mark.parametrize(
    "typed", ["none, pricing", "all, 1", "3-1", "1-99", "lead", "1--3", "pricing weather", ",", "0, 1"]
)
def test_refuses_lists_that_are_not_clear(typed: str) -> None:
    with pytest.raises(AnswerError):
        parse_answer(RULES.facts["conflict_topics"], typed)


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("statement_1", "agree", "4"),
        ("statement_1", "Strongly agree", "5"),
        ("statement_1", "neither", "3"),
        ("current_conflicts", "now and then", "occasional"),
        ("customized_during_sale", "final", "no"),
        ("change_rapid", "your market does not change fast", "no"),
        ("relationship", "joint planning and training", "aligned"),
        ("marketing_role", "none", "none"),
    ],
)
def test_single_words(name: str, typed: str, value: str) -> None:
    fact = {**RULES.facts, **OPENERS}[name]
    assert parse_answer(fact, typed, build_options(fact, RULES.wording)) == value


@pytest.mark.parametrize("typed", ["not so fast", "strongly", "1-2", "-1", "1.", "yes no"])
def test_refuses_what_is_not_one_answer(typed: str) -> None:
    for name in ("statement_1", "change_rapid", "relationship"):
        fact = {**RULES.facts, **OPENERS}[name]
        with pytest.raises(AnswerError):
            parse_answer(fact, typed, build_options(fact, RULES.wording))
