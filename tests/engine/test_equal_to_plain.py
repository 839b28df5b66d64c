"""The engine and the meaning against the plain evaluator, over generated rule bases and companies."""

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
    a_rule,
    a_rule_base,
    agreeing_rule_bases,
    atoms_of,
    companies,
    complete_companies,
    evidence_of,
    refined,
    rule_bases,
)

Settled = dict[str, frozenset[str | None]]


def inferred(rulebase: RuleBase, known: dict[str, Value], settled: Settled | None = None) -> tuple[Firing, ...]:
    """Return the firings of a fresh engine."""
    answers = Answers(known)
    return Engine(rulebase).infer(answers, Semantics(rulebase).evaluate(answers, settled).evidence)


def ids(firings: tuple[Firing, ...]) -> frozenset[str]:
    return frozenset(firing.rule.id for firing in firings)


def exact(rulebase: RuleBase, known: dict[str, Value]) -> Settled:
    """Compute the exact values of single conclusions, as a consultation does."""
    return {name: PossibleValues(rulebase, name).compute_values(Answers(known)) for name in SINGLE}


@examples(250)
@given(rule_bases(infer=True), companies())
def test_the_engine_fires_what_the_plain_evaluator_says_holds(rulebase: RuleBase, known: dict[str, Value]) -> None:
    assert ids(inferred(rulebase, known)) == plain.evaluate(rulebase, known).holding


@examples(120)
@given(rule_bases(most=12), complete_companies())
def test_nothing_is_open_for_a_company_fully_known(rulebase: RuleBase, known: dict[str, Value]) -> None:
    expected = plain.evaluate(rulebase, known)
    assert not expected.open
    assert expected.certain == expected.possible
    assert ids(inferred(rulebase, known)) == expected.holding


@examples(250)
@given(rule_bases(infer=True), companies())
def test_the_meaning_finds_what_the_plain_evaluator_finds_certain_and_possible(
    rulebase: RuleBase, known: dict[str, Value]
) -> None:
    expected = plain.evaluate(rulebase, known)
    reading = Semantics(rulebase).evaluate(Answers(known))
    assert reading.evidence == Semantics(rulebase).compute_evidence(Answers(known))
    assert reading.evidence == evidence_of(expected.certain, expected.possible)
    assert sorted(rule.id for rule in reading.open_rules) == sorted(expected.open)


@examples(120)
@given(agreeing_rule_bases(infer=True), companies())
def test_both_agree_when_exact_values_take_the_place_of_open_ones(rulebase: RuleBase, known: dict[str, Value]) -> None:
    settled = exact(rulebase, known)
    expected = plain.evaluate(rulebase, known, settled)
    found = Semantics(rulebase).evaluate(Answers(known), settled)
    assert found.evidence == evidence_of(expected.certain, expected.possible, settled)
    assert sorted(rule.id for rule in found.open_rules) == sorted(expected.open)
    assert ids(inferred(rulebase, known, settled)) == expected.holding


@given(agreeing_rule_bases(most=6), companies())
def test_what_fires_under_exact_values_holds_in_every_completion(rulebase: RuleBase, known: dict[str, Value]) -> None:
    fired = ids(inferred(rulebase, known, exact(rulebase, known)))
    every = plain.completions(rulebase, known)
    assert all(
        fired <= plain.evaluate(rulebase, complete).holding for complete, _ in zip(every, range(40), strict=False)
    )


@given(rule_bases(infer=True), companies(), st.randoms(use_true_random=False))
def test_the_order_of_rules_and_facts_changes_nothing(
    rulebase: RuleBase, known: dict[str, Value], random: object
) -> None:
    def shuffled(items: list) -> list:
        random.shuffle(items)  # type: ignore[attr-defined]
        return items

    other = RuleBase(
        (),
        dict(shuffled(list(rulebase.facts.items()))),
        dict(shuffled(list(rulebase.conclusions.items()))),
        tuple(shuffled(list(rulebase.rules))),
        {},
        {},
        {},
        (),
    )
    known_otherwise = dict(shuffled(list(known.items())))
    uses = {firing.rule.id: frozenset(firing.uses) for firing in inferred(rulebase, known)}
    assert {firing.rule.id: frozenset(firing.uses) for firing in inferred(other, known_otherwise)} == uses
    assert Semantics(other).compute_evidence(Answers(known_otherwise)) == Semantics(rulebase).compute_evidence(
        Answers(known)
    )


@examples(120)
@given(agreeing_rule_bases(infer=True), companies(), st.booleans())
def test_rules_fire_on_what_earlier_firings_concluded(
    rulebase: RuleBase, known: dict[str, Value], exactly: bool
) -> None:
    settled = exact(rulebase, known) if exactly else {}
    possible = plain.evaluate(rulebase, known, settled).possible
    certain: set[tuple[str, str]] = set()
    before = -1
    for firing in inferred(rulebase, known, settled):
        rank = firing.rule.stage.rank
        assert before <= rank
        for name, values in settled.items():
            if before <= rulebase.conclusions[name].stage.rank < rank and len(values) == 1:
                certain |= {(name, value) for value in values if value is not None}
        before = rank
        of_test = {
            test: plain.of_answer(test, known.get(test.name))
            if test.name in rulebase.facts
            else plain.of_evidence(test, certain, possible)
            for test in plain.tests_in(plain.whole(firing.rule))
        }
        assert plain.of_condition(plain.whole(firing.rule), of_test) == plain.HOLDS
        certain.update(tuple(atom) for atom in firing.rule.then)


