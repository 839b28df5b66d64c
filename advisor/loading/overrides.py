"""Who said what first: every id has one entry, and a later pack replaces it only by saying so, with its reason.

`overrides: ID` and `reason: …` stand in the entry that takes the place of another. Without them, an id that is there
already is refused, whichever pack comes first; so nothing is ever replaced by the accident of an order.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading import finding_codes as codes
from advisor.loading.mapping_reader import read_scalar_text
from advisor.loading.nodes import FindingList, MappingNode, Node, ScalarNode
from advisor.loading.rules import RuleFile
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import Override

OVERRIDES_KEY, REASON_KEY = "overrides", "reason"
RULES_SECTION = "rules"
_VOCABULARY_SECTIONS = ("facts", "conclusions")


class Definition(NamedTuple):
    """Where an id was defined, and by which pack."""

    pack: str
    place: Place


class OverrideRequest(NamedTuple):
    """What an entry says it replaces, and why."""

    target: ScalarNode
    reason: str


class EntryRegistry:
    """The ids of all packs read so far, and what was put in the place of what."""

    def __init__(self, findings: FindingList) -> None:
        self.findings = findings
        self.overrides: list[Override] = []
        self._definitions: dict[str, Definition] = {}
        self._replacements: dict[str, Definition] = {}

    def find_place(self, section: str, name: str) -> Place:
        """Where an id of a section was defined."""
        return self._definitions[_build_full_id(section, name)].place

    def register_entry(self, section: str, key: ScalarNode, node: Node, pack: str) -> Node | None:
        """An entry of knowledge as it is to be read; None where its id belongs to another (said)."""
        bare, intent = self._split_override(node)
        full = _build_full_id(section, key.text)
        if intent and intent.target.text != key.text:
            sentence = f"`{key.text}` overrides `{intent.target.text}`; give both one id, by which others refer to it"
            self.findings.add(intent.target, sentence, codes.INVALID_OVERRIDE)
            return None
        if intent and not self._replace_entry(full, section, key.text, intent, Definition(pack, key.place)):
            return None
        if not intent and full in self._definitions:
            self._report_duplicate(key, self._definitions[full], pack)
            return None
        self._definitions[full] = Definition(pack, key.place)
        return bare

    def resolve_rules(
        self, files: Iterable[RuleFile], removal_requests: Iterable[tuple[str, OverrideRequest]]
    ) -> list[RuleFile]:
        """The rule files without the rules that others take the place of, or that a pack switches off."""
        opened: list[RuleFile] = []
        intents: list[tuple[OverrideRequest, Definition]] = []
        for file in files:
            kept = []
            for node in file.rules:
                bare, intent = self._split_override(node)
                kept.append(bare)
                key = node.get("id")
                if intent and isinstance(key, ScalarNode):
                    intents.append((intent, Definition(file.pack, key.place)))
                if isinstance(key, ScalarNode) and not (intent and intent.target.text == key.text):
                    self._define_rule(key, file.pack)
            opened.append(file._replace(rules=tuple(each for each in kept if isinstance(each, MappingNode))))
        intents += [(intent, Definition(pack, intent.target.place)) for pack, intent in removal_requests]
        gone = {of for intent, by in intents if (of := self._remove_rule(intent, by))}
        return [
            file._replace(rules=tuple(each for each in file.rules if (file.pack, _get_rule_id(each)) not in gone))
            for file in opened
        ]

    def _remove_rule(self, request: OverrideRequest, replacement: Definition) -> tuple[str, str] | None:
        """The pack and id of a rule that is taken out."""
        name = request.target.text
        before = self._definitions.get(_build_full_id(RULES_SECTION, name))
        replaced = self._replace_entry(_build_full_id(RULES_SECTION, name), RULES_SECTION, name, request, replacement)
        return (before.pack, name) if before and replaced else None

    def _define_rule(self, key: ScalarNode, pack: str) -> None:
        full = _build_full_id(RULES_SECTION, key.text)
        if full in self._definitions:
            self._report_duplicate(key, self._definitions[full], pack)
        else:
            self._definitions[full] = Definition(pack, key.place)

    def _replace_entry(
        self, full_id: str, section: str, name: str, request: OverrideRequest, replacement: Definition
    ) -> bool:
        """Note that something takes the place of what was there; False (said) where that cannot be."""
        before, already = self._definitions.get(full_id), self._replacements.get(full_id)
        if before is not None and before.pack == replacement.pack and already is None:
            sentence = f"`{name}` is one of this pack's own {section}; change it where it stands (at {before.place})"
            self.findings.add(request.target, sentence, codes.INVALID_OVERRIDE)
            return False
        if before is None:
            near = suggest_name(
                name, [each.partition("/")[2] for each in self._definitions if each.startswith(f"{section}/")]
            )
            sentence = f"there is no `{name}` among the {section} of an earlier pack to override{near}"
            fix = "" if near else "take it out, or name an id of an earlier pack"
            self.findings.add(request.target, sentence, codes.INVALID_OVERRIDE, fix)
            return False
        if already is not None:
            self.findings.add(
                request.target,
                f"pack `{replacement.pack}` overrides `{name}`, which pack `{already.pack}` does as well (at {already.place}); "
                "use one of them at a time",
                codes.INVALID_OVERRIDE,
            )
            return False
        self._replacements[full_id] = replacement
        self.overrides.append(Override(f"{section}/{name}", before.pack, replacement.pack, request.reason))
        return True

    def _report_duplicate(self, key: ScalarNode, original: Definition, pack: str) -> None:
        where = f"`{key.text}` is there already (at {original.place})"
        if original.pack == pack:
            self.findings.add(key, where, codes.DUPLICATE_ID)
        else:
            way_out = f"give this one an id of its own, or say `overrides: {key.text}` and a `reason`"
            self.findings.add(key, f"{where}, from pack `{original.pack}`; {way_out}", codes.DUPLICATE_ID)

    def _split_override(self, node: Node) -> tuple[Node, OverrideRequest | None]:
        """An entry without what it says of overriding, and that by itself."""
        target = node.get(OVERRIDES_KEY) if isinstance(node, MappingNode) else None
        if target is None or not isinstance(node, MappingNode):
            return node, None
        items = tuple((key, value) for key, value in node.items if key.text not in (OVERRIDES_KEY, REASON_KEY))
        bare = MappingNode(items, node.place)
        reason = node.get(REASON_KEY)
        if reason is None:
            sentence = "this overrides something but does not say why; add `reason: …`"
            self.findings.add(target, sentence, codes.INVALID_OVERRIDE)
        words = read_scalar_text(reason, "`reason`", self.findings) if reason else ""
        if not isinstance(target, ScalarNode) or target.is_empty:
            self.findings.add(target, "`overrides` must name one id", codes.INVALID_OVERRIDE)
            return bare, None
        return bare, OverrideRequest(target, words)


def _build_full_id(section: str, name: str) -> str:
    return f"{'vocabulary' if section in _VOCABULARY_SECTIONS else section}/{name}"


def _get_rule_id(node: MappingNode) -> str:
    key = node.get("id")
    return key.text if isinstance(key, ScalarNode) else ""
