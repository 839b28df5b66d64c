"""`why` says in words what an answer decides, for each question at each level."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.interview.planner import Depth
from advisor.interview.why import explain_question
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from tests.cli.command import run

LEVELS = ("", "undefined", "defined", "aligned", "integrated")


@pytest.mark.parametrize("level", LEVELS)
def test_each_reason_says_what_follows(level: str, builtin: RuleBase) -> None:
    company = Company({"relationship": level} if level else {})
    dialogue = Consultation(builtin).interview(company, {}, Depth.USUAL)
    answers = dialogue.build_answers()
    for fact in builtin.facts.values():
        for reason in () if fact.computed else explain_question(dialogue.planner, fact.name, answers):
            assert reason.conclusions, (fact.name, reason.source)
            assert "_" not in reason.conclusions
            assert reason.conclusions.count('"') <= 2 * 4, "a few steps, not all of them"


def test_a_question_that_changes_nothing_says_so(tmp_path: Path) -> None:
    given = "integrated\n" + "why\nnot sure\n" * 80
    shown = run("interview", "--thorough", "--save", tmp_path / "s.yaml", given=given).out
    questions = shown.split("\nQuestion ")[2:]
    assert len(questions) > 20
    for question in questions:
        reply = question.partition("> why\n")[2].partition("\n> ")[0]
        assert reply.startswith(("What we check with this answer", "After your other answers")), question
