"""Files of answers to respondents: what `advisor survey read` does, without printing anything.

Nothing but function, role and answers is kept: no name, address, id, time or free text. What is not understood is
refused with its row and column; all that is wrong is told in one run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from advisor.errors import Finding, Place, SurveyError, listing
from advisor.loading.nodes import Findings, shown
from advisor.loading.yaml_reader import UnreadableError
from advisor.model.instrument import Instrument
from advisor.model.responses import BOTH, FUNCTIONS, ROLES, Respondent
from advisor.survey.answer_scale import Scale, Words, moved
from advisor.survey.column_matching import Asked, Wordings, match
from advisor.survey.duplicates import Seen
from advisor.survey.mapping_file import FUNCTION, ROLE, Meanings, read_mapping
from advisor.survey.own_spreadsheet import LISTS, heading_row, read_sheet
from advisor.survey.responses import Gathered, Senses, TooManyError, read_responses
from advisor.survey.text_normalization import key
from advisor.survey.tool_formats import FORM, FORMATS, SHEET, layout
from advisor.tabular.tables import HEAD, Table, read_bytes, table_of, text_table
from advisor.tabular.workbook import Sheet, is_workbook, sheets

_FUNCTION_WORDS = ("function",)
_ROLE_WORDS = ("role",)
_NAMED = 10
"""How many sheets are named in a sentence."""


class Options(NamedTuple):
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


class Survey(NamedTuple):
    """Who answered what, in an order that tells nothing of who answered when, and what a reader of it should know.

    `notes` are sentences about the files: what was left out or left alone. They hold headings, never contents.
    """

    respondents: tuple[Respondent, ...]
    notes: tuple[str, ...]
    files: tuple[str, ...]


def read_surveys(paths: Iterable[str], instrument: Instrument, options: Options | None = None) -> Survey:
    """The answers in all these files together. Raises SurveyError with all findings, MissingExtraError."""
    reader = _Reader(instrument, options or Options())
    files = tuple(paths)
    try:
        reader.check()
        for path in files:
            reader.read(path)
        reader.finish(files)
    except TooManyError:
        pass
    if reader.gathered.findings:
        raise SurveyError(reader.gathered.findings)
    return Survey(tuple(sorted(reader.gathered.people, key=_order)), tuple(reader.gathered.notes), files)


def _order(person: Respondent) -> tuple[int, int, list[int]]:
    function, role, answers = person
    return (
        (*FUNCTIONS, BOTH).index(function),
        ROLES.index(role) if role else len(ROLES),
        [answer or 0 for answer in answers],
    )


class _Reader:
    """Reads file after file into what is gathered."""

    def __init__(self, instrument: Instrument, options: Options) -> None:
        self.options = options
        self.gathered = Gathered(Findings(), [], {}, Seen())
        findings = self.gathered.findings
        self.mapping = read_mapping(options.map, findings) if options.map is not None else Meanings()
        self.asked = Asked(
            self.mapping.columns,
            options.function_column,
            options.role_column,
            (*_FUNCTION_WORDS, *options.function_words),
            (*_ROLE_WORDS, *options.role_words),
        )
        self.senses = Senses(
            Scale(instrument, self.mapping.answers),
            Words(instrument.functions, self.mapping.functions, "function", "functions"),
            Words(instrument.roles, self.mapping.roles, "role", "roles"),
            Wordings(instrument),
            options.function,
        )
        self.used: set[str] = set()
        self.workbooks = self.forms = False

    def check(self) -> None:
        """Refuse options that mean nothing."""
        for option, value, allowed in (
            ("--format", self.options.format, FORMATS),
            ("--function", self.options.function, FUNCTIONS),
        ):
            if value is not None and value not in allowed:
                self.gathered.say(Place(option), f"`{shown(value)}` is not known; it can be {listing(allowed)}")

    def read(self, path: str) -> None:
        """Read one file; what is wrong with it is among the findings afterwards."""
        try:
            data, name = read_bytes(path)
            if not data.strip():
                raise UnreadableError(Place(name), "this file is empty")
            if is_workbook(data, name):
                self.workbooks = True
                tables = self._sheets(data, name)
            else:
                tables = [text_table(data, name, self.options.encoding)]
            first = self.gathered.seen.file(data, name)
            del data
            before = len(self.gathered.findings)
            for table in tables:
                self._table(table)
            if first is not None and len(self.gathered.findings) == before:
                self.gathered.say(
                    Place(name),
                    f"this is {Place(first)} a second time, byte for byte; leave one of the two out, or, if two people "
                    "did answer alike, write a remark into one",
                )
        except UnreadableError as error:
            self.gathered.say(error.finding.place, error.finding.sentence)

    def _sheets(self, data: bytes, name: str) -> list[Table]:
        """The tables of a workbook: the one sheet that holds any, the one named, or all that are our spreadsheet."""
        wanted = self.options.sheet
        filled, names = sheets(data, name, wanted)
        if wanted is not None and wanted not in names:
            known = listing([shown(each) for each in names[:_NAMED]])
            raise UnreadableError(Place(name), f"there is no sheet `{shown(wanted)}`; its sheets are {known}")
        found = filled if wanted is not None else [sheet for sheet in filled if sheet.visible]
        if any(map(_is_ours, found)):
            found = [sheet for sheet in found if key(sheet.name) != LISTS]
        if not found:
            raise UnreadableError(Place(name), "this workbook is empty" if wanted is None else "this sheet is empty")
        if len(found) > 1 and not all(map(_is_ours, found)):
            known = listing([shown(sheet.name) for sheet in found[:_NAMED]])
            raise UnreadableError(
                Place(name), f"several sheets of this workbook are filled in; name one with `--sheet`: {known}"
            )
        return [table_of(name, sheet.name if len(found) > 1 else None, sheet.rows) for sheet in found]

    def _table(self, table: Table) -> None:
        ours = heading_row(table.head) is not None
        if self.options.format == SHEET and not ours:
            raise UnreadableError(table.place(), "this is not our spreadsheet; leave out `--format`, or name another")
        if ours and self.options.format in (None, SHEET):
            read_sheet(table, self.senses, self.gathered)
            return
        form = layout(table, self.options.format)
        asked = self.asked
        if form.format == FORM:  # its columns are known; what is said of others by letters does not mean them
            self.forms = True
            names = {key(header.shown) for header in form.headers}
            asked = asked._replace(
                said=(),
                function=None if FUNCTION in names else asked.function,
                role=None if ROLE in names else asked.role,
            )
        columns = match(table, form, self.senses.wordings, asked, self.used, self.gathered.findings)
        if columns is None:
            return
        if columns.function is None and self.options.function is None:
            self.gathered.say(
                table.place(form.header_row),
                "no column tells which function a response is from; name it with `--function-column`, or say "
                "`--function sales` (or marketing) if all responses are from one",
            )
            return
        read_responses(table, form, columns, self.senses, self.gathered, unfinished=self.options.include_unfinished)

    def finish(self, files: Sequence[str]) -> None:
        """What can only be told when all files are read."""
        gathered = self.gathered
        if self.options.sheet is not None and not self.workbooks:
            why = f"no file here is a workbook, so that there is no sheet `{shown(self.options.sheet)}`; leave it out"
            gathered.say(Place("--sheet"), why)
        unmapped = ", ".join(map(str, sorted(self.senses.scale.unmapped)))
        if unmapped and (text := moved(self.mapping.answers)) is not None:
            gathered.say(
                self.mapping.answers_at[text],
                f"`{shown(text)}` is mapped to {self.mapping.answers[text]}, while the responses also hold {unmapped} "
                "as they are, not mapped; map every number that they hold",
            )
        if not gathered.findings:
            ours = "; the columns of our own form need no word" if self.forms else ""
            for said in self.mapping.columns:
                if said.name not in self.used:
                    gathered.say(said.place, f"no file has a column called `{shown(said.name)}`{ours}")
        if not gathered.findings and not gathered.people:
            where = Place(files[0] if len(files) == 1 else f"{len(files)} files")
            why = "; ".join(note.partition(": ")[2] for note in gathered.notes if " left out" in note)
            gathered.findings.append(Finding(where, "no response is left to be read" + (f": {why}" if why else "")))


def _is_ours(sheet: Sheet) -> bool:
    return heading_row(sheet.rows[:HEAD]) is not None
