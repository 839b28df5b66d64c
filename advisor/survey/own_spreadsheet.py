"""Our own spreadsheet: one person's answers, a statement a row, below the person's function and role."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from advisor.loading.nodes import FindingList
from advisor.model.responses import STATEMENT_COUNT, Respondent
from advisor.survey.answer_scale import INVALID_ANSWER, CategoryLookup
from advisor.survey.column_matching import StatementMatcher
from advisor.survey.responses import CellMeanings, ResponseCollection
from advisor.survey.text_normalization import build_key, format_column
from advisor.tabular.tables import TextRow, TextTable

LISTS_SHEET = "lists"
"""The sheet beside it, with the words to choose from."""
_HEADINGS = ("no", "statement", "answer")
_MAX_ROWS = 1000
_FUNCTION, _ROLE = "function", "role"


def find_heading_row(rows: Sequence[TextRow]) -> int | None:
    """Where among the rows the heading of the statements stands, if this is our spreadsheet."""
    for at, (_, cells) in enumerate(rows):
        if [name for cell in cells if (name := build_key(cell))] == [*_HEADINGS]:
            return at
    return None


def read_own_sheet(table: TextTable, meanings: CellMeanings, collection: ResponseCollection) -> None:
    """Gather the person who filled in the spreadsheet; what is wrong with it is told."""
    findings = FindingList()
    person = _read_respondent(table, meanings, findings)
    for each in findings:
        collection.add_finding(each.place, each.sentence)
    collection.people.extend([person] if person else [])


def _read_respondent(table: TextTable, meanings: CellMeanings, findings: FindingList) -> Respondent | None:
    rows = list(islice(table.rows, _MAX_ROWS))
    top = find_heading_row(rows)
    assert top is not None
    number_at, text_at, answer_at = (
        next(at for at, cell in enumerate(rows[top][1]) if build_key(cell) == name) for name in _HEADINGS
    )
    answers: dict[int, int | None] = {}
    for row, cells in rows[top + 1 :]:
        number, text, answer = (cells[at] if at < len(cells) else "" for at in (number_at, text_at, answer_at))
        if not number.strip() and not text.strip() and not answer.strip():
            continue
        statement = _identify_statement(number, text, meanings.matcher)
        if statement is None or statement in answers:
            problem = "stands a second time" if statement else "cannot be told from its number and its sentence"
            findings.add(table.locate(row), f"the statement of this row {problem}; put the row back as it was")
            continue
        value = meanings.scale[answer]
        if value == INVALID_ANSWER:
            findings.add(
                table.locate(row, answer_at), f"statement {statement}: {meanings.scale.explain_refusal(answer)}"
            )
        answers[statement] = value
    missing = [str(number) for number in range(1, STATEMENT_COUNT + 1) if number not in answers]
    if missing and not findings:
        findings.add(table.locate(rows[top][0]), f"no row is there for {_format_statements(missing)}; put it back")
    if not findings and all(value is None for value in answers.values()):
        findings.add(table.locate(rows[top][0], answer_at), "nothing is filled in here; choose answers in this column")
    unnamed = FindingList()
    function = _read_choice(_FUNCTION, rows[:top], meanings.functions, table, unnamed)
    if meanings.function and function and function != meanings.function:
        unnamed.add(table.locate(), f"this says {function}, and `--function` says {meanings.function}; leave one out")
    function = function or meanings.function
    if function is None and not unnamed:
        unnamed.add(table.locate(_find_row(_FUNCTION, rows[:top])), "the function of this person is not filled in")
    role = _read_choice(_ROLE, rows[:top], meanings.roles, table, unnamed)
    findings[:0] = unnamed  # they stand above the answers
    if function is None or findings:
        return None
    return Respondent(function, role, tuple(answers[number] for number in range(1, STATEMENT_COUNT + 1)))


def _format_statements(numbers: Sequence[str]) -> str:
    return f"statement {numbers[0]}" if len(numbers) == 1 else f"statements {', '.join(numbers)}"


def _identify_statement(number: str, text: str, matcher: StatementMatcher) -> int | None:
    """The statement of a row, if its number and its sentence do not contradict each other."""
    named = matcher.match_heading(number).number if number.strip() else None
    worded = matcher.match_heading(text).wording if text.strip() else None
    return None if named and worded and named != worded else worded or named


def _find_row(name: str, rows: Sequence[TextRow]) -> int | None:
    return next((row for row, cells in rows if cells and build_key(cells[0]) == name), None)


def _read_choice(
    name: str, rows: Sequence[TextRow], lookup: CategoryLookup, table: TextTable, findings: FindingList
) -> str | None:
    """What is chosen beside a name in the first column; None where nothing is."""
    for row, cells in rows:
        if cells and build_key(cells[0]) == name and len(cells) > 1:
            value = lookup[cells[1]]
            if value == "":
                findings.add(table.locate(row, 1), f"in column {format_column(1)}, {lookup.explain_refusal(cells[1])}")
            return value or None
    return None
