"""A second evaluator, written from the meaning of the language alone (docs/rule-base.md), to hold the first against.

It knows no engine and no normal form, and it shortens nothing. Conditions are taken as written; every stage is
gone over until nothing new comes; unknown facts are filled in one way after the other. Of the advisor it uses only the
shapes that hold the data. Slow and plain is what it is for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, combinations, product
from typing import NamedTuple

from advisor.model.answers import OneOf, PartialChoice, Value
from advisor.model.conditions import All, Condition, Not, Test
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule

STAGES = ("infer", "classify", "weigh", "decide", "plan", "caution")
HOLDS, OPEN, FAILS = "holds", "open", "fails"
Known = Mapping[str, Value]
Pairs = frozenset[tuple[str, str]]


class Outcome(NamedTuple):
    """The result for one company: the rules that hold and that are open, and the conclusions."""

    holding: frozenset[str]
    open: frozenset[str]
    certain: Pairs
    possible: Pairs


class TwoValuesError(Exception):
    """A completion for which a single conclusion takes two values."""


def of_answer(test: Test, value: Value | None) -> str:
    """Evaluate a test of a fact for one answer; None is unknown. What is not reported does not count."""
    status = of_value(test, value)
    return FAILS if test.reported and status == OPEN else status


def of_value(test: Test, value: Value | None) -> str:
    """Evaluate a test of a fact for one answer, as if it were no matter whether it was reported."""
    if value is None:
        return OPEN
    if isinstance(value, OneOf):
        turns_out = {of_value(test, each) for each in value.values}
        return OPEN if len(turns_out) == 2 else turns_out.pop()
    if isinstance(value, PartialChoice):
        if any(each in value.yes for each in test.values):
            return HOLDS
        return FAILS if all(each in value.no for each in test.values) else OPEN
    if isinstance(value, frozenset):
        return HOLDS if any(each in value for each in test.values) else FAILS
    if isinstance(value, int):
        too_few = test.at_least is not None and value < test.at_least
        too_many = test.at_most is not None and value > test.at_most
        return FAILS if too_few or too_many else HOLDS
    return HOLDS if value in test.values else FAILS


def of_evidence(
    test: Test,
    certain: Pairs | set[tuple[str, str]],
    possible: Pairs | set[tuple[str, str]],
    one_of: frozenset[str] | set[str] = frozenset(),
) -> str:
    """Evaluate a test of a conclusion; those in `one_of` certainly have one of their possible values."""
    if any((test.name, value) in certain for value in test.values):
        return HOLDS
    if test.name in one_of and {value for name, value in possible if name == test.name} <= test.values:
        return HOLDS
    return OPEN if any((test.name, value) in possible for value in test.values) else FAILS


def of_condition(condition: Condition, of_test: Mapping[Test, str]) -> str:
    """Evaluate a condition, given the status of its tests."""
    if isinstance(condition, Test):
        return of_test[condition]
    if isinstance(condition, Not):
        return {HOLDS: FAILS, OPEN: OPEN, FAILS: HOLDS}[of_condition(condition.part, of_test)]
    parts = [of_condition(part, of_test) for part in condition.parts]
    if isinstance(condition, All):
        return FAILS if FAILS in parts else OPEN if OPEN in parts else HOLDS
    return HOLDS if HOLDS in parts else OPEN if OPEN in parts else FAILS


def tests_in(condition: Condition) -> Iterator[Test]:
    """Every test in a condition."""
    if isinstance(condition, Test):
        yield condition
    else:
        for part in (condition.part,) if isinstance(condition, Not) else condition.parts:
            yield from tests_in(part)


def whole(rule: Rule) -> Condition:
    """All that a rule asks for."""
    return All((rule.guard, rule.when))


def evaluate(
    rulebase: RuleBase,
    known: Known,
    settled: Mapping[str, frozenset[str | None]] | None = None,
    reported: Known | None = None,
) -> Outcome:
    """Every stage in turn, each until nothing new is concluded.

    `settled` gives values of single conclusions that are known from elsewhere (None: perhaps, or surely, nothing is
    concluded); they rule once the stage is over. `reported` are the answers that were reported, if `known` has more.
    What follows for facts is part of the answers already, so a rule that concludes a fact is never open.
    """
    certain: set[tuple[str, str]] = set()
    possible: set[tuple[str, str]] = set()
    became: dict[str, str] = {}
    one_of: set[str] = set()
    said = known if reported is None else reported
    for stage in STAGES:
        rules = [rule for rule in rulebase.rules if rule.stage == stage]
        before = None
        while before != (len(certain), len(possible)):
            before = len(certain), len(possible)
            for rule in rules:
                of_test = {
                    test: of_answer(test, (said if test.reported else known).get(test.name))
                    if test.name in rulebase.facts
                    else of_evidence(test, certain, possible, one_of)
                    for test in tests_in(whole(rule))
                }
                became[rule.id] = of_condition(whole(rule), of_test)
                if any(name in rulebase.facts for name, _ in rule.then):
                    became[rule.id] = HOLDS if became[rule.id] == HOLDS else FAILS
                    continue
                if became[rule.id] == HOLDS:
                    certain.update(tuple(atom) for atom in rule.then)
                if became[rule.id] != FAILS:
                    possible.update(tuple(atom) for atom in rule.then)
        for name, values in (settled or {}).items():
            if rulebase.conclusions[name].stage == stage:
                pairs = {(name, value) for value in values if value is not None}
                certain = {pair for pair in certain if pair[0] != name} | (pairs if len(values) == 1 else set())
                possible = {pair for pair in possible if pair[0] != name} | pairs
                if None not in values:
                    one_of.add(name)
    return Outcome(
        frozenset(name for name, what in became.items() if what == HOLDS),
        frozenset(name for name, what in became.items() if what == OPEN),
        frozenset(certain),
        frozenset(possible),
    )


def subsets(values: frozenset[str] | set[str]) -> list[frozenset[str]]:
    """Every set of some of the values, the empty one first."""
    ordered = sorted(values)
    return [frozenset(each) for each in chain.from_iterable(combinations(ordered, n) for n in range(len(ordered) + 1))]


def ways(rulebase: RuleBase, name: str, value: Value | None) -> list[Value]:
    """Settled answers that a fact can still turn out to have: of counts those around every bound that a rule sets."""
    fact = rulebase.facts[name]
    if isinstance(value, OneOf):
        return sorted(value.values)
    if value is not None and not isinstance(value, PartialChoice):
        return [value]
    tests = [test for rule in rulebase.rules for test in tests_in(whole(rule)) if test.name == name]
    if fact.kind == "count":
        bounds = {bound for test in tests for bound in (test.at_least, test.at_most) if bound is not None}
        around = {bound + step for bound in bounds for step in (-1, 0, 1)} | {fact.minimum}
        return sorted(number for number in around if number >= fact.minimum)
    if fact.kind == "many":
        yes, no = (value.yes, value.no) if isinstance(value, PartialChoice) else (frozenset(), frozenset())
        mentioned = {each for test in tests for each in test.values}
        return [yes | more for more in subsets(mentioned - yes - no)]
    return list(fact.values)


def facts_in(rulebase: RuleBase) -> Iterator[str]:
    """Every fact that matters even if it was not reported."""
    for rule in rulebase.rules:
        for test in tests_in(whole(rule)):
            if test.name in rulebase.facts and not test.reported:
                yield test.name


def completions(rulebase: RuleBase, known: Known) -> Iterator[dict[str, Value]]:
    """Iterate over the completions of a company that some rule distinguishes."""
    read = dict.fromkeys(facts_in(rulebase))
    for chosen in product(*(ways(rulebase, name, known.get(name)) for name in read)):
        yield {**known, **dict(zip(read, chosen, strict=True))}


def number_of_completions(rulebase: RuleBase, known: Known) -> int:
    """How many there are."""
    read = set(facts_in(rulebase))
    number = 1
    for name in read:
        number *= len(ways(rulebase, name, known.get(name)))
    return number


def concluded(rulebase: RuleBase, complete: Known, name: str, reported: Known | None = None) -> str | None:
    """Return the value of a single conclusion for a fully known company. Raises TwoValuesError."""
    values = {value for each, value in evaluate(rulebase, complete, reported=reported).certain if each == name}
    if len(values) > 1:
        raise TwoValuesError(name)
    return next(iter(values), None)


def values_of(rulebase: RuleBase, known: Known, name: str) -> frozenset[str | None]:
    """Return the values of a single conclusion over all completions; None if one concludes nothing."""
    return frozenset(concluded(rulebase, each, name, known) for each in completions(rulebase, known))


def decides(rulebase: RuleBase, known: Known, name: str, fact: str) -> bool:
    """Whether two completions that differ in one fact alone come to different values."""
    by_others: dict[frozenset[tuple[str, Value]], set[str | None]] = {}
    for each in completions(rulebase, known):
        others = frozenset(item for item in each.items() if item[0] != fact)
        by_others.setdefault(others, set()).add(concluded(rulebase, each, name, known))
    return any(len(values) > 1 for values in by_others.values())
