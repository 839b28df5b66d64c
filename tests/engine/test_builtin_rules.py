"""The built-in rule base: the engine compared with the plain evaluator, and verdicts with the policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.engine.engine import Engine
from advisor.loading.load_rulebase import load
from advisor.logic.possible_values import PossibleValues
from advisor.logic.semantics import Semantics
from advisor.model.answers import Answers, OneOf, Value
from advisor.model.rulebase import RuleBase
from tests import plain_evaluator as plain
from tests.profiles import examples
from tests.strategies import build_evidence, partial_values, settled_values

BUILTIN = load()
MEANING, ENGINE = Semantics(BUILTIN), Engine(BUILTIN)
EXACT = {name: PossibleValues(BUILTIN, name) for name in ("state", "verdict", "move_to")}
LEVELS = ("undefined", "defined", "aligned", "integrated")
YES_NO = ("yes", "no")

# The facts that decide the verdict in each state, with their values (the names of the policy).
DECIDING_FACTS: dict[str, dict[str, tuple[str, ...]]] = {
    "undefined": {
        "current_conflicts": ("none", "occasional", "frequent"),
        "effort_duplicated": YES_NO,
        "tasks_neglected": YES_NO,
        "resources_contested": YES_NO,
    },
    "defined": {
        "roles_defined": YES_NO,
        "effort_duplicated": YES_NO,
        "tasks_neglected": YES_NO,
        "market_commoditization": ("differentiated", "commoditizing", "commoditized"),
        "traditional_sales_force_costly": YES_NO,
        "market_customizing": YES_NO,
        "customized_during_sale": YES_NO,
        "life_cycle_speed": ("lengthening", "steady", "shortening"),
        "technology_turnover": ("slowing", "steady", "accelerating"),
    },
    "aligned": {
        "shared_responsibility_culture": YES_NO,
        "report_separately": YES_NO,
        "sales_cycle": ("short", "medium", "long"),
        "sales_process_straightforward": YES_NO,
        "common_funnel_possible": YES_NO,
        "landscape_complex": YES_NO,
        "change_rapid": YES_NO,
        "marketing_split": YES_NO,
    },
    "integrated": {},
}
SIGNS = (
    ("sign_rules_agreed", "sign_roles_kept"),
    ("sign_joint_planning", "sign_marketers_confer"),
    ("sign_shared_systems", "sign_shared_metrics"),
)


def decide_by_policy(state: str, facts: Mapping[str, str]) -> str:
    """Return the verdict of the policy for a company of which all deciding facts are known."""

    def list_yes(*names: str) -> list[bool]:
        return [facts[name] == "yes" for name in names]

    if state == "integrated":
        return "maintain"
    if state == "undefined":
        is_pressing = facts["current_conflicts"] == "frequent" or any(
            list_yes("effort_duplicated", "tasks_neglected", "resources_contested")
        )
        return "tighten" if is_pressing else "stay"
    if state == "defined":
        gaps_despite_roles = facts["roles_defined"] == "yes" and any(list_yes("effort_duplicated", "tasks_neglected"))
        market_changes = facts["market_commoditization"] != "differentiated" or facts["market_customizing"] == "yes"
        cycles_shorten = facts["life_cycle_speed"] == "shortening"
        is_pressing = gaps_despite_roles or market_changes or cycles_shorten or facts["customized_during_sale"] == "yes"
        return "tighten" if is_pressing else "stay"
    complex_and_rapid = all(list_yes("landscape_complex", "change_rapid"))
    short_or_simple = facts["sales_cycle"] == "short" or facts["sales_process_straightforward"] == "yes"
    culture_is_missing = facts["shared_responsibility_culture"] == "no" or facts["report_separately"] == "yes"
    if not (complex_and_rapid or any(list_yes("common_funnel_possible", "marketing_split"))):
        return "stay"
    if short_or_simple and not complex_and_rapid:
        return "stay"
    return "prepare" if culture_is_missing else "tighten"


def find_move(state: str, verdict: str) -> set[str]:
    """Return the level above, but only if the verdict is to change something."""
    return {LEVELS[LEVELS.index(state) + 1]} if verdict in ("tighten", "prepare") else set()


def iter_companies(state: str, known: Mapping[str, str] | None = None) -> Iterator[dict[str, str]]:
    """Yield every way to answer the facts that count in a state; known answers stay the same."""
    read = {
        name: (known[name],) if known and name in known else values for name, values in DECIDING_FACTS[state].items()
    }
    for chosen in product(*read.values()):
        yield dict(zip(read, chosen, strict=True))


def build_answers(state: str, facts: Mapping[str, Value]) -> Answers:
    return Answers({"state_basis": "stated", "relationship": state, **facts})


@pytest.mark.parametrize("state", LEVELS)
def test_every_complete_company_gets_the_one_verdict_of_the_policy(state: str) -> None:
    meaning = EXACT["verdict"].builder.semantics
    move = EXACT["move_to"].builder.semantics
    for facts in iter_companies(state):
        answers = build_answers(state, facts)
        expected = decide_by_policy(state, facts)
        assert meaning.compute_evidence(answers).get_values("verdict") == {expected}, facts
        assert meaning.compute_evidence(answers).get_values("verdict", certain=False) == {expected}, facts
        assert move.compute_evidence(answers).get_values("move_to", certain=False) == find_move(state, expected), facts


@pytest.mark.parametrize("state", LEVELS)
def test_the_engine_concludes_the_one_verdict_of_the_policy(state: str) -> None:
    for number, facts in enumerate(iter_companies(state)):
        if state == "defined" and number % 5:
            continue  # one in five of the 1,728; five is prime to their number's factors, so every value comes up
        answers = build_answers(state, facts)
        firings = ENGINE.infer(answers, MEANING.compute_evidence(answers))
        concluded = [value for firing in firings for value in firing.rule.list_concluded_values("verdict")]
        assert concluded == [decide_by_policy(state, facts)], facts


def can_change_verdict(state: str, fact: str, known: Mapping[str, str] | None = None) -> bool:
    """Return whether two companies that differ in only one fact get different verdicts."""
    outcomes: dict[frozenset[tuple[str, str]], set[str]] = {}
    for facts in iter_companies(state, known):
        others = frozenset(item for item in facts.items() if item[0] != fact)
        outcomes.setdefault(others, set()).add(decide_by_policy(state, facts))
    return any(len(each) > 1 for each in outcomes.values())


@pytest.mark.parametrize("state", LEVELS)
def test_the_verdict_depends_on_no_other_facts(state: str) -> None:
    assert set(EXACT["verdict"].list_open_facts(build_answers(state, {}))) == {
        fact for fact in DECIDING_FACTS[state] if can_change_verdict(state, fact)
    }


@examples(120)
@given(st.sampled_from(LEVELS), st.data())
def test_possible_verdicts_are_those_of_the_policy_over_all_completions(state: str, data: st.DataObject) -> None:
    known = {
        name: data.draw(st.sampled_from(values), label=name)
        for name, values in DECIDING_FACTS[state].items()
        if data.draw(st.booleans(), label=f"{name} known")
    }
    expected = {decide_by_policy(state, facts) for facts in iter_companies(state, known)}
    answers = build_answers(state, known)
    assert EXACT["verdict"].compute_values(answers) == expected
    moves = {each or None for verdict in expected for each in (find_move(state, verdict) or {None})}
    assert EXACT["move_to"].compute_values(answers) == moves
    deciding = {fact for fact in DECIDING_FACTS[state] if can_change_verdict(state, fact, known)}
    assert set(EXACT["verdict"].list_open_facts(answers)) == deciding


def test_with_nothing_known_every_verdict_is_possible() -> None:
    assert EXACT["verdict"].compute_values(Answers({"state_basis": "stated"})) == {
        "stay",
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
        "tighten",
        "prepare",
    }


@st.composite
def draw_companies(draw: st.DrawFn, rulebase: RuleBase) -> dict[str, Value]:
    """Draw a company with between no and all facts known; mostly its state is stated."""
    share = draw(st.sampled_from([0, 2, 5, 8, 10]))
    known: dict[str, Value] = {}
    for name, fact in rulebase.facts.items():
        if name not in ("state_basis", "relationship") and draw(st.integers(0, 9)) < share:
            known[name] = draw(settled_values(fact) if draw(st.integers(0, 5)) else partial_values(fact))
    known["state_basis"] = draw(st.sampled_from(["stated", "stated", "stated", "scores", "signs"]))
    if draw(st.integers(0, 9)):
        known["relationship"] = draw(st.sampled_from(LEVELS))
    return dict(rulebase.build_answers(known).known)


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
    assert evidence == build_evidence(expected.certain, expected.possible)
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