@given(rule_bases(infer=True), companies())
def test_what_a_firing_matched_is_all_that_makes_its_rule_hold(rulebase: RuleBase, known: dict[str, Value]) -> None:
    answers = Answers(known)
    lookup = build_lookup(answers, Semantics(rulebase).compute_evidence(answers), rulebase.facts)
    for firing in inferred(rulebase, known):
        assert firing.uses == justify_rule(firing.rule, lookup)


@examples(120)
@given(rule_bases(), companies().flatmap(lambda known: st.tuples(st.just(known), refined(known))))
def test_knowing_more_never_turns_a_rule_round(
    rulebase: RuleBase, pair: tuple[dict[str, Value], dict[str, Value]]
) -> None:
    less, more = (Semantics(rulebase).compute_evidence(Answers(known)) for known in pair)
    inwards = [atoms_of(each) for each in (less.certain, more.certain, more.possible, less.possible)]
    assert all(inner <= outer for inner, outer in pairwise(inwards))
    assert ids(inferred(rulebase, pair[0])) <= ids(inferred(rulebase, pair[1]))
    before, after = (plain.evaluate(rulebase, known) for known in pair)
    assert before.holding <= after.holding
    assert after.open <= before.open


@given(agreeing_rule_bases(), companies().flatmap(lambda known: st.tuples(st.just(known), refined(known))))
def test_knowing_more_never_turns_an_exact_value_round(
    rulebase: RuleBase, pair: tuple[dict[str, Value], dict[str, Value]]
) -> None:
    for name in SINGLE:
        less, more = (PossibleValues(rulebase, name).compute_values(Answers(known)) for known in pair)
        assert more <= less
        assert more


@given(rule_bases(infer=True), st.lists(companies(), min_size=2, max_size=5))
def test_an_engine_used_again_gives_what_a_fresh_one_gives(rulebase: RuleBase, several: list[dict[str, Value]]) -> None:
    engine, meaning = Engine(rulebase), Semantics(rulebase)
    for known in (*several, several[0]):
        answers = Answers(known)
        assert meaning.compute_evidence(answers) == Semantics(rulebase).compute_evidence(answers)
        assert engine.infer(answers, meaning.compute_evidence(answers)) == inferred(rulebase, known)


@given(rule_bases(), st.lists(companies(), min_size=2, max_size=4))
def test_an_engine_that_may_keep_one_network_only_gives_the_same(
    rulebase: RuleBase, several: list[dict[str, Value]]
) -> None:
    with patch("advisor.engine.engine.MAX_NETWORKS", 1):
        engine, meaning = Engine(rulebase), Semantics(rulebase)
        for known in (*several, several[0]):
            answers = Answers(known)
            assert engine.infer(answers, meaning.compute_evidence(answers)) == inferred(rulebase, known)


@examples(120)
@given(agreeing_rule_bases(infer=True), companies(), st.booleans())
def test_what_a_firing_rests_on_makes_its_rule_hold_by_itself(
    rulebase: RuleBase, known: dict[str, Value], exactly: bool
) -> None:
    settled = exact(rulebase, known) if exactly else None
    outcome = plain.evaluate(rulebase, known, settled)

    def status(test: Test) -> str:
        if test.name in rulebase.facts:
            return plain.of_answer(test, known.get(test.name))
        return plain.of_evidence(test, outcome.certain, outcome.possible)

    for firing in inferred(rulebase, known, settled):
        condition = plain.whole(firing.rule)
        assert len(set(firing.uses)) == len(firing.uses)
        assert plain.OPEN not in map(status, firing.uses)
        replayed = {test: status(test) if test in firing.uses else plain.OPEN for test in plain.tests_in(condition)}
        assert plain.of_condition(condition, replayed) == plain.HOLDS


def test_a_rule_can_rest_on_a_state_that_only_a_case_distinction_settles() -> None:
    yes, no = (Test("doubled", frozenset({answer})) for answer in ("yes", "no"))
    low, calm = Test("state", frozenset({"low"})), Test("market", frozenset({"calm"}))
    rulebase = a_rule_base(
        [
            a_rule(1, Stage.CLASSIFY, yes, (Atom("state", "low"),)),
            a_rule(2, Stage.CLASSIFY, no, (Atom("state", "low"),)),
            a_rule(3, Stage.WEIGH, calm, (Atom("favours", "stay"),), guard=low),
        ]
    )
    known: dict[str, Value] = {"market": "calm"}
    assert inferred(rulebase, known) == ()
    firings = inferred(rulebase, known, exact(rulebase, known))
    assert [(firing.rule.id, firing.uses) for firing in firings] == [(rulebase.rules[2].id, (low, calm))]


def test_a_rule_can_rest_on_a_verdict_that_is_one_of_two() -> None:
    yes, no = (Test("doubled", frozenset({answer})) for answer in ("yes", "no"))
    moving = Test("verdict", frozenset({"tighten", "prepare"}))
    rulebase = a_rule_base(
        [
            a_rule(1, Stage.DECIDE, yes, (Atom("verdict", "tighten"),)),
            a_rule(2, Stage.DECIDE, no, (Atom("verdict", "prepare"),)),
            a_rule(3, Stage.PLAN, moving, (Atom("step", "meet"),)),
            a_rule(4, Stage.PLAN, Test("verdict", frozenset({"tighten", "stay"})), (Atom("step", "share"),)),
        ]
    )
    assert inferred(rulebase, {}) == ()
    firings = inferred(rulebase, {}, exact(rulebase, {}))
    assert [(firing.rule.id, firing.uses) for firing in firings] == [(rulebase.rules[2].id, (moving,))]
