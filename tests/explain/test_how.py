"""How a conclusion came about: the tree names all answers that the conclusion needs, and only real ones."""

from __future__ import annotations

import random

import pytest

from advisor.consultation import Consultation
from advisor.explain.how import explain_how
from advisor.explain.how_document import format_line, list_shown_lines
from advisor.explain.lines import Line, LineKind
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from tests.explain.how_law import find_faults, list_conclusions, list_named_answers
from tests.policy.companies import RandomCompanies


@pytest.fixture(scope="module")
def consultation(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


def draw_company(consultation: Consultation, seed: int) -> Company:
    return RandomCompanies(consultation.rulebase, seed, contradicting=0).draw_one().build_company()


@pytest.mark.parametrize("seed", range(16))
def test_each_explanation_is_right(consultation: Consultation, seed: int) -> None:
    """`python benchmarks/explain.py --companies 1000` checks more of them, and how long they take."""
    company = draw_company(consultation, seed)
    atoms = list_conclusions(consultation, company)
    for atom in random.Random(seed).sample(atoms, min(5, len(atoms))):
        how = explain_how(consultation, company, atom)
        assert not list(find_faults(consultation, company, how)), atom


def test_the_law_notices_an_explanation_that_lacks_or_invents_an_answer(consultation: Consultation) -> None:
    companies = (draw_company(consultation, seed) for seed in range(16))
    company, how = next(
        (company, how)
        for company in companies
        for atom in list_conclusions(consultation, company)
        if list_named_answers(how := explain_how(consultation, company, atom))
    )
    assert list(find_faults(consultation, company, how._replace(lines=())))
    assert list(find_faults(consultation, company._replace(stated={}), how))


LEVEL = Line(LineKind.RULE, "This level comes from your answer.", id="level")
AS_ABOVE = Line(LineKind.SAME, "This level comes from your answer.", id="level")
ANSWER = Line(LineKind.ANSWER, "conflicts are frequent", id="current_conflicts", value="frequent")


def test_a_line_next_to_it_or_above_is_not_said_again() -> None:
    reason = Line(LineKind.RULE, "Conflicts are frequent.", id="reason", lines=(AS_ABOVE, ANSWER))
    shown = list_shown_lines((LEVEL, reason, ANSWER))
    assert [line.id for line in shown] == ["level", "reason"]
    assert shown[1].lines == (ANSWER,)
    (alone,) = list_shown_lines((reason,))
    assert alone.lines == (AS_ABOVE, ANSWER), "nothing else shows the level"


def test_rules_of_other_levels_are_named_only_where_the_level_is_new() -> None:
    elsewhere = Line(LineKind.ELSEWHERE, "state", id="a, b", lines=(AS_ABOVE,))
    fails = Line(LineKind.FAILS, "Roles are not defined", id="roles", lines=(ANSWER,))
    (absent,) = list_shown_lines((Line(LineKind.ABSENT, "denied", id="denied", lines=(fails, elsewhere)),))
    assert absent.lines == (fails,)
    new = elsewhere._replace(lines=(LEVEL,))
    assert list_shown_lines((new,)) == [new]
    assert not list_shown_lines((Line(LineKind.ABSENT, "denied", id="denied", lines=(elsewhere,)),))


def test_what_does_not_apply_is_denied_once() -> None:
    fails = Line(LineKind.FAILS, "Roles are not defined", id="roles", lines=(ANSWER,))
    assert format_line(fails) == "Roles are not defined."
    assert format_line(fails._replace(kind=LineKind.SAME)) == "As above: Roles are not defined."
