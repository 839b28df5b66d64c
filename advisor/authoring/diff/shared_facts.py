"""The facts of two rule bases together, and those whose answers are computed in another way."""

from __future__ import annotations

from advisor.authoring.population.verdicts import list_deciding_rules
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact


def join_facts(old: RuleBase, new: RuleBase) -> dict[str, Fact] | None:
    """Return the facts of both with the values of both; None if a fact has a different kind in each."""
    facts = dict(old.facts)
    for name, fact in new.facts.items():
        before = facts.get(name, fact)
        if before.kind is not fact.kind:
            return None
        limits = min(before.minimum, fact.minimum), max(before.maximum, fact.maximum)
        values = {**before.values, **fact.values}
        facts[name] = fact._replace(values=values, minimum=limits[0], maximum=limits[1])
    return facts


def list_refilled_facts(old: RuleBase, new: RuleBase) -> list[str]:
    """Return the facts that are now computed from a count in another way, or from another count."""
    return [
        name
        for name, fact in new.facts.items()
        if name in old.facts and old.facts[name].filled_from != fact.filled_from
    ]


def find_refilled_facts(old: RuleBase, new: RuleBase) -> list[Fact]:
    """Return such facts that matter for a verdict. The shares count them as stated."""
    rules = [(rulebase, rule) for rulebase in (old, new) for rule in list_deciding_rules(rulebase)]
    names = {name for rulebase, rule in rules for name in rulebase.list_condition_facts(rule.condition)}
    return [new.facts[name] for name in list_refilled_facts(old, new) if name in names]
