"""Comparison of two rule bases: what differs, for which companies, with the smallest example of each difference.

Besides the given companies, it asks about possible companies: examples of other verdicts, companies whose score or
count now maps to another value, and companies for which a new, gone or changed rule makes a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.authoring.diff.advice_differences import AdviceDifference
from advisor.authoring.diff.confirmed_changes import ConfirmedChange, confirm_changes
from advisor.authoring.diff.exact_changes import ExactComparison
from advisor.authoring.diff.minimize_example import ExampleMinimizer
from advisor.authoring.diff.possible_companies import PossibleComparison, compare_possible_companies
from advisor.authoring.diff.possible_differences import PossibleExamples, collect_differences
from advisor.authoring.diff.rulebase_changes import RuleBaseChange, compare_rulebases, has_same_advice_parts
from advisor.authoring.diff.rulebase_pair import CausingRules, RuleBasePair, compute_company_key
from advisor.authoring.diff.shared_facts import find_refilled_facts
from advisor.authoring.diff.shown_conclusions import ShownId
from advisor.authoring.diff.verdict_share import VerdictShare
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
    that advice is made from, so nobody's advice can differ. `exact` is the comparison on all companies that answer
    every question; None if it was not made, or if there are too many. `confirmed` are its changes with an example that
    confirms them; for `unconfirmed` conclusions, none does.
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
    exact: ExactComparison | None = None
    confirmed: tuple[ConfirmedChange, ...] = ()
    unconfirmed: tuple[ShownId, ...] = ()

    @property
    def proven(self) -> tuple[str, ...]:
        """The unreached rules that are proven to make no difference for companies that answer every question."""
        return tuple(name for name in self.unreached if self.exact and name in self.exact.silent)

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
    possible = PossibleComparison() if only_named else compare_possible_companies(old, new)
    shares = None if possible is None else possible.shares
    differing = [each for each in named if pair.find_differences(each.company)]
    minor_count = sum(all(part.is_minor for part in pair.find_differences(each.company)) for each in differing)
    shown_by: dict[AdviceDifference, list[ComparedCompany]] = {}
    for compared in differing:
        for difference in pair.find_differences(compared.company):
            shown_by.setdefault(difference, []).append(compared)
    given_count = pair.comparison_count
    unreached: tuple[str, ...] = ()
    exact = possible and possible.exact
    confirmed, unconfirmed = confirm_changes(pair, exact.changes if exact else ())
    if not only_named:
        examples = [company for share in shares or () for company in share.examples.values()]
        differences, unreached = collect_differences(
            pair, PossibleExamples(examples, confirmed, exact), [each.company for each in named]
        )
        for difference in differences:
            shown_by.setdefault(difference, [])
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
        exact=exact,
        confirmed=confirmed,
        unconfirmed=unconfirmed,
    )


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
