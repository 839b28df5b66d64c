"""An advice reveals no sum of answers of fewer people than promised; see `attacker`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given

from advisor.assessment.scoring import build_bands
from advisor.assessment.survey_summary import compute_scores, summarize_survey
from advisor.loading.packs.load_rulebase import load
from advisor.model.advice import as_data
from advisor.model.instrument import build_instrument
from advisor.model.responses import PrivacyLimits, Respondent
from tests.assessment.attacker import find_victims, is_true, list_equations
from tests.assessment.groups import crowds, privacy_limits
from tests.profiles import examples

RULEBASE = load()
BANDS, INSTRUMENT = build_bands(RULEBASE.iter_entries("bands")), build_instrument(RULEBASE)
EVERYTHING = PrivacyLimits(1, True)


def publish(people: Sequence[Respondent], showing: PrivacyLimits) -> dict[str, Any]:
    """Return what an advice shows of the answers, as in JSON."""
    summary = summarize_survey(tuple(people), showing, INSTRUMENT, BANDS, lambda state: frozenset({(state, None)}))
    return {"scores": as_data(compute_scores(tuple(people), showing, BANDS)), "survey": as_data(summary)}


def find_revealed(people: Sequence[Respondent], showing: PrivacyLimits) -> tuple[int, ...] | None:
    """Find the people about whom the attacker finds something."""
    known = list_equations(publish(people, showing), people)
    return find_victims(known, people, showing.min_group, heads_known=showing.heads)


def find_unprotected(people: Sequence[Respondent], least: int) -> tuple[int, ...] | None:
    """Find the people about whom the attacker would find something if all figures were shown."""
    return find_victims(list_equations(publish(people, EVERYTHING), people), people, least)


def build_group(
    function: str, role: str | None, count: int, answers: Sequence[int | None] = (3,) * 20
) -> list[Respondent]:
    return [Respondent(function, role, tuple(answers))] * count


def answer_only(*numbers: int) -> tuple[int | None, ...]:
    """Return the answers of a person who answered only these statements."""
    return tuple(4 if number in numbers else None for number in range(1, 21))


def leave_out(*numbers: int) -> tuple[int | None, ...]:
    """Return the answers of a person who left out these statements."""
    return tuple(None if number in numbers else 4 for number in range(1, 21))


@examples(30)
@given(crowds(), privacy_limits)
def test_the_equations_of_the_attacker_are_true(people: tuple[Respondent, ...], showing: PrivacyLimits) -> None:
    for equation in list_equations(publish(people, showing), people):
        assert is_true(equation, people)


@examples(60)
@given(crowds(), privacy_limits)
def test_figures_reveal_no_sum_of_answers_of_a_small_group(
    people: tuple[Respondent, ...], showing: PrivacyLimits
) -> None:
    assert find_revealed(people, showing) is None


def test_the_attacker_succeeds_if_nothing_is_held_back() -> None:
    everybody = [*build_group("sales", None, 2), *build_group("marketing", None, 3)]
    assert find_unprotected(everybody, least=3) == (0, 1)
    assert find_unprotected(everybody, least=2) is None


@pytest.mark.parametrize(
    "people",
    [
        # Four of five people answer nothing: the total is that of the fifth.
        [*build_group("sales", None, 4, answer_only()), *build_group("sales", None, 1)],
        # Most people leave out one statement: subtracting the others would show the answer of the rest.
        [
            *build_group("sales", None, 5, leave_out(3)),
            *build_group("sales", None, 1),
            *build_group("marketing", None, 6),
        ],
        # Most people leave out two statements, and the same person answered both.
        [
            *build_group("sales", None, 5, leave_out(3, 7)),
            *build_group("sales", None, 1),
            *build_group("marketing", None, 6),
        ],
        # Sales and Marketing share five people: their difference shows the person who is only in Sales.
        [*build_group("both", None, 5), *build_group("sales", None, 1)],
        # The same, for people who answered more than one statement.
        [*build_group("both", None, 5), *build_group("sales", None, 4, answer_only(1)), *build_group("sales", None, 1)],
        # Everybody except the heads is staff, and the staff are many.
        [
            *build_group("sales", "head", 1),
            *build_group("sales", "staff", 6),
            *build_group("marketing", "head", 1),
            *build_group("marketing", "staff", 6),
        ],
        # Heads and people of no known role are enough together, but not for statements that only the heads answered.
        [
            *build_group("sales", "head", 1),
            *build_group("sales", None, 2, answer_only(1)),
            *build_group("sales", "staff", 6),
            *build_group("marketing", "head", 1),
            *build_group("marketing", None, 2, answer_only(1)),
            *build_group("marketing", "staff", 6),
        ],
    ],
)
def test_reveals_nobody_by_subtraction(people: list[Respondent]) -> None:
    showing = PrivacyLimits()
    assert find_unprotected(people, showing.min_group) is not None
    assert find_revealed(people, showing) is None


def test_shows_heads_who_agreed_and_nobody_else() -> None:
    people = [
        *build_group("sales", "head", 1),
        *build_group("sales", "staff", 4),
        *build_group("marketing", "head", 1),
        *build_group("marketing", "staff", 5),
    ]
    assert {each["who"] for each in publish(people, PrivacyLimits(5, True))["scores"]} == {"company", "heads"}
    assert {each["who"] for each in publish(people, PrivacyLimits(5, False))["scores"]} == {
        "company",
        "sales",
        "marketing",
    }
    assert find_revealed(people, PrivacyLimits(5, True)) is None


def test_holds_back_no_more_statements_than_needed() -> None:
    people = [
        *build_group("sales", None, 5, leave_out(3)),
        *build_group("sales", None, 1),
        *build_group("marketing", None, 6),
    ]
    survey = publish(people, PrivacyLimits())["survey"]
    assert len(survey["held_back"]) == 2
    assert 3 in survey["held_back"]


def test_shows_everything_about_enough_people() -> None:
    data = publish([*build_group("sales", None, 5), *build_group("marketing", None, 5)], PrivacyLimits())
    assert [each["who"] for each in data["scores"]] == ["sales", "marketing", "company"]
    assert data["survey"]["held_back"] == []
    assert len(data["survey"]["themes"]) == 5
    assert len(data["survey"]["statements"]) == 20


@examples(40)
@given(crowds(), privacy_limits)
def test_names_no_statement_that_is_held_back(people: tuple[Respondent, ...], showing: PrivacyLimits) -> None:
    survey = publish(people, showing)["survey"]
    hidden = {*range(1, 21)} - {each["number"] for each in survey["statements"]}
    assert hidden.isdisjoint(survey["agree_on"] or ())
    assert hidden.isdisjoint(number for theme in survey["themes"] for number in theme["statements"])
    assert all(side["answered"] for each in survey["statements"] for side in (each["sales"], each["marketing"]))


def test_hides_the_reliability_of_few_people() -> None:
    people = [
        Respondent(name, None, (*(1 + (at * place) % 5 for place in range(1, 20)), last))
        for at, last in enumerate([*[1, 2, 3, 4, 5] * 2, *[None] * 10])
        for name in ("sales",)
    ]
    assert publish(people, PrivacyLimits(10))["survey"]["reliability"]["people"] == 10
    assert publish(people, PrivacyLimits(11))["survey"]["reliability"] is None
