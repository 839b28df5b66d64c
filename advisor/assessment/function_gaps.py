"""Gaps between the two functions, statement by statement, and their consequences.

A difference in how they see their work is interesting in itself (instrument/differences). This module finds which
statements differ, by how much, and where a difference leads to another state or another advice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from math import inf
from typing import NamedTuple

from advisor.assessment.answer_spread import Spread, describe_spread
from advisor.assessment.privacy import decide_release
from advisor.assessment.scoring import STATEMENT_NUMBERS, Interval, StateBand, Tally, compute_mean
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, PrivacyLimits, Respondents

AdviceOutcomes = frozenset[tuple[str, str | None]]
"""The possible verdicts, each with the level to move to."""
AdviceLookup = Callable[[str], AdviceOutcomes]
"""The advice for a company in some state, if all else is equal."""
FunctionScores = dict[str, Interval]


class AnswerSummary(NamedTuple):
    """A function's answers to one statement: the mean, and how far the answers given are spread, and their number."""

    score: Interval
    spread: Spread
    answer_count: int


class StatementGap(NamedTuple):
    """One statement as the two functions see it. `gap` is Sales less Marketing.

    `consequences` are what this gap alone would change: `state`, `verdict`.
    """

    number: int
    sales: AnswerSummary
    marketing: AnswerSummary
    gap: Interval
    consequences: tuple[str, ...]


def _score_statements(tally: Tally) -> dict[int, FunctionScores]:
    return {number: tally.compute_function_scores((number,)) for number in STATEMENT_NUMBERS}


def compute_statement_gaps(
    people: Respondents, showing: PrivacyLimits, bands: Sequence[StateBand], advice_lookup: AdviceLookup
) -> tuple[StatementGap, ...]:
    """Compute the gaps of the statements that may be shown, the widest first.

    Args:
        people: Everybody who answered.
        showing: The smallest group, and whether heads agreed to be shown.
        bands: The bands of the scoring key.
        advice_lookup: The advice for each state.
    """
    tally = Tally(people)
    scores = _score_statements(tally)
    totals = {name: _sum_intervals(scores[number][name] for number in STATEMENT_NUMBERS) for name in scores[1]}
    gaps = [
        StatementGap(
            number,
            _summarize_answers(tally, "sales", number, scores[number]["sales"]),
            _summarize_answers(tally, "marketing", number, scores[number]["marketing"]),
            compute_gap(tally, number),
            _find_consequences(scores[number], totals, bands, advice_lookup),
        )
        for number in sorted(decide_release(people, showing).statements)
    ]
    return tuple(sorted(gaps, key=lambda gap: (-abs(gap.gap.middle), gap.number)))


def compute_gap(tally: Tally, number: int) -> Interval:
    """Compute Sales less Marketing.

    A missing answer of a person for both would move both sides at once. But a gap that is narrower for it would show
    that this person left out the statement (policy/privacy), so each side counts by itself.
    """
    if not any(tally.list_columns(number, (name,)) for name in FUNCTIONS):
        return Interval(Fraction(0), Fraction(0))  # everybody answers for both
    sides = tally.compute_function_scores((number,))
    return sides["sales"] - sides["marketing"]


def _summarize_answers(tally: Tally, function: str, number: int, score: Interval) -> AnswerSummary:
    columns = tally.list_columns(number, (function, BOTH_FUNCTIONS))
    count = sum(each.people - each.missing for each in columns)
    total, squares = sum(each.total for each in columns), sum(each.squares for each in columns)
    return AnswerSummary(score, describe_spread(total, squares, count), count)


def _find_consequences(
    statement_scores: FunctionScores, totals: FunctionScores, bands: Sequence[StateBand], advice_lookup: AdviceLookup
) -> tuple[str, ...]:
    """Find what changes between reading this statement as one function scores it, and as the other does."""
    readings = []
    for reader in FUNCTIONS:
        sides = [
            _sum_intervals([totals[name], _compute_shift(statement_scores[reader], statement_scores[name])])
            for name in FUNCTIONS
        ]
        readings.append(compute_mean(sides).find_states(bands))
    first, second = readings
    if len(first) > 1 or len(second) > 1 or first == second:
        return ()
    return ("state",) if advice_lookup(first[0]) == advice_lookup(second[0]) else ("state", "verdict")


