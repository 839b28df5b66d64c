"""For which share of all possible companies the verdict of two rule bases differs.

A possible company is one combination of answers to the facts that matter for either verdict. Each combination counts
the same; counts are distinguished only where rules do so. Each way in which the state may be known (see `population`)
has its own share. It is computed exactly from one diagram of both verdicts (advisor.logic), or estimated from a sample
where the diagram is too large.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from advisor.authoring.diff.population import NEW, OLD, PLACING, STATED, Stratum, joined, joined_facts, targets, ways
from advisor.consultation import BASIS, STATED_STATE
from advisor.errors import TooManyCasesError
from advisor.logic.decision_diagrams import Node, Outcome
from advisor.logic.diagram_builder import Unfolding
from advisor.model.answers import Answers, Chosen, Value
from advisor.model.company import Company
from advisor.model.rulebase import VERDICT, RuleBase
from advisor.model.vocabulary import Fact, Kind

MOST_TRIED = 10_000
"""So many cases are worked out before a sample has to do."""
SAMPLE, LEAST_SAMPLE, SEED, NORMAL = 2_000, 200, 20_060_701, 1.959964
Turn = tuple[str, str]
"""A verdict before and after."""


class Share(NamedTuple):
    """The share of possible companies whose verdict differs, between 0 and 1, of those whose state is known in one way.

    `way` is that of `population`, "" where no state can be stated. `low` and `high` are the bounds of its
    95 % interval (Wilson), the share itself where it is exact; `sampled` is the number drawn, 0 where it is exact.
    `states` has the share within each state (of now), `turns` splits it, and `examples` has a company for each.
    """

    way: str
    share: float
    low: float
    high: float
    sampled: int
    states: Mapping[str, float]
    turns: Mapping[Turn, float]
    examples: Mapping[Turn, Company]


def verdict_shares(old: RuleBase, new: RuleBase, most: int = MOST_TRIED) -> tuple[Share, ...] | None:
    """The share for each way in which a state is known; None where a fact is asked in ways that cannot be compared."""
    facts = joined_facts(old, new)
    if facts is None:
        return None
    both = Unfolding(joined(old, new, facts), targets(old, OLD) + targets(new, NEW), most)
    return tuple(_share(both, way, strata) for way, strata in ways(old, new, facts))


def _turn(outcome: Outcome) -> Turn:
    told = [sorted(atom.value for atom in outcome if atom.name == prefix + VERDICT) for prefix in (OLD, NEW)]
    before, after = (" and ".join(each) or "none" for each in told)
    return before, after


def _share(both: Unfolding, way: str, strata: list[Stratum]) -> Share:
    try:
        return _exact(both, way, strata)
    except (TooManyCasesError, RecursionError):
        return _sampled(both, way, strata)


def _exact(both: Unfolding, way: str, strata: list[Stratum]) -> Share:
    states: dict[str, Fraction] = {}
    weights: dict[str, Fraction] = {}
    turns: dict[Turn, Fraction] = {}
    examples: dict[Turn, Company] = {}
    for state, part, known, company in strata:
        node = both.at(Answers(known))
        if way != STATED and node.reads & (PLACING - known.keys()):  # a diagram asks all, and this stays unknown here
            return _sampled(both, way, strata)
        weighed = _weighed(node, {})
        states[state] = states.get(state, Fraction(0)) + sum(weighed.values()) * part
        weights[state] = weights.get(state, Fraction(0)) + part
        paths = _paths(node, {})
        for turn, weight in weighed.items():
            turns[turn] = turns.get(turn, Fraction(0)) + weight * part
            example = _stating(both, company, _company(paths[turn]))
            if turn not in examples or len(example.stated) < len(examples[turn].stated):
                examples[turn] = example
    share = float(sum(turns.values()))
    split = {turn: float(each) for turn, each in turns.items()}
    within = {state: float(each / weights[state]) for state, each in states.items()}
    return Share(way, share, share, share, 0, within, split, examples)


def _stating(both: Unfolding, company: Company, facts: Mapping[str, Value]) -> Company:
    """A company that also states some facts; what is worked out cannot be stated."""
    facts = {name: value for name, value in facts.items() if not both.rulebase.facts[name].computed}
    return company._replace(stated={**company.stated, **facts})


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


def _sampled(both: Unfolding, way: str, strata: list[Stratum]) -> Share:
    """An estimate from companies drawn at random, always the same ones."""
    drawing = random.Random(SEED)
    seen: dict[str, list[bool]] = {}
    counts: dict[Turn, int] = {}
    examples: dict[Turn, Company] = {}
    # what takes long for one company does for each that is drawn
    size = max(LEAST_SAMPLE, min(SAMPLE, both.bearable))
    for state, part, known, company in strata:
        for _ in range(round(size * part)):
            drawn = _drawn(both, drawing)
            evidence = both.meaning.evidence(Answers({**drawn, **known}))
            turn = _turn(frozenset(atom for atom in both.targets if atom.value in evidence.values(atom.name)))
            seen.setdefault(state, []).append(turn[0] != turn[1])
            if turn[0] != turn[1]:
                counts[turn] = counts.get(turn, 0) + 1
                examples.setdefault(turn, _stating(both, company, drawn))
    size, hits = sum(map(len, seen.values())), sum(counts.values())
    states = {state: sum(each) / len(each) for state, each in seen.items()}
    low, high = wilson(hits, size)
    return Share(
        way, hits / size, low, high, size, states, {turn: each / size for turn, each in counts.items()}, examples
    )


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
