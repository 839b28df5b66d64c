"""`why` in the interview: what each answer would change, found by the comparison of `explain what-if`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.explain.question import explain_question
from advisor.explain.question_document import build_question_document
from advisor.explain.what_if import explain_what_if
from advisor.interview.planner import Depth
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Kind
from tests.cli.command import run

LEVELS = ("", "undefined", "defined", "aligned", "integrated")
STARTS = ("What each", "If ", "By itself", "After your other answers", "The answer shows your level")


@pytest.fixture(scope="module")
def consultation(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


@pytest.mark.parametrize("level", LEVELS)
def test_no_line_has_an_identifier(level: str, consultation: Consultation) -> None:
    dialogue = consultation.interview(Company({"relationship": level} if level else {}), {}, Depth.USUAL)
    facts = [fact.name for fact in consultation.rulebase.facts.values() if not fact.computed]
    for name in random.Random(level).sample(facts, 8):
        explanation = explain_question(consultation, dialogue, name)
        document = build_question_document(explanation, every=False, verbose=False)
        assert document, name
        assert "_" not in "".join(block.text for block in document), name  # type: ignore[union-attr]


@pytest.mark.parametrize("seed", range(3))
def test_says_of_each_question_of_an_interview_what_depends_on_it(seed: int, consultation: Consultation) -> None:
    """Each question that the planner asks matters, and the effects are those of `explain what-if`."""
    drawn = random.Random(seed)
    dialogue = consultation.interview(Company({"relationship": drawn.choice(LEVELS[1:])}), {}, Depth.USUAL)
    while dialogue.question is not None:
        name = dialogue.question.fact
        fact, company = consultation.rulebase.facts[name], dialogue.build_company()
        explanation = explain_question(consultation, dialogue, name)
        assert explanation.matters, (name, company.stated)
        if fact.kind in (Kind.YES_NO, Kind.CHOICE):
            effects = {clause: effect for effect in explanation.effects for clause in effect.clauses}
            value = drawn.choice([*fact.values])
            expected = [
                each
                for each in explain_what_if(consultation, company, {name: value}).differences
                if each.part != "open_questions"
            ]
            assert [*effects[fact.values[value]].differences] == expected
            dialogue.answer(drawn.choice([value, None]))
        else:
            dialogue.answer(None if fact.kind is Kind.COUNT else frozenset(drawn.sample([*fact.values], 2)))


def test_an_earlier_answer_does_not_count(consultation: Consultation) -> None:
    asked = consultation.interview(Company({"relationship": "defined"}), {})
    changed = consultation.interview(Company({"relationship": "defined", "roles_defined": "no"}), {})
    assert explain_question(consultation, asked, "roles_defined") == explain_question(
        consultation, changed, "roles_defined"
    )


def test_an_answer_that_an_earlier_one_excludes_is_not_tried(consultation: Consultation) -> None:
    company = Company({"relationship": "aligned", "common_funnel_in_use": "yes"})
    explanation = explain_question(consultation, consultation.interview(company, {}), "common_funnel_possible")
    clauses = [clause for effect in explanation.effects for clause in effect.clauses]
    assert clauses == [consultation.rulebase.facts["common_funnel_possible"].values["yes"]]


def test_a_headcount_matters_through_the_size(consultation: Consultation) -> None:
    dialogue = consultation.interview(Company({"relationship": "undefined"}), {})
    explanation = explain_question(consultation, dialogue, "employees")
    assert explanation.matters
    assert {clause for effect in explanation.effects for clause in effect.clauses} == {
        f"your company has {words} employees" for words in ("1 to 49", "50 to 249", "250 or more")
    }


def test_a_question_that_changes_nothing_says_so(tmp_path: Path) -> None:
    given = "integrated\n" + "why\nnot sure\n" * 80
    shown = run("interview", "--thorough", "--save", tmp_path / "s.yaml", given=given).out
    questions = shown.split("\nQuestion ")[2:]
    assert len(questions) > 20
    for question in questions:
        reply = question.partition("> why\n")[2].partition("\n> ")[0]
        assert reply.startswith(STARTS), question
