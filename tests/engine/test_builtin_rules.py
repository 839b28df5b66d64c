"""The built-in rule base: the engine against the plain evaluator, and what decides states and verdicts."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.engine.engine import Engine
from advisor.loading.packs.load_rulebase import load
from advisor.logic.possible_values import PossibleValues
from advisor.logic.semantics import Semantics
from advisor.model.answers import Answers, OneOf, Value
from tests import plain_evaluator as plain
from tests.profiles import examples
from tests.strategies import build_evidence, draw_companies

BUILTIN = load()
MEANING, ENGINE = Semantics(BUILTIN), Engine(BUILTIN)
EXACT = {name: PossibleValues(BUILTIN, name) for name in ("state", "verdict", "move_to")}
LEVELS = ("undefined", "defined", "aligned", "integrated")
YES_NO = ("yes", "no")

TROUBLE = frozenset({"current_conflicts", "effort_duplicated", "tasks_neglected", "resources_contested"})
DECIDING_FACTS = {
    "undefined": TROUBLE | {"informal_relations_good"},
    "defined": TROUBLE
    | {"market_commoditization", "market_customizing", "customized_during_sale", "life_cycle_speed", "change_rapid"},
    "aligned": TROUBLE
    | {"shared_responsibility_culture", "report_separately", "sales_cycle", "sales_process_straightforward"}
    | {"common_funnel_possible", "landscape_complex", "change_rapid", "marketing_split"},
    "integrated": TROUBLE,
}
"""The facts that the verdict depends on in each state while nothing else is known; tests/policy tries the verdicts."""
SIGNS = (
    ("sign_rules_agreed", "sign_roles_kept"),
    ("sign_joint_planning", "sign_marketers_confer"),
    ("sign_shared_systems", "sign_shared_metrics"),
)


@pytest.mark.parametrize("state", LEVELS)
def test_the_verdict_depends_on_no_other_facts(state: str) -> None:
    answers = Answers({"state_basis": "stated", "relationship": state})
    assert set(EXACT["verdict"].list_open_facts(answers)) == DECIDING_FACTS[state]


def test_with_nothing_known_every_verdict_is_possible() -> None:
    assert EXACT["verdict"].compute_values(Answers({"state_basis": "stated"})) == {
        "stay",
        "consolidate",
        "tighten",
        "prepare",
        "maintain",
    }


@pytest.mark.parametrize("reached", list(product(YES_NO, repeat=6)), ids="-".join)
def test_signs_form_a_ladder(reached: tuple[str, ...]) -> None:
    facts = dict(zip([name for pair in SIGNS for name in pair], reached, strict=True))
    level = 0
    for pair in SIGNS:
        if any(facts[name] == "no" for name in pair):
            break
        level += 1
    found = EXACT["state"].builder.semantics.compute_evidence(Answers({"state_basis": "signs", **facts}))
    assert found.get_values("state") == found.get_values("state", certain=False) == {LEVELS[level]}


@pytest.mark.parametrize("state", LEVELS)
def test_a_stated_state_overrides_scores_and_signs(state: str) -> None:
    for other in LEVELS:
        known = {"state_basis": "stated", "relationship": state, "score_state": other, "sign_rules_agreed": "no"}
        assert EXACT["state"].compute_values(Answers(known)) == {state}


def test_scores_between_two_bands_leave_two_states_possible() -> None:
    known: dict[str, Value] = {"state_basis": "scores", "score_state": OneOf(frozenset({"defined", "aligned"}))}
    assert EXACT["state"].compute_values(Answers(known)) == {"defined", "aligned"}
    assert EXACT["verdict"].compute_values(Answers({**known, "market_customizing": "yes"})) == {
        "stay",
        "consolidate",
        "tighten",
        "prepare",
    }


@examples(150)
@given(draw_companies(BUILTIN))
def test_the_engine_agrees_with_the_plain_evaluator(known: dict[str, Value]) -> None:
    answers = Answers(known)
    expected = plain.evaluate(BUILTIN, known)
    evidence = MEANING.compute_evidence(answers)
    assert evidence == build_evidence(expected.certain, expected.possible)
    assert {firing.rule.id for firing in ENGINE.infer(answers, evidence)} == expected.holding


@examples(100)
@given(draw_companies(BUILTIN))
def test_the_engine_agrees_with_the_plain_evaluator_under_exact_states_and_verdicts(known: dict[str, Value]) -> None:
    answers = Answers(known)
    settled = {name: possibilities.compute_values(answers) for name, possibilities in EXACT.items()}
    expected = plain.evaluate(BUILTIN, known, settled)
    evidence, open_rules = MEANING.evaluate(answers, settled)
    assert evidence == build_evidence(expected.certain, expected.possible, settled)
    assert sorted(rule.id for rule in open_rules) == sorted(expected.open)
    assert {firing.rule.id for firing in ENGINE.infer(answers, evidence)} == expected.holding


@examples(40)
@given(st.lists(draw_companies(BUILTIN), min_size=1, max_size=2))
def test_a_new_engine_gives_the_same_result_as_a_used_one(company_list: list[dict[str, Value]]) -> None:
    fresh = Engine(BUILTIN)
    for known in company_list:
        answers = Answers(known)
        evidence = MEANING.compute_evidence(answers)
        assert fresh.infer(answers, evidence) == ENGINE.infer(answers, evidence)
