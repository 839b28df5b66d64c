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
    joined,
    normal,
    open_leaves,
    reduced,
    support,
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
        return joined(self.guard, self.when)

    @cached_property
    def normal_form(self) -> Condition:
        """The condition in negation normal form."""
        return normal(self.condition)

    def concludes(self, name: str) -> tuple[str, ...]:
        """The values this rule concludes for a name."""
        return tuple(atom.value for atom in self.then if atom.name == name)


Concluded = Mapping[str, AbstractSet[str]]
"""What was concluded: for each name its values; a name without a value is no key."""
Settled = tuple[tuple[str, frozenset[str], frozenset[str]], ...]
"""Names with their certain and their possible values."""
_NO_VALUES: frozenset[str] = frozenset()
_NOTHING: Concluded = MappingProxyType({})


class Evidence(NamedTuple):
    """What rules have concluded so far: `certain` values hold whatever the unknown facts are, `possible` ones may yet.

    Every certain value is possible too. One that is not possible fails.
    """

    certain: Concluded = _NOTHING
    possible: Concluded = _NOTHING

    def status(self, test: Test) -> Status:
        """The status of a leaf that tests a conclusion."""
        if not test.values.isdisjoint(self.certain.get(test.name, _NO_VALUES)):
            return Status.HOLDS
        return Status.FAILS if test.values.isdisjoint(self.possible.get(test.name, _NO_VALUES)) else Status.OPEN

    def values(self, name: str, *, certain: bool = True) -> frozenset[str]:
        """The values of one conclusion, certain or possible."""
        return frozenset((self.certain if certain else self.possible).get(name, _NO_VALUES))

    def only(self, names: Iterable[str]) -> Settled:
        """What is certain and what is possible of some names, in a form that can be a key."""
        return tuple((name, self.values(name), self.values(name, certain=False)) for name in names)

    @classmethod
    def of(cls, settled: Settled) -> Evidence:
        """The evidence that `only` gave."""
        return cls({name: certain for name, certain, _ in settled}, {name: possible for name, _, possible in settled})


class Firing(NamedTuple):
    """A rule that fired, with the tests that carried it, as the justification of its conclusions."""

    rule: Rule
    uses: tuple[Test, ...]


def lookup_in(answers: Answers, evidence: Evidence, facts: Container[str]) -> Lookup:
    """How a leaf is looked up: among the answers where it names a fact, else among the evidence (as it grows)."""
    known, status = answers.known, evidence.status

    def lookup(test: Test) -> Status:
        return compare(test, known.get(test.name)) if test.name in facts else status(test)

    return lookup


def narrowed(
    rules: Iterable[Rule], status: Callable[[Test], Status | None], *, certainly: bool = False
) -> list[tuple[Rule, Condition]]:
    """The rules that can still fire, each with what is left of its condition, where the status of some leaves is final.

    `status` gives that final status, or None for a leaf that is not settled yet. With `certainly`, a leaf that stays
    open counts as one that does not help: what is left holds just when the rule holds whatever is unknown.
    """

    left = ((rule, left_of(rule, status, certainly=certainly)) for rule in rules)
    return [(rule, condition) for rule, condition in left if condition != NEVER]


def left_of(rule: Rule, status: Callable[[Test], Status | None], *, certainly: bool = False) -> Condition:
    """What is left of a rule's condition (see `narrowed`); NEVER where it cannot be met any more."""

    def settle(test: Test, negated: bool) -> Condition:
        final = status(test)
        if final is None or (final is Status.OPEN and not certainly):
            return Not(test) if negated else test
        return ALWAYS if final is (Status.FAILS if negated else Status.HOLDS) else NEVER

    return reduced(rule.normal_form, settle)


def waits_for(rule: Rule, lookup: Lookup, facts: Container[str]) -> tuple[str, ...]:
    """The open facts that can still settle a rule's condition, each once, in the order written."""
    return tuple(dict.fromkeys(leaf.name for leaf in open_leaves(rule.condition, lookup) if leaf.name in facts))


def justify(rule: Rule, lookup: Lookup) -> tuple[Test, ...]:
    """The leaves that carry a rule which holds, each once, in the order written."""
    return tuple(dict.fromkeys(support(rule.condition, lookup, Status.HOLDS)))


def status_of(rule: Rule, lookup: Lookup) -> Status:
    """What a rule's condition comes to."""
    return evaluate(rule.condition, lookup)
