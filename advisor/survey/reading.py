"""Files of answers to respondents: what `advisor survey read` does, without printing anything.

Nothing but function, role and answers is kept: no name, address, id, time or free text. What is not understood is
refused with its row and column; all that is wrong is told in one run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from advisor.errors import Finding, Place, SurveyError, listing
from advisor.loading.nodes import Findings, shown
from advisor.loading.yaml_reader import UnreadableError
from advisor.model.assessment import BOTH, FUNCTIONS, ROLES, Respondent
from advisor.model.instrument import Instrument
from advisor.survey.answers import REFUSED, Scale, Words
from advisor.survey.columns import Asked, Columns, Wordings, match
from advisor.survey.formats import FORM, FORMATS, NAMES, SHEET, Layout, layout
from advisor.survey.mapping import Meanings, read_mapping
from advisor.survey.own_sheet import LISTS, Senses, heading_row, read_sheet
from advisor.survey.tables import Table, read_bytes, table_of, text_table
from advisor.survey.words import key, letter
from advisor.survey.workbook import is_workbook, sheets

MAX_FINDINGS = 50
_TOLD = 60
_FUNCTION_WORDS = ("function",)
_ROLE_WORDS = ("role",)


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


def read_surveys(paths: Iterable[str], instrument: Instrument, options: Options = Options()) -> Survey:  # noqa: B008
    """The answers in all these files together. Raises SurveyError with all findings, MissingExtraError."""
    reader = _Reader(instrument, options)
    files = tuple(paths)
    reader.check()
    for path in files:
        reader.read(path)
    reader.finish(files)
    if reader.findings:
        raise SurveyError(_first(reader.findings))
    return Survey(tuple(sorted(reader.people, key=_order)), tuple(dict.fromkeys(reader.notes)), files)


def _order(person: Respondent) -> tuple[int, int, tuple[int, ...]]:
    return (
        (*FUNCTIONS, BOTH).index(person.function),
        ROLES.index(person.role) if person.role else len(ROLES),
        tuple(answer or 0 for answer in person.answers),
    )


def _first(findings: Sequence[Finding]) -> list[Finding]:
    told = list(findings[:MAX_FINDINGS])
    if len(findings) > MAX_FINDINGS:
        place = findings[MAX_FINDINGS].place
        told.append(Finding(place, f"more than {MAX_FINDINGS} things are wrong; mend those told first"))
    return told


class _Reader:
    """What is gathered while file after file is read."""

    def __init__(self, instrument: Instrument, options: Options) -> None:
        self.options = options
        self.findings = Findings()
        self.people: list[Respondent] = []
        self.notes: list[str] = []
        self.mapping = read_mapping(options.map, self.findings) if options.map else Meanings()
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
        self.seen: dict[tuple[str, str], Place] = {}
        self.readable = 0

    def say(self, place: Place, sentence: str) -> None:
        self.findings.say(place, sentence)
        if len(self.findings) > MAX_FINDINGS:
            raise SurveyError(_first(self.findings))

    def check(self) -> None:
        """Refuse options that mean nothing."""
        for option, value, allowed in (
            ("--format", self.options.format, FORMATS),
            ("--function", self.options.function, FUNCTIONS),
        ):
            if value is not None and value not in allowed:
                raise SurveyError(
                    [Finding(Place(option), f"`{shown(value)}` is not known; it can be {listing(allowed)}")]
                )

    def read(self, path: str) -> None:
        """Read one file; what is wrong with it is among the findings afterwards."""
        try:
            data, name = read_bytes(path)
            if not data.strip():
                raise UnreadableError(Place(name), "this file is empty")
            if is_workbook(data, name):
                tables = self._sheets(data, name)
                del data
            else:
                tables = [text_table(data, name, self.options.encoding)]
            for table in tables:
                self._table(table)
                self.readable += 1
        except UnreadableError as error:
            self.say(error.finding.place, error.finding.sentence)

    def _sheets(self, data: bytes, name: str) -> list[Table]:
        """The tables of a workbook: the one sheet that holds any, the one named, or all that are our spreadsheet."""
        wanted = self.options.sheet
        filled, names = sheets(data, name, wanted)
        if wanted is not None and wanted not in names:
            known = listing([shown(each) for each in names[:10]])
            raise UnreadableError(Place(name), f"there is no sheet `{shown(wanted)}`; its sheets are {known}")
        found = filled if wanted is not None else [sheet for sheet in filled if sheet.visible]
        if any(heading_row(sheet.rows[:200]) is not None for sheet in found):
            found = [sheet for sheet in found if key(sheet.name) != LISTS]
        if not found:
            raise UnreadableError(Place(name), "this workbook is empty" if wanted is None else "this sheet is empty")
        ours = [heading_row(sheet.rows[:200]) is not None for sheet in found]
        if len(found) > 1 and not all(ours):
            known = listing([shown(sheet.name) for sheet in found[:10]])
            raise UnreadableError(
                Place(name), f"several sheets of this workbook are filled in; name one with `--sheet`: {known}"
            )
        return [table_of(name, sheet.name if len(names) > 1 else None, sheet.rows) for sheet in found]

    def _table(self, table: Table) -> None:
        ours = heading_row(table.head) is not None
        if self.options.format == SHEET and not ours:
            raise UnreadableError(table.place(), "this is not our spreadsheet; leave out `--format`, or name another")
        if ours and self.options.format in (None, SHEET):
            person = read_sheet(table, self.senses, self.findings)
            self.people += [person] if person else []
            return
        form = layout(table, self.options.format)
        columns = match(table, form, self.senses.wordings, self.asked, self.used, self.findings)
        if columns is None:
            return
        if columns.function is None and self.options.function is None:
            self.say(table.place(form.header_row), _no_function())
            return
        left = _Left()
        responses = self._responses(table, form, columns, left)
        if not responses:
            raise UnreadableError(table.place(), "this file has a heading and no responses")
        self._tell(table, form, columns, left)

    def _responses(self, table: Table, form: Layout, columns: Columns, left: _Left) -> int:
        """Read the rows of responses; how many there were."""
        width = len(form.headers)
        pick = itemgetter(*columns.statements)
        scale = self.senses.scale
        meaning = scale.__getitem__
        unfinished = form.unfinished
        count = 0
        for row, cells in islice(table.rows, form.skip, None):
            if len(cells) != width:
                if any(map(str.strip, cells)):
                    count += 1
                    self.say(
                        table.place(row), f"this row has {len(cells)} cells, not {width}; put it right or take it out"
                    )
                continue
            answers = tuple(map(meaning, pick(cells)))
            if not any(answers):
                if any(map(str.strip, cells)):
                    count += 1
                    left.unanswered += 1
                continue
            count += 1
            if unfinished and not self._finished(table, form, row, cells, left):
                continue
            if form.id is not None:
                self._once(table, form, row, cells[form.id])
            person = self._person(table, columns, row, cells)
            if REFUSED in answers:
                for number, (answer, at) in enumerate(zip(answers, columns.statements, strict=True), 1):
                    if answer == REFUSED:
                        where = f"in column {letter(at)} (statement {number}), "
                        self.say(table.place(row, at), where + scale.why(cells[at]))
            elif person:
                self.people.append(Respondent(*person, answers))
        return count

    def _finished(self, table: Table, form: Layout, row: int, cells: Sequence[str], left: _Left) -> bool:
        """Whether a response is taken in; those that are not are counted."""
        if self.options.include_unfinished:
            return True
        for at, test in form.unfinished:
            told = test(cells[at])
            if told is None:
                self.say(
                    table.place(row, at),
                    f"column {letter(at)} does not tell in words that are known whether this response is finished; "
                    "`--include-unfinished` takes all of them in",
                )
                return False
            if told:
                left.unfinished += 1
                return False
        return True

    def _once(self, table: Table, form: Layout, row: int, given: str) -> None:
        """Refuse a response that was read before."""
        text = given.strip()
        if not text:
            return
        place = table.place(row)
        first = self.seen.setdefault((form.format, text), place)
        if first is not place:
            self.say(place, f"the response of {first} stands here a second time, by its id; take one of the two out")

    def _person(self, table: Table, columns: Columns, row: int, cells: Sequence[str]) -> tuple[str, str | None] | None:
        """The function and the role of a row; None where they cannot be told (said)."""
        functions, roles = self.senses.functions, self.senses.roles
        at = columns.function
        function = functions[cells[at]] if at is not None else None
        good = True
        if at is not None and function == "":
            self.say(table.place(row, at), f"in column {letter(at)}, {functions.why(cells[at])}")
            good = False
        elif function and self.options.function and function != self.options.function:
            self.say(
                table.place(row, at),
                f"this response is from {function}, and `--function` says {self.options.function}; leave it out",
            )
            good = False
        elif function is None:
            function = self.options.function
        if function is None and at is not None:
            self.say(
                table.place(row, at),
                f"column {letter(at)} is blank, so that the function of this response is not known; fill it in, or "
                "take the row out",
            )
            good = False
        role = roles[cells[columns.role]] if columns.role is not None else None
        if columns.role is not None and role == "":
            self.say(
                table.place(row, columns.role), f"in column {letter(columns.role)}, {roles.why(cells[columns.role])}"
            )
            good = False
        return (function, role) if good and function else None

    def _tell(self, table: Table, form: Layout, columns: Columns, left: _Left) -> None:
        """Note what a reader should know of a table."""
        name = table.place()
        if form.format != FORM:
            self.notes.append(f"{name}: read as {NAMES[form.format]}")
        if left.unfinished:
            self.notes.append(
                f"{name}: {_responses(left.unfinished)} left out as unfinished; `--include-unfinished` takes them in"
            )
        if left.unanswered:
            self.notes.append(f"{name}: {_responses(left.unanswered)} left out, since no statement is answered")
        if columns.renumbered:
            self.notes.append(
                f"{name}: the ids of its questions number them otherwise than the statements; the wording was gone by"
            )
        if columns.others:
            told = ", ".join(f"`{shown(header)}`" for header in islice(columns.others, _TOLD))
            more = f" and {len(columns.others) - _TOLD} more" if len(columns.others) > _TOLD else ""
            self.notes.append(f"{name}: columns left alone: {told}{more}")

    def finish(self, files: Sequence[str]) -> None:
        """What can only be told when all files are read."""
        if not self.findings:
            for said in self.mapping.columns:
                if said.name not in self.used:
                    self.say(said.place, f"no file has a column called `{shown(said.name)}`")
        if not self.findings and not self.people:
            where = Place(files[0] if len(files) == 1 else f"{len(files)} files")
            self.say(where, "no response is left to be read" + "".join(f"; {note}" for note in _left_out(self.notes)))


class _Left:
    """How many responses of a table were left out."""

    unfinished = 0
    unanswered = 0


def _left_out(notes: Iterable[str]) -> Iterator[str]:
    return (note.partition(": ")[2] for note in notes if " left out" in note)


def _responses(count: int) -> str:
    return "1 response" if count == 1 else f"{count:,} responses"


def _no_function() -> str:
    return (
        "no column tells which function a response is from; name it with `--function-column`, or say "
        "`--function sales` (or marketing) if all responses are from one"
    )
