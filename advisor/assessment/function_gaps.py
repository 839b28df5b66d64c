"""Where the two functions differ, statement by statement, and which of it matters.

That they see their work differently is interesting in itself (instrument/differences); this says where, by how much,
and where it would lead to another state or another advice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from math import inf
from typing import NamedTuple

from advisor.assessment.privacy import release
from advisor.assessment.scoring import NUMBERS, Band, Interval, Tally, answer_to, mean
from advisor.model.responses import BOTH, FUNCTIONS, HIGHEST, LOWEST, Respondent, Showing

Advised = frozenset[tuple[str, str | None]]
"""What is advised: the possible verdicts, each with the level to move to."""
AdviceAt = Callable[[str], Advised]
"""The advice for a company in some state, all else being equal."""
Scores = dict[str, Interval]


class Side(NamedTuple):
    """How one function answered one statement: the mean, the standard deviation of answers given, and how many."""

    score: Interval
    spread: float
    answered: int


class Difference(NamedTuple):
    """One statement as the two functions see it. `gap` is Sales less Marketing; `turns` what it alone would turn."""

    number: int
    sales: Side
    marketing: Side
    gap: Interval
    turns: tuple[str, ...]


def statement_scores(people: Sequence[Respondent]) -> dict[int, Scores]:
    """The mean of each function for every statement."""
    return _scores(Tally(people))


def _scores(tally: Tally) -> dict[int, Scores]:
    return {number: tally.by_function(answer_to(number)) for number in NUMBERS}


def shown_statements(people: Sequence[Respondent], showing: Showing) -> frozenset[int]:
    """The statements of which both functions' figures may be shown."""
    return release(people, showing).statements


def differences(
    people: Sequence[Respondent], showing: Showing, bands: Sequence[Band], advice_at: AdviceAt
) -> tuple[Difference, ...]:
    """The statements that may be shown, the widest gap first."""
    tally = Tally(people)
    scores = _scores(tally)
    whole = {name: _sum(scores[number][name] for number in NUMBERS) for name in FUNCTIONS if name in scores[1]}
    found = [
        Difference(
            number,
            _side(tally, "sales", number, scores[number]["sales"]),
            _side(tally, "marketing", number, scores[number]["marketing"]),
            gap(tally, number),
            _turns(scores[number], whole, bands, advice_at),
        )
        for number in sorted(shown_statements(people, showing))
    ]
    return tuple(sorted(found, key=lambda each: (-abs(each.gap.middle), each.number)))


def gap(tally: Tally, number: int) -> Interval:
    """Sales less Marketing. What a person for both left out moves both sides at once."""
    heard = {name: sum(column.people for column in tally.at(number, (name, BOTH))) for name in FUNCTIONS}
    low = high = Fraction(0)
    for kind in (*FUNCTIONS, BOTH):
        shares = [Fraction(kind in (name, BOTH), heard[name]) for name in FUNCTIONS]
        weight = shares[0] - shares[1]
        for column in tally.at(number, (kind,)):
            ends = sorted(weight * (column.given + column.missing * answer) for answer in (LOWEST, HIGHEST))
            low, high = low + ends[0], high + ends[1]
    return Interval(low, high)


def _side(tally: Tally, function: str, number: int, score: Interval) -> Side:
    columns = tally.at(number, (function, BOTH))
    answered = sum(each.people - each.missing for each in columns)
    average = Fraction(sum(each.given for each in columns), answered)
    spread = Fraction(sum(each.squares for each in columns), answered) - average**2
    return Side(score, float(spread) ** 0.5, answered)


def _turns(at: Scores, whole: Scores, bands: Sequence[Band], advice_at: AdviceAt) -> tuple[str, ...]:
    """What the company's score comes to if this statement is read as one function sees it, or as the other does."""
    readings = []
    for one in FUNCTIONS:
        sides = [_sum([whole[name], _less(at[one], at[name])]) for name in FUNCTIONS]
        readings.append(mean(sides).states(bands))
    (first, *more), (second, *others) = readings
    if more or others or first == second:
        return ()
    return ("state",) if advice_at(first) == advice_at(second) else ("state", "verdict")


