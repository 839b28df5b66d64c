"""The meaning of rules as the checks compute it, compared with a try of every company."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain, combinations, product

from hypothesis import given
from hypothesis import strategies as st

from advisor.logic.reachability import is_reachable
from advisor.logic.satisfiability import Budget, SatisfiabilityChecker
from advisor.logic.semantics import Semantics
from advisor.model.answers import Answers, Value
from advisor.model.conditions import All, Any, Condition, Not, Status, Test, evaluate
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Evidence, build_lookup
from advisor.model.vocabulary import Fact, Kind, Stage
from tests.profiles import examples
from tests.strategies import COUNTS, FACTS, agreeing_rule_bases, build_rule_base, conditions, fact_tests

PLENTY = 10**9
FACT_CONDITIONS = st.recursive(
    fact_tests(),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: Any(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=8,
)


def list_answers(fact: Fact) -> list[Value]:
    """Return answers to a fact that show every outcome of every test of it."""
    if fact.kind is Kind.COUNT:
        return [*range(fact.minimum, max(COUNTS) + 2)]
    if fact.kind is Kind.MANY:
        sizes = (combinations(fact.values, size) for size in range(len(fact.values) + 1))
        return [frozenset(chosen) for chosen in chain.from_iterable(sizes)]
    return [*fact.values]


@cache
def list_companies() -> tuple[Answers, ...]:
    return tuple(Answers(dict(zip(FACTS, each, strict=True))) for each in product(*map(list_answers, FACTS.values())))


def iter_meeting_companies(condition: Condition, rulebase: RuleBase | None = None) -> Iterator[Answers]:
    """Yield the companies that meet a condition."""
    meaning = Semantics(rulebase) if rulebase else None
    for answers in list_companies():
        evidence = meaning.compute_evidence(answers) if meaning else Evidence()
        if evaluate(condition, build_lookup(answers, evidence, FACTS)) is Status.HOLDS:
            yield answers


@given(condition=FACT_CONDITIONS)
def test_a_condition_on_facts_is_satisfiable_if_some_company_meets_it(condition: Condition) -> None:
    satisfiable = SatisfiabilityChecker(build_rule_base(()), Budget(PLENTY)).is_satisfiable(condition)
    assert satisfiable is any(True for _ in iter_meeting_companies(condition))


@given(rulebase=agreeing_rule_bases(), condition=conditions(Stage.PLAN, own=False))
@examples(15)
def test_a_condition_is_reachable_if_some_company_meets_it(rulebase: RuleBase, condition: Condition) -> None:
    met = any(True for _ in iter_meeting_companies(condition, rulebase))
    assert is_reachable(condition, Stage.PLAN, rulebase, Budget(PLENTY)) is met
    if met:
        assert SatisfiabilityChecker(rulebase, Budget(PLENTY)).is_satisfiable(condition) is True


@given(condition=FACT_CONDITIONS, left=st.integers(0, 30))
def test_a_small_budget_gives_no_wrong_answer(condition: Condition, left: int) -> None:
    rulebase = build_rule_base(())
    sure = SatisfiabilityChecker(rulebase, Budget(PLENTY)).is_satisfiable(condition)
    assert SatisfiabilityChecker(rulebase, Budget(left)).is_satisfiable(condition) in (sure, None)
    assert is_reachable(condition, Stage.PLAN, rulebase, Budget(left * 20)) in (sure, None)


def test_without_a_budget_there_is_no_answer() -> None:
    short, rulebase = Test("cycle", frozenset({"short"})), build_rule_base(())
    assert SatisfiabilityChecker(rulebase, Budget(0)).is_satisfiable(short) is None
    assert is_reachable(short, Stage.PLAN, rulebase, Budget(0)) is None
