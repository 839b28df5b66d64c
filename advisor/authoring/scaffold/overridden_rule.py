"""A rule that takes the place of another begins as that one is written: its condition, its file's guard, and all."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from advisor.authoring.pack_source.replaced_rules import describe_removed_rule
from advisor.authoring.pack_source.written_rules import read_written_rules
from advisor.authoring.scaffold.flags import NewRuleOptions, Vocabulary, add_flag_finding
from advisor.loading.nodes import FindingList, MappingNode, ScalarNode
from advisor.model.name_suggestion import suggest_name


class OverriddenRule(NamedTuple):
    """What of a rule another begins with."""

    title: str
    stage: str
    because: str
    when: tuple[MappingNode, ...]
    then: tuple[MappingNode, ...]


def read_overridden_rule(
    flags: NewRuleOptions, vocabulary: Vocabulary, own_pack: str, findings: FindingList
) -> OverriddenRule | None:
    """The rule that is to be overridden; None (said, if one was named) where there is none."""
    flag, rulebase = "--overrides", vocabulary.rulebase
    if flags.reason is not None and not flags.overrides:
        add_flag_finding(findings, flag, "this is missing; `--reason` says why the rule named by it is overridden")
    if not flags.overrides:
        return None
    if not " ".join((flags.reason or "").split()):
        add_flag_finding(
            findings, "--reason", "this is missing; say why the rule is overridden, as every reader is told"
        )
    rule = rulebase.rules_by_id.get(flags.overrides)
    if rule is None:
        why = describe_removed_rule(flags.overrides, rulebase)
        way_out = f"rule `{flags.overrides}` is {why}" if why else f"there is no rule `{flags.overrides}` to override"
        add_flag_finding(
            findings, flag, f"{way_out}{'' if why else suggest_name(flags.overrides, rulebase.rules_by_id)}"
        )
        return None
    if rule.pack == own_pack:
        add_flag_finding(findings, flag, f"rule `{flags.overrides}` is one of this pack; change it where it stands")
        return None
    folder = next(Path(pack.templates).parent for pack in rulebase.packs if pack.name == rule.pack)
    written = read_written_rules(folder)[rule.id]
    node = written.item.node
    assert isinstance(node, MappingNode)  # what has an id
    when = tuple(each for each in (written.guard, node.get("when")) if isinstance(each, MappingNode))
    then = node.get("then")
    because = node.get("because")
    text = because.text if isinstance(because, ScalarNode) else rule.because
    return OverriddenRule(rule.title, rule.stage.value, text, when, (then,) if isinstance(then, MappingNode) else ())
