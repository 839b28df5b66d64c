"""What a change of guidance can affect: the rules, the conclusions, and all rules behind these."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.authoring.population.score_totals import read_score_bands
from advisor.consultation import BASIS
from advisor.logic.relevant_values import find_relevant_rules
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import MOVE_TO, STATE, STEP_CONCLUSIONS, VERDICT, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Fact

OUTCOMES = (STATE, VERDICT, MOVE_TO)


class AffectedParts(NamedTuple):
    """The affected rules, conclusions and steps; and, for each rule base, all rules behind them and behind verdicts.

    Whatever is not affected follows from the same rules and answers in both rule bases.
    """

    rules: frozenset[str]
    atoms: frozenset[Atom]
    steps: frozenset[str]
    needed: tuple[tuple[Rule, ...], tuple[Rule, ...]]


def find_affected_parts(old: RuleBase, new: RuleBase) -> AffectedParts:
    """Find what a change of rules, of facts and of the scoring key can affect."""
    rules, atoms = _find_affected_rules(old, new)
    steps = frozenset(
        value
        for rulebase in (old, new)
        for rule in rulebase.rules
        if rule.id in rules
        for name in STEP_CONCLUSIONS
        for value in rule.list_concluded_values(name)
    )
    targets = {*atoms, *(Atom(name, step) for step in steps for name in STEP_CONCLUSIONS)}
    needed = []
    for each in (old, new):
        outcomes = [atom for name in OUTCOMES for atom in each.list_concluded_atoms(name)]
        # every rule that infers a fact, because it can exclude answers
        needed.append((*each.fact_rules, *find_relevant_rules(each, [*targets, *outcomes])))
    return AffectedParts(frozenset(rules), frozenset(atoms), steps, (needed[0], needed[1]))


def _find_affected_rules(old: RuleBase, new: RuleBase) -> tuple[set[str], set[Atom]]:
    logic = [{rule.id: (rule.stage, rule.condition, rule.then) for rule in each.rules} for each in (old, new)]
    affected = {name for name in {*logic[0], *logic[1]} if logic[0].get(name) != logic[1].get(name)}
    names, atoms = _find_changed_facts(old, new), set[Atom]()
    every_rule = [*old.rules, *new.rules]
    while True:
        size = len(affected), len(names), len(atoms)
        for rule in every_rule:
            if rule.id in affected or any(_reads(rule, names, atoms)):
                affected.add(rule.id)
                names |= {atom.name for atom in rule.then if atom.name in old.facts or atom.name in new.facts}
                atoms |= set(rule.then)
        if size == (len(affected), len(names), len(atoms)):
            return affected, {atom for atom in atoms if atom.name not in names}


def _reads(rule: Rule, names: Iterable[str], atoms: set[Atom]) -> Iterable[bool]:
    for leaf in iter_leaves(rule.condition):
        yield leaf.name in names or any(Atom(leaf.name, value) in atoms for value in leaf.values)


def _find_changed_facts(old: RuleBase, new: RuleBase) -> set[str]:
    """Return the facts whose answers, or the way in which they are computed, differ."""
    names = {name for name in {*old.facts, *new.facts} if _get_meaning(old, name) != _get_meaning(new, name)}
    if read_score_bands(old) != read_score_bands(new):
        names |= {name for each in (old, new) for name, fact in each.facts.items() if fact.computed and name != BASIS}
    return names


def _get_meaning(rulebase: RuleBase, name: str) -> object:
    fact: Fact | None = rulebase.facts.get(name)
    if fact is None:
        return None
    filled = fact.filled_from and (fact.filled_from.fact, fact.filled_from.bands)
    return fact.kind, frozenset(fact.values), fact.minimum, fact.maximum, filled, fact.computed
