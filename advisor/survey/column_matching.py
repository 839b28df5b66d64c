"""Find the columns of the statements, the function and the role: by a mapping, by our wording, or by number.

A heading whose number and wording point to different statements is an error, as is a statement without a column or
with two. All other columns are ignored.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from advisor.loading.finding_codes import AMBIGUOUS_COLUMN, UNKNOWN_COLUMN
from advisor.loading.nodes import FindingList, format_excerpt
from advisor.model.name_suggestion import suggest_name
from advisor.model.responses import STATEMENT_COUNT
from advisor.model.word_lists import join_words
from advisor.survey.heading_matching import StatementMatcher, has_name, list_names
from advisor.survey.mapping_file import FUNCTION, ROLE, ColumnMeaning
from advisor.survey.text_normalization import build_key
from advisor.survey.tool_formats import ColumnHeader, Layout
from advisor.tabular.tables import TextTable, format_column, parse_column

_UNDER_COLUMNS = "under `columns` in the `--map` file"
_MAP_HINT = f"map it {_UNDER_COLUMNS}"


class SurveyColumns(NamedTuple):
    """The columns of the 20 answers, in the order of the statements, and of the function and role; counted from 0.

    `ignored_headings` are the headings of all other columns. `is_renumbered`: the tool's numbers are not ours.
    """

    statements: tuple[int, ...]
    function: int | None
    role: int | None
    ignored_headings: tuple[str, ...]
    is_renumbered: bool


class ColumnRequest(NamedTuple):
    """The columns that a mapping and options name, and the headings of functions and roles to look for."""

    meanings: tuple[ColumnMeaning, ...]
    function: str | None
    role: str | None
    function_words: tuple[str, ...]
    role_words: tuple[str, ...]


def find_columns(name: str, headers: Sequence[ColumnHeader]) -> list[int]:
    """Find the columns that a name (heading, wording, letter or number) means, counted from 0."""
    key = build_key(name)
    full_matches = [
        column
        for column, header in enumerate(headers)
        if key in (build_key(header.label), *map(build_key, header.texts))
    ]
    columns = full_matches or [column for column, header in enumerate(headers) if key in list_names(header)]
    if not columns and re.fullmatch(r"[A-Za-z]{1,3}|[1-9][0-9]{0,4}", text := name.strip()):
        columns = [int(text) - 1 if text.isdigit() else parse_column(text)]
    return [column for column in columns if column < len(headers)]


class ColumnMatcher:
    """The columns of one table while they are matched; everything that is unclear becomes a finding."""

    def __init__(
        self, table: TextTable, layout: Layout, statement_matcher: StatementMatcher, findings: FindingList
    ) -> None:
        self.table, self.layout, self.findings = table, layout, findings
        self.statement_matcher = statement_matcher
        self.contents: dict[int, int | str] = {}
        self.is_renumbered = False

    def match(self, request: ColumnRequest, used_names: set[str]) -> SurveyColumns | None:
        """Match all columns; None if a statement has no column or something is unclear.

        Args:
            request: The columns to use, and the headings to look for.
            used_names: Receives the names of `request` that a column of this table goes by.
        """
        finding_count = len(self.findings)
        self._assign_requested(request, used_names)
        for category, words in ((FUNCTION, request.function_words), (ROLE, request.role_words)):
            if category not in self.contents.values():
                self._assign_by_heading(category, words)
        missing = self._assign_statements()
        if len(self.findings) == finding_count and missing:
            self._report(None, _describe_missing(missing), UNKNOWN_COLUMN)
        if len(self.findings) > finding_count:
            return None
        columns = {content: column for column, content in self.contents.items()}
        return SurveyColumns(
            tuple(columns[number] for number in range(1, STATEMENT_COUNT + 1)),
            columns.get(FUNCTION),
            columns.get(ROLE),
            tuple(header.label for _, header in self._iter_free_columns() if header.label.strip()),
            self.is_renumbered,
        )

    def _report(self, column: int | None, sentence: str, code: str = AMBIGUOUS_COLUMN) -> None:
        self.findings.add(self.table.locate(self.layout.header_row, column), sentence, code)

    def _iter_free_columns(self) -> Iterator[tuple[int, ColumnHeader]]:
        for column, header in enumerate(self.layout.headers):
            if column not in self.contents and column not in self.layout.metadata_columns:
                yield column, header

    def _assign_requested(self, request: ColumnRequest, used_names: set[str]) -> None:
        """Assign the columns that the mapping and the options name."""
        options = ((request.function, FUNCTION), (request.role, ROLE))
        place = self.table.locate(self.layout.header_row)
        named = [ColumnMeaning(name, category, place) for name, category in options if name is not None]
        for meaning in (*request.meanings, *named):
            quoted = f"`{format_excerpt(meaning.name)}`"
            columns = find_columns(meaning.name, self.layout.headers)
            if len(columns) > 1:
                sentence = f"{quoted} names two columns, {_join_columns(columns)}; name one by its letter"
                self.findings.add(meaning.place, sentence, AMBIGUOUS_COLUMN)
            elif columns and columns[0] in self.contents:
                sentence = f"{quoted} is column {format_column(columns[0])}, which already has a meaning; remove one"
                self.findings.add(meaning.place, sentence, AMBIGUOUS_COLUMN)
            elif columns:
                self.contents[columns[0]] = meaning.content
                used_names.add(meaning.name)
            elif meaning in named:
                near = suggest_name(meaning.name, [header.label for _, header in self._iter_free_columns()])
                sentence = f"there is no column {quoted}{near}; name it by its heading or its letter"
                self.findings.add(place, sentence, UNKNOWN_COLUMN)

    def _assign_by_heading(self, category: str, words: Sequence[str]) -> None:
        """Assign the column of the function, or the role, by its heading."""
        names = {build_key(word) for word in words}
        columns = [column for column, header in self._iter_free_columns() if has_name(header, names)]
        if len(columns) > 1:
            hint = f"choose one with `--{category}-column`"
            self._report(columns[1], f"two columns may hold the {category}, {_join_columns(columns)}; {hint}")
        elif columns:
            self.contents[columns[0]] = category

    def _assign_statements(self) -> list[int]:
        """Assign the columns of the statements; return the numbers of those that have none."""
        columns_by_number = self._find_statement_columns()
        missing = []
        for number in range(1, STATEMENT_COUNT + 1):
            columns = [] if number in self.contents.values() else columns_by_number.get(number, [])
            if len(columns) > 1:
                sentence = f"statement {number} has two columns, {_join_columns(columns)}; map one {_UNDER_COLUMNS}"
                self._report(columns[1], sentence)
            elif columns:
                self.contents[columns[0]] = number
            elif number not in self.contents.values():
                missing.append(number)
        return missing

    def _find_statement_columns(self) -> dict[int, list[int]]:
        """Find the columns of each statement: those with its wording, else those with its number.

        Question ids of a tool are ignored in a table in which one of them contradicts a wording.
        """
        worded, numbered, by_id = (defaultdict[int, list[int]](list) for _ in range(3))
        for column, header in self._iter_free_columns():
            matches = [self.statement_matcher.match_heading(text) for text in header.texts]
            wordings = sorted({match.wording for match in matches if match.wording})
            wording = wordings[0] if wordings else None
            number = next((match.number for match in matches if match.number), None)
            id_number = self.statement_matcher.match_heading(header.question_id).number if header.question_id else None
            heading = f"the heading of column {format_column(column)} has the"
            if len(wordings) > 1:
                self._report(column, f"{heading} wordings of statements {wordings[0]} and {wordings[1]}; {_MAP_HINT}")
            if wording and number and wording != number:
                self._report(column, f"{heading} number {number} and the wording of statement {wording}; {_MAP_HINT}")
            if wording:
                worded[wording].append(column)
                self.is_renumbered |= id_number not in (None, wording)
            elif number:
                numbered[number].append(column)
            elif id_number:
                by_id[id_number].append(column)
        for number, columns in by_id.items() if not self.is_renumbered else ():
            numbered[number] += columns
        return {number: worded.get(number) or sorted(numbered[number]) for number in {*worded, *numbered}}


def _join_columns(columns: Iterable[int]) -> str:
    """Name the first two of some columns: `V and W`."""
    return join_words([format_column(column) for column in columns][:2])


def _describe_missing(numbers: Sequence[int]) -> str:
    if len(numbers) == STATEMENT_COUNT:
        return f"no column matches a statement, by wording or by number; map each one {_UNDER_COLUMNS}"
    subject = "it" if len(numbers) == 1 else "each one"
    return f"no column matches {format_statements(numbers)}; map {subject} {_UNDER_COLUMNS}, such as `C: {numbers[0]}`"


def format_statements(numbers: Sequence[int]) -> str:
    """Name statements by number: `statement 7`, `statements 7 and 8`."""
    return f"statement{'s' if len(numbers) > 1 else ''} {join_words(map(str, numbers))}"
