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

from advisor.authoring.diff.population import (
    BASIS_STATED,
    NEW_PREFIX,
    OLD_PREFIX,
    PLACING_FACTS,
    Stratum,
    iter_strata,
    join_facts,
    join_rulebases,
    list_verdict_atoms,
)
from advisor.consultation import BASIS, STATED_STATE
from advisor.errors import TooManyCasesError
from advisor.logic.decision_diagrams import Node, Outcome
from advisor.logic.diagram_builder import DiagramBuilder
from advisor.model.answers import Answers, PartialChoice, Value
from advisor.model.company import Company
from advisor.model.rulebase import VERDICT, RuleBase
from advisor.model.vocabulary import Fact, Kind

MAX_CASES = 10_000
"""So many cases are worked out before a sample has to do."""
SAMPLE_SIZE, MIN_SAMPLE_SIZE, SEED, NORMAL_QUANTILE = 2_000, 200, 20_060_701, 1.959964
VerdictChange = tuple[str, str]
"""A verdict before and after."""


class VerdictShare(NamedTuple):
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
    turns: Mapping[VerdictChange, float]
    examples: Mapping[VerdictChange, Company]


def compute_verdict_shares(old: RuleBase, new: RuleBase, max_cases: int = MAX_CASES) -> tuple[VerdictShare, ...] | None:
    """The share for each way in which a state is known; None where a fact is asked in ways that cannot be compared."""
    facts = join_facts(old, new)
    if facts is None:
        return None
    both = DiagramBuilder(
        join_rulebases(old, new, facts),
        list_verdict_atoms(old, OLD_PREFIX) + list_verdict_atoms(new, NEW_PREFIX),
        max_cases,
    )
    return tuple(_compute_share(both, way, strata) for way, strata in iter_strata(old, new, facts))


def _read_verdict_change(outcome: Outcome) -> VerdictChange:
    told = [
        sorted(atom.value for atom in outcome if atom.name == prefix + VERDICT) for prefix in (OLD_PREFIX, NEW_PREFIX)
    ]
    before, after = (" and ".join(each) or "none" for each in told)
    return before, after


def _compute_share(builder: DiagramBuilder, way: str, strata: list[Stratum]) -> VerdictShare:
    try:
        return _compute_exact_share(builder, way, strata)
    except (TooManyCasesError, RecursionError):
        return _estimate_share(builder, way, strata)


def _compute_exact_share(builder: DiagramBuilder, way: str, strata: list[Stratum]) -> VerdictShare:
    states: dict[str, Fraction] = {}
    weights: dict[str, Fraction] = {}
    turns: dict[VerdictChange, Fraction] = {}
    examples: dict[VerdictChange, Company] = {}
    for state, part, known, company in strata:
        node = builder.build_node(Answers(known))
        if way != BASIS_STATED and node.reads & (
            PLACING_FACTS - known.keys()
        ):  # a diagram asks all, and this stays unknown here
            return _estimate_share(builder, way, strata)
        weighed = _compute_change_weights(node, {})
        states[state] = states.get(state, Fraction(0)) + sum(weighed.values()) * part
        weights[state] = weights.get(state, Fraction(0)) + part
        paths = _find_shortest_paths(node, {})
        for turn, weight in weighed.items():
            turns[turn] = turns.get(turn, Fraction(0)) + weight * part
            example = _add_stated_facts(builder, company, _collect_path_answers(paths[turn]))
            if turn not in examples or len(example.stated) < len(examples[turn].stated):
                examples[turn] = example
    share = float(sum(turns.values()))
    split = {turn: float(each) for turn, each in turns.items()}
    within = {state: float(each / weights[state]) for state, each in states.items()}
    return VerdictShare(way, share, share, share, 0, within, split, examples)


def _add_stated_facts(builder: DiagramBuilder, company: Company, facts: Mapping[str, Value]) -> Company:
    """A company that also states some facts; what is worked out cannot be stated."""
    facts = {name: value for name, value in facts.items() if not builder.rulebase.facts[name].computed}
    return company._replace(stated={**company.stated, **facts})


