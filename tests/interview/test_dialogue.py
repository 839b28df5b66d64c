"""The dialogue over the built-in rules: going back, inactive answers, and the saved session."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.consultation import Consultation
from advisor.interview.dialogue import Dialogue
from advisor.interview.opening_questions import REQUIRED_QUESTIONS, ROUTE, build_opening_questions
from advisor.interview.planner import Depth, Phase
from advisor.loading.facts.facts_file import read_facts
from advisor.loading.facts.saved_interview import format_session, read_session
from advisor.loading.packs.load_rulebase import load
from advisor.model.advice import Advice
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import STATED_STATE
from tests.profiles import examples
from tests.strategies import settled_values

RULES = load()
CONSULTATION = Consultation(RULES)
OPENERS = build_opening_questions(RULES)
REPORTED_FACTS = frozenset(
    leaf.name
    for rule in RULES.rules
    for leaf in iter_leaves(rule.condition)
    if leaf.reported and leaf.name in RULES.facts
)
"""Facts that count if they are reported, so that an unknown answer to them leaves nothing open."""


CLASHES: dict[tuple[str, str], dict[str, Value]] = {
    ("common_funnel_in_use", "common_funnel_possible"): {"common_funnel_in_use": "yes", "common_funnel_possible": "no"},
    ("checklist_done", "report_separately"): {
        "checklist_done": frozenset({"structure_2", "processes_1"}),
        "report_separately": "yes",
    },
    ("checklist_done", "regular_meetings"): {
        "checklist_done": frozenset({"processes_5", "processes_1"}),
        "regular_meetings": "no",
    },
}
"""Answers that exclude each other."""


@st.composite
def full_answers(draw: st.DrawFn) -> dict[str, Value | None]:
    """Draw answers to every question that do not exclude each other; sometimes the user does not know."""
    found: dict[str, Value | None] = {}
    for name, fact in {**RULES.facts, **OPENERS}.items():
        if not fact.computed:
            known = draw(st.integers(0, 7)) > 0 or name in (ROUTE, *REQUIRED_QUESTIONS)
            found[name] = draw(settled_values(fact)) if known else None
    while clashes := RULES.find_clashes(select_stated(found)):
        found.update({clash.fact: None for clash in clashes})
    return found


def select_stated(known: dict[str, Value | None]) -> dict[str, Value]:
    """Select the facts that are known, without the answers to opening questions."""
    return {name: value for name, value in known.items() if name in RULES.facts and value is not None}


def start_dialogue(depth: Depth = Depth.USUAL) -> Dialogue:
    return CONSULTATION.interview(depth=depth)


def answer_questions(dialogue: Dialogue, known: dict[str, Value | None], max_questions: int = 1_000) -> Dialogue:
    for _ in range(max_questions):
        if dialogue.question is None:
            break
        dialogue.answer(known[dialogue.question.fact])
    return dialogue


def get_state(dialogue: Dialogue) -> tuple[object, ...]:
    return (
        dialogue.question,
        list(dialogue.path),
        dict(dialogue.entered_answers),
        dialogue.build_company(),
        dialogue.initial_company,
    )


def select_result(advice: Advice) -> tuple[object, ...]:
    """Select the parts that an interview must not change: verdict, move, and steps with their rules."""
    return advice.verdict, advice.possible_verdicts, advice.move, [(s.id, s.variant, s.rules) for s in advice.steps]


def build_full_company(known: dict[str, Value | None], dialogue: Dialogue) -> Company:
    """Build the company with every answer, as its facts file has it.

    It reports no fact that counts only if it is reported and that the interview did not ask for.
    """
    asked = {question.fact for question in dialogue.path}
    stated = {
        name: value for name, value in select_stated(known).items() if name in asked or name not in REPORTED_FACTS
    }
    if known[ROUTE] != "stated":
        stated.pop("relationship", None)
    return dialogue.build_company()._replace(stated=stated)


@examples(30)
@given(full_answers())
def test_an_interview_gives_the_same_advice_as_a_facts_file(known: dict[str, Value | None]) -> None:
    dialogue = answer_questions(start_dialogue(), known)
    assert select_result(CONSULTATION.advise(dialogue.build_company())) == select_result(
        CONSULTATION.advise(build_full_company(known, dialogue))
    )


@examples(40)
@given(full_answers(), st.integers(1, 12), st.integers(1, 12))
def test_going_back_and_answering_the_same_changes_nothing(
    known: dict[str, Value | None], count: int, steps: int
) -> None:
    dialogue = answer_questions(start_dialogue(), known, count)
    before = get_state(dialogue)
    steps_back = sum(dialogue.return_to_previous() for _ in range(steps))
    assert steps_back == min(steps, len(before[1]))  # type: ignore[arg-type]
    while dialogue.question is not None and dialogue.question != before[0]:
        dialogue.answer(known[dialogue.question.fact])
    assert get_state(dialogue) == before


@examples(30)
@given(full_answers())
def test_the_number_of_questions_left_falls_and_is_never_exceeded(known: dict[str, Value | None]) -> None:
    dialogue = start_dialogue()
    shown: dict[Phase, list[int]] = {}
    asked: list[Phase] = []
    while (question := dialogue.question) is not None and len(asked) < 300:
        if question.fact in RULES.facts and question.fact != STATED_STATE:
            assert 1 <= question.remaining_count <= question.max_count
            shown.setdefault(question.phase, []).append(question.max_count)
            asked.append(question.phase)
        dialogue.answer(known[question.fact])
    for phase, counts in shown.items():
        bands = [left - asked.count(phase) + place for place, left in enumerate(counts)]
        assert min(bands) >= 0, (phase, counts)
        unsure = sum(1 for name in ("company_size",) if known.get(name) is None)
        assert sum(later >= earlier for earlier, later in pairwise(counts)) <= unsure, (phase, counts)


@given(st.sampled_from(list(CLASHES)), st.booleans())
def test_overruling_leaves_no_contradiction_and_keeps_the_rest(pair: tuple[str, str], swapped: bool) -> None:
    first, second = reversed(pair) if swapped else pair
    values = CLASHES[pair]
    dialogue = CONSULTATION.interview(Company({first: values[first], "employees": 40}))
    clash = dialogue.find_clash(second, values[second])
    assert clash is not None
    dialogue.overrule(clash, second, values[second])
    stated = dialogue.build_company().stated
    assert stated[second] == values[second]
    assert stated["employees"] == 40
    assert RULES.find_clashes(stated) == ()
    if first == "checklist_done" or second == "checklist_done":
        assert "processes_1" in stated["checklist_done"]  # only what does not fit is withdrawn


@examples(40)
@given(full_answers(), full_answers(), st.integers(2, 20))
def test_inactive_answers_are_kept_and_return(
    known: dict[str, Value | None], other: dict[str, Value | None], count: int
) -> None:
    dialogue = answer_questions(start_dialogue(), known, count)
    before = get_state(dialogue)
    name = dialogue.path[-1].fact if dialogue.path else ROUTE
    for changed in dialogue.path[:3]:
        name = changed.fact
        break
    entered = dict(dialogue.entered_answers)
    dialogue.update_answer(name, other[name])
    current = {**dialogue.collect_active_answers(), **dialogue.collect_inactive_answers()}
    assert {each: current.get(each, entered[each]) for each in entered if each != name} == {
        each: value for each, value in entered.items() if each != name
    }
    assert set(entered) - {name} <= {
        *dialogue.collect_active_answers(),
        *dialogue.collect_inactive_answers(),
        *([dialogue.question.fact] if dialogue.question else []),
    }
    dialogue.update_answer(name, known[name])
    assert get_state(dialogue) == before


@settings(examples(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(full_answers(), st.integers(0, 30), st.booleans())
def test_a_saved_session_continues_where_it_stopped(
    tmp_path: Path, known: dict[str, Value | None], count: int, went_back: bool
) -> None:
    dialogue = answer_questions(start_dialogue(), known, count)
    if went_back:
        dialogue.update_answer("relationship", known["relationship"])
    path = tmp_path / "session.yaml"
    path.write_text(
        format_session(
            dialogue.build_company(), dialogue.collect_active_answers(), dialogue.collect_inactive_answers(), {}, RULES
        ),
        encoding="utf-8",
    )
    session = read_session(str(path), RULES, OPENERS)
    again = CONSULTATION.interview(session.company, session.answers)
    assert (again.question, again.path, again.build_company()) == (
        dialogue.question,
        dialogue.path,
        dialogue.build_company(),
    )
    assert again.collect_inactive_answers() == dialogue.collect_inactive_answers()
    advice = CONSULTATION.advise(read_facts(str(path), RULES))
    assert select_result(advice) == select_result(CONSULTATION.advise(dialogue.build_company()))


@examples(15)
@given(full_answers(), st.sampled_from(sorted(name for name, fact in RULES.facts.items() if not fact.computed)))
def test_a_fact_can_be_answered_by_name_before_its_question(known: dict[str, Value | None], name: str) -> None:
    dialogue = start_dialogue()
    dialogue.update_answer(name, known[name])
    questions = {question.fact for question in answer_questions(dialogue, known).path}
    if known[name] is not None:
        assert name not in questions
        assert dialogue.build_company().stated[name] == known[name]


def test_an_unknown_state_leads_to_questions_about_signs() -> None:
    dialogue = start_dialogue()
    dialogue.answer("stated")
    dialogue.answer(None)
    assert dialogue.question is not None
    assert dialogue.question.fact == "sign_rules_agreed"


def test_statements_are_asked_until_their_state_is_certain() -> None:
    dialogue = start_dialogue()
    for value in ("scores", "sales", "head"):
        dialogue.answer(value)
    count = 0
    while dialogue.question is not None and dialogue.question.fact.startswith("statement_"):
        dialogue.answer("5")
        count += 1
    assert count == 15  # 75 of 75, and the five missing bring at least 5 more: 80 or above either way
    assert CONSULTATION.advise(dialogue.build_company()).relationship.state == "integrated"


@pytest.mark.parametrize("level", ["undefined", "defined", "aligned", "integrated"])
@pytest.mark.parametrize("name", ["marketing_role", "sales_cycle", "colocated", "sign_joint_planning"])
def test_answer_after_not_sure_counts_at_once(level: str, name: str) -> None:
    """Somebody who was not sure, and then knows: the answer counts, whether or not its question is asked now."""
    dialogue = start_dialogue()
    dialogue.answer_level(level)
    dialogue.update_answer(name, None)
    value = next(iter(RULES.facts[name].values))
    dialogue.update_answer(name, value)
    assert dialogue.find_answer(name) == value
    assert dialogue.build_company().stated[name] == value
