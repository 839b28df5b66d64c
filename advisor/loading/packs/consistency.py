"""Checks that entries fit together: the names they use of each other exist, and the program can compute with them.

Rules are checked against the vocabulary as they are read. Code uses the statements, bands, states and prefixes of works
by their ids and numbers, so without these checks a wrong one would only appear when somebody requests a report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

from advisor.errors import Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.mapping_reader import parse_whole_number
from advisor.loading.documents.nodes import FindingList, ScalarNode
from advisor.model.knowledge import Entry, Step, Work
from advisor.model.name_suggestion import suggest_name
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, MAX_RATING, MIN_RATING, ROLES, STATEMENT_COUNT
from advisor.model.rulebase import MOVE_TO, STATE, VERDICT
from advisor.model.vocabulary import Conclusion, CountDerivation, Fact, Kind

RELATIONSHIP = "relationship"
MAX_BAND_END = 99_999
_KNOWN_VALUES = {"favours": {"stay", "tighten"}, "on_balance": {"stay"}, "place": {"first", "last"}}
"""Conclusions whose values the code uses by name."""
_ALLOWED_IDS = {
    "statements": tuple(map(str, range(1, STATEMENT_COUNT + 1))),
    "labels": tuple(map(str, range(MIN_RATING, MAX_RATING + 1))),
    "groups": (*FUNCTIONS, BOTH_FUNCTIONS, *ROLES),
}


class ConsistencyChecks:
    """Checks of a whole rule base; `find_place` returns where the entry of a section and an id was defined."""

    def __init__(self, find_place: Callable[[str, str], Place], findings: FindingList) -> None:
        self._find_place = find_place
        self._findings = findings

    def _add_finding(self, section: str, name: str, sentence: str, code: str = codes.WRONG_SHAPE) -> None:
        self._findings.add(self._find_place(section, name), sentence, code)

    def check_facts(self, facts: Mapping[str, Fact], entries: Mapping[str, Entry]) -> None:
        """Check that facts are filled from facts, with their values, and that each relationship is described."""
        for fact in facts.values():
            if fact.filled_from:
                self._check_derivation(fact, fact.filled_from, facts)
        if RELATIONSHIP in facts:
            self._check_described("facts", RELATIONSHIP, facts[RELATIONSHIP].values, "relationships", entries)

    def _check_derivation(self, fact: Fact, derivation: CountDerivation, facts: Mapping[str, Fact]) -> None:
        """Check that a choice follows from a count, and that each band has one of its values and can hold a count."""
        label = f"`filled_from` of fact `{fact.name}`"
        count = facts.get(derivation.fact)
        if count is None:
            known = [name for name, each in facts.items() if each.kind is Kind.COUNT]
            suggestion = suggest_name(derivation.fact, known)
            sentence = f"{label} names `{derivation.fact}`, which is not a fact{suggestion}"
            self._add_finding("facts", fact.name, sentence, codes.UNKNOWN_NAME)
        elif count.kind is not Kind.COUNT:
            sentence = f"{label} names `{count.name}`, which is not a count; a choice can follow only from a count"
            self._add_finding("facts", fact.name, sentence, codes.INVALID_BANDS)
        for band in derivation.bands:
            if band.value not in fact.values:
                sentence = (
                    f"{label} has a band `{band.value}`, not one of its values{suggest_name(band.value, fact.values)}"
                )
                self._add_finding("facts", fact.name, sentence, codes.UNKNOWN_VALUE)
            elif count and count.kind is Kind.COUNT and not count.has_count_within(band.at_least, band.at_most):
                limits = f"because `{count.name}` is {count.describe_counts()}"
                sentence = f"band `{band.value}` of {label} holds no count, {limits}; change its bounds"
                self._add_finding("facts", fact.name, sentence, codes.INVALID_BANDS)

    def check_conclusions(self, conclusions: Mapping[str, Conclusion], entries: Mapping[str, Entry]) -> None:
        """Check that values have the entry that reports need, and that code knows those it uses by name."""
        for name, section in ((VERDICT, "verdicts"), (STATE, "relationships"), (MOVE_TO, "relationships")):
            if name in conclusions:
                self._check_described("conclusions", name, sorted(conclusions[name].values or ()), section, entries)
        for name, known_values in _KNOWN_VALUES.items():
            values = (conclusions[name].values if name in conclusions else None) or frozenset()
            for value in sorted(values - known_values):
                sentence = f"`{name}` cannot have the value `{value}`; reports have no words for it"
                self._add_finding("conclusions", name, sentence, codes.UNKNOWN_VALUE)

    def _check_described(
        self, section: str, name: str, values: Iterable[str], entry_section: str, entries: Mapping[str, Entry]
    ) -> None:
        """Check that each value of a fact or conclusion has an entry, if the section has any."""
        described = {entry.id for entry in entries.values() if entry.section == entry_section}
        for value in values if described else ():
            if value not in described:
                sentence = f"no entry of `{entry_section}` describes `{value}`, a value of `{name}`; add one"
                self._add_finding(section, name, sentence, codes.UNKNOWN_ENTRY)

    def check_steps(self, steps: Mapping[str, Step], entries: Mapping[str, Entry]) -> None:
        """Check that the checklist has the tasks that steps name."""
        for step in steps.values():
            for task in step.tasks:
                if f"checklist/{task}" not in entries:
                    sentence = f"step `{step.id}` names the task `{task}`, which the checklist does not have"
                    self._add_finding("steps", step.id, sentence, codes.UNKNOWN_ENTRY)

    def check_entries(self, entries: Mapping[str, Entry], conclusions: Mapping[str, Conclusion]) -> None:
        """Check the ids of statements, ratings and groups, the statements of themes, and the bands.

        Each band belongs to a state and runs from a whole number to below a higher one; no two bands overlap.
        """
        for entry in entries.values():
            ids = _ALLOWED_IDS.get(entry.section)
            if ids and entry.id not in ids:
                sentence = f"`{entry.id}` cannot be one of the {entry.section}; they are `{ids[0]}` to `{ids[-1]}`"
                self._add_finding(entry.section, entry.id, sentence, codes.UNKNOWN_ENTRY)
            numbers = entry.extra.get("statements", "").split()
            if entry.section == "themes" and not (numbers and {*numbers} <= {*_ALLOWED_IDS["statements"]}):
                example = f"numbers from 1 to {STATEMENT_COUNT} such as `1 4 10`"
                self._add_finding("themes", entry.id, f"theme `{entry.id}` needs `statements`, {example}")
        self._check_bands([entry for entry in entries.values() if entry.section == "bands"], conclusions.get(STATE))

    def _check_bands(self, bands: Iterable[Entry], state: Conclusion | None) -> None:
        ranges: list[tuple[int, int, str]] = []
        for entry in bands:
            start, end = (
                parse_whole_number(ScalarNode(entry.extra.get(name, ""), Place(""))) for name in ("from", "below")
            )
            if state is not None and state.values is not None and entry.id not in state.values:
                sentence = f"band `{entry.id}` belongs to no state; use the id of a state"
                self._add_finding("bands", entry.id, sentence, codes.UNKNOWN_VALUE)
            elif start is None or end is None or not 0 <= start < end <= MAX_BAND_END:
                sentence = f"band `{entry.id}` needs `from` and `below`, whole numbers, the lower one first"
                self._add_finding("bands", entry.id, sentence)
            else:
                ranges.append((start, end, entry.id))
        for (_, end, first), (start, _, second) in pairwise(sorted(ranges)):
            if start < end:
                sentence = f"band `{second}` overlaps band `{first}`; begin one where the other ends"
                self._add_finding("bands", second, sentence)

    def check_works(self, works: Iterable[Work]) -> None:
        """Check that a locator leads to one work: no two works have the same prefix."""
        owners: dict[str, Work] = {}
        for work in works:
            for prefix in work.prefix:
                owner = owners.setdefault(prefix, work)
                if owner is not work:
                    place = self._find_place("sources", owner.id)
                    sentence = f"source `{work.id}` has the prefix `{prefix}`, as source `{owner.id}` has (at {place})"
                    self._add_finding("sources", work.id, f"{sentence}; choose another", codes.DUPLICATE_ID)