def find_statements_to_align(
    people: Respondents,
    bands: Sequence[StateBand],
    advice_lookup: AdviceLookup,
    numbers: Collection[int] = STATEMENT_NUMBERS,
) -> tuple[int, ...] | None:
    """Find the fewest statements to agree on before the readings of both functions lead to the same advice.

    The functions may agree on any score between theirs. The advice is the same only if it also is for every total
    between the two readings. A statement counts only if the function with the higher total also scores it higher.

    Args:
        people: Everybody who answered.
        bands: The bands of the scoring key.
        advice_lookup: The advice for each state.
        numbers: The statements that may be named.

    Returns:
        The numbers, of several smallest sets one with the widest gaps. Empty if the advice is the same already. None
        without people of one function, or if missing answers or other statements leave too much open.
    """
    scores = _score_statements(Tally(people))
    if set(scores[1]) != set(FUNCTIONS):
        return None
    totals = {name: _sum_intervals(scores[number][name] for number in STATEMENT_NUMBERS) for name in FUNCTIONS}
    upper, lower = FUNCTIONS if totals["sales"].middle >= totals["marketing"].middle else FUNCTIONS[::-1]
    gaps = {number: scores[number][upper].middle - scores[number][lower].middle for number in numbers}
    ordered = sorted((number for number in gaps if gaps[number] > 0), key=lambda number: (-gaps[number], number))
    readings = _Readings(
        high=totals[upper].middle,
        low=totals[lower].middle,
        uncertainty=max((total.high - total.low) / 2 for total in totals.values()),
        stable_ranges=_find_stable_ranges(bands, advice_lookup),
    )
    return _find_fewest_gaps(ordered, [gaps[number] for number in ordered], readings)


class _Readings(NamedTuple):
    """The totals of the two functions, what missing answers add on each side, and the ranges of the same advice."""

    high: Fraction
    low: Fraction
    uncertainty: Fraction
    stable_ranges: tuple[tuple[float, float], ...]

    def can_agree(self, closed: Fraction) -> bool:
        """Return whether the advice can be the same once gaps with the sum `closed` are gone.

        The higher reading falls by any part of this sum, the lower one rises by the rest.
        """
        remaining = self.high - self.low - closed
        width = abs(remaining) + 2 * self.uncertainty
        highest = self.high - max(remaining, Fraction(0)) - self.uncertainty
        lowest = highest - closed
        starts = [(lowest if lowest >= start else Fraction(start), end) for start, end in self.stable_ranges]
        return any(start <= highest and start + width < end for start, end in starts)


def _find_stable_ranges(bands: Sequence[StateBand], advice_lookup: AdviceLookup) -> tuple[tuple[float, float], ...]:
    """Find the ranges of totals, from and below, with the same advice; the outer ones are open-ended."""
    edges = [high.low for low, high in pairwise(bands) if advice_lookup(high.state) != advice_lookup(low.state)]
    return tuple(pairwise((-inf, *edges, inf)))


def _find_fewest_gaps(numbers: Sequence[int], gaps: Sequence[Fraction], readings: _Readings) -> tuple[int, ...] | None:
    """Find the fewest gaps (widest first) to close.

    A sum of gaps works if one that is farther from the whole difference, on the same side, works. So if the nearest sum
    that a choice can still reach does not work, the choice is given up.
    """
    sums = [Fraction(0), *accumulate(gaps)]
    difference = readings.high - readings.low

    def search(start: int, count: int, closed: Fraction) -> tuple[int, ...] | None:
        if not count:
            return () if readings.can_agree(closed) else None
        for index in range(start, len(gaps) - count + 1):
            most = closed + sums[index + count] - sums[index]
            least = closed + gaps[index] + (sums[-1] - sums[len(gaps) - count + 1])
            if not readings.can_agree(min(max(difference, least), most)):
                if most < difference:
                    return None  # all further choices close less
                continue
            rest = search(index + 1, count - 1, closed + gaps[index])
            if rest is not None:
                return (numbers[index], *rest)
        return None

    choices = (search(0, count, Fraction(0)) for count in range(len(gaps) + 1))
    return next((tuple(sorted(choice)) for choice in choices if choice is not None), None)


def _sum_intervals(intervals: Iterable[Interval]) -> Interval:
    lows, highs = zip(*intervals, strict=True)
    return Interval(sum(lows, Fraction()), sum(highs, Fraction()))


def _compute_shift(new: Interval, old: Interval) -> Interval:
    """Compute what replacing one score with another adds, end by end."""
    return Interval(new.low - old.low, new.high - old.high)
