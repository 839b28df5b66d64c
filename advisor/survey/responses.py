"""The rows of responses below a table's heading: who is taken in, who is left out, and what is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading.nodes import FindingList, format_excerpt
from advisor.model.responses import Respondent
from advisor.survey.answer_scale import INVALID_ANSWER, AnswerScale, CategoryLookup
from advisor.survey.column_matching import StatementMatcher, SurveyColumns
from advisor.survey.duplicates import DuplicateFinder
from advisor.survey.text_normalization import format_column
from advisor.survey.tool_formats import FORM, FORMAT_NAMES, Layout, UnfinishedMark
from advisor.tabular.tables import TextTable

MAX_FINDINGS = 50
_MAX_IGNORED_HEADINGS = 60
"""How many headings of columns left alone are told."""


class TooManyFindingsError(Exception):
    """So much is wrong that nobody would read on."""


class CellMeanings(NamedTuple):
    """What cells mean: answers, functions and roles; and which statement a text is. `function`: that of everybody."""

    scale: AnswerScale
    functions: CategoryLookup
    roles: CategoryLookup
    matcher: StatementMatcher
    function: str | None


class ResponseCollection(NamedTuple):
    """What was read so far: what is wrong, who answered, what is to be told of the files (in order, none twice), and
    what tells a response that stands there twice.
    """

    findings: FindingList
    people: list[Respondent]
    notes: dict[str, None]
    duplicates: DuplicateFinder

    def add_finding(self, place: Place, sentence: str) -> None:
        """Tell of something wrong. Raises TooManyError where that is more than anybody mends in one go."""
        if len(self.findings) >= MAX_FINDINGS:
            self.findings.add(place, f"more than {MAX_FINDINGS} things are wrong; mend those told first")
            raise TooManyFindingsError
        self.findings.add(place, sentence)


def read_responses(
    table: TextTable,
    layout: Layout,
    columns: SurveyColumns,
    meanings: CellMeanings,
    collection: ResponseCollection,
    *,
    include_unfinished: bool,
) -> None:
    """Gather the people of a table; `unfinished` takes in responses that were not finished."""
    _RowReader(table, layout, columns, meanings, collection).read_rows(
        layout.unfinished_marks if not include_unfinished else ()
    )


class _RowReader:
    """One table while it is read."""

    def __init__(
        self,
        table: TextTable,
        layout: Layout,
        columns: SurveyColumns,
        meanings: CellMeanings,
        collection: ResponseCollection,
    ) -> None:
        self.table, self.layout, self.columns = table, layout, columns
        self.meanings, self.collection = meanings, collection
        self.name = table.locate().file
        self.left_out: Counter[str] = Counter()
        self.unanswered = 0

    def add_finding(self, row: int, column: int | None, sentence: str) -> None:
        self.collection.add_finding(self.table.locate(row, column), sentence)

    def read_rows(self, marks: Sequence[UnfinishedMark]) -> None:
        width = len(self.layout.headers)
        pick = itemgetter(*self.columns.statements)
        meaning = self.meanings.scale.__getitem__
        any_there = False
        for row, cells in islice(self.table.rows, self.layout.first_row, None):
            ragged = len(cells) != width
            answers = () if ragged else tuple(map(meaning, pick(cells)))
            if not any(answers) and not any(map(str.strip, cells)):
                continue  # a blank row, as they stand at the end of many files
            any_there = True
            if ragged:
                self.add_finding(
                    row, None, f"this row has {len(cells)} cells, not {width}; put it right or take it out"
                )
            elif not any(answers):
                self.unanswered += 1
            elif not marks or self._is_finished(row, cells):
                self._read_response(row, cells, answers)
        if not any_there:
            self.collection.add_finding(self.table.locate(), "this file has a heading and no responses")
        self._add_notes()

    def _read_response(self, row: int, cells: Sequence[str], answers: tuple[int | None, ...]) -> None:
        self._check_duplicate(row, cells)
        function = self._read_function(row, cells)
        role = self._read_role(row, cells)
        if INVALID_ANSWER in answers:
            for number, (answer, at) in enumerate(zip(answers, self.columns.statements, strict=True), 1):
                if answer == INVALID_ANSWER:
                    why = self.meanings.scale.explain_refusal(cells[at])
                    self.add_finding(row, at, f"in column {format_column(at)} (statement {number}), {why}")
        elif function and role != "":
            self.collection.people.append(Respondent(function, role, answers))

    def _is_finished(self, row: int, cells: Sequence[str]) -> bool:
        """Whether a response was finished; those that were not are counted."""
        for at, test, what in self.layout.unfinished_marks:
            told = test(cells[at])
            if told is None:
                self.add_finding(
                    row,
                    at,
                    f"column {format_column(at)} does not tell in words that are known whether this response was finished; "
                    "`--include-unfinished` takes all of them in",
                )
                return False
            if told:
                self.left_out[what] += 1
                return False
        return True

    def _check_duplicate(self, row: int, cells: Sequence[str]) -> None:
        """Refuse a response that was read before."""
        here, seen = (self.name, row), self.collection.duplicates
        if self.layout.id_column is not None and (given := cells[self.layout.id_column].strip()):
            first = seen.find_response_id(self.layout.format, given, here)
            how = "by its id; take one of the two out, or, if they are two surveys that number alike, take the ids out"
        else:
            first = seen.find_row(cells, here)
            how = (
                "cell by cell and at the same time; take one of the two out, or, if they are two people, write into "
                "one what tells them apart"
            )
        if first:
            self.add_finding(row, None, f"the response of {Place(*first)} stands here a second time, {how}")

    def _read_function(self, row: int, cells: Sequence[str]) -> str | None:
        """The function of a row; None where it cannot be told (said)."""
        words, everybody, at = self.meanings.functions, self.meanings.function, self.columns.function
        if at is None:
            return everybody
        function = words[cells[at]]
        if function == "":
            self.add_finding(row, at, f"in column {format_column(at)}, {words.explain_refusal(cells[at])}")
        elif function and everybody and function != everybody:
            self.add_finding(
                row, at, f"this response is from {function}, and `--function` says {everybody}; leave that out"
            )
        elif function or everybody:
            return function or everybody
        else:
            self.add_finding(
                row,
                at,
                f"column {format_column(at)} is blank, so that the function of this response is not known; fill it in, or "
                "take the row out",
            )
        return None

    def _read_role(self, row: int, cells: Sequence[str]) -> str | None:
        """The role of a row, None where there is none, "" where it cannot be told (said)."""
        at = self.columns.role
        if at is None:
            return None
        role = self.meanings.roles[cells[at]]
        if role == "":
            self.add_finding(
                row, at, f"in column {format_column(at)}, {self.meanings.roles.explain_refusal(cells[at])}"
            )
        return role

    def _add_notes(self) -> None:
        """Note what a reader should know of the table. How many were taken in is not told here: beside a count of
        all, the size of a small group could be worked out.
        """
        told = []
        if self.layout.format != FORM:
            told.append(f"read as {FORMAT_NAMES[self.layout.format]}")
        for what, count in sorted(self.left_out.items()):
            them = "it" if count == 1 else "them"
            told.append(f"{_format_count(count)} left out as {what}; `--include-unfinished` takes {them} in")
        if self.unanswered:
            told.append(f"{_format_count(self.unanswered)} left out, since no statement is answered")
        if self.columns.is_renumbered:
            told.append("the tool numbers its questions otherwise than ours; they were told apart by their wording")
        if others := self.columns.ignored_headings:
            more = f" and {len(others) - _MAX_IGNORED_HEADINGS} more" if len(others) > _MAX_IGNORED_HEADINGS else ""
            told.append(
                f"columns left alone: {', '.join(f'`{format_excerpt(name)}`' for name in others[:_MAX_IGNORED_HEADINGS])}{more}"
            )
        self.collection.notes.update(dict.fromkeys(f"{self.name}: {each}" for each in told))


def _format_count(responses: int) -> str:
    return "1 response" if responses == 1 else f"{responses:,} responses"
