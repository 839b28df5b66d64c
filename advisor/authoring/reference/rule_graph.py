"""What leads to what: which rules read what a rule concludes, and what may come of it in the end.

A rule leads to another where that one asks for something it concludes, and nothing that both are sure to need (the
state, the verdict, one answer) excludes the other. So what is told is what may follow, never what must.
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
"""Conclusions that a reader of the advice sees, in the order in which they are told."""
_NeededValues = Mapping[str, frozenset[str]]


class DependentRule(NamedTuple):
    """A rule that reads what another concludes; `hindered` where it asks for that to be absent."""

    rule: Rule
    is_hindered: bool


class RuleGraph:
    """The links between the rules of one rule base."""

    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase

    def list_read_names(self, rule: Rule) -> tuple[str, ...]:
        """The facts and conclusions that a rule reads, each once."""
        return tuple(dict.fromkeys(leaf.name for leaf in iter_leaves(rule.condition)))

    def find_readers(self, name: str, value: str | None = None) -> tuple[Rule, ...]:
        """The rules that read a fact or a conclusion, or one value of it."""
        return tuple(
            rule
            for rule in self.rulebase.rules
            if any(
                leaf.name == name and (value is None or value in leaf.values) for leaf in iter_leaves(rule.condition)
            )
        )

    def find_dependents(self, rule: Rule) -> tuple[DependentRule, ...]:
        """The rules that read what a rule concludes, in order."""
        found: dict[str, DependentRule] = {}
        for atom in rule.then:
            for reader in self._dependents_by_atom.get(atom, ()):
                known = found.get(reader.rule.id)
                if (
                    reader.rule.id != rule.id
                    and (known is None or known.is_hindered)
                    and self._can_both_fire(rule, reader.rule)
                ):
                    found[reader.rule.id] = reader
        order = self._rule_order
        return tuple(sorted(found.values(), key=lambda reader: order[reader.rule.id]))

    def find_reachable_rules(self, rule: Rule) -> tuple[Rule, ...]:
        """All rules that a rule may help to fire, near or far, in order."""
        return self._compute_reachable_rules(rule.id)

    def find_outcomes(self, rule: Rule) -> tuple[Atom, ...]:
        """What may come of a rule for the reader of the advice: states, verdicts, moves, steps and cautions."""
        return sort_outcomes(atom for each in (rule, *self.find_reachable_rules(rule)) for atom in each.then)

    def _compute_reachable_rules(self, rule_id: str) -> tuple[Rule, ...]:
        if rule_id not in self._reachable_rules:
            origin = self.rulebase.rules_by_id[rule_id]
            found: dict[str, Rule] = {}
            waiting = [origin]
            while waiting:
                here = waiting.pop()
                for reader in self.find_dependents(here):
                    if (
                        not reader.is_hindered
                        and reader.rule.id not in found
                        and self._can_both_fire(origin, reader.rule)
                    ):
                        found[reader.rule.id] = reader.rule
                        waiting.append(reader.rule)
            order = self._rule_order
            self._reachable_rules[rule_id] = tuple(sorted(found.values(), key=lambda rule: order[rule.id]))
        return self._reachable_rules[rule_id]

    @cached_property
    def _reachable_rules(self) -> dict[str, tuple[Rule, ...]]:
        return {}

    @cached_property
    def _rule_order(self) -> Mapping[str, int]:
        return {rule.id: number for number, rule in enumerate(sorted(self.rulebase.rules, key=_get_stage_rank))}

    @cached_property
    def _dependents_by_atom(self) -> Mapping[Atom, tuple[DependentRule, ...]]:
        found: dict[Atom, dict[str, DependentRule]] = {}
        for rule in self.rulebase.rules:
            absent = set(iter_negated_leaves(rule.condition))
            for leaf in iter_leaves(rule.condition):
                for value in leaf.values if leaf.name in self.rulebase.conclusions else ():
                    known = found.setdefault(Atom(leaf.name, value), {})
                    known[rule.id] = DependentRule(
                        rule, leaf in absent and (rule.id not in known or known[rule.id].is_hindered)
                    )
        return {atom: tuple(readers.values()) for atom, readers in found.items()}

    @cached_property
    def _needs_by_rule(self) -> Mapping[str, _NeededValues]:
        return {rule.id: self._compute_needs(rule) for rule in self.rulebase.rules}

    def _compute_needs(self, rule: Rule) -> _NeededValues:
        """What a rule is sure to need of things that have one value, and what of them it concludes itself."""
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
        """The values of a single conclusion for which a rule can fire; None where it does not say."""
        return self._needs_by_rule[rule.id].get(name)

    def find_needed_states(self, rule: Rule) -> frozenset[str]:
        """The states for which a rule can fire; all of them where it does not say."""
        return self._needs_by_rule[rule.id].get("state", frozenset(self.rulebase.states))


def _get_stage_rank(rule: Rule) -> int:
    return rule.stage.rank


def sort_outcomes(atoms: Iterable[Atom]) -> tuple[Atom, ...]:
    """Those atoms that the reader of an advice sees, each once, kind by kind."""
    kept = dict.fromkeys(atom for atom in atoms if atom.name in OUTCOME_NAMES)
    return tuple(sorted(kept, key=lambda atom: OUTCOME_NAMES.index(atom.name)))


def iter_conclusions(rule: Rule) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a rule concludes, by name, without the reason that each rule of its stage is."""
    for name in dict.fromkeys(atom.name for atom in rule.then if atom.name != REASON):
        yield name, rule.list_concluded_values(name)
