"""How many answers to the 20 statements can be off by one without another level: exact, for any such answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from advisor.assessment.scoring import STATEMENT_NUMBERS, Person, StateBand, Tally
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, MAX_RATING, MIN_RATING, FunctionTotal, Responses


class Crossing(NamedTuple):
    """Another level, and the smallest number of answers that lead to it if each of them is one point off."""

    state: str
    answers: int


def find_crossings(assessed: Responses, bands: Sequence[StateBand]) -> list[Crossing]:
    """Find the levels that the score can reach if some answers are one point higher or lower than given.

    A level counts as reached if the score then allows it. Missing answers stay missing.

    Args:
        assessed: the people, or the functions' totals; not empty.
        bands: the bands of the scoring key.
    """
    score = Tally(assessed).compute_company_score()
    present = score.find_states(bands)
    weights_up, weights_down = (_count_by_weight(assessed, up=up) for up in (True, False))
    crossings = []
    for band in bands:
        if band.state in present:
            continue
        # the lower end of a band belongs to it, the upper end does not
        if band.low > score.high:
            count = _count_answers(weights_up, band.low - score.high, inclusive=True)
        else:
            count = _count_answers(weights_down, score.low - band.below, inclusive=False)
        if count is not None:
            crossings.append(Crossing(band.state, count))
    return crossings


def _count_answers(weights: Mapping[Fraction, int], distance: Fraction, *, inclusive: bool) -> int | None:
    """Count the answers, the heaviest first, that move the score by a distance, or beyond it unless `inclusive`."""
    total = 0
    for weight in sorted(weights, reverse=True):
        exact = distance / weight
        needed = max(1, ceil(exact) if inclusive else floor(exact) + 1)
        if needed <= weights[weight]:
            return total + needed
        total += weights[weight]
        distance -= weight * weights[weight]
    return None


def _count_by_weight(assessed: Responses, *, up: bool) -> Mapping[Fraction, int]:
    """Count the answers that have room for one point more (or less), by how much each moves the company's score."""
    people: Counter[str] = Counter()
    movable: Counter[str] = Counter()
    for person in assessed:
        people[person.function] += 1
        movable[person.function] += _count_movable(person, up=up)
    sizes = {side: people[side] + people[BOTH_FUNCTIONS] for side in FUNCTIONS}
    sides = [side for side in FUNCTIONS if sizes[side]]
    counts: Counter[Fraction] = Counter()
    for function, count in movable.items():
        inside = [Fraction(1, sizes[side]) for side in sides if function in (side, BOTH_FUNCTIONS)]
        counts[sum(inside, Fraction(0)) / len(sides)] += count
    return counts


def _count_movable(person: Person, *, up: bool) -> int:
    """Count the answers of a person that are not at the end of the scale; of a bare total, as many as there can be."""
    if isinstance(person, FunctionTotal):
        room = MAX_RATING * len(STATEMENT_NUMBERS) - person.total if up else person.total - len(STATEMENT_NUMBERS)
        return min(len(STATEMENT_NUMBERS), int(room))
    end = MAX_RATING if up else MIN_RATING
    return len(person.answers) - person.answers.count(None) - person.answers.count(end)
