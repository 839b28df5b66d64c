"""What the answers to the 20 statements come to as facts that rules read. What they leave open is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.assessment.privacy import decide_release, find_shown_groups
from advisor.assessment.scoring import (
    Interval,
    StateBand,
    Tally,
    compute_levels,
    list_respondents,
    select_statement,
)
from advisor.model.answers import OneOf, Value
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, PrivacyLimits, Respondent, Responses

MAX_EDGE_DISTANCE = 2
"""Within so many points of a band's edge a score is told to be near it (policy/near-band-edge)."""


def compute_score_facts(assessed: Responses, showing: PrivacyLimits, bands: Sequence[StateBand]) -> dict[str, Value]:
    """Facts from a non-empty assessment.

    Of people too few to be shown, only the state is told that their answers come to, and who was heard.
    """
    people = list_respondents(assessed)
    shown = find_shown_groups(people, showing) if people else frozenset(("company", *FUNCTIONS))
    tally = Tally(assessed)
    sides, whole = tally.compute_function_scores(), tally.compute_company_score()
    states = whole.find_states(bands)
    facts: dict[str, Value] = {
        "score_state": states[0] if len(states) == 1 else OneOf(frozenset(states)),
        "score_one_side_only": _format_boolean(len(sides) == 1),
        "score_figures_held_back": _format_boolean(not shown.issuperset(("company", *sides))),
        **_derive_respondent_facts(people),
    }
    if "company" in shown:
        facts |= _derive_edge_fact(whole, bands)
        facts |= derive_statement_levels(people, tally, showing)
    if shown.issuperset(FUNCTIONS) and len(sides) == len(FUNCTIONS):
        alike = all(each.function == BOTH_FUNCTIONS for each in assessed)
        facts |= _derive_difference_fact(list(sides.values()), bands, has_shared_answers=alike)
    return facts


def _format_boolean(holds: bool) -> str:
    return "yes" if holds else "no"


def _derive_respondent_facts(people: Sequence[Respondent]) -> Mapping[str, Value]:
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
    """Left out where missing answers decide it."""
    low, high = score
    zones = [(band.low - MAX_EDGE_DISTANCE, band.low + MAX_EDGE_DISTANCE) for band in bands[1:]]
    if any(begin <= low and high <= end for begin, end in zones):
        return {"score_near_edge": "yes"}
    return {} if any(begin <= high and low <= end for begin, end in zones) else {"score_near_edge": "no"}


def _derive_difference_fact(
    sides: Sequence[Interval], bands: Sequence[StateBand], *, has_shared_answers: bool
) -> Mapping[str, Value]:
    """Left out where missing answers decide it; they cannot where each person speaks for both (`alike`)."""
    first, second = (score.find_states(bands) for score in sides)
    if set(first).isdisjoint(second):
        return {"score_states_differ": "yes"}
    settled = has_shared_answers or len(first) == len(second) == 1
    return {"score_states_differ": "no"} if settled else {}


def derive_statement_levels(people: Sequence[Respondent], tally: Tally, showing: PrivacyLimits) -> Mapping[str, Value]:
    """The point of the scale that each statement comes to, or those it may, as `statement.1` to `statement.20`."""
    found: dict[str, Value] = {}
    for number in sorted(decide_release(people, showing).company_statements) if people else ():
        allowed = compute_levels(tally.compute_company_score(select_statement(number)))
        found[f"statement.{number}"] = next(iter(allowed)) if len(allowed) == 1 else OneOf(allowed)
    return found
