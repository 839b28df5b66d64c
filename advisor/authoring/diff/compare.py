"""Comparison of two rule bases: what differs, for which companies, with the smallest example of each difference.

Besides the given companies, it asks about possible companies: examples of other verdicts, companies whose score or
count now maps to another value, and companies for which a new, gone or changed rule makes a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import NamedTuple

from advisor.authoring.diff.advice_differences import AdviceDifference
from advisor.authoring.diff.count_changes import list_changed_counts
from advisor.authoring.diff.minimize_example import ExampleMinimizer
from advisor.authoring.diff.population_shares import VerdictShare, compute_verdict_shares
from advisor.authoring.diff.probe_companies import (
    find_companies_by_rule,
    iter_boundary_companies,
    iter_survey_companies,
)
from advisor.authoring.diff.rulebase_changes import RuleBaseChange, compare_rulebases, has_same_advice_parts
from advisor.authoring.diff.rulebase_pair import CausingRules, RuleBasePair, compute_company_key
from advisor.authoring.diff.strata import find_refilled_facts
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase

_FIRST_PARTS = ("advice", "verdict", "possible verdicts", "state", "move")
"""The parts of the advice that come first in the list of differences."""


class ComparedCompany(NamedTuple):
    """A company to compare, with its name for the reader. If it is `public`, everybody may read its answers."""

    name: str
    company: Company
    public: bool = False


class DifferenceKind(NamedTuple):
    """One kind of difference: the companies that show it, the smallest example, and the rules that cause it for them.

    `companies` is empty if only a possible company shows it. If the example uses survey answers that not everybody may
    read, `answers_of` names their company.
    """

    difference: AdviceDifference
    companies: tuple[str, ...]
    example: Company
    answers_of: str
    causing_rules: CausingRules


class VersionComparison(NamedTuple):
    """The result of a comparison.

    `changes` are those of the guidance itself. `company_count` is the number of companies compared, `differing` names
    those whose advice differs; for `minor_count` of them, only minor parts differ. `shares` is None if the answers
    cannot be compared. `refilled` are choices that are now computed from a count (the second name) in another way.
    `unreached` are changed rules, and rules that read such choices, for which no company with other advice was found.
    `possible_count` is the number of possible companies compared besides. `has_same_advice`: nothing differs
    that advice is made from, so nobody's advice can differ.
    """

    changes: tuple[RuleBaseChange, ...]
    company_count: int
    differing: tuple[str, ...] = ()
    minor_count: int = 0
    kinds: tuple[DifferenceKind, ...] = ()
    shares: tuple[VerdictShare, ...] | None = ()
    refilled: tuple[tuple[str, str], ...] = ()
    unreached: tuple[str, ...] = ()
    has_same_advice: bool = False
    possible_count: int = 0

    @property
    def is_unchanged(self) -> bool:
        """Whether neither the guidance nor any advice differs."""
        return not self.changes and not self.kinds and not any(share.share for share in self.shares or ())


def compare_versions(
    old: RuleBase, new: RuleBase, companies: Iterable[ComparedCompany], *, only_named: bool = False
) -> VersionComparison:
    """Compare two rule bases on given companies and, unless `only_named`, on possible ones.

    Companies with the same answers are asked about once, and all of them are named. Raises TooManyCasesError if
    unknown facts leave too many cases open for some of them.
    """
    distinct = {(each.name, compute_company_key(each.company)): each for each in companies}.values()
    named = sorted(distinct, key=lambda each: each.public)  # the companies that somebody named come first
    changes = compare_rulebases(old, new)
    if has_same_advice_parts(old, new):
        return VersionComparison(changes, len(named), has_same_advice=True)
    pair = RuleBasePair(old, new)
    shares: tuple[VerdictShare, ...] | None = () if only_named else compute_verdict_shares(old, new)
    differing = [each for each in named if pair.find_differences(each.company)]
    minor_count = sum(all(part.is_minor for part in pair.find_differences(each.company)) for each in differing)
    shown_by: dict[AdviceDifference, list[ComparedCompany]] = {}
    for compared in differing:
        for difference in pair.find_differences(compared.company):
            shown_by.setdefault(difference, []).append(compared)
    given_count = pair.comparison_count
    unreached: tuple[str, ...] = ()
    if not only_named:
        unreached = _add_possible_companies(pair, shares or (), [each.company for each in named], shown_by)
    possible_count = pair.comparison_count - given_count
    minimizer = ExampleMinimizer(pair, 0) if only_named else ExampleMinimizer(pair)  # what is named is an example
    kinds = list(_iter_kinds(minimizer, shown_by, named))
    kinds.sort(key=lambda each: (each.difference.is_minor, _rank_part(each.difference), -len(each.companies)))
    refilled = tuple((fact.name, fact.filled_from.fact) for fact in find_refilled_facts(old, new) if fact.filled_from)
    names = tuple(each.name for each in differing)
    return VersionComparison(
        changes,
        len(named),
        names,
        minor_count,
        tuple(kinds),
        shares,
        refilled,
        unreached,
        possible_count=possible_count,
    )


def _add_possible_companies(
    pair: RuleBasePair,
    shares: Iterable[VerdictShare],
    known_companies: Iterable[Company],
    shown_by: dict[AdviceDifference, list[ComparedCompany]],
) -> tuple[str, ...]:
    """Add the differences that possible companies show, and return the changed rules for which none was found.

    If a company's verdict changes, much follows from that, so only this difference is added. If a rule makes the
    difference, only the differences that the rule causes are added.
    """
    old, new = (side.rulebase for side in pair.consultations)
    with_other_verdict = [company for share in shares for company in share.examples.values()]
    counts = list_changed_counts(old, new)
    at_boundaries = [*iter_boundary_companies(old, new, counts), *iter_survey_companies(pair)]
    compared = (*known_companies, *with_other_verdict, *at_boundaries)
    reached = {name for company in compared for name in pair.list_differing_rules(company)}
    companies_by_rule = find_companies_by_rule(pair, counts, reached)
    differences = [
        each
        for company in with_other_verdict
        for each in pair.find_differences(company)
        if each.part in ("verdict", "advice")
    ]
    differences += [each for company in at_boundaries for each in pair.find_differences(company)]
    for name, companies in companies_by_rule.items():
        for company in companies:
            shown = pair.find_differences(company)
            differences += [each for each in shown if name in chain(*pair.find_causing_rules([company], each))] or shown
    for difference in differences:
        shown_by.setdefault(difference, [])
    return tuple(name for name, companies in companies_by_rule.items() if not companies and name not in reached)


def _rank_part(difference: AdviceDifference) -> int:
    return _FIRST_PARTS.index(difference.part) if difference.part in _FIRST_PARTS else len(_FIRST_PARTS)


def _iter_kinds(
    minimizer: ExampleMinimizer,
    shown_by: Mapping[AdviceDifference, list[ComparedCompany]],
    companies: Iterable[ComparedCompany],
) -> Iterable[DifferenceKind]:
    """Yield each kind of difference with the rules behind all of its companies; without any, behind possible ones."""
    pair = minimizer.pair
    by_answers = {each.company.assessed: each for each in companies if each.company.assessed}
    possible = {difference: tuple(pair.companies_by_difference[difference]) for difference in shown_by}
    for difference, compared in shown_by.items():
        example = minimizer.minimize(difference)
        origin = by_answers.get(example.assessed)
        owner = origin.name if origin and not origin.public else ""
        shown = [each.company for each in compared] or possible[difference]
        causes = pair.find_causing_rules([example, *shown], difference)
        yield DifferenceKind(difference, tuple(each.name for each in compared), example, owner, causes)
