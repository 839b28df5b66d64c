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

from advisor.assessment.privacy import decide_release
from advisor.assessment.scoring import STATEMENT_NUMBERS, Interval, StateBand, Tally, compute_mean, select_statement
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, MAX_RATING, MIN_RATING, PrivacyLimits, Respondent

AdviceOutcomes = frozenset[tuple[str, str | None]]
"""What is advised: the possible verdicts, each with the level to move to."""
AdviceLookup = Callable[[str], AdviceOutcomes]
"""The advice for a company in some state, all else being equal."""
FunctionScores = dict[str, Interval]


class AnswerSummary(NamedTuple):
    """How one function answered one statement: the mean, the standard deviation of answers given, and how many."""

    score: Interval
    spread: float
    answer_count: int


class StatementGap(NamedTuple):
    """One statement as the two functions see it. `gap` is Sales less Marketing; `turns` what it alone would turn."""

    number: int
    sales: AnswerSummary
    marketing: AnswerSummary
    gap: Interval
    consequences: tuple[str, ...]


def compute_statement_scores(people: Sequence[Respondent]) -> dict[int, FunctionScores]:
    """The mean of each function for every statement."""
    return _score_statements(Tally(people))


def _score_statements(tally: Tally) -> dict[int, FunctionScores]:
    return {number: tally.compute_function_scores(select_statement(number)) for number in STATEMENT_NUMBERS}


def find_shown_statements(people: Sequence[Respondent], showing: PrivacyLimits) -> frozenset[int]:
    """The statements of which both functions' figures may be shown."""
    return decide_release(people, showing).statements


def compute_statement_gaps(
    people: Sequence[Respondent], showing: PrivacyLimits, bands: Sequence[StateBand], advice_lookup: AdviceLookup
) -> tuple[StatementGap, ...]:
    """The statements that may be shown, the widest gap first."""
    tally = Tally(people)
    scores = _score_statements(tally)
    whole = {
        name: _sum_intervals(scores[number][name] for number in STATEMENT_NUMBERS)
        for name in FUNCTIONS
        if name in scores[1]
    }
    found = [
        StatementGap(
            number,
            _summarize_answers(tally, "sales", number, scores[number]["sales"]),
            _summarize_answers(tally, "marketing", number, scores[number]["marketing"]),
            compute_gap(tally, number),
            _find_consequences(scores[number], whole, bands, advice_lookup),
        )
        for number in sorted(find_shown_statements(people, showing))
    ]
    return tuple(sorted(found, key=lambda each: (-abs(each.gap.middle), each.number)))


def compute_gap(tally: Tally, number: int) -> Interval:
    """Sales less Marketing. What a person for both left out moves both sides at once."""
    heard = {
        name: sum(column.people for column in tally.list_columns(number, (name, BOTH_FUNCTIONS))) for name in FUNCTIONS
    }
    low = high = Fraction(0)
    for kind in (*FUNCTIONS, BOTH_FUNCTIONS):
        shares = [Fraction(kind in (name, BOTH_FUNCTIONS), heard[name]) for name in FUNCTIONS]
        weight = shares[0] - shares[1]
        for column in tally.list_columns(number, (kind,)):
            ends = sorted(weight * (column.total + column.missing * answer) for answer in (MIN_RATING, MAX_RATING))
            low, high = low + ends[0], high + ends[1]
    return Interval(low, high)


def _summarize_answers(tally: Tally, function: str, number: int, score: Interval) -> AnswerSummary:
    columns = tally.list_columns(number, (function, BOTH_FUNCTIONS))
    answered = sum(each.people - each.missing for each in columns)
    average = Fraction(sum(each.total for each in columns), answered)
    spread = Fraction(sum(each.squares for each in columns), answered) - average**2
    return AnswerSummary(score, float(spread) ** 0.5, answered)


def _find_consequences(
    statement_scores: FunctionScores, totals: FunctionScores, bands: Sequence[StateBand], advice_lookup: AdviceLookup
) -> tuple[str, ...]:
    """What the company's score comes to if this statement is read as one function sees it, or as the other does."""
    readings = []
    for one in FUNCTIONS:
        sides = [
            _sum_intervals([totals[name], _compute_shift(statement_scores[one], statement_scores[name])])
            for name in FUNCTIONS
        ]
        readings.append(compute_mean(sides).find_states(bands))
    (first, *more), (second, *others) = readings
    if more or others or first == second:
        return ()
    return ("state",) if advice_lookup(first) == advice_lookup(second) else ("state", "verdict")


