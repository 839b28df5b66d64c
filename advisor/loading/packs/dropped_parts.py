"""The parts that an overriding entry drops although rules of other packs still use them.

Without this, its author would get a finding for each of those rules, in files of other packs, and none for the entry
that is the cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import FindingList
from advisor.model.knowledge import Step
from advisor.model.vocabulary import Conclusion, Fact, Kind
from advisor.model.word_lists import join_some_quoted

VARIANT, DETAIL = "variant", "detail"
_WHOLE_KIND, _WHOLE_STAGE = "\0kind", "\0stage"
"""Keys used instead of a value: the kind of a fact as a whole, and the stage of a conclusion."""


class _DroppingEntry(NamedTuple):
    """The entry that overrides another: its label, its pack, and its place."""

    label: str
    pack: str
    place: Place


class _Part(NamedTuple):
    """A dropped part: its kind ("practice") and its name."""

    kind: str
    name: str


class DroppedParts:
    """The parts that overriding entries drop, by the name that rules use, and the packs that use them."""

    def __init__(self) -> None:
        self._dropped: dict[tuple[str, str], tuple[_DroppingEntry, _Part]] = {}
        self._used: dict[_DroppingEntry, dict[_Part, set[str]]] = {}

    def record_step(self, old: Step, new: Step, pack: str, place: Place) -> None:
        """Record what a step drops of the one that it overrides: practices and variants.

        Args:
            old: the step that was there.
            new: the step that overrides it.
            pack: the name of the new step's pack.
            place: where the new step is defined.
        """
        entry = _DroppingEntry(f"step `{new.id}`", pack, place)
        for slug in old.practices.keys() - new.practices.keys():
            self._dropped[DETAIL, old.practices[slug].id] = entry, _Part("practice", slug)
        for slug in old.variants.keys() - new.variants.keys():
            self._dropped[VARIANT, f"{new.id}/{slug}"] = entry, _Part("variant", slug)

    def record_fact(self, old: Fact, new: Fact, pack: str, place: Place) -> None:
        """Record what a fact drops of the one that it overrides; arguments as in record_step."""
        entry = _DroppingEntry(f"fact `{new.name}`", pack, place)
        if (old.kind is Kind.COUNT) is not (new.kind is Kind.COUNT):
            self._dropped[new.name, _WHOLE_KIND] = entry, _Part("kind", old.kind)
        else:
            self._record_values(new.name, old.values, new.values, entry)

    def record_conclusion(self, old: Conclusion, new: Conclusion, pack: str, place: Place) -> None:
        """Record what a conclusion drops of the one that it overrides; arguments as in record_step."""
        entry = _DroppingEntry(f"conclusion `{new.name}`", pack, place)
        if old.stage is not new.stage:
            self._dropped[new.name, _WHOLE_STAGE] = entry, _Part("stage", old.stage)
        if old.values is not None and new.values is not None:
            self._record_values(new.name, old.values, new.values, entry)

    def _record_values(self, name: str, old: Iterable[str], new: Iterable[str], entry: _DroppingEntry) -> None:
        for value in {*old} - {*new}:
            self._dropped[name, value] = entry, _Part("value", value)

    def note_dropped_value(self, name: str, value: str, pack: str) -> bool:
        """Note that a rule of `pack` uses a value, if another pack dropped it; return whether one did."""
        entry, part = self._dropped.get((name, value), (None, _Part("", "")))
        if entry is None or entry.pack == pack:
            return False
        self._used.setdefault(entry, {}).setdefault(part, set()).add(pack)
        return True

    def note_changed_kind(self, name: str, pack: str) -> bool:
        """Do the same for a fact that became a count, or is no longer one."""
        return self.note_dropped_value(name, _WHOLE_KIND, pack)

    def note_changed_stage(self, name: str, pack: str) -> bool:
        """Do the same for a conclusion that moved to another stage."""
        return self.note_dropped_value(name, _WHOLE_STAGE, pack)

    def report_findings(self, findings: FindingList) -> None:
        """Add one finding for each entry that drops what rules of other packs use, at the entry."""
        for entry, used_parts in self._used.items():
            packs = sorted(set().union(*used_parts.values()))
            users = f"pack{'s' if len(packs) > 1 else ''} {join_some_quoted(packs, ' and ')}"
            parts = " and ".join(_format_parts(used_parts))
            them = "it" if len(used_parts) == 1 else "them"
            sentence = f"{entry.label} overrides another but lacks {parts}, which rules of {users} use; keep {them}"
            findings.add(entry.place, sentence, codes.INVALID_OVERRIDE)


def _format_parts(parts: Mapping[_Part, object]) -> list[str]:
    """Format parts kind by kind: "the practices `a` and `b`", "the variant `c`"."""
    names: dict[str, list[str]] = {}
    for kind, name in sorted(parts):
        names.setdefault(kind, []).append(name)
    return [f"the {kind}{'s' if len(ids) > 1 else ''} {join_some_quoted(ids, ' and ')}" for kind, ids in names.items()]
