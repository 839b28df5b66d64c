"""When facts matter: at which levels some rule reads a fact, and at which it can decide the verdict.

All of it is computed from the rules. At a level, all that is known is that the company states this level. A fact
matters there if a rule that can still fire reads it, and leads to something that a reader of the advice sees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from advisor.logic.possible_values import PossibleValues
from advisor.logic.semantics import Semantics
from advisor.model.answers import Answers
from advisor.model.conditions import iter_leaves, iter_open_leaves, mark_reported
from advisor.model.rulebase import MOVE_TO, STATE, STATED_STATE, VERDICT, RuleBase
from advisor.model.rules import Rule, build_lookup
from advisor.model.vocabulary import Atom, Stage

_STATED_BASIS = {"state_basis": "stated"}
_SEEN_STAGES = (Stage.WEIGH, Stage.DECIDE, Stage.PLAN, Stage.CAUTION)
"""The stages whose conclusions a reader of the advice sees; those of earlier stages count if such a rule reads them."""


class FactUse(NamedTuple):
    """When a fact matters.

    `levels` are those at which a rule reads it, `deciding_levels` those at which it can change the verdict. A fact that
    `finds_level` is read to find the level itself, if the company does not state it.
    """

    levels: tuple[str, ...]
    deciding_levels: tuple[str, ...]
    finds_level: bool


def find_fact_uses(rulebase: RuleBase) -> dict[str, FactUse]:
    """Find when each fact that can be stated matters, in the order of the knowledge."""
    open_rulebase = replace(rulebase, rules=tuple(_read_plainly(rule, rulebase) for rule in rulebase.rules))
    exact = {name: PossibleValues(open_rulebase, name) for name in (STATE, VERDICT, MOVE_TO)}
    finders = _add_premises(exact[STATE].state_facts, rulebase)
    meaning = Semantics(open_rulebase)
    read: dict[str, frozenset[str]] = {}
    deciding: dict[str, frozenset[str]] = {}
    for state in rulebase.states:
        answers = rulebase.build_answers({**_STATED_BASIS, STATED_STATE: state})
        read[state] = _add_premises(_find_read_facts(open_rulebase, meaning, exact, answers), rulebase)
        deciding[state] = _add_premises(exact[VERDICT].list_open_facts(answers), rulebase)
    return {
        name: FactUse(
            tuple(state for state in rulebase.states if name == STATED_STATE or name in read[state]),
            tuple(state for state in rulebase.states if name == STATED_STATE or name in deciding[state]),
            name in finders,
        )
        for name, fact in rulebase.facts.items()
        if not fact.computed
    }


def _read_plainly(rule: Rule, rulebase: RuleBase) -> Rule:
    """Return a rule for which an unknown fact may still get any answer, also where only reported answers count."""
    if not any(leaf.reported for leaf in iter_leaves(rule.condition)):
        return rule
    guard, when = (mark_reported(part, rulebase.facts, reported=False) for part in (rule.guard, rule.when))
    return replace(rule, guard=guard, when=when)


def _find_read_facts(
    rulebase: RuleBase, meaning: Semantics, exact: dict[str, PossibleValues], answers: Answers
) -> frozenset[str]:
    """Find the unknown facts that rules wait for, of those rules that lead to something seen."""
    evidence, open_rules = meaning.evaluate(
        answers, {name: each.compute_values(answers) for name, each in exact.items()}
    )
    lookup = build_lookup(answers, evidence, rulebase.facts)
    waiting = {rule.id: rule for rule in open_rules if rule.stage in _SEEN_STAGES}
    by_atom: dict[Atom, list[Rule]] = {}
    for rule in open_rules:
        for atom in rule.then:
            by_atom.setdefault(atom, []).append(rule)
    names: set[str] = set()
    done: set[str] = set()
    while waiting:
        rule_id, rule = waiting.popitem()
        done.add(rule_id)
        for leaf in iter_open_leaves(rule.condition, lookup):
            if leaf.name in rulebase.facts:
                names.add(leaf.name)
            for value in leaf.values:
                for other in by_atom.get(Atom(leaf.name, value), ()):
                    if other.id not in done:
                        waiting[other.id] = other
    return frozenset(names)


def _add_premises(names: Iterable[str], rulebase: RuleBase) -> frozenset[str]:
    """Add the facts from which rules infer others of them, and the counts that fill choices among them."""
    found = set(names)
    while True:
        premises = {
            name
            for rule in rulebase.fact_rules
            if any(atom.name in found for atom in rule.then)
            for name in rulebase.list_condition_facts(rule.condition)
        }
        premises |= {each.filled_from.fact for name in found if (each := rulebase.facts[name]).filled_from}
        if premises <= found:
            return frozenset(found)
        found |= premises
