"""Two rule bases as one about the same possible companies, and the ways in which the state of those may be known.

It is stated (each state counts the same), scored (each whole total from 20 to 100 does), or read from signs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from advisor.assessment.scoring import StateBand, build_bands
from advisor.consultation import BASIS, SCORE_STATE, STATED_STATE
from advisor.logic.relevant_values import find_relevant_rules
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.conditions import All, Any, Condition, Not, Test, iter_leaves
from advisor.model.responses import FUNCTIONS, MAX_RATING, MIN_RATING, STATEMENT_COUNT, FunctionTotal, Responses
from advisor.model.rulebase import VERDICT, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Conclusion, Fact

OLD_PREFIX, NEW_PREFIX = "old:", "new:"
TOTALS = range(STATEMENT_COUNT * MIN_RATING, STATEMENT_COUNT * MAX_RATING + 1)
BASIS_STATED, BASIS_SCORES, BASIS_SIGNS = "stated", "scores", "signs"
"""The ways in which the state of a company may be known."""
PLACING_FACTS = frozenset((STATED_STATE, SCORE_STATE, OLD_PREFIX + SCORE_STATE, NEW_PREFIX + SCORE_STATE))
"""The facts that place a company; those of another way are unknown in each."""


class Stratum(NamedTuple):
    """Possible companies of one state: which part of all they are, what is known of them, and what they state."""

    state: str
    weight: Fraction
    known_values: Mapping[str, Value]
    company: Company


def find_refilled_facts(old: RuleBase, new: RuleBase) -> list[Fact]:
    """The facts bearing on a verdict that are worked out from a count in another way; shares take them as stated."""
    read = {
        name
        for each in (old, new)
        for rule in _find_relevant_rules(each)
        for name in each.list_condition_facts(rule.condition)
    }
    return [
        fact
        for name, fact in new.facts.items()
        if name in read and name in old.facts and old.facts[name].filled_from != fact.filled_from
    ]


def _find_relevant_rules(rulebase: RuleBase) -> tuple[Rule, ...]:
    return find_relevant_rules(rulebase, list_verdict_atoms(rulebase, ""))


def iter_strata(old: RuleBase, new: RuleBase, facts: Mapping[str, Fact]) -> Iterator[tuple[str, list[Stratum]]]:
    if STATED_STATE not in facts:
        yield "", [Stratum("", Fraction(1), {}, Company({}))]
        return
    states = facts[STATED_STATE].values
    basis: dict[str, Value] = {BASIS: BASIS_STATED} if BASIS in facts else {}
    stated: list[dict[str, Value]] = [{STATED_STATE: state} for state in states]
    yield (
        BASIS_STATED,
        [
            Stratum(state, Fraction(1, len(states)), {**basis, **each}, Company(each))
            for state, each in zip(states, stated, strict=True)
        ],
    )
    tests = (leaf for each in (old, new) for rule in _find_relevant_rules(each) for leaf in iter_leaves(rule.condition))
    read = {value for leaf in tests if leaf.name == BASIS for value in leaf.values}
    if BASIS_SCORES in read and SCORE_STATE in facts:
        yield BASIS_SCORES, list(_iter_score_strata(old, new, facts[SCORE_STATE]))
    if BASIS_SIGNS in read:
        yield BASIS_SIGNS, [Stratum("", Fraction(1), {BASIS: BASIS_SIGNS}, Company({}))]


def read_score_bands(rulebase: RuleBase) -> tuple[StateBand, ...]:
    """The bands of the scoring key."""
    return build_bands(rulebase.iter_entries("bands"))


def build_assessment(total: int) -> Responses:
    """An assessment of which only the totals are known, the same for both functions."""
    return tuple(FunctionTotal(each, float(total)) for each in FUNCTIONS)


def _iter_score_strata(old: RuleBase, new: RuleBase, fact: Fact) -> Iterator[Stratum]:
    """Totals that come to the same state in the old guidance, and in the new."""
    totals: dict[tuple[str, str], list[int]] = {}
    for total in TOTALS:
        before, after = (_find_state(each, total, fact) for each in (old, new))
        totals.setdefault((before, after), []).append(total)
    for (before, after), those in totals.items():
        apart = {OLD_PREFIX + SCORE_STATE: before, NEW_PREFIX + SCORE_STATE: after}
        states = {SCORE_STATE: before} if _has_same_bands(old, new) else apart
        known: dict[str, Value] = {name: state for name, state in states.items() if state}
        company = Company({}, assessed=build_assessment(those[0]))
        yield Stratum(before, Fraction(len(those), len(TOTALS)), {BASIS: BASIS_SCORES, **known}, company)


def _find_state(rulebase: RuleBase, total: int, fact: Fact) -> str:
    """The state that a total comes to; "" where it comes to none."""
    states = [band.state for band in read_score_bands(rulebase) if band.low <= total < band.below]
    return states[0] if len(states) == 1 and states[0] in fact.values else ""


def _has_same_bands(old: RuleBase, new: RuleBase) -> bool:
    return read_score_bands(old) == read_score_bands(new)


def join_facts(old: RuleBase, new: RuleBase) -> dict[str, Fact] | None:
    """The facts of both with the values of both; None where one is of two kinds."""
    facts = dict(old.facts)
    for name, fact in new.facts.items():
        before = facts.get(name, fact)
        if before.kind is not fact.kind:
            return None
        minimum = min(before.minimum, fact.minimum)
        facts[name] = fact._replace(values={**before.values, **fact.values}, minimum=minimum)
    return facts


def list_verdict_atoms(rulebase: RuleBase, prefix: str) -> list[Atom]:
    return [
        Atom(prefix + VERDICT, each)
        for rule in rulebase.find_concluding_rules(VERDICT)
        for each in rule.list_concluded_values(VERDICT)
    ]


def join_rulebases(old: RuleBase, new: RuleBase, facts: dict[str, Fact]) -> RuleBase:
    """Both rule bases as one about the same companies: what each concludes, or scores, keeps a name of its own."""
    rules: list[Rule] = []
    conclusions: dict[str, Conclusion] = {}
    shared = dict(facts)
    scored = None if _has_same_bands(old, new) else shared.pop(SCORE_STATE, None)
    both = dict(shared)
    for rulebase, prefix in ((old, OLD_PREFIX), (new, NEW_PREFIX)):
        conclusions |= {prefix + name: each._replace(name=prefix + name) for name, each in rulebase.conclusions.items()}
        both |= {prefix + SCORE_STATE: scored._replace(name=prefix + SCORE_STATE)} if scored else {}
        rules += [_add_prefix(rule, prefix, shared) for rule in rulebase.rules]
    return replace(new, facts=both, conclusions=conclusions, rules=tuple(rules))


def _add_prefix(rule: Rule, prefix: str, facts: Mapping[str, Fact]) -> Rule:
    def rename_leaf(condition: Condition) -> Condition:
        if isinstance(condition, Test):
            return condition if condition.name in facts else replace(condition, name=prefix + condition.name)
        if isinstance(condition, Not):
            return Not(rename_leaf(condition.part))
        parts = tuple(rename_leaf(part) for part in condition.parts)
        return All(parts) if isinstance(condition, All) else Any(parts)

    then = tuple(Atom(prefix + atom.name, atom.value) for atom in rule.then)
    return replace(rule, id=prefix + rule.id, when=rename_leaf(rule.when), guard=rename_leaf(rule.guard), then=then)
