"""The registry of ids: each has one entry, and a later pack replaces it only if it says so, with a reason.

`overrides: ID` and `reason: …` are keys of the entry that replaces another. Without them, an id that exists already is
an error, whichever pack comes first; so the order of packs alone never replaces anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.mapping_reader import read_scalar_text
from advisor.loading.documents.nodes import FindingList, MappingNode, Node, ScalarNode
from advisor.loading.packs.rules import RuleFile
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import Override

OVERRIDES_KEY, REASON_KEY = "overrides", "reason"
RULES_SECTION = "rules"
_VOCABULARY_SECTIONS = ("facts", "conclusions")


class Definition(NamedTuple):
    """The pack and the place that define an id."""

    pack: str
    place: Place


class OverrideRequest(NamedTuple):
    """The id that an entry replaces, and the reason."""

    target: ScalarNode
    reason: str


class EntryRegistry:
    """The ids of all packs read so far, and the overrides among them."""

    def __init__(self, findings: FindingList) -> None:
        self.findings = findings
        self.overrides: list[Override] = []
        self._definitions: dict[str, Definition] = {}
        self._pack_order: dict[str, int] = {}
        self._replacements: dict[str, Definition] = {}

    def find_place(self, section: str, name: str) -> Place:
        """Return the place that defines an id of a section."""
        return self._definitions[_build_full_id(section, name)].place

    def register_entry(self, section: str, key: ScalarNode, node: Node, pack: str) -> Node | None:
        """Register an entry of knowledge.

        Args:
            section: its section.
            key: its id.
            node: its content.
            pack: the name of its pack.

        Returns:
            The content without `overrides` and `reason`; None (reported) if the id is not free.
        """
        content, request = self._split_override(node)
        definition = Definition(pack, key.place)
        if request and request.target.text != key.text:
            sentence = f"`{key.text}` overrides `{request.target.text}`; use the same id for both"
            self._report(request.target, sentence)
            return None
        if request:
            replaced = self._replace(section, request, definition)
            if replaced:
                self._definitions[_build_full_id(section, key.text)] = definition
            return content if replaced else None
        return content if self._define(section, key, definition) else None

    def resolve_rules(
        self,
        files: Iterable[RuleFile],
        removal_requests: Iterable[tuple[str, OverrideRequest]],
        pack_names: Iterable[str],
    ) -> list[RuleFile]:
        """Return the rule files without the rules that others replace, or that a pack switches off.

        A rule can replace only a rule of an earlier pack. So no rules replace each other in a ring.

        Args:
            files: the rule files of all packs.
            removal_requests: the rules to switch off, each with the name of the pack that does it.
            pack_names: the names of all packs, in the order in which they are loaded.
        """
        self._pack_order = {name: number for number, name in enumerate(pack_names)}
        opened: list[RuleFile] = []
        requests: list[tuple[OverrideRequest, Definition]] = []
        for file in files:
            rules = []
            for node in file.rules:
                content, request = self._split_override(node)
                if isinstance(content, MappingNode):
                    rules.append(content)
                key = node.get("id")
                if isinstance(key, ScalarNode):
                    definition = Definition(file.pack, key.place)
                    if request:
                        requests.append((request, definition))
                    if not (request and request.target.text == key.text):
                        self._define(RULES_SECTION, key, definition)
            opened.append(file._replace(rules=tuple(rules)))
        requests += [(request, Definition(pack, request.target.place)) for pack, request in removal_requests]
        removed = {
            (before.pack, request.target.text)
            for request, definition in requests
            if (before := self._replace(RULES_SECTION, request, definition))
        }
        return [
            file._replace(rules=tuple(rule for rule in file.rules if (file.pack, _get_rule_id(rule)) not in removed))
            for file in opened
        ]

    def _define(self, section: str, key: ScalarNode, definition: Definition) -> bool:
        """Register a new id; False (reported) if it already exists."""
        original = self._definitions.setdefault(_build_full_id(section, key.text), definition)
        if original is definition:
            return True
        sentence = f"`{key.text}` already exists (at {original.place})"
        if original.pack != definition.pack:
            fix = f"give this one its own id, or write `overrides: {key.text}` and a `reason`"
            sentence += f", from pack `{original.pack}`; {fix}"
        self.findings.add(key, sentence, codes.DUPLICATE_ID)
        return False

    def _replace(self, section: str, request: OverrideRequest, replacement: Definition) -> Definition | None:
        """Record an override and return the definition that it replaces; None (reported) if that is not possible."""
        name = request.target.text
        full_id = _build_full_id(section, name)
        before, other = self._definitions.get(full_id), self._replacements.get(full_id)
        if before is None:
            ids = self._list_replaceable_ids(section, replacement.pack)
            suggestion = suggest_name(name, ids)
            sentence = f"no earlier pack has `{name}` in its {section}, so it cannot be overridden{suggestion}"
            self._report(request.target, sentence, "" if suggestion else "remove it, or name an id of an earlier pack")
            return None
        if other is not None:
            sentence = (
                f"pack `{replacement.pack}` overrides `{name}`, as pack `{other.pack}` does (at {other.place}); "
                "use only one of them"
            )
            self._report(request.target, sentence)
            return None
        if before.pack == replacement.pack:
            sentence = f"`{name}` is one of this pack's own {section}; change it directly (at {before.place})"
            self._report(request.target, sentence)
            return None
        if self._is_later(before.pack, replacement.pack):
            sentence = (
                f"`{name}` belongs to pack `{before.pack}` (at {before.place}), which is loaded after pack "
                f"`{replacement.pack}`, so it cannot be overridden here; name pack `{before.pack}` first"
            )
            self._report(request.target, sentence)
            return None
        self._replacements[full_id] = replacement
        self.overrides.append(Override(f"{section}/{name}", before.pack, replacement.pack, request.reason))
        return before

    def _is_later(self, pack: str, other: str) -> bool:
        return self._pack_order.get(pack, 0) > self._pack_order.get(other, 0)

    def _list_replaceable_ids(self, section: str, pack: str) -> list[str]:
        """List the ids of a section that an entry of a pack can replace."""
        return [
            full_id.partition("/")[2]
            for full_id, definition in self._definitions.items()
            if full_id.startswith(f"{section}/")
            and definition.pack != pack
            and not self._is_later(definition.pack, pack)
        ]

    def _split_override(self, node: Node) -> tuple[Node, OverrideRequest | None]:
        """Separate an entry's content from its override."""
        target = node.get(OVERRIDES_KEY) if isinstance(node, MappingNode) else None
        if target is None or not isinstance(node, MappingNode):
            return node, None
        items = tuple((key, value) for key, value in node.items if key.text not in (OVERRIDES_KEY, REASON_KEY))
        reason = node.get(REASON_KEY)
        if reason is None:
            self._report(target, "this overrides an entry but gives no reason; add `reason: …`")
        words = read_scalar_text(reason, "`reason`", self.findings) if reason else ""
        is_valid = isinstance(target, ScalarNode) and not target.is_empty
        if not is_valid:
            self._report(target, "`overrides` must name one id")
        request = OverrideRequest(target, words) if isinstance(target, ScalarNode) and is_valid else None
        return MappingNode(items, node.place), request

    def _report(self, node: Node, sentence: str, fix: str = "") -> None:
        self.findings.add(node, sentence, codes.INVALID_OVERRIDE, fix)


def _build_full_id(section: str, name: str) -> str:
    return f"{'vocabulary' if section in _VOCABULARY_SECTIONS else section}/{name}"


def _get_rule_id(node: MappingNode) -> str:
    key = node.get("id")
    return key.text if isinstance(key, ScalarNode) else ""
