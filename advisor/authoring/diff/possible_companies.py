"""The comparison of two rule bases on all possible companies: shares of verdicts, and every change that is shown."""

from __future__ import annotations

from typing import NamedTuple

from advisor.authoring.diff.affected_rules import find_affected_parts
from advisor.authoring.diff.exact_changes import ExactComparison, compare_exactly
from advisor.authoring.diff.paired_formulas import iter_pair_populations, pair_formulas
from advisor.authoring.diff.population_shares import compute_exact_share
from advisor.authoring.diff.sampled_shares import estimate_share
from advisor.authoring.diff.shared_facts import join_facts
from advisor.authoring.diff.verdict_share import VerdictShare
from advisor.errors import TooManyCasesError
from advisor.model.rulebase import RuleBase


class PossibleComparison(NamedTuple):
    """The shares for each way in which a level is known, and all exact changes.

    `exact` is None if the rules distinguish too many companies; the shares are then estimates.
    """

    shares: tuple[VerdictShare, ...] = ()
    exact: ExactComparison | None = None


def compare_possible_companies(old: RuleBase, new: RuleBase) -> PossibleComparison | None:
    """Compare two rule bases on all possible companies; None if a fact has different kinds in both."""
    if join_facts(old, new) is None:
        return None
    affected = find_affected_parts(old, new)
    populations = list(iter_pair_populations(old, new, affected.needed))
    try:
        pairs = [
            pair_formulas((old, new), population, affected.needed, counted=counted)
            for population, counted in populations
        ]
        shares = tuple(compute_exact_share(pair) for pair in pairs if not pair.counted)
        return PossibleComparison(shares, compare_exactly(pairs, affected))
    except (TooManyCasesError, RecursionError):
        stated = [population for population, counted in populations if not counted]
        return PossibleComparison(tuple(estimate_share((old, new), affected.needed, each) for each in stated), None)
