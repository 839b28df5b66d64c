"""Rules and the evidence that they leave behind: conditions, conclusions, firings and the rules that still wait."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from advisor.model.answers import Answers, compare
from advisor.model.conditions import (
    ALWAYS,
    NEVER,
    Condition,
    Lookup,
    Not,
    Status,
    Test,
    evaluate,
    iter_open_leaves,
    iter_supporting_leaves,
    join_conditions,
    normalize_condition,
    reduce_condition,
)
from advisor.model.vocabulary import Atom, Stage


class RuleStatus(StrEnum):
    """How mature a rule is (the status levels of the Sigma specification)."""

    EXPERIMENTAL = "experimental"
    TEST = "test"
    STABLE = "stable"
    DEPRECATED = "deprecated"


@dataclass(frozen=True)
class Rule:
    """One piece of guidance: if the condition holds, the conclusions follow. `because` gives the reason in words.

    `guard` is the part of the condition that all rules of a file share, mostly the state.
    """

    id: str
    title: str
    status: RuleStatus
    source: str
    stage: Stage
    when: Condition
    then: tuple[Atom, ...]
    because: str
    guard: Condition = ALWAYS
    pack: str = ""

    @cached_property
    def condition(self) -> Condition:
        """Guard and `when` together; the rule fires if this holds."""
        return join_conditions(self.guard, self.when)

    @cached_property
    def normal_form(self) -> Condition:
        """The condition in negation normal form."""
        return normalize_condition(self.condition)

    def list_concluded_values(self, name: str) -> tuple[str, ...]:
        """Return the values that this rule concludes for a name."""
        return tuple(atom.value for atom in self.then if atom.name == name)


ConcludedValues = Mapping[str, AbstractSet[str]]
"""The concluded values of each name; a name without a value is not a key."""
SettledValues = tuple[tuple[str, frozenset[str], frozenset[str], bool], ...]
"""Names with their certain and possible values, and whether they certainly have one of them; hashable."""
_NO_VALUES: frozenset[str] = frozenset()
_NO_CONCLUSIONS: ConcludedValues = MappingProxyType({})


class Evidence(NamedTuple):
    """The conclusions so far: `certain` values hold whatever the unknown facts are, `possible` values may hold.

    Every certain value is also possible. A test of a value that is not possible fails. `settled` names the conclusions
    that certainly have one of their possible values, so that a test of all of these holds.
    """

    certain: ConcludedValues = _NO_CONCLUSIONS
    possible: ConcludedValues = _NO_CONCLUSIONS
    settled: Container[str] = frozenset()

    def evaluate_test(self, test: Test) -> Status:
        """Return the status of a leaf that tests a conclusion."""
        if not test.values.isdisjoint(self.certain.get(test.name, _NO_VALUES)):
            return Status.HOLDS
        possible = self.possible.get(test.name, _NO_VALUES)
        if test.values.isdisjoint(possible):
            return Status.FAILS
        return Status.HOLDS if test.name in self.settled and possible <= test.values else Status.OPEN

    def get_values(self, name: str, *, certain: bool = True) -> frozenset[str]:
        """Return the values of one conclusion, certain or possible."""
        return frozenset((self.certain if certain else self.possible).get(name, _NO_VALUES))

    def freeze_values(self, names: Iterable[str]) -> SettledValues:
        """Return the certain and possible values of some names in a hashable form."""
        return tuple(
            (name, self.get_values(name), self.get_values(name, certain=False), name in self.settled) for name in names
        )

    @classmethod
    def from_settled(cls, settled: SettledValues) -> Evidence:
        """Build the evidence that `freeze_values` was called on, limited to its names."""
        certain = {name: values for name, values, _, _ in settled}
        possible = {name: values for name, _, values, _ in settled}
        return cls(certain, possible, frozenset(name for name, _, _, has_value in settled if has_value))


class Firing(NamedTuple):
    """A rule that fired and, as the justification of its conclusions, the tests that made it hold."""

    rule: Rule
    uses: tuple[Test, ...]


class WaitingRule(NamedTuple):
    """A rule that waits for the answer to a fact, and the other facts that it also waits for."""

    rule: Rule
    other_facts: tuple[str, ...]


def build_lookup(answers: Answers, evidence: Evidence, facts: Container[str]) -> Lookup:
    """Build the lookup of leaves: facts in the answers, conclusions in the evidence, which may still grow.

    Args:
        answers: the known facts of one company.
        evidence: read again at each call of the lookup.
        facts: the names of all facts; every other name is a conclusion.
    """
    known, reported, evaluate_evidence = answers.known, answers.reported, evidence.evaluate_test

    def lookup(test: Test) -> Status:
        if test.name in facts:
            return compare(test, (reported if test.reported else known).get(test.name))
        return evaluate_evidence(test)

    return lookup


def narrow_rules(rules: Iterable[Rule], status: Callable[[Test], Status | None]) -> list[tuple[Rule, Condition]]:
    """Select the rules that can still fire, each with the rest of its condition (see `reduce_rule`)."""
    reduced = ((rule, reduce_rule(rule, status)) for rule in rules)
    return [(rule, condition) for rule, condition in reduced if condition != NEVER]


def reduce_rule(rule: Rule, status: Callable[[Test], Status | None]) -> Condition:
    """Return the rest of a rule's condition once some leaves are final; NEVER if the rule cannot fire.

    Args:
        rule: the rule.
        status: returns the final status of a leaf, or None if the leaf is not final.
    """

    def settle(test: Test, negated: bool) -> Condition:
        final = status(test)
        if final is None or final is Status.OPEN:
            return Not(test) if negated else test
        return ALWAYS if final is (Status.FAILS if negated else Status.HOLDS) else NEVER

    return reduce_condition(rule.normal_form, settle)


def list_awaited_facts(rule: Rule, lookup: Lookup, facts: Container[str]) -> tuple[str, ...]:
    """Return the open facts that can still settle a rule's condition, each once, in the order written."""
    return tuple(dict.fromkeys(leaf.name for leaf in iter_open_leaves(rule.condition, lookup) if leaf.name in facts))


def group_waiting_rules(
    open_rules: Iterable[Rule], lookup: Lookup, facts: Container[str]
) -> dict[str, list[WaitingRule]]:
    """Group the open rules by the unknown facts that they wait for."""
    waiting: dict[str, list[WaitingRule]] = {}
    for rule in open_rules:
        names = list_awaited_facts(rule, lookup, facts)
        for name in names:
            waiting.setdefault(name, []).append(WaitingRule(rule, tuple(other for other in names if other != name)))
    return waiting


def justify_rule(rule: Rule, lookup: Lookup) -> tuple[Test, ...]:
    """Return the leaves that make a rule hold, each once, in the order written."""
    return tuple(dict.fromkeys(iter_supporting_leaves(rule.condition, lookup, Status.HOLDS)))


def evaluate_rule(rule: Rule, lookup: Lookup) -> Status:
    """Return the status of a rule's condition."""
    return evaluate(rule.condition, lookup)
