"""Names of columns and statements: how a user can name a column, and how messages name it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from advisor.loading.documents.nodes import format_excerpt
from advisor.model.word_lists import join_words
from advisor.survey.answer_scale import CategoryLookup
from advisor.survey.heading_matching import iter_row_labels, list_names
from advisor.survey.layout import Layout
from advisor.survey.text_normalization import build_key
from advisor.survey.tool_formats import ColumnHeader
from advisor.tabular.tables import TextTable, format_column, parse_column


def find_columns(name: str, headers: Sequence[ColumnHeader]) -> list[int]:
    """Find the columns that a name (heading, question, wording, letter or number) means, counted from 0."""
    if columns := _find_by_heading(name, headers):
        return columns
    column = _parse_position(name)
    return [column] if column is not None and column < len(headers) else []


def is_position(name: str, headers: Sequence[ColumnHeader]) -> bool:
    """Return whether a name means a column of this table by its letter or number, not by its heading."""
    return _parse_position(name) is not None and not _find_by_heading(name, headers)


def _find_by_heading(name: str, headers: Sequence[ColumnHeader]) -> list[int]:
    key, loose_key = build_key(name), _loosen_key(name)
    for list_keys in _KEY_LISTS:
        if columns := [column for column, header in enumerate(headers) if key in list_keys(header)]:
            return columns
    return [column for column, header in enumerate(headers) if loose_key in _list_loose_keys(header)]


def _parse_position(name: str) -> int | None:
    text = name.strip()
    if not re.fullmatch(r"[A-Za-z]{1,3}|[1-9][0-9]{0,4}", text):
        return None
    return int(text) - 1 if text.isdigit() else parse_column(text)


def _list_keys(header: ColumnHeader) -> list[str]:
    return [build_key(text) for text in (header.label, *header.texts)]


def _list_questions(header: ColumnHeader) -> list[str]:
    return [question for question, _ in iter_row_labels(header.label)]


_KEY_LISTS: tuple[Callable[[ColumnHeader], Collection[str]], ...] = (_list_keys, list_names, _list_questions)
"""The ways to name a column, the closest first."""


def _list_loose_keys(header: ColumnHeader) -> list[str]:
    return [_loosen_key(text) for text in (header.label, *header.texts)]


def _loosen_key(text: str) -> str:
    return " ".join(build_key(text.replace("_", " ")).split())


def name_columns(columns: Sequence[int]) -> str:
    """Name the first two of some columns: `V and W`."""
    return join_words([format_column(column) for column in columns][:2])


def format_statements(numbers: Sequence[int]) -> str:
    """Name statements by number: `statement 7`, `statements 7 and 8`, `statements 1 to 20`."""
    first, last = numbers[0], numbers[-1]
    if len(numbers) > _MAX_LISTED and list(numbers) == list(range(first, last + 1)):
        return f"statements {first} to {last}"
    return f"statement{'s' if len(numbers) > 1 else ''} {join_words(map(str, numbers))}"


_MAX_LISTED = 3
"""Maximum number of statements in a row that are named one by one."""


_OWN = r"(?:(?:your|own|my|the) )?"
_UNIT = r"(?:team|department|dept|function|business unit|unit|division|area|part of the company)"
_TEAM_HEADING = re.compile(
    rf"{_OWN}{_UNIT}(?: name)?"
    rf"|(?:in |for |to )?(?:which|what) {_UNIT} (?:do (?:you|they) (?:work|belong)(?: (?:in|for|to|at))?|(?:are|is) "
    r"(?:you|they)(?: (?:in|from|part of|working in|a part of))?)"
    rf"|(?:what|which) is {_OWN}{_UNIT}"
    r"|where do you work"
    rf"|{_OWN}(?:abteilung|bereich|équipe|equipo|departamento|service)"
)
"""Headings of the column with the team of each person, besides ours."""


def find_team_columns(
    columns: Iterable[tuple[int, ColumnHeader]], table: TextTable, layout: Layout, functions: CategoryLookup
) -> list[int]:
    """Find the columns that can have the team of each person: by a usual heading, and a cell with Sales or Marketing.

    A column with another heading is a second candidate if all its cells name a team, and those of the first do not.
    """
    free = list(columns)
    cells = {column: _list_first_cells(table, layout, column) for column, _ in free}
    named = [
        column
        for column, header in free
        if any(_TEAM_HEADING.fullmatch(name.rstrip("?! ")) for name in list_names(header))
        and any(functions[cell] for cell in cells[column])
    ]
    if len(named) != 1 or all(functions[cell] for cell in cells[named[0]]):
        return named
    others = [column for column, found in cells.items() if found and all(functions[cell] for cell in found)]
    return [*named, *others]


def _list_first_cells(table: TextTable, layout: Layout, column: int) -> list[str]:
    rows = [cells for _, cells in table.head[layout.first_row :] if len(cells) == len(layout.headers)]
    return [cells[column] for cells in rows if cells[column].strip()]


def find_function_column(table: TextTable, layout: Layout, functions: CategoryLookup) -> tuple[int, bool] | None:
    """Find the column that seems to hold the functions: at least half of its first cells name one.

    Returns:
        The column, and whether all of its first cells name a function; None if there is no such column.
    """
    found = None
    for column in range(len(layout.headers)):
        cells = _list_first_cells(table, layout, column)
        known = sum(1 for cell in cells if functions[cell])
        if cells and known == len(cells):
            return column, True
        if known * 2 >= len(cells) > 0 and found is None:
            found = column, False
    return found


def explain_missing_function(table: TextTable, layout: Layout, functions: CategoryLookup) -> str:
    """Say that no heading names the column of the function, and which column seems to hold it."""
    found = find_function_column(table, layout, functions)
    if found is None:
        return (
            "no column gives the function of each response; name one with `--function-column`, or name the file with "
            "`--sales` or `--marketing` if all its responses are from one function"
        )
    column, is_sure = found
    label, name = layout.headers[column].label, format_column(column)
    hint = f"add `--function-column {name}`"
    for question, option in iter_row_labels(label):
        if functions[option]:  # a column for each option: the question means all of them
            hint = f'add `--function-column "{format_excerpt(label[: len(question)])}"`'
            break
    more = "" if is_sure else ", and `--only-functions` if people from other departments answered too"
    return (
        f"no heading says which column has the function of each response; column {name} (`{format_excerpt(label)}`) "
        f"seems to: {hint}{more}"
    )
