"""Find the columns of the statements, the function and the role: by a mapping, by our wording, or by number.

A heading whose number and wording point to different statements is an error, as is a statement without a column.
Several columns for one thing are joined. All other columns are ignored.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.loading.documents.nodes import FindingList, format_excerpt
from advisor.loading.finding_codes import AMBIGUOUS_COLUMN, UNKNOWN_COLUMN
from advisor.model.name_suggestion import suggest_name
from advisor.model.responses import STATEMENT_COUNT
from advisor.model.word_lists import join_words
from advisor.survey.answer_scale import AnswerScale, CategoryLookup
from advisor.survey.column_joins import ColumnJoin
from advisor.survey.column_names import find_columns, find_team_columns, format_statements, is_position
from advisor.survey.column_positions import PositionSlips, UsedNames
from advisor.survey.heading_matching import StatementMatcher, has_name, iter_row_labels
from advisor.survey.layout import Layout
from advisor.survey.mapping_file import FUNCTION, IGNORE, OPTIONS, ROLE, ColumnMeaning
from advisor.survey.open_points import STATEMENTS
from advisor.survey.options import ChosenColumn
from advisor.survey.statement_columns import StatementColumns, find_statement_columns
from advisor.survey.text_normalization import build_key
from advisor.survey.tool_formats import ColumnHeader
from advisor.tabular.tables import TextTable, format_column

_UNDER_COLUMNS = "under `columns` in the `--map` file"
_MAX_SUGGESTIONS = 3
BY_MAP, BY_OPTION, BY_HEADING, BY_WORDING, BY_NUMBER = "map", "option", "heading", "wording", "number"
"""How a column was recognized."""


class ColumnUse(NamedTuple):
    """What a column holds and how it was recognized; both are "" for a column that is not read."""

    column: int
    label: str
    content: int | str
    origin: str


class SurveyColumns(NamedTuple):
    """The columns of the 20 answers, in the order of the statements, and of the function and role; counted from 0.

    `joins` are the things that several columns hold; the first of these columns represents them. `uses` has all
    columns. `is_renumbered`: the tool's numbers are not ours. `numbered` are statements known only by number.
    `other` has the departments of people who chose "other" as their function.
    """

    statements: tuple[int, ...]
    function: int | None
    role: int | None
    joins: tuple[ColumnJoin, ...]
    uses: tuple[ColumnUse, ...]
    is_renumbered: bool
    numbered: tuple[int, ...]
    other: int | None = None

    @property
    def mapped(self) -> frozenset[int]:
        """The columns that a mapping or an option names, also those to ignore."""
        return frozenset(use.column for use in self.uses if use.origin in (BY_MAP, BY_OPTION))


class ColumnRequest(NamedTuple):
    """The columns that a mapping and options name, and the headings of functions and roles to look for.

    `chosen` are the columns of this table that a user points at. `seeks_team`: headings such as `Team` count, too.
    """

    meanings: tuple[ColumnMeaning, ...]
    function: str | None
    role: str | None
    function_words: tuple[str, ...]
    role_words: tuple[str, ...]
    chosen: tuple[ChosenColumn, ...] = ()
    seeks_team: bool = True


class HeadingLookups(NamedTuple):
    """What headings can contain: wordings of statements, labels of the scale, names of functions and roles."""

    statements: StatementMatcher
    scale: AnswerScale
    categories: Mapping[str, CategoryLookup]


class ColumnMatcher:
    """The columns of one table while they are matched; everything that is unclear becomes a finding."""

    def __init__(self, table: TextTable, layout: Layout, lookups: HeadingLookups, findings: FindingList) -> None:
        self.table, self.layout, self.lookups, self.findings = table, layout, lookups, findings
        self.contents: dict[int, int | str] = {}
        self.options: dict[int, str] = {}
        self.origins: dict[int, str] = {}
        self.open_kinds: dict[str, None] = {}
        """What is unclear, as kinds of `OpenPoint`."""

    def match(self, request: ColumnRequest, used: UsedNames) -> SurveyColumns | None:
        """Match all columns; None if a statement has no column or something is unclear.

        Args:
            request: The columns to use, and the headings to look for.
            used: Receives the names of `request` that a column of this table goes by.
        """
        finding_count = len(self.findings)
        self._assign_chosen(request.chosen)
        self._assign_requested(request, used)
        for category, words in ((FUNCTION, request.function_words), (ROLE, request.role_words)):
            if category not in self.contents.values():
                self._assign_by_heading(category, words)
        if request.seeks_team and FUNCTION not in self.contents.values():
            self._assign_team_column()
        found = self._assign_statements()
        missing = {*range(1, STATEMENT_COUNT + 1)}.difference(self._list_statements())
        if len(self.findings) == finding_count and missing:
            self.open_kinds[STATEMENTS] = None
            self._report(None, _describe_missing(sorted(missing)) + self._suggest_column(missing), UNKNOWN_COLUMN)
        return self._build_columns(found) if len(self.findings) == finding_count else None

    def _suggest_column(self, missing: Collection[int]) -> str:
        """Name the free column whose heading is most like a missing statement, if only few are missing."""
        if len(missing) > _MAX_SUGGESTIONS:
            return ""
        found = []
        for number in sorted(missing):
            column = self.lookups.statements.find_most_alike(
                number, {column: header.texts for column, header in self._iter_free_columns()}
            )
            if column is not None:
                label = format_excerpt(self.layout.headers[column].label)
                found.append(f"column {format_column(column)} (`{label}`) looks like statement {number}")
        return f"; {', '.join(found)}" if found else ""

    def list_uses(self) -> tuple[ColumnUse, ...]:
        """List what each column holds, as far as it is known."""
        return tuple(
            ColumnUse(column, header.label, self.contents.get(column, ""), self.origins.get(column, ""))
            for column, header in enumerate(self.layout.headers)
        )

    def _build_columns(self, found: StatementColumns) -> SurveyColumns:
        by_content: dict[int | str, list[int]] = {}
        for column, content in sorted(self.contents.items()):
            by_content.setdefault(content, []).append(column)
        joins = [
            ColumnJoin(content, tuple(columns), tuple(self.options.get(column, "") for column in columns))
            for content, columns in by_content.items()
            if content != IGNORE and (len(columns) > 1 or columns[0] in self.options)
        ]
        return SurveyColumns(
            tuple(by_content[number][0] for number in range(1, STATEMENT_COUNT + 1)),
            by_content.get(FUNCTION, [None])[0],
            by_content.get(ROLE, [None])[0],
            tuple(joins),
            self.list_uses(),
            found.is_renumbered,
            tuple(sorted(found.numbered)),
        )

    def _list_statements(self) -> set[int]:
        return {content for content in self.contents.values() if isinstance(content, int)}

    def _report(self, column: int | None, sentence: str, code: str = AMBIGUOUS_COLUMN) -> None:
        self.findings.add(self.table.locate(self.layout.header_row, column), sentence, code)

    def _assign(self, column: int, content: int | str, origin: str, option: str = "") -> None:
        self.contents[column], self.origins[column] = content, origin
        if option:
            self.options[column] = option

    def _iter_free_columns(self) -> Iterator[tuple[int, ColumnHeader]]:
        for column, header in enumerate(self.layout.headers):
            if column not in self.contents and column not in self.layout.metadata_columns:
                yield column, header

    def _assign_chosen(self, chosen: Sequence[ChosenColumn]) -> None:
        """Assign the columns that a user points at."""
        for each in chosen:
            if each.column < len(self.layout.headers) and each.column not in self.contents:
                for column in self._add_options(each.content, [each.column]):
                    option = self._find_label_option(each.content, self.layout.headers[column])
                    self._assign(column, each.content, BY_MAP, option)

    def _assign_team_column(self) -> None:
        """Assign the column with a usual heading for the team, such as `Department`, if there is only one."""
        functions = self.lookups.categories[FUNCTION]
        columns = find_team_columns(self._iter_free_columns(), self.table, self.layout, functions)
        if len(columns) == 1:
            self._assign(columns[0], FUNCTION, BY_HEADING)
        elif columns:
            labels = [
                f"{format_column(each)} (`{format_excerpt(self.layout.headers[each].label)}`)" for each in columns
            ]
            hint = f"choose one, such as `--function-column {format_column(columns[0])}`"
            self.open_kinds[FUNCTION] = None
            self._report(None, f"columns {join_words(labels)} can all have the team of each response; {hint}")

    def _assign_requested(self, request: ColumnRequest, used: UsedNames) -> None:
        """Assign the columns that the mapping and the options name."""
        slips = PositionSlips(self.table, self.layout, self.lookups.statements, used)
        options = ((request.function, FUNCTION), (request.role, ROLE))
        place = self.table.locate(self.layout.header_row)
        named = [ColumnMeaning(name, category, place) for name, category in options if name is not None]
        for meaning in (*request.meanings, *named):
            quoted = f"`{format_excerpt(meaning.name)}`"
            columns = find_columns(meaning.name, self.layout.headers)
            taken = [column for column in columns if column in self.contents]
            if columns:
                used.names.add(meaning.name)
            if columns and meaning not in named and is_position(meaning.name, self.layout.headers):
                slips.check(meaning, columns[0])
            if taken:
                sentence = f"{quoted} is column {format_column(taken[0])}, which already has a meaning; remove one"
                self.findings.add(meaning.place, sentence, AMBIGUOUS_COLUMN)
            elif columns:
                content = OPTIONS.get(str(meaning.content), meaning.content)
                option = str(meaning.content) if content != meaning.content else ""
                for column in self._add_options(content, columns):
                    label_option = option or self._find_label_option(content, self.layout.headers[column])
                    self._assign(column, content, BY_OPTION if meaning in named else BY_MAP, label_option)
            elif meaning in named:
                near = suggest_name(meaning.name, [header.label for _, header in self._iter_free_columns()])
                sentence = f"there is no column {quoted}{near}; name it by its heading or its letter"
                self.findings.add(place, sentence, UNKNOWN_COLUMN)
        if finding := slips.build_finding():
            self.findings.append(finding)

    def _add_options(self, content: int | str, columns: list[int]) -> list[int]:
        """Add the columns of the other options, if one column of a question with a column for each option is named."""
        if len(columns) != 1 or not self._find_label_option(content, self.layout.headers[columns[0]]):
            return columns
        questions = {question for question, _ in iter_row_labels(self.layout.headers[columns[0]].label)}
        others = [
            column
            for column, header in self._iter_free_columns()
            if questions.intersection(question for question, _ in iter_row_labels(header.label))
            and self._find_label_option(content, header)
        ]
        return sorted({*columns, *others})

    def _find_label_option(self, content: int | str, header: ColumnHeader) -> str:
        """Find the function or role that the label of a column names, as in `Which team? [Sales]`; else ""."""
        lookup = self.lookups.categories.get(str(content))
        labels = (label for _, label in iter_row_labels(header.label)) if lookup else ()
        return next((name for label in labels if lookup and (name := lookup[label])), "")

    def _assign_by_heading(self, category: str, words: Sequence[str]) -> None:
        """Assign the column of the function, or the role, by its heading; or a column for each of its options."""
        names = {build_key(word) for word in words}
        columns = [(column, "") for column, header in self._iter_free_columns() if has_name(header, names)]
        if not columns:
            columns = [
                (column, option)
                for column, header in self._iter_free_columns()
                if any(question in names for question, _ in iter_row_labels(header.label))
                and (option := self._find_label_option(category, header))
            ]
        for column, option in columns:
            self._assign(column, category, BY_HEADING, option)

    def _assign_statements(self) -> StatementColumns:
        """Assign the columns of the statements that have none yet."""
        free, scale = list(self._iter_free_columns()), self.lookups.scale
        found = find_statement_columns(free, self.lookups.statements, scale, self._list_statements())
        for conflict in found.conflicts:
            self.open_kinds[STATEMENTS] = None
            self._report(*conflict)
        mapped = self._list_statements()
        for number, columns in found.columns.items():
            if number not in mapped:
                for column in columns:
                    origin = BY_NUMBER if number in found.numbered else BY_WORDING
                    self._assign(column, number, origin, found.options.get(column, ""))
        return found


def _describe_missing(numbers: Sequence[int]) -> str:
    if len(numbers) == STATEMENT_COUNT:
        return f"no column matches a statement, by wording or by number; map each one {_UNDER_COLUMNS}"
    subject = "it" if len(numbers) == 1 else "each one"
    return f"no column matches {format_statements(numbers)}; map {subject} {_UNDER_COLUMNS}, such as `C: {numbers[0]}`"
