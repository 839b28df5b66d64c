"""The attacks that need no combination of figures: ends of the scale, spreads, bounds, blanks, and replaced people."""

from __future__ import annotations

from itertools import combinations_with_replacement
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.assessment.answer_spread import _MAX_CLOSE, MIN_PEOPLE_FOR_DIGITS, describe_spread
from advisor.assessment.round_comparison import compare_answers
from advisor.assessment.scoring import Tally
from advisor.loading.facts.facts_file import read_facts
from advisor.model.instrument import build_instrument
from advisor.model.responses import PrivacyLimits, Respondent
from advisor.model.rulebase import RuleBase
from tests.assessment.attacker import (
    bound_function,
    find_blank_of_both,
    find_sets_of_answers,
    find_unanimous_sides,
    has_function,
)
from tests.assessment.groups import build_sheet, crowds
from tests.assessment.test_privacy import publish
from tests.profiles import examples

FOLDER = Path(__file__).resolve().parents[1] / "data" / "surveys"
protecting = st.builds(PrivacyLimits, st.integers(2, 6), st.booleans())


def read_people(name: str, rulebase: RuleBase) -> tuple[Respondent, ...]:
    return tuple(each for each in read_facts(str(FOLDER / name), rulebase).assessed if isinstance(each, Respondent))


@st.composite
def agreeing_teams(draw: st.DrawFn) -> tuple[Respondent, ...]:
    """Draw two teams that agree completely on many statements."""
    people = []
    for function in ("sales", "marketing"):
        common = draw(st.lists(st.sampled_from([1, 1, 3, 5, 5]), min_size=20, max_size=20))
        for _ in range(draw(st.integers(5, 7))):
            own = draw(st.lists(st.integers(1, 5), min_size=3, max_size=3))
            role = draw(st.sampled_from(["staff", None]))
            people.append(Respondent(function, role, (*own, *common[3:])))
    return tuple(people)


@examples(60)
@given(crowds() | agreeing_teams(), protecting)
def test_no_mean_shows_that_all_gave_one_end_of_the_scale(
    people: tuple[Respondent, ...], showing: PrivacyLimits
) -> None:
    assert find_unanimous_sides(publish(people, showing), people) == set()


def test_the_attacker_finds_unanimous_teams_if_nothing_is_held_back() -> None:
    people = tuple(Respondent(name, None, (1, *[3] * 19)) for name in ("sales", "marketing") for _ in range(5))
    assert find_unanimous_sides(publish(people, PrivacyLimits(1)), people) == {("sales", (1,)), ("marketing", (1,))}


@pytest.mark.parametrize("answer", [1, 5])
def test_shows_no_total_of_people_who_all_gave_one_end(answer: int) -> None:
    people = [Respondent("sales", None, (answer,) * 20)] * 6 + [
        Respondent("marketing", None, (1 + at % 5, *[3] * 19)) for at in range(6)
    ]
    assert [each["who"] for each in publish(people, PrivacyLimits())["scores"]] == ["company"]
    same = [each._replace(answers=(answer,) * 20) for each in people]
    assert publish(same, PrivacyLimits())["scores"] == []


def test_holds_back_a_unanimous_statement_together_with_another(builtin: RuleBase) -> None:
    survey = publish(read_people("privacy-five-in-sales.yaml", builtin), PrivacyLimits())["survey"]
    assert 17 in survey["held_back"]
    assert len(survey["held_back"]) == 2
    assert len(survey["statements"]) == 18


@pytest.mark.parametrize("count", [5, 6, 7, 9, 12])
def test_a_spread_shows_no_more_than_the_mean(count: int) -> None:
    for answers in combinations_with_replacement(range(1, 6), count):
        spread, word = describe_spread(sum(answers), sum(answer**2 for answer in answers), count)
        assert spread is None
        if word is not None:
            assert find_sets_of_answers(sum(answers) / count, count, spread, word, _MAX_CLOSE) > 1


def test_the_digits_of_five_answers_would_show_them() -> None:
    answers = (2, 3, 3, 5, 5)
    deviation = (sum(answer**2 for answer in answers) / 5 - 3.6**2) ** 0.5
    assert find_sets_of_answers(3.6, 5, round(deviation, 1), None, _MAX_CLOSE) == 1


