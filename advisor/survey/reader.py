"""Files of answers to respondents: what `advisor survey read` does, without printing anything.

Nothing but function, role and answers is kept: no name, address, id, time or free text. What is not understood is
refused with its row and column; all that is wrong is told in one run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from advisor.errors import Finding, Place, SurveyError
from advisor.loading.nodes import FindingList, format_excerpt
from advisor.loading.yaml_reader import UnreadableError
from advisor.model.instrument import Instrument
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, ROLES, Respondent
from advisor.model.word_lists import join_quoted
from advisor.survey.answer_scale import AnswerScale, CategoryLookup, find_remapped_number
from advisor.survey.column_matching import ColumnRequest, StatementMatcher, match_columns
from advisor.survey.duplicates import DuplicateFinder
from advisor.survey.mapping_file import FUNCTION, ROLE, SurveyMapping, read_mapping
from advisor.survey.own_spreadsheet import LISTS_SHEET, find_heading_row, read_own_sheet
from advisor.survey.responses import CellMeanings, ResponseCollection, TooManyFindingsError, read_responses
from advisor.survey.text_normalization import build_key
from advisor.survey.tool_formats import FORM, FORMATS, SHEET, detect_layout
from advisor.tabular.tables import MAX_HEAD_ROWS, TextTable, build_table, parse_text_table, read_bytes
from advisor.tabular.workbook import Sheet, is_workbook, read_sheets

_FUNCTION_WORDS = ("function",)
_ROLE_WORDS = ("role",)
_MAX_SHEET_NAMES = 10
"""How many sheets are named in a sentence."""


class SurveyOptions(NamedTuple):
    """What is said beside the files; None and () where nothing is.

    `format` is one of formats.FORMATS, `function` one of FUNCTIONS (that of everybody in the files). Columns go by
    heading, wording, letter or number. `map` is the path of a mapping file, `function_words` and `role_words` are
    further headings that a column of functions, or of roles, goes by (the questions of our questionnaire).
    """

    format: str | None = None
    function_column: str | None = None
    function: str | None = None
    role_column: str | None = None
    map: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    include_unfinished: bool = False
    function_words: tuple[str, ...] = ()
    role_words: tuple[str, ...] = ()


class SurveyResponses(NamedTuple):
    """Who answered what, in an order that tells nothing of who answered when, and what a reader of it should know.

    `notes` are sentences about the files: what was left out or left alone. They hold headings, never contents.
    """

    respondents: tuple[Respondent, ...]
    notes: tuple[str, ...]
    files: tuple[str, ...]


def read_surveys(paths: Iterable[str], instrument: Instrument, options: SurveyOptions | None = None) -> SurveyResponses:
    """The answers in all these files together. Raises SurveyError with all findings, MissingExtraError."""
    reader = _SurveyReader(instrument, options or SurveyOptions())
    files = tuple(paths)
    try:
        reader.check_options()
        for path in files:
            reader.read_file(path)
        reader.finish(files)
    except TooManyFindingsError:
        pass
    if reader.collection.findings:
        raise SurveyError(reader.collection.findings)
    return SurveyResponses(
        tuple(sorted(reader.collection.people, key=_build_sort_key)), tuple(reader.collection.notes), files
    )


def _build_sort_key(person: Respondent) -> tuple[int, int, list[int]]:
    function, role, answers = person
    return (
        (*FUNCTIONS, BOTH_FUNCTIONS).index(function),
        ROLES.index(role) if role else len(ROLES),
        [answer or 0 for answer in answers],
    )


class _SurveyReader:
    """Reads file after file into what is gathered."""

    def __init__(self, instrument: Instrument, options: SurveyOptions) -> None:
        self.options = options
        self.collection = ResponseCollection(FindingList(), [], {}, DuplicateFinder())
        findings = self.collection.findings
        self.mapping = read_mapping(options.map, findings) if options.map is not None else SurveyMapping()
        self.request = ColumnRequest(
            self.mapping.columns,
            options.function_column,
            options.role_column,
            (*_FUNCTION_WORDS, *options.function_words),
            (*_ROLE_WORDS, *options.role_words),
        )
        self.meanings = CellMeanings(
            AnswerScale(instrument, self.mapping.answers),
            CategoryLookup(instrument.functions, self.mapping.functions, "function", "functions"),
            CategoryLookup(instrument.roles, self.mapping.roles, "role", "roles"),
            StatementMatcher(instrument),
            options.function,
        )
        self.used_columns: set[str] = set()
        self.workbooks = self.forms = False

    def check_options(self) -> None:
        """Refuse options that mean nothing."""
        for option, value, allowed in (
            ("--format", self.options.format, FORMATS),
            ("--function", self.options.function, FUNCTIONS),
        ):
            if value is not None and value not in allowed:
                self.collection.add_finding(
                    Place(option), f"`{format_excerpt(value)}` is not known; it can be {join_quoted(allowed)}"
                )

    def read_file(self, path: str) -> None:
        """Read one file; what is wrong with it is among the findings afterwards."""
        try:
            data, name = read_bytes(path)
            if not data.strip():
                raise UnreadableError(Place(name), "this file is empty")
            if is_workbook(data, name):
                self.workbooks = True
                tables = self._select_sheets(data, name)
            else:
                tables = [parse_text_table(data, name, self.options.encoding)]
            first = self.collection.duplicates.find_file(data, name)
            del data
            before = len(self.collection.findings)
            for table in tables:
                self._read_table(table)
            if first is not None and len(self.collection.findings) == before:
                self.collection.add_finding(
                    Place(name),
                    f"this is {Place(first)} a second time, byte for byte; leave one of the two out, or, if two people "
                    "did answer alike, write a remark into one",
                )
        except UnreadableError as error:
            self.collection.add_finding(error.finding.place, error.finding.sentence)

    def _select_sheets(self, data: bytes, name: str) -> list[TextTable]:
        """The tables of a workbook: the one sheet that holds any, the one named, or all that are our spreadsheet."""
        wanted = self.options.sheet
        filled, names = read_sheets(data, name, wanted)
        if wanted is not None and wanted not in names:
            known = join_quoted([format_excerpt(each) for each in names[:_MAX_SHEET_NAMES]])
            raise UnreadableError(Place(name), f"there is no sheet `{format_excerpt(wanted)}`; its sheets are {known}")
        found = filled if wanted is not None else [sheet for sheet in filled if sheet.is_visible]
        if any(map(_is_own_sheet, found)):
            found = [sheet for sheet in found if build_key(sheet.name) != LISTS_SHEET]
        if not found:
            raise UnreadableError(Place(name), "this workbook is empty" if wanted is None else "this sheet is empty")
        if len(found) > 1 and not all(map(_is_own_sheet, found)):
            known = join_quoted([format_excerpt(sheet.name) for sheet in found[:_MAX_SHEET_NAMES]])
            raise UnreadableError(
                Place(name), f"several sheets of this workbook are filled in; name one with `--sheet`: {known}"
            )
        return [build_table(name, sheet.name if len(found) > 1 else None, sheet.rows) for sheet in found]

    def _read_table(self, table: TextTable) -> None:
        ours = find_heading_row(table.head) is not None
        if self.options.format == SHEET and not ours:
            raise UnreadableError(table.locate(), "this is not our spreadsheet; leave out `--format`, or name another")
        if ours and self.options.format in (None, SHEET):
            read_own_sheet(table, self.meanings, self.collection)
            return
        form = detect_layout(table, self.options.format)
        asked = self.request
        if form.format == FORM:  # its columns are known; what is said of others by letters does not mean them
            self.forms = True
            names = {build_key(header.label) for header in form.headers}
            asked = asked._replace(
                meanings=(),
                function=None if FUNCTION in names else asked.function,
                role=None if ROLE in names else asked.role,
            )
        columns = match_columns(table, form, self.meanings.matcher, asked, self.used_columns, self.collection.findings)
        if columns is None:
            return
        if columns.function is None and self.options.function is None:
            self.collection.add_finding(
                table.locate(form.header_row),
                "no column tells which function a response is from; name it with `--function-column`, or say "
                "`--function sales` (or marketing) if all responses are from one",
            )
            return
        read_responses(
            table, form, columns, self.meanings, self.collection, include_unfinished=self.options.include_unfinished
        )

    def finish(self, files: Sequence[str]) -> None:
        """What can only be told when all files are read."""
        gathered = self.collection
        if self.options.sheet is not None and not self.workbooks:
            why = f"no file here is a workbook, so that there is no sheet `{format_excerpt(self.options.sheet)}`; leave it out"
            gathered.add_finding(Place("--sheet"), why)
        unmapped = ", ".join(map(str, sorted(self.meanings.scale.unmapped)))
        if unmapped and (text := find_remapped_number(self.mapping.answers)) is not None:
            gathered.add_finding(
                self.mapping.answer_places[text],
                f"`{format_excerpt(text)}` is mapped to {self.mapping.answers[text]}, while the responses also hold {unmapped} "
                "as they are, not mapped; map every number that they hold",
            )
        if not gathered.findings:
            ours = "; the columns of our own form need no word" if self.forms else ""
            for said in self.mapping.columns:
                if said.name not in self.used_columns:
                    gathered.add_finding(said.place, f"no file has a column called `{format_excerpt(said.name)}`{ours}")
        if not gathered.findings and not gathered.people:
            where = Place(files[0] if len(files) == 1 else f"{len(files)} files")
            why = "; ".join(note.partition(": ")[2] for note in gathered.notes if " left out" in note)
            gathered.findings.append(Finding(where, "no response is left to be read" + (f": {why}" if why else "")))


def _is_own_sheet(sheet: Sheet) -> bool:
    return find_heading_row(sheet.rows[:MAX_HEAD_ROWS]) is not None
