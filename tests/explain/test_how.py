"""How a conclusion came about: the tree names all answers that the conclusion needs, and only real ones."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from advisor.consultation import Consultation
from advisor.explain.how import explain_how
from advisor.explain.lines import Line, LineKind
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Atom
from tests.policy.companies import RandomCompanies

GIVEN = (LineKind.ANSWER, LineKind.COMPUTED, LineKind.INFERRED)


@pytest.fixture(scope="module")
def consultation(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


def draw_company(consultation: Consultation, seed: int) -> Company:
    return RandomCompanies(consultation.rulebase, seed, contradicting=0).draw_one().build_company()


def list_conclusions(consultation: Consultation, company: Company) -> list[Atom]:
    """List what a reader sees of the advice."""
    conclusions = consultation.conclude(company)
    atoms = [Atom("step", step.id) for step in conclusions.steps]
    atoms += [Atom("caution", each.id) for each in conclusions.cautions]
    if len(conclusions.possible_verdicts) == 1:
        atoms.append(Atom("verdict", conclusions.verdict))
    if conclusions.relationship.state:
        atoms.append(Atom("state", conclusions.relationship.state))
    return atoms


def iter_answers(lines: tuple[Line, ...]) -> Iterator[Line]:
    for line in lines:
        yield from (each for each in line.iter_lines() if each.kind is LineKind.ANSWER)


@pytest.mark.parametrize("seed", range(12))
def test_the_answers_in_the_tree_are_enough(consultation: Consultation, seed: int) -> None:
    """A company that gives only the answers that the tree names gets the conclusion, too."""
    company = draw_company(consultation, seed)
    for atom in list_conclusions(consultation, company):
        how = explain_how(consultation, company, atom)
        assert how.holds
        named = {line.id for line in iter_answers(how.lines)}
        assert named <= set(company.stated)
        fewer = company._replace(stated={name: value for name, value in company.stated.items() if name in named})
        assert explain_how(consultation, fewer, atom).holds, atom


@pytest.mark.parametrize("seed", range(12, 20))
def test_without_an_answer_the_conclusion_goes_or_rests_on_others(consultation: Consultation, seed: int) -> None:
    company = draw_company(consultation, seed)
    atoms = list_conclusions(consultation, company)
    for atom in random.Random(seed).sample(atoms, min(4, len(atoms))):
        for name in {line.id for line in iter_answers(explain_how(consultation, company, atom).lines)}:
            others = {other: value for other, value in company.stated.items() if other != name}
            how = explain_how(consultation, company._replace(stated=others), atom)
            assert not how.holds or name not in {line.id for line in iter_answers(how.lines)}