@given(st.lists(st.integers(1, 5), min_size=MIN_PEOPLE_FOR_DIGITS, max_size=40))
def test_no_spread_of_zero_is_shown(answers: list[int]) -> None:
    spread, word = describe_spread(sum(answers), sum(answer**2 for answer in answers), len(answers))
    assert spread is None or spread >= 0.5
    assert word in ("close", "wide")
    if len(set(answers)) == 1:
        assert (spread, word) == (None, "close")


@examples(60)
@given(st.lists(st.integers(1, 5), min_size=20, max_size=20), st.integers(5, 8), st.integers(1, 5), st.booleans())
def test_the_company_does_not_bound_a_function_of_few(
    answers: list[int], others: int, common: int, few_are_sales: bool
) -> None:
    few, many = ("sales", "marketing") if few_are_sales else ("marketing", "sales")
    people = [
        Respondent(few, None, tuple(answers)),
        *(Respondent(many, None, build_sheet([1 + at % 5, common, common])) for at in range(others)),
    ]
    data = publish(people, PrivacyLimits())
    for score in data["scores"]:
        assert score["who"] == "company"
        low, high = bound_function(score["low"], 20, 100)
        assert high - low >= 40


def test_a_company_near_the_end_of_the_scale_is_not_shown_with_a_function_of_one() -> None:
    people = [Respondent("sales", None, (5,) * 19 + (4,))] + [Respondent("marketing", None, (5,) * 18 + (3, 4))] * 6
    company = float(Tally(people).compute_company_score().low)
    low, high = bound_function(company, 20, 100)
    assert high - low < 40
    assert publish(people, PrivacyLimits())["scores"] == []


@examples(40)
@given(crowds(), protecting)
def test_no_gap_shows_who_left_a_statement_out(people: tuple[Respondent, ...], showing: PrivacyLimits) -> None:
    assume(any(each.function != "both" for each in people))
    for statement in publish(people, showing)["survey"]["statements"]:
        assert not find_blank_of_both(statement)


def test_a_head_of_both_can_leave_out_a_statement(builtin: RuleBase) -> None:
    people = read_people("privacy-head-of-both-left-3-blank.yaml", builtin)
    statements = {each["number"]: each for each in publish(people, PrivacyLimits())["survey"]["statements"]}
    assert statements[3]["gap"] == pytest.approx([-2 / 3, 2 / 3])
    assert statements[4]["gap"] == [0, 0]


def test_one_who_replaces_another_is_not_shown(builtin: RuleBase) -> None:
    before, after = (read_people(f"privacy-swap-{name}.yaml", builtin) for name in ("before", "after"))
    found = compare_answers(before, after, PrivacyLimits(), build_instrument(builtin))
    assert [each.who for each in found.totals] == ["marketing"]
    assert found.statements == []
    assert found.near_held_back == ["company", "sales"]
    agreed = compare_answers(before, after, PrivacyLimits(), build_instrument(builtin), near_sizes=True)
    assert len(agreed.statements) > 0


@examples(30)
@given(st.integers(5, 8), st.integers(0, 8))
def test_compares_a_function_only_if_enough_people_answered_anew(builtin: RuleBase, size: int, replaced: int) -> None:
    replaced = min(replaced, size)
    sheets = [
        build_sheet([1 + at % 5, 1 + at // 5, *[1 + (at + place) % 5 for place in range(18)]]) for at in range(16)
    ]
    sales = [Respondent("sales", None, sheet) for sheet in sheets]
    marketing = [Respondent("marketing", None, sheet) for sheet in sheets[:size]]
    before, after = (*sales[:size], *marketing), (*sales[replaced : size + replaced], *marketing)
    assert sum(has_function(each, "sales") for each in after) == size
    found = compare_answers(before, after, PrivacyLimits(), build_instrument(builtin))
    shown = {each.who for each in found.totals}
    assert ("sales" in shown) == (replaced == 0 or replaced >= 5)
