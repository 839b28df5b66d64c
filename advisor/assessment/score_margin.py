"""How many answers to the 20 statements can be off by one without another level: exact, for any such answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from advisor.assessment.scoring import STATEMENT_NUMBERS, Person, StateBand, Tally, has_function
from advisor.model.responses import FUNCTIONS, MAX_RATING, MIN_RATING, FunctionTotal, Responses


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
    crossings = []
    for band in bands:
        if band.state in score.find_states(bands):
            continue
        is_above = band.low > score.high
        weights = sorted(_iter_weights(assessed, up=is_above), reverse=True)
        # the lower end of a band belongs to it, the upper end does not
        distance = band.low - score.high if is_above else score.low - band.below
        count = _count_answers(weights, distance, inclusive=is_above)
        if count is not None:
            crossings.append(Crossing(band.state, count))
    return crossings


def _count_answers(weights: Iterable[Fraction], distance: Fraction, *, inclusive: bool) -> int | None:
    """Count the answers, the heaviest first, that move the score by a distance, or beyond it unless `inclusive`."""
    moved = Fraction(0)
    for number, weight in enumerate(weights, start=1):
        moved += weight
        if moved > distance or (inclusive and moved == distance):
            return number
    return None


def _iter_weights(assessed: Responses, *, up: bool) -> Iterator[Fraction]:
    """Iterate over the answers that have room for one point more (or less): how much each moves the company's score."""
    sides = [function for function in FUNCTIONS if any(has_function(each, function) for each in assessed)]
    for person in assessed:
        weight = Fraction(0)
        for side in sides:
            if has_function(person, side):
                weight += Fraction(1, len(sides) * sum(has_function(each, side) for each in assessed))
        for _ in range(_count_movable(person, up=up)):
            yield weight


def _count_movable(person: Person, *, up: bool) -> int:
    """Count the answers of a person that are not at the end of the scale; of a bare total, as many as there can be."""
    if isinstance(person, FunctionTotal):
        room = MAX_RATING * len(STATEMENT_NUMBERS) - person.total if up else person.total - len(STATEMENT_NUMBERS)
        return min(len(STATEMENT_NUMBERS), int(room))
    end = MAX_RATING if up else MIN_RATING
    return sum(answer is not None and answer != end for answer in person.answers)
