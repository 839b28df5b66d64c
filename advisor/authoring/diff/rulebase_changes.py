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
ADVISED_FROM = ("facts", "conclusions", "rules", "steps", "entries", "works", "overrides")
"""The parts of a rule base that advice is made from; the others are for what is laid out of it."""
_SECTIONS = {"works": "sources", "overrides": "replacements"}
_BLOCK = 1 << 16
_NAMES = {
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


class Change(NamedTuple):
    """One thing new, gone or changed: its section and id, and of what is changed, which parts.

    The id is "" where a whole section is told in another order.
    """

    section: str
    id: str
    how: str
    parts: tuple[str, ...] = ()


def revised(old: RuleBase, new: RuleBase) -> tuple[Change, ...]:
    """Everything new, gone or changed in a rule base; versions and digests of packs are left out."""
    return tuple(_all(old, new))


def advised_alike(old: RuleBase, new: RuleBase) -> bool:
    """Whether nothing that advice is made from differs."""
    return all(
        [*_entries(old, part).items()] == [*_entries(new, part).items()] for part in ADVISED_FROM if part != "overrides"
    )


def _all(old: RuleBase, new: RuleBase) -> Iterator[Change]:
    parts = [field.name for field in fields(RuleBase) if field.name not in ("packs", "rules")]
    for part in ("rules", *parts):
        before, after = _entries(old, part), _entries(new, part)
        if part == "conclusions":
            before, after = _own(before, old), _own(after, new)
        yield from _section(_SECTIONS.get(part, part), before, after)
    yield from _section("templates", _templates(old), _templates(new))


def _entries(rulebase: RuleBase, part: str) -> Mapping[str, Any]:
    """What stands in one part of a rule base, by id."""
    found = getattr(rulebase, part)
    if isinstance(found, Mapping):
        return found
    if part == "overrides":
        return {each.what: each._replace(what="") for each in found}
    return {each.id: each for each in found}


def _own(conclusions: Mapping[str, Conclusion], rulebase: RuleBase) -> Mapping[str, Conclusion]:
    """Conclusions without those values that are ids of what is told of elsewhere."""
    practices = (each.id for step in rulebase.steps.values() for each in step.practices.values())
    ids = {*rulebase.by_id, *rulebase.steps, *rulebase.entries, *practices}
    return {
        name: each if each.values is None else each._replace(values=each.values - ids)
        for name, each in conclusions.items()
    }


def _section(section: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name, before in old.items():
        if name not in new:
            yield Change(section, name, GONE)
        elif parts := _parts(before, new[name]):
            yield Change(section, name, CHANGED, parts)
    yield from (Change(section, name, NEW) for name in new if name not in old)
    if [name for name in old if name in new] != [name for name in new if name in old]:
        yield Change(section, "", CHANGED, ("order",))


def _parts(old: Any, new: Any) -> tuple[str, ...]:
    """Which parts of an entry differ, in words; () where none does."""
    if isinstance(old, Rule) and isinstance(new, Rule):
        names = ["condition"] if old.condition != new.condition else []
        names += [
            each for each in ("title", "status", "source", "stage", "then", "because") if _differs(old, new, each)
        ]
        if not names and old.guard != new.guard:  # the same condition, but what it is told to rest on is not
            names = ["guard"]
    elif hasattr(old, "_fields"):
        names = [each for each in old._fields if _differs(old, new, each)]
    else:
        return ("words",) if old != new and isinstance(old, str) else ("content",) if old != new else ()
    return tuple(dict.fromkeys(_NAMES.get(each, each) for each in names))


def _differs(old: Any, new: Any, field: str) -> bool:
    one, other = getattr(old, field), getattr(new, field)
    if isinstance(one, Mapping) and isinstance(other, Mapping):  # their order is the one in which things are told
        return [*one.items()] != [*other.items()]
    return bool(one != other)


def _templates(rulebase: RuleBase) -> Mapping[str, bytes]:
    """A digest of each template, by name; of those of one name, of the one that is used."""
    found: dict[str, bytes] = {}
    for pack in rulebase.packs:
        folder = Path(pack.templates)
        found |= {path.relative_to(folder).as_posix(): _digest(path) for path in _files(folder)}
    return dict(sorted(found.items()))


def _files(folder: Path) -> Iterable[Path]:
    """Plain files alone: reading anything else might never end."""
    try:
        return [path for path in folder.rglob("*") if stat.S_ISREG(path.lstat().st_mode)]
    except OSError:
        return []


def _digest(path: Path) -> bytes:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError:
        return b""
    return digest.digest()
