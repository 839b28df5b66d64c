"""A reader of the section `exclusions`: answers, and the parts of the advice that they exclude."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.loading import finding_codes as codes
from advisor.loading.documents.mapping_reader import EXEMPT_KEY, MappingReader
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, ScalarNode
from advisor.loading.packs.conditions import ConditionReader
from advisor.model.conditions import ALWAYS, NEVER
from advisor.model.exclusions import Exclusion, Ground
from advisor.model.name_suggestion import suggest_name
from advisor.model.vocabulary import Atom, Stage

EXCLUSIONS = "exclusions"
_SHOWN_STAGES = (Stage.PLAN, Stage.CAUTION)
"""The stages whose conclusions can be excluded."""


def read_exclusion(
    key: ScalarNode, node: MappingNode, pack: str, conditions: ConditionReader, findings: FindingList
) -> Exclusion:
    """Read one entry, as `liaison: {ground: there, when: {liaison_in_place: yes}, forbids: {step: liaison}, …}`."""
    reader = MappingReader(node, f"exclusion `{key.text}`", findings)
    conditions.pack = pack
    ground = reader.read_choice("ground", tuple(Ground))
    when, unless = reader.read_mapping("when"), reader.read_mapping("unless")
    if when is None and not reader.has_key("when"):
        findings.add(node, f"{reader.label} needs `when`, the answers that exclude something", codes.MISSING_KEY)
    forbidden = reader.read_mapping("forbids")
    if forbidden is None and not reader.has_key("forbids"):
        findings.add(node, f"{reader.label} needs `forbids`, as `forbids: {{step: liaison}}`", codes.MISSING_KEY)
    exclusion = Exclusion(
        id=key.text,
        ground=Ground(ground or Ground.THERE),
        source=reader.read_text("source"),
        when=conditions.read(when) if when else ALWAYS,
        forbids=tuple(_iter_atoms(forbidden, reader.label, conditions, findings)) if forbidden else (),
        unless=conditions.read(unless) if unless else NEVER,
        pack=pack,
    )
    reader.report_unknown_keys(EXEMPT_KEY)
    return exclusion


def _iter_atoms(node: MappingNode, label: str, conditions: ConditionReader, findings: FindingList) -> Iterator[Atom]:
    """Yield the excluded conclusions, each of which a rule can draw."""
    allowed = {name: each for name, each in conditions.conclusions.items() if each.stage in _SHOWN_STAGES}
    for key, value in node.items:
        if key.text not in allowed:
            sentence = f"{label} forbids `{key.text}`, which is no part of the advice{suggest_name(key.text, allowed)}"
            findings.add(key, sentence, codes.UNKNOWN_CONCLUSION)
            continue
        for item in value.items if isinstance(value, ListNode) else (value,):
            if isinstance(item, ScalarNode):
                conditions.check_value(item, key.text, item.text, allowed[key.text].values)
                yield Atom(key.text, item.text)
            else:
                findings.add(item, f"`{key.text}` in `forbids` must be a value or a list of values")
