"""The engine and the semantics compared with the plain evaluator, for generated rule bases and companies."""

from __future__ import annotations

from itertools import pairwise
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from advisor.engine.engine import Engine
from advisor.logic.possible_values import PossibleValues
from advisor.logic.semantics import Semantics
from advisor.model.answers import Answers, Value
from advisor.model.conditions import Test
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Firing, build_lookup, justify_rule
from advisor.model.vocabulary import Atom, Stage
from tests import plain_evaluator as plain
from tests.profiles import examples
from tests.strategies import (
    SINGLE,
    agreeing_rule_bases,
    build_evidence,
    build_rule,
    build_rule_base,
    companies,
    complete_companies,
    list_atoms,
    refined_companies,
    rule_bases,
)

Settled = dict[str, frozenset[str | None]]


def infer_firings(rulebase: RuleBase, known: dict[str, Value], settled: Settled | None = None) -> tuple[Firing, ...]:
    """Return the firings of a fresh engine."""
    answers = Answers(known)
    return Engine(rulebase).infer(answers, Semantics(rulebase).evaluate(answers, settled).evidence)


def get_rule_ids(firings: tuple[Firing, ...]) -> frozenset[str]:
    return frozenset(firing.rule.id for firing in firings)


def compute_exact_values(rulebase: RuleBase, known: dict[str, Value]) -> Settled:
    """Compute the exact values of single conclusions, as a consultation does."""
    return {name: PossibleValues(rulebase, name).compute_values(Answers(known)) for name in SINGLE}


@examples(250)
@given(rule_bases(infer=True), companies())
def test_the_engine_fires_the_rules_that_hold_in_the_plain_evaluator(
    rulebase: RuleBase, known: dict[str, Value]
) -> None:
    assert get_rule_ids(infer_firings(rulebase, known)) == plain.evaluate(rulebase, known).holding


@examples(120)
@given(rule_bases(most=12), complete_companies())
def test_no_rule_is_open_for_a_complete_company(rulebase: RuleBase, known: dict[str, Value]) -> None:
    expected = plain.evaluate(rulebase, known)
    assert not expected.open
    assert expected.certain == expected.possible
    assert get_rule_ids(infer_firings(rulebase, known)) == expected.holding


@examples(250)
@given(rule_bases(infer=True), companies())
def test_the_semantics_find_the_evidence_of_the_plain_evaluator(rulebase: RuleBase, known: dict[str, Value]) -> None:
    expected = plain.evaluate(rulebase, known)
    reading = Semantics(rulebase).evaluate(Answers(known))
    assert reading.evidence == Semantics(rulebase).compute_evidence(Answers(known))
    assert reading.evidence == build_evidence(expected.certain, expected.possible)
    assert sorted(rule.id for rule in reading.open_rules) == sorted(expected.open)


@examples(120)
@given(agreeing_rule_bases(infer=True), companies())
def test_both_evaluators_agree_when_exact_values_replace_open_ones(rulebase: RuleBase, known: dict[str, Value]) -> None:
    settled = compute_exact_values(rulebase, known)
    expected = plain.evaluate(rulebase, known, settled)
    found = Semantics(rulebase).evaluate(Answers(known), settled)
    assert found.evidence == build_evidence(expected.certain, expected.possible, settled)
    assert sorted(rule.id for rule in found.open_rules) == sorted(expected.open)
    assert get_rule_ids(infer_firings(rulebase, known, settled)) == expected.holding


@given(agreeing_rule_bases(most=6), companies())
def test_a_rule_that_fires_under_exact_values_holds_in_every_completion(
    rulebase: RuleBase, known: dict[str, Value]
) -> None:
    fired = get_rule_ids(infer_firings(rulebase, known, compute_exact_values(rulebase, known)))
    every = plain.iter_completions(rulebase, known)
    assert all(
        fired <= plain.evaluate(rulebase, complete).holding for complete, _ in zip(every, range(40), strict=False)
    )


