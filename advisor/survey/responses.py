"""Read the rows of responses below a table's heading: include them, leave them out, or report what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading import finding_codes as codes
from advisor.loading.nodes import FindingList, format_excerpt
from advisor.model.responses import Respondent
from advisor.model.word_lists import format_count
from advisor.survey.answer_scale import INVALID_ANSWER, AnswerScale, CategoryLookup
from advisor.survey.column_matching import SurveyColumns
from advisor.survey.duplicates import DuplicateFinder
from advisor.survey.heading_matching import StatementMatcher
from advisor.survey.tool_formats import FORM, FORMAT_NAMES, Layout
from advisor.tabular.tables import TextTable, format_column

MAX_FINDINGS = 50
_MAX_IGNORED_HEADINGS = 60
"""Maximum number of ignored headings that a note lists."""


class TooManyFindingsError(Exception):
    """More findings than anybody reads."""


class CellMeanings(NamedTuple):
    """The meaning of cells: answers, functions, roles and statements. `function` is that of all respondents."""

    scale: AnswerScale
    functions: CategoryLookup
    roles: CategoryLookup
    statement_matcher: StatementMatcher
    function: str | None


class ResponseCollection(NamedTuple):
    """Everything that was read so far. `notes` are sentences about the files, in order and without duplicates."""

    findings: FindingList
    people: list[Respondent]
    notes: dict[str, None]
    duplicates: DuplicateFinder

    def add_finding(self, place: Place, sentence: str, code: str) -> None:
        """Add a finding. Raises TooManyFindingsError after MAX_FINDINGS of them."""
        if len(self.findings) >= MAX_FINDINGS:
            sentence = f"there are more than {MAX_FINDINGS} errors; fix the ones above first"
            self.findings.add(place, sentence, codes.TOO_MANY_FINDINGS)
            raise TooManyFindingsError
        self.findings.add(place, sentence, code)


class ResponseReader:
    """One table while its responses are read into a collection."""

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
        self.unanswered_count = 0

    def read_rows(self, *, include_unfinished: bool) -> None:
        """Read all responses; `include_unfinished` also includes those that were not finished, and previews."""
        width = len(self.layout.headers)
        select_answers = itemgetter(*self.columns.statements)
        parse_answer = self.meanings.scale.__getitem__
        is_empty = True
        for row, cells in islice(self.table.rows, self.layout.first_row, None):
            has_width = len(cells) == width
            answers = tuple(map(parse_answer, select_answers(cells))) if has_width else ()
            if not any(answers) and not any(map(str.strip, cells)):
                continue  # a blank row, as at the end of many files
            is_empty = False
            if not has_width:
                sentence = f"this row has {len(cells)} cells, but the header has {width}; fix or delete the row"
                self._report(row, None, sentence, codes.INVALID_ROW)
            elif not any(answers):
                self.unanswered_count += 1
            elif include_unfinished or self._is_finished(row, cells):
                self._read_response(row, cells, answers)
        if is_empty:
            sentence = "this file has a header but no responses; export it again"
            self.collection.add_finding(self.table.locate(), sentence, codes.NO_RESPONSES)
        self.collection.notes.update(dict.fromkeys(f"{self.name}: {note}" for note in self._list_notes()))

    def _report(self, row: int, column: int | None, sentence: str, code: str) -> None:
        self.collection.add_finding(self.table.locate(row, column), sentence, code)

    def _read_response(self, row: int, cells: Sequence[str], answers: tuple[int | None, ...]) -> None:
        self._check_duplicate(row, cells)
        function = self._read_function(row, cells)
        role = self._read_category(row, cells, self.columns.role, self.meanings.roles)
        if INVALID_ANSWER in answers:
            for number, (answer, column) in enumerate(zip(answers, self.columns.statements, strict=True), 1):
                if answer == INVALID_ANSWER:
                    why = self.meanings.scale.explain_refusal(cells[column])
                    sentence = f"column {format_column(column)} (statement {number}): {why}"
                    self._report(row, column, sentence, codes.INVALID_ANSWER)
        elif function and role != "":
            self.collection.people.append(Respondent(function, role, answers))

    def _is_finished(self, row: int, cells: Sequence[str]) -> bool:
        """Return whether a response was finished; count those that were not."""
        for column, is_unfinished, reason in self.layout.unfinished_marks:
            unfinished = is_unfinished(cells[column])
            if unfinished is None:
                sentence = (
                    f"column {format_column(column)} does not say in known words whether this response is finished; "
                    "add `--include-unfinished` to include all responses"
                )
                self._report(row, column, sentence, codes.UNKNOWN_STATUS)
            if unfinished:
                self.left_out[reason] += 1
            if unfinished is not False:
                return False
        return True

    def _check_duplicate(self, row: int, cells: Sequence[str]) -> None:
        position, duplicates, id_column = (self.name, row), self.collection.duplicates, self.layout.id_column
        if id_column is not None and (response_id := cells[id_column].strip()):
            first = duplicates.find_response_id(self.layout.format, response_id, position)
            shared, hint = "has the same id as", "delete the ids if they are from two surveys"
        else:
            first = duplicates.find_row(cells, position)
            shared, hint = "is the same, including the time, as", "add a remark to one if they are from two people"
        if first:
            sentence = f"this response {shared} {Place(*first)}; delete one of the two, or {hint}"
            self._report(row, None, sentence, codes.DUPLICATE_RESPONSE)

    def _read_function(self, row: int, cells: Sequence[str]) -> str | None:
        """Read the function of a row; None if there is a finding."""
        column, common = self.columns.function, self.meanings.function
        function = self._read_category(row, cells, column, self.meanings.functions)
        if column is None or function == "":
            return common if column is None else None
        if function and common and function != common:
            sentence = f"this response is from `{function}`, but `--function` is `{common}`; leave out `--function`"
            self._report(row, column, sentence, codes.INVALID_GROUP)
            return None
        if not function and not common:
            sentence = f"column {format_column(column)} (function) is blank; fill it in or delete the row"
            self._report(row, column, sentence, codes.INVALID_GROUP)
        return function or common

    def _read_category(self, row: int, cells: Sequence[str], column: int | None, lookup: CategoryLookup) -> str | None:
        """Read the function or the role of a row; None without one, "" if there is a finding."""
        name = None if column is None else lookup[cells[column]]
        if column is not None and name == "":
            sentence = f"column {format_column(column)}: {lookup.explain_refusal(cells[column])}"
            self._report(row, column, sentence, codes.INVALID_GROUP)
        return name

    def _list_notes(self) -> list[str]:
        # The number of included responses is missing on purpose: next to a count of all responses, it would reveal the
        # size of a small group.
        notes = [f"read as {FORMAT_NAMES[self.layout.format]}"] if self.layout.format != FORM else []
        for reason, count in sorted(self.left_out.items()):
            hint = f"add `--include-unfinished` to include {'it' if count == 1 else 'them'}"
            notes.append(f"{format_count(count, 'response')} left out as {reason}; {hint}")
        if self.unanswered_count:
            notes.append(f"{format_count(self.unanswered_count, 'response')} left out because no statement is answered")
        if self.columns.is_renumbered:
            notes.append("the tool numbers the questions differently, so they were matched by their wording")
        if headings := self.columns.ignored_headings:
            listed = ", ".join(f"`{format_excerpt(heading)}`" for heading in headings[:_MAX_IGNORED_HEADINGS])
            more = f" and {len(headings) - _MAX_IGNORED_HEADINGS} more" if headings[_MAX_IGNORED_HEADINGS:] else ""
            notes.append(f"columns ignored: {listed}{more}")
        return notes
