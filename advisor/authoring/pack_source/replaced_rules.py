"""Rules that a pack put another in the place of, or switched off: what is told to whoever still names them."""

from __future__ import annotations

from pathlib import Path

from advisor.authoring.pack_source.written_rules import read_written_rules
from advisor.loading.nodes import MappingNode, ScalarNode
from advisor.loading.overrides import OVERRIDES_KEY, RULES_SECTION
from advisor.model.rulebase import Override, RuleBase


def describe_removed_rule(rule_id: str, rulebase: RuleBase) -> str:
    """What became of a rule that an earlier pack had, as the end of a sentence; "" of one that never was there."""
    override = next((each for each in rulebase.overrides if each.what == f"{RULES_SECTION}/{rule_id}"), None)
    if override is None or rule_id in rulebase.rules_by_id:
        return ""
    new = find_replacement(override, rulebase)
    if not new:
        return f"switched off by pack `{override.by}`: {override.reason}"
    return f"replaced by `{new}` of pack `{override.by}`: {override.reason}"


def find_replacement(override: Override, rulebase: RuleBase) -> str:
    """The id of the rule that stands in another's place; "" where that one is switched off."""
    return next(
        (
            new
            for new, old in find_replaced_rules(override.by, rulebase).items()
            if f"{RULES_SECTION}/{old}" == override.what
        ),
        "",
    )


def find_replaced_rules(pack: str, rulebase: RuleBase) -> dict[str, str]:
    """The rules of a pack that stand in the place of others, each with the id of that one."""
    folder = next((Path(each.templates).parent for each in rulebase.packs if each.name == pack), None)
    found: dict[str, str] = {}
    for rule_id, written in (read_written_rules(folder) if folder else {}).items():
        old = written.item.node.get(OVERRIDES_KEY) if isinstance(written.item.node, MappingNode) else None
        if isinstance(old, ScalarNode):
            found[rule_id] = old.text
    return found
