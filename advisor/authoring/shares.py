"""For which share of all possible companies the verdict of two rule bases differs.

A possible company is one combination of answers to the facts that bear on either verdict, with its state stated. Each
combination counts the same, and so does each state. A count is told apart only where rules do. The share is worked out
exactly from one diagram of both verdicts (advisor.logic), or estimated from a sample where that diagram is too large.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from advisor.consultation import BASIS, STATED_STATE
from advisor.errors import TooManyCasesError
from advisor.logic.diagrams import Node, Outcome
from advisor.logic.unfolding import Unfolding
from advisor.model.answers import Answers, Chosen, Value
from advisor.model.conditions import All, Any, Condition, Not, Test
from advisor.model.rulebase import VERDICT, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Conclusion, Fact, Kind

MOST_TRIED = 10_000
"""So many cases are worked out before a sample has to do."""
SAMPLE, SEED, NORMAL = 2_000, 20_060_701, 1.959964
OLD, NEW = "old:", "new:"
Turn = tuple[str, str]
"""A verdict before and after."""


class Share(NamedTuple):
    """The share of possible companies whose verdict differs, between 0 and 1.

    `low` and `high` are the bounds of its 95 % interval (Wilson), the share itself where it is exact; `sampled` is the
    number of companies drawn, 0 where it is exact. `turns` splits the share, and `examples` has one company for each.
    """

    share: float
    low: float
    high: float
    sampled: int
    states: Mapping[str, float]
    turns: Mapping[Turn, float]
    examples: Mapping[Turn, Mapping[str, Value]]


def verdict_share(old: RuleBase, new: RuleBase, most: int = MOST_TRIED) -> Share | None:
    """The share for two rule bases; None where a fact is asked in two ways that cannot be compared."""
    facts = joined_facts(old, new)
    if facts is None:
        return None
    both = Unfolding(_joined(old, new, facts), _targets(old, OLD) + _targets(new, NEW), most)
    try:
        return _exact(both)
    except (TooManyCasesError, RecursionError):
        return _sampled(both)


def joined_facts(old: RuleBase, new: RuleBase) -> dict[str, Fact] | None:
    """The facts of both with the values of both; None where one is of two kinds."""
    facts = dict(old.facts)
    for name, fact in new.facts.items():
        before = facts.get(name, fact)
        if before.kind is not fact.kind:
            return None
        minimum = min(before.minimum, fact.minimum)
        facts[name] = fact._replace(values={**before.values, **fact.values}, minimum=minimum)
    return facts


def _targets(rulebase: RuleBase, prefix: str) -> list[Atom]:
    return [Atom(prefix + VERDICT, each) for rule in rulebase.concluding(VERDICT) for each in rule.concludes(VERDICT)]


def _joined(old: RuleBase, new: RuleBase, facts: dict[str, Fact]) -> RuleBase:
    """Both rule bases as one about the same companies: what each concludes keeps a name of its own."""
    rules: list[Rule] = []
    conclusions: dict[str, Conclusion] = {}
    for rulebase, prefix in ((old, OLD), (new, NEW)):
        conclusions |= {prefix + name: each._replace(name=prefix + name) for name, each in rulebase.conclusions.items()}
        rules += [_prefixed(rule, prefix, facts) for rule in rulebase.rules]
    return replace(new, facts=facts, conclusions=conclusions, rules=tuple(rules))


def _prefixed(rule: Rule, prefix: str, facts: Mapping[str, Fact]) -> Rule:
    def renamed(condition: Condition) -> Condition:
        if isinstance(condition, Test):
            return condition if condition.name in facts else replace(condition, name=prefix + condition.name)
        if isinstance(condition, Not):
            return Not(renamed(condition.part))
        parts = tuple(renamed(part) for part in condition.parts)
        return All(parts) if isinstance(condition, All) else Any(parts)

    then = tuple(Atom(prefix + atom.name, atom.value) for atom in rule.then)
    return replace(rule, id=prefix + rule.id, when=renamed(rule.when), guard=renamed(rule.guard), then=then)


def _strata(facts: Mapping[str, Fact]) -> dict[str, dict[str, Value]]:
    """What is known of the companies of each state; of all alike where no state can be stated."""
    if STATED_STATE not in facts:
        return {"": {}}
    basis: dict[str, Value] = {BASIS: "stated"} if BASIS in facts else {}
    return {state: {**basis, STATED_STATE: state} for state in facts[STATED_STATE].values}


def _turn(outcome: Outcome) -> Turn:
    told = [sorted(atom.value for atom in outcome if atom.name == prefix + VERDICT) for prefix in (OLD, NEW)]
    before, after = (" and ".join(each) or "none" for each in told)
    return before, after


def _exact(both: Unfolding) -> Share:
    strata = _strata(both.rulebase.facts)
    states: dict[str, float] = {}
    turns: dict[Turn, Fraction] = {}
    examples: dict[Turn, Mapping[str, Value]] = {}
    for state, known in strata.items():
        node = both.at(Answers(known))
        weighed = _weighed(node, {})
        states[state] = float(sum(weighed.values()))
        paths = _paths(node, {})
        for turn, weight in weighed.items():
            turns[turn] = turns.get(turn, Fraction(0)) + weight / len(strata)
            company = {name: value for name, value in known.items() if name != BASIS} | _company(paths[turn])
            if turn not in examples or len(company) < len(examples[turn]):
                examples[turn] = company
    share = float(sum(turns.values()))
    return Share(share, share, share, 0, states, {turn: float(each) for turn, each in turns.items()}, examples)


def _weighed(node: Node, known: dict[Node, dict[Turn, Fraction]]) -> dict[Turn, Fraction]:
    """The share of companies below a node for each change of verdict."""
    if node not in known:
        found: dict[Turn, Fraction] = {}
        if node.variable is None:
            for outcome in node.outcomes:
                turn = _turn(outcome)
                if turn[0] != turn[1]:
                    found[turn] = Fraction(1, len(node.outcomes))
        for _, below in node.branches:
            for turn, weight in _weighed(below, known).items():
                found[turn] = found.get(turn, Fraction(0)) + weight / len(node.branches)
        known[node] = found
    return known[node]


_Path = tuple[tuple[str, Value], ...]


def _paths(node: Node, known: dict[Node, dict[Turn, _Path]]) -> dict[Turn, _Path]:
    """The fewest answers that lead from a node to each change of verdict."""
    if node not in known:
        found: dict[Turn, _Path] = {}
        if node.variable is None:
            found = {turn: () for turn in map(_turn, node.outcomes) if turn[0] != turn[1]}
        for label, below in node.branches:
            for turn, path in _paths(below, known).items():
                assert node.variable is not None  # it has branches
                if turn not in found or len(path) + 1 < len(found[turn]):
                    found[turn] = ((node.variable.fact, label), *path)
        known[node] = found
    return known[node]


def _company(path: _Path) -> dict[str, Value]:
    """The answers along a path; of a `many` fact, what was not asked about is not chosen."""
    facts: dict[str, Value] = {}
    for name, label in path:
        chosen = facts.get(name, frozenset())
        facts[name] = chosen | label.yes if isinstance(label, Chosen) and isinstance(chosen, frozenset) else label
    return facts


def _sampled(both: Unfolding) -> Share:
    """An estimate from companies drawn at random, always the same ones."""
    drawing = random.Random(SEED)
    strata = _strata(both.rulebase.facts)
    size = SAMPLE // len(strata)
    states: dict[str, float] = {}
    counts: dict[Turn, int] = {}
    examples: dict[Turn, Mapping[str, Value]] = {}
    for state, known in strata.items():
        other = 0
        for _ in range(size):
            company = {**_drawn(both, drawing), **known}
            evidence = both.meaning.evidence(Answers(company))
            turn = _turn(frozenset(atom for atom in both.targets if atom.value in evidence.values(atom.name)))
            if turn[0] != turn[1]:
                other += 1
                counts[turn] = counts.get(turn, 0) + 1
                examples.setdefault(turn, {name: value for name, value in company.items() if name != BASIS})
        states[state] = other / size
    drawn = size * len(strata)
    low, high = wilson(sum(counts.values()), drawn)
    turns = {turn: count / drawn for turn, count in counts.items()}
    return Share(sum(counts.values()) / drawn, low, high, drawn, states, turns, examples)


def _drawn(both: Unfolding, drawing: random.Random) -> dict[str, Value]:
    names: Iterator[str] = (name for name in both.read if name not in (BASIS, STATED_STATE))
    return {
        name: _one(
            both.rulebase.facts[name], [labels for _, labels in both.distinctions.variables(name, None)], drawing
        )
        for name in names
        if not both.rulebase.facts[name].computed
    }


def _one(fact: Fact, labels: list[list[Value]], drawing: random.Random) -> Value:
    drawn = [drawing.choice(each) for each in labels]
    if fact.kind is not Kind.MANY:
        return drawn[0]
    return frozenset().union(*(label.yes for label in drawn if isinstance(label, Chosen)))


def wilson(hits: int, size: int) -> tuple[float, float]:
    """The 95 % interval of a share of which `hits` of `size` were seen (Wilson, 1927)."""
    share, square = hits / size, NORMAL**2
    middle = (share + square / (2 * size)) / (1 + square / size)
    half = NORMAL / (1 + square / size) * math.sqrt(share * (1 - share) / size + square / (4 * size**2))
    return max(0.0, middle - half), min(1.0, middle + half)
