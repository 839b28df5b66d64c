"""A count of all possible companies by verdict and level, with exact integers.

A possible company answers every fact that matters for the verdict or the level: a fact that a rule behind them reads,
or from which such a fact follows. A fact has as many answers as values. A list has each set of the values that rules
ask for, and a count has the intervals that rules distinguish.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from advisor.authoring.population.populations import Population, iter_populations
from advisor.authoring.population.verdicts import (
    TOO_MANY_COMPANIES,
    Outcomes,
    divide_companies,
    list_deciding_rules,
    order_values,
)
from advisor.errors import TOO_MANY_CASES, TooManyCasesError
from advisor.logic.company_counts import CompanyCounter
from advisor.logic.company_variables import build_rank
from advisor.logic.conclusion_formulas import build_conclusions
from advisor.logic.decision_diagrams import Node
from advisor.logic.formulas import Formulas
from advisor.model.rulebase import NO_VERDICT, STATE, VERDICT, RuleBase

REFUSED, OPEN, CONTRADICTION = "refused", "open", "contradiction"
"""What companies get that get no verdict: their answers exclude each other, the verdict depends on answers of a survey,
or the rules conclude several verdicts or levels."""
NO_LEVEL = "none"


class VerdictCount(NamedTuple):
    """How many companies of one level get a verdict (or one of the words of this module instead)."""

    level: str
    verdict: str
    companies: int


class PopulationCensus(NamedTuple):
    """The companies whose level is known in one way, as in `Population`.

    `domains` has the number of answers to each fact, and `companies` is their product. `counts` add up to it.
    """

    basis: str
    companies: int
    domains: Mapping[str, int]
    counts: tuple[VerdictCount, ...]

    @property
    def sum(self) -> int:
        """The sum of all counts."""
        return sum(each.companies for each in self.counts)

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that some company has, in their order."""
        return tuple(dict.fromkeys(each.level for each in self.counts if each.verdict != REFUSED))

    def sum_verdicts(self, level: str | None = None) -> dict[str, int]:
        """Return the number of companies for each verdict, at one level or at all."""
        sums: dict[str, int] = {}
        for each in self.counts:
            if level is None or (each.level == level and each.verdict != REFUSED):
                sums[each.verdict] = sums.get(each.verdict, 0) + each.companies
        return sums


def count_companies(rulebase: RuleBase) -> tuple[PopulationCensus, ...]:
    """Count the possible companies for each way in which their level is known.

    Raises:
        TooManyCasesError: the rules distinguish too many companies.
    """
    populations = iter_populations(rulebase, [rulebase], list_deciding_rules(rulebase))
    try:
        return tuple(_count_population(rulebase, population) for population in populations)
    except RecursionError:  # one level for each variable
        raise TooManyCasesError.at("rules", TOO_MANY_COMPANIES, TOO_MANY_CASES) from None


def _count_population(rulebase: RuleBase, population: Population) -> PopulationCensus:
    kind = population.kinds[0]
    formulas = Formulas(build_rank({**population.variables, **kind.unasked}).__getitem__)
    conclusions = build_conclusions(rulebase, formulas, kind, list_deciding_rules(rulebase))
    counter = CompanyCounter(formulas, population.variables, population.sizes)
    refused = conclusions.answers.refused
    everybody = formulas.negate(refused)
    levels = _name_parts(rulebase, STATE, divide_companies(conclusions, STATE, everybody))
    verdicts = _name_parts(rulebase, VERDICT, divide_companies(conclusions, VERDICT, everybody))
    counts = [
        VerdictCount(level, verdict, number)
        for level, at_level in levels
        for verdict, with_verdict in verdicts
        if (number := counter.count(formulas.conjoin(at_level, with_verdict)))
    ]
    if refused is not formulas.false:
        counts.append(VerdictCount("", REFUSED, counter.count(refused)))
    domains: dict[str, int] = {}
    for variable, size in counter.list_domains():
        domains[variable.fact] = domains.get(variable.fact, 1) * size
    return PopulationCensus(population.basis, counter.total, domains, tuple(counts))


def _name_parts(rulebase: RuleBase, name: str, outcomes: Outcomes) -> list[tuple[str, Node]]:
    """Name the parts into which the companies are divided, in the order of the knowledge."""
    parts = [(value, outcomes.values[value]) for value in order_values(rulebase, name, [*outcomes.values])]
    parts += [(CONTRADICTION, node) for node in outcomes.contradictions.values()]
    return [*parts, (NO_VERDICT if name == VERDICT else NO_LEVEL, outcomes.none), (OPEN, outcomes.open)]
