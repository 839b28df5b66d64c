"""Bootstrap intervals of gaps and changes, and the reliability of the statements, if there are enough answers.

Needs NumPy (extra `survey`). Without it, and with fewer people than MIN_PEOPLE, nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any, NamedTuple

from advisor.assessment.privacy import list_members
from advisor.assessment.scoring import AnswerCounts, count_answers
from advisor.model.responses import FUNCTIONS, MAX_RATING, MIN_RATING, Respondent, Respondents

MIN_PEOPLE = 10
"""Minimum number of people of each function for intervals, and of full answers for alpha (policy/chance)."""
ROUNDING_TOLERANCE = 1e-9
"""Smaller sums of squares are rounding errors."""
RESAMPLES, SEED, CONFIDENCE_LEVEL = 4000, 2006, 0.95
ALPHA_READINGS = ((0.9, "very-high"), (0.8, "high"), (0.7, "acceptable"), (0.6, "doubtful"))
"""The reading of alpha from each value on (after Nunnally, Psychometric Theory, 1978); below the last it is `low`."""
_TAIL = 100 * (1 - CONFIDENCE_LEVEL) / 2


class Reliability(NamedTuple):
    """Cronbach's alpha (Cronbach, Psychometrika 16, 1951) of the people who answered every statement."""

    alpha: float
    people: int
    reading: str


def has_numpy() -> bool:
    """Return whether NumPy is installed."""
    return find_spec("numpy") is not None


def compute_gap_intervals(people: Respondents, numbers: Iterable[int]) -> dict[int, tuple[float, float]]:
    """Compute the 95 % bootstrap interval of the gap (Sales less Marketing) for each statement, with a fixed seed.

    Answers have five values, so drawing people again is drawing their counts from a multinomial distribution. If
    answers are missing, the interval covers all they could have been.
    """
    sales, marketing = (list_members(name, people) for name in FUNCTIONS)
    if not has_numpy() or min(len(sales), len(marketing)) < MIN_PEOPLE:
        return {}
    import numpy

    intervals = {}
    counts = [count_answers(side) for side in (sales, marketing)]
    for number in numbers:
        random = numpy.random.default_rng((SEED, number))
        (sales_low, sales_high), (low, high) = (_draw_means(side[number - 1], random) for side in counts)
        intervals[number] = _find_interval(sales_low - high, sales_high - low)
    return intervals


def _find_interval(low_draws: Any, high_draws: Any) -> tuple[float, float]:
    import numpy

    return float(numpy.percentile(low_draws, _TAIL)), float(numpy.percentile(high_draws, 100 - _TAIL))


def find_small_functions(before: Respondents, after: Respondents) -> list[str]:
    """Find the functions with fewer than MIN_PEOPLE people in one of two rounds."""
    return [name for name in FUNCTIONS if min(len(list_members(name, each)) for each in (before, after)) < MIN_PEOPLE]


def compute_change_intervals(
    before: Respondents, after: Respondents, numbers: Iterable[int]
) -> dict[int, dict[str, tuple[float, float]]]:
    """Compute the 95 % bootstrap intervals of each statement's change between two rounds, with a fixed seed.

    The rounds are drawn independently, as nobody knows who answered in both. Each round is drawn twice, once with each
    of two streams, so that exchanging the rounds turns the sign of every interval and changes nothing else.

    Args:
        before: The people of the earlier round.
        after: The people of the later round.
        numbers: The statements.

    Returns:
        Intervals by statement and group: `{7: {"sales": (-0.2, 0.9)}}`. A function needs MIN_PEOPLE people in both
        rounds; `company` needs both functions.
    """
    small = find_small_functions(before, after)
    tested = [name for name in FUNCTIONS if name not in small] if has_numpy() else []
    rounds = {name: [count_answers(list_members(name, each)) for each in (before, after)] for name in tested}
    return {number: _compute_statement_intervals(rounds, number, tested) for number in numbers}


def _compute_statement_intervals(
    rounds: Mapping[str, Sequence[AnswerCounts]], number: int, names: Sequence[str]
) -> dict[str, tuple[float, float]]:
    draws = {name: _draw_changes(rounds[name], number, name) for name in names}
    if len(draws) == len(FUNCTIONS):
        draws["company"] = sum(draws.values()) / len(FUNCTIONS)
    intervals = {group: _find_interval(*ends) for group, ends in draws.items()}
    # Rounded so that a change of zero is exactly zero.
    return {group: (round(low, 9) + 0.0, round(high, 9) + 0.0) for group, (low, high) in intervals.items()}


def _draw_changes(rounds: Sequence[AnswerCounts], number: int, function: str) -> Any:
    """Draw both rounds again; return the changes of a function as two rows, low ends and high ends."""
    import numpy

    draws = []
    for streams in ((0, 1), (1, 0)):
        (before_low, before_high), (after_low, after_high) = (
            _draw_means(each[number - 1], numpy.random.default_rng((SEED, number, FUNCTIONS.index(function), stream)))
            for each, stream in zip(rounds, streams, strict=True)
        )
        draws.append(numpy.array((after_low - before_high, after_high - before_low)))
    return numpy.concatenate(draws, axis=1)


def _draw_means(counts: Mapping[int | None, int], random: Any) -> tuple[Any, Any]:
    """Draw RESAMPLES means, with missing answers as the lowest, and as the highest answer."""
    import numpy

    size = sum(counts.values())
    scale = [*range(MIN_RATING, MAX_RATING + 1), None]
    draws = random.multinomial(size, [counts.get(each, 0) / size for each in scale], size=RESAMPLES)
    sums, missing = draws[:, :-1] @ numpy.arange(MIN_RATING, MAX_RATING + 1), draws[:, -1]
    return (sums + missing * MIN_RATING) / size, (sums + missing * MAX_RATING) / size


def compute_reliability(people: Iterable[Respondent]) -> Reliability | None:
    """Compute Cronbach's alpha within the functions; None with few full answers, or if all are alike.

    Each answer counts by its distance from the mean of its own function. Otherwise the distance between two functions
    that see everything differently would look like agreement of the statements.
    """
    full = [each for each in people if None not in each.answers]
    if not has_numpy() or len(full) < MIN_PEOPLE:
        return None
    import numpy

    table = numpy.array([each.answers for each in full], dtype=float)
    functions = numpy.array([each.function for each in full])
    for function in set(functions):
        table[functions == function] -= table[functions == function].mean(axis=0)
    variance = (table.sum(axis=1) ** 2).sum()
    if variance < ROUNDING_TOLERANCE:
        return None
    count = table.shape[1]
    alpha = float(count / (count - 1) * (1 - (table**2).sum() / variance))
    reading = next((reading for low, reading in ALPHA_READINGS if round(alpha, 2) >= low), "low")
    return Reliability(alpha, len(full), reading)
