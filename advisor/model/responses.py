"""Answers to the 20 statements, as given: who answered, and what (instrument/1 to instrument/20)."""

from __future__ import annotations

from typing import NamedTuple

STATEMENTS = 20
LOWEST, HIGHEST = 1, 5
FUNCTIONS = ("sales", "marketing")
BOTH = "both"
"""The function of a person who heads both; what they answer counts on both sides (policy/one-person-both-functions)."""
ROLES = ("head", "staff")


class Respondent(NamedTuple):
    """One person's answers: 20 of them, 1 (strongly disagree) to 5 (strongly agree), None where one is missing.

    `function` is one of FUNCTIONS, or BOTH.
    """

    function: str
    role: str | None
    answers: tuple[int | None, ...]


class Total(NamedTuple):
    """A function's mean total, where only totals are at hand; 20 to 100."""

    function: str
    total: float


class Showing(NamedTuple):
    """What may be shown of who answered: no group under `min_group` people, and heads alone only where `heads`.

    The default is the one that questionnaires promise (policy/privacy).
    """

    min_group: int = 5
    heads: bool = False


Assessed = tuple[Respondent | Total, ...]
