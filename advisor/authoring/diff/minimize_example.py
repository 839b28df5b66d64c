"""The smallest company that shows a difference, as far as it can be found by leaving answers out of those that do.

From several companies answers are left out one by one, then two at a time, lists are shortened, and answers to the 20
statements are replaced by totals, for as long as the difference stays. So no single answer of what is found could be
left out; that no other company does with fewer is not proven.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import nsmallest
from itertools import combinations

from advisor.assessment.scoring import by_function
from advisor.authoring.diff.advice_differences import Difference
from advisor.authoring.diff.population import of_total
from advisor.authoring.diff.rulebase_pair import Twofold
from advisor.model.clauses import plain
from advisor.model.company import Company
from advisor.model.responses import Assessed, Respondent, Showing, Total

STARTS = 4
"""From so many companies, those with the fewest answers, smaller ones are looked for."""
MOST_IN_PAIRS = 8
"""Of more answers, no two are left out together."""
MOST_ASKED = 2_000
"""After so many companies, no more is tried for the sake of smaller examples."""


class Smaller:
    """Makes examples smaller, with both rule bases to ask."""

    def __init__(self, both: Twofold) -> None:
        self.both = both
        self._last = both.asked + MOST_ASKED

    def smallest(self, difference: Difference) -> Company:
        """The smallest company found that shows a difference, which some company asked about does."""
        first, *others = nsmallest(STARTS, self.both.showing[difference], key=self._size)
        best = self._from(first, difference)
        for other in others:
            if not _holds(other, best):  # one that does would most likely come to the same
                best = min(best, self._from(other, difference), key=self._size)
        return self._from(best, difference, in_pairs=True)

    def _size(self, company: Company) -> tuple[object, ...]:
        """Fewest answers first, after all that can be stated at all, and without people; of as many, short lists."""
        facts = self.both.sides[1].rulebase.facts
        computed = sum(name in facts and facts[name].computed for name in company.stated)
        lists = sum(len(value) for value in company.stated.values() if isinstance(value, frozenset))
        people = sum(isinstance(each, Respondent) for each in company.assessed)
        words = sorted((name, str(plain(value))) for name, value in company.stated.items())
        return computed, people, len(company.stated) + len(company.assessed), lists, words, str(company.assessed)

    def _from(self, company: Company, difference: Difference, *, in_pairs: bool = False) -> Company:
        again = True
        while again:  # leaving one out may let another go that was tried before
            again = False
            for less in self._less(company, in_pairs=in_pairs):
                if self.both.asked >= self._last:
                    return company
                if difference in self.both.differences(less):
                    company, again = less, True
                    break
        return company

    def _less(self, company: Company, *, in_pairs: bool) -> Iterator[Company]:
        """Smaller companies, most of them by one answer."""
        if company.assessed:
            yield from _assessed_less(company)
        for name in company.stated:
            yield _without(company, {name})
        for name, value in company.stated.items():
            if isinstance(value, frozenset) and value:
                yield _with(company, name, frozenset())
                if len(value) > 1:
                    yield from (_with(company, name, value - {each}) for each in sorted(value))
        if in_pairs and 2 < len(company.stated) <= MOST_IN_PAIRS:
            yield from (_without(company, set(pair)) for pair in combinations(company.stated, 2))


def _holds(company: Company, less: Company) -> bool:
    return less.stated.items() <= company.stated.items() and less.assessed in ((), company.assessed)


def _with(company: Company, name: str, value: frozenset[str]) -> Company:
    return company._replace(stated={**company.stated, name: value})


def _without(company: Company, names: set[str]) -> Company:
    return company._replace(stated={each: value for each, value in company.stated.items() if each not in names})


def _assessed_less(company: Company) -> Iterator[Company]:
    """Without any answers to the statements, with totals in their place, with one total for both, with one function."""
    assessed = company.assessed
    yield company._replace(assessed=(), showing=Showing())
    if any(isinstance(each, Respondent) for each in assessed):
        totals: Assessed = tuple(Total(name, float(each.low)) for name, each in by_function(assessed).items())
        yield company._replace(assessed=totals, showing=Showing())
        for total in sorted({int(each.total) for each in totals if isinstance(each, Total)}):
            yield company._replace(assessed=of_total(total), showing=Showing())
        yield from (company._replace(assessed=assessed[:at] + assessed[at + 1 :]) for at in range(len(assessed)))
    elif len(assessed) > 1:
        yield from (company._replace(assessed=(each,)) for each in assessed)
