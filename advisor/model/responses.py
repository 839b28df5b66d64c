"""Answers to the 20 statements (instrument/1 to instrument/20), with the function and role of each respondent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

STATEMENT_COUNT = 20
MIN_RATING, MAX_RATING = 1, 5
FUNCTIONS = ("sales", "marketing")
BOTH_FUNCTIONS = "both"
"""The function of a person who heads both; their answers count for both (policy/one-person-both-functions)."""
ROLES = ("head", "staff")
MIN_ALLOWED_GROUP = 3
"""The smallest `min_group` for several people: in a group of two, each knows what the other answered."""


class Respondent(NamedTuple):
    """One person's 20 answers, from 1 (strongly disagree) to 5 (strongly agree); None if an answer is missing.

    `function` is one of FUNCTIONS, or BOTH_FUNCTIONS.
    """

    function: str
    role: str | None
    answers: tuple[int | None, ...]


class FunctionTotal(NamedTuple):
    """A function's mean total (20 to 100), if only totals are known."""

    function: str
    total: float


class PrivacyLimits(NamedTuple):
    """What a report may show of respondents: no group of fewer than `min_group` people; heads alone only if `heads`.

    The default is what questionnaires promise (policy/privacy).
    """

    min_group: int = 5
    heads: bool = False


Respondents = Sequence[Respondent]
Responses = tuple[Respondent | FunctionTotal, ...]
