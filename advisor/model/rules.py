"""Rules and what becomes of them: a condition with conclusions, and the evidence that firing them leaves behind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from advisor.model.answers import Answers
from advisor.model.conditions import ALWAYS, Condition, Lookup, Status, Test, evaluate, joined, support
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

    def concludes(self, name: str) -> tuple[str, ...]:
        """The values this rule concludes for a name."""
        return tuple(atom.value for atom in self.then if atom.name == name)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What rules have concluded so far: `certain` atoms hold whatever the unknown facts are, `possible` ones may yet.

    Every certain atom is possible too. An atom that is not possible fails.
    """

    certain: frozenset[Atom] = frozenset()
    possible: frozenset[Atom] = frozenset()

    def status(self, test: Test) -> Status:
        """The status of a leaf that tests a conclusion."""
        name = test.name
        if any(Atom(name, value) in self.certain for value in test.values):
            return Status.HOLDS
        return Status.OPEN if any(Atom(name, value) in self.possible for value in test.values) else Status.FAILS

    def values(self, name: str, *, certain: bool = True) -> frozenset[str]:
        """The values of one conclusion, certain or possible."""
        return frozenset(atom.value for atom in (self.certain if certain else self.possible) if atom.name == name)

    def settled(self, settled: Iterable[tuple[str, frozenset[str]]]) -> Evidence:
        """The same evidence with the exact possible values of some single conclusions put in place of what rules left."""
        certain, possible = set(self.certain), set(self.possible)
        for name, values in settled:
            certain = {atom for atom in certain if atom.name != name}
            possible = {atom for atom in possible if atom.name != name} | {Atom(name, value) for value in values}
            if len(values) == 1:
                certain |= {Atom(name, value) for value in values}
        return Evidence(frozenset(certain), frozenset(possible))


@dataclass(frozen=True, slots=True)
class Firing:
    """A rule that fired, with the tests that carried it, as the justification of its conclusions."""

    rule: Rule
    uses: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Inference:
    """All that one run concluded: firings in the order of the rule base, what each rule came to, and the evidence."""

    firings: tuple[Firing, ...]
    possible: frozenset[str] = field(default_factory=frozenset)
    evidence: Evidence = field(default_factory=Evidence)

    def status(self, rule: Rule) -> Status:
        """Whether a rule fired, cannot fire, or may yet fire once unknown facts are known."""
        if any(firing.rule.id == rule.id for firing in self.firings):
            return Status.HOLDS
        return Status.OPEN if rule.id in self.possible else Status.FAILS


def lookup_in(answers: Answers, evidence: Evidence, facts: Iterable[str]) -> Lookup:
    """How a leaf is looked up: among the answers where it names a fact, among the evidence where it names a conclusion."""
    asked = frozenset(facts)
    return lambda test: answers.status(test) if test.name in asked else evidence.status(test)


def justify(rule: Rule, lookup: Lookup) -> tuple[Test, ...]:
    """The leaves that carry a rule which holds, each once, in the order written."""
    return tuple(dict.fromkeys(support(rule.condition, lookup, Status.HOLDS)))


def status_of(rule: Rule, lookup: Lookup) -> Status:
    """What a rule's condition comes to."""
    return evaluate(rule.condition, lookup)
