"""Two rule bases and some companies: what differs, for which of them, and the smallest example of each difference.

Looked at beside the companies at hand are possible ones: where a share of them gets another verdict, where scores or
counts come to something else, and where a rule that is new, gone or changed makes a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import NamedTuple

from advisor.authoring.diff.advice_differences import AdviceDifference
from advisor.authoring.diff.minimize_example import ExampleMinimizer
from advisor.authoring.diff.population import find_refilled_facts
from advisor.authoring.diff.population_shares import VerdictShare, compute_verdict_shares
from advisor.authoring.diff.probe_companies import (
    find_companies_by_rule,
    iter_boundary_companies,
    iter_survey_companies,
)
from advisor.authoring.diff.rulebase_changes import RuleBaseChange, compare_rulebases, has_same_advice_parts
from advisor.authoring.diff.rulebase_pair import CausingRules, RuleBasePair, compute_company_key
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase

_FIRST_PARTS = ("advice", "verdict", "possible verdicts", "state", "move")
"""What is told first."""


class ComparedCompany(NamedTuple):
    """A company to be looked at, and the words by which a reader finds it. `public`: anybody may read its answers."""

    name: str
    company: Company
    public: bool = False


class DifferenceKind(NamedTuple):
    """One kind of difference: the companies that show it, the smallest one found, and the rules behind it there.

    `companies` is empty where none of those at hand shows it, and only some possible company does. `answers_of` names
    the company whose people answered the 20 statements as in the example, where their answers are not for everybody.
    """

    difference: AdviceDifference
    companies: tuple[str, ...]
    example: Company
    answers_of: str
    causing_rules: CausingRules


class VersionComparison(NamedTuple):
    """What a change of guidance changes.

    `changes` are those of the guidance itself. `differing` are the companies whose advice differs, `in_passing` how
    many of them differ in nothing but what is told of open or other answers. `shares` is None where it cannot be told;
    `refilled` are choices that are now worked out from a count (the second name) in another way. For the rules in
    `unreached`, no company was found for whom they make a difference. `advised_alike`: nothing differs that
    advice is made from, so that nobody's advice can.
    """

    changes: tuple[RuleBaseChange, ...]
    looked_at: int
    differing: tuple[str, ...]
    in_passing: int
    kinds: tuple[DifferenceKind, ...]
    shares: tuple[VerdictShare, ...] | None
    refilled: tuple[tuple[str, str], ...] = ()
    unreached: tuple[str, ...] = ()
    has_same_advice: bool = False

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing differs: neither the guidance itself nor anybody's advice."""
        return not self.changes and not self.kinds and not any(share.share for share in self.shares or ())


def compare_versions(old: RuleBase, new: RuleBase, companies: Iterable[ComparedCompany]) -> VersionComparison:
    """Compare two rule bases on some companies, and on all that are possible as far as they can be told of.

    Companies of equal answers are asked about once, and all of them are named.
    """
    once = {(each.name, compute_company_key(each.company)): each for each in companies}.values()
    named = sorted(once, key=lambda each: each.public)  # those that somebody asks about come first
    changes = compare_rulebases(old, new)
    if has_same_advice_parts(old, new):
        return VersionComparison(changes, len(named), (), 0, (), (), has_same_advice=True)
    both = RuleBasePair(old, new)
    shares = compute_verdict_shares(old, new)
    differing = [each for each in named if both.find_differences(each.company)]
    passing = sum(all(found.is_minor for found in both.find_differences(each.company)) for each in differing)
    shown: dict[AdviceDifference, list[str]] = {}
    for each in differing:
        for difference in both.find_differences(each.company):
            shown.setdefault(difference, []).append(each.name)
    unreached = _add_possible_companies(both, shares or (), [each.company for each in named], shown)
    kinds = list(_iter_kinds(both, shown, named))
    kinds.sort(key=lambda each: (each.difference.is_minor, _rank_part(each.difference), -len(each.companies)))
    refilled = tuple((fact.name, fact.filled_from.fact) for fact in find_refilled_facts(old, new) if fact.filled_from)
    names = tuple(each.name for each in differing)
    return VersionComparison(changes, len(named), names, passing, tuple(kinds), shares, refilled, unreached)


def _add_possible_companies(
    pair: RuleBasePair,
    shares: Iterable[VerdictShare],
    known_companies: Iterable[Company],
    names_by_difference: dict[AdviceDifference, list[str]],
) -> tuple[str, ...]:
    """Add what possible companies show, and give the rules for which none was found.

    Of one whose verdict turns this is all that is told, since so much follows from it; of one that a rule makes a
    difference for, what the rule bears on.
    """
    old, new = (side.rulebase for side in pair.consultations)
    turning = [company for share in shares for company in share.examples.values()]
    edging = [*iter_boundary_companies(old, new), *iter_survey_companies(pair)]
    reached = {
        name for each in (*known_companies, *turning, *edging) for rules in pair.compare_firings(each) for name in rules
    }
    found = find_companies_by_rule(pair, reached)
    told = [
        each for company in turning for each in pair.find_differences(company) if each.part in ("verdict", "advice")
    ]
    told += [each for company in edging for each in pair.find_differences(company)]
    for name, companies in found.items():
        for company in companies:
            differences = pair.find_differences(company)
            borne = [each for each in differences if name in chain(*pair.find_causing_rules(company, each))]
            told += borne or differences
    for difference in told:
        names_by_difference.setdefault(difference, [])
    return tuple(name for name, companies in found.items() if not companies)


def _rank_part(difference: AdviceDifference) -> int:
    return _FIRST_PARTS.index(difference.part) if difference.part in _FIRST_PARTS else len(_FIRST_PARTS)


def _iter_kinds(
    pair: RuleBasePair, names_by_difference: Mapping[AdviceDifference, list[str]], companies: Iterable[ComparedCompany]
) -> Iterable[DifferenceKind]:
    smaller = ExampleMinimizer(pair)
    answered = {each.company.assessed: each for each in companies if each.company.assessed}
    for difference, names in names_by_difference.items():
        example = smaller.minimize(difference)
        origin = answered.get(example.assessed)
        whose = origin.name if origin and not origin.public else ""
        yield DifferenceKind(difference, tuple(names), example, whose, pair.find_causing_rules(example, difference))
