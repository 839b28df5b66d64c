"""Rules and what becomes of them: a condition with conclusions, and the evidence that firing them leaves behind."""

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
    """How settled a rule is (the ladder of the Sigma specification)."""

    EXPERIMENTAL = "experimental"
    TEST = "test"
    STABLE = "stable"
    DEPRECATED = "deprecated"


@dataclass(frozen=True)
class Rule:
    """One piece of guidance: when the condition holds, the conclusions follow, and `because` says so in words.

    `guard` is the part of the condition that a whole file shares, mostly the state it speaks of.
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
        """Guard and `when` together: what decides whether the rule fires."""
        return join_conditions(self.guard, self.when)

    @cached_property
    def normal_form(self) -> Condition:
        """The condition in negation normal form."""
        return normalize_condition(self.condition)

    def list_concluded_values(self, name: str) -> tuple[str, ...]:
        """The values this rule concludes for a name."""
        return tuple(atom.value for atom in self.then if atom.name == name)


ConcludedValues = Mapping[str, AbstractSet[str]]
"""What was concluded: for each name its values; a name without a value is no key."""
SettledValues = tuple[tuple[str, frozenset[str], frozenset[str]], ...]
"""Names with their certain and their possible values."""
_NO_VALUES: frozenset[str] = frozenset()
_NO_CONCLUSIONS: ConcludedValues = MappingProxyType({})


class Evidence(NamedTuple):
    """What rules have concluded so far: `certain` values hold whatever the unknown facts are, `possible` ones may yet.

    Every certain value is possible too. One that is not possible fails.
    """

    certain: ConcludedValues = _NO_CONCLUSIONS
    possible: ConcludedValues = _NO_CONCLUSIONS

    def evaluate_test(self, test: Test) -> Status:
        """The status of a leaf that tests a conclusion."""
        if not test.values.isdisjoint(self.certain.get(test.name, _NO_VALUES)):
            return Status.HOLDS
        return Status.FAILS if test.values.isdisjoint(self.possible.get(test.name, _NO_VALUES)) else Status.OPEN

    def get_values(self, name: str, *, certain: bool = True) -> frozenset[str]:
        """The values of one conclusion, certain or possible."""
        return frozenset((self.certain if certain else self.possible).get(name, _NO_VALUES))

    def freeze_values(self, names: Iterable[str]) -> SettledValues:
        """What is certain and what is possible of some names, in a form that can be a key."""
        return tuple((name, self.get_values(name), self.get_values(name, certain=False)) for name in names)

    @classmethod
    def from_settled(cls, settled: SettledValues) -> Evidence:
        """The evidence that `only` gave."""
        return cls({name: certain for name, certain, _ in settled}, {name: possible for name, _, possible in settled})


class Firing(NamedTuple):
    """A rule that fired, with the tests that carried it, as the justification of its conclusions."""

    rule: Rule
    uses: tuple[Test, ...]


def build_lookup(answers: Answers, evidence: Evidence, facts: Container[str]) -> Lookup:
    """How a leaf is looked up: among the answers where it names a fact, else among the evidence (as it grows)."""
    known, status = answers.known, evidence.evaluate_test

    def lookup(test: Test) -> Status:
        return compare(test, known.get(test.name)) if test.name in facts else status(test)

    return lookup


def narrow_rules(
    rules: Iterable[Rule], status: Callable[[Test], Status | None], *, certainly: bool = False
) -> list[tuple[Rule, Condition]]:
    """The rules that can still fire, each with what is left of its condition, where the status of some leaves is final.

    `status` gives that final status, or None for a leaf that is not settled yet. With `certainly`, a leaf that stays
    open counts as one that does not help: what is left holds just when the rule holds whatever is unknown.
    """

    left = ((rule, reduce_rule(rule, status, certainly=certainly)) for rule in rules)
    return [(rule, condition) for rule, condition in left if condition != NEVER]


def reduce_rule(rule: Rule, status: Callable[[Test], Status | None], *, certainly: bool = False) -> Condition:
    """What is left of a rule's condition (see `narrowed`); NEVER where it cannot be met any more."""

    def settle(test: Test, negated: bool) -> Condition:
        final = status(test)
        if final is None or (final is Status.OPEN and not certainly):
            return Not(test) if negated else test
        return ALWAYS if final is (Status.FAILS if negated else Status.HOLDS) else NEVER

    return reduce_condition(rule.normal_form, settle)


def list_awaited_facts(rule: Rule, lookup: Lookup, facts: Container[str]) -> tuple[str, ...]:
    """The open facts that can still settle a rule's condition, each once, in the order written."""
    return tuple(dict.fromkeys(leaf.name for leaf in iter_open_leaves(rule.condition, lookup) if leaf.name in facts))


def justify_rule(rule: Rule, lookup: Lookup) -> tuple[Test, ...]:
    """The leaves that carry a rule which holds, each once, in the order written."""
    return tuple(dict.fromkeys(iter_supporting_leaves(rule.condition, lookup, Status.HOLDS)))


def evaluate_rule(rule: Rule, lookup: Lookup) -> Status:
    """What a rule's condition comes to."""
    return evaluate(rule.condition, lookup)