@given(rule_bases(infer=True), companies(), st.randoms(use_true_random=False))
def test_the_order_of_rules_and_facts_changes_nothing(
    rulebase: RuleBase, known: dict[str, Value], random: object
) -> None:
    def shuffle(items: list) -> list:
        random.shuffle(items)  # type: ignore[attr-defined]
        return items

    other = RuleBase(
        (),
        dict(shuffle(list(rulebase.facts.items()))),
        dict(shuffle(list(rulebase.conclusions.items()))),
        tuple(shuffle(list(rulebase.rules))),
        {},
        {},
        {},
        (),
    )
    known_shuffled = dict(shuffle(list(known.items())))
    uses = {firing.rule.id: frozenset(firing.uses) for firing in infer_firings(rulebase, known)}
    assert {firing.rule.id: frozenset(firing.uses) for firing in infer_firings(other, known_shuffled)} == uses
    assert Semantics(other).compute_evidence(Answers(known_shuffled)) == Semantics(rulebase).compute_evidence(
        Answers(known)
    )


@examples(120)
@given(agreeing_rule_bases(infer=True), companies(), st.booleans())
def test_rules_fire_on_what_earlier_firings_concluded(
    rulebase: RuleBase, known: dict[str, Value], exactly: bool
) -> None:
    settled = compute_exact_values(rulebase, known) if exactly else {}
    possible = plain.evaluate(rulebase, known, settled).possible
    certain: set[tuple[str, str]] = set()
    before = -1
    for firing in infer_firings(rulebase, known, settled):
        rank = firing.rule.stage.rank
        assert before <= rank
        for name, values in settled.items():
            if before <= rulebase.conclusions[name].stage.rank < rank and len(values) == 1:
                certain |= {(name, value) for value in values if value is not None}
        before = rank
        statuses = {
            test: plain.evaluate_answer(test, known.get(test.name))
            if test.name in rulebase.facts
            else plain.evaluate_evidence(test, certain, possible)
            for test in plain.iter_tests(plain.build_full_condition(firing.rule))
        }
        assert plain.evaluate_condition(plain.build_full_condition(firing.rule), statuses) == plain.HOLDS
        certain.update(tuple(atom) for atom in firing.rule.then)


@given(rule_bases(infer=True), companies())
def test_what_a_firing_matched_is_all_that_makes_its_rule_hold(rulebase: RuleBase, known: dict[str, Value]) -> None:
    answers = Answers(known)
    lookup = build_lookup(answers, Semantics(rulebase).compute_evidence(answers), rulebase.facts)
    for firing in infer_firings(rulebase, known):
        assert firing.uses == justify_rule(firing.rule, lookup)


@examples(120)
@given(rule_bases(), companies().flatmap(lambda known: st.tuples(st.just(known), refined_companies(known))))
def test_more_answers_never_reverse_a_rule(rulebase: RuleBase, pair: tuple[dict[str, Value], dict[str, Value]]) -> None:
    less, more = (Semantics(rulebase).compute_evidence(Answers(known)) for known in pair)
    evidence_sets = [list_atoms(each) for each in (less.certain, more.certain, more.possible, less.possible)]
    assert all(inner <= outer for inner, outer in pairwise(evidence_sets))
    assert get_rule_ids(infer_firings(rulebase, pair[0])) <= get_rule_ids(infer_firings(rulebase, pair[1]))
    before, after = (plain.evaluate(rulebase, known) for known in pair)
    assert before.holding <= after.holding
    assert after.open <= before.open


@given(agreeing_rule_bases(), companies().flatmap(lambda known: st.tuples(st.just(known), refined_companies(known))))
def test_more_answers_never_add_exact_values(
    rulebase: RuleBase, pair: tuple[dict[str, Value], dict[str, Value]]
) -> None:
    for name in SINGLE:
        less, more = (PossibleValues(rulebase, name).compute_values(Answers(known)) for known in pair)
        assert more <= less
        assert more


