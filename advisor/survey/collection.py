"""Collect what files of answers contain: respondents, notes, and findings, each cause of them once."""

from __future__ import annotations

from typing import NamedTuple

from advisor.errors import Finding, Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import FindingList
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, ROLES, Respondent
from advisor.model.word_lists import format_count, join_words
from advisor.survey.column_matching import ColumnUse
from advisor.survey.duplicates import DuplicateFinder
from advisor.survey.open_points import OpenPoint

MAX_FINDINGS = 50
_MAX_ROWS = 3
"""Maximum number of further rows that a finding names."""
FIRST_PEOPLE = 3
"""Number of respondents that are kept with their place, to be shown."""


class TooManyFindingsError(Exception):
    """More findings than anybody reads."""


class TableReading(NamedTuple):
    """How one table was understood, for the reader of a dry run: its format and the meaning of each column.

    `status_columns` say whether a response counts. `first_people` are the first respondents, each with the place of the
    row.
    """

    place: Place
    format: str
    uses: tuple[ColumnUse, ...]
    status_columns: frozenset[int]
    first_people: list[tuple[Place, Respondent]]


class _Repeats:
    """The rows in which a cause of a finding is met again."""

    def __init__(self, index: int, row: int | None) -> None:
        self.index = index
        self.rows: list[int] = []
        self.row_count = self.cell_count = 0
        self._last = row

    def add(self, row: int | None) -> None:
        """Count one more place."""
        self.cell_count += 1
        if row is not None and row != self._last:
            self._last = row
            self.row_count += 1
            if len(self.rows) < _MAX_ROWS:
                self.rows.append(row)

    def describe(self) -> str:
        """Describe the further places, to be put behind the sentence of the first."""
        if not self.cell_count:
            return ""
        if not self.row_count:
            return f" (the same in {format_count(self.cell_count, 'more cell')} of this row)"
        more = self.row_count - len(self.rows)
        rows = [*map(str, self.rows), *([f"{more:,} more"] if more else [])]
        return f" (the same in row{'s' if len(rows) > 1 else ''} {join_words(rows)})"


class ResponseCollection:
    """Everything that was read so far. `notes` are sentences about the files, in order and without duplicates.

    `open_points` are what somebody has to say first, each once.
    """

    def __init__(self) -> None:
        self.findings = FindingList()
        self.people: list[Respondent] = []
        self.notes: dict[str, None] = {}
        self.duplicates = DuplicateFinder()
        self.readings: list[TableReading] = []
        self.open_points: dict[OpenPoint, None] = {}
        self._repeats: dict[object, _Repeats] = {}

    def add_finding(self, place: Place, sentence: str, code: str, cause: object = None) -> None:
        """Add a finding; one whose cause is known in this file only counts as a further place of the first.

        Raises TooManyFindingsError after MAX_FINDINGS of them.
        """
        key = place.file, code, cause
        if cause is not None and key in self._repeats:
            self._repeats[key].add(place.line)
            return
        if len(self.findings) >= MAX_FINDINGS:
            sentence = f"there are more than {MAX_FINDINGS} errors; fix the ones above first"
            self.findings.append(Finding(place, sentence, codes.TOO_MANY_FINDINGS))
            raise TooManyFindingsError
        if cause is not None:
            self._repeats[key] = _Repeats(len(self.findings), place.line)
        self.findings.add(place, sentence, code)

    def sort_people(self) -> tuple[Respondent, ...]:
        """Return the respondents in an order that does not show who answered when."""
        return tuple(sorted(self.people, key=_build_sort_key))

    def name_repeats(self) -> None:
        """Add the further places of each cause to its finding."""
        for repeats in self._repeats.values():
            finding = self.findings[repeats.index]
            self.findings[repeats.index] = finding._replace(sentence=finding.sentence + repeats.describe())
        self._repeats.clear()


_KINDS = [(function, role) for function in (*FUNCTIONS, BOTH_FUNCTIONS) for role in (*ROLES, None)]
_RANKS = {kind: rank for rank, kind in enumerate(_KINDS)}


def _build_sort_key(person: Respondent) -> tuple[int, tuple[int | None, ...]]:
    function, role, answers = person
    return _RANKS[function, role], tuple([answer or 0 for answer in answers]) if None in answers else answers
