"""ADV505 and ADV506: counts and scores that no band covers, and values that no band leads to.

Bands that overlap or hold no number are errors of the loader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.authoring.check.checked_pack import CheckSubject, ReportedFinding, report
from advisor.errors import Place
from advisor.loading.documents.mapping_reader import parse_whole_number
from advisor.loading.documents.nodes import ScalarNode
from advisor.model.knowledge import Entry
from advisor.model.responses import MAX_RATING, MIN_RATING, STATEMENT_COUNT
from advisor.model.rulebase import STATE
from advisor.model.vocabulary import MAX_COUNT, Fact, Kind

MAX_REPORTED_GAPS = 5
"""Maximum number of gaps reported for one fact."""
BANDS = "bands"
_LOWEST_SCORE, _HIGHEST_SCORE = STATEMENT_COUNT * MIN_RATING, STATEMENT_COUNT * MAX_RATING


class NumberRange(NamedTuple):
    """Whole numbers from `low` to `high`, both included; without `high`, all from `low`."""

    low: int
    high: int | None

    def __str__(self) -> str:
        if self.high is None:
            return f"{self.low} or more"
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"


def check(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """Check the facts of the pack that are filled from a count, and its bands of scores."""
    facts = subject.rulebase.facts
    for item in subject.iter_section("facts"):
        fact = facts.get(item.id)
        filling = fact.filled_from if fact else None
        count = facts.get(filling.fact) if filling else None
        if item.place in subject.broken_places or not fact or not filling or not count or count.kind is not Kind.COUNT:
            continue
        place = item.find_place("filled_from", BANDS)
        for gap in _find_count_gaps(count, fact)[:MAX_REPORTED_GAPS]:
            sentence = f"no band of `{fact.name}` holds {gap}, so such a `{count.name}` says nothing about it"
            yield report("ADV505", item, sentence, place)
        for value in fact.values:
            if value not in {band.value for band in filling.bands}:
                sentence = f"`{fact.name}` has no band for its value `{value}`, so no `{count.name}` leads to it"
                yield report("ADV506", item, sentence, place, f"add a band `{value}: {{at_least: …, at_most: …}}`")
    yield from _check_score_bands(subject)


def find_gaps(ranges: Iterable[NumberRange], low: int, high: int) -> list[NumberRange]:
    """Return the ranges of numbers from `low` to `high` that no range holds, lowest first."""
    gaps = []
    for each in sorted(ranges):
        if each.low > low:
            gaps.append(NumberRange(low, min(each.low - 1, high)))
        low = max(low, high + 1 if each.high is None else each.high + 1)
    return [*gaps, NumberRange(low, high)] if low <= high else gaps


def _find_count_gaps(count: Fact, fact: Fact) -> list[NumberRange]:
    bands = fact.filled_from.bands if fact.filled_from else ()
    lowest = (count.minimum if band.at_least is None else band.at_least for band in bands)
    ranges = [NumberRange(low, band.at_most) for low, band in zip(lowest, bands, strict=True)]
    gaps = find_gaps(ranges, count.minimum, count.maximum)
    return [gap._replace(high=None) if gap.high == MAX_COUNT else gap for gap in gaps]


def _check_score_bands(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """Check that the bands of scores hold every possible total and lead to every state."""
    items = [item for item in subject.iter_section(BANDS) if item.place not in subject.broken_places]
    if not items:
        return
    entries = list(subject.rulebase.iter_entries(BANDS))
    ranges = [_read_range(entry) for entry in entries]
    for gap in find_gaps([each for each in ranges if each], _LOWEST_SCORE, _HIGHEST_SCORE)[:MAX_REPORTED_GAPS]:
        yield report("ADV505", items[-1], f"no band holds a score of {gap}, so such a score shows no level")
    states = subject.rulebase.conclusions[STATE].values if STATE in subject.rulebase.conclusions else None
    for state in sorted((states or frozenset()) - {entry.id for entry in entries}):
        sentence = f"there is no band for the state `{state}`, so no score shows it"
        yield report("ADV506", items[-1], sentence, fix=f"add a band `{state}` with `from` and `below`")


def _read_range(entry: Entry) -> NumberRange | None:
    nowhere = Place("")
    low, below = (parse_whole_number(ScalarNode(entry.extra.get(key, ""), nowhere)) for key in ("from", "below"))
    return NumberRange(low, below - 1) if low is not None and below is not None else None
