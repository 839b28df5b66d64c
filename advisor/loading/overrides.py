"""Who said what first: every id has one entry, and a later pack replaces it only by saying so, with its reason.

`overrides: ID` and `reason: …` stand in the entry that takes the place of another. Without them, an id that is there
already is refused, whichever pack comes first; so nothing is ever replaced by the accident of an order.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.errors import Place, nearest
from advisor.loading import finding_codes as codes
from advisor.loading.mapping_reader import text_of
from advisor.loading.nodes import Findings, Mapped, Node, Scalar
from advisor.loading.rules import RuleFile
from advisor.model.rulebase import Override

OVERRIDES, REASON = "overrides", "reason"
RULES = "rules"
_VOCABULARY = ("facts", "conclusions")


class Claim(NamedTuple):
    """Where an id was defined, and by which pack."""

    pack: str
    place: Place


class Intent(NamedTuple):
    """What an entry says it replaces, and why."""

    target: Scalar
    reason: str


class Claims:
    """The ids of all packs read so far, and what was put in the place of what."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.overrides: list[Override] = []
        self._made: dict[str, Claim] = {}
        self._replaced: dict[str, Claim] = {}

    def place(self, section: str, name: str) -> Place:
        """Where an id of a section was defined."""
        return self._made[_full(section, name)].place

    def entry(self, section: str, key: Scalar, node: Node, pack: str) -> Node | None:
        """An entry of knowledge as it is to be read; None where its id belongs to another (said)."""
        bare, intent = self._intent(node)
        full = _full(section, key.text)
        if intent and intent.target.text != key.text:
            sentence = f"`{key.text}` overrides `{intent.target.text}`; give both one id, by which others refer to it"
            self.findings.say(intent.target, sentence, codes.OVERRIDING)
            return None
        if intent and not self._replace(full, section, key.text, intent, Claim(pack, key.place)):
            return None
        if not intent and full in self._made:
            self._taken(key, self._made[full], pack)
            return None
        self._made[full] = Claim(pack, key.place)
        return bare

    def rules(self, files: Iterable[RuleFile], switched_off: Iterable[tuple[str, Intent]]) -> list[RuleFile]:
        """The rule files without the rules that others take the place of, or that a pack switches off."""
        opened: list[RuleFile] = []
        intents: list[tuple[Intent, Claim]] = []
        for file in files:
            kept = []
            for node in file.rules:
                bare, intent = self._intent(node)
                kept.append(bare)
                key = node.get("id")
                if intent and isinstance(key, Scalar):
                    intents.append((intent, Claim(file.pack, key.place)))
                if isinstance(key, Scalar) and not (intent and intent.target.text == key.text):
                    self._define(key, file.pack)
            opened.append(file._replace(rules=tuple(each for each in kept if isinstance(each, Mapped))))
        intents += [(intent, Claim(pack, intent.target.place)) for pack, intent in switched_off]
        gone = {of for intent, by in intents if (of := self._rule_gone(intent, by))}
        return [
            file._replace(rules=tuple(each for each in file.rules if (file.pack, _id(each)) not in gone))
            for file in opened
        ]

    def _rule_gone(self, intent: Intent, by: Claim) -> tuple[str, str] | None:
        """The pack and id of a rule that is taken out."""
        name = intent.target.text
        before = self._made.get(_full(RULES, name))
        replaced = self._replace(_full(RULES, name), RULES, name, intent, by)
        return (before.pack, name) if before and replaced else None

    def _define(self, key: Scalar, pack: str) -> None:
        full = _full(RULES, key.text)
        if full in self._made:
            self._taken(key, self._made[full], pack)
        else:
            self._made[full] = Claim(pack, key.place)

    def _replace(self, full: str, section: str, name: str, intent: Intent, by: Claim) -> bool:
        """Note that something takes the place of what was there; False (said) where that cannot be."""
        before, already = self._made.get(full), self._replaced.get(full)
        if before is not None and before.pack == by.pack and already is None:
            sentence = f"`{name}` is one of this pack's own {section}; change it where it stands (at {before.place})"
            self.findings.say(intent.target, sentence, codes.OVERRIDING)
            return False
        if before is None:
            near = nearest(name, [each.partition("/")[2] for each in self._made if each.startswith(f"{section}/")])
            sentence = f"there is no `{name}` among the {section} of an earlier pack to override{near}"
            fix = "" if near else "take it out, or name an id of an earlier pack"
            self.findings.say(intent.target, sentence, codes.OVERRIDING, fix)
            return False
        if already is not None:
            self.findings.say(
                intent.target,
                f"pack `{by.pack}` overrides `{name}`, which pack `{already.pack}` does as well (at {already.place}); "
                "use one of them at a time",
                codes.OVERRIDING,
            )
            return False
        self._replaced[full] = by
        self.overrides.append(Override(f"{section}/{name}", before.pack, by.pack, intent.reason))
        return True

    def _taken(self, key: Scalar, before: Claim, pack: str) -> None:
        where = f"`{key.text}` is there already (at {before.place})"
        if before.pack == pack:
            self.findings.say(key, where, codes.TAKEN)
        else:
            way_out = f"give this one an id of its own, or say `overrides: {key.text}` and a `reason`"
            self.findings.say(key, f"{where}, from pack `{before.pack}`; {way_out}", codes.TAKEN)

    def _intent(self, node: Node) -> tuple[Node, Intent | None]:
        """An entry without what it says of overriding, and that by itself."""
        target = node.get(OVERRIDES) if isinstance(node, Mapped) else None
        if target is None or not isinstance(node, Mapped):
            return node, None
        items = tuple((key, value) for key, value in node.items if key.text not in (OVERRIDES, REASON))
        bare = Mapped(items, node.place)
        reason = node.get(REASON)
        if reason is None:
            sentence = "this overrides something but does not say why; add `reason: …`"
            self.findings.say(target, sentence, codes.OVERRIDING)
        words = text_of(reason, "`reason`", self.findings) if reason else ""
        if not isinstance(target, Scalar) or target.empty:
            self.findings.say(target, "`overrides` must name one id", codes.OVERRIDING)
            return bare, None
        return bare, Intent(target, words)


def _full(section: str, name: str) -> str:
    return f"{'vocabulary' if section in _VOCABULARY else section}/{name}"


def _id(node: Mapped) -> str:
    key = node.get("id")
    return key.text if isinstance(key, Scalar) else ""
