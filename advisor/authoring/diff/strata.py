"""All possible companies of two rule bases, and the ways in which their state may be known.

The state is stated (each state counts the same), computed from scores (each whole total from 20 to 100 counts the
same), or read from signs.
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
STATE_FACTS = frozenset((STATED_STATE, SCORE_STATE, OLD_PREFIX + SCORE_STATE, NEW_PREFIX + SCORE_STATE))
"""The facts that give the state; those of the other ways are unknown."""


class Stratum(NamedTuple):
    """Possible companies of one state: their share of all, what is known of them, and one of them."""

    state: str
    weight: Fraction
    known_values: Mapping[str, Value]
    company: Company


def find_refilled_facts(old: RuleBase, new: RuleBase) -> list[Fact]:
    """Return the facts relevant for a verdict that are now computed from a count in another way.

    The shares count these facts as stated.
    """
    names = {name for rulebase, rule in _iter_rules(old, new) for name in rulebase.list_condition_facts(rule.condition)}
    return [
        fact
        for name, fact in new.facts.items()
        if name in names and name in old.facts and old.facts[name].filled_from != fact.filled_from
    ]


def _iter_rules(*rulebases: RuleBase) -> Iterator[tuple[RuleBase, Rule]]:
    """Yield the rules that matter for a verdict, each with its rule base."""
    for rulebase in rulebases:
        yield from ((rulebase, rule) for rule in find_relevant_rules(rulebase, list_verdict_atoms(rulebase, "")))


def iter_strata(old: RuleBase, new: RuleBase, facts: Mapping[str, Fact]) -> Iterator[tuple[str, list[Stratum]]]:
    """Yield each way in which the state may be known, with its strata; "" if no state can be stated.

    Args:
        old: The old rule base.
        new: The new rule base.
        facts: The facts of both, as join_facts returns them.

    Yields:
        The way (one of the BASIS constants), and strata whose weights sum to 1.
    """
    if STATED_STATE not in facts:
        yield "", [Stratum("", Fraction(1), {}, Company({}))]
        return
    states = facts[STATED_STATE].values
    basis: dict[str, Value] = {BASIS: BASIS_STATED} if BASIS in facts else {}
    weight = Fraction(1, len(states))
    yield (
        BASIS_STATED,
        [Stratum(state, weight, {**basis, STATED_STATE: state}, Company({STATED_STATE: state})) for state in states],
    )
    tests = (leaf for _, rule in _iter_rules(old, new) for leaf in iter_leaves(rule.condition))
    bases = {value for leaf in tests if leaf.name == BASIS for value in leaf.values}
    if BASIS_SCORES in bases and SCORE_STATE in facts:
        yield BASIS_SCORES, list(_iter_score_strata(old, new, facts[SCORE_STATE]))
    if BASIS_SIGNS in bases:
        yield BASIS_SIGNS, [Stratum("", Fraction(1), {BASIS: BASIS_SIGNS}, Company({}))]


def _read_score_bands(rulebase: RuleBase) -> tuple[StateBand, ...]:
    return build_bands(rulebase.iter_entries("bands"))


def find_score_states(rulebase: RuleBase, total: int) -> list[str]:
    """Return the states whose band in the scoring key contains a total."""
    return [band.state for band in _read_score_bands(rulebase) if band.low <= total < band.below]


def build_assessment(total: int) -> Responses:
    """Build an assessment with totals only, the same for both functions."""
    return tuple(FunctionTotal(function, float(total)) for function in FUNCTIONS)


def _iter_score_strata(old: RuleBase, new: RuleBase, fact: Fact) -> Iterator[Stratum]:
    """Yield a stratum for each pair of states that a total maps to in the old and in the new rule base."""
    totals_by_states: dict[tuple[str, str], list[int]] = {}
    for total in TOTALS:
        key = _find_score_state(old, total, fact), _find_score_state(new, total, fact)
        totals_by_states.setdefault(key, []).append(total)
    for (before, after), totals in totals_by_states.items():
        separate = {OLD_PREFIX + SCORE_STATE: before, NEW_PREFIX + SCORE_STATE: after}
        states = {SCORE_STATE: before} if _has_same_bands(old, new) else separate
        known: dict[str, Value] = {name: state for name, state in states.items() if state}
        company = Company({}, assessed=build_assessment(totals[0]))
        yield Stratum(before, Fraction(len(totals), len(TOTALS)), {BASIS: BASIS_SCORES, **known}, company)


def _find_score_state(rulebase: RuleBase, total: int, fact: Fact) -> str:
    """Return the one state for a total, or "" if there is none."""
    states = find_score_states(rulebase, total)
    return states[0] if len(states) == 1 and states[0] in fact.values else ""


def _has_same_bands(old: RuleBase, new: RuleBase) -> bool:
    return _read_score_bands(old) == _read_score_bands(new)


def join_facts(old: RuleBase, new: RuleBase) -> dict[str, Fact] | None:
    """Return the facts of both with the values of both; None if a fact has a different kind in each."""
    facts = dict(old.facts)
    for name, fact in new.facts.items():
        before = facts.get(name, fact)
        if before.kind is not fact.kind:
            return None
        limits = min(before.minimum, fact.minimum), max(before.maximum, fact.maximum)
        values = {**before.values, **fact.values}
        facts[name] = fact._replace(values=values, minimum=limits[0], maximum=limits[1])
    return facts


def list_verdict_atoms(rulebase: RuleBase, prefix: str) -> list[Atom]:
    """Return every verdict that a rule concludes, as an atom whose name has a prefix."""
    return [
        Atom(prefix + VERDICT, value)
        for rule in rulebase.find_concluding_rules(VERDICT)
        for value in rule.list_concluded_values(VERDICT)
    ]


def join_rulebases(old: RuleBase, new: RuleBase, facts: dict[str, Fact]) -> RuleBase:
    """Join two rule bases into one about the same companies.

    Conclusions and score states get a prefix, so that those of the two rule bases stay separate.
    """
    rules: list[Rule] = []
    conclusions: dict[str, Conclusion] = {}
    shared = dict(facts)
    score_fact = None if _has_same_bands(old, new) else shared.pop(SCORE_STATE, None)
    joined = dict(shared)
    for rulebase, prefix in ((old, OLD_PREFIX), (new, NEW_PREFIX)):
        conclusions |= {prefix + name: each._replace(name=prefix + name) for name, each in rulebase.conclusions.items()}
        if score_fact:
            joined[prefix + SCORE_STATE] = score_fact._replace(name=prefix + SCORE_STATE)
        rules += [_add_prefix(rule, prefix, shared) for rule in rulebase.rules]
    return replace(new, facts=joined, conclusions=conclusions, rules=tuple(rules))


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
