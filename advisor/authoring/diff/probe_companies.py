"""Companies that no library has, but that a change of guidance may speak of: where scores, counts or rules changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from advisor.authoring.diff.population import TOTALS, build_assessment, read_score_bands
from advisor.authoring.diff.rulebase_pair import RuleBasePair
from advisor.authoring.search.firing_facts import FiringFactsFinder
from advisor.consultation import BASIS, SCORE_STATE, STATED_STATE
from advisor.model.company import Company
from advisor.model.conditions import ALWAYS, All, Not, iter_leaves
from advisor.model.responses import FUNCTIONS, ROLES, STATEMENT_COUNT, PrivacyLimits, Respondent
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule

CANDIDATE_LIMITS = (4, 20)
"""In so many ways to meet the condition of a rule it is tried in each state, first in few and then in more."""
MAX_COMPARISONS = 1_500
"""After so many, for all rules together, no more rules are looked into."""


def iter_boundary_companies(old: RuleBase, new: RuleBase) -> Iterator[Company]:
    """Companies of which a score or a count comes to another state or choice."""
    for total in TOTALS:
        before, after = (
            [band for band in read_score_bands(each) if band.low <= total < band.below] for each in (old, new)
        )
        if before != after and [each.state for each in before] != [each.state for each in after]:
            yield Company({}, assessed=build_assessment(total))
            break
    for name, fact in new.facts.items():
        filling = fact.filled_from
        former = old.facts[name].filled_from if name in old.facts else None
        if filling is None or former is None or filling.bands == former.bands or filling.fact != former.fact:
            continue
        ends = {end for band in (*filling.bands, *former.bands) for end in (band.at_least, band.at_most)}
        for count in sorted(end for end in ends if end is not None):
            filled = [each.build_answers({filling.fact: count}).known.get(name) for each in (old, new)]
            if filled[0] != filled[1]:
                yield from (Company({STATED_STATE: state, filling.fact: count}) for state in new.states)


def iter_survey_companies(pair: RuleBasePair) -> Iterator[Company]:
    """Companies whose people answered the 20 statements, where a rule that changed reads what that comes to."""
    facts = {**pair.consultations[0].rulebase.facts, **pair.consultations[1].rulebase.facts}
    rules = (side.rulebase.rules_by_id.get(name) for side in pair.consultations for name in pair.changed)
    read = {leaf.name for rule in rules if rule for leaf in iter_leaves(rule.condition)}
    if any(name in facts and facts[name].computed for name in read - {BASIS, SCORE_STATE}):
        for people in (1, 6):
            for role in ROLES:
                those = tuple(
                    Respondent(each, role, (2,) * STATEMENT_COUNT) for each in FUNCTIONS for _ in range(people)
                )
                yield Company({}, assessed=those, showing=PrivacyLimits(min_group=min(people, 5)))


def find_companies_by_rule(pair: RuleBasePair, known_rules: set[str]) -> Mapping[str, list[Company]]:
    """Companies for which each rule that is new, gone or changed makes a difference; none where none was found.

    `reached` are the rules for which one is known already.
    """
    found: dict[str, list[Company]] = {}
    last = pair.comparison_count + MAX_COMPARISONS
    for name in sorted(pair.changed - known_rules):
        found[name] = _find_rule_companies(pair, name) if pair.comparison_count < last else []
    return found


def _find_rule_companies(pair: RuleBasePair, name: str) -> list[Company]:
    """A company in each state for which a rule makes a difference, where one is found."""
    old, new = (side.rulebase.rules_by_id.get(name) for side in pair.consultations)
    found: dict[object, Company] = {}
    for side, rule, other in ((1, new, old), (0, old, new)):
        if rule is None or found:
            continue
        consultation = pair.consultations[side]
        facts = consultation.rulebase.facts
        witness = FiringFactsFinder(consultation.rulebase, _restrict_rule(rule, other), consultation)
        for ways in CANDIDATE_LIMITS:
            for stated in witness.iter_candidates(ways):
                state = stated.get(STATED_STATE)
                company = Company({key: value for key, value in stated.items() if not facts[key].computed})
                if state not in found and pair.find_differences(company) and has_different_firing(pair, company, name):
                    found[state] = company
            if found:
                break
    return list(found.values())


def has_different_firing(pair: RuleBasePair, company: Company, name: str) -> bool:
    """Whether a rule fired for a company in one guidance only, or in both though not alike."""
    return any(name in each for each in pair.compare_firings(company))


def _restrict_rule(rule: Rule, other: Rule | None) -> Rule:
    """The rule as far as the other does not hold, where their conditions differ."""
    if other is None or other.condition == rule.condition:
        return rule
    return replace(rule, when=All((rule.condition, Not(other.condition))), guard=ALWAYS)
