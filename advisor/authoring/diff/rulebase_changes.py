"""Differences between two rule bases themselves: their rules, knowledge, wording and templates."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Conclusion

NEW, GONE, CHANGED = "new", "gone", "changed"
ADVICE_PARTS = ("facts", "conclusions", "rules", "steps", "entries", "works")
"""The parts of a rule base that advice is made from; reports are made from the others."""
_SECTION_NAMES = {"works": "sources", "overrides": "replacements"}
_FIELD_LABELS = {
    "then": "conclusion",
    "because": "words",
    "filled_from": "bands",
    "kind": "way of answering",
    "extra": "details",
    "values": "values and their words",
    "text": "words",
    "what": "words",
}
"""The names of fields for a reader, if they differ from the field's own name."""
_RULE_FIELDS = ("condition", "title", "status", "source", "stage", "then", "because")


class RuleBaseChange(NamedTuple):
    """One thing that is new, gone or changed: its section, its id, and the parts of it that changed.

    The id is "" if a whole section has another order.
    """

    section: str
    id: str
    how: str
    parts: tuple[str, ...] = ()


def compare_rulebases(old: RuleBase, new: RuleBase) -> tuple[RuleBaseChange, ...]:
    """Return everything new, gone or changed in a rule base, except versions and digests of packs."""
    return tuple(_iter_changes(old, new))


def has_same_advice_parts(old: RuleBase, new: RuleBase) -> bool:
    """Whether nothing differs that advice is made from."""
    return all([*_index_entries(old, part).items()] == [*_index_entries(new, part).items()] for part in ADVICE_PARTS)


def _iter_changes(old: RuleBase, new: RuleBase) -> Iterator[RuleBaseChange]:
    parts = [field.name for field in fields(RuleBase) if field.name not in ("packs", "rules")]
    for part in ("rules", *parts):
        before, after = _index_entries(old, part), _index_entries(new, part)
        if part == "conclusions":
            before, after = _drop_id_values(before, old), _drop_id_values(after, new)
        yield from _compare_sections(_SECTION_NAMES.get(part, part), before, after)
    yield from _compare_sections("templates", _compute_template_digests(old), _compute_template_digests(new))


def _index_entries(rulebase: RuleBase, part: str) -> Mapping[str, Any]:
    """Return the entries of one part of a rule base by id."""
    entries = getattr(rulebase, part)
    if isinstance(entries, Mapping):
        return entries
    if part == "overrides":
        return {each.what: each._replace(what="") for each in entries}
    return {each.id: each for each in entries}


def _drop_id_values(conclusions: Mapping[str, Conclusion], rulebase: RuleBase) -> Mapping[str, Conclusion]:
    """Drop the values of conclusions that are ids of entries, since those are compared in their own sections."""
    practices = (each.id for step in rulebase.steps.values() for each in step.practices.values())
    ids = {*rulebase.rules_by_id, *rulebase.steps, *rulebase.entries, *practices}
    return {name: each._replace(values=each.values and each.values - ids) for name, each in conclusions.items()}


def _compare_sections(section: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[RuleBaseChange]:
    for name, before in old.items():
        if name not in new:
            yield RuleBaseChange(section, name, GONE)
        elif parts := _find_changed_parts(before, new[name]):
            yield RuleBaseChange(section, name, CHANGED, parts)
    yield from (RuleBaseChange(section, name, NEW) for name in new if name not in old)
    if [name for name in old if name in new] != [name for name in new if name in old]:
        yield RuleBaseChange(section, "", CHANGED, ("order",))


def _find_changed_parts(old: Any, new: Any) -> tuple[str, ...]:
    """Return the parts of an entry that differ, as words for a reader."""
    if not hasattr(old, "_fields") and not isinstance(old, Rule):
        return () if old == new else ("words" if isinstance(old, str) else "content",)
    names = [each for each in (_RULE_FIELDS if isinstance(old, Rule) else old._fields) if _has_changed(old, new, each)]
    if not names and isinstance(old, Rule) and old.guard != new.guard:
        names = ["guard"]  # the condition is the same, but another part of it comes from the guard
    return tuple(dict.fromkeys(_FIELD_LABELS.get(each, each) for each in names))


def _has_changed(old: Any, new: Any, field: str) -> bool:
    before, after = getattr(old, field), getattr(new, field)
    if isinstance(before, Mapping) and isinstance(after, Mapping):  # reports print them in their order
        return [*before.items()] != [*after.items()]
    return bool(before != after)


def _compute_template_digests(rulebase: RuleBase) -> Mapping[str, bytes]:
    """Compute a digest of each template by name; of templates with the same name, the one that is used."""
    digests: dict[str, bytes] = {}
    for pack in rulebase.packs:
        folder = Path(pack.templates)
        digests |= {path.relative_to(folder).as_posix(): _compute_digest(path) for path in _list_files(folder)}
    return dict(sorted(digests.items()))


def _list_files(folder: Path) -> Iterable[Path]:
    """List the plain files only; reading anything else might never end."""
    try:
        return [path for path in folder.rglob("*") if stat.S_ISREG(path.lstat().st_mode)]
    except OSError:
        return []


def _compute_digest(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        return b""
