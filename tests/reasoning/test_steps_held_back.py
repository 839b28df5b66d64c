"""A pack can hold a step back: the step waits instead of being advised, and the interview asks for the conditions."""

from __future__ import annotations

import pytest

from advisor.consultation import Consultation
from advisor.interview.planner import Depth
from advisor.loading.packs.load_rulebase import load
from advisor.model.answers import Value
from advisor.model.company import Company

PACK = {
    "pack.yaml": "name: mine\nversion: 0.0.1\n",
    "knowledge/facts.yaml": """\
facts:
  liaison_refused:
    kind: yes_no
    question: Has a liaison been refused?
    label: refusal
    values: {yes: a liaison was refused, no: nobody refused a liaison}
    source: policy/refusal
""",
    "rules/plan.yaml": """\
stage: plan
rules:
  - id: mine/refused
    title: A liaison was refused
    status: test
    source: policy/refusal
    when: {state: defined, verdict: tighten, liaison_refused: yes}
    then: {hold_back: liaison}
    because: You report that {grounds}; ask again after a quarter.
""",
}
MOVING: dict[str, Value] = {"relationship": "defined", "market_customizing": "yes"}


@pytest.fixture(scope="module")
def consultation(tmp_path_factory: pytest.TempPathFactory) -> Consultation:
    folder = tmp_path_factory.mktemp("mine")
    for name, text in PACK.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Consultation(load([str(folder)]))


def advise_step(consultation: Consultation, **more: Value) -> tuple[bool, list[str]]:
    """Return whether the step is advised, and the rules that make it wait."""
    advice = consultation.advise(Company({**MOVING, **more}))
    waiting = [ground.rule for note in advice.not_yet if note.id == "liaison" for ground in note.grounds]
    return "liaison" in [step.id for step in advice.steps], waiting


def test_a_step_held_back_waits_for_the_reason_given(consultation: Consultation) -> None:
    assert advise_step(consultation, liaison_refused="yes") == (False, ["mine/refused"])


@pytest.mark.parametrize("known", [{}, {"liaison_refused": "no"}], ids=["unknown", "no"])
def test_a_step_is_advised_unless_a_known_fact_holds_it_back(
    consultation: Consultation, known: dict[str, Value]
) -> None:
    assert advise_step(consultation, **known) == (True, [])


def test_a_step_in_place_does_not_wait(consultation: Consultation) -> None:
    advice = consultation.advise(Company({**MOVING, "liaison_refused": "yes", "liaison_in_place": "yes"}))
    assert "liaison" in [note.id for note in advice.done]
    assert "liaison" not in [note.id for note in advice.not_yet]


def test_the_interview_asks_what_may_hold_a_step_back(consultation: Consultation) -> None:
    dialogue = consultation.interview(Company(MOVING), depth=Depth.USUAL)
    questions = []
    while (question := dialogue.question) is not None:
        questions.append(question.fact)
        dialogue.answer(None)
    assert "liaison_refused" in questions


def test_an_open_question_lists_the_rules_that_would_hold_a_step_back(consultation: Consultation) -> None:
    advice = consultation.advise(Company(MOVING))
    waiting = {question.fact: question.waiting for question in advice.open_questions}
    assert waiting["liaison_refused"] == ["mine/refused"]