def find_statements_to_align(
    people: Sequence[Respondent],
    bands: Sequence[StateBand],
    advice_lookup: AdviceLookup,
    numbers: Collection[int] = STATEMENT_NUMBERS,
) -> tuple[int, ...] | None:
    """The fewest of some statements on which both would have to agree before the advice is the same by both readings.

    `numbers` are the statements that may be named. They may agree on any score between theirs. The advice counts as the
    same only if it also is for every total between the two readings. Only statements count on which the side with the
    higher total scores higher as well. Empty where the advice is the same already; None where one function was not
    heard, or missing answers or other statements leave too much open. Of several smallest sets, one with the widest
    gaps is given.
    """
    scores = compute_statement_scores(people)
    if set(scores[1]) != set(FUNCTIONS):
        return None
    middles = {number: [scores[number][name].middle for name in FUNCTIONS] for number in numbers}
    whole = {name: _sum_intervals(scores[number][name] for number in STATEMENT_NUMBERS) for name in FUNCTIONS}
    sign = 1 if whole["sales"].middle >= whole["marketing"].middle else -1
    gaps = {number: sign * (sales - marketing) for number, (sales, marketing) in middles.items()}
    ordered = sorted((number for number in gaps if gaps[number] > 0), key=lambda number: (-gaps[number], number))
    readings = FunctionTotals(
        high=max(each.middle for each in whole.values()),
        low=min(each.middle for each in whole.values()),
        uncertainty=max((each.high - each.low) / 2 for each in whole.values()),
        stable_ranges=_find_stable_ranges(bands, advice_lookup),
    )
    return _find_fewest_statements(ordered, [gaps[number] for number in ordered], readings)


class FunctionTotals(NamedTuple):
    """The totals by the two functions, what missing answers add on either side, and where the advice stays the same."""

    high: Fraction
    low: Fraction
    uncertainty: Fraction
    stable_ranges: tuple[tuple[float, float], ...]

    def can_agree(self, closed: Fraction) -> bool:
        """Whether the advice can be the same once gaps that sum up to `closed` are gone.

        The higher reading has come down by anything up to that, the lower one up by the rest.
        """
        left = self.high - self.low - closed
        width = abs(left) + 2 * self.uncertainty
        lowest = self.high - closed - max(left, Fraction(0)) - self.uncertainty
        highest = self.high - max(left, Fraction(0)) - self.uncertainty
        begins = [(lowest if lowest >= start else Fraction(start), end) for start, end in self.stable_ranges]
        return any(begin <= highest and begin + width < end for begin, end in begins)


def _find_stable_ranges(bands: Sequence[StateBand], advice_lookup: AdviceLookup) -> tuple[tuple[float, float], ...]:
    """The totals, from and below, over which the advice stays the same; the outer ones are open-ended."""
    edges = [
        band.low
        for band, before in zip(bands[1:], bands, strict=False)
        if _has_other_advice(band, before, advice_lookup)
    ]
    return tuple(pairwise((-inf, *edges, inf)))


def _has_other_advice(first: StateBand, second: StateBand, advice_lookup: AdviceLookup) -> bool:
    return advice_lookup(first.state) != advice_lookup(second.state)


def _find_fewest_statements(
    numbers: Sequence[int], gaps: Sequence[Fraction], totals: FunctionTotals
) -> tuple[int, ...] | None:
    """The fewest of the gaps (widest first) that have to be closed.

    The nearer their sum is to the whole difference, the better: a sum does if one farther off on the same side does.
    So where the nearest sum that a choice can still reach does not do, the choice is given up.
    """
    sums = [Fraction(0), *accumulate(gaps)]
    whole = totals.high - totals.low

    def search(start: int, left: int, closed: Fraction) -> tuple[int, ...] | None:
        if not left:
            return () if totals.can_agree(closed) else None
        for at in range(start, len(gaps) - left + 1):
            most = closed + sums[at + left] - sums[at]
            least = closed + gaps[at] + (sums[-1] - sums[len(gaps) - left + 1])
            if not totals.can_agree(min(max(whole, least), most)):
                if most < whole:
                    return None  # what follows closes less still
                continue
            rest = search(at + 1, left - 1, closed + gaps[at])
            if rest is not None:
                return (numbers[at], *rest)
        return None

    found = (search(0, size, Fraction(0)) for size in range(len(gaps) + 1))
    return next((tuple(sorted(each)) for each in found if each is not None), None)


def _sum_intervals(intervals: Iterable[Interval]) -> Interval:
    lows, highs = zip(*intervals, strict=True)
    return Interval(sum(lows, Fraction()), sum(highs, Fraction()))


def _compute_shift(new: Interval, old: Interval) -> Interval:
    """What replacing one score by another adds, end by end."""
    return Interval(new.low - old.low, new.high - old.high)
