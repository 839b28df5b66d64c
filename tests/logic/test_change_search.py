"""The smallest changes for a target, compared with brute force, which tries every set of answers."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import prod
from typing import NamedTuple

from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.logic.change_search import ChangeSearch
from advisor.logic.possible_values import PossibleValues
from advisor.logic.trials import Target
from advisor.model.answers import Answers, Value
from advisor.model.conditions import Test, iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Atom, Kind
from tests import plain_evaluator as plain
from tests.profiles import examples
from tests.strategies import FACTS, SINGLE, agreeing_rule_bases, settled_values

MAX_COMPANIES, MAX_COMPLETIONS = 400, 60
TARGETS = (
    Atom("verdict", "stay"),
    Atom("verdict", "tighten"),
    Atom("state", "high"),
    Atom("step", "meet"),
    Atom("step", "share"),
    Atom("caution", "slow"),
)
known_answers = st.lists(st.sampled_from(list(FACTS)), unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: settled_values(FACTS[name]) for name in names})
)


class Case(NamedTuple):
    """A rule base, a target, and the answers of a company."""

    rulebase: RuleBase
    atom: Atom
    stated: dict[str, Value]

    def build_target(self) -> Target:
        exact = {name: PossibleValues(self.rulebase, name) for name in SINGLE}
        return Target(self.atom, self.rulebase, exact)

    def build_answers(self, stated: Mapping[str, Value]) -> Answers:
        return self.rulebase.build_answers(stated)

    def list_influences(self, name: str, answers: Answers) -> set[str]:
        fact = self.rulebase.facts[name]
        if name in answers.known and name not in answers.filled and fact.kind is not Kind.MANY:
            return set()
        rules = [rule for rule in self.rulebase.fact_rules if any(atom.name == name for atom in rule.then)]
        premises = {each for rule in rules for each in self.rulebase.list_condition_facts(rule.condition)}
        return premises | ({fact.filled_from.fact} if fact.filled_from else set())


cases = st.builds(Case, agreeing_rule_bases(infer=True), st.sampled_from(TARGETS), known_answers)


def is_advised(case: Case, known: Mapping[str, Value]) -> bool:
    """Say by definition whether a company gets the target."""
    settled = {name: plain.find_possible_values(case.rulebase, known, name) for name in SINGLE}
    certain = plain.evaluate(case.rulebase, known, settled).certain
    return tuple(case.atom) in certain and not (case.atom.name == "step" and ("done", case.atom.value) in certain)


@examples(200)
@given(cases)
def test_a_trial_says_what_the_definition_says(case: Case) -> None:
    known = case.rulebase.build_answers(case.stated).known
    assume(plain.count_completions(case.rulebase, known) <= MAX_COMPLETIONS)
    trial = case.build_target().try_answers(case.build_answers(case.stated))
    assert trial.is_met is is_advised(case, known)


@examples(300)
@given(cases, st.sets(st.sampled_from(list(FACTS)), min_size=1, max_size=3))
def test_the_smallest_changes_are_those_of_brute_force(case: Case, changeable: set[str]) -> None:
    """Each set found is enough, none of its parts is, and every set that is enough has one of them as a part."""
    facts = sorted(changeable)
    assume(not case.rulebase.find_clashes(case.stated))
    target = case.build_target()
    own = case.rulebase.build_answers(case.stated).known | case.stated
    choices = [list_choices(target, name, own.get(name)) for name in facts]
    assume(prod(map(len, choices)) <= MAX_COMPANIES)
    found = ChangeSearch(target, case.stated, case.build_answers, case.list_influences, facts).find_changes(10_000)
    assert found.is_complete
    for chosen in product(*choices):
        changes = {name: value for name, value in zip(facts, chosen, strict=True) if value is not None}
        stated = {**case.stated, **changes}
        is_enough = not case.rulebase.find_clashes(stated) and target.try_answers(case.build_answers(stated)).is_met
        parts = [each for each in found.changes if is_part(target, each, changes, own)]
        assert bool(parts) or not is_enough, changes
        if changes in found.changes:
            assert is_enough
            assert changes in parts
            assert all(is_part(target, changes, each, own) for each in parts)  # each part is the whole


@examples(60)
@given(cases, st.integers(0, 3))
def test_a_bounded_search_finds_the_smallest_sets_first(case: Case, max_sets: int) -> None:
    assume(not case.rulebase.find_clashes(case.stated))
    target = case.build_target()
    every = ChangeSearch(target, case.stated, case.build_answers, case.list_influences, FACTS).find_changes(10_000)
    some = ChangeSearch(target, case.stated, case.build_answers, case.list_influences, FACTS).find_changes(max_sets)
    assert some.changes == every.changes[:max_sets]
    assert some.is_complete is (len(every.changes) <= max_sets)


def list_choices(target: Target, name: str, own: Value | None) -> list[Value | None]:
    """List None, for "as it is", and every other answer that rules distinguish."""
    fact = FACTS[name]
    values: list[Value]
    if fact.kind is Kind.MANY:
        mentioned = {value for test in list_tests(target, name) for value in test.values}
        kept = own - mentioned if isinstance(own, frozenset) else frozenset()
        values = [kept | more for more in plain.list_subsets(mentioned)]
    elif fact.kind is Kind.COUNT:
        values = list(plain.list_settled_answers(target.rulebase, name, None))
    else:
        values = list(fact.values)
    return [None, *(value for value in values if value != own)]


def list_tests(target: Target, name: str) -> list[Test]:
    fact_rules = target.rulebase.fact_rules
    inferred = [Test(atom.name, frozenset({atom.value})) for rule in fact_rules for atom in rule.then]
    leaves = [leaf for rule in [*fact_rules, *target.list_rules()] for leaf in iter_leaves(rule.condition)]
    return [test for test in (*leaves, *inferred) if test.name == name]


def is_part(target: Target, part: Mapping[str, Value], changes: Mapping[str, Value], own: Mapping[str, Value]) -> bool:
    """Say whether one set of changes is part of another; answers that no rule distinguishes count as one."""
    for name, value in part.items():
        if name not in changes:
            return False
        other, start = changes[name], own.get(name)
        if isinstance(value, frozenset) and isinstance(other, frozenset):
            if isinstance(start, frozenset):
                if not start & other <= value <= start | other:
                    return False
            elif not (value == other or (value and value <= other)):
                return False
        elif any(
            plain.evaluate_value(test, value) != plain.evaluate_value(test, other) for test in list_tests(target, name)
        ):
            return False
    return True