def to_agree_on(
    people: Sequence[Respondent], bands: Sequence[Band], advice_at: AdviceAt, numbers: Collection[int] = NUMBERS
) -> tuple[int, ...] | None:
    """The fewest of some statements on which both would have to agree before the advice is the same by both readings.

    `numbers` are the statements that may be named. They may agree on any score between theirs. The advice counts as the
    same only if it also is for every total between the two readings. Only statements count on which the side with the
    higher total scores higher as well. Empty where the advice is the same already; None where one function was not
    heard, or missing answers or other statements leave too much open. Of several smallest sets, one with the widest
    gaps is given.
    """
    scores = statement_scores(people)
    if set(scores[1]) != set(FUNCTIONS):
        return None
    middles = {number: [scores[number][name].middle for name in FUNCTIONS] for number in numbers}
    whole = {name: _sum(scores[number][name] for number in NUMBERS) for name in FUNCTIONS}
    sign = 1 if whole["sales"].middle >= whole["marketing"].middle else -1
    gaps = {number: sign * (sales - marketing) for number, (sales, marketing) in middles.items()}
    ordered = sorted((number for number in gaps if gaps[number] > 0), key=lambda number: (-gaps[number], number))
    readings = Readings(
        high=max(each.middle for each in whole.values()),
        low=min(each.middle for each in whole.values()),
        room=max((each.high - each.low) / 2 for each in whole.values()),
        stretches=_stretches(bands, advice_at),
    )
    return _fewest(ordered, [gaps[number] for number in ordered], readings)


class Readings(NamedTuple):
    """The totals by the two functions, what missing answers add on either side, and where the advice stays the same."""

    high: Fraction
    low: Fraction
    room: Fraction
    stretches: tuple[tuple[float, float], ...]

    def can_agree(self, closed: Fraction) -> bool:
        """Whether the advice can be the same once gaps that sum up to `closed` are gone.

        The higher reading has come down by anything up to that, the lower one up by the rest.
        """
        left = self.high - self.low - closed
        width = abs(left) + 2 * self.room
        lowest = self.high - closed - max(left, Fraction(0)) - self.room
        highest = self.high - max(left, Fraction(0)) - self.room
        begins = [(lowest if lowest >= start else Fraction(start), end) for start, end in self.stretches]
        return any(begin <= highest and begin + width < end for begin, end in begins)


def _stretches(bands: Sequence[Band], advice_at: AdviceAt) -> tuple[tuple[float, float], ...]:
    """The totals, from and below, over which the advice stays the same; the outer ones are open-ended."""
    edges = [band.low for band, before in zip(bands[1:], bands, strict=False) if _differ(band, before, advice_at)]
    return tuple(pairwise((-inf, *edges, inf)))


def _differ(one: Band, other: Band, advice_at: AdviceAt) -> bool:
    return advice_at(one.state) != advice_at(other.state)


def _fewest(numbers: Sequence[int], gaps: Sequence[Fraction], readings: Readings) -> tuple[int, ...] | None:
    """The fewest of the gaps (widest first) that have to be closed.

    The nearer their sum is to the whole difference, the better: a sum does if one farther off on the same side does.
    So where the nearest sum that a choice can still reach does not do, the choice is given up.
    """
    sums = [Fraction(0), *accumulate(gaps)]
    whole = readings.high - readings.low

    def search(start: int, left: int, closed: Fraction) -> tuple[int, ...] | None:
        if not left:
            return () if readings.can_agree(closed) else None
        for at in range(start, len(gaps) - left + 1):
            most = closed + sums[at + left] - sums[at]
            least = closed + gaps[at] + (sums[-1] - sums[len(gaps) - left + 1])
            if not readings.can_agree(min(max(whole, least), most)):
                if most < whole:
                    return None  # what follows closes less still
                continue
            rest = search(at + 1, left - 1, closed + gaps[at])
            if rest is not None:
                return (numbers[at], *rest)
        return None

    found = (search(0, size, Fraction(0)) for size in range(len(gaps) + 1))
    return next((tuple(sorted(each)) for each in found if each is not None), None)


def _sum(intervals: Iterable[Interval]) -> Interval:
    lows, highs = zip(*intervals, strict=True)
    return Interval(sum(lows, Fraction()), sum(highs, Fraction()))


def _less(one: Interval, other: Interval) -> Interval:
    """What replacing one score by another adds, end by end."""
    return Interval(one.low - other.low, one.high - other.high)
