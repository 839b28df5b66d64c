"""The share of possible companies with another verdict, as a value, and how verdicts are named in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from advisor.authoring.population.populations import BASIS_SCORES, BASIS_STATED, Population
from advisor.authoring.population.score_totals import TOTAL
from advisor.consultation import SCORE_STATE, STATED_STATE
from advisor.logic.decision_diagrams import Variable
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.rulebase import NO_VERDICT

VerdictChange = tuple[str, str]
"""A verdict before and after: NO_VERDICT, UNDETERMINED, a verdict, or several that contradict each other, joined by
" and "."""


class VerdictShare(NamedTuple):
    """The share (0-1) of possible companies whose verdict differs, among those whose state is known in one way.

    `basis` is that way, as in `Population`. `low` and `high` are the bounds of the 95 % interval (Wilson), or the share
    itself if it is exact. `sampled` is the number of companies drawn, 0 if exact. `states` has the share in each (old)
    state, `changes` the share of each change of verdict, `examples` a company for each change.
    """

    basis: str
    share: float
    low: float
    high: float
    sampled: int
    states: Mapping[str, float]
    changes: Mapping[VerdictChange, float]
    examples: Mapping[VerdictChange, Company]


def name_verdicts_together(values: Collection[str]) -> str:
    """Name the verdicts of one company: none, one, or several that contradict each other."""
    return " and ".join(sorted(values)) or NO_VERDICT


def map_states(population: Population) -> tuple[Variable, dict[Value, str]] | None:
    """Map the labels of the variable that gives the level to the (old) state; None if several answers give it."""
    if population.basis == BASIS_STATED:
        stated = Variable(STATED_STATE)
        return stated, {label: str(label) for label in population.variables[stated]}
    if population.basis == BASIS_SCORES:
        derived = population.kinds[0].derived.get(SCORE_STATE)
        states = {} if derived is None else derived.values
        return TOTAL, {label: str(states.get(label) or "") for label in population.variables[TOTAL]}
    return None
