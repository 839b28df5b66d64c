"""How each column of a table was understood, for a dry run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.authoring.dmn.importing.column_mapping import ColumnMapper, UnmappedError
from advisor.authoring.dmn.importing.table_model import Grid


class TableColumnMeaning(NamedTuple):
    """A column of a table: its heading, whether it is an output, and what it means.

    `name` is a fact or conclusion ("" if nothing is known of it), `value` the only value that it asks for or names
    ("" for any), and `kind` is `fact`, `conclusion` or "".
    """

    table: str
    heading: str
    is_output: bool
    name: str = ""
    value: str = ""
    kind: str = ""

    def __str__(self) -> str:
        if not self.name:
            return f"{self.heading}: not understood"
        target = f"{self.name}: {self.value}" if self.value else self.name
        return f"{self.heading}: {'output' if self.is_output else 'input'}, the {self.kind} `{target}`"


def iter_column_meanings(grid: Grid, columns: ColumnMapper) -> Iterator[TableColumnMeaning]:
    """Yield the meaning of each column of a table, inputs first."""
    for heading in (*grid.inputs, *grid.outputs):
        is_output = heading in grid.outputs
        try:
            name, value = columns.find_target(heading, bare=grid.bare)
        except UnmappedError:
            yield TableColumnMeaning(grid.name, heading.text, is_output)
            continue
        kind = "fact" if name in columns.rulebase.facts else "conclusion"
        if name in columns.rulebase.facts or name in columns.rulebase.conclusions:
            yield TableColumnMeaning(grid.name, heading.text, is_output, name, value or "", kind)
        else:
            yield TableColumnMeaning(grid.name, heading.text, is_output)
