"""The rows of responses below a table's heading: who is taken in, who is left out, and what is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading.nodes import Findings, shown
from advisor.model.responses import Respondent
from advisor.survey.answer_scale import REFUSED, Scale, Words
from advisor.survey.column_matching import Columns, Wordings
from advisor.survey.duplicates import Seen
from advisor.survey.text_normalization import letter
from advisor.survey.tool_formats import FORM, NAMES, Layout, Mark
from advisor.tabular.tables import Table

MAX_FINDINGS = 50
_TOLD = 60
"""How many headings of columns left alone are told."""


class TooManyError(Exception):
    """So much is wrong that nobody would read on."""


class Senses(NamedTuple):
    """What cells mean: answers, functions and roles; and which statement a text is. `function`: that of everybody."""

    scale: Scale
    functions: Words
    roles: Words
    wordings: Wordings
    function: str | None


class Gathered(NamedTuple):
    """What was read so far: what is wrong, who answered, what is to be told of the files (in order, none twice), and
    what tells a response that stands there twice.
    """

    findings: Findings
    people: list[Respondent]
    notes: dict[str, None]
    seen: Seen

    def say(self, place: Place, sentence: str) -> None:
        """Tell of something wrong. Raises TooManyError where that is more than anybody mends in one go."""
        if len(self.findings) >= MAX_FINDINGS:
            self.findings.say(place, f"more than {MAX_FINDINGS} things are wrong; mend those told first")
            raise TooManyError
        self.findings.say(place, sentence)


def read_responses(
    table: Table, form: Layout, columns: Columns, senses: Senses, gathered: Gathered, *, unfinished: bool
) -> None:
    """Gather the people of a table; `unfinished` takes in responses that were not finished."""
    _Rows(table, form, columns, senses, gathered).read(form.unfinished if not unfinished else ())


class _Rows:
    """One table while it is read."""

    def __init__(self, table: Table, form: Layout, columns: Columns, senses: Senses, gathered: Gathered) -> None:
        self.table, self.form, self.columns = table, form, columns
        self.senses, self.gathered = senses, gathered
        self.name = table.place().file
        self.left_out: Counter[str] = Counter()
        self.unanswered = 0

    def say(self, row: int, column: int | None, sentence: str) -> None:
        self.gathered.say(self.table.place(row, column), sentence)

    def read(self, tests: Sequence[Mark]) -> None:
        width = len(self.form.headers)
        pick = itemgetter(*self.columns.statements)
        meaning = self.senses.scale.__getitem__
        any_there = False
        for row, cells in islice(self.table.rows, self.form.skip, None):
            ragged = len(cells) != width
            answers = () if ragged else tuple(map(meaning, pick(cells)))
            if not any(answers) and not any(map(str.strip, cells)):
                continue  # a blank row, as they stand at the end of many files
            any_there = True
            if ragged:
                self.say(row, None, f"this row has {len(cells)} cells, not {width}; put it right or take it out")
            elif not any(answers):
                self.unanswered += 1
            elif not tests or self._finished(row, cells):
                self._response(row, cells, answers)
        if not any_there:
            self.gathered.say(self.table.place(), "this file has a heading and no responses")
        self._tell()

    def _response(self, row: int, cells: Sequence[str], answers: tuple[int | None, ...]) -> None:
        self._once(row, cells)
        function = self._function(row, cells)
        role = self._role(row, cells)
        if REFUSED in answers:
            for number, (answer, at) in enumerate(zip(answers, self.columns.statements, strict=True), 1):
                if answer == REFUSED:
                    why = self.senses.scale.why(cells[at])
                    self.say(row, at, f"in column {letter(at)} (statement {number}), {why}")
        elif function and role != "":
            self.gathered.people.append(Respondent(function, role, answers))

    def _finished(self, row: int, cells: Sequence[str]) -> bool:
        """Whether a response was finished; those that were not are counted."""
        for at, test, what in self.form.unfinished:
            told = test(cells[at])
            if told is None:
                self.say(
                    row,
                    at,
                    f"column {letter(at)} does not tell in words that are known whether this response was finished; "
                    "`--include-unfinished` takes all of them in",
                )
                return False
            if told:
                self.left_out[what] += 1
                return False
        return True

    def _once(self, row: int, cells: Sequence[str]) -> None:
        """Refuse a response that was read before."""
        here, seen = (self.name, row), self.gathered.seen
        if self.form.id is not None and (given := cells[self.form.id].strip()):
            first = seen.id(self.form.format, given, here)
            how = "by its id; take one of the two out, or, if they are two surveys that number alike, take the ids out"
        else:
            first = seen.row(cells, here)
            how = (
                "cell by cell and at the same time; take one of the two out, or, if they are two people, write into "
                "one what tells them apart"
            )
        if first:
            self.say(row, None, f"the response of {Place(*first)} stands here a second time, {how}")

    def _function(self, row: int, cells: Sequence[str]) -> str | None:
        """The function of a row; None where it cannot be told (said)."""
        words, everybody, at = self.senses.functions, self.senses.function, self.columns.function
        if at is None:
            return everybody
        function = words[cells[at]]
        if function == "":
            self.say(row, at, f"in column {letter(at)}, {words.why(cells[at])}")
        elif function and everybody and function != everybody:
            self.say(row, at, f"this response is from {function}, and `--function` says {everybody}; leave that out")
        elif function or everybody:
            return function or everybody
        else:
            self.say(
                row,
                at,
                f"column {letter(at)} is blank, so that the function of this response is not known; fill it in, or "
                "take the row out",
            )
        return None

    def _role(self, row: int, cells: Sequence[str]) -> str | None:
        """The role of a row, None where there is none, "" where it cannot be told (said)."""
        at = self.columns.role
        if at is None:
            return None
        role = self.senses.roles[cells[at]]
        if role == "":
            self.say(row, at, f"in column {letter(at)}, {self.senses.roles.why(cells[at])}")
        return role

    def _tell(self) -> None:
        """Note what a reader should know of the table. How many were taken in is not told here: beside a count of
        all, the size of a small group could be worked out.
        """
        told = []
        if self.form.format != FORM:
            told.append(f"read as {NAMES[self.form.format]}")
        for what, count in sorted(self.left_out.items()):
            them = "it" if count == 1 else "them"
            told.append(f"{_count(count)} left out as {what}; `--include-unfinished` takes {them} in")
        if self.unanswered:
            told.append(f"{_count(self.unanswered)} left out, since no statement is answered")
        if self.columns.renumbered:
            told.append("the tool numbers its questions otherwise than ours; they were told apart by their wording")
        if others := self.columns.others:
            more = f" and {len(others) - _TOLD} more" if len(others) > _TOLD else ""
            told.append(f"columns left alone: {', '.join(f'`{shown(name)}`' for name in others[:_TOLD])}{more}")
        self.gathered.notes.update(dict.fromkeys(f"{self.name}: {each}" for each in told))


def _count(responses: int) -> str:
    return "1 response" if responses == 1 else f"{responses:,} responses"
