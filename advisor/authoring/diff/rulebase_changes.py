"""What differs between two rule bases themselves, whoever asks: their rules, knowledge, words and templates."""

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
ADVICE_PARTS = ("facts", "conclusions", "rules", "steps", "entries", "works", "overrides")
"""The parts of a rule base that advice is made from; the others are for what is laid out of it."""
_SECTION_NAMES = {"works": "sources", "overrides": "replacements"}
_BLOCK_SIZE = 1 << 16
_FIELD_LABELS = {
    "then": "conclusion",
    "because": "words",
    "filled_from": "bands",
    "kind": "way of answering",
    "stage": "stage",
    "extra": "details",
    "values": "values and their words",
    "text": "words",
    "what": "words",
    "order": "order",
}
"""What a field is called for a reader, where not by its own name."""


class RuleBaseChange(NamedTuple):
    """One thing new, gone or changed: its section and id, and of what is changed, which parts.

    The id is "" where a whole section is told in another order.
    """

    section: str
    id: str
    how: str
    parts: tuple[str, ...] = ()


def compare_rulebases(old: RuleBase, new: RuleBase) -> tuple[RuleBaseChange, ...]:
    """Everything new, gone or changed in a rule base; versions and digests of packs are left out."""
    return tuple(_iter_changes(old, new))


def has_same_advice_parts(old: RuleBase, new: RuleBase) -> bool:
    """Whether nothing that advice is made from differs."""
    return all(
        [*_index_entries(old, part).items()] == [*_index_entries(new, part).items()]
        for part in ADVICE_PARTS
        if part != "overrides"
    )


def _iter_changes(old: RuleBase, new: RuleBase) -> Iterator[RuleBaseChange]:
    parts = [field.name for field in fields(RuleBase) if field.name not in ("packs", "rules")]
    for part in ("rules", *parts):
        before, after = _index_entries(old, part), _index_entries(new, part)
        if part == "conclusions":
            before, after = _drop_id_values(before, old), _drop_id_values(after, new)
        yield from _compare_sections(_SECTION_NAMES.get(part, part), before, after)
    yield from _compare_sections("templates", _compute_template_digests(old), _compute_template_digests(new))


def _index_entries(rulebase: RuleBase, part: str) -> Mapping[str, Any]:
    """What stands in one part of a rule base, by id."""
    found = getattr(rulebase, part)
    if isinstance(found, Mapping):
        return found
    if part == "overrides":
        return {each.what: each._replace(what="") for each in found}
    return {each.id: each for each in found}


def _drop_id_values(conclusions: Mapping[str, Conclusion], rulebase: RuleBase) -> Mapping[str, Conclusion]:
    """Conclusions without those values that are ids of what is told of elsewhere."""
    practices = (each.id for step in rulebase.steps.values() for each in step.practices.values())
    ids = {*rulebase.rules_by_id, *rulebase.steps, *rulebase.entries, *practices}
    return {
        name: each if each.values is None else each._replace(values=each.values - ids)
        for name, each in conclusions.items()
    }


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
    """Which parts of an entry differ, in words; () where none does."""
    if isinstance(old, Rule) and isinstance(new, Rule):
        names = ["condition"] if old.condition != new.condition else []
        names += [
            each
            for each in ("title", "status", "source", "stage", "then", "because")
            if _has_changed_field(old, new, each)
        ]
        if not names and old.guard != new.guard:  # the same condition, but what it is told to rest on is not
            names = ["guard"]
    elif hasattr(old, "_fields"):
        names = [each for each in old._fields if _has_changed_field(old, new, each)]
    else:
        return ("words",) if old != new and isinstance(old, str) else ("content",) if old != new else ()
    return tuple(dict.fromkeys(_FIELD_LABELS.get(each, each) for each in names))


def _has_changed_field(old: Any, new: Any, field: str) -> bool:
    one, other = getattr(old, field), getattr(new, field)
    if isinstance(one, Mapping) and isinstance(other, Mapping):  # their order is the one in which things are told
        return [*one.items()] != [*other.items()]
    return bool(one != other)


def _compute_template_digests(rulebase: RuleBase) -> Mapping[str, bytes]:
    """A digest of each template, by name; of those of one name, of the one that is used."""
    found: dict[str, bytes] = {}
    for pack in rulebase.packs:
        folder = Path(pack.templates)
        found |= {path.relative_to(folder).as_posix(): _compute_digest(path) for path in _list_files(folder)}
    return dict(sorted(found.items()))


def _list_files(folder: Path) -> Iterable[Path]:
    """Plain files alone: reading anything else might never end."""
    try:
        return [path for path in folder.rglob("*") if stat.S_ISREG(path.lstat().st_mode)]
    except OSError:
        return []


def _compute_digest(path: Path) -> bytes:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_SIZE):
                digest.update(block)
    except OSError:
        return b""
    return digest.digest()
