"""What is held back is nowhere in a report: not in its text, not in its pictures' tables, not in its data."""

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
from advisor.loading.load_rulebase import load
from advisor.model.company import Company
from advisor.model.responses import PrivacyLimits, Respondent
from advisor.reporting.render.formats import render
from tests.assessment import attacker
from tests.assessment.groups import crowds
from tests.profiles import examples

FORMS = ("text", "md", "json")


@cache
def consultation() -> Consultation:
    return Consultation(load())


def report(people: Sequence[Respondent], showing: PrivacyLimits, form: str) -> str:
    company = Company({}, "A", tuple(people), showing)
    told = render(consultation().advise(company), consultation().rulebase, form)
    assert isinstance(told, str)
    return told


def numbers(text: str) -> set[str]:
    """Every number with decimals that is told, as it is told."""
    return set(re.findall(r"\d+\.\d+", text))


def ways_to_write(figure: Fraction) -> set[str]:
    """A figure as somebody might print it."""
    return {f"{float(figure):.{places}f}" for places in (1, 2, 3)} | {str(float(figure))}


def sheet(total: int) -> tuple[int, ...]:
    """20 answers that come to this total."""
    each, more = divmod(total, 20)
    return (*[each + 1] * more, *[each] * (20 - more))


def of(function: str, *totals: int, role: str | None = None) -> list[Respondent]:
    return [Respondent(function, role, sheet(total)) for total in totals]


# Sales comes to 42 1/3, Marketing to 71 1/7: figures that nothing else in a report comes to.
SALES_FEW, MARKETING = of("sales", 41, 43, 43), of("marketing", 70, 71, 71, 71, 71, 72, 72)


@pytest.mark.parametrize("form", FORMS)
def test_a_function_of_few_is_nowhere_nor_the_other_that_would_give_it_away(form: str) -> None:
    told = numbers(report([*SALES_FEW, *MARKETING], PrivacyLimits(), form))
    hidden = ways_to_write(Fraction(127, 3)) | ways_to_write(Fraction(498, 7))
    assert hidden.isdisjoint(told)
    shown = numbers(report([*SALES_FEW, *MARKETING], PrivacyLimits(1), form))
    assert shown & ways_to_write(Fraction(127, 3))
    assert shown & ways_to_write(Fraction(498, 7))


@pytest.mark.parametrize("form", FORMS)
def test_heads_are_nowhere_unless_shown_on_request(form: str) -> None:
    people = [
        *of("sales", 33, role="head"),
        *of("sales", 41, 42, 43, 44, 47, role="staff"),
        *of("marketing", 90, role="head"),
        *of("marketing", 71, 72, 73, 74, 77, role="staff"),
    ]
    heads = ways_to_write(Fraction(123, 2))
    assert heads.isdisjoint(numbers(report(people, PrivacyLimits(), form)))
    assert heads & numbers(report(people, PrivacyLimits(5, True), form))


@pytest.mark.parametrize("form", FORMS)
def test_a_few_people_alone_have_no_figures_in_a_report(form: str) -> None:
    few = [*of("sales", 41, 43), *of("marketing", 71, 76)]
    plain = numbers(report([*of("sales", 30, 31), *of("marketing", 90, 90)], PrivacyLimits(), form))
    assert numbers(report(few, PrivacyLimits(), form)) == plain
    data = json.loads(report(few, PrivacyLimits(), "json"))
    assert data["scores"] == []
    assert data["survey"]["statements"] == data["survey"]["themes"] == []
    assert data["survey"]["agree_on"] is None
    assert {each["people"] for each in data["survey"]["heard"]} == {None}


@examples(12)
@given(crowds(), st.builds(PrivacyLimits, st.integers(2, 6), st.booleans()))
def test_the_attacker_gets_nowhere_with_a_whole_advice(people: tuple[Respondent, ...], showing: PrivacyLimits) -> None:
    data = json.loads(report(people, showing, "json"))
    known = attacker.equations(data, people)
    assert all(attacker.comes_out(each, people) for each in known)
    assert attacker.found_out(known, people, showing.min_group, heads_known=showing.heads) is None
    told = data["survey"]["heard"]
    assert all(each["people"] is None or each["people"] >= showing.min_group for each in told)
    groups = {each["who"] for each in data["scores"]}
    for each in data["readings"]:
        assert each["function"] in groups
