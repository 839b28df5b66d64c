"""The status of a test for each kind of answer: fully known, partly known or unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.model.answers import Answers, OneOf, PartialChoice, Value, compare, is_settled
from advisor.model.conditions import Status, Test
from tests import plain_evaluator as plain
from tests.strategies import FACTS, companies, fact_tests

HOLDS, OPEN, FAILS = Status.HOLDS, Status.OPEN, Status.FAILS


def build_values(*values: str) -> frozenset[str]:
    return frozenset(values)


SHORT_OR_LONG = Test("cycle", build_values("short", "long"))
PRICE_OR_LEADS = Test("topics", build_values("price", "leads"))
FIVE_TO_NINE = Test("staff", at_least=5, at_most=9)


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        (SHORT_OR_LONG, None, OPEN),
        (SHORT_OR_LONG, "short", HOLDS),
        (SHORT_OR_LONG, "medium", FAILS),
        (SHORT_OR_LONG, OneOf(build_values("short", "long")), HOLDS),
        (SHORT_OR_LONG, OneOf(build_values("short", "medium")), OPEN),
        (Test("cycle", build_values("long")), OneOf(build_values("short", "medium")), FAILS),
        (FIVE_TO_NINE, None, OPEN),
        (FIVE_TO_NINE, 4, FAILS),
        (FIVE_TO_NINE, 5, HOLDS),
        (FIVE_TO_NINE, 9, HOLDS),
        (FIVE_TO_NINE, 10, FAILS),
        (Test("staff", at_least=5), 0, FAILS),
        (Test("staff", at_most=5), 0, HOLDS),
        (PRICE_OR_LEADS, None, OPEN),
        (PRICE_OR_LEADS, build_values(), FAILS),
        (PRICE_OR_LEADS, build_values("credit"), FAILS),
        (PRICE_OR_LEADS, build_values("credit", "leads"), HOLDS),
        (Test("staff", at_most=2), OneOf(frozenset({1, 2})), HOLDS),
        (Test("staff", at_most=2), OneOf(frozenset({2, 3})), OPEN),
        (Test("staff", at_most=2), OneOf(frozenset({3, 4})), FAILS),
        (PRICE_OR_LEADS, PartialChoice(), OPEN),
        (PRICE_OR_LEADS, PartialChoice(yes=build_values("credit")), OPEN),
        (PRICE_OR_LEADS, PartialChoice(yes=build_values("price")), HOLDS),
        (PRICE_OR_LEADS, PartialChoice(yes=build_values("price"), no=build_values("leads")), HOLDS),
        (PRICE_OR_LEADS, PartialChoice(no=build_values("price")), OPEN),
        (PRICE_OR_LEADS, PartialChoice(no=build_values("price", "leads")), FAILS),
        (PRICE_OR_LEADS, PartialChoice(yes=build_values("credit"), no=build_values("price", "leads")), FAILS),
    ],
)
def test_compares_a_test_with_an_answer(test: Test, value: Value | None, expected: Status) -> None:
    assert compare(test, value) is expected
    known = {} if value is None else {test.name: value}
    assert Answers(known).evaluate_test(test) is expected


@given(companies(), fact_tests())
def test_a_test_has_the_status_of_the_plain_evaluator(known: dict[str, Value], test: Test) -> None:
    assert str(Answers(known).evaluate_test(test)) == plain.evaluate_answer(test, known.get(test.name))


@given(companies(), fact_tests())
def test_a_test_is_settled_exactly_if_all_full_answers_agree(known: dict[str, Value], test: Test) -> None:
    value, fact = known.get(test.name), FACTS[test.name]
    if value is None or isinstance(value, int | str):
        return
    if isinstance(value, OneOf):
        ways: list[Value] = list(value.values)
    elif isinstance(value, PartialChoice):
        ways = [value.yes | more for more in plain.list_subsets(frozenset(fact.values) - value.yes - value.no)]
    else:
        ways = [value]
    outcomes = {compare(test, way) for way in ways}
    assert compare(test, value) is (outcomes.pop() if len(outcomes) == 1 else OPEN)


@pytest.mark.parametrize(
    ("value", "settled"),
    [
        (None, False),
        ("short", True),
        (0, True),
        (build_values(), True),
        (OneOf(build_values("a", "b")), False),
        (PartialChoice(), False),
    ],
)
def test_only_a_full_answer_is_settled(value: Value | None, settled: bool) -> None:
    assert is_settled(value) is settled


def test_adding_an_answer_does_not_change_the_original() -> None:
    before = Answers({"cycle": "short"}, "Acme", {"cycle": "staff"})
    after = before.with_value("cycle", "long").with_value("staff", 3)
    assert dict(before.known) == {"cycle": "short"}
    assert dict(after.known) == {"cycle": "long", "staff": 3}
    assert (after.company, dict(after.filled)) == ("Acme", {"cycle": "staff"})


@given(st.sampled_from(sorted(FACTS)))
def test_partial_answers_of_different_kinds_are_not_equal(name: str) -> None:
    values = build_values(*FACTS[name].values)
    assert OneOf(values) != values
    assert PartialChoice(values) != OneOf(values)
