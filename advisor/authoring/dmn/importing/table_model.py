"""A decision table as it is in a file, before anything in it is interpreted: headings, rows and cells."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from advisor.errors import Finding, Place

EMPTY: Mapping[Any, Any] = MappingProxyType({})


class ImportChoices(NamedTuple):
    """The user's options: the meaning of columns, decisions (none: all), and sheet, hit policy and encoding.

    `values` has conclusions by column and output value, `new_facts` the columns that become facts, as written.
    """

    mapping: Mapping[str, str]
    decisions: tuple[str, ...] = ()
    sheet: str | None = None
    hit_policy: str | None = None
    encoding: str | None = None
    values: Mapping[tuple[str, str], str] = EMPTY
    new_facts: tuple[str, ...] = ()


class Heading(NamedTuple):
    """The heading of a column: its text, and all names by which a user may map it.

    `order` has the values of an output by rank, highest first. `default` is the output where no row matches.
    `decision` is the decision of the same file whose result the column reads; "" for none.
    """

    text: str
    names: tuple[str, ...]
    place: Place
    order: tuple[str, ...] = ()
    default: str | None = None
    decision: str = ""


class GridRow(NamedTuple):
    """A row: its number from 1, cells and outputs as written, and notes by heading (`title`, `because`, `source`).

    The note `annotation` has whole sentences that follow the answers in `because`. A row with number 0 is the default:
    it applies where no other row matches. `columns` has the column of each note, if it is known. `merged` says by
    column (from 1) that a cell is only a part of merged cells.
    """

    number: int
    cells: tuple[str, ...]
    outputs: tuple[str, ...]
    place: Place
    notes: Mapping[str, str] = EMPTY
    columns: Mapping[str, int] = EMPTY
    merged: Mapping[int, str] = EMPTY


class Grid(NamedTuple):
    """One decision table. `bare`: text has no quotation marks, as in a spreadsheet."""

    name: str
    hit_policy: str
    inputs: tuple[Heading, ...]
    outputs: tuple[Heading, ...]
    rows: tuple[GridRow, ...]
    place: Place
    bare: bool = False


class ParsedFile(NamedTuple):
    """The tables of a file, what was refused in it, and remarks on what was accepted.

    `marks` has the meaning of names in a model that we exported: `name` or `name:value`. `unread` has the names of
    columns in tables that were refused as a whole.
    """

    grids: tuple[Grid, ...]
    refusals: tuple[Finding, ...] = ()
    marks: Mapping[str, str] = EMPTY
    remarks: tuple[Finding, ...] = ()
    unread: frozenset[str] = frozenset()


class SourceRow(NamedTuple):
    """The source of a rule: the name of the table, and the row."""

    table: str
    row: GridRow

    def build_finding(self, sentence: str, code: str, note: str = "") -> Finding:
        """Return a finding at the row, or at one of its notes."""
        place = self.row.place._replace(column=self.row.columns.get(note))
        return build_row_finding(self.table, self.row, sentence, place, code)


def build_row_finding(table: str, row: GridRow | None, sentence: str, place: Place, code: str) -> Finding:
    """Return a finding on a table or (if `row` is one with a number) on one of its rows.

    Args:
        table: The name of the table.
        row: The row; None for the whole table.
        sentence: The problem and the fix.
        place: Where it is.
        code: A code of advisor.loading.finding_codes.
    """
    subject = f"decision `{table}`" + (f", row {row.number}" if row is not None and row.number else "")
    return Finding(place, f"{subject}: {sentence}", code)
