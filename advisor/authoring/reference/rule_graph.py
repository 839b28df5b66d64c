"""What leads to what: which rules read what a rule concludes, and what may come of it in the end.

A rule leads to another where that one asks for something it concludes, and nothing that both are sure to need (the
state, the verdict, one answer) excludes the other. So what is told is what may follow, never what must.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from advisor.model.conditions import leaves, negated_leaves, required_leaves
from advisor.model.rulebase import OF_STEPS, REASON, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Kind

ENDS = ("state", "verdict", "move_to", *OF_STEPS, "caution", "context")
"""Conclusions that a reader of the advice sees, in the order in which they are told."""
_Needs = Mapping[str, frozenset[str]]


class Reader(NamedTuple):
    """A rule that reads what another concludes; `hindered` where it asks for that to be absent."""

    rule: Rule
    hindered: bool


class Links:
    """The links between the rules of one rule base."""

    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase

    def reads(self, rule: Rule) -> tuple[str, ...]:
        """The facts and conclusions that a rule reads, each once."""
        return tuple(dict.fromkeys(leaf.name for leaf in leaves(rule.condition)))

    def readers_of(self, name: str, value: str | None = None) -> tuple[Rule, ...]:
        """The rules that read a fact or a conclusion, or one value of it."""
        return tuple(
            rule
            for rule in self.rulebase.rules
            if any(leaf.name == name and (value is None or value in leaf.values) for leaf in leaves(rule.condition))
        )

    def next(self, rule: Rule) -> tuple[Reader, ...]:
        """The rules that read what a rule concludes, in order."""
        found: dict[str, Reader] = {}
        for atom in rule.then:
            for reader in self._readers.get(atom, ()):
                known = found.get(reader.rule.id)
                if reader.rule.id != rule.id and (known is None or known.hindered) and self._agree(rule, reader.rule):
                    found[reader.rule.id] = reader
        order = self._order
        return tuple(sorted(found.values(), key=lambda reader: order[reader.rule.id]))

    def after(self, rule: Rule) -> tuple[Rule, ...]:
        """All rules that a rule may help to fire, near or far, in order."""
        return self._after(rule.id)

    def ends(self, rule: Rule) -> tuple[Atom, ...]:
        """What may come of a rule for the reader of the advice: states, verdicts, moves, steps and cautions."""
        return sorted_ends(atom for each in (rule, *self.after(rule)) for atom in each.then)

    def _after(self, rule_id: str) -> tuple[Rule, ...]:
        if rule_id not in self._known_after:
            origin = self.rulebase.by_id[rule_id]
            found: dict[str, Rule] = {}
            waiting = [origin]
            while waiting:
                here = waiting.pop()
                for reader in self.next(here):
                    if not reader.hindered and reader.rule.id not in found and self._agree(origin, reader.rule):
                        found[reader.rule.id] = reader.rule
                        waiting.append(reader.rule)
            order = self._order
            self._known_after[rule_id] = tuple(sorted(found.values(), key=lambda rule: order[rule.id]))
        return self._known_after[rule_id]

    @cached_property
    def _known_after(self) -> dict[str, tuple[Rule, ...]]:
        return {}

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {rule.id: number for number, rule in enumerate(sorted(self.rulebase.rules, key=_stage))}

    @cached_property
    def _readers(self) -> Mapping[Atom, tuple[Reader, ...]]:
        found: dict[Atom, dict[str, Reader]] = {}
        for rule in self.rulebase.rules:
            absent = set(negated_leaves(rule.condition))
            for leaf in leaves(rule.condition):
                for value in leaf.values if leaf.name in self.rulebase.conclusions else ():
                    known = found.setdefault(Atom(leaf.name, value), {})
                    known[rule.id] = Reader(rule, leaf in absent and (rule.id not in known or known[rule.id].hindered))
        return {atom: tuple(readers.values()) for atom, readers in found.items()}

    @cached_property
    def _needs(self) -> Mapping[str, _Needs]:
        return {rule.id: self._needed(rule) for rule in self.rulebase.rules}

    def _needed(self, rule: Rule) -> _Needs:
        """What a rule is sure to need of things that have one value, and what of them it concludes itself."""
        needs: dict[str, frozenset[str]] = {}
        for leaf in required_leaves(rule.condition):
            if self._is_one(leaf.name):
                needs[leaf.name] = needs.get(leaf.name, leaf.values) & leaf.values
        for atom in rule.then:
            if self._is_one(atom.name):
                needs[atom.name] = frozenset({atom.value})
        return needs

    def _is_one(self, name: str) -> bool:
        fact = self.rulebase.facts.get(name)
        return fact.kind in (Kind.CHOICE, Kind.YES_NO) if fact else self.rulebase.conclusions[name].single

    def _agree(self, one: Rule, other: Rule) -> bool:
        first, second = self._needs[one.id], self._needs[other.id]
        return all(values & second[name] for name, values in first.items() if name in second)

    def needs(self, rule: Rule, name: str) -> frozenset[str] | None:
        """The values of a single conclusion for which a rule can fire; None where it does not say."""
        return self._needs[rule.id].get(name)

    def needed_states(self, rule: Rule) -> frozenset[str]:
        """The states for which a rule can fire; all of them where it does not say."""
        return self._needs[rule.id].get("state", frozenset(self.rulebase.states))


def _stage(rule: Rule) -> int:
    return rule.stage.rank


def sorted_ends(atoms: Iterable[Atom]) -> tuple[Atom, ...]:
    """Those atoms that the reader of an advice sees, each once, kind by kind."""
    kept = dict.fromkeys(atom for atom in atoms if atom.name in ENDS)
    return tuple(sorted(kept, key=lambda atom: ENDS.index(atom.name)))


def told_conclusions(rule: Rule) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a rule concludes, by name, without the reason that each rule of its stage is."""
    for name in dict.fromkeys(atom.name for atom in rule.then if atom.name != REASON):
        yield name, rule.concludes(name)
