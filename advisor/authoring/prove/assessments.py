"""Answers to the 20 statements that give some wanted facts: the scores of a company that a proof is about.

A solution names facts about scores. Nobody states these; so people and totals are tried until the program calculates
the same facts from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from advisor.assessment.derived_facts import compute_score_facts
from advisor.assessment.scoring import StateBand
from advisor.model.answers import Value
from advisor.model.responses import (
    BOTH_FUNCTIONS,
    FUNCTIONS,
    MAX_RATING,
    MIN_RATING,
    ROLES,
    STATEMENT_COUNT,
    FunctionTotal,
    PrivacyLimits,
    Respondent,
    Responses,
)

MAX_TRIES = 200
"""Maximum number of assessments that are tried for one company."""
_STATEMENT = "statement."
_SHOWN = PrivacyLimits(heads=True)
_LARGE_GROUP = 5
"""A number of people whose figures a report shows."""


def iter_assessments(
    wanted: Mapping[str, Value], bands: Sequence[StateBand]
) -> Iterator[tuple[Responses, PrivacyLimits]]:
    """Iterate over assessments from which the wanted facts follow, simple ones first."""
    candidates = (each for each in _iter_candidates(wanted, bands) if _may_fit(wanted, each[0]))
    for responses, limits in islice(candidates, MAX_TRIES):
        facts = compute_score_facts(responses, limits, bands)
        if all(facts.get(name) == value for name, value in wanted.items()):
            yield responses, limits


def _may_fit(wanted: Mapping[str, Value], responses: Responses) -> bool:
    """Return whether the wanted facts about who answered agree with the responses, which is checked quickly."""
    functions, people = {each.function for each in responses}, [each for each in responses if len(each) == 3]
    quick = {
        "score_one_side_only": functions in ({FUNCTIONS[0]}, {FUNCTIONS[1]}),
        "score_one_respondent": len(people) == 1,
        "score_one_person_both": len(people) == 1 and functions == {BOTH_FUNCTIONS},
    }
    return all(
        wanted.get(name, answer) == answer for name, answer in ((n, "yes" if q else "no") for n, q in quick.items())
    )


def _iter_candidates(
    wanted: Mapping[str, Value], bands: Sequence[StateBand]
) -> Iterator[tuple[Responses, PrivacyLimits]]:
    totals = sorted({total for band in bands for total in _list_totals(band)})
    levels = {
        int(name.removeprefix(_STATEMENT)): value
        for name, value in wanted.items()
        if name.startswith(_STATEMENT) and isinstance(value, int)
    }
    plain = PrivacyLimits()
    if not levels:
        for total in totals:
            yield tuple(FunctionTotal(function, total) for function in FUNCTIONS), plain
            yield (FunctionTotal(FUNCTIONS[0], total),), plain
    sheets = [sheet for total in totals if (sheet := _fill_sheet(levels, total)) is not None]
    for sheet in sheets:
        for role in (ROLES[1], ROLES[0], None):
            for limits in (plain, _SHOWN):
                yield _ask_people(((each, sheet) for each in FUNCTIONS), role, _LARGE_GROUP), limits
                yield _ask_people([(FUNCTIONS[0], sheet)], role, _LARGE_GROUP), limits
                yield _ask_people([(FUNCTIONS[0], sheet)], role, 1), limits
                yield _ask_people([(BOTH_FUNCTIONS, sheet)], role, 1), limits
                yield _ask_people(((each, sheet) for each in FUNCTIONS), role, 1), limits
    for one, other in product(sheets[:: max(1, len(sheets) // 4)], repeat=2):
        yield _ask_people(zip(FUNCTIONS, (one, other), strict=True), ROLES[1], _LARGE_GROUP), plain
    for first, second in product(totals[:: max(1, len(totals) // 6)], repeat=2):
        yield (FunctionTotal(FUNCTIONS[0], first), FunctionTotal(FUNCTIONS[1], second)), plain


def _list_totals(band: StateBand) -> list[int]:
    """List totals of a band: in its middle, and at both of its limits."""
    lowest, highest = int(band.low), min(int(band.below) - 1, STATEMENT_COUNT * MAX_RATING)
    return [(lowest + highest) // 2, lowest, highest]


def _fill_sheet(levels: Mapping[int, int], total: int) -> tuple[int, ...] | None:
    """Return 20 answers with some given and a total; None if there are none."""
    free = [number for number in range(1, STATEMENT_COUNT + 1) if number not in levels]
    rest = total - sum(levels.values())
    if not free or not MIN_RATING * len(free) <= rest <= MAX_RATING * len(free):
        return None
    base, more = divmod(rest, len(free))
    filled = {number: base + (place < more) for place, number in enumerate(free)}
    return tuple({**filled, **levels}[number] for number in range(1, STATEMENT_COUNT + 1))


def _ask_people(
    sheets: Iterator[tuple[str, tuple[int, ...]]] | Sequence[tuple[str, tuple[int, ...]]], role: str | None, count: int
) -> Responses:
    return tuple(Respondent(function, role, sheet) for function, sheet in sheets for _ in range(count))
