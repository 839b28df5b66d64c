"""The cheapest route to the next level, by the 20 statements: the fewest statements to agree with more.

It uses only figures that a report may show, so statements count with the nearest point of their scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from advisor.assessment.privacy import decide_release, find_shown_groups
from advisor.assessment.scoring import StateBand, Tally, compute_levels, list_respondents
from advisor.model.responses import MAX_RATING, PrivacyLimits, Responses


class RouteStatement(NamedTuple):
    """A statement on the route, with its present point of the scale and the one that is needed (1 to 5)."""

    number: int
    before: int
    after: int


class ScoreRoute(NamedTuple):
    """The way to the next level: how many points of the total are missing, and the statements that can give them.

    `statements` is empty if the statements cannot be shown, or cannot give enough points.
    """

    state: str
    next_state: str
    points: float
    statements: tuple[RouteStatement, ...]


def find_score_route(assessed: Responses, showing: PrivacyLimits, bands: Sequence[StateBand]) -> ScoreRoute | None:
    """Find the cheapest route to the next level.

    Args:
        assessed: the people, or the functions' totals.
        showing: the smallest group, and whether heads agreed to be shown.
        bands: the bands of the scoring key.

    Returns:
        None without scores, at the highest level, or if the score is not shown or leaves several levels open.
    """
    people = list_respondents(assessed)
    if not assessed or "company" not in find_shown_groups(people, showing):
        return None
    tally = Tally(assessed)
    score = tally.compute_company_score()
    states = score.find_states(bands)
    following = [band for band in bands if band.low > score.low]
    if len(states) != 1 or not following:
        return None
    missing = following[0].low - score.low
    numbers = decide_release(people, showing).company_statements if people else ()
    levels = {number: compute_levels(tally.compute_company_score((number,))) for number in numbers}
    present = {number: next(iter(points)) for number, points in levels.items() if len(points) == 1}
    return ScoreRoute(states[0], following[0].state, float(missing), choose_statements(present, ceil(missing)))


def choose_statements(levels: dict[int, int], points: int) -> tuple[RouteStatement, ...]:
    """Choose the fewest statements that can give some points together, those with the lowest levels first.

    Args:
        levels: the point of the scale of each statement, by number.
        points: how many points are needed.

    Returns:
        The statements by number; none if all together cannot give as many points.
    """
    chosen: list[RouteStatement] = []
    for number in sorted(levels, key=lambda each: (levels[each], each)):
        gain = min(MAX_RATING - levels[number], points)
        if gain > 0:
            chosen.append(RouteStatement(number, levels[number], levels[number] + gain))
            points -= gain
    return () if points > 0 else tuple(sorted(chosen))
