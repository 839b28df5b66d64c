"""The share of possible companies with another verdict, estimated from companies drawn at random."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence

from advisor.authoring.diff.rulebase_pair import is_known_value
from advisor.authoring.diff.verdict_share import VerdictChange, VerdictShare, map_states, name_verdicts_together
from advisor.authoring.population.populations import Population, build_company
from advisor.consultation import UNDETERMINED
from advisor.logic.answer_formulas import CompanyKind
from advisor.logic.case_limits import compute_case_limit
from advisor.logic.company_counts import AnswerPath
from advisor.logic.semantics import Semantics
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import VERDICT, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Stage

SAMPLE_SIZE, MIN_SAMPLE_SIZE, SEED, NORMAL_QUANTILE = 2_000, 200, 20_060_701, 1.959964


def estimate_share(
    rulebases: tuple[RuleBase, RuleBase], rules: tuple[Sequence[Rule], Sequence[Rule]], population: Population
) -> VerdictShare:
    """Estimate the share of one population; the companies drawn are the same in each run."""
    generator = random.Random(SEED)
    semantics = [Semantics(each, Stage.DECIDE, chosen) for each, chosen in zip(rulebases, rules, strict=True)]
    states = map_states(population)
    test_count = sum(len(list(iter_leaves(rule.condition))) for side in rules for rule in side)
    # if one company takes long, all drawn companies do
    wanted = max(MIN_SAMPLE_SIZE, min(SAMPLE_SIZE, compute_case_limit(test_count)))
    differs: dict[str, list[bool]] = {}
    counts: Counter[VerdictChange] = Counter()
    examples: dict[VerdictChange, Company] = {}
    for path in _iter_draws(population, generator, wanted):
        company = build_company(path)
        if any(each.find_clashes(_select_known(each, company)) for each in rulebases):
            continue
        old, new = (
            _find_verdict(side, kind, path, company) for side, kind in zip(semantics, population.kinds, strict=True)
        )
        state = states[1][dict(path)[states[0]]] if states else ""
        differs.setdefault(state, []).append(old != new)
        if old != new:
            counts[old, new] += 1
            examples.setdefault((old, new), company)
    size, hits = sum(map(len, differs.values())), counts.total()
    by_state = {state: sum(each) / len(each) for state, each in differs.items()}
    by_change = {change: count / size for change, count in counts.items()}
    low, high = compute_wilson_interval(hits, size) if size else (0.0, 1.0)
    return VerdictShare(population.basis, hits / max(1, size), low, high, size, by_state, by_change, examples)


def _iter_draws(population: Population, generator: random.Random, number: int) -> Iterator[AnswerPath]:
    """Yield the answers of companies drawn at random; each level has as many as its share of all companies."""
    states = map_states(population)
    variable = states[0] if states else None
    labels: tuple[Value | None, ...] = population.variables[variable] if variable else (None,)
    sizes = population.sizes.get(variable, (1,) * len(labels)) if variable else (1,)
    for chosen, size in zip(labels, sizes, strict=True):
        for _ in range(round(number * size / sum(sizes))):
            yield tuple(
                (each, chosen if each == variable and chosen is not None else generator.choice(answers))
                for each, answers in population.variables.items()
            )


def _select_known(rulebase: RuleBase, company: Company) -> dict[str, Value]:
    return {name: value for name, value in company.stated.items() if is_known_value(rulebase, name, value)}


def _find_verdict(semantics: Semantics, kind: CompanyKind, path: AnswerPath, company: Company) -> str:
    labels = dict(path)
    derived = {name: each.values[labels[each.variable]] for name, each in kind.derived.items()}
    known = {name: value for name, value in derived.items() if value is not None}
    rulebase = semantics.rulebase
    answers = rulebase.build_answers({**kind.known, **known, **_select_known(rulebase, company)})
    evidence = semantics.compute_evidence(answers)
    certain, possible = evidence.get_values(VERDICT), evidence.get_values(VERDICT, certain=False)
    return name_verdicts_together(certain) if certain == possible else UNDETERMINED


def compute_wilson_interval(hits: int, size: int) -> tuple[float, float]:
    """Compute the 95 % interval (low, high) of the share hits/size (Wilson, 1927)."""
    share, square = hits / size, NORMAL_QUANTILE**2
    middle = (share + square / (2 * size)) / (1 + square / size)
    half = NORMAL_QUANTILE / (1 + square / size) * math.sqrt(share * (1 - share) / size + square / (4 * size**2))
    return max(0.0, middle - half), min(1.0, middle + half)
