"""Answers to the 20 statements, as given: who answered, and what (instrument/1 to instrument/20)."""

from __future__ import annotations

from dataclasses import dataclass

STATEMENTS = 20
LOWEST, HIGHEST = 1, 5
FUNCTIONS = ("sales", "marketing")
ROLES = ("head", "staff")


@dataclass(frozen=True, slots=True)
class Respondent:
    """One person's answers: 20 of them, 1 (strongly disagree) to 5 (strongly agree), None where one is missing."""

    function: str
    role: str | None
    answers: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """A function's mean total, where only totals are at hand; 20 to 100."""

    function: str
    total: float


Assessed = tuple[Respondent | Total, ...]
