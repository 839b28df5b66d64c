"""Companies that no library has, but that a change of guidance may speak of: where scores, counts or rules changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from advisor.authoring.diff.population import TOTALS, of_total, score_bands
from advisor.authoring.diff.rulebase_pair import Twofold
from advisor.authoring.search.firing_facts import Witness
from advisor.consultation import BASIS, SCORE_STATE, STATED_STATE
from advisor.model.company import Company
from advisor.model.conditions import ALWAYS, All, Not, leaves
from advisor.model.responses import FUNCTIONS, ROLES, STATEMENTS, Respondent, Showing
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule

WAYS = (4, 20)
"""In so many ways to meet the condition of a rule it is tried in each state, first in few and then in more."""
MOST_ASKED = 1_500
"""After so many, for all rules together, no more rules are looked into."""


def at_the_edges(old: RuleBase, new: RuleBase) -> Iterator[Company]:
    """Companies of which a score or a count comes to another state or choice."""
    for total in TOTALS:
        before, after = ([band for band in score_bands(each) if band.low <= total < band.below] for each in (old, new))
        if before != after and [each.state for each in before] != [each.state for each in after]:
            yield Company({}, assessed=of_total(total))
            break
    for name, fact in new.facts.items():
        filling = fact.filled_from
        former = old.facts[name].filled_from if name in old.facts else None
        if filling is None or former is None or filling.bands == former.bands or filling.fact != former.fact:
            continue
        ends = {end for band in (*filling.bands, *former.bands) for end in (band.at_least, band.at_most)}
        for count in sorted(end for end in ends if end is not None):
            filled = [each.fill({filling.fact: count}).known.get(name) for each in (old, new)]
            if filled[0] != filled[1]:
                yield from (Company({STATED_STATE: state, filling.fact: count}) for state in new.states)


def answering(both: Twofold) -> Iterator[Company]:
    """Companies whose people answered the 20 statements, where a rule that changed reads what that comes to."""
    facts = {**both.sides[0].rulebase.facts, **both.sides[1].rulebase.facts}
    rules = (side.rulebase.by_id.get(name) for side in both.sides for name in both.changed)
    read = {leaf.name for rule in rules if rule for leaf in leaves(rule.condition)}
    if any(name in facts and facts[name].computed for name in read - {BASIS, SCORE_STATE}):
        for people in (1, 6):
            for role in ROLES:
                those = tuple(Respondent(each, role, (2,) * STATEMENTS) for each in FUNCTIONS for _ in range(people))
                yield Company({}, assessed=those, showing=Showing(min_group=min(people, 5)))


def reaching(both: Twofold, reached: set[str]) -> Mapping[str, list[Company]]:
    """Companies for which each rule that is new, gone or changed makes a difference; none where none was found.

    `reached` are the rules for which one is known already.
    """
    found: dict[str, list[Company]] = {}
    last = both.asked + MOST_ASKED
    for name in sorted(both.changed - reached):
        found[name] = _reaching(both, name) if both.asked < last else []
    return found


def _reaching(both: Twofold, name: str) -> list[Company]:
    """A company in each state for which a rule makes a difference, where one is found."""
    old, new = (side.rulebase.by_id.get(name) for side in both.sides)
    found: dict[object, Company] = {}
    for side, rule, other in ((1, new, old), (0, old, new)):
        if rule is None or found:
            continue
        consultation = both.sides[side]
        facts = consultation.rulebase.facts
        witness = Witness(consultation.rulebase, _beside(rule, other), consultation)
        for ways in WAYS:
            for stated in witness.candidates(ways):
                state = stated.get(STATED_STATE)
                company = Company({key: value for key, value in stated.items() if not facts[key].computed})
                if state not in found and both.differences(company) and by_rule(both, company, name):
                    found[state] = company
            if found:
                break
    return list(found.values())


def by_rule(both: Twofold, company: Company, name: str) -> bool:
    """Whether a rule fired for a company in one guidance only, or in both though not alike."""
    return any(name in each for each in both.fired(company))


def _beside(rule: Rule, other: Rule | None) -> Rule:
    """The rule as far as the other does not hold, where their conditions differ."""
    if other is None or other.condition == rule.condition:
        return rule
    return replace(rule, when=All((rule.condition, Not(other.condition))), guard=ALWAYS)
