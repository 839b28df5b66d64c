"""How entries fit together: what they name of each other is there, and what the program computes with has its form.

Rules are checked against the vocabulary as they are read. The instrument, its bands, the states and the prefixes of
works are taken by their ids and numbers in code, so that a wrong one would only be met by whoever asks for a report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

from advisor.errors import Place
from advisor.loading import finding_codes as codes
from advisor.loading.nodes import FindingList
from advisor.model.knowledge import Entry, Step, Work
from advisor.model.name_suggestion import suggest_name
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, MAX_RATING, MIN_RATING, ROLES, STATEMENT_COUNT
from advisor.model.rulebase import MOVE_TO, STATE, VERDICT
from advisor.model.vocabulary import Conclusion, Fact

RELATIONSHIP = "relationship"
_KNOWN_VALUES = {"favours": {"stay", "tighten"}, "on_balance": {"stay"}, "place": {"first", "last"}}
"""Conclusions whose values code goes by."""
_ALLOWED_IDS = {
    "statements": tuple(map(str, range(1, STATEMENT_COUNT + 1))),
    "labels": tuple(map(str, range(MIN_RATING, MAX_RATING + 1))),
    "groups": (*FUNCTIONS, BOTH_FUNCTIONS, *ROLES),
}


class ConsistencyChecks:
    """Checks of a whole rule base. `place_of` tells where the entry of a section and an id was defined."""

    def __init__(self, find_place: Callable[[str, str], Place], findings: FindingList) -> None:
        self._place_of = find_place
        self._findings = findings

    def _add_finding(self, section: str, name: str, sentence: str, code: str = codes.WRONG_SHAPE) -> None:
        self._findings.add(self._place_of(section, name), sentence, code)

    def check_facts(self, facts: Mapping[str, Fact], entries: Mapping[str, Entry]) -> None:
        """What fills a fact in is a fact, for its values; every relationship that can be stated is described."""
        for name, fact in facts.items():
            filling = fact.filled_from
            if filling and filling.fact not in facts:
                near = suggest_name(filling.fact, facts)
                sentence = f"fact `{name}` is filled from `{filling.fact}`, which is not a fact{near}"
                self._add_finding("facts", name, sentence, codes.UNKNOWN_NAME)
            for band in filling.bands if filling else ():
                if band.value not in fact.values:
                    sentence = f"fact `{name}` is filled with `{band.value}`, which is not one of its values"
                    self._add_finding("facts", name, sentence, codes.UNKNOWN_VALUE)
        told = {entry.id for entry in entries.values() if entry.section == "relationships"}
        for value in facts[RELATIONSHIP].values if told and RELATIONSHIP in facts else ():
            if value not in told:
                sentence = f"no entry of `relationships` describes `{value}`, a value of this fact; add one"
                self._add_finding("facts", RELATIONSHIP, sentence, codes.UNKNOWN_ENTRY)

    def check_conclusions(self, conclusions: Mapping[str, Conclusion], entries: Mapping[str, Entry]) -> None:
        """Values that reports tell by an entry have one; those that the program knows by name are no others."""
        for name, section in ((VERDICT, "verdicts"), (STATE, "relationships"), (MOVE_TO, "relationships")):
            told = {entry.id for entry in entries.values() if entry.section == section}
            values = conclusions[name].values if told and name in conclusions else None
            for value in sorted((values or frozenset()) - told):
                sentence = f"no entry of `{section}` describes `{value}`, a value of `{name}`; add one"
                self._add_finding("conclusions", name, sentence, codes.UNKNOWN_ENTRY)
        for name, known in _KNOWN_VALUES.items():
            values = conclusions[name].values if name in conclusions else None
            for value in sorted((values or frozenset()) - known):
                sentence = f"`{name}` cannot have the value `{value}`, which no report knows how to tell"
                self._add_finding("conclusions", name, sentence, codes.UNKNOWN_VALUE)

    def check_steps(self, steps: Mapping[str, Step], entries: Mapping[str, Entry]) -> None:
        """The tasks that steps name are on the checklist."""
        for step in steps.values():
            for task in step.tasks:
                if f"checklist/{task}" not in entries:
                    sentence = f"step `{step.id}` names the task `{task}`, which the checklist does not have"
                    self._add_finding("steps", step.id, sentence, codes.UNKNOWN_ENTRY)

    def check_entries(self, entries: Mapping[str, Entry], conclusions: Mapping[str, Conclusion]) -> None:
        """Statements, points of the scale and groups go by ids that answers can have; themes are made of statements.

        Each band is of a state, from a whole number to below a higher one, and none overlaps another.
        """
        for entry in entries.values():
            allowed = _ALLOWED_IDS.get(entry.section)
            if allowed and entry.id not in allowed:
                sentence = (
                    f"`{entry.id}` cannot be one of the {entry.section}; they are `{allowed[0]}` to `{allowed[-1]}`"
                )
                self._add_finding(entry.section, entry.id, sentence, codes.UNKNOWN_ENTRY)
            if entry.section == "themes":
                told = entry.extra.get("statements", "").split()
                if not told or any(each not in _ALLOWED_IDS["statements"] for each in told):
                    sentence = (
                        f"theme `{entry.id}` needs `statements`, numbers from 1 to {STATEMENT_COUNT} such as `1 4 10`"
                    )
                    self._add_finding("themes", entry.id, sentence)
        self._check_bands([entry for entry in entries.values() if entry.section == "bands"], conclusions.get(STATE))

    def _check_bands(self, bands: Iterable[Entry], state: Conclusion | None) -> None:
        known: list[tuple[int, int, str]] = []
        for entry in bands:
            start, end = (_parse_number(entry.extra.get(name, "")) for name in ("from", "below"))
            if state is not None and state.values is not None and entry.id not in state.values:
                sentence = f"band `{entry.id}` is of no state; give it the id of one"
                self._add_finding("bands", entry.id, sentence, codes.UNKNOWN_VALUE)
            elif start is None or end is None or start >= end:
                sentence = f"band `{entry.id}` needs `from` and `below`, whole numbers, the first the lower one"
                self._add_finding("bands", entry.id, sentence)
            else:
                known.append((start, end, entry.id))
        for (_, end, one), (start, _, other) in pairwise(sorted(known)):
            if start < end:
                self._add_finding(
                    "bands", other, f"band `{other}` overlaps band `{one}`; let one begin where the other ends"
                )

    def check_works(self, works: Iterable[Work]) -> None:
        """A locator leads to one work: no two works have one prefix."""
        owners: dict[str, Work] = {}
        for work in works:
            for prefix in work.prefix:
                owner = owners.setdefault(prefix, work)
                if owner is not work:
                    at = self._place_of("sources", owner.id)
                    sentence = (
                        f"source `{work.id}` takes the prefix `{prefix}`, which source `{owner.id}` has (at {at})"
                    )
                    self._add_finding("sources", work.id, f"{sentence}; choose another", codes.DUPLICATE_ID)


def _parse_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
