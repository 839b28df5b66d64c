"""Exact changes with an example that both rule bases confirm: they give advice, and it differs as the formulas say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.authoring.diff.advice_ids import list_shown_ids
from advisor.authoring.diff.exact_changes import ADDED, ADVICE, REMOVED, ExactChange
from advisor.authoring.diff.rulebase_pair import RuleBasePair
from advisor.authoring.diff.shown_conclusions import OF, ShownId
from advisor.authoring.population.populations import build_company
from advisor.model.advice import Advice
from advisor.model.company import Company


class ConfirmedChange(NamedTuple):
    """A change, and the smallest company found that has it."""

    change: ExactChange
    example: Company


def confirm_changes(
    pair: RuleBasePair, changes: Iterable[ExactChange]
) -> tuple[tuple[ConfirmedChange, ...], tuple[ShownId, ...]]:
    """Find an example of each change; return also what is not confirmed by any."""
    confirmed: list[ConfirmedChange] = []
    unconfirmed: dict[ShownId, None] = {}
    for change in changes:
        companies = map(build_company, change.examples)
        example = next((company for company in companies if has_change(pair, company, change)), None)
        if example is None:
            unconfirmed[change.shown] = None
        else:
            confirmed.append(ConfirmedChange(change, example))
    return tuple(confirmed), tuple(unconfirmed)


def has_change(pair: RuleBasePair, company: Company, change: ExactChange) -> bool:
    """Return whether the advice for a company changes in this way."""
    advice = [pair.get_advice(side, company) for side in (0, 1)]
    old, new = advice
    if change.shown == ADVICE:
        is_advised = [not isinstance(each, str) for each in advice]
        return is_advised == [change.how == REMOVED, change.how == ADDED]
    if isinstance(old, str) or isinstance(new, str):
        return False
    before, after = (change.shown in list_shown_ids(each) for each in (old, new))
    if change.how in (ADDED, REMOVED):
        return (before, after) == (change.how == REMOVED, change.how == ADDED)
    (rule,) = change.rules
    return before and after and _gives(old, rule, change.shown) != _gives(new, rule, change.shown)


def _gives(advice: Advice, rule: str, shown: ShownId) -> bool:
    """Return whether a rule fired and concludes what is shown."""
    step, _, value = shown.id.rpartition(OF)
    fired = [entry.concludes for entry in advice.trace if entry.rule == rule]
    return any(
        any(value in values for values in (*concludes.values(), [rule]))
        and (not step or step in concludes.get("step", []))
        for concludes in fired
    )
