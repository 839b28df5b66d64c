"""Facts for rules, derived from the answers to the 20 statements; a fact that answers leave open is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.assessment.privacy import decide_release, find_shown_groups
from advisor.assessment.scoring import Interval, StateBand, Tally, compute_levels, list_respondents
from advisor.model.answers import OneOf, Value
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, PrivacyLimits, Respondents, Responses


def compute_score_facts(assessed: Responses, showing: PrivacyLimits, bands: Sequence[StateBand]) -> dict[str, Value]:
    """Derive facts from a non-empty assessment.

    If there are too few people to show, only their state and who was asked become facts.

    Args:
        assessed: The people, or the functions' totals.
        showing: The smallest group, and whether heads agreed to be shown.
        bands: The bands of the scoring key.

    Returns:
        Values by fact: `{"score_state": "defined", "score_near_edge": "no", "statement.1": 3}`.
    """
    people = list_respondents(assessed)
    shown = find_shown_groups(people, showing)
    tally = Tally(assessed)
    sides, company = tally.compute_function_scores(), tally.compute_company_score()
    facts: dict[str, Value] = {
        "score_state": _build_value(frozenset(company.find_states(bands))),
        "score_one_side_only": _format_boolean(len(sides) == 1),
        "score_figures_held_back": _format_boolean(not shown.issuperset(("company", *sides))),
        **_derive_respondent_facts(people),
    }
    if "company" in shown:
        facts |= _derive_edge_fact(company, bands)
        facts |= _derive_statement_levels(people, tally, showing)
    if shown.issuperset(FUNCTIONS) and len(sides) == len(FUNCTIONS):
        shared = all(each.function == BOTH_FUNCTIONS for each in assessed)
        facts |= _derive_difference(list(sides.values()), bands, shared=shared)
    return facts


def _build_value(values: frozenset[str] | frozenset[int]) -> Value:
    (value, *others) = values
    return OneOf(values) if others else value


def _format_boolean(holds: bool) -> str:
    return "yes" if holds else "no"


def _derive_respondent_facts(people: Respondents) -> Mapping[str, Value]:
    if not people:
        return {}
    facts: dict[str, Value] = {
        "score_one_respondent": _format_boolean(len(people) == 1),
        "score_one_person_both": _format_boolean(len(people) == 1 and people[0].function == BOTH_FUNCTIONS),
    }
    roles = {each.role for each in people}
    if "staff" in roles or None not in roles:
        facts["score_heads_only"] = _format_boolean("staff" not in roles)
    return facts


def _derive_edge_fact(score: Interval, bands: Sequence[StateBand]) -> Mapping[str, Value]:
    near = score.is_near_edge(bands)
    return {} if near is None else {"score_near_edge": _format_boolean(near)}


def _derive_difference(sides: Sequence[Interval], bands: Sequence[StateBand], *, shared: bool) -> Mapping[str, Value]:
    """Derive whether the two states differ; empty if it depends on missing answers.

    It cannot depend on them if `shared`: each person answers for both.
    """
    first, second = (score.find_states(bands) for score in sides)
    if set(first).isdisjoint(second):
        return {"score_states_differ": "yes"}
    return {"score_states_differ": "no"} if shared or len(first) == len(second) == 1 else {}


def _derive_statement_levels(people: Respondents, tally: Tally, showing: PrivacyLimits) -> Mapping[str, Value]:
    """Derive the possible points of the scale for each statement, as `statement.1` to `statement.20`."""
    numbers = sorted(decide_release(people, showing).company_statements) if people else ()
    levels = {number: compute_levels(tally.compute_company_score((number,))) for number in numbers}
    return {f"statement.{number}": _build_value(allowed) for number, allowed in levels.items()}
