"""The rule that a new rule overrides: the new rule starts with its condition, its file's guard and its conclusions."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from advisor.authoring.pack_source.replaced_rules import describe_removed_rule
from advisor.authoring.pack_source.written_rules import read_written_rules
from advisor.authoring.scaffold.rule_options import NewRuleOptions, Vocabulary, normalize_text, report_flag
from advisor.loading.documents.nodes import FindingList, MappingNode, ScalarNode
from advisor.loading.finding_codes import INVALID_OVERRIDE, MISSING_OPTION
from advisor.model.name_suggestion import suggest_name


class OverriddenRule(NamedTuple):
    """The parts of a rule that a new rule starts with."""

    title: str
    stage: str
    because: str
    when: tuple[MappingNode, ...]
    then: tuple[MappingNode, ...]


def read_overridden_rule(
    options: NewRuleOptions, vocabulary: Vocabulary, own_pack: str, findings: FindingList
) -> OverriddenRule | None:
    """Read the rule that a new rule overrides.

    Args:
        options: The options of the new rule.
        vocabulary: The rules that exist already.
        own_pack: The pack of the new rule; its own rules cannot be overridden.
        findings: Receives what is wrong with `--overrides` and `--reason`.

    Returns:
        The rule; None if none is named, or with a finding.
    """
    flag, rulebase, rule_id = "--overrides", vocabulary.rulebase, options.overrides
    if not rule_id:
        if options.reason is not None:
            sentence = "this is missing; name the rule that `--reason` is about"
            report_flag(findings, flag, sentence, MISSING_OPTION)
        return None
    if not normalize_text(options.reason):
        sentence = "this is missing; say why you override the rule, because reports show it"
        report_flag(findings, "--reason", sentence, MISSING_OPTION)
    rule = rulebase.rules_by_id.get(rule_id)
    if rule is None:
        change = describe_removed_rule(rule_id, rulebase)
        unknown = f"no pack has a rule `{rule_id}` to override{suggest_name(rule_id, rulebase.rules_by_id)}"
        report_flag(findings, flag, f"rule `{rule_id}` is {change}" if change else unknown, INVALID_OVERRIDE)
        return None
    if rule.pack == own_pack:
        report_flag(findings, flag, f"rule `{rule_id}` is in this pack; change it in its file", INVALID_OVERRIDE)
        return None
    folder = next(Path(pack.templates).parent for pack in rulebase.packs if pack.name == rule.pack)
    written = read_written_rules(folder)[rule.id]
    node = written.item.node
    assert isinstance(node, MappingNode)  # it has an id
    when = tuple(part for part in (written.guard, node.get("when")) if isinstance(part, MappingNode))
    then, because = node.get("then"), node.get("because")
    text = because.text if isinstance(because, ScalarNode) else rule.because
    return OverriddenRule(rule.title, rule.stage.value, text, when, (then,) if isinstance(then, MappingNode) else ())
