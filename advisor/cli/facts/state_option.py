"""The level that the commands `advisor facts …` are asked about."""

from __future__ import annotations

import click

from advisor.model.name_suggestion import suggest_names
from advisor.model.rulebase import STATED_STATE, RuleBase
from advisor.model.value_names import find_value, suggest_values
from advisor.model.word_lists import join_quoted


def check_state(text: str | None, rulebase: RuleBase) -> str | None:
    """Return the level that a text names, whatever its case; None for none. Raises click.UsageError for another."""
    if text is None:
        return None
    fact = rulebase.facts[STATED_STATE]
    state = find_value(fact, text)
    if state is None:
        hint = suggest_names(each for each in suggest_values(fact, text) if each in rulebase.states)
        raise click.UsageError(f"`{text}` is not a level; `--state` can be {join_quoted(rulebase.states)}{hint}")
    return state
