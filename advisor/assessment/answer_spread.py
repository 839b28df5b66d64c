"""How far the answers to a statement are spread: in words for small groups, in digits for large ones.

The mean and the standard deviation of five answers show in most cases how many people gave each answer, and a deviation
of zero shows what everybody answered. A word for the spread is given only if at least two sets of answers fit both the
mean and the word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations_with_replacement
from typing import NamedTuple

from advisor.model.responses import MAX_RATING, MIN_RATING

CLOSE, WIDE = "close", "wide"
MIN_PEOPLE_FOR_DIGITS = 20
"""Fewer answers have no digits for their spread."""
_MAX_CLOSE = 0.8
"""The largest standard deviation that is called close; it is wider than that of answers next to each other."""
_MIN_DIGITS = 0.5
"""A smaller standard deviation has no digits, so that nobody sees that all answers are the same."""
_MIN_FITTING = 2


class Spread(NamedTuple):
    """The standard deviation to one decimal, and its word, CLOSE or WIDE; None if it would show too much."""

    deviation: float | None
    word: str | None


def describe_spread(total: int, squares: int, count: int) -> Spread:
    """Describe the spread of answers.

    Args:
        total: The sum of the answers.
        squares: The sum of their squares.
        count: Their number, at least 1.
    """
    deviation = _compute_deviation(total, squares, count)
    word = _find_word(deviation)
    if count >= MIN_PEOPLE_FOR_DIGITS:
        return Spread(round(deviation, 1) if deviation >= _MIN_DIGITS else None, word)
    fitting = _count_fitting_answers(count)[total]
    return Spread(None, word if min(fitting.values()) >= _MIN_FITTING else None)


def _compute_deviation(total: int, squares: int, count: int) -> float:
    return float(max(squares / count - (total / count) ** 2, 0) ** 0.5)


def _find_word(deviation: float) -> str:
    return CLOSE if deviation <= _MAX_CLOSE else WIDE


@lru_cache(maxsize=MIN_PEOPLE_FOR_DIGITS)
def _count_fitting_answers(count: int) -> Mapping[int, Counter[str]]:
    """Count the sets of answers with each sum and each word: `{10: {"close": 2, "wide": 1}}` for some number."""
    fitting: dict[int, Counter[str]] = {}
    for answers in combinations_with_replacement(range(MIN_RATING, MAX_RATING + 1), count):
        total, squares = sum(answers), sum(answer**2 for answer in answers)
        fitting.setdefault(total, Counter())[_find_word(_compute_deviation(total, squares, count))] += 1
    return fitting
