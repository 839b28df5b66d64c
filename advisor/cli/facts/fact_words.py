"""The words for when a fact matters."""

from __future__ import annotations

from advisor.logic.fact_uses import FactUse
from advisor.model.rulebase import RuleBase
from advisor.model.word_lists import join_words


def describe_use(use: FactUse, rulebase: RuleBase, state: str | None = None) -> str:
    """Return when a fact matters: at which levels, or, with a level, what it can change there.

    Example:
        "Matters at every level; for the verdict only at aligned."
    """
    if state is not None:
        return "Can change the verdict." if state in use.deciding_levels else "Can change the steps or the notes."
    finds = "Helps to find your level." if use.finds_level else ""
    if not use.levels:
        return finds or "No rule reads it."
    sentence = f"Matters {_describe_levels(use.levels, rulebase)}"
    if use.deciding_levels == use.levels:
        sentence += ", also for the verdict"
    elif use.deciding_levels:
        sentence += f"; for the verdict only {_describe_levels(use.deciding_levels, rulebase)}"
    return f"{sentence}. {finds}".rstrip()


def _describe_levels(levels: tuple[str, ...], rulebase: RuleBase) -> str:
    return "at every level" if levels == rulebase.states else f"at {join_words(levels)}"
