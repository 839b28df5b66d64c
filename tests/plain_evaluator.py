"""A second evaluator, written only from the definition of the language (docs/rule-base.md), to compare with the first.

It has no engine, no normal form and no shortcuts. It takes conditions as written, repeats every stage until there is
nothing new, and fills in unknown facts in one way after the other. It uses only the data classes of the advisor. It is
slow and simple on purpose.
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
    """The result for one company: the rules that hold, the rules that are open, and the conclusions."""

    holding: frozenset[str]
    open: frozenset[str]
    certain: Pairs
    possible: Pairs


class TwoValuesError(Exception):
    """A completion for which a single conclusion takes two values."""


def evaluate_answer(test: Test, value: Value | None) -> str:
    """Evaluate a test of a fact for one answer; None is unknown. What is not reported does not count."""
    status = evaluate_value(test, value)
    return FAILS if test.reported and status == OPEN else status


def evaluate_value(test: Test, value: Value | None) -> str:
    """Evaluate a test of a fact for one answer, whether or not it was reported."""
    if value is None:
        return OPEN
    if isinstance(value, OneOf):
        outcomes = {evaluate_value(test, each) for each in value.values}
        return OPEN if len(outcomes) == 2 else outcomes.pop()
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


def evaluate_evidence(
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


def evaluate_condition(condition: Condition, statuses: Mapping[Test, str]) -> str:
    """Evaluate a condition, given the status of its tests."""
    if isinstance(condition, Test):
        return statuses[condition]
    if isinstance(condition, Not):
        return {HOLDS: FAILS, OPEN: OPEN, FAILS: HOLDS}[evaluate_condition(condition.part, statuses)]
    parts = [evaluate_condition(part, statuses) for part in condition.parts]
    if isinstance(condition, All):
        return FAILS if FAILS in parts else OPEN if OPEN in parts else HOLDS
    return HOLDS if HOLDS in parts else OPEN if OPEN in parts else FAILS


def iter_tests(condition: Condition) -> Iterator[Test]:
    """Yield every test in a condition."""
    if isinstance(condition, Test):
        yield condition
    else:
        for part in (condition.part,) if isinstance(condition, Not) else condition.parts:
            yield from iter_tests(part)


def build_full_condition(rule: Rule) -> Condition:
    """Return everything that a rule requires."""
    return All((rule.guard, rule.when))


def evaluate(
    rulebase: RuleBase,
    known: Known,
    settled: Mapping[str, frozenset[str | None]] | None = None,
    reported: Known | None = None,
) -> Outcome:
    """Evaluate every stage in turn, each until nothing new is concluded.

    `settled` has values of single conclusions that the caller knows (None: possibly, or certainly, nothing is
    concluded); they replace the computed values after the stage. `reported` are the answers that were reported, if
    `known` has more. The answers already contain what rules infer, so a rule that concludes a fact is never open.
    """
    certain: set[tuple[str, str]] = set()
    possible: set[tuple[str, str]] = set()
    status_by_rule: dict[str, str] = {}
    one_of: set[str] = set()
    known_reports = known if reported is None else reported
    for stage in STAGES:
        rules = [rule for rule in rulebase.rules if rule.stage == stage]
        before = None
        while before != (len(certain), len(possible)):
            before = len(certain), len(possible)
            for rule in rules:
                statuses = {
                    test: evaluate_answer(test, (known_reports if test.reported else known).get(test.name))
                    if test.name in rulebase.facts
                    else evaluate_evidence(test, certain, possible, one_of)
                    for test in iter_tests(build_full_condition(rule))
                }
                status_by_rule[rule.id] = evaluate_condition(build_full_condition(rule), statuses)
                if any(name in rulebase.facts for name, _ in rule.then):
                    status_by_rule[rule.id] = HOLDS if status_by_rule[rule.id] == HOLDS else FAILS
                    continue
                if status_by_rule[rule.id] == HOLDS:
                    certain.update(tuple(atom) for atom in rule.then)
                if status_by_rule[rule.id] != FAILS:
                    possible.update(tuple(atom) for atom in rule.then)
        for name, values in (settled or {}).items():
            if rulebase.conclusions[name].stage == stage:
                pairs = {(name, value) for value in values if value is not None}
                certain = {pair for pair in certain if pair[0] != name} | (pairs if len(values) == 1 else set())
                possible = {pair for pair in possible if pair[0] != name} | pairs
                if None not in values:
                    one_of.add(name)
    return Outcome(
        frozenset(name for name, status in status_by_rule.items() if status == HOLDS),
        frozenset(name for name, status in status_by_rule.items() if status == OPEN),
        frozenset(certain),
        frozenset(possible),
    )


def list_subsets(values: frozenset[str] | set[str]) -> list[frozenset[str]]:
    """List every set of some of the values, the empty set first."""
    ordered = sorted(values)
    return [frozenset(each) for each in chain.from_iterable(combinations(ordered, n) for n in range(len(ordered) + 1))]


def list_settled_answers(rulebase: RuleBase, name: str, value: Value | None) -> list[Value]:
    """List the settled answers that a fact can still have; for counts, those near every bound in a rule."""
    fact = rulebase.facts[name]
    if isinstance(value, OneOf):
        return sorted(value.values)
    if value is not None and not isinstance(value, PartialChoice):
        return [value]
    tests = [test for rule in rulebase.rules for test in iter_tests(build_full_condition(rule)) if test.name == name]
    if fact.kind == "count":
        bounds = {bound for test in tests for bound in (test.at_least, test.at_most) if bound is not None}
        candidates = {bound + step for bound in bounds for step in (-1, 0, 1)} | {fact.minimum}
        return sorted(number for number in candidates if number >= fact.minimum)
    if fact.kind == "many":
        yes, no = (value.yes, value.no) if isinstance(value, PartialChoice) else (frozenset(), frozenset())
        mentioned = {each for test in tests for each in test.values}
        return [yes | more for more in list_subsets(mentioned - yes - no)]
    return list(fact.values)


def iter_facts(rulebase: RuleBase) -> Iterator[str]:
    """Yield every fact that matters even if it was not reported."""
    for rule in rulebase.rules:
        for test in iter_tests(build_full_condition(rule)):
            if test.name in rulebase.facts and not test.reported:
                yield test.name


def iter_completions(rulebase: RuleBase, known: Known) -> Iterator[dict[str, Value]]:
    """Iterate over the completions of a company that some rule distinguishes."""
    read = dict.fromkeys(iter_facts(rulebase))
    for chosen in product(*(list_settled_answers(rulebase, name, known.get(name)) for name in read)):
        yield {**known, **dict(zip(read, chosen, strict=True))}


def count_completions(rulebase: RuleBase, known: Known) -> int:
    """How many there are."""
    read = set(iter_facts(rulebase))
    number = 1
    for name in read:
        number *= len(list_settled_answers(rulebase, name, known.get(name)))
    return number


def find_conclusion(rulebase: RuleBase, complete: Known, name: str, reported: Known | None = None) -> str | None:
    """Return the value of a single conclusion for a fully known company. Raises TwoValuesError."""
    values = {value for each, value in evaluate(rulebase, complete, reported=reported).certain if each == name}
    if len(values) > 1:
        raise TwoValuesError(name)
    return next(iter(values), None)


def find_possible_values(rulebase: RuleBase, known: Known, name: str) -> frozenset[str | None]:
    """Return the values of a single conclusion over all completions; None if one concludes nothing."""
    return frozenset(find_conclusion(rulebase, each, name, known) for each in iter_completions(rulebase, known))


def is_deciding(rulebase: RuleBase, known: Known, name: str, fact: str) -> bool:
    """Return whether two completions that differ in only one fact have different values."""
    by_others: dict[frozenset[tuple[str, Value]], set[str | None]] = {}
    for each in iter_completions(rulebase, known):
        others = frozenset(item for item in each.items() if item[0] != fact)
        by_others.setdefault(others, set()).add(find_conclusion(rulebase, each, name, known))
    return any(len(values) > 1 for values in by_others.values())
