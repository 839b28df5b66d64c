"""Rules that a pack replaced or switched off."""

from __future__ import annotations

from pathlib import Path

from advisor.authoring.pack_source.written_rules import read_written_rules
from advisor.loading.documents.nodes import MappingNode, ScalarNode
from advisor.loading.packs.overrides import OVERRIDES_KEY, RULES_SECTION
from advisor.model.rulebase import Override, RuleBase


def describe_removed_rule(rule_id: str, rulebase: RuleBase) -> str:
    """Say, as the end of a sentence, which pack replaced or switched off a rule; "" if none did."""
    override = next((each for each in rulebase.overrides if each.what == f"{RULES_SECTION}/{rule_id}"), None)
    if override is None or rule_id in rulebase.rules_by_id:
        return ""
    replacement = find_replacement(override, rulebase)
    if not replacement:
        return f"switched off by pack `{override.by}`: {override.reason}"
    return f"replaced by `{replacement}` of pack `{override.by}`: {override.reason}"


def find_replacement(override: Override, rulebase: RuleBase) -> str:
    """Return the id of the rule that replaces another; "" if that one is switched off."""
    pairs = find_replaced_rules(override.by, rulebase).items()
    return next((new for new, old in pairs if f"{RULES_SECTION}/{old}" == override.what), "")


def find_replaced_rules(pack: str, rulebase: RuleBase) -> dict[str, str]:
    """Return the rules of a pack that replace others, each with the id of the other."""
    folder = next((Path(each.templates).parent for each in rulebase.packs if each.name == pack), None)
    replaced: dict[str, str] = {}
    for rule_id, written in (read_written_rules(folder) if folder else {}).items():
        old = written.item.node.get(OVERRIDES_KEY) if isinstance(written.item.node, MappingNode) else None
        if isinstance(old, ScalarNode):
            replaced[rule_id] = old.text
    return replaced
