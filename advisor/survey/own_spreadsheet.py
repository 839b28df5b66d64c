"""Read our own spreadsheet: one person's answers, a statement a row, below the person's function and role."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from advisor.loading.documents.nodes import FindingList
from advisor.loading.finding_codes import INVALID_ANSWER, INVALID_GROUP, INVALID_ROW, NO_RESPONSES
from advisor.model.responses import STATEMENT_COUNT, Respondent
from advisor.survey import answer_scale
from advisor.survey.collection import ResponseCollection, TableReading
from advisor.survey.column_matching import BY_HEADING, ColumnUse
from advisor.survey.column_names import format_statements
from advisor.survey.heading_matching import StatementMatcher
from advisor.survey.mapping_file import FUNCTION, OTHER_FUNCTION, ROLE
from advisor.survey.responses import CellMeanings
from advisor.survey.text_normalization import build_key
from advisor.survey.tool_formats import SHEET
from advisor.tabular.tables import TextRow, TextTable

LISTS_SHEET = "lists"
"""The second sheet, with the words to choose from."""
_HEADINGS = ["no", "statement", "answer"]
_MEANINGS = ["number of the statement", "wording of the statement", "answer"]
_MAX_ROWS = 1000


def find_heading_row(rows: Sequence[TextRow]) -> int | None:
    """Find the heading of the statements; return its index in `rows`, None if this is not our spreadsheet."""
    keys = ([key for cell in cells if (key := build_key(cell))] for _, cells in rows)
    return next((index for index, row_keys in enumerate(keys) if row_keys == _HEADINGS), None)


def read_own_sheet(table: TextTable, meanings: CellMeanings, collection: ResponseCollection) -> None:
    """Read the person who filled in our spreadsheet; `collection` receives the person or the findings.

    The rows are `Function | Sales`, `Role | Staff`, `No. | Statement | Answer` and `1 | We meet often. | 4`.
    """
    rows = list(islice(table.rows, _MAX_ROWS))
    heading_index = find_heading_row(rows)
    assert heading_index is not None
    reading = _describe_reading(table, rows, heading_index)
    collection.readings.append(reading)
    findings, answer_findings = FindingList(), FindingList()
    function, role = _read_person(table, rows[:heading_index], meanings, findings)
    answers = _read_answers(table, rows[heading_index:], meanings, answer_findings)
    findings += answer_findings
    for finding in findings:
        collection.add_finding(finding.place, finding.sentence, finding.code)
    if function and not findings:
        respondent = Respondent(function, role, tuple(answers[number] for number in range(1, STATEMENT_COUNT + 1)))
        collection.people.append(respondent)
        reading.first_people.append((table.locate(), respondent))


def _describe_reading(table: TextTable, rows: Sequence[TextRow], heading_index: int) -> TableReading:
    """Say what the rows of the person and the columns of the statements hold, for a dry run."""
    heading_row, headings = rows[heading_index]
    meanings = dict(zip(_HEADINGS, _MEANINGS, strict=True))
    uses = [
        ColumnUse(column, text, meanings.get(build_key(text), ""), BY_HEADING) for column, text in enumerate(headings)
    ]
    uses = [use if use.content else use._replace(origin="") for use in uses if use.label.strip()]
    for _, cells in reversed(rows[:heading_index]):
        category = build_key(cells[0]) if cells else ""
        if len(cells) > 1 and category in (FUNCTION, ROLE):
            uses.insert(0, ColumnUse(1, cells[0], f"{category} of the person", BY_HEADING))
    return TableReading(table.locate(heading_row), SHEET, tuple(uses), frozenset(), [])


def _read_person(
    table: TextTable, rows: Sequence[TextRow], meanings: CellMeanings, findings: FindingList
) -> tuple[str | None, str | None]:
    """Read the function and the role, each in the second column of the row with its name."""
    values: list[str | None] = []
    places = []
    for category, lookup in ((FUNCTION, meanings.functions), (ROLE, meanings.roles)):
        named = ((row, cells[1]) for row, cells in rows if len(cells) > 1 and build_key(cells[0]) == category)
        row, cell = next(named, (None, ""))
        values.append(lookup[cell])
        places.append(table.locate(row, 1 if row else None))
        if values[-1] == "":
            findings.add(places[-1], lookup.explain_refusal(cell), INVALID_GROUP)
    function, role = values
    if meanings.function and function and function != meanings.function:
        hint = f"you say `{meanings.function}`; name the file without `--function`, `--sales` and `--marketing`"
        findings.add(table.locate(), f"this sheet says `{function}`, but {hint}", INVALID_GROUP)
    elif function == OTHER_FUNCTION:
        findings.add(places[0], "this person is mapped to another department; leave out the file", INVALID_GROUP)
    elif function is None and meanings.function is None:
        findings.add(places[0], "the function is blank; choose one here", INVALID_GROUP)
    return function or meanings.function, role or None


def _read_answers(
    table: TextTable, rows: Sequence[TextRow], meanings: CellMeanings, findings: FindingList
) -> dict[int, int | None]:
    """Read the answers by statement; the first of `rows` is their heading."""
    heading_row, headings = rows[0][0], list(map(build_key, rows[0][1]))
    columns = [headings.index(heading) for heading in _HEADINGS]
    answers: dict[int, int | None] = {}
    for row, cells in rows[1:]:
        number, text, answer = (cells[column] if column < len(cells) else "" for column in columns)
        if not (number + text + answer).strip():
            continue
        statement = _identify_statement(number, text, meanings.statement_matcher)
        if statement is None or statement in answers:
            known = f"statement {statement} appears a second time"
            problem = known if statement else "the number and the sentence of this row do not name one statement"
            findings.add(table.locate(row), f"{problem}; restore the row", INVALID_ROW)
            continue
        answers[statement] = meanings.scale[answer]
        if answers[statement] == answer_scale.INVALID_ANSWER:
            why = meanings.scale.explain_refusal(answer)
            findings.add(table.locate(row, columns[2]), f"statement {statement}: {why}", INVALID_ANSWER)
    missing = [number for number in range(1, STATEMENT_COUNT + 1) if number not in answers]
    if missing and not findings:
        sentence = f"there is no row for {format_statements(missing)}; restore it"
        findings.add(table.locate(heading_row), sentence, INVALID_ROW)
    if not findings and not any(answers.values()):
        findings.add(table.locate(heading_row, columns[2]), "this column is blank; choose answers in it", NO_RESPONSES)
    return answers


def _identify_statement(number: str, text: str, matcher: StatementMatcher) -> int | None:
    """Find the statement of a row, unless its number and its sentence contradict each other."""
    by_number = matcher.match_heading(number).number if number.strip() else None
    by_wording = matcher.match_heading(text).wording if text.strip() else None
    return None if by_number and by_wording and by_number != by_wording else by_wording or by_number
