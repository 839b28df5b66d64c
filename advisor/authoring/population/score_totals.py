"""The total scores that companies can have, grouped by the facts that rule bases compute from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from advisor.assessment.derived_facts import compute_score_facts
from advisor.assessment.scoring import StateBand, build_bands
from advisor.logic.answer_formulas import DerivedFact
from advisor.logic.decision_diagrams import Variable
from advisor.model.answers import Value
from advisor.model.responses import (
    FUNCTIONS,
    MAX_RATING,
    MIN_RATING,
    STATEMENT_COUNT,
    FunctionTotal,
    PrivacyLimits,
    Responses,
)
from advisor.model.rulebase import RuleBase

TOTALS = range(STATEMENT_COUNT * MIN_RATING, STATEMENT_COUNT * MAX_RATING + 1)
TOTAL = Variable("total score")
"""The variable of companies whose level follows from scores: one whole total for both functions."""


class TotalGroups(NamedTuple):
    """The first total of each group, the size of each group, and what each rule base computes from the totals."""

    firsts: tuple[Value, ...]
    sizes: tuple[int, ...]
    derived: tuple[Mapping[str, DerivedFact], ...]


def read_score_bands(rulebase: RuleBase) -> tuple[StateBand, ...]:
    """Read the bands of the scoring key."""
    return build_bands(rulebase.iter_entries("bands"))


def find_score_states(bands: Sequence[StateBand], total: int) -> list[str]:
    """Return the states whose band in the scoring key contains a total."""
    return [band.state for band in bands if band.low <= total < band.below]


def build_assessment(total: int) -> Responses:
    """Build an assessment with totals only, the same for both functions."""
    return tuple(FunctionTotal(function, float(total)) for function in FUNCTIONS)


def group_totals(rulebases: Sequence[RuleBase]) -> TotalGroups:
    """Group the totals from which every rule base computes the same facts."""
    bands = [read_score_bands(each) for each in rulebases]
    groups: dict[tuple[frozenset[tuple[str, Value]], ...], list[int]] = {}
    for total in TOTALS:
        key = tuple(
            frozenset(_compute_facts(each, band, total).items()) for each, band in zip(rulebases, bands, strict=True)
        )
        groups.setdefault(key, []).append(total)
    firsts = {totals[0]: [dict(facts) for facts in key] for key, totals in groups.items()}
    derived = []
    for side in range(len(rulebases)):
        names = sorted({name for facts in firsts.values() for name in facts[side]})
        derived.append(
            {
                name: DerivedFact(TOTAL, {first: facts[side].get(name) for first, facts in firsts.items()})
                for name in names
            }
        )
    return TotalGroups(tuple(firsts), tuple(map(len, groups.values())), tuple(derived))


def _compute_facts(rulebase: RuleBase, bands: Sequence[StateBand], total: int) -> Mapping[str, Value]:
    """Compute the facts for one total that the rule base has; none if no band contains the total."""
    if not find_score_states(bands, total):
        return {}
    facts = compute_score_facts(build_assessment(total), PrivacyLimits(), bands)
    return {name: value for name, value in facts.items() if name in rulebase.facts}
