"""The columns of a plan: what each holds, and its heading in a spreadsheet and in a CSV file.

The CSV file has the headings of fields of Jira. Both sets of headings are read back, whatever the kind of the file, so
a person can save a spreadsheet as CSV.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Column(NamedTuple):
    """A column: the field it holds, and its headings; "" if that kind of file does not have the column."""

    field: str
    heading: str
    csv_heading: str


COLUMNS = (
    Column("issue_type", "", "Issue Type"),
    Column("issue_id", "", "Issue ID"),
    Column("parent", "", "Parent"),
    Column("task", "Task", "Summary"),
    Column("part_of", "Part of", "Part of"),
    Column("how", "How", "Description"),
    Column("owner", "Owner", "Owner"),
    Column("assignee", "", "Assignee"),
    Column("start", "Start", "Start date"),
    Column("due", "Due", "Due date"),
    Column("status", "Status", "Status"),
    Column("measure", "Measure", "Measure"),
    Column("why", "Why", "Why"),
    Column("source", "Source", "Source"),
    Column("notes", "Notes", "Notes"),
    Column("labels", "", "Labels"),
    Column("advice", "Advice", "Advice"),
)
"""The columns before those that a person added; see `LAST_COLUMNS` for those after them."""
LAST_COLUMNS = (Column("id", "Id", "Id"), Column("check", "Check", "Check"))
ABOUT_COLUMNS = (
    Column("company", "Company", "Company"),
    Column("rulebase", "Rule base", "Rule base"),
    Column("plan_start", "Plan start", "Plan start"),
    Column("revision", "Revision", "Revision"),
)
"""What the sheet `About` of a spreadsheet says once, a CSV file says in each row."""
REQUIRED_FIELDS = ("task", "owner", "start", "due", "status", "id")
"""Fields without whose column a table is no plan."""
DERIVED_FIELDS = ("issue_id", "parent", "part_of", "advice")
"""Fields that are written again each time. What a person typed there moves to the notes."""
EDITABLE_FIELDS = tuple(column.field for column in COLUMNS if column.field not in DERIVED_FIELDS)
"""Fields in which the words of a person have priority over those of the advisor."""
CLEARABLE_FIELDS = ("owner", "assignee", "start", "due", "notes")
"""Fields that stay empty if a person empties them; the others get the words of the advisor again."""
DATE_FIELDS = ("start", "due")


def has_csv_headings(headings: Iterable[str]) -> bool:
    """Return whether a row has the headings of our CSV files, more than those of our spreadsheets.

    A workbook that somebody made from a CSV file has them too.
    """
    names = {_normalize(heading) for heading in headings}
    return len(names & _ONLY_IN_CSV) > len(names & _ONLY_IN_SPREADSHEETS)


def find_field(heading: str, is_csv: bool) -> str | None:
    """Return the field that a heading names in one kind of file, whatever its case; None for an added column."""
    return _FIELDS[is_csv].get(_normalize(heading))


def get_heading(field: str, is_csv: bool) -> str:
    """Return the heading of a field in one kind of file."""
    column = _COLUMNS_BY_FIELD[field]
    return column.csv_heading if is_csv else column.heading or column.csv_heading


def _normalize(heading: str) -> str:
    return " ".join(heading.split()).casefold()


_ALL_COLUMNS = (*COLUMNS, *LAST_COLUMNS, *ABOUT_COLUMNS)
_COLUMNS_BY_FIELD = {column.field: column for column in _ALL_COLUMNS}
_SPREADSHEET_FIELDS = {
    _normalize(column.heading or column.csv_heading): column.field
    for column in (*COLUMNS, *LAST_COLUMNS)
    if column.heading or column.field in EDITABLE_FIELDS
}
_CSV_FIELDS = {_normalize(column.csv_heading): column.field for column in _ALL_COLUMNS}
_FIELDS = {True: _CSV_FIELDS, False: _SPREADSHEET_FIELDS}
_ONLY_IN_CSV = _CSV_FIELDS.keys() - _SPREADSHEET_FIELDS.keys()
_ONLY_IN_SPREADSHEETS = _SPREADSHEET_FIELDS.keys() - _CSV_FIELDS.keys()
