"""What the answers to the 20 statements come to as facts that rules read. What they leave open is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.assessment.privacy import release, released
from advisor.assessment.scoring import (
    Band,
    Interval,
    Tally,
    answer_to,
    levels,
    respondents,
)
from advisor.model.answers import OneOf, Value
from advisor.model.responses import BOTH, FUNCTIONS, Assessed, Respondent, Showing

NEAR = 2
"""Within so many points of a band's edge a score is told to be near it (policy/near-band-edge)."""


def computed_facts(assessed: Assessed, showing: Showing, bands: Sequence[Band]) -> dict[str, Value]:
    """Facts from a non-empty assessment.

    Of people too few to be shown, only the state is told that their answers come to, and who was heard.
    """
    people = respondents(assessed)
    shown = released(people, showing) if people else frozenset(("company", *FUNCTIONS))
    tally = Tally(assessed)
    sides, whole = tally.by_function(), tally.company()
    states = whole.states(bands)
    facts: dict[str, Value] = {
        "score_state": states[0] if len(states) == 1 else OneOf(frozenset(states)),
        "score_one_side_only": _word(len(sides) == 1),
        "score_figures_held_back": _word(not shown.issuperset(("company", *sides))),
        **_who_was_heard(people),
    }
    if "company" in shown:
        facts |= _near_an_edge(whole, bands)
        facts |= statement_levels(people, tally, showing)
    if shown.issuperset(FUNCTIONS) and len(sides) == len(FUNCTIONS):
        alike = all(each.function == BOTH for each in assessed)
        facts |= _functions_states(list(sides.values()), bands, alike=alike)
    return facts


def _word(holds: bool) -> str:
    return "yes" if holds else "no"


def _who_was_heard(people: Sequence[Respondent]) -> Mapping[str, Value]:
    if not people:
        return {}
    facts: dict[str, Value] = {
        "score_one_respondent": _word(len(people) == 1),
        "score_one_person_both": _word(len(people) == 1 and people[0].function == BOTH),
    }
    roles = {each.role for each in people}
    if "staff" in roles or None not in roles:
        facts["score_heads_only"] = _word("staff" not in roles)
    return facts


def _near_an_edge(score: Interval, bands: Sequence[Band]) -> Mapping[str, Value]:
    """Left out where missing answers decide it."""
    low, high = score
    zones = [(band.low - NEAR, band.low + NEAR) for band in bands[1:]]
    if any(begin <= low and high <= end for begin, end in zones):
        return {"score_near_edge": "yes"}
    return {} if any(begin <= high and low <= end for begin, end in zones) else {"score_near_edge": "no"}


def _functions_states(sides: Sequence[Interval], bands: Sequence[Band], *, alike: bool) -> Mapping[str, Value]:
    """Left out where missing answers decide it; they cannot where each person speaks for both (`alike`)."""
    first, second = (score.states(bands) for score in sides)
    if set(first).isdisjoint(second):
        return {"score_states_differ": "yes"}
    settled = alike or len(first) == len(second) == 1
    return {"score_states_differ": "no"} if settled else {}


def statement_levels(people: Sequence[Respondent], tally: Tally, showing: Showing) -> Mapping[str, Value]:
    """The point of the scale that each statement comes to, or those it may, as `statement.1` to `statement.20`."""
    found: dict[str, Value] = {}
    for number in sorted(release(people, showing).alone) if people else ():
        allowed = levels(tally.company(answer_to(number)))
        found[f"statement.{number}"] = next(iter(allowed)) if len(allowed) == 1 else OneOf(allowed)
    return found
