"""A work that guidance rests on, and a pack that it comes from, in plain lines."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from advisor.authoring.reference.rule_reference import Reference
from advisor.model.knowledge import Work
from advisor.model.rulebase import Pack

_COUNTED_SECTIONS = (("facts", "fact"), ("steps", "step"))


def describe_work(work: Work, reference: Reference) -> Iterator[str]:
    """A work: who wrote it, which locators lead into it, its places, and how many rules cite it."""
    yield f"Work {work.id}: {work.title}"
    published = ", ".join(filter(None, (work.authors, work.published_in, work.year)))
    if published:
        yield f"  {published}"
    yield f"  locators begin with {', '.join(work.prefix)}"
    yield from (f"  {each}" for each in reference.describe_overrides(f"sources/{work.id}"))
    if work.places:
        yield "Places:"
        yield from (f"  {locator}: {name}" for locator, name in work.places.items())
    citing = sum(rule.source.split("/")[0] in work.prefix for rule in reference.rulebase.rules)
    yield f"Cited by {_format_count(citing, 'rule')}."


def describe_pack(pack: Pack, reference: Reference) -> Iterator[str]:
    """A pack: its version, its folder, how much it holds, and what it puts in the place of what others say."""
    rulebase = reference.rulebase
    number = rulebase.packs.index(pack)
    yield f"Pack {pack.name}: version {pack.version}"
    yield f"  in {Path(pack.templates).parent}"
    told = [_format_count(sum(rule.pack == pack.name for rule in rulebase.rules), "rule")]
    for section, word in _COUNTED_SECTIONS:
        places = (place for (of, _), place in reference.places.items() if of == section)
        told.append(_format_count(sum(_find_pack_number(place.file, reference) == number for place in places), word))
    yield f"  {', '.join(told)}"
    overrides = [each for each in rulebase.overrides if each.by == pack.name]
    if overrides:
        yield "It overrides or takes away:"
        yield from (f"  {each.what} of pack {each.of}: {each.reason}" for each in overrides)


def _find_pack_number(file: str, reference: Reference) -> int:
    """The number of the pack that a file belongs to; 0 is the built-in one."""
    folders = enumerate(reference.folders, 1)
    return next((number for number, each in folders if file.startswith(f"{Path(each)}{os.sep}")), 0)


def _format_count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
