"""Possible companies that a change of guidance may affect: where scores, counts or rules changed."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from advisor.authoring.diff.count_changes import ChangedCount
from advisor.authoring.diff.rulebase_pair import RuleBasePair
from advisor.authoring.population.score_totals import TOTALS, build_assessment, find_score_states, read_score_bands
from advisor.authoring.search.firing_facts import FiringFactsFinder
from advisor.consultation import BASIS, SCORE_STATE, STATED_STATE
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.conditions import ALWAYS, All, Not, iter_leaves
from advisor.model.responses import FUNCTIONS, MIN_ALLOWED_GROUP, ROLES, STATEMENT_COUNT, PrivacyLimits, Respondent
from advisor.model.rulebase import WITHDRAWING_CONCLUSIONS, RuleBase
from advisor.model.rules import Rule

CANDIDATE_LIMITS = (4, 20)
"""How many ways to meet the condition of a rule are tried in each state: first a few, then more."""
MAX_SITUATIONS = 4
"""How many of the rules that advise a step are tried together with one that withdraws it."""
MAX_COMPARISONS = 1_500
"""Maximum number of companies compared for all rules together."""


def iter_boundary_companies(old: RuleBase, new: RuleBase, counts: Iterable[ChangedCount]) -> Iterator[Company]:
    """Yield companies whose score or count maps to a different state or choice in `new`.

    For scores, these are the lowest and the highest with the same two states.
    """
    totals: dict[tuple[str, str], list[int]] = {}
    bands = [read_score_bands(each) for each in (old, new)]
    for total in TOTALS:
        states = [", ".join(find_score_states(each, total)) for each in bands]
        if states[0] != states[1]:
            totals.setdefault((states[0], states[1]), []).append(total)
    for same in totals.values():
        yield from (Company({}, assessed=build_assessment(total)) for total in sorted({same[0], same[-1]}))
    for changed in counts:
        yield from (Company({STATED_STATE: state, changed.counted: changed.number}) for state in new.states)


def iter_survey_companies(pair: RuleBasePair) -> Iterator[Company]:
    """Yield companies with survey answers, if a changed rule reads a fact computed from such answers."""
    facts = {**pair.consultations[0].rulebase.facts, **pair.consultations[1].rulebase.facts}
    rules = (side.rulebase.rules_by_id.get(name) for side in pair.consultations for name in pair.changed)
    names = {leaf.name for rule in rules if rule for leaf in iter_leaves(rule.condition)}
    if any(name in facts and facts[name].computed for name in names - {BASIS, SCORE_STATE}):
        answers = (2,) * STATEMENT_COUNT
        for size in (1, 3, 6):
            for role in ROLES:
                people = tuple(Respondent(function, role, answers) for function in FUNCTIONS for _ in range(size))
                yield Company({}, assessed=people, showing=PrivacyLimits(max(MIN_ALLOWED_GROUP, min(size, 5))))


def find_companies_by_rule(
    pair: RuleBasePair, counts: Sequence[ChangedCount], known_rules: Container[str], settled: Container[str] = ()
) -> Mapping[str, list[Company]]:
    """Find companies for which each new, gone or changed rule makes a difference, or a rule that reads a changed count.

    Args:
        pair: Both rule bases.
        counts: The counts that lead to another value of a choice.
        known_rules: Changed rules for which such a company is known. Only steps that they withdraw are looked for.
        settled: Rules for which no company is looked for.

    Returns:
        The companies by the id of the rule, a few in each state; none if none was found.
    """
    choices = {changed.choice for changed in counts}
    reading = {
        rule.id
        for side in pair.consultations
        for rule in side.rulebase.rules
        if not choices.isdisjoint(leaf.name for leaf in iter_leaves(rule.condition))
    }
    companies: dict[str, list[Company]] = {}
    limit = pair.comparison_count + MAX_COMPARISONS
    for name in sorted(pair.changed | reading):
        is_known = name in known_rules and name not in reading
        is_wanted = name not in settled and pair.comparison_count < limit
        companies[name] = _find_rule_companies(pair, name, counts, is_known=is_known) if is_wanted else []
    return companies


def _find_rule_companies(
    pair: RuleBasePair, name: str, counts: Sequence[ChangedCount], *, is_known: bool
) -> list[Company]:
    """Find companies in each state for which a rule makes a difference: one for each situation that it may meet."""
    old, new = (side.rulebase.rules_by_id.get(name) for side in pair.consultations)
    found: list[Company] = []
    for side, rule, other in ((1, new, old), (0, old, new)):
        if rule is None or (found and name in pair.changed):
            continue
        base = _restrict_rule(rule, other)
        situations = [*_iter_advised_situations(base, pair.consultations[side].rulebase)]
        for situation in situations if is_known else [base, *situations]:
            found += _find_situation_companies(pair, side, situation, counts)
    return found


def _find_situation_companies(
    pair: RuleBasePair, side: int, rule: Rule, counts: Sequence[ChangedCount]
) -> list[Company]:
    """Find a company in each state that meets a condition in one rule base, and for which its rule differs."""
    consultation = pair.consultations[side]
    finder = FiringFactsFinder(consultation.rulebase, rule, consultation)
    by_state: dict[object, Company] = {}
    for limit in CANDIDATE_LIMITS:
        for stated in finder.iter_candidates(limit):
            state = stated.get(STATED_STATE)
            for company in _iter_variants(stated, side, consultation.rulebase, counts):
                if state in by_state or not pair.find_differences(company):
                    continue
                if rule.id in pair.list_differing_rules(company):
                    by_state[state] = company
        if by_state:
            break
    return list(by_state.values())


def _iter_variants(
    stated: Mapping[str, Value], side: int, rulebase: RuleBase, counts: Iterable[ChangedCount]
) -> Iterator[Company]:
    """Yield a company, and the same with a changed count in place of the choice that follows from it."""
    known = {name: value for name, value in stated.items() if not rulebase.facts[name].computed}
    yield Company(known)
    for changed in counts:
        if known.get(changed.choice) == changed.values[side] and changed.choice in known:
            others = {name: value for name, value in known.items() if name != changed.choice}
            yield Company({**others, changed.counted: changed.number})


def _iter_advised_situations(rule: Rule, rulebase: RuleBase) -> Iterator[Rule]:
    """Yield a rule that withdraws steps, limited to companies to which another rule advises such a step."""
    steps = {value for name in WITHDRAWING_CONCLUSIONS for value in rule.list_concluded_values(name)}
    advising = (each for each in rulebase.rules if steps.intersection(each.list_concluded_values("step")))
    for other in islice(advising, MAX_SITUATIONS):
        yield replace(rule, when=All((rule.condition, other.condition)), guard=ALWAYS)


def _restrict_rule(rule: Rule, other: Rule | None) -> Rule:
    """Restrict a rule to companies for which the other does not fire, if their conditions differ."""
    if other is None or other.condition == rule.condition:
        return rule
    return replace(rule, when=All((rule.condition, Not(other.condition))), guard=ALWAYS)
