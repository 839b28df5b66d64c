"""Possible companies that a change of guidance may affect: where scores, counts or rules changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from advisor.authoring.diff.rulebase_pair import RuleBasePair
from advisor.authoring.diff.strata import TOTALS, build_assessment, find_score_states
from advisor.authoring.search.firing_facts import FiringFactsFinder
from advisor.consultation import BASIS, SCORE_STATE, STATED_STATE
from advisor.model.company import Company
from advisor.model.conditions import ALWAYS, All, Not, iter_leaves
from advisor.model.responses import FUNCTIONS, ROLES, STATEMENT_COUNT, PrivacyLimits, Respondent
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule

CANDIDATE_LIMITS = (4, 20)
"""How many ways to meet the condition of a rule are tried in each state: first a few, then more."""
MAX_COMPARISONS = 1_500
"""Maximum number of companies compared for all rules together."""


def iter_boundary_companies(old: RuleBase, new: RuleBase) -> Iterator[Company]:
    """Yield companies whose score or count maps to a different state or choice in `new`."""
    for total in TOTALS:
        if find_score_states(old, total) != find_score_states(new, total):
            yield Company({}, assessed=build_assessment(total))
            break
    for name, fact in new.facts.items():
        filling = fact.filled_from
        former = old.facts[name].filled_from if name in old.facts else None
        if filling is None or former is None or filling.bands == former.bands or filling.fact != former.fact:
            continue
        ends = {end for band in (*filling.bands, *former.bands) for end in (band.at_least, band.at_most)}
        for count in sorted(end for end in ends if end is not None):
            choices = [each.build_answers({filling.fact: count}).known.get(name) for each in (old, new)]
            if choices[0] != choices[1]:
                yield from (Company({STATED_STATE: state, filling.fact: count}) for state in new.states)


def iter_survey_companies(pair: RuleBasePair) -> Iterator[Company]:
    """Yield companies with survey answers, if a changed rule reads a fact computed from such answers."""
    facts = {**pair.consultations[0].rulebase.facts, **pair.consultations[1].rulebase.facts}
    rules = (side.rulebase.rules_by_id.get(name) for side in pair.consultations for name in pair.changed)
    names = {leaf.name for rule in rules if rule for leaf in iter_leaves(rule.condition)}
    if any(name in facts and facts[name].computed for name in names - {BASIS, SCORE_STATE}):
        answers = (2,) * STATEMENT_COUNT
        for size in (1, 6):
            for role in ROLES:
                people = tuple(Respondent(function, role, answers) for function in FUNCTIONS for _ in range(size))
                yield Company({}, assessed=people, showing=PrivacyLimits(min_group=min(size, 5)))


def find_companies_by_rule(pair: RuleBasePair, known_rules: set[str]) -> Mapping[str, list[Company]]:
    """Find companies for which each new, gone or changed rule makes a difference.

    Args:
        pair: Both rule bases.
        known_rules: The rules for which such a company is known already; they are skipped.

    Returns:
        The companies by the id of the rule, at most one in each state; none if none was found.
    """
    companies: dict[str, list[Company]] = {}
    limit = pair.comparison_count + MAX_COMPARISONS
    for name in sorted(pair.changed - known_rules):
        companies[name] = _find_rule_companies(pair, name) if pair.comparison_count < limit else []
    return companies


def _find_rule_companies(pair: RuleBasePair, name: str) -> list[Company]:
    """Find a company in each state for which a rule makes a difference."""
    old, new = (side.rulebase.rules_by_id.get(name) for side in pair.consultations)
    by_state: dict[object, Company] = {}
    for side, rule, other in ((1, new, old), (0, old, new)):
        if rule is None or by_state:
            continue
        consultation = pair.consultations[side]
        facts = consultation.rulebase.facts
        finder = FiringFactsFinder(consultation.rulebase, _restrict_rule(rule, other), consultation)
        for limit in CANDIDATE_LIMITS:
            for stated in finder.iter_candidates(limit):
                state = stated.get(STATED_STATE)
                company = Company({key: value for key, value in stated.items() if not facts[key].computed})
                if state in by_state or not pair.find_differences(company):
                    continue
                if name in pair.list_differing_rules(company):
                    by_state[state] = company
            if by_state:
                break
    return list(by_state.values())


def _restrict_rule(rule: Rule, other: Rule | None) -> Rule:
    """Restrict a rule to companies for which the other does not fire, if their conditions differ."""
    if other is None or other.condition == rule.condition:
        return rule
    return replace(rule, when=All((rule.condition, Not(other.condition))), guard=ALWAYS)
