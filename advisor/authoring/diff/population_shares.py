"""The share of all possible companies whose verdict differs between two rule bases.

A possible company answers every question (see `populations`). Counts are distinguished only if a rule for a verdict
does so. Companies whose answers a rule base refuses do not count.
Each way in which the level may be known has its own share. The share is exact, from the formulas of both verdicts. If
there are too many cases, it is an estimate from a sample.
"""

from __future__ import annotations

import math
from fractions import Fraction

from advisor.authoring.diff.paired_formulas import PairedFormulas
from advisor.authoring.diff.verdict_share import VerdictChange, VerdictShare, map_states, name_verdicts_together
from advisor.authoring.population.populations import build_company
from advisor.authoring.population.verdicts import Outcomes, divide_companies
from advisor.consultation import UNDETERMINED
from advisor.logic.company_counts import CompanyCounter, find_fewest_answers
from advisor.logic.decision_diagrams import Node
from advisor.logic.relevant_values import RelevantValues, find_interval_start, find_relevant_rules
from advisor.model.company import Company
from advisor.model.rulebase import VERDICT


def compute_exact_share(pair: PairedFormulas) -> VerdictShare:
    """Compute the share of one population. Raises TooManyCasesError."""
    formulas, counter = pair.formulas, _build_counter(pair)
    before, after = (_name_parts(divide_companies(side, VERDICT, pair.region)) for side in pair.sides)
    size = counter.count(pair.region)
    changes: dict[VerdictChange, float] = {}
    examples: dict[VerdictChange, Company] = {}
    differing = formulas.false
    for old, where_old in before:
        for new, where_new in after:
            where = formulas.conjoin(where_old, where_new)
            if old != new and where is not formulas.false:
                changes[old, new] = float(Fraction(counter.count(where), size))
                differing = formulas.disjoin(differing, where)
                path = find_fewest_answers(formulas, where)
                assert path is not None  # some company meets it
                examples[old, new] = build_company(path)
    share = float(Fraction(counter.count(differing), size)) if size else 0.0
    return VerdictShare(
        pair.population.basis, share, share, share, 0, _divide_by_state(pair, counter, differing), changes, examples
    )


def _name_parts(outcomes: Outcomes) -> list[tuple[str, Node]]:
    parts = [*outcomes.values.items()]
    parts += [(name_verdicts_together(values), node) for values, node in outcomes.contradictions.items()]
    return [*parts, (name_verdicts_together(()), outcomes.none), (UNDETERMINED, outcomes.open)]


def _build_counter(pair: PairedFormulas) -> CompanyCounter:
    """Build a counter for which all intervals of a count weigh the same that rules for a verdict distinguish."""
    rulebases = [side.answers.rulebase for side in pair.sides]
    rules = [rule for each in rulebases for rule in find_relevant_rules(each, each.list_concluded_atoms(VERDICT))]
    relevant = [RelevantValues(each, rules) for each in rulebases]
    sizes = dict(pair.population.sizes)
    for variable, labels in pair.population.variables.items():
        counts = [label for label in labels if isinstance(label, int)]
        known = [each for each in relevant if variable.fact in each.facts]
        if not known or len(counts) < len(labels):
            continue
        starts = {start for each in known for start in _list_starts(each, variable.fact)}
        intervals = [find_interval_start({counts[0], *starts}, count) for count in counts]
        total = math.lcm(*(intervals.count(each) for each in intervals))
        sizes[variable] = tuple(total // intervals.count(each) for each in intervals)
    return CompanyCounter(pair.formulas, pair.population.variables, sizes)


def _list_starts(relevant: RelevantValues, name: str) -> list[int]:
    return [label for label in relevant.list_alternatives(relevant.facts[name]) if isinstance(label, int)]


def _divide_by_state(pair: PairedFormulas, counter: CompanyCounter, differing: Node) -> dict[str, float]:
    """Return the share of companies with another verdict in each state."""
    states = map_states(pair.population)
    shares: dict[str, float] = {}
    for state in dict.fromkeys(states[1].values()) if states else ():
        assert states is not None  # see above
        is_state = {label: each == state for label, each in states[1].items()}
        where = pair.formulas.conjoin(pair.region, pair.formulas.select_labels(states[0], is_state))
        size = counter.count(where)
        if size:
            shares[state] = float(Fraction(counter.count(pair.formulas.conjoin(where, differing)), size))
    return shares
