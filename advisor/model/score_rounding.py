"""Scores with one decimal, rounded so that printed numbers keep their order and add up.

A score is rounded down, so that none seems to reach a level that it misses. What is missing is rounded up, so that
both together are the next level: 59.6 and 0.4 are 60.
"""

from __future__ import annotations

from math import ceil, floor

_NOISE = 1e-6
"""More than floating point can be off, and less than a single answer can make of a score."""


def round_score(points: float) -> float:
    """Round a score down to one decimal."""
    return floor(points * 10 + _NOISE) / 10


def round_missing_points(points: float) -> float:
    """Round the points that are missing for a level up to one decimal."""
    return ceil(points * 10 - _NOISE) / 10


def format_score(points: float) -> str:
    """Format a score with one decimal, or none if it is whole: `52.4`, `60`."""
    return f"{round_score(points):.1f}".removesuffix(".0")
