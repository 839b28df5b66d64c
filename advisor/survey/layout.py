"""Find the parts of a table: the row of headings, below titles, and what the columns say about each response.

Headings can take several rows: Qualtrics has codes above texts, SoSci Survey too, and spreadsheets have merged headings
above others. A row of headings is one with the marks of a tool, or with the wordings or numbers of statements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.model.responses import STATEMENT_COUNT
from advisor.survey import tool_formats as tools
from advisor.survey.completion import StatusLookup, build_status_lookup
from advisor.survey.heading_matching import StatementMatcher
from advisor.survey.status_headings import find_status_columns
from advisor.survey.text_normalization import build_key, restore_spaces
from advisor.survey.tool_formats import ColumnHeader
from advisor.tabular.tables import TextRow, TextTable

_MAX_TITLE_ROWS = 15
_MAX_TITLE_CELLS = 3
"""A row with more filled cells is no title."""
_MIN_STATEMENTS = 10
"""A row that names this many statements is a row of headings."""
_QUALTRICS_TEXTS = {"start date", "end date", "recorded date", "response id", "response type", "ip address"}
_NO_LABEL = ("", "response", "open-ended response")


class Layout(NamedTuple):
    """The parts of a table; columns are counted from 0, `header_row` from 1, `first_row` is an index of all rows.

    `status_columns` say whether a response counts; `metadata_columns` hold what a tool says in addition to the answers.
    """

    format: str
    header_row: int
    first_row: int
    headers: tuple[ColumnHeader, ...]
    id_column: int | None
    status_columns: tuple[tuple[int, StatusLookup], ...]
    metadata_columns: frozenset[int]


def detect_layout(
    table: TextTable, requested_format: str | None, matcher: StatementMatcher, statuses: Mapping[str, str]
) -> Layout:
    """Detect the layout of a table: `Timestamp,function,1,…` is of Google Forms, `function,1,…` is plain.

    Args:
        table: The table.
        requested_format: One of FORMATS, or None to detect the format.
        matcher: The wordings of the statements.
        statuses: What a mapping file says about words for the status of a response.

    Raises:
        UnreadableError: The table is empty, ends within its header or is not of the requested format.
    """
    filled = [(index, row) for index, row in enumerate(table.head) if any(map(str.strip, row[1]))]
    if not filled:
        raise UnreadableError(table.locate(), "this file is empty; export it again", codes.EMPTY_FILE)
    rows = [row for _, row in filled]
    start = _find_heading_row(rows, matcher)
    first_rows = rows[start : start + 3]
    header_row, first_cells = first_rows[0]
    table_format = requested_format or tools.detect_format(first_rows)
    count = _count_heading_rows(table_format, first_rows, matcher)
    if count is None:
        raise report_other_format(table.locate(header_row), table_format)
    if len(first_rows) < count:
        sentence = "this file ends within its header; export it again"
        raise UnreadableError(table.locate(first_rows[-1][0]), sentence, codes.BROKEN_TABLE)
    for number, cells in first_rows[1:count]:
        if len(cells) != len(first_cells):
            sentence = f"this header row has {len(cells)} cells, not {len(first_cells)}; export the file again"
            raise UnreadableError(table.locate(number), sentence, codes.BROKEN_TABLE)
    above = rows[start - 1][1] if start else []
    names, headers = _build_headers(table_format, [cells for _, cells in first_rows[:count]], above)
    metadata = tools.METADATA_HEADINGS[table_format].split(";")
    labels = [header.label for header in headers]
    tool_columns = tools.STATUS_COLUMNS.get(table_format)
    status_kinds = [] if tool_columns is None else find_status_columns(names, labels, tool_columns)
    id_headings = tools.ID_HEADINGS.get(table_format, ())
    return Layout(
        table_format,
        header_row,
        filled[start + count - 1][0] + 1,
        headers,
        next((names.index(name) for name in id_headings if name in names), None),
        tuple((column, build_status_lookup(kind, statuses)) for column, kind in status_kinds),
        frozenset(column for column, name in enumerate(names) if name in metadata),
    )


def report_other_format(place: Place, table_format: str) -> UnreadableError:
    """Build the error for a table that is not of the format that the user named."""
    sentence = f"this does not come from {tools.FORMAT_NAMES[table_format]}; leave out `--format` or name another one"
    return UnreadableError(place, sentence, codes.WRONG_FILE_TYPE)


def _find_heading_row(rows: Sequence[TextRow], matcher: StatementMatcher) -> int:
    """Find the row of headings: the first with marks or statements, else the first that is no title."""
    for index in range(min(len(rows), _MAX_TITLE_ROWS)):
        is_marked = tools.detect_format(rows[index : index + 3]) != tools.PLAIN
        if is_marked or matcher.count_statements(rows[index][1]) >= _MIN_STATEMENTS:
            return index
    if _count_filled(rows[0]) <= _MAX_TITLE_CELLS:
        wide = (index for index, row in enumerate(rows[:_MAX_TITLE_ROWS]) if _count_filled(row) >= STATEMENT_COUNT)
        return next(wide, 0)
    return 0


def _count_filled(row: TextRow) -> int:
    return sum(map(bool, map(str.strip, row[1])))


def _count_heading_rows(table_format: str, rows: Sequence[TextRow], matcher: StatementMatcher) -> int | None:
    """Count the rows of headings of a format; None if the table cannot be of it."""
    first = tools.list_names_of_row(rows[0][1])
    if table_format == tools.QUALTRICS:
        marked = [index for index, (_, cells) in enumerate(rows) if tools.has_import_id(cells)]
        if marked or tools.is_legacy_qualtrics(rows):
            return marked[0] + 1 if marked else 2
        if tools.detect_format(rows) != tools.QUALTRICS:
            return None
        is_text = len(rows) > 1 and len(_QUALTRICS_TEXTS.intersection(map(build_key, rows[1][1]))) > 1
        return 2 if is_text else 1
    if table_format == tools.FORM:
        return 1 if first[0] == tools.FORM_MARK else None
    if table_format in (tools.MONKEY, tools.SHEET):
        return 2 if table_format == tools.MONKEY else None
    if len(rows) < 2 or len(rows[1][1]) != len(rows[0][1]):
        return 1
    second = rows[1][1]
    if table_format == tools.SOSCI and "case" in first:
        return 1 if second[first.index("case")].strip().isdigit() else 2
    return 2 if matcher.count_wordings(second) >= _MIN_STATEMENTS else 1


def _build_headers(
    table_format: str, rows: Sequence[Sequence[str]], above: Sequence[str]
) -> tuple[list[str], tuple[ColumnHeader, ...]]:
    """Return the key of each column's name, and its header; `above` is the row above, a title or merged headings."""
    first = rows[0]
    texts = [row for row in rows[1:] if not tools.has_import_id(row)]
    names = tools.list_names_of_row(first)
    if table_format == tools.MONKEY:
        return names, tuple(_build_monkey_headers(first, rows[1]))
    if table_format == tools.QUALTRICS and names[0] == "v1":
        names = tools.list_names_of_row(texts[0])
    if table_format in (tools.QUALTRICS, tools.SOSCI) and texts:
        return names, tuple(
            ColumnHeader(text.strip() or code, (restore_spaces(text),), code)
            for code, text in zip(first, texts[0], strict=True)
        )
    if table_format == tools.QUALTRICS and "recordeddate" in names:
        return names, tuple(ColumnHeader(code, (), code) for code in first)
    return names, tuple(_build_merged_headers(first, texts, above))


