"""The smallest company that shows a difference, as far as it can be found by leaving answers out of those that do.

From several companies answers are left out one by one, then two at a time, lists are shortened, and answers to the 20
statements are replaced by totals, for as long as the difference stays. So no single answer of what is found could be
left out; that no other company does with fewer is not proven.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import nsmallest
from itertools import combinations

from advisor.assessment.scoring import Tally
from advisor.authoring.diff.advice_differences import AdviceDifference
from advisor.authoring.diff.population import build_assessment
from advisor.authoring.diff.rulebase_pair import RuleBasePair
from advisor.model.clauses import to_plain_value
from advisor.model.company import Company
from advisor.model.responses import FunctionTotal, PrivacyLimits, Respondent, Responses

MAX_STARTS = 4
"""From so many companies, those with the fewest answers, smaller ones are looked for."""
MAX_ANSWERS_FOR_PAIRS = 8
"""Of more answers, no two are left out together."""
MAX_COMPARISONS = 2_000
"""After so many companies, no more is tried for the sake of smaller examples."""


class ExampleMinimizer:
    """Makes examples smaller, with both rule bases to ask."""

    def __init__(self, pair: RuleBasePair) -> None:
        self.pair = pair
        self._last = pair.comparison_count + MAX_COMPARISONS

    def minimize(self, difference: AdviceDifference) -> Company:
        """The smallest company found that shows a difference, which some company asked about does."""
        first, *others = nsmallest(MAX_STARTS, self.pair.companies_by_difference[difference], key=self._measure_company)
        best = self._minimize_company(first, difference)
        for other in others:
            if not _can_reduce_to(other, best):  # one that does would most likely come to the same
                best = min(best, self._minimize_company(other, difference), key=self._measure_company)
        return self._minimize_company(best, difference, in_pairs=True)

    def _measure_company(self, company: Company) -> tuple[object, ...]:
        """Fewest answers first, after all that can be stated at all, and without people; of as many, short lists."""
        facts = self.pair.consultations[1].rulebase.facts
        computed = sum(name in facts and facts[name].computed for name in company.stated)
        lists = sum(len(value) for value in company.stated.values() if isinstance(value, frozenset))
        people = sum(isinstance(each, Respondent) for each in company.assessed)
        words = sorted((name, str(to_plain_value(value))) for name, value in company.stated.items())
        return computed, people, len(company.stated) + len(company.assessed), lists, words, str(company.assessed)

    def _minimize_company(self, company: Company, difference: AdviceDifference, *, in_pairs: bool = False) -> Company:
        again = True
        while again:  # leaving one out may let another go that was tried before
            again = False
            for less in self._iter_smaller_companies(company, in_pairs=in_pairs):
                if self.pair.comparison_count >= self._last:
                    return company
                if difference in self.pair.find_differences(less):
                    company, again = less, True
                    break
        return company

    def _iter_smaller_companies(self, company: Company, *, in_pairs: bool) -> Iterator[Company]:
        """Smaller companies, most of them by one answer."""
        if company.assessed:
            yield from _iter_smaller_assessments(company)
        for name in company.stated:
            yield _drop_facts(company, {name})
        for name, value in company.stated.items():
            if isinstance(value, frozenset) and value:
                yield _replace_value(company, name, frozenset())
                if len(value) > 1:
                    yield from (_replace_value(company, name, value - {each}) for each in sorted(value))
        if in_pairs and 2 < len(company.stated) <= MAX_ANSWERS_FOR_PAIRS:
            yield from (_drop_facts(company, set(pair)) for pair in combinations(company.stated, 2))


def _can_reduce_to(company: Company, smaller: Company) -> bool:
    return smaller.stated.items() <= company.stated.items() and smaller.assessed in ((), company.assessed)


def _replace_value(company: Company, name: str, value: frozenset[str]) -> Company:
    return company._replace(stated={**company.stated, name: value})


def _drop_facts(company: Company, names: set[str]) -> Company:
    return company._replace(stated={each: value for each, value in company.stated.items() if each not in names})


def _iter_smaller_assessments(company: Company) -> Iterator[Company]:
    """Without any answers to the statements, with totals in their place, with one total for both, with one function."""
    assessed = company.assessed
    yield company._replace(assessed=(), showing=PrivacyLimits())
    if any(isinstance(each, Respondent) for each in assessed):
        totals: Responses = tuple(
            FunctionTotal(name, float(each.low)) for name, each in Tally(assessed).compute_function_scores().items()
        )
        yield company._replace(assessed=totals, showing=PrivacyLimits())
        for total in sorted({int(each.total) for each in totals if isinstance(each, FunctionTotal)}):
            yield company._replace(assessed=build_assessment(total), showing=PrivacyLimits())
        yield from (company._replace(assessed=assessed[:at] + assessed[at + 1 :]) for at in range(len(assessed)))
    elif len(assessed) > 1:
        yield from (company._replace(assessed=(each,)) for each in assessed)
