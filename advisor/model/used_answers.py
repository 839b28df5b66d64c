"""The answers behind an advice, read back from it."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.model.advice import Advice, PlainValue
from advisor.model.vocabulary import Fact


def collect_answers(advice: Advice, facts: Mapping[str, Fact]) -> dict[str, PlainValue]:
    """Collect the answers that some rule or reason used, inferred ones too, and those that nothing depends on."""
    answers: dict[str, PlainValue] = {}
    for entry in advice.trace:
        answers.update((str(use["fact"]), use["value"]) for use in entry.uses if "fact" in use)
    for reason in advice.reasons:
        answers.update(reason.facts)
    for unused in advice.unused:
        words = facts[unused.fact].values
        answers.update((unused.fact, value) for value, clause in words.items() if clause == unused.clause)
    return answers
