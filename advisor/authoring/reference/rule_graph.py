"""The graph of rules: which rules read the conclusions of a rule, and to which advice it can lead.

A rule leads to another one that reads its conclusion, unless they need different values of a fact or conclusion that
has one value (the state, the verdict, one answer). So the graph shows what can follow, not what must.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from advisor.model.conditions import iter_leaves, iter_negated_leaves, iter_required_leaves
from advisor.model.rulebase import REASON, STEP_CONCLUSIONS, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Kind

OUTCOME_NAMES = ("state", "verdict", "move_to", *STEP_CONCLUSIONS, "caution", "context")
"""The conclusions that a reader of the advice sees, in the order of lists."""
STEP_RULE_LABELS = {
    "step": "Advised by",
    "done": "Marked as in place by",
    "not_yet": "Postponed by",
    "hold_back": "Held back by",
    "leave_out": "Left out by",
}
"""The headings for the rules that conclude something about a step."""
_NeededValues = Mapping[str, frozenset[str]]


class DependentRule(NamedTuple):
    """A rule that reads a conclusion of another rule; `is_blocked` if that conclusion keeps it from firing."""

    rule: Rule
    is_blocked: bool


class RuleGraph:
    """The links between the rules of one rule base."""

    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase
        self._reachable_rules: dict[str, tuple[Rule, ...]] = {}

    def list_read_names(self, rule: Rule) -> tuple[str, ...]:
        """Return the facts and conclusions that a rule reads, each once."""
        return tuple(dict.fromkeys(leaf.name for leaf in iter_leaves(rule.condition)))

    def find_readers(self, name: str) -> tuple[Rule, ...]:
        """Return the rules that read a fact or a conclusion."""
        return tuple(self._readers_by_name.get(name, ()))

    def find_dependents(self, rule: Rule) -> tuple[DependentRule, ...]:
        """Return the rules that read a conclusion of a rule, in order."""
        dependents: dict[str, DependentRule] = {}
        for reader in (reader for atom in rule.then for reader in self._dependents_by_atom.get(atom, ())):
            reader_id = reader.rule.id
            is_new = reader_id not in dependents or dependents[reader_id].is_blocked
            if reader_id != rule.id and is_new and self._can_both_fire(rule, reader.rule):
                dependents[reader_id] = reader
        return tuple(sorted(dependents.values(), key=lambda reader: self._rule_order[reader.rule.id]))

    def find_reachable_rules(self, rule: Rule) -> tuple[Rule, ...]:
        """Return all rules that a rule can help to fire, directly or through other rules, in order."""
        if rule.id not in self._reachable_rules:
            reachable: dict[str, Rule] = {}
            waiting = [rule]
            while waiting:
                for reader, is_blocked in self.find_dependents(waiting.pop()):
                    if not is_blocked and reader.id not in reachable and self._can_both_fire(rule, reader):
                        reachable[reader.id] = reader
                        waiting.append(reader)
            in_order = sorted(reachable.values(), key=lambda each: self._rule_order[each.id])
            self._reachable_rules[rule.id] = tuple(in_order)
        return self._reachable_rules[rule.id]

    def find_outcomes(self, rule: Rule) -> tuple[Atom, ...]:
        """Return what a rule can lead to for the reader of the advice: states, verdicts, moves, steps and cautions."""
        return sort_outcomes(atom for each in (rule, *self.find_reachable_rules(rule)) for atom in each.then)

    @cached_property
    def _rule_order(self) -> Mapping[str, int]:
        in_order = sorted(self.rulebase.rules, key=lambda rule: rule.stage.rank)
        return {rule.id: number for number, rule in enumerate(in_order)}

    @cached_property
    def _readers_by_name(self) -> Mapping[str, list[Rule]]:
        readers: dict[str, list[Rule]] = {}
        for rule in self.rulebase.rules:
            for name in self.list_read_names(rule):
                readers.setdefault(name, []).append(rule)
        return readers

    @cached_property
    def _dependents_by_atom(self) -> Mapping[Atom, tuple[DependentRule, ...]]:
        dependents: dict[Atom, dict[str, DependentRule]] = {}
        for rule in self.rulebase.rules:
            negated = set(iter_negated_leaves(rule.condition))
            for leaf in iter_leaves(rule.condition):
                for value in leaf.values if leaf.name in self.rulebase.conclusions else ():
                    readers = dependents.setdefault(Atom(leaf.name, value), {})
                    is_blocked = leaf in negated and (rule.id not in readers or readers[rule.id].is_blocked)
                    readers[rule.id] = DependentRule(rule, is_blocked)
        return {atom: tuple(readers.values()) for atom, readers in dependents.items()}

    @cached_property
    def _needs_by_rule(self) -> Mapping[str, _NeededValues]:
        return {rule.id: self._compute_needs(rule) for rule in self.rulebase.rules}

    def _compute_needs(self, rule: Rule) -> _NeededValues:
        """Return the values that a rule needs or concludes, of facts and conclusions that have one value."""
        needs: dict[str, frozenset[str]] = {}
        for leaf in iter_required_leaves(rule.condition):
            if self._is_single_valued(leaf.name):
                needs[leaf.name] = needs.get(leaf.name, leaf.values) & leaf.values
        for atom in rule.then:
            if self._is_single_valued(atom.name):
                needs[atom.name] = frozenset({atom.value})
        return needs

    def _is_single_valued(self, name: str) -> bool:
        fact = self.rulebase.facts.get(name)
        return fact.kind in (Kind.CHOICE, Kind.YES_NO) if fact else self.rulebase.conclusions[name].single

    def _can_both_fire(self, one: Rule, other: Rule) -> bool:
        first, second = self._needs_by_rule[one.id], self._needs_by_rule[other.id]
        return all(values & second[name] for name, values in first.items() if name in second)

    def find_needed_values(self, rule: Rule, name: str) -> frozenset[str] | None:
        """Return the values of a conclusion for which a rule can fire; None if it can fire for each value."""
        return self._needs_by_rule[rule.id].get(name)

    def find_needed_states(self, rule: Rule) -> frozenset[str]:
        """Return the states for which a rule can fire."""
        return self._needs_by_rule[rule.id].get("state", frozenset(self.rulebase.states))


def sort_outcomes(atoms: Iterable[Atom]) -> tuple[Atom, ...]:
    """Return the atoms that a reader of the advice sees, each once, in the order of OUTCOME_NAMES."""
    outcomes = dict.fromkeys(atom for atom in atoms if atom.name in OUTCOME_NAMES)
    return tuple(sorted(outcomes, key=lambda atom: OUTCOME_NAMES.index(atom.name)))


def iter_conclusions(rule: Rule) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the conclusions of a rule by name, without the reason that is concluded by each rule of its stage."""
    for name in dict.fromkeys(atom.name for atom in rule.then if atom.name != REASON):
        yield name, rule.list_concluded_values(name)


def group_atoms(atoms: Iterable[Atom]) -> dict[str, list[str]]:
    """Group atoms by name: the values of each conclusion, in order."""
    groups: dict[str, list[str]] = {}
    for name, value in atoms:
        groups.setdefault(name, []).append(value)
    return groups
