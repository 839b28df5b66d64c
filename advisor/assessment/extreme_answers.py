"""Figures that show every single answer: a mean at the end of the scale, or a bound on one small function.

If a mean is 1 or 5, everybody gave that answer. A reader can also subtract shown statements from a total; if the rest
is all 1 or all 5, the held-back statements are known. And a company's mean bounds that of a function that is too small
to show. `advisor.assessment.privacy` holds these figures back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction

from advisor.assessment.scoring import STATEMENT_NUMBERS, Tally
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, MAX_RATING, MIN_RATING, PrivacyLimits

MIN_ROOM = 1
"""How much higher or lower than the end of the scale the mean of a held-back statement must be able to be."""
_MIN_BOUND = Fraction(1, 2)
"""The part of the scale that a small function's mean must be able to lie in, seen from the company's mean."""


class ExtremeAnswers:
    """The answers of both functions, to find figures that show all of them.

    Args:
        tally: The answers.
        showing: The smallest group that may be shown; groups of one person have nothing to hide.
    """

    def __init__(self, tally: Tally, showing: PrivacyLimits) -> None:
        self._tally, self._showing = tally, showing
        self._rooms = {
            (function, number): self._measure_room(function, number)
            for function in FUNCTIONS
            for number in STATEMENT_NUMBERS
        }

    def _measure_room(self, function: str, number: int) -> tuple[int, int, int]:
        """Return how far all answers are from the lowest and from the highest, and how many there are."""
        columns = self._tally.list_columns(number, (function, BOTH_FUNCTIONS))
        given = sum(each.people - each.missing for each in columns)
        total = sum(each.total for each in columns)
        return total - MIN_RATING * given, MAX_RATING * given - total, given

    def find_unanimous_groups(self) -> frozenset[str]:
        """Find the functions, and the company, in which everybody gave one end of the scale to all statements."""
        if self._showing.min_group <= 1:
            return frozenset()
        ends = {name: [self._sum_room(name, STATEMENT_NUMBERS, side) for side in (0, 1)] for name in FUNCTIONS}
        answering = [name for name in FUNCTIONS if self._sum_room(name, STATEMENT_NUMBERS, 2)]
        found = {name for name in answering if 0 in ends[name]}
        if answering and any(all(ends[name][side] == 0 for name in answering) for side in (0, 1)):
            found.add("company")
        return frozenset(found)

    def is_unanimous(self, number: int) -> bool:
        """Return whether all answers of a function to a statement are at one end of the scale."""
        rooms = [self._rooms[function, number] for function in FUNCTIONS]
        return self._showing.min_group > 1 and any(given and 0 in (low, high) for low, high, given in rooms)

    def has_room(self, numbers: Collection[int]) -> bool:
        """Return whether the sum of some held-back statements leaves open how each of them was answered."""
        if self._showing.min_group <= 1:
            return True
        most = {name: max(self._rooms[name, number][2] for number in numbers) for name in FUNCTIONS}
        return all(
            self._sum_room(name, numbers, side) >= MIN_ROOM * most[name]
            for name in FUNCTIONS
            for side in (0, 1)
            if most[name]
        )

    def choose_central(self, numbers: Iterable[int]) -> int:
        """Choose the statement whose answers are farthest from both ends, in the function where they are nearest."""

        def measure(number: int) -> tuple[Fraction, int]:
            rooms = [self._rooms[function, number] for function in FUNCTIONS]
            return min(Fraction(min(low, high), given) for low, high, given in rooms if given), number

        return max(numbers, key=measure)

    def can_bound(self, numbers: Collection[int] = STATEMENT_NUMBERS) -> bool:
        """Return whether the company's mean says much about a function with too few people to show.

        The mean of the company is that of the two functions. So a high one shows that neither can be low.
        """
        sizes = [sum(each.people for each in self._tally.list_columns(1, (name, BOTH_FUNCTIONS))) for name in FUNCTIONS]
        if min(sizes) == 0 or min(sizes) >= self._showing.min_group or self._showing.min_group <= 1:
            return False
        lowest, highest = MIN_RATING * len(numbers), MAX_RATING * len(numbers)
        margin = _MIN_BOUND * (highest - lowest) / 2
        score = self._tally.compute_company_score(numbers)
        return not lowest + margin <= score.low <= score.high <= highest - margin

    def _sum_room(self, function: str, numbers: Iterable[int], side: int) -> int:
        return sum(self._rooms[function, number][side] for number in numbers)