@given(rule_bases(infer=True), st.lists(companies(), min_size=2, max_size=5))
def test_a_reused_engine_gives_the_same_result_as_a_new_one(
    rulebase: RuleBase, company_list: list[dict[str, Value]]
) -> None:
    engine, meaning = Engine(rulebase), Semantics(rulebase)
    for known in (*company_list, company_list[0]):
        answers = Answers(known)
        assert meaning.compute_evidence(answers) == Semantics(rulebase).compute_evidence(answers)
        assert engine.infer(answers, meaning.compute_evidence(answers)) == infer_firings(rulebase, known)


@given(rule_bases(), st.lists(companies(), min_size=2, max_size=4))
def test_an_engine_with_one_cached_network_gives_the_same_result(
    rulebase: RuleBase, company_list: list[dict[str, Value]]
) -> None:
    with patch("advisor.engine.engine.MAX_NETWORKS", 1):
        engine, meaning = Engine(rulebase), Semantics(rulebase)
        for known in (*company_list, company_list[0]):
            answers = Answers(known)
            assert engine.infer(answers, meaning.compute_evidence(answers)) == infer_firings(rulebase, known)


@examples(120)
@given(agreeing_rule_bases(infer=True), companies(), st.booleans())
def test_the_tests_used_by_a_firing_are_enough_for_its_rule(
    rulebase: RuleBase, known: dict[str, Value], use_exact_values: bool
) -> None:
    settled = compute_exact_values(rulebase, known) if use_exact_values else None
    outcome = plain.evaluate(rulebase, known, settled)

    def get_status(test: Test) -> str:
        if test.name in rulebase.facts:
            return plain.evaluate_answer(test, known.get(test.name))
        return plain.evaluate_evidence(test, outcome.certain, outcome.possible)

    for firing in infer_firings(rulebase, known, settled):
        condition = plain.build_full_condition(firing.rule)
        assert len(set(firing.uses)) == len(firing.uses)
        assert plain.OPEN not in map(get_status, firing.uses)
        statuses = {
            test: get_status(test) if test in firing.uses else plain.OPEN for test in plain.iter_tests(condition)
        }
        assert plain.evaluate_condition(condition, statuses) == plain.HOLDS


def test_a_rule_can_use_a_state_settled_by_a_case_distinction() -> None:
    yes, no = (Test("doubled", frozenset({answer})) for answer in ("yes", "no"))
    low, calm = Test("state", frozenset({"low"})), Test("market", frozenset({"calm"}))
    rulebase = build_rule_base(
        [
            build_rule(1, Stage.CLASSIFY, yes, (Atom("state", "low"),)),
            build_rule(2, Stage.CLASSIFY, no, (Atom("state", "low"),)),
            build_rule(3, Stage.WEIGH, calm, (Atom("favours", "stay"),), guard=low),
        ]
    )
    known: dict[str, Value] = {"market": "calm"}
    assert infer_firings(rulebase, known) == ()
    firings = infer_firings(rulebase, known, compute_exact_values(rulebase, known))
    assert [(firing.rule.id, firing.uses) for firing in firings] == [(rulebase.rules[2].id, (low, calm))]


def test_a_rule_can_rest_on_a_verdict_that_is_one_of_two() -> None:
    yes, no = (Test("doubled", frozenset({answer})) for answer in ("yes", "no"))
    moving = Test("verdict", frozenset({"tighten", "prepare"}))
    rulebase = build_rule_base(
        [
            build_rule(1, Stage.DECIDE, yes, (Atom("verdict", "tighten"),)),
            build_rule(2, Stage.DECIDE, no, (Atom("verdict", "prepare"),)),
            build_rule(3, Stage.PLAN, moving, (Atom("step", "meet"),)),
            build_rule(4, Stage.PLAN, Test("verdict", frozenset({"tighten", "stay"})), (Atom("step", "share"),)),
        ]
    )
    assert infer_firings(rulebase, {}) == ()
    firings = infer_firings(rulebase, {}, compute_exact_values(rulebase, {}))
    assert [(firing.rule.id, firing.uses) for firing in firings] == [(rulebase.rules[2].id, (moving,))]
