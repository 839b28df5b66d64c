"""Answers to the 20 statements, as given: who answered, and what (instrument/1 to instrument/20)."""

from __future__ import annotations

from typing import NamedTuple

STATEMENT_COUNT = 20
MIN_RATING, MAX_RATING = 1, 5
FUNCTIONS = ("sales", "marketing")
BOTH_FUNCTIONS = "both"
"""The function of a person who heads both; what they answer counts on both sides (policy/one-person-both-functions)."""
ROLES = ("head", "staff")


class Respondent(NamedTuple):
    """One person's answers: 20 of them, 1 (strongly disagree) to 5 (strongly agree), None where one is missing.

    `function` is one of FUNCTIONS, or BOTH.
    """

    function: str
    role: str | None
    answers: tuple[int | None, ...]


class FunctionTotal(NamedTuple):
    """A function's mean total, where only totals are at hand; 20 to 100."""

    function: str
    total: float


class PrivacyLimits(NamedTuple):
    """What may be shown of who answered: no group under `min_group` people, and heads alone only where `heads`.

    The default is the one that questionnaires promise (policy/privacy).
    """

    min_group: int = 5
    heads: bool = False


Responses = tuple[Respondent | FunctionTotal, ...]
