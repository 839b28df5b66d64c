"""ADV202 and ADV203: sources that belong to no work, or that lead to a place which their work does not have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from advisor.authoring.check.checked_pack import CheckSubject, ReportedFinding, report
from advisor.authoring.pack_source.source_entries import iter_scalars
from advisor.loading.documents.nodes import format_excerpt
from advisor.model.knowledge import Work, list_beginnings
from advisor.model.name_suggestion import suggest_name
from advisor.model.word_lists import join_some_quoted

_PREFIX_PATTERN = re.compile(r"[a-z0-9_-]{1,60}")
MAX_COMPARED = 200
"""Maximum number of locators for which the nearest known one is looked for."""
_LocatorError = tuple[str, str, str]
"""A code, the end of the sentence, and how to fix it."""


def check(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """Check every `source` of every entry, with those of practices and variants."""
    works = subject.rulebase.works_by_prefix
    errors: dict[str, _LocatorError | None] = {}
    for item in subject.items:
        for path, value in iter_scalars(item.node):
            locator = " ".join(value.text.split())
            if path[-1:] != ("source",) or not locator:
                continue
            if locator not in errors:
                errors[locator] = _find_locator_error(locator, works, suggest=len(errors) < MAX_COMPARED)
            if error := errors[locator]:
                code, ending, fix = error
                sentence = f"the source `{format_excerpt(locator)}` of `{item.id}` {ending}"
                yield report(code, item, sentence, value.place, fix)


def _find_locator_error(locator: str, works: Mapping[str, Work], *, suggest: bool) -> _LocatorError | None:
    first, _, rest = locator.partition("/")
    work = works.get(first)
    if work is None:
        prefix = first if _PREFIX_PATTERN.fullmatch(first) else "…"
        fix = f"name the work under `sources` with `prefix: [{prefix}]`, or write `policy/…` for your own judgement"
        if suggest and (near := _find_nearest(first, works)):
            ending = f"does not name a known work; did you mean `{near}/…`?"
            return "ADV202", ending, f"write `{near}/{format_excerpt(rest)}`, or {fix}"
        return "ADV202", "does not name a known work", fix
    if not work.places or work.find_place(locator):
        return None
    ending = f"names an unknown place of the work `{work.id}`"
    for beginning in list_beginnings(locator) if suggest else ():
        places = [place for place in work.places if place.count("/") == beginning.count("/")]
        if near := _find_nearest(beginning, places):
            fix = f"write `{format_excerpt(near + locator[len(beginning) :])}`"
            return "ADV203", f"{ending}; did you mean `{near}`?", fix
    places = [place for place in work.places if place.split("/")[0] == first]
    return "ADV203", ending, f"begin it with {join_some_quoted(places)}"


def _find_nearest(name: str, known_names: Iterable[str]) -> str:
    """Return the name in a suggestion (`; did you mean …?`); "" if there is none."""
    return suggest_name(name, list(known_names)).partition("`")[2].rpartition("`")[0]