def _compute_change_weights(
    node: Node, cache: dict[Node, dict[VerdictChange, Fraction]]
) -> dict[VerdictChange, Fraction]:
    """The share of companies below a node for each change of verdict."""
    if node not in cache:
        found: dict[VerdictChange, Fraction] = {}
        if node.variable is None:
            for outcome in node.outcomes:
                turn = _read_verdict_change(outcome)
                if turn[0] != turn[1]:
                    found[turn] = Fraction(1, len(node.outcomes))
        for _, below in node.branches:
            for turn, weight in _compute_change_weights(below, cache).items():
                found[turn] = found.get(turn, Fraction(0)) + weight / len(node.branches)
        cache[node] = found
    return cache[node]


_AnswerPath = tuple[tuple[str, Value], ...]


def _find_shortest_paths(
    node: Node, cache: dict[Node, dict[VerdictChange, _AnswerPath]]
) -> dict[VerdictChange, _AnswerPath]:
    """The fewest answers that lead from a node to each change of verdict."""
    if node not in cache:
        found: dict[VerdictChange, _AnswerPath] = {}
        if node.variable is None:
            found = {turn: () for turn in map(_read_verdict_change, node.outcomes) if turn[0] != turn[1]}
        for label, below in node.branches:
            for turn, path in _find_shortest_paths(below, cache).items():
                assert node.variable is not None  # it has branches
                if turn not in found or len(path) + 1 < len(found[turn]):
                    found[turn] = ((node.variable.fact, label), *path)
        cache[node] = found
    return cache[node]


def _collect_path_answers(path: _AnswerPath) -> dict[str, Value]:
    """The answers along a path; of a `many` fact, what was not asked about is not chosen."""
    facts: dict[str, Value] = {}
    for name, label in path:
        chosen = facts.get(name, frozenset())
        facts[name] = (
            chosen | label.yes if isinstance(label, PartialChoice) and isinstance(chosen, frozenset) else label
        )
    return facts


def _estimate_share(builder: DiagramBuilder, way: str, strata: list[Stratum]) -> VerdictShare:
    """An estimate from companies drawn at random, always the same ones."""
    drawing = random.Random(SEED)
    seen: dict[str, list[bool]] = {}
    counts: dict[VerdictChange, int] = {}
    examples: dict[VerdictChange, Company] = {}
    # what takes long for one company does for each that is drawn
    size = max(MIN_SAMPLE_SIZE, min(SAMPLE_SIZE, builder.case_limit))
    for state, part, known, company in strata:
        for _ in range(round(size * part)):
            drawn = _draw_answers(builder, drawing)
            evidence = builder.semantics.compute_evidence(Answers({**drawn, **known}))
            turn = _read_verdict_change(
                frozenset(atom for atom in builder.targets if atom.value in evidence.get_values(atom.name))
            )
            seen.setdefault(state, []).append(turn[0] != turn[1])
            if turn[0] != turn[1]:
                counts[turn] = counts.get(turn, 0) + 1
                examples.setdefault(turn, _add_stated_facts(builder, company, drawn))
    size, hits = sum(map(len, seen.values())), sum(counts.values())
    states = {state: sum(each) / len(each) for state, each in seen.items()}
    low, high = compute_wilson_interval(hits, size)
    return VerdictShare(
        way, hits / size, low, high, size, states, {turn: each / size for turn, each in counts.items()}, examples
    )


def _draw_answers(builder: DiagramBuilder, generator: random.Random) -> dict[str, Value]:
    names: Iterator[str] = (name for name in builder.fact_names if name not in (BASIS, STATED_STATE))
    return {
        name: _draw_value(
            builder.rulebase.facts[name],
            [labels for _, labels in builder.relevant_values.list_variables(name, None)],
            generator,
        )
        for name in names
        if not builder.rulebase.facts[name].computed
    }


def _draw_value(fact: Fact, labels: list[list[Value]], generator: random.Random) -> Value:
    drawn = [generator.choice(each) for each in labels]
    if fact.kind is not Kind.MANY:
        return drawn[0]
    return frozenset().union(*(label.yes for label in drawn if isinstance(label, PartialChoice)))


def compute_wilson_interval(hits: int, size: int) -> tuple[float, float]:
    """The 95 % interval of a share of which `hits` of `size` were seen (Wilson, 1927)."""
    share, square = hits / size, NORMAL_QUANTILE**2
    middle = (share + square / (2 * size)) / (1 + square / size)
    half = NORMAL_QUANTILE / (1 + square / size) * math.sqrt(share * (1 - share) / size + square / (4 * size**2))
    return max(0.0, middle - half), min(1.0, middle + half)
