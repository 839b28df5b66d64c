"""A hidden figure is nowhere in a report: not in its text, its tables or its data."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.consultation import Consultation
from advisor.loading.packs.load_rulebase import load
from advisor.model.company import Company
from advisor.model.responses import PrivacyLimits, Respondent
from advisor.reporting.render.formats import render
from tests.assessment import attacker
from tests.assessment.groups import crowds
from tests.profiles import examples

FORMS = ("text", "md", "json")


@cache
def get_consultation() -> Consultation:
    return Consultation(load())


def render_report(people: Sequence[Respondent], showing: PrivacyLimits, form: str) -> str:
    company = Company({}, "A", tuple(people), showing)
    text = render(get_consultation().advise(company), get_consultation().rulebase, form)
    assert isinstance(text, str)
    return text


def find_numbers(text: str) -> set[str]:
    """Find every number with decimals, as it is printed."""
    return set(re.findall(r"\d+\.\d+", text))


def format_variants(figure: Fraction) -> set[str]:
    """Format a figure in all likely ways."""
    return {f"{float(figure):.{places}f}" for places in (1, 2, 3)} | {str(float(figure))}


def build_sheet(total: int) -> tuple[int, ...]:
    """Return 20 answers with this total."""
    each, more = divmod(total, 20)
    return (*[each + 1] * more, *[each] * (20 - more))


def build_people(function: str, *totals: int, role: str | None = None) -> list[Respondent]:
    return [Respondent(function, role, build_sheet(total)) for total in totals]


# Sales has 42 1/3, Marketing 71 1/7: no other figure in a report is the same.
SALES_FEW, MARKETING = build_people("sales", 41, 43, 43), build_people("marketing", 70, 71, 71, 71, 71, 72, 72)


@pytest.mark.parametrize("form", FORMS)
def test_hides_a_small_function_and_the_other_one(form: str) -> None:
    printed = find_numbers(render_report([*SALES_FEW, *MARKETING], PrivacyLimits(), form))
    hidden = format_variants(Fraction(127, 3)) | format_variants(Fraction(498, 7))
    assert hidden.isdisjoint(printed)
    shown = find_numbers(render_report([*SALES_FEW, *MARKETING], PrivacyLimits(1), form))
    assert shown & format_variants(Fraction(127, 3))
    assert shown & format_variants(Fraction(498, 7))


@pytest.mark.parametrize("form", FORMS)
def test_hides_heads_unless_requested(form: str) -> None:
    people = [
        *build_people("sales", 33, role="head"),
        *build_people("sales", 41, 42, 43, 44, 47, role="staff"),
        *build_people("marketing", 90, role="head"),
        *build_people("marketing", 71, 72, 73, 74, 77, role="staff"),
    ]
    heads = format_variants(Fraction(123, 2))
    assert heads.isdisjoint(find_numbers(render_report(people, PrivacyLimits(), form)))
    assert heads & find_numbers(render_report(people, PrivacyLimits(5, True), form))


@pytest.mark.parametrize("form", FORMS)
def test_shows_no_figures_of_a_few_people(form: str) -> None:
    few = [*build_people("sales", 41, 43), *build_people("marketing", 71, 76)]
    plain = find_numbers(
        render_report([*build_people("sales", 30, 31), *build_people("marketing", 90, 90)], PrivacyLimits(), form)
    )
    assert find_numbers(render_report(few, PrivacyLimits(), form)) == plain
    data = json.loads(render_report(few, PrivacyLimits(), "json"))
    assert data["scores"] == []
    assert data["survey"]["statements"] == data["survey"]["themes"] == []
    assert data["survey"]["agree_on"] is None
    assert {each["people"] for each in data["survey"]["heard"]} == {None}


@examples(12)
@given(crowds(), st.builds(PrivacyLimits, st.integers(2, 6), st.booleans()))
def test_a_complete_advice_reveals_nobody(people: tuple[Respondent, ...], showing: PrivacyLimits) -> None:
    data = json.loads(render_report(people, showing, "json"))
    known = attacker.list_equations(data, people)
    assert all(attacker.is_true(each, people) for each in known)
    assert attacker.find_victims(known, people, showing.min_group, heads_known=showing.heads) is None
    groups_heard = data["survey"]["heard"]
    assert all(each["people"] is None or each["people"] >= showing.min_group for each in groups_heard)
    groups = {each["who"] for each in data["scores"]}
    for each in data["readings"]:
        assert each["function"] in groups
