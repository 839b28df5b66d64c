"""Exact possible values compared with brute force, which tries every way to fill in the unknown facts."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from unittest.mock import patch

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.errors import TOO_MANY_CASES, TooManyCasesError
from advisor.logic.answer_changes import ChangeFinder
from advisor.logic.diagram_builder import DiagramBuilder
from advisor.logic.possible_values import PossibleValues
from advisor.model.answers import Answers, OneOf, PartialChoice, Value
from advisor.model.conditions import ALWAYS, All, Any, Not, Test
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Atom, Kind, Stage
from tests import plain_evaluator as plain
from tests.profiles import examples
from tests.strategies import (
    FACTS,
    SINGLE,
    agreeing_rule_bases,
    build_fact,
    build_rule,
    build_rule_base,
    companies,
    complete_companies,
    fact_tests,
    rule_bases,
)

MAX_COMPLETIONS = 150
singles = st.sampled_from(SINGLE)
STAY, TIGHTEN = (Atom("verdict", "stay"),), (Atom("verdict", "tighten"),)


def build_test(name: str, *values: str) -> Test:
    return Test(name, frozenset(values))


@examples(150)
@given(agreeing_rule_bases(), companies(), singles)
def test_the_values_are_those_of_all_completions(rulebase: RuleBase, known: dict[str, Value], name: str) -> None:
    assume(plain.count_completions(rulebase, known) <= MAX_COMPLETIONS)
    assert PossibleValues(rulebase, name).compute_values(Answers(known)) == plain.find_possible_values(
        rulebase, known, name
    )


@examples(100)
@given(rule_bases(most=5), companies(), singles)
def test_the_values_are_those_of_all_completions_for_rules_of_any_form(
    rulebase: RuleBase, known: dict[str, Value], name: str
) -> None:
    assume(plain.count_completions(rulebase, known) <= MAX_COMPLETIONS)
    try:
        expected = plain.find_possible_values(rulebase, known, name)
    except plain.TwoValuesError:
        assume(False)
    assert PossibleValues(rulebase, name).compute_values(Answers(known)) == expected


@examples(150)
@given(agreeing_rule_bases(), companies(), singles)
def test_an_open_fact_is_one_whose_value_alone_can_change_the_result(
    rulebase: RuleBase, known: dict[str, Value], name: str
) -> None:
    assume(1 < plain.count_completions(rulebase, known) <= MAX_COMPLETIONS)
    possibilities = PossibleValues(rulebase, name)
    assert set(possibilities.list_open_facts(Answers(known))) == {
        fact for fact in FACTS if plain.is_deciding(rulebase, known, name, fact)
    }


@given(agreeing_rule_bases(), companies(), singles)
def test_open_facts_are_unique_and_not_settled(rulebase: RuleBase, known: dict[str, Value], name: str) -> None:
    possibilities, answers = PossibleValues(rulebase, name), Answers(known)
    open_facts = possibilities.list_open_facts(answers)
    assert len(set(open_facts)) == len(open_facts)
    assert not {fact for fact in open_facts if not isinstance(known.get(fact), OneOf | PartialChoice | None)}


@examples(150)
@given(agreeing_rule_bases(), companies(), st.sampled_from(["verdict", "move_to"]))
def test_every_change_changes_the_result(rulebase: RuleBase, known: dict[str, Value], name: str) -> None:
    possibilities = PossibleValues(rulebase, name)
    now = possibilities.compute_values(Answers(known))
    for change in ChangeFinder(possibilities).find_changes(Answers(known)).changes:
        changed = {**known, **dict(change.facts)}
        assert len(now) == 1
        assert {fact for fact, _ in change.facts} <= set(known)
        assert change.values == possibilities.compute_values(Answers(changed)) != now
        if plain.count_completions(rulebase, changed) <= MAX_COMPLETIONS:
            assert change.values == plain.find_possible_values(rulebase, changed, name)


def remove_state_rules(rulebase: RuleBase) -> RuleBase:
    """Remove the rules that conclude the state, because a change never touches their facts."""
    return build_rule_base([rule for rule in rulebase.rules if not rule.list_concluded_values("state")])


def list_changed_companies(
    rulebase: RuleBase, known: dict[str, Value], fact: str, *, one_word: bool = False
) -> list[dict[str, Value]]:
    """List the companies with one known answer changed to every other that a rule distinguishes.

    With `one_word`, one word more or less of a `many` fact.
    """
    before = known[fact]
    ways = plain.list_settled_answers(rulebase, fact, None)
    if isinstance(before, frozenset):
        mentioned = frozenset().union(*(value for value in ways if isinstance(value, frozenset)))
        ways = [(before - mentioned) | value for value in ways if isinstance(value, frozenset)]
        if one_word:
            ways = [value for value in ways if len(value ^ before) == 1]
    return [{**known, fact: value} for value in ways if value != before]


def find_deciding_facts(rulebase: RuleBase, known: dict[str, Value], *, one_word: bool) -> set[str]:
    now = plain.find_conclusion(rulebase, known, "verdict")
    return {
        fact
        for fact in FACTS
        for each in list_changed_companies(rulebase, known, fact, one_word=one_word)
        if plain.find_conclusion(rulebase, each, "verdict") != now
    }


def find_deciding_pairs(rulebase: RuleBase, known: dict[str, Value], *, one_word: bool) -> set[frozenset[str]]:
    now = plain.find_conclusion(rulebase, known, "verdict")
    return {
        frozenset({first, second})
        for first, second in combinations(FACTS, 2)
        for changed_company in list_changed_companies(rulebase, known, first, one_word=one_word)
        for twice in list_changed_companies(rulebase, changed_company, second, one_word=one_word)
        if plain.find_conclusion(rulebase, twice, "verdict") != now
    }


@examples(80)
@given(agreeing_rule_bases().map(remove_state_rules), complete_companies())
def test_two_changes_are_only_listed_if_no_single_change_is_enough(rulebase: RuleBase, known: dict[str, Value]) -> None:
    deciding = find_deciding_facts(rulebase, known, one_word=True)
    assume(
        deciding == find_deciding_facts(rulebase, known, one_word=False)
    )  # otherwise see the test of dropping all topics
    changes = ChangeFinder(PossibleValues(rulebase, "verdict")).find_changes(Answers(known)).changes
    if deciding:
        assert {fact for change in changes for fact, _ in change.facts} == deciding
    assert {len(change.facts) for change in changes} <= ({1} if deciding else {2})


@st.composite
def verdicts_of_several_facts(draw: st.DrawFn) -> RuleBase:
    """Tighten if all (or some) of a few tests hold; otherwise stay."""
    parts = tuple(draw(st.lists(fact_tests(), min_size=2, max_size=3, unique=True)))
    condition = draw(st.sampled_from([All, Any]))(parts)
    return build_rule_base(
        [build_rule(1, Stage.DECIDE, condition, TIGHTEN), build_rule(2, Stage.DECIDE, Not(condition), STAY)]
    )


@examples(40)
@given(verdicts_of_several_facts(), complete_companies())
def test_finds_all_pairs_of_facts_that_change_the_verdict_together(rulebase: RuleBase, known: dict[str, Value]) -> None:
    assume(not find_deciding_facts(rulebase, known, one_word=False))
    deciding = find_deciding_pairs(rulebase, known, one_word=True)
    assume(deciding == find_deciding_pairs(rulebase, known, one_word=False))
    changes = ChangeFinder(PossibleValues(rulebase, "verdict")).find_changes(Answers(known)).changes
    assert {frozenset(fact for fact, _ in change.facts) for change in changes} == deciding


def test_two_changes_are_listed_together_if_neither_is_enough() -> None:
    both = All((build_test("doubled", "yes"), build_test("contested", "yes")))
    rulebase = build_rule_base(
        [build_rule(1, Stage.DECIDE, both, TIGHTEN), build_rule(2, Stage.DECIDE, Not(both), STAY)]
    )
    verdicts, answers = PossibleValues(rulebase, "verdict"), Answers({"doubled": "no", "contested": "no"})
    changes = ChangeFinder(verdicts).find_changes(answers).changes
    assert [(set(change.facts), change.values) for change in changes] == [
        ({("doubled", "yes"), ("contested", "yes")}, {"tighten"})
    ]
    assert ChangeFinder(verdicts).find_changes(answers, max_size=1).changes == []


def test_a_case_distinction_settles_a_verdict_that_no_rule_settles_alone() -> None:
    rulebase = build_rule_base(
        [
            build_rule(1, Stage.DECIDE, build_test("doubled", "yes"), STAY),
            build_rule(2, Stage.DECIDE, build_test("doubled", "no"), STAY),
        ]
    )
    assert PossibleValues(rulebase, "verdict").compute_values(Answers({})) == {"stay"}
    assert "doubled" not in PossibleValues(rulebase, "verdict").list_open_facts(Answers({}))


def test_possible_values_include_none_if_no_rule_may_fire() -> None:
    rulebase = build_rule_base([build_rule(1, Stage.DECIDE, build_test("doubled", "yes"), STAY)])
    assert PossibleValues(rulebase, "verdict").compute_values(Answers({})) == {"stay", None}
    assert PossibleValues(rulebase, "verdict").compute_values(Answers({"doubled": "no"})) == {None}


@pytest.mark.parametrize(("minimum_excluded", "expected"), [(1, {"stay"}), (2, {"stay", None})])
def test_a_bound_below_the_smallest_count_is_no_bound(minimum_excluded: int, expected: set[str | None]) -> None:
    rulebase = build_rule_base([build_rule(1, Stage.DECIDE, Test("staff", at_least=minimum_excluded), STAY)])
    assert PossibleValues(rulebase, "verdict").compute_values(Answers({})) == expected


def test_partly_known_topics_leave_only_the_others_open() -> None:
    rulebase = build_rule_base(
        [
            build_rule(1, Stage.DECIDE, build_test("topics", "price"), TIGHTEN),
            build_rule(2, Stage.DECIDE, Not(build_test("topics", "price")), STAY),
        ]
    )
    verdicts = PossibleValues(rulebase, "verdict")
    leads = frozenset({"leads"})
    assert verdicts.compute_values(Answers({"topics": PartialChoice(yes=leads)})) == {"stay", "tighten"}
    assert "topics" in verdicts.list_open_facts(Answers({"topics": PartialChoice(yes=leads)}))
    assert verdicts.compute_values(Answers({"topics": PartialChoice(no=frozenset({"price"}))})) == {"stay"}


def test_a_later_topic_decides_after_an_earlier_one_did_not() -> None:
    rulebase = build_rule_base(
        [
            build_rule(
                1,
                Stage.DECIDE,
                All((build_test("topics", "leads"), build_test("topics", "price"), build_test("doubled", "yes"))),
                TIGHTEN,
            ),
            build_rule(
                2,
                Stage.DECIDE,
                Any(
                    tuple(
                        Not(build_test(*each))
                        for each in (("topics", "leads"), ("topics", "price"), ("doubled", "yes"))
                    )
                ),
                STAY,
            ),
        ]
    )
    verdicts = PossibleValues(rulebase, "verdict")
    assert "topics" in verdicts.list_open_facts(Answers({}))
    assert "doubled" in verdicts.list_open_facts(Answers({}))


def test_dropping_all_topics_is_one_change_of_one_answer() -> None:
    rulebase = build_rule_base(
        [
            build_rule(1, Stage.DECIDE, build_test("topics", "price", "leads"), TIGHTEN),
            build_rule(2, Stage.DECIDE, Not(build_test("topics", "price", "leads")), STAY),
        ]
    )
    answers = Answers({"topics": frozenset({"price", "leads"})})
    changes = ChangeFinder(PossibleValues(rulebase, "verdict")).find_changes(answers).changes
    assert [(change.facts, change.values) for change in changes] == [((("topics", frozenset()),), {"stay"})]


@pytest.mark.parametrize("topics", [PartialChoice(no=frozenset({"price"})), frozenset()])
def test_a_change_of_topics_is_itself_a_choice_of_topics(topics: Value) -> None:
    rulebase = build_rule_base(
        [
            build_rule(1, Stage.DECIDE, build_test("topics", "price"), TIGHTEN),
            build_rule(2, Stage.DECIDE, Not(build_test("topics", "price")), STAY),
        ]
    )
    changes = ChangeFinder(PossibleValues(rulebase, "verdict")).find_changes(Answers({"topics": topics})).changes
    assert all(isinstance(value, frozenset) for change in changes for _, value in change.facts)


def test_finds_changes_if_a_case_distinction_settles_the_verdict() -> None:
    """Known facts of any kind that no rule for the verdict reads do not prevent this."""
    rulebase = build_rule_base(
        [
            build_rule(1, Stage.DECIDE, All((build_test("market", "calm"), build_test("doubled", "yes"))), STAY),
            build_rule(2, Stage.DECIDE, All((build_test("market", "calm"), build_test("doubled", "no"))), STAY),
            build_rule(3, Stage.DECIDE, build_test("market", "rough"), TIGHTEN),
        ]
    )
    answers = Answers({"topics": frozenset({"price"}), "staff": 3, "cycle": "short", "market": "calm"})
    changes = ChangeFinder(PossibleValues(rulebase, "verdict")).find_changes(answers).changes
    assert [(change.facts, change.values) for change in changes] == [((("market", "rough"),), {"tighten"})]


def test_changes_never_touch_the_state() -> None:
    rulebase = build_rule_base(
        [
            build_rule(1, Stage.CLASSIFY, build_test("market", "calm"), (Atom("state", "low"),)),
            build_rule(2, Stage.CLASSIFY, build_test("market", "rough"), (Atom("state", "high"),)),
            build_rule(3, Stage.DECIDE, build_test("state", "low"), STAY),
            build_rule(4, Stage.DECIDE, build_test("state", "high"), TIGHTEN),
        ]
    )
    assert ChangeFinder(PossibleValues(rulebase, "verdict")).find_changes(Answers({"market": "calm"})).changes == []


def test_a_rule_that_always_fires_leaves_nothing_to_change() -> None:
    rulebase = build_rule_base([build_rule(1, Stage.DECIDE, ALWAYS, STAY)])
    verdicts = PossibleValues(rulebase, "verdict")
    assert verdicts.compute_values(Answers({})) == {"stay"}
    assert ChangeFinder(verdicts).find_changes(Answers({"doubled": "yes"})).changes == []
    assert verdicts.list_open_facts(Answers({})) == ()


def test_refuses_rules_with_too_many_open_cases() -> None:
    """One fact of each pair comes before all others, so that almost every case is different."""
    pairs = [
        (build_fact(f"a{number}", Kind.YES_NO, "yes", "no"), build_fact(f"b{number}", Kind.YES_NO, "yes", "no"))
        for number in range(16)
    ]
    firsts = tuple(build_test(first.name, "yes") for first, _ in pairs)
    both = Any(tuple(All((build_test(first.name, "yes"), build_test(second.name, "yes"))) for first, second in pairs))
    rules = (
        build_rule(0, Stage.DECIDE, All((*firsts, Not(firsts[0]))), STAY),
        build_rule(1, Stage.DECIDE, both, TIGHTEN),
    )
    rulebase = replace(build_rule_base(rules), facts={fact.name: fact for pair in pairs for fact in pair})
    with pytest.raises(TooManyCasesError, match="2,000") as caught:
        DiagramBuilder(rulebase, (*STAY, *TIGHTEN), max_cases=2_000).build_node(Answers({}))
    assert [finding.code for finding in caught.value.findings] == [TOO_MANY_CASES]


def test_says_so_if_there_are_too_many_changes_to_try_them_all() -> None:
    """Each of three pairs decides, so that no single answer changes the conclusion."""
    names = [f"a{number}" for number in range(6)]
    pairs = [All((build_test(one, "yes"), build_test(other, "yes"))) for one, other in batched_pairs(names)]
    rules = (
        build_rule(0, Stage.DECIDE, Any(tuple(pairs)), TIGHTEN),
        build_rule(1, Stage.DECIDE, Not(Any(tuple(pairs))), STAY),
    )
    facts = {name: build_fact(name, Kind.YES_NO, "yes", "no") for name in names}
    rulebase = replace(build_rule_base(rules), facts=facts)
    answers = Answers(dict.fromkeys(names, "yes"))
    finder = ChangeFinder(PossibleValues(rulebase, "verdict"))
    every = finder.find_changes(answers, max_size=3)
    assert every.changes
    assert every.is_complete
    with patch("advisor.logic.change_search.MAX_TRIALS", 4):
        some = finder.find_changes(answers, max_size=3)
    assert not some.is_complete
    assert all(change in every.changes for change in some.changes)


def batched_pairs(names: list[str]) -> list[tuple[str, str]]:
    return list(zip(names[::2], names[1::2], strict=True))
