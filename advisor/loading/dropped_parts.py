"""What an entry leaves out of the one whose place it takes, though rules of other packs use it.

Without this, the author of the entry would be told of each of those rules, in files of other packs, and not once of the
entry that is the cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading import finding_codes as codes
from advisor.loading.nodes import FindingList
from advisor.model.knowledge import Step
from advisor.model.vocabulary import Conclusion, Fact, Kind
from advisor.model.word_lists import join_some_quoted

VARIANT, DETAIL = "variant", "detail"
_WHOLE_KIND, _WHOLE_STAGE = "\0kind", "\0stage"
"""In the place of a value: what a fact is as a whole, and when something is concluded."""


class _DroppingEntry(NamedTuple):
    """The entry that takes the place of another: what it is called, of which pack, and where."""

    label: str
    pack: str
    place: Place


class DroppedParts:
    """What was left out, by the name under which rules use it, and which of it they do use."""

    def __init__(self) -> None:
        self._lost: dict[tuple[str, str], tuple[_DroppingEntry, str]] = {}
        self._used: dict[_DroppingEntry, dict[tuple[str, str], set[str]]] = {}

    def record_step(self, old: Step, new: Step, pack: str, place: Place) -> None:
        """A step that takes the place of another of its id, with what that one had and it does not."""
        cause = _DroppingEntry(f"step `{new.id}`", pack, place)
        for slug in old.practices.keys() - new.practices.keys():
            self._lost[DETAIL, old.practices[slug].id] = cause, f"practice\0{slug}"
        for slug in old.variants.keys() - new.variants.keys():
            self._lost[VARIANT, f"{new.id}/{slug}"] = cause, f"variant\0{slug}"

    def record_fact(self, old: Fact, new: Fact, pack: str, place: Place) -> None:
        """A fact that takes the place of another."""
        cause = _DroppingEntry(f"fact `{new.name}`", pack, place)
        if (old.kind is Kind.COUNT) is not (new.kind is Kind.COUNT):
            self._lost[new.name, _WHOLE_KIND] = cause, f"kind\0{old.kind}"
        else:
            self._record_values(new.name, old.values, new.values, cause)

    def record_conclusion(self, old: Conclusion, new: Conclusion, pack: str, place: Place) -> None:
        """A conclusion that takes the place of another."""
        cause = _DroppingEntry(f"conclusion `{new.name}`", pack, place)
        if old.stage is not new.stage:
            self._lost[new.name, _WHOLE_STAGE] = cause, f"stage\0{old.stage}"
        if old.values is not None and new.values is not None:
            self._record_values(new.name, old.values, new.values, cause)

    def _record_values(self, name: str, old: Iterable[str], new: Iterable[str], cause: _DroppingEntry) -> None:
        for value in {*old} - {*new}:
            self._lost[name, value] = cause, f"value\0{value}"

    def note_dropped_value(self, name: str, value: str, pack: str) -> bool:
        """Whether a value is missing that a rule of `pack` uses because another pack left it out; then it is noted."""
        cause, part = self._lost.get((name, value), (None, ""))
        if cause is None or cause.pack == pack:
            return False
        kind, _, told = part.partition("\0")
        self._used.setdefault(cause, {}).setdefault((kind, told), set()).add(pack)
        return True

    def note_changed_kind(self, name: str, pack: str) -> bool:
        """The same of a fact that is no longer a count, or has become one."""
        return self.note_dropped_value(name, _WHOLE_KIND, pack)

    def note_changed_stage(self, name: str, pack: str) -> bool:
        """The same of something that is concluded in another stage."""
        return self.note_dropped_value(name, _WHOLE_STAGE, pack)

    def report_findings(self, findings: FindingList) -> None:
        """One finding for each entry that leaves out what rules of other packs use, at the entry."""
        for cause, used in self._used.items():
            packs = sorted(set().union(*used.values()))
            users = f"pack{'s' if len(packs) > 1 else ''} {join_some_quoted(packs, ' and ')}"
            left_out = " and ".join(_format_parts(used))
            sentence = f"{cause.label} overrides another but lacks {left_out}, which rules of {users} use; keep "
            findings.add(cause.place, sentence + ("it" if len(used) == 1 else "them"), codes.INVALID_OVERRIDE)


def _format_parts(used: Mapping[tuple[str, str], object]) -> list[str]:
    """What is lacking, kind by kind: `the practices a and b`, `the variant c`."""
    by_kind: dict[str, list[str]] = {}
    for kind, told in sorted(used):
        by_kind.setdefault(kind, []).append(told)
    return [
        f"the {kind}{'s' if len(told) > 1 else ''} {join_some_quoted(told, ' and ')}" for kind, told in by_kind.items()
    ]
