"""ADV202 and ADV203: sources whose first part belongs to no work, or which lead to a place that their work has not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from advisor.authoring.check.subject import CheckSubject, ReportedFinding, report
from advisor.authoring.pack_source.source_entries import iter_scalars
from advisor.loading.nodes import format_excerpt
from advisor.model.knowledge import Work
from advisor.model.name_suggestion import suggest_name
from advisor.model.word_lists import join_some_quoted

_PREFIX_PATTERN = re.compile(r"[a-z0-9_-]{1,60}")
MAX_COMPARED = 200
"""For so many locators the nearest known one is looked for; whoever has more mends those first."""


def check(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """Every `source` of every entry, those of practices and variants too."""
    works = {prefix: work for work in subject.rulebase.works for prefix in work.prefix}
    told: dict[str, tuple[str, str, str] | None] = {}
    for item in subject.items:
        for path, value in iter_scalars(item.node):
            locator = " ".join(value.text.split())
            if path[-1:] != ("source",) or not locator:
                continue
            if locator not in told:
                told[locator] = _find_locator_error(locator, works, suggest=len(told) < MAX_COMPARED)
            if wrong := told[locator]:
                code, sentence, fix = wrong
                yield report(
                    code, item, f"the source `{format_excerpt(locator)}` of `{item.id}` {sentence}", value.place, fix
                )


def _find_locator_error(locator: str, works: Mapping[str, Work], *, suggest: bool) -> tuple[str, str, str] | None:
    """The code of what is wrong with a locator, how its sentence goes on, and what mends it."""
    first, _, rest = locator.partition("/")
    work = works.get(first)
    if work is None:
        meant = _extract_suggestion(suggest_name(first, works)) if suggest else ""
        prefix = first if _PREFIX_PATTERN.fullmatch(first) else "…"
        add = f"name the work under `sources` with `prefix: [{prefix}]`, or write `policy/…` for your own judgement"
        if meant:
            return (
                "ADV202",
                f"belongs to no work; did you mean `{meant}/…`?",
                f"write `{meant}/{format_excerpt(rest)}`, or {add}",
            )
        return "ADV202", "belongs to no work", add
    parts = locator.split("/")
    beginnings = ["/".join(parts[:length]) for length in range(len(parts), 0, -1)]
    if not work.places or any(each in work.places for each in beginnings):
        return None
    sentence = f"leads to no place of the work `{work.id}`"
    for beginning in beginnings if suggest else ():
        if meant := _extract_suggestion(
            suggest_name(beginning, [at for at in work.places if at.count("/") == beginning.count("/")])
        ):
            return (
                "ADV203",
                f"{sentence}; did you mean `{meant}`?",
                f"write `{format_excerpt(meant + locator[len(beginning) :])}`",
            )
    return (
        "ADV203",
        sentence,
        f"begin it with {join_some_quoted(at for at in work.places if at.split('/')[0] == first)}",
    )


def _extract_suggestion(suggestion: str) -> str:
    """The name in a suggestion (`; did you mean …?`); "" where there is none."""
    return suggestion.partition("`")[2].rpartition("`")[0]
