"""A rule that takes the place of another begins as that one is written: its condition, its file's guard, and all."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from advisor.authoring.pack_source.replaced_rules import gone
from advisor.authoring.pack_source.written_rules import rules_written
from advisor.authoring.scaffold.flags import Flags, Vocabulary, say
from advisor.errors import nearest
from advisor.loading.nodes import Findings, Mapped, Scalar


class Old(NamedTuple):
    """What of a rule another begins with."""

    title: str
    stage: str
    because: str
    when: tuple[Mapped, ...]
    then: tuple[Mapped, ...]


def old_of(flags: Flags, known: Vocabulary, own_pack: str, findings: Findings) -> Old | None:
    """The rule that is to be overridden; None (said, if one was named) where there is none."""
    flag, rulebase = "--overrides", known.rulebase
    if flags.reason is not None and not flags.overrides:
        say(findings, flag, "this is missing; `--reason` says why the rule named by it is overridden")
    if not flags.overrides:
        return None
    if not " ".join((flags.reason or "").split()):
        say(findings, "--reason", "this is missing; say why the rule is overridden, as every reader is told")
    rule = rulebase.by_id.get(flags.overrides)
    if rule is None:
        why = gone(flags.overrides, rulebase)
        way_out = f"rule `{flags.overrides}` is {why}" if why else f"there is no rule `{flags.overrides}` to override"
        say(findings, flag, f"{way_out}{'' if why else nearest(flags.overrides, rulebase.by_id)}")
        return None
    if rule.pack == own_pack:
        say(findings, flag, f"rule `{flags.overrides}` is one of this pack; change it where it stands")
        return None
    folder = next(Path(pack.templates).parent for pack in rulebase.packs if pack.name == rule.pack)
    written = rules_written(folder)[rule.id]
    node = written.item.node
    assert isinstance(node, Mapped)  # what has an id
    when = tuple(each for each in (written.guard, node.get("when")) if isinstance(each, Mapped))
    then = node.get("then")
    because = node.get("because")
    text = because.text if isinstance(because, Scalar) else rule.because
    return Old(rule.title, rule.stage.value, text, when, (then,) if isinstance(then, Mapped) else ())
