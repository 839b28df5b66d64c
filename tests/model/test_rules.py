"""Rules and evidence: what is final narrows a rule down without changing what it means, and answers fill in others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.model.answers import Answers, OneOf, Value
from advisor.model.conditions import ALWAYS, NEVER, Condition, Status, Test, evaluate
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Evidence, build_lookup, evaluate_rule, justify_rule, narrow_rules
from advisor.model.vocabulary import Atom, CountBand, CountDerivation, Fact, Kind, Stage
from tests.profiles import examples
from tests.strategies import (
    CONCLUSIONS,
    FACTS,
    atoms,
    build_evidence,
    build_fact,
    build_rule,
    companies,
    conditions,
    list_atoms,
)

LAST = Stage.CAUTION
every_atom = st.one_of(*(atoms(stage) for stage in Stage))


@st.composite
def evidences(draw: st.DrawFn) -> Evidence:
    """Draw evidence in which some possible values are certain."""
    possible = draw(st.frozensets(every_atom, max_size=6))
    return build_evidence([atom for atom in sorted(possible) if draw(st.booleans())], possible)


@given(evidences(), every_atom)
def test_certain_conclusions_hold_impossible_ones_fail_and_others_are_open(evidence: Evidence, atom: Atom) -> None:
    certain, possible = list_atoms(evidence.certain), list_atoms(evidence.possible)
    expected = Status.HOLDS if atom in certain else Status.OPEN if atom in possible else Status.FAILS
    assert evidence.evaluate_test(Test(atom.name, frozenset({atom.value}))) is expected


@given(evidences(), st.sampled_from(sorted(CONCLUSIONS)))
def test_evidence_lists_the_values_of_a_conclusion(evidence: Evidence, name: str) -> None:
    for concluded, certain in ((evidence.certain, True), (evidence.possible, False)):
        expected = {value for each, value in list_atoms(concluded) if each == name}
        assert evidence.get_values(name, certain=certain) == expected


@examples(150)
@given(conditions(LAST), companies(), evidences(), st.sets(st.sampled_from(sorted({**FACTS, **CONCLUSIONS}))))
def test_narrowing_rules_changes_no_status(
    condition: Condition, known: dict[str, Value], evidence: Evidence, final: set[str]
) -> None:
    lookup = build_lookup(Answers(known), evidence, FACTS)
    rule = build_rule(1, LAST, condition, (Atom("caution", "slow"),))
    left = narrow_rules([rule], lambda test: lookup(test) if test.name in final else None)
    status = evaluate_rule(rule, lookup)
    assert [evaluate(each, lookup) for _, each in left] == ([status] if left else [])
    assert left or status is Status.FAILS


def test_a_rule_that_can_no_longer_fire_is_left_out() -> None:
    rule = build_rule(1, LAST, Test("market", frozenset({"calm"})), (Atom("caution", "slow"),))
    assert narrow_rules([rule], lambda _: Status.FAILS) == []
    assert narrow_rules([rule], lambda _: Status.HOLDS) == [(rule, ALWAYS)]
    assert narrow_rules([rule], lambda _: Status.OPEN) == [(rule, rule.when)]
    assert narrow_rules([build_rule(1, LAST, NEVER, ())], lambda _: None) == []


def test_a_rule_needs_both_guard_and_condition() -> None:
    calm, doubled = Test("market", frozenset({"calm"})), Test("doubled", frozenset({"yes"}))
    rule = build_rule(1, Stage.WEIGH, doubled, (Atom("favours", "stay"), Atom("friction", "money")), guard=calm)
    both = build_lookup(Answers({"market": "calm", "doubled": "yes"}), Evidence(), FACTS)
    assert justify_rule(rule, both) == (calm, doubled)
    for known in ({"market": "rough", "doubled": "yes"}, {"market": "calm", "doubled": "no"}):
        assert evaluate_rule(rule, build_lookup(Answers(known), Evidence(), FACTS)) is Status.FAILS
    assert evaluate_rule(rule, build_lookup(Answers({"market": "calm"}), Evidence(), FACTS)) is Status.OPEN
    assert rule.list_concluded_values("favours") == ("stay",)
    assert rule.list_concluded_values("verdict") == ()


def build_rule_base_with_sizes() -> RuleBase:
    bands = (CountBand("small", None, 49), CountBand("medium", 50, 249), CountBand("large", 250, None))
    plain_size = build_fact("size", Kind.CHOICE, "small", "medium", "large")
    size = Fact(
        "size",
        Kind.CHOICE,
        "size",
        "?",
        "policy/test",
        plain_size.values,
        filled_from=CountDerivation("staff", bands, "policy/x"),
    )
    return RuleBase((), {"size": size, "staff": FACTS["staff"]}, {}, (), {}, {}, {}, ())


@pytest.mark.parametrize(
    ("staff", "size"), [(1, "small"), (49, "small"), (50, "medium"), (249, "medium"), (250, "large"), (9999, "large")]
)
def test_a_count_fills_an_unstated_choice(staff: int, size: str) -> None:
    filled = build_rule_base_with_sizes().build_answers({"staff": staff}, "Acme")
    assert (filled.known["size"], dict(filled.filled), filled.company) == (size, {"size": "staff"}, "Acme")


def test_a_stated_choice_is_not_filled() -> None:
    filled = build_rule_base_with_sizes().build_answers({"staff": 3, "size": "large"})
    assert (filled.known["size"], dict(filled.filled)) == ("large", {})


def test_a_partly_known_choice_is_filled() -> None:
    filled = build_rule_base_with_sizes().build_answers({"staff": 3, "size": OneOf(frozenset({"small", "large"}))})
    assert filled.known["size"] == "small"


def test_without_a_count_nothing_is_filled() -> None:
    assert dict(build_rule_base_with_sizes().build_answers({}).known) == {}
