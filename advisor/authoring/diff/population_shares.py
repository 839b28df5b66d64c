"""The share of all possible companies whose verdict differs between two rule bases.

A possible company is one combination of answers to the facts that matter for either verdict. Each combination counts
the same; counts are distinguished only if rules do so. Each way in which the state may be known (see `population`) has
its own share. The share is exact, from one diagram of both verdicts (advisor.logic), or an estimate from a sample if
the diagram is too large.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from advisor.authoring.diff.strata import (
    BASIS_STATED,
    NEW_PREFIX,
    OLD_PREFIX,
    STATE_FACTS,
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
from advisor.model.rulebase import NO_VERDICT, VERDICT, RuleBase
from advisor.model.vocabulary import Kind

MAX_CASES = 10_000
"""Maximum number of cases in an exact diagram."""
SAMPLE_SIZE, MIN_SAMPLE_SIZE, SEED, NORMAL_QUANTILE = 2_000, 200, 20_060_701, 1.959964
VerdictChange = tuple[str, str]
"""A verdict before and after: NO_VERDICT, a verdict, or several that contradict each other, joined by " and "."""


class VerdictShare(NamedTuple):
    """The share (0-1) of possible companies whose verdict differs, among those whose state is known in one way.

    `basis` is that way, as in `population`, or "" if no state can be stated. `low` and `high` are the bounds of the
    95 % interval (Wilson), or the share itself if it is exact. `sampled` is the number of companies drawn, 0 if exact.
    `states` has the share in each (new) state, `changes` the share of each change of verdict, `examples` a company for
    each change.
    """

    basis: str
    share: float
    low: float
    high: float
    sampled: int
    states: Mapping[str, float]
    changes: Mapping[VerdictChange, float]
    examples: Mapping[VerdictChange, Company]


def compute_verdict_shares(old: RuleBase, new: RuleBase, max_cases: int = MAX_CASES) -> tuple[VerdictShare, ...] | None:
    """Compute the share for each way in which a state is known.

    Args:
        old: The old rule base.
        new: The new rule base.
        max_cases: The number of cases above which the share is estimated.

    Returns:
        One share for each way; None if a fact has different kinds, so that old and new answers cannot be compared.
    """
    facts = join_facts(old, new)
    if facts is None:
        return None
    targets = list_verdict_atoms(old, OLD_PREFIX) + list_verdict_atoms(new, NEW_PREFIX)
    builder = DiagramBuilder(join_rulebases(old, new, facts), targets, max_cases)
    return tuple(_compute_share(builder, basis, strata) for basis, strata in iter_strata(old, new, facts))


def _read_verdict_change(outcome: Outcome) -> VerdictChange | None:
    """Return the verdicts in an outcome if they differ."""
    old, new = (
        " and ".join(sorted(atom.value for atom in outcome if atom.name == prefix + VERDICT)) or NO_VERDICT
        for prefix in (OLD_PREFIX, NEW_PREFIX)
    )
    return (old, new) if old != new else None


def _compute_share(builder: DiagramBuilder, basis: str, strata: list[Stratum]) -> VerdictShare:
    try:
        return _compute_exact_share(builder, basis, strata)
    except (TooManyCasesError, RecursionError):
        return _estimate_share(builder, basis, strata)


def _compute_exact_share(builder: DiagramBuilder, basis: str, strata: list[Stratum]) -> VerdictShare:
    states: defaultdict[str, Fraction] = defaultdict(Fraction)
    weights: defaultdict[str, Fraction] = defaultdict(Fraction)
    changes: defaultdict[VerdictChange, Fraction] = defaultdict(Fraction)
    examples: dict[VerdictChange, Company] = {}
    for state, part, known, company in strata:
        node = builder.build_node(Answers(known))
        if basis != BASIS_STATED and node.reads & (STATE_FACTS - known.keys()):
            return _estimate_share(builder, basis, strata)  # a diagram asks for every fact, but these are unknown here
        change_weights = _compute_weights(node, {})
        states[state] += sum(change_weights.values()) * part
        weights[state] += part
        paths = _find_paths(node, {})
        for change, weight in change_weights.items():
            changes[change] += weight * part
            example = _add_stated_facts(builder, company, _collect_path_answers(paths[change]))
            if change not in examples or len(example.stated) < len(examples[change].stated):
                examples[change] = example
    share = float(sum(changes.values()))
    by_state = {state: float(each / weights[state]) for state, each in states.items()}
    by_change = {change: float(each) for change, each in changes.items()}
    return VerdictShare(basis, share, share, share, 0, by_state, by_change, examples)


def _add_stated_facts(builder: DiagramBuilder, company: Company, facts: Mapping[str, Value]) -> Company:
    """Add facts to a company, except those that are computed."""
    stated = {name: value for name, value in facts.items() if not builder.rulebase.facts[name].computed}
    return company._replace(stated={**company.stated, **stated})


def _compute_weights(node: Node, cache: dict[Node, dict[VerdictChange, Fraction]]) -> dict[VerdictChange, Fraction]:
    """Compute the share of the companies below a node for each change of verdict."""
    if node not in cache:
        weights: defaultdict[VerdictChange, Fraction] = defaultdict(Fraction)
        for change in filter(None, map(_read_verdict_change, node.outcomes if node.variable is None else ())):
            weights[change] = Fraction(1, len(node.outcomes))
        for _, below in node.branches:
            for change, weight in _compute_weights(below, cache).items():
                weights[change] += weight / len(node.branches)
        cache[node] = weights
    return cache[node]


_AnswerPath = tuple[tuple[str, Value], ...]


def _find_paths(node: Node, cache: dict[Node, dict[VerdictChange, _AnswerPath]]) -> dict[VerdictChange, _AnswerPath]:
    """Find the fewest answers that lead from a node to each change of verdict."""
    if node not in cache:
        outcomes = node.outcomes if node.variable is None else ()
        paths: dict[VerdictChange, _AnswerPath] = dict.fromkeys(filter(None, map(_read_verdict_change, outcomes)), ())
        for label, below in node.branches:
            for change, path in _find_paths(below, cache).items():
                assert node.variable is not None  # it has branches
                if change not in paths or len(path) + 1 < len(paths[change]):
                    paths[change] = ((node.variable.fact, label), *path)
        cache[node] = paths
    return cache[node]


def _collect_path_answers(path: _AnswerPath) -> dict[str, Value]:
    """Collect the answers along a path; values of a `many` fact that are not on it are not chosen."""
    facts: dict[str, Value] = {}
    for name, label in path:
        chosen = facts.get(name, frozenset())
        if isinstance(label, PartialChoice) and isinstance(chosen, frozenset):
            label = chosen | label.yes
        facts[name] = label
    return facts


def _estimate_share(builder: DiagramBuilder, basis: str, strata: list[Stratum]) -> VerdictShare:
    """Estimate the share from companies drawn at random, the same ones in each run."""
    generator = random.Random(SEED)
    differs: dict[str, list[bool]] = {}
    counts: Counter[VerdictChange] = Counter()
    examples: dict[VerdictChange, Company] = {}
    # if one company takes long, all drawn companies do
    wanted = max(MIN_SAMPLE_SIZE, min(SAMPLE_SIZE, builder.case_limit))
    for state, part, known, company in strata:
        for _ in range(round(wanted * part)):
            drawn = _draw_answers(builder, generator)
            evidence = builder.semantics.compute_evidence(Answers({**drawn, **known}))
            outcome = frozenset(atom for atom in builder.targets if atom.value in evidence.get_values(atom.name))
            change = _read_verdict_change(outcome)
            differs.setdefault(state, []).append(change is not None)
            if change:
                counts[change] += 1
                examples.setdefault(change, _add_stated_facts(builder, company, drawn))
    size, hits = sum(map(len, differs.values())), counts.total()
    by_state = {state: sum(each) / len(each) for state, each in differs.items()}
    by_change = {change: count / size for change, count in counts.items()}
    low, high = compute_wilson_interval(hits, size)
    return VerdictShare(basis, hits / size, low, high, size, by_state, by_change, examples)


def _draw_answers(builder: DiagramBuilder, generator: random.Random) -> dict[str, Value]:
    facts = builder.rulebase.facts
    return {
        name: _draw_value(builder, name, generator)
        for name in builder.fact_names
        if name not in (BASIS, STATED_STATE) and not facts[name].computed
    }


def _draw_value(builder: DiagramBuilder, name: str, generator: random.Random) -> Value:
    drawn = [generator.choice(labels) for _, labels in builder.relevant_values.list_variables(name, None)]
    if builder.rulebase.facts[name].kind is not Kind.MANY:
        return drawn[0]
    return frozenset().union(*(label.yes for label in drawn if isinstance(label, PartialChoice)))


def compute_wilson_interval(hits: int, size: int) -> tuple[float, float]:
    """Compute the 95 % interval (low, high) of the share hits/size (Wilson, 1927)."""
    share, square = hits / size, NORMAL_QUANTILE**2
    middle = (share + square / (2 * size)) / (1 + square / size)
    half = NORMAL_QUANTILE / (1 + square / size) * math.sqrt(share * (1 - share) / size + square / (4 * size**2))
    return max(0.0, middle - half), min(1.0, middle + half)
