"""ADV202 and ADV203: sources whose first part belongs to no work, or which lead to a place that their work has not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from advisor.authoring.check.subject import Found, Subject, found
from advisor.authoring.pack_source.items import scalars
from advisor.errors import nearest
from advisor.loading.mapping_reader import few
from advisor.loading.nodes import shown
from advisor.model.knowledge import Work

_PREFIX = re.compile(r"[a-z0-9_-]{1,60}")
MOST_COMPARED = 200
"""For so many locators the nearest known one is looked for; whoever has more mends those first."""


def check(subject: Subject) -> Iterator[Found]:
    """Every `source` of every entry, those of practices and variants too."""
    works = {prefix: work for work in subject.rulebase.works for prefix in work.prefix}
    told: dict[str, tuple[str, str, str] | None] = {}
    for item in subject.items:
        for path, value in scalars(item.node):
            locator = " ".join(value.text.split())
            if path[-1:] != ("source",) or not locator:
                continue
            if locator not in told:
                told[locator] = _wrong(locator, works, near=len(told) < MOST_COMPARED)
            if wrong := told[locator]:
                code, sentence, fix = wrong
                yield found(code, item, f"the source `{shown(locator)}` of `{item.id}` {sentence}", value.place, fix)


def _wrong(locator: str, works: Mapping[str, Work], *, near: bool) -> tuple[str, str, str] | None:
    """The code of what is wrong with a locator, how its sentence goes on, and what mends it."""
    first, _, rest = locator.partition("/")
    work = works.get(first)
    if work is None:
        meant = _name(nearest(first, works)) if near else ""
        prefix = first if _PREFIX.fullmatch(first) else "…"
        add = f"name the work under `sources` with `prefix: [{prefix}]`, or write `policy/…` for your own judgement"
        if meant:
            return (
                "ADV202",
                f"belongs to no work; did you mean `{meant}/…`?",
                f"write `{meant}/{shown(rest)}`, or {add}",
            )
        return "ADV202", "belongs to no work", add
    parts = locator.split("/")
    beginnings = ["/".join(parts[:length]) for length in range(len(parts), 0, -1)]
    if not work.places or any(each in work.places for each in beginnings):
        return None
    sentence = f"leads to no place of the work `{work.id}`"
    for beginning in beginnings if near else ():
        if meant := _name(nearest(beginning, [at for at in work.places if at.count("/") == beginning.count("/")])):
            return (
                "ADV203",
                f"{sentence}; did you mean `{meant}`?",
                f"write `{shown(meant + locator[len(beginning) :])}`",
            )
    return "ADV203", sentence, f"begin it with {few(at for at in work.places if at.split('/')[0] == first)}"


def _name(suggestion: str) -> str:
    """The name in a suggestion (`; did you mean …?`); "" where there is none."""
    return suggestion.partition("`")[2].rpartition("`")[0]
