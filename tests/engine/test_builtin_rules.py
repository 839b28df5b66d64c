"""The built-in rule base: engine against plain evaluator, and verdicts against the policy in a function of its own."""

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
from tests import plain_evaluator as plain
from tests.profiles import examples
from tests.strategies import companies_of, evidence_of

BUILTIN = load()
MEANING, ENGINE = Semantics(BUILTIN), Engine(BUILTIN)
EXACT = {name: PossibleValues(BUILTIN, name) for name in ("state", "verdict", "move_to")}
LEVELS = ("undefined", "defined", "aligned", "integrated")
YES_NO = ("yes", "no")

# The facts that the verdict rests on in each state, with their values (the policy's names).
READ: dict[str, dict[str, tuple[str, ...]]] = {
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


def policy(state: str, said: Mapping[str, str]) -> str:
    """From evidence to verdict, as the policy puts it, for a company of which all that counts is known."""

    def yes(*names: str) -> list[bool]:
        return [said[name] == "yes" for name in names]

    if state == "integrated":
        return "maintain"
    if state == "undefined":
        presses = said["current_conflicts"] == "frequent" or any(
            yes("effort_duplicated", "tasks_neglected", "resources_contested")
        )
        return "tighten" if presses else "stay"
    if state == "defined":
        gaps_despite_roles = said["roles_defined"] == "yes" and any(yes("effort_duplicated", "tasks_neglected"))
        market_turns = said["market_commoditization"] != "differentiated" or said["market_customizing"] == "yes"
        quickens = said["life_cycle_speed"] == "shortening"
        presses = gaps_despite_roles or market_turns or quickens or said["customized_during_sale"] == "yes"
        return "tighten" if presses else "stay"
    complex_and_rapid = all(yes("landscape_complex", "change_rapid"))
    short_or_simple = said["sales_cycle"] == "short" or said["sales_process_straightforward"] == "yes"
    not_carried = said["shared_responsibility_culture"] == "no" or said["report_separately"] == "yes"
    if not (complex_and_rapid or any(yes("common_funnel_possible", "marketing_split"))):
        return "stay"
    if short_or_simple and not complex_and_rapid:
        return "stay"
    return "prepare" if not_carried else "tighten"


def move_of(state: str, verdict: str) -> set[str]:
    """Return the level above, but only if the verdict is to change something."""
    return {LEVELS[LEVELS.index(state) + 1]} if verdict in ("tighten", "prepare") else set()


def every(state: str, known: Mapping[str, str] | None = None) -> Iterator[dict[str, str]]:
    """Every way to answer all the facts that count in a state, in agreement with what is known."""
    read = {name: (known[name],) if known and name in known else values for name, values in READ[state].items()}
    for chosen in product(*read.values()):
        yield dict(zip(read, chosen, strict=True))


def prepared(state: str, said: Mapping[str, Value]) -> Answers:
    return Answers({"state_basis": "stated", "relationship": state, **said})


@pytest.mark.parametrize("state", LEVELS)
def test_every_complete_company_gets_the_one_verdict_of_the_policy(state: str) -> None:
    meaning = EXACT["verdict"].builder.semantics
    move = EXACT["move_to"].builder.semantics
    for said in every(state):
        answers = prepared(state, said)
        expected = policy(state, said)
        assert meaning.compute_evidence(answers).get_values("verdict") == {expected}, said
        assert meaning.compute_evidence(answers).get_values("verdict", certain=False) == {expected}, said
        assert move.compute_evidence(answers).get_values("move_to", certain=False) == move_of(state, expected), said


@pytest.mark.parametrize("state", LEVELS)
def test_the_engine_too_concludes_the_one_verdict_of_the_policy(state: str) -> None:
    for number, said in enumerate(every(state)):
        if state == "defined" and number % 5:
            continue  # one in five of the 1,728; five is prime to their number's factors, so every value comes up
        answers = prepared(state, said)
        firings = ENGINE.infer(answers, MEANING.compute_evidence(answers))
        concluded = [value for firing in firings for value in firing.rule.list_concluded_values("verdict")]
        assert concluded == [policy(state, said)], said


def matters(state: str, fact: str, known: Mapping[str, str] | None = None) -> bool:
    """Whether two companies that differ in one fact alone get different verdicts."""
    outcomes: dict[frozenset[tuple[str, str]], set[str]] = {}
    for said in every(state, known):
        others = frozenset(item for item in said.items() if item[0] != fact)
        outcomes.setdefault(others, set()).add(policy(state, said))
    return any(len(each) > 1 for each in outcomes.values())


@pytest.mark.parametrize("state", LEVELS)
def test_the_verdict_rests_on_no_other_facts(state: str) -> None:
    assert set(EXACT["verdict"].list_open_facts(prepared(state, {}))) == {
        fact for fact in READ[state] if matters(state, fact)
    }


@examples(120)
@given(st.sampled_from(LEVELS), st.data())
def test_possible_verdicts_are_those_of_the_policy_over_all_completions(state: str, data: st.DataObject) -> None:
    known = {
        name: data.draw(st.sampled_from(values), label=name)
        for name, values in READ[state].items()
        if data.draw(st.booleans(), label=f"{name} known")
    }
    expected = {policy(state, said) for said in every(state, known)}
    answers = prepared(state, known)
    assert EXACT["verdict"].compute_values(answers) == expected
    moves = {each or None for verdict in expected for each in (move_of(state, verdict) or {None})}
    assert EXACT["move_to"].compute_values(answers) == moves
    deciding = {fact for fact in READ[state] if matters(state, fact, known)}
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
    said = dict(zip([name for pair in SIGNS for name in pair], reached, strict=True))
    level = 0
    for pair in SIGNS:
        if any(said[name] == "no" for name in pair):
            break
        level += 1
    found = EXACT["state"].builder.semantics.compute_evidence(Answers({"state_basis": "signs", **said}))
    assert found.get_values("state") == found.get_values("state", certain=False) == {LEVELS[level]}


@pytest.mark.parametrize("state", LEVELS)
def test_a_stated_state_rules_over_scores_and_signs(state: str) -> None:
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


@examples(150)
@given(companies_of(BUILTIN))
def test_the_engine_agrees_with_the_plain_evaluator(known: dict[str, Value]) -> None:
    answers = Answers(known)
    expected = plain.evaluate(BUILTIN, known)
    evidence = MEANING.compute_evidence(answers)
    assert evidence == evidence_of(expected.certain, expected.possible)
    assert {firing.rule.id for firing in ENGINE.infer(answers, evidence)} == expected.holding


@examples(100)
@given(companies_of(BUILTIN))
def test_the_engine_agrees_with_the_plain_evaluator_under_exact_states_and_verdicts(known: dict[str, Value]) -> None:
    answers = Answers(known)
    settled = {name: possibilities.compute_values(answers) for name, possibilities in EXACT.items()}
    expected = plain.evaluate(BUILTIN, known, settled)
    evidence, open_rules = MEANING.evaluate(answers, settled)
    assert evidence == evidence_of(expected.certain, expected.possible, settled)
    assert sorted(rule.id for rule in open_rules) == sorted(expected.open)
    assert {firing.rule.id for firing in ENGINE.infer(answers, evidence)} == expected.holding


@examples(40)
@given(st.lists(companies_of(BUILTIN), min_size=1, max_size=2))
def test_a_fresh_engine_gives_what_a_used_one_gives(several: list[dict[str, Value]]) -> None:
    fresh = Engine(BUILTIN)
    for known in several:
        answers = Answers(known)
        evidence = MEANING.compute_evidence(answers)
        assert fresh.infer(answers, evidence) == ENGINE.infer(answers, evidence)
