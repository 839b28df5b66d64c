"""The advice for one company after another, as the columns of a table have it."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.consultation import Consultation
from advisor.errors import ContradictionError, FactsError
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.conditions import Status
from advisor.reasoning.reasons import build_reasons, judge_strength


def advise_row(consultation: Consultation, answers: Mapping[str, Value]) -> dict[str, object] | None:
    """Return the texts of a row, and the set of its columns that are true; None if the company is refused."""
    try:
        concluded = consultation.conclude(Company(answers))
    except (FactsError, ContradictionError):
        return None
    reasons = build_reasons(concluded.record)
    true = {f"reason:{each.rule}" for each in reasons if each.status == str(Status.HOLDS)}
    true |= {f"step:{step.id}" for step in concluded.steps}
    true |= {f"caution:{caution.id}" for caution in concluded.cautions}
    return {
        "state": concluded.relationship.state,
        "verdict": concluded.verdict,
        "possible_verdicts": ";".join(concluded.possible_verdicts),
        "strength": judge_strength(concluded.record, concluded.verdict, reasons),
        "move_to": concluded.move.to if concluded.move else None,
        "true": true,
    }
