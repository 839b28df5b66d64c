"""Our own spreadsheet: one person's answers, a statement a row, below the person's function and role."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from advisor.loading.nodes import Findings
from advisor.model.responses import STATEMENTS, Respondent
from advisor.survey.answer_scale import REFUSED, Words
from advisor.survey.column_matching import Wordings
from advisor.survey.responses import Gathered, Senses
from advisor.survey.text_normalization import key, letter
from advisor.tabular.tables import Row, Table

LISTS = "lists"
"""The sheet beside it, with the words to choose from."""
_HEADINGS = ("no", "statement", "answer")
_ROWS = 1000
_FUNCTION, _ROLE = "function", "role"


def heading_row(rows: Sequence[Row]) -> int | None:
    """Where among the rows the heading of the statements stands, if this is our spreadsheet."""
    for at, (_, cells) in enumerate(rows):
        if [name for cell in cells if (name := key(cell))] == [*_HEADINGS]:
            return at
    return None


def read_sheet(table: Table, senses: Senses, gathered: Gathered) -> None:
    """Gather the person who filled in the spreadsheet; what is wrong with it is told."""
    findings = Findings()
    person = _person(table, senses, findings)
    for each in findings:
        gathered.say(each.place, each.sentence)
    gathered.people.extend([person] if person else [])


def _person(table: Table, senses: Senses, findings: Findings) -> Respondent | None:
    rows = list(islice(table.rows, _ROWS))
    top = heading_row(rows)
    assert top is not None
    number_at, text_at, answer_at = (
        next(at for at, cell in enumerate(rows[top][1]) if key(cell) == name) for name in _HEADINGS
    )
    answers: dict[int, int | None] = {}
    for row, cells in rows[top + 1 :]:
        number, text, answer = (cells[at] if at < len(cells) else "" for at in (number_at, text_at, answer_at))
        if not number.strip() and not text.strip() and not answer.strip():
            continue
        statement = _statement(number, text, senses.wordings)
        if statement is None or statement in answers:
            problem = "stands a second time" if statement else "cannot be told from its number and its sentence"
            findings.say(table.place(row), f"the statement of this row {problem}; put the row back as it was")
            continue
        value = senses.scale[answer]
        if value == REFUSED:
            findings.say(table.place(row, answer_at), f"statement {statement}: {senses.scale.why(answer)}")
        answers[statement] = value
    missing = [str(number) for number in range(1, STATEMENTS + 1) if number not in answers]
    if missing and not findings:
        findings.say(table.place(rows[top][0]), f"no row is there for {_statements(missing)}; put it back")
    if not findings and all(value is None for value in answers.values()):
        findings.say(table.place(rows[top][0], answer_at), "nothing is filled in here; choose answers in this column")
    unnamed = Findings()
    function = _chosen(_FUNCTION, rows[:top], senses.functions, table, unnamed)
    if senses.function and function and function != senses.function:
        unnamed.say(table.place(), f"this says {function}, and `--function` says {senses.function}; leave one out")
    function = function or senses.function
    if function is None and not unnamed:
        unnamed.say(table.place(_row_of(_FUNCTION, rows[:top])), "the function of this person is not filled in")
    role = _chosen(_ROLE, rows[:top], senses.roles, table, unnamed)
    findings[:0] = unnamed  # they stand above the answers
    if function is None or findings:
        return None
    return Respondent(function, role, tuple(answers[number] for number in range(1, STATEMENTS + 1)))


def _statements(numbers: Sequence[str]) -> str:
    return f"statement {numbers[0]}" if len(numbers) == 1 else f"statements {', '.join(numbers)}"


def _statement(number: str, text: str, wordings: Wordings) -> int | None:
    """The statement of a row, if its number and its sentence do not contradict each other."""
    named = wordings.read(number).number if number.strip() else None
    worded = wordings.read(text).wording if text.strip() else None
    return None if named and worded and named != worded else worded or named


def _row_of(name: str, rows: Sequence[Row]) -> int | None:
    return next((row for row, cells in rows if cells and key(cells[0]) == name), None)


def _chosen(name: str, rows: Sequence[Row], words: Words, table: Table, findings: Findings) -> str | None:
    """What is chosen beside a name in the first column; None where nothing is."""
    for row, cells in rows:
        if cells and key(cells[0]) == name and len(cells) > 1:
            value = words[cells[1]]
            if value == "":
                findings.say(table.place(row, 1), f"in column {letter(1)}, {words.why(cells[1])}")
            return value or None
    return None
