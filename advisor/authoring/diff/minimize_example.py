"""The smallest company that shows a difference, found by leaving answers out of companies that show it.

From several companies, answers are left out one by one, then two at a time. Lists are shortened, and survey answers are
replaced by totals, as long as the difference stays. So no single answer of an example can be left out. That no other
company with fewer answers shows the difference is not proven.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import nsmallest
from itertools import combinations

from advisor.assessment.scoring import Tally
from advisor.authoring.diff.advice_differences import AdviceDifference
from advisor.authoring.diff.rulebase_pair import RuleBasePair
from advisor.authoring.population.score_totals import build_assessment
from advisor.model.clauses import to_plain_value
from advisor.model.company import Company
from advisor.model.responses import FunctionTotal, PrivacyLimits, Respondent, Responses

MAX_STARTS = 4
"""Maximum number of companies to start from; those with the fewest answers are used."""
MAX_ANSWERS_FOR_PAIRS = 8
"""Maximum number of answers of a company for which two are left out together."""
MAX_COMPARISONS = 2_000
"""Maximum number of companies compared to make the examples of one comparison smaller."""


class ExampleMinimizer:
    """Makes examples smaller by asking both rule bases for advice again, about at most `max_comparisons` companies."""

    def __init__(self, pair: RuleBasePair, max_comparisons: int = MAX_COMPARISONS) -> None:
        self.pair = pair
        self._comparison_limit = pair.comparison_count + max_comparisons

    def minimize(self, difference: AdviceDifference) -> Company:
        """Return the smallest company found that shows a difference; some compared company must show it."""
        first, *others = nsmallest(MAX_STARTS, self.pair.companies_by_difference[difference], key=self._measure_company)
        best = self._minimize_company(first, difference)
        for other in others:
            if not _can_reduce_to(other, best):  # a company that can would most likely lead to the same example
                best = min(best, self._minimize_company(other, difference), key=self._measure_company)
        return self._minimize_company(best, difference, in_pairs=True)

    def _measure_company(self, company: Company) -> tuple[object, ...]:
        """Return a sort key: companies that can be stated, without people, with few answers and short lists first."""
        facts = self.pair.consultations[1].rulebase.facts
        computed = sum(name in facts and facts[name].computed for name in company.stated)
        lists = sum(len(value) for value in company.stated.values() if isinstance(value, frozenset))
        people = sum(isinstance(each, Respondent) for each in company.assessed)
        words = sorted((name, str(to_plain_value(value))) for name, value in company.stated.items())
        return computed, people, len(company.stated) + len(company.assessed), lists, words, str(company.assessed)

    def _minimize_company(self, company: Company, difference: AdviceDifference, *, in_pairs: bool = False) -> Company:
        is_smaller = True
        while is_smaller:  # once one answer is left out, another may be left out that was needed before
            is_smaller = False
            for candidate in self._iter_smaller_companies(company, in_pairs=in_pairs):
                if self.pair.comparison_count >= self._comparison_limit:
                    return company
                if difference in self.pair.find_differences(candidate):
                    company, is_smaller = candidate, True
                    break
        return company

    def _iter_smaller_companies(self, company: Company, *, in_pairs: bool) -> Iterator[Company]:
        """Yield smaller companies, most of them by one answer."""
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
            yield from (_drop_facts(company, set(names)) for names in combinations(company.stated, 2))


def _can_reduce_to(company: Company, smaller: Company) -> bool:
    return smaller.stated.items() <= company.stated.items() and smaller.assessed in ((), company.assessed)


def _replace_value(company: Company, name: str, value: frozenset[str]) -> Company:
    return company._replace(stated={**company.stated, name: value})


def _drop_facts(company: Company, names: set[str]) -> Company:
    return company._replace(stated={name: value for name, value in company.stated.items() if name not in names})


def _iter_smaller_assessments(company: Company) -> Iterator[Company]:
    """Yield the company without survey answers, with totals instead, with one total for both, and with one function."""
    assessed = company.assessed
    yield company._replace(assessed=(), showing=PrivacyLimits())
    if any(isinstance(each, Respondent) for each in assessed):
        totals: Responses = tuple(
            FunctionTotal(name, float(score.low)) for name, score in Tally(assessed).compute_function_scores().items()
        )
        yield company._replace(assessed=totals, showing=PrivacyLimits())
        for total in sorted({int(each.total) for each in totals if isinstance(each, FunctionTotal)}):
            yield company._replace(assessed=build_assessment(total), showing=PrivacyLimits())
        for index in range(len(assessed)):
            yield company._replace(assessed=assessed[:index] + assessed[index + 1 :])
    elif len(assessed) > 1:
        yield from (company._replace(assessed=(each,)) for each in assessed)