def _build_merged_headers(
    first: Sequence[str], texts: Sequence[Sequence[str]], above: Sequence[str]
) -> list[ColumnHeader]:
    """Build headers of one or two rows. A heading of the row above counts where nothing is below it."""
    is_title = sum(map(bool, map(str.strip, above))) < 2
    headers = []
    for column, cell in enumerate(first):
        lower = [row[column] for row in texts if row[column].strip()]
        if not cell.strip() and not lower and column < len(above) and not is_title:
            lower = [above[column]]
        headers.append(ColumnHeader((lower or [cell])[0], tuple(map(restore_spaces, (cell, *lower)))))
    return headers


def _build_monkey_headers(first: Sequence[str], second: Sequence[str]) -> list[ColumnHeader]:
    """Build the headers of SurveyMonkey: a question is above its first column only, above labels of its rows."""
    headers = []
    question = ""
    for cell, next_cell, label in zip(first, (*first[1:], "end"), second, strict=True):
        question = cell if cell.strip() else question
        is_single = cell.strip() and next_cell.strip()
        if build_key(label) in _NO_LABEL:
            headers.append(ColumnHeader(cell or label, (restore_spaces(cell),)))
        else:
            headers.append(ColumnHeader(f"{question}: {label}", (label, cell) if is_single else (label,)))
    return headers
