"""What a weak case lacks: answers that nobody has given yet and that can make it clear."""

from __future__ import annotations

from advisor.model.advice import Advice
from advisor.model.conditions import Status

SLIGHT = "slight"
_MOVES = ("tighten", "prepare")
_TABLE = "table/"
"""How the locators of the decision table begin; a reason from it makes a case clear."""


def list_missing_answers(advice: Advice) -> list[str]:
    """List the labels of open facts that can make a weak case clear; none if the case is not weak."""
    if advice.strength != SLIGHT:
        return []
    side = "tighten" if advice.verdict in _MOVES else "stay"
    reasons = [
        reason
        for reason in advice.reasons
        if reason.favours == side and reason.status == str(Status.OPEN) and reason.source.startswith(_TABLE)
    ]
    return list(dict.fromkeys(label for reason in reasons for label in reason.unknown))
