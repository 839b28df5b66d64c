"""How a conclusion came about: the tree names all answers that the conclusion needs, and only real ones."""

from __future__ import annotations

import random

import pytest

from advisor.consultation import Consultation
from advisor.explain.how import explain_how
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
