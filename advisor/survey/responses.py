"""Read the rows of responses below a table's heading: include them, leave them out, or report what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import format_excerpt
from advisor.model.responses import Respondent
from advisor.model.word_lists import format_count
from advisor.survey.answer_scale import INVALID_ANSWER, AnswerScale, CategoryLookup, normalize_cell
from advisor.survey.collection import FIRST_PEOPLE, ResponseCollection
from advisor.survey.column_joins import ColumnJoin
from advisor.survey.column_matching import SurveyColumns
from advisor.survey.column_names import name_columns
from advisor.survey.completion import UNFINISHED
from advisor.survey.heading_matching import StatementMatcher
from advisor.survey.layout import Layout
from advisor.survey.mapping_file import FUNCTION, OTHER_FUNCTION, ROLE
from advisor.survey.open_points import ANSWER_WORD, FUNCTION_WORD, ROLE_WORD, STATEMENTS, STATUS_WORD, OpenPoint
from advisor.survey.other_departments import is_other_answer
from advisor.survey.reading_notes import iter_column_notes, iter_layout_notes, iter_left_out_notes
from advisor.tabular.tables import TextTable, format_column

_MIN_HEADINGS = 10
"""A row with this many different texts for answers, none of which is an answer, is a row of headings."""


class CellMeanings(NamedTuple):
    """The meaning of cells: answers, functions, roles and statements. `function` is that of all respondents.

    `only_functions`: people from other departments are left out.
    """

    scale: AnswerScale
    functions: CategoryLookup
    roles: CategoryLookup
    statement_matcher: StatementMatcher
    function: str | None
    only_functions: bool = False


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
        self.departments: Counter[str] = Counter()
        self.unanswered_count = 0
        self.has_conflict = False
        self.first_people: list[tuple[Place, Respondent]] = []
        self.status_columns = [each for each in layout.status_columns if each[0] not in columns.mapped]
        self._joins = [(join, self._get_lookup(join.content)) for join in columns.joins]

    def _get_lookup(self, content: int | str) -> Mapping[str, object]:
        by_category = {FUNCTION: self.meanings.functions, ROLE: self.meanings.roles}
        return self.meanings.scale if isinstance(content, int) else by_category[content]

    def read_rows(self, *, include_unfinished: bool) -> None:
        """Read all responses; `include_unfinished` also includes those that were not finished."""
        width = len(self.layout.headers)
        select_answers = itemgetter(*self.columns.statements)
        parse_answer = self.meanings.scale.__getitem__
        is_empty = True
        for row, given_cells in islice(self.table.rows, self.layout.first_row, None):
            cells, conflict = given_cells, None
            has_width = len(cells) == width
            if self._joins and has_width:
                cells, conflict = self._join_columns(cells)
            answers = tuple(map(parse_answer, select_answers(cells))) if has_width else ()
            if not any(answers) and not conflict and not any(map(str.strip, given_cells)):
                continue  # a blank row, as at the end of many files
            if is_empty and has_width and self._is_heading_row(cells, answers):
                sentence = "this row looks like a second row of headings, as none of its cells is an answer; delete it"
                self._report(row, None, sentence, codes.INVALID_ROW)
                continue
            is_empty = False
            if not has_width:
                sentence = f"this row has {len(cells)} cells, but the header has {width}; fix or delete the row"
                self._report(row, None, sentence, codes.INVALID_ROW, len(cells))
            elif not any(answers) and not conflict:
                self.unanswered_count += 1
            elif self._does_count(row, cells, include_unfinished=include_unfinished):
                self._read_response(row, cells, answers, conflict)
        if is_empty:
            sentence = "this file has a header but no responses; export it again"
            self.collection.add_finding(self.table.locate(), sentence, codes.NO_RESPONSES)
        self.collection.notes.update(dict.fromkeys(f"{self.name}: {note}" for note in self._iter_notes()))

    def _report(self, row: int, column: int | None, sentence: str, code: str, cause: object = None) -> None:
        self.collection.add_finding(self.table.locate(row, column), sentence, code, cause)

    def _ask(self, kind: str, column: int | None = None, text: str = "") -> None:
        """Note what somebody has to say before this table can be read."""
        self.collection.open_points[OpenPoint(kind, self.table.locate().file, column, text.strip())] = None

    def _is_heading_row(self, cells: Sequence[str], answers: Sequence[int | None]) -> bool:
        texts = {
            cells[column].strip()
            for answer, column in zip(answers, self.columns.statements, strict=True)
            if answer == INVALID_ANSWER
        }
        return len(texts) >= _MIN_HEADINGS and not any(answer and answer != INVALID_ANSWER for answer in answers)

    def _join_columns(self, cells: Sequence[str]) -> tuple[list[str], ColumnJoin | None]:
        """Join what several columns hold; also return a join of which more than one column is filled."""
        joined, conflict = list(cells), None
        for join, lookup in self._joins:
            text = join.join_cells(cells, lookup)
            if text is None:
                conflict = conflict or join
            else:
                joined[join.columns[0]] = text
        return joined, conflict

    def _report_conflict(self, row: int, join: ColumnJoin) -> None:
        subject = f"statement {join.content}" if isinstance(join.content, int) else f"the {join.content}"
        by_option = "" if isinstance(join.content, int) else f", or choose one with `--{join.content}-column`"
        sentence = (
            f"{subject} has {format_count(len(join.columns), 'column')}, {name_columns(join.columns)}, and row {row} "
            f"fills more than one; map the others to `ignore` under `columns` in the `--map` file{by_option}"
        )
        self._ask(STATEMENTS if isinstance(join.content, int) else join.content)
        place = self.table.locate(self.layout.header_row, join.columns[1])
        self.collection.add_finding(place, sentence, codes.AMBIGUOUS_COLUMN)

    def _read_response(
        self, row: int, cells: Sequence[str], answers: tuple[int | None, ...], conflict: ColumnJoin | None
    ) -> None:
        if conflict:
            if not self.has_conflict:
                self._report_conflict(row, conflict)
            self.has_conflict = True
            return
        column = self._choose_function_column(cells)
        function = self._read_function(row, cells, column)
        if function == OTHER_FUNCTION:
            self.departments[cells[self.columns.function or 0].strip() or "Other"] += 1  # a text may name a person
            return
        self._check_duplicate(row, cells)
        role = self._read_category(row, cells, self.columns.role, self.meanings.roles)
        if INVALID_ANSWER in answers:
            for number, (answer, column) in enumerate(zip(answers, self.columns.statements, strict=True), 1):
                if answer == INVALID_ANSWER:
                    self._ask(ANSWER_WORD, None, cells[column])
                    why = self.meanings.scale.explain_refusal(cells[column])
                    sentence = f"column {format_column(column)} (statement {number}): {why}"
                    self._report(row, column, sentence, codes.INVALID_ANSWER, normalize_cell(cells[column]))
        elif function and role != "":
            person = Respondent(function, role, answers)
            self.collection.people.append(person)
            if len(self.first_people) < FIRST_PEOPLE:
                self.first_people.append((self.table.locate(row), person))

    def _does_count(self, row: int, cells: Sequence[str], *, include_unfinished: bool) -> bool:
        """Return whether a response counts; count those that do not, by reason. An unknown status is refused."""
        for column, meanings in self.status_columns:
            reason = meanings[cells[column]]
            if reason is None:
                text = format_excerpt(cells[column].strip())
                self._ask(STATUS_WORD, column, cells[column])
                known = f"`{text}` is not a known status of a response" if text else "the status of a response is blank"
                sentence = (
                    f"column {format_column(column)}: {known}; say under `statuses` in the `--map` file "
                    f"whether it means `finished` or `unfinished`, or map the column to `ignore`"
                )
                self._report(row, column, sentence, codes.UNKNOWN_STATUS, (column, text))
                return False
            if reason and not (include_unfinished and reason == UNFINISHED):
                self.left_out[reason] += 1
                return False
        return True

    def _check_duplicate(self, row: int, cells: Sequence[str]) -> None:
        position, duplicates, id_column = (self.name, row), self.collection.duplicates, self.layout.id_column
        if id_column is not None and (response_id := cells[id_column].strip()):
            # Two surveys, one for each function, may count their responses from 1.
            tool = f"{self.layout.format} {self.meanings.function or ''}"
            first = duplicates.find_response_id(tool, response_id, position)
            shared, hint = "has the same id as", "delete the ids if they are from two surveys"
        else:
            first = duplicates.find_row(cells, position)
            shared, hint = "is the same, including the time, as", "add a remark to one if they are from two people"
        if first:
            sentence = f"this response {shared} {Place(*first)}; delete one of the two, or {hint}"
            self._report(row, None, sentence, codes.DUPLICATE_RESPONSE, first[0])

    def _choose_function_column(self, cells: Sequence[str]) -> int | None:
        """Return the column with the function of a row: that of the text if somebody chose "other" and wrote one."""
        column, other = self.columns.function, self.columns.other
        if column is None or other is None or not cells[other].strip():
            return column
        function = self.meanings.functions[cells[column]]
        return other if function is None or (function == "" and is_other_answer(cells[column])) else column

    def _read_function(self, row: int, cells: Sequence[str], column: int | None) -> str | None:
        """Read the function of a row; None if there is a finding, OTHER_FUNCTION for another department."""
        common = self.meanings.function
        if column is not None and self.meanings.only_functions and self._is_other_department(cells[column]):
            return OTHER_FUNCTION
        function = self._read_category(row, cells, column, self.meanings.functions)
        if column is None or function in ("", OTHER_FUNCTION):
            return common if column is None else function or None
        if function and common and function != common:
            sentence = (
                f"this response is from `{function}`, but you say that all in this file are from `{common}`; name the "
                f"file without `--function`, `--sales` and `--marketing`, but with `--function-column "
                f"{format_column(column)}`, or map the column to `ignore` in the `--map` file"
            )
            self._report(row, column, sentence, codes.INVALID_GROUP, ("common", function))
            return None
        if not function and not common:
            sentence = f"column {format_column(column)} (function) is blank; fill it in or delete the row"
            self._report(row, column, sentence, codes.INVALID_GROUP, "blank")
        return function or common

    def _is_other_department(self, cell: str) -> bool:
        lookup = self.meanings.functions
        return lookup[cell] == "" and not lookup.is_near(cell)

    def _read_category(self, row: int, cells: Sequence[str], column: int | None, lookup: CategoryLookup) -> str | None:
        """Read the function or the role of a row; None without one, "" if there is a finding."""
        name = None if column is None else lookup[cells[column]]
        if column is not None and name == "":
            self._ask(ROLE_WORD if lookup is self.meanings.roles else FUNCTION_WORD, None, cells[column])
            sentence = f"column {format_column(column)}: {lookup.explain_refusal(cells[column])}"
            self._report(row, column, sentence, codes.INVALID_GROUP, (column, normalize_cell(cells[column])))
        return name

    def _iter_notes(self) -> Iterator[str]:
        # The number of included responses is missing on purpose: next to a count of all responses, it would reveal the
        # size of a small group.
        status_columns = {column for column, _ in self.status_columns}
        yield from iter_layout_notes(self.layout, self.columns, status_columns)
        yield from iter_left_out_notes(self.left_out, self.departments, self.unanswered_count)
        if self.meanings.scale.has_codes:
            yield "the answers A1 to A5 count as 1 to 5; check that A1 means the strongest disagreement"
        yield from iter_column_notes(self.layout, self.columns, status_columns)
