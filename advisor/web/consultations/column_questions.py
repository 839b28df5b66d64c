"""What a page asks about the columns of a survey file: which column has the team, the position and each statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from advisor.model.instrument import Instrument
from advisor.model.responses import STATEMENT_COUNT
from advisor.tabular.tables import format_column

if TYPE_CHECKING:
    from advisor.survey.collection import TableReading
    from advisor.survey.open_points import OpenPoint

_MAX_LABEL = 70


class ColumnChoice(NamedTuple):
    """A column to choose: its position, counted from 0, and its letter with its heading."""

    column: int
    label: str


class StatementChoice(NamedTuple):
    """A statement whose column is asked; `column` is the one that it seems to have."""

    number: int
    text: str
    column: int | None


class TableQuestions(NamedTuple):
    """What is asked about the columns of one table.

    `team` and `role` are the columns that seem to hold them. With `only_chosen`, columns of `ignorable` that are not
    chosen are not read, since their headings contradict each other.
    """

    table: str
    name: str
    choices: tuple[ColumnChoice, ...]
    asks_team: bool
    team: int | None
    role: int | None
    statements: tuple[StatementChoice, ...]
    only_chosen: bool
    ignorable: tuple[int, ...]

    @property
    def asks_all(self) -> bool:
        """Whether the columns of all statements are asked, so that the first choice can count for all."""
        return len(self.statements) == STATEMENT_COUNT

    @property
    def contents(self) -> str:
        """What is asked, as the form sends it back."""
        asked = ["role", *(["function"] if self.asks_team else []), *(["ignore"] if self.only_chosen else [])]
        return " ".join([*asked, *(str(each.number) for each in self.statements)])


def build_table_questions(
    reading: TableReading,
    kinds: Mapping[str, OpenPoint],
    instrument: Instrument,
    chosen: Mapping[tuple[str, int], int | str],
    *,
    is_ambiguous: bool,
) -> TableQuestions:
    """Build the questions about the columns of one table.

    Args:
        reading: how the table was understood.
        kinds: what is open about it, by kind.
        instrument: the statements.
        chosen: the columns that the sender has chosen before.
        is_ambiguous: whether headings contradict each other, so that every column is asked.
    """
    table = reading.place.file
    by_content: dict[int | str, int] = {}
    for use in reading.uses:
        if use.content:
            by_content.setdefault(use.content, use.column)
    before = {content: column for (name, column), content in chosen.items() if name == table}
    by_content |= before
    asks_all = is_ambiguous and "statements" in kinds
    missing = [each for each in instrument.statements if asks_all or each.number not in by_content]
    asks_team = asks_all or "function" in kinds
    return TableQuestions(
        table,
        name_table(table),
        tuple(
            ColumnChoice(use.column, f"{format_column(use.column)}: {shorten_label(use.label)}") for use in reading.uses
        ),
        asks_team,
        by_content.get("function", kinds["function"].column if "function" in kinds else None),
        by_content.get("role"),
        tuple(StatementChoice(each.number, each.text, by_content.get(each.number)) for each in missing)
        if "statements" in kinds
        else (),
        is_ambiguous,
        tuple(use.column for use in reading.uses if use.column not in reading.status_columns) if is_ambiguous else (),
    )


def name_table(table: str) -> str:
    """Return the name of a table as a page shows it: `1/answers.xlsx[May]` is `answers.xlsx, sheet May`."""
    name = table[2:] if table[:2] in ("1/", "2/") else table
    file, bracket, sheet = name.partition("[")
    return f"{file}, sheet {sheet.removesuffix(']')}" if bracket else file


def shorten_label(label: str) -> str:
    """Return a heading or word of a file in one line; of a long one, the beginning and the end."""
    text = " ".join(label.split()) or "(no heading)"
    return text if len(text) <= _MAX_LABEL else f"{text[:30]}…{text[-39:]}"
