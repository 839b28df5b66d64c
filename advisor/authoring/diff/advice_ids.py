"""What one finished advice shows, under the same ids as `shown_conclusions` for all companies."""

from __future__ import annotations

from advisor.authoring.diff.shown_conclusions import (
    CAUTION,
    DONE,
    LATER,
    LEVEL,
    MOVE,
    OF,
    PLACE,
    PRACTICE,
    READING,
    REASON,
    STEP,
    TROUBLE_PART,
    VARIANT,
    VERDICT_PART,
    ShownId,
)
from advisor.model.advice import Advice, StepAdvice, TraceEntry


def list_shown_ids(advice: Advice) -> frozenset[ShownId]:
    """List what a finished advice shows."""
    pairs = [(VERDICT_PART, advice.verdict)]
    pairs += [(LEVEL, advice.relationship.state)] if advice.relationship.state else []
    pairs += [(MOVE, advice.move.to)] if advice.move else []
    for step in advice.steps:
        pairs += [(STEP, step.id), *((part, f"{step.id}{OF}{name}") for part, name in _list_parts(step, advice.trace))]
    pairs += [(REASON, str(reason.rule)) for reason in advice.reasons if reason.status == "holds"]
    pairs += [(DONE, note.id) for note in advice.done]
    pairs += [(LATER, note.id) for note in advice.not_yet]
    pairs += [(CAUTION, caution.id) for caution in advice.cautions]
    pairs += [(READING, detail.id) for detail in advice.context]
    pairs += [(TROUBLE_PART, trouble.id) for trouble in advice.trouble]
    return frozenset(ShownId(*pair) for pair in pairs)


def _list_parts(step: StepAdvice, trace: list[TraceEntry]) -> list[tuple[str, str]]:
    concluded = [entry.concludes for entry in trace if entry.rule in step.rules]
    return [
        *((PRACTICE, detail.id) for detail in step.details),
        *([(VARIANT, step.variant)] if step.variant else []),
        *((PLACE, place) for each in concluded for place in each.get("place", [])),
    ]
