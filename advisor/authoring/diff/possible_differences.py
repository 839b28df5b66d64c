"""The differences that possible companies show: examples of exact changes, and companies near the changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from advisor.authoring.diff.advice_differences import AdviceDifference
from advisor.authoring.diff.confirmed_changes import ConfirmedChange
from advisor.authoring.diff.count_changes import list_changed_counts
from advisor.authoring.diff.exact_changes import OUTCOMES, ExactComparison
from advisor.authoring.diff.probe_companies import (
    find_companies_by_rule,
    iter_boundary_companies,
    iter_survey_companies,
)
from advisor.authoring.diff.rulebase_pair import RuleBasePair
from advisor.consultation import BASIS, SCORE_STATE
from advisor.model.company import Company
from advisor.model.conditions import iter_leaves
from advisor.model.rules import Rule

MAX_EXAMPLES = 100
"""Maximum number of exact changes whose examples are compared in full."""
_OUTCOME_PARTS = ("advice", "verdict", "state", "move")
"""The parts of the advice from which the rest follows; if one differs, only these are added."""


class PossibleExamples(NamedTuple):
    """Companies with another verdict, confirmed exact changes, and the comparison that they come from."""

    with_other_verdict: Sequence[Company]
    confirmed: Sequence[ConfirmedChange]
    exact: ExactComparison | None


def collect_differences(
    pair: RuleBasePair, examples: PossibleExamples, known_companies: Iterable[Company]
) -> tuple[list[AdviceDifference], tuple[str, ...]]:
    """Return the differences that possible companies show, and the changed rules for which none was found.

    If a company's verdict changes, much follows from that, so only this difference is returned. If a rule makes the
    difference, only the differences that the rule causes are returned.
    """
    old, new = (side.rulebase for side in pair.consultations)
    counts = list_changed_counts(old, new)
    at_boundaries = [*iter_boundary_companies(old, new, counts), *iter_survey_companies(pair)]
    compared = (*known_companies, *examples.with_other_verdict, *at_boundaries)
    reached = {name for company in compared for name in pair.list_differing_rules(company)}
    companies_by_rule = find_companies_by_rule(pair, counts, reached, _list_settled_rules(pair, examples))
    differences = [
        each
        for company in examples.with_other_verdict
        for each in pair.find_differences(company)
        if each.part in ("verdict", "advice")
    ]
    differences += [each for company in at_boundaries for each in pair.find_differences(company)]
    for change, company in _list_direct_changes(examples.confirmed):
        shown = pair.find_differences(company)
        if change.shown.part in OUTCOMES:
            differences += [each for each in shown if each.part in _OUTCOME_PARTS]
        else:
            differences += _select_caused(pair, company, change.rules) or shown
    for name, companies in companies_by_rule.items():
        for company in companies:
            differences += _select_caused(pair, company, [name]) or pair.find_differences(company)
    shown_rules = {rule for change, _ in examples.confirmed for rule in change.rules}
    unreached = (name for name, companies in companies_by_rule.items() if not companies)
    return differences, tuple(name for name in unreached if name not in reached | shown_rules)


def _select_caused(pair: RuleBasePair, company: Company, rules: Iterable[str]) -> list[AdviceDifference]:
    """Return the differences that rules cause for a company."""
    shown, wanted = pair.find_differences(company), set(rules)
    return [each for each in shown if not wanted.isdisjoint(chain(*pair.find_causing_rules([company], each)))]


def _list_direct_changes(confirmed: Sequence[ConfirmedChange]) -> list[ConfirmedChange]:
    """Return the changes that do not only follow from another verdict, level or move."""
    direct = [each for each in confirmed if not each.change.follows or each.change.shown.part in OUTCOMES]
    return direct[:MAX_EXAMPLES]


def _list_settled_rules(pair: RuleBasePair, examples: PossibleExamples) -> frozenset[str]:
    """Return the rules about which the exact comparison says enough, so that no company has to be looked for."""
    exact = examples.exact
    if exact is None or exact.limited:
        return frozenset()
    shown = {rule for change, _ in examples.confirmed for rule in change.rules}
    rules = {name: list(_iter_versions(pair, name)) for name in exact.silent | shown}
    reworded = {name for name, versions in rules.items() if len({_get_words(rule) for rule in versions}) > 1}
    survey = {name for name, versions in rules.items() if any(_reads_survey(pair, rule) for rule in versions)}
    return frozenset((exact.silent - survey) | shown) - reworded


def _iter_versions(pair: RuleBasePair, name: str) -> Iterator[Rule]:
    versions = (side.rulebase.rules_by_id.get(name) for side in pair.consultations)
    yield from (rule for rule in versions if rule is not None)


def _get_words(rule: Rule) -> tuple[str, ...]:
    return rule.because, rule.source, rule.title


def _reads_survey(pair: RuleBasePair, rule: Rule) -> bool:
    """Return whether a rule reads what only single answers of a survey show."""
    names = {leaf.name for leaf in iter_leaves(rule.condition)} - {BASIS, SCORE_STATE}
    facts = {**pair.consultations[0].rulebase.facts, **pair.consultations[1].rulebase.facts}
    return any(name in facts and facts[name].computed for name in names)
