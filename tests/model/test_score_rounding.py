"""Rounded scores keep their side of a level, and add up with the points that are missing for it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from advisor.model.score_rounding import format_score, round_missing_points, round_score

SCORES = [Fraction(numerator, people) for people in (1, 3, 7, 20, 400) for numerator in range(20 * people, 60 * people)]


def test_a_score_and_the_missing_points_are_the_next_level() -> None:
    for score in SCORES:
        printed, missing = round_score(float(score)), round_missing_points(float(60 - score))
        assert round(printed + missing, 6) == 60
        assert printed <= float(score)
        assert 60 - missing <= float(score) + 1e-9
        assert printed < 60


@pytest.mark.parametrize(("score", "text"), [(59.65, "59.6"), (59.99, "59.9"), (60.0, "60"), (58.3, "58.3")])
def test_a_score_is_rounded_down(score: float, text: str) -> None:
    assert format_score(score) == text
