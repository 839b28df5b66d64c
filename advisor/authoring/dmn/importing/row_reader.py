"""A reader of the rows of a table: the cells of each row as conditions, and its outputs as conclusions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from advisor.authoring.dmn.importing.column_mapping import OutputColumn
from advisor.authoring.dmn.importing.hit_policy import ParsedRow
from advisor.authoring.dmn.importing.output_values import NOTHING, OutputValueMapper
from advisor.authoring.dmn.importing.table_model import Grid, GridRow, Heading
from advisor.authoring.dmn.importing.unary_tests import (
    ColumnDomain,
    UnsupportedCellError,
    is_number,
    parse_boolean,
    parse_cell,
    parse_word,
)
from advisor.authoring.dmn.table_rows import Cell, InputColumn, Row, intersect_cells
from advisor.errors import Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import format_excerpt
from advisor.model.name_suggestion import suggest_name
from advisor.model.vocabulary import Atom

InputQuestion = tuple[InputColumn, ColumnDomain]
Refuse = Callable[[Place, str, str, GridRow], None]
"""Takes the place, the sentence, the code and the row of a refusal."""


class RowReader:
    """Reads the rows of one table.

    Args:
        grid: The table.
        inputs: The meaning of its inputs; None for a column that was refused.
        outputs: The meaning of its outputs; None for a column that was refused.
        values: The user's meaning of output values.
        refuse: Takes what cannot be read.
    """

    def __init__(
        self,
        grid: Grid,
        inputs: Sequence[InputQuestion | None],
        outputs: Sequence[OutputColumn | None],
        values: OutputValueMapper,
        refuse: Refuse,
    ) -> None:
        self.grid, self.inputs, self.outputs, self.values, self.refuse = grid, inputs, outputs, values, refuse

    def read_row(self, row: GridRow) -> ParsedRow:
        """Read the cells and the outputs of a row; None for those that were refused."""
        columns = [heading.place.column for heading in (*self.grid.inputs, *self.grid.outputs)]
        for column, sentence in row.merged.items():
            if column not in columns:  # a note; merged cells of other columns are reported with these
                self.refuse(row.place._replace(column=column), sentence, codes.MERGED_CELLS, row)
        parsed = ParsedRow(row, self._read_cells(row), self._read_atoms(row))
        return parsed._replace(cells=None) if any(column not in columns for column in row.merged) else parsed

    def _read_cells(self, row: GridRow) -> Row | None:
        cells: dict[InputColumn, Cell] = {}
        is_valid = True
        for text, column, heading in zip(row.cells, self.inputs, self.grid.inputs, strict=True):
            if column is None:
                is_valid &= text.strip() == "-"  # the column itself is refused already
                continue
            if self._is_merged(row, heading):
                is_valid = False
                continue
            try:
                cell = parse_cell(text, column[1])
            except UnsupportedCellError as error:
                self._refuse_cell(row, heading, text, error)
                is_valid = False
                continue
            if cell is not None:
                cells[column[0]] = intersect_cells(cells[column[0]], cell) if column[0] in cells else cell
        if not is_valid:
            return None
        if not all(cells.values()):
            sentence = "no company can match all its cells at once; change one of them"
            self.refuse(row.place, sentence, codes.INVALID_ROW, row)
        return cells

    def _read_atoms(self, row: GridRow) -> tuple[Atom, ...] | None:
        atoms: list[Atom] = []
        is_valid = None not in self.outputs
        for text, output, heading in zip(row.outputs, self.outputs, self.grid.outputs, strict=True):
            if output is None:
                continue
            if self._is_merged(row, heading):
                is_valid = False
                continue
            if text.strip() in ("null", "-"):
                continue
            try:
                value = self._parse_conclusion_value(text.strip(), output, heading)
            except UnsupportedCellError as error:
                self._refuse_cell(row, heading, text, error)
                is_valid = False
                continue
            if value is not None:
                atoms.append(Atom(output.conclusion.name, value))
        return tuple(dict.fromkeys(atoms)) if is_valid else None

    def _parse_conclusion_value(self, text: str, output: OutputColumn, heading: Heading) -> str | None:
        """Return the value that an output cell concludes; None for nothing."""
        conclusion, value = output
        if value is not None:
            truth = parse_boolean(text, bare=self.grid.bare)
            if truth is None:
                raise UnsupportedCellError("is neither true nor false; this output can only be one of these")
            return value if truth else None
        mapped = self.values.find_value(heading.names, text)
        if mapped == NOTHING:
            return None
        option = f"`--values '{format_excerpt(heading.text)}:{format_excerpt(text)}=VALUE'`"
        if mapped is None and not self.grid.bare and is_number(text):
            raise UnsupportedCellError(f"is a number, and conclusions are words; name the conclusion with {option}")
        if mapped is None and text.lower() in ("true", "false"):
            raise UnsupportedCellError(
                "is a boolean, and conclusions are words; say what `true` means with "
                f"`--map '{format_excerpt(heading.text)}={conclusion.name}:VALUE'`, or name each one with {option}"
            )
        word = parse_word(text, bare=self.grid.bare) if mapped is None else mapped
        if not word:
            raise UnsupportedCellError("is not a value; write a value, or `-` to conclude nothing")
        if conclusion.values is not None and word not in conclusion.values:
            near = suggest_name(word, conclusion.values) or f"; if it means one, name that with {option}"
            raise UnsupportedCellError(f"has `{word[:60]}`, which is not a value of `{conclusion.name}`{near}")
        return word

    def _is_merged(self, row: GridRow, heading: Heading) -> bool:
        """Check whether a cell is only a part of merged cells, and refuse it then."""
        column = heading.place.column
        sentence = row.merged.get(column) if column is not None else None
        if sentence is not None:
            sentence = f"column `{format_excerpt(heading.text)}`: {sentence}"
            self.refuse(row.place._replace(column=column), sentence, codes.MERGED_CELLS, row)
        return sentence is not None

    def _refuse_cell(self, row: GridRow, heading: Heading, text: str, error: UnsupportedCellError) -> None:
        place = row.place._replace(column=heading.place.column)
        sentence = f"column `{format_excerpt(heading.text)}`: the cell `{format_excerpt(text)}` {error}"
        self.refuse(place, sentence, codes.UNSUPPORTED_CELL, row)
