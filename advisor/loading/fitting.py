"""What the program itself computes with has the form it needs: the instrument, its bands, the states, who is cited.

Rules are checked against the vocabulary as they are read. These entries are taken by their ids and numbers in code, so
that one of another form would only be met by whoever asks for a report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

from advisor.errors import Place
from advisor.loading import codes
from advisor.loading.nodes import Findings
from advisor.model.assessment import BOTH, FUNCTIONS, HIGHEST, LOWEST, ROLES, STATEMENTS
from advisor.model.knowledge import Entry, Work
from advisor.model.rulebase import STATE
from advisor.model.vocabulary import Conclusion, Fact

RELATIONSHIP = "relationship"
_IDS = {
    "statements": tuple(map(str, range(1, STATEMENTS + 1))),
    "labels": tuple(map(str, range(LOWEST, HIGHEST + 1))),
    "groups": (*FUNCTIONS, BOTH, *ROLES),
}
PlaceOf = Callable[[str, str], Place]
"""The place in which the entry of a section and an id was defined."""


def check_instrument(entries: Mapping[str, Entry], place_of: PlaceOf, findings: Findings) -> None:
    """Statements, points of the scale and groups go by ids that answers can have; themes are made of statements."""
    for entry in entries.values():
        place = place_of(entry.section, entry.id)
        allowed = _IDS.get(entry.section)
        if allowed and entry.id not in allowed:
            sentence = f"`{entry.id}` cannot be one of the {entry.section}; they are `{allowed[0]}` to `{allowed[-1]}`"
            findings.say(place, sentence, codes.UNKNOWN_ENTRY)
        if entry.section == "themes":
            told = entry.extra.get("statements", "").split()
            if not told or any(each not in _IDS["statements"] for each in told):
                sentence = f"theme `{entry.id}` needs `statements`, numbers from 1 to {STATEMENTS} such as `1 4 10`"
                findings.say(place, sentence, codes.FORM)


def check_bands(
    entries: Mapping[str, Entry], conclusions: Mapping[str, Conclusion], place_of: PlaceOf, findings: Findings
) -> None:
    """Each band is of a state, from a whole number to below a higher one, and none overlaps another."""
    states = conclusions[STATE].values if STATE in conclusions else None
    known: list[tuple[int, int, str]] = []
    for entry in (each for each in entries.values() if each.section == "bands"):
        place = place_of("bands", entry.id)
        limits = [_number(entry.extra.get(name, "")) for name in ("from", "below")]
        start, end = limits
        if states is not None and entry.id not in states:
            findings.say(place, f"band `{entry.id}` is of no state; give it the id of one", codes.UNKNOWN_VALUE)
        elif start is None or end is None or start >= end:
            findings.say(place, f"band `{entry.id}` needs `from` and `below`, whole numbers, the first the lower one")
        else:
            known.append((start, end, entry.id))
    known.sort()
    for (_, end, one), (start, _, other) in pairwise(known):
        if start < end:
            sentence = f"band `{other}` overlaps band `{one}`; let one begin where the other ends"
            findings.say(place_of("bands", other), sentence)


def check_states(
    facts: Mapping[str, Fact], entries: Mapping[str, Entry], place_of: PlaceOf, findings: Findings
) -> None:
    """Every relationship that can be stated is one that is described."""
    told = {entry.id for entry in entries.values() if entry.section == "relationships"}
    if RELATIONSHIP in facts and told:
        for value in facts[RELATIONSHIP].values:
            if value not in told:
                sentence = (
                    f"`{value}` of the fact `{RELATIONSHIP}` is described by no entry of `relationships`; add one"
                )
                findings.say(place_of("facts", RELATIONSHIP), sentence, codes.UNKNOWN_ENTRY)


def check_works(works: Iterable[Work], place_of: PlaceOf, findings: Findings) -> None:
    """A locator leads to one work: no two works have one prefix."""
    owners: dict[str, Work] = {}
    for work in works:
        for prefix in work.prefix:
            owner = owners.setdefault(prefix, work)
            if owner is not work:
                at = place_of("sources", owner.id)
                sentence = f"source `{work.id}` takes the prefix `{prefix}`, which source `{owner.id}` has (at {at})"
                findings.say(place_of("sources", work.id), f"{sentence}; choose another", codes.TAKEN)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
