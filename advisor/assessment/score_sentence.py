"""The sentence on the score, for a person who has rated the statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisor.model.company import Company
from advisor.model.word_lists import join_alternatives

if TYPE_CHECKING:
    from advisor.assessment.scoring import StateBand


def describe_score(company: Company, bands: Sequence[StateBand]) -> str:
    """Return the score of a company that has answers to statements, and the levels that it can mean."""
    from advisor.assessment.scoring import Tally  # here, because only the statements have a score

    score = Tally(company.assessed).compute_company_score()
    low, high = float(score.low), float(score.high)
    points = f"{low:g}" if low == high else f"between {low:g} and {high:g} (some statements are open)"
    return f"Your score is {points} of 100 points. Level: {join_alternatives(score.find_states(bands))}."
