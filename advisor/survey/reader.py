"""Read files of answers to respondents, as `advisor survey read` does; nothing is printed here.

Only function, role and answers are kept: no name, address, id, time or free text. Everything that is wrong is reported
in one run, with its row and column.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from advisor.errors import Finding, Place, SurveyError
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import format_excerpt
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.model.instrument import Instrument
from advisor.model.name_suggestion import suggest_name
from advisor.model.responses import FUNCTIONS, Respondent
from advisor.model.word_lists import join_quoted, join_words
from advisor.survey.answer_scale import AnswerScale, CategoryLookup
from advisor.survey.collection import ResponseCollection, TableReading, TooManyFindingsError
from advisor.survey.column_matching import ColumnMatcher, ColumnRequest, HeadingLookups, SurveyColumns
from advisor.survey.column_names import explain_missing_function, find_function_column
from advisor.survey.column_positions import UsedNames
from advisor.survey.heading_matching import StatementMatcher
from advisor.survey.layout import Layout, detect_layout, report_other_format
from advisor.survey.mapping_file import FUNCTION, ROLE, SurveyMapping, read_mapping
from advisor.survey.open_points import ANSWER_WORD, OpenPoint
from advisor.survey.options import SurveyOptions as SurveyOptions
from advisor.survey.other_departments import OTHER_TEXT, find_other_column
from advisor.survey.own_spreadsheet import find_heading_row, read_own_sheet
from advisor.survey.responses import CellMeanings, ResponseReader
from advisor.survey.sheet_tables import list_sheet_tables
from advisor.survey.text_normalization import build_key
from advisor.survey.tool_formats import FORM, FORMATS, SHEET
from advisor.tabular.tables import TextTable, parse_text_table, read_bytes
from advisor.tabular.workbook import is_workbook

_MAX_ANSWERS = 8
"""Maximum number of unmapped answers that a sentence names."""


class SurveyResponses(NamedTuple):
    """The respondents, in an order that does not show who answered when, and notes for the reader.

    `notes` are sentences about the files: what was left out or ignored. They contain headings, never contents.
    """

    respondents: tuple[Respondent, ...]
    notes: tuple[str, ...]
    files: tuple[str, ...]


def read_surveys(
    paths: Iterable[str],
    instrument: Instrument,
    options: SurveyOptions | None = None,
    readings: list[TableReading] | None = None,
    open_points: list[OpenPoint] | None = None,
) -> SurveyResponses:
    """Read the answers of several files together.

    Args:
        paths: CSV or XLSX files, such as one with the rows `function,1,2,…,20` and `sales,4,5,…,3`.
        instrument: The statements and the words that answers, functions and roles are written in.
        options: Everything the user says in addition to the files.
        readings: Receives how each table was understood, also if there is an error.
        open_points: Receives what somebody has to say before the files can be read.

    Raises:
        SurveyError: Something is wrong; it carries all findings of all files.
        MissingExtraError: A library for workbooks is not installed.
    """
    given = options or SurveyOptions()
    reader = _SurveyReader(instrument, given)
    collection = reader.collection
    collection.readings = [] if readings is None else readings
    functions_by_file = [*((path, given.function) for path in paths), *given.function_files]
    files = tuple(path for path, _ in functions_by_file)
    try:
        if reader.has_valid_options():
            for path, function in functions_by_file:
                reader.read_file(path, function)
            reader.finish(files)
    except TooManyFindingsError:
        reader.is_complete = len(files) == 1
    collection.name_repeats()
    if open_points is not None:
        open_points += collection.open_points
    if collection.findings:
        raise SurveyError([*reader.list_slips(), *collection.findings])
    return SurveyResponses(collection.sort_people(), tuple(collection.notes), files)


class _SurveyReader:
    """Reads file after file into a collection."""

    def __init__(self, instrument: Instrument, options: SurveyOptions) -> None:
        self.options = options
        self.collection = ResponseCollection()
        findings = self.collection.findings
        given = options.words or SurveyMapping()
        self.mapping = read_mapping(options.map, findings) if options.map is not None else given
        self.request = ColumnRequest(
            self.mapping.columns,
            options.function_column,
            options.role_column,
            (FUNCTION, *options.function_words),
            (ROLE, *options.role_words),
        )
        self.meanings = CellMeanings(
            AnswerScale(instrument, self.mapping.answers),
            CategoryLookup(instrument.functions, self.mapping.functions, FUNCTION),
            CategoryLookup(instrument.roles, self.mapping.roles, ROLE),
            StatementMatcher(instrument),
            options.function,
            options.only_functions,
        )
        if options.only_functions:
            self.meanings.functions.more_hint = ", as `sales`, `marketing`, `both` or `other`"
        else:
            self.meanings.functions.more_hint = ", or leave out other departments with `--only-functions`"
        self.used_columns = UsedNames()
        self.headings: list[str] = []
        self.has_workbook = self.has_form = False
        self.is_complete = True

    def has_valid_options(self) -> bool:
        """Return whether all options have known values; report those that have not."""
        options = (("--format", self.options.format, FORMATS), ("--function", self.options.function, FUNCTIONS))
        for option, value, allowed in options:
            if value is not None and value not in allowed:
                sentence = f"`{format_excerpt(value)}` is unknown; choose {join_quoted(allowed)}"
                self.collection.add_finding(Place(option), sentence, codes.INVALID_OPTION)
        return all(value is None or value in allowed for _, value, allowed in options)

    def read_file(self, path: str, function: str | None) -> None:
        """Read one file, whose people are all from `function` if it is given; add all that is wrong to the findings."""
        self.meanings = self.meanings._replace(function=function)
        finding_count = len(self.collection.findings)
        try:
            data, name = read_bytes(path)
            if not data.strip():
                raise UnreadableError(name, "this file is empty; export it again", codes.EMPTY_FILE)
            first = self.collection.duplicates.find_file(data, name)
            tables = self._list_tables(data, name)
            del data
            for table, sheet_function in tables:
                self.meanings = self.meanings._replace(function=function or sheet_function)
                self._read_table(table)
            if first is not None and len(self.collection.findings) == finding_count:
                hint = "leave one out, or add a remark to one if two people gave the same answers"
                sentence = f"this file is identical to {Place(first)}; {hint}"
                self.collection.add_finding(Place(name), sentence, codes.DUPLICATE_RESPONSE)
        except UnreadableError as error:
            self.is_complete = False
            self.collection.add_finding(error.finding.place, error.finding.sentence, error.finding.code)

    def _list_tables(self, data: bytes, name: str) -> list[tuple[TextTable, str | None]]:
        """List the tables of a file, each with the function that its sheet is named after."""
        if not is_workbook(data, name):
            return [(parse_text_table(data, name, self.options.encoding), None)]
        self.has_workbook = True
        tables = list_sheet_tables(data, name, self.options.sheet, self.meanings.functions)
        for table, _, hidden in tables:
            if hidden:
                self.collection.notes[f"{table.locate()}: {hidden}"] = None
        return [(table, function) for table, function, _ in tables]

    def _read_table(self, table: TextTable) -> None:
        is_own = find_heading_row(table.head) is not None
        if self.options.format == SHEET and not is_own:
            raise report_other_format(table.locate(), SHEET)
        if is_own and self.options.format in (None, SHEET):
            read_own_sheet(table, self.meanings, self.collection)
            return
        layout = detect_layout(table, self.options.format, self.meanings.statement_matcher, self.mapping.statuses)
        self.headings += [header.label for header in layout.headers]
        name = table.locate().file
        request = self.request._replace(
            chosen=tuple(each for each in self.options.chosen if each.table == name),
            seeks_team=self.meanings.function is None,
        )
        if layout.format == FORM:  # its columns are known; letters that a user names mean columns of other files
            self.has_form = True
            names = {build_key(header.label) for header in layout.headers}
            request = request._replace(
                meanings=(),
                chosen=(),
                function=None if FUNCTION in names else request.function,
                role=None if ROLE in names else request.role,
            )
        categories = {FUNCTION: self.meanings.functions, ROLE: self.meanings.roles}
        lookups = HeadingLookups(self.meanings.statement_matcher, self.meanings.scale, categories)
        matcher = ColumnMatcher(table, layout, lookups, self.collection.findings)
        columns = matcher.match(request, self.used_columns)
        statuses = frozenset(column for column, _ in layout.status_columns)
        reading = TableReading(table.locate(layout.header_row), layout.format, matcher.list_uses(), statuses, [])
        self.collection.readings.append(reading)
        for kind in matcher.open_kinds:
            self.collection.open_points[OpenPoint(kind, name)] = None
        if columns is None:
            return
        if columns.function is None and self.meanings.function is None:
            place = table.locate(layout.header_row)
            sentence = explain_missing_function(table, layout, self.meanings.functions)
            self.collection.add_finding(place, sentence, codes.UNKNOWN_COLUMN)
            found = find_function_column(table, layout, self.meanings.functions)
            self.collection.open_points[OpenPoint(FUNCTION, name, found[0] if found else None)] = None
            return
        if columns.function is None and layout.format != FORM:
            found = find_function_column(table, layout, self.meanings.functions)
            if found and found[1] and found[0] not in columns.mapped:
                columns = columns._replace(function=found[0])  # it is checked against what the user says
        if columns.function is not None and all(join.content != FUNCTION for join in columns.joins):
            columns = self._add_other_column(layout, columns, statuses, reading)
        reader = ResponseReader(table, layout, columns, self.meanings, self.collection)
        reader.read_rows(include_unfinished=self.options.include_unfinished)
        reading.first_people.extend(reader.first_people)

    def _add_other_column(
        self, layout: Layout, columns: SurveyColumns, statuses: frozenset[int], reading: TableReading
    ) -> SurveyColumns:
        """Add the column for the text of another department, also to what a dry run shows."""
        taken = {*statuses, *layout.metadata_columns, *(use.column for use in columns.uses if use.content)}
        other = find_other_column(layout.headers, columns.function or 0, taken)
        if other is None:
            return columns
        uses = [use._replace(content=OTHER_TEXT) if use.column == other else use for use in columns.uses]
        index = self.collection.readings.index(reading)
        self.collection.readings[index] = reading._replace(uses=tuple(uses))
        return columns._replace(other=other, uses=tuple(uses))

    def list_slips(self) -> list[Finding]:
        """List the columns of the mapping that no file has, unless a file could not be read to its columns."""
        if not self.is_complete:
            return []
        slips = []
        hint = "; columns of our own form need no mapping" if self.has_form else "; check its heading"
        for meaning in self.mapping.columns:
            if meaning.name not in self.used_columns.names:
                near = "" if self.has_form else suggest_name(meaning.name, self.headings)
                sentence = f"no file has a column `{format_excerpt(meaning.name)}`{near or hint}"
                slips.append(Finding(meaning.place, sentence, codes.UNKNOWN_COLUMN))
        return slips

    def finish(self, files: Sequence[str]) -> None:
        """Check everything that needs all files to be read."""
        collection, answers = self.collection, self.mapping.answers
        if self.options.sheet is not None and not self.has_workbook:
            sheet = format_excerpt(self.options.sheet)
            sentence = f"no file is a workbook, so there is no sheet `{sheet}`; leave out `--sheet`"
            collection.add_finding(Place("--sheet"), sentence, codes.UNKNOWN_SHEET)
        unmapped, text = self.meanings.scale.unmapped, self.meanings.scale.remapped
        if unmapped and text is not None:
            texts = [f"`{format_excerpt(unmapped[key])}`" for key in sorted(unmapped)]
            collection.open_points |= {
                OpenPoint(ANSWER_WORD, "", None, unmapped[key]): None for key in sorted(unmapped)
            }
            listed = join_words(
                [*texts[:_MAX_ANSWERS], *([f"{len(texts) - _MAX_ANSWERS} more"] if texts[_MAX_ANSWERS:] else [])]
            )
            others = f"the responses also contain {listed}, which you did not map"
            sentence = (
                f"`{format_excerpt(text)}` is mapped to {answers[text]}, but {others}; map every answer of the scale"
            )
            place = self.mapping.answer_places.get(text, Place("answers"))
            collection.add_finding(place, sentence, codes.INVALID_MAPPING)
        if not collection.findings and (slips := self.list_slips()):
            collection.findings += slips
            self.is_complete = False  # they are reported
        if not collection.findings and not collection.people:
            place = Place(files[0] if len(files) == 1 else f"{len(files)} files")
            reasons = [note.partition(": ")[2] for note in collection.notes if " left out" in note]
            sentence = ": ".join(filter(None, ("no response remains to be read", "; ".join(reasons))))
            collection.add_finding(place, sentence, codes.NO_RESPONSES)
