"""A reader of spreadsheets (XLSX, CSV): a header row with inputs and outputs, then one rule in each row.

Outputs are the columns that are conclusions, by name or by --map. Columns named `title`, `because` and `source` are
notes unless they are mapped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from advisor.authoring.dmn.importing.annotations import NOTE_HEADINGS
from advisor.authoring.dmn.importing.column_mapping import ColumnMapper
from advisor.authoring.dmn.importing.table_model import Grid, GridRow, Heading, ImportChoices, ParsedFile
from advisor.errors import Finding, Place, TableError
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import format_excerpt
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.model.word_lists import join_some_quoted, join_words
from advisor.tabular.hidden_cells import find_hidden_cells
from advisor.tabular.merged_cells import MergedRange, find_merged_ranges
from advisor.tabular.tables import TextRow, TextTable, build_table, parse_text_table
from advisor.tabular.workbook import is_workbook, read_sheets

DEFAULT_HIT_POLICY = "UNIQUE"
MAX_COLUMNS = 100
MAX_LISTED = 20


def read_sheet(data: bytes, name: str, choices: ImportChoices, columns: ColumnMapper) -> ParsedFile:
    """Read the decision table of a sheet, such as `cycle,verdict` with a row `short,stay`.

    Args:
        data: The file.
        name: Its name, for findings.
        choices: The sheet, the encoding, the hit policy and the mapped columns.
        columns: The meaning of columns, which decides on inputs and outputs.

    Raises:
        TableError: The file has no such table.
        MissingExtraError: A library for workbooks is not installed.
    """
    try:
        table = _read_table(data, name, choices)
        rows = [row for row in table.rows if any(cell.strip() for cell in row[1])]
    except UnreadableError as error:
        raise TableError([error.finding]) from None
    if len(rows) < 2:
        sentence = "this has no table; write a header row and at least one row below it"
        raise TableError.at(table.locate(), sentence, codes.NOT_A_TABLE)
    if len(rows[0][1]) > MAX_COLUMNS:
        sentence = f"this has more than the maximum of {MAX_COLUMNS} columns; remove some"
        raise TableError.at(table.locate(), sentence, codes.TOO_LARGE)
    merged = find_merged_ranges(data, name, table.sheet) if table.sheet is not None else ()
    grid = _GridBuilder(table, rows, choices, columns, merged).build_grid(PurePath(choices.sheet or name).stem)
    return ParsedFile((grid,), remarks=tuple(_iter_hidden_findings(data, name, table, rows)))


def _iter_hidden_findings(data: bytes, name: str, table: TextTable, rows: list[TextRow]) -> Iterator[Finding]:
    """Yield remarks on rows and columns of the table that are hidden in the workbook."""
    if table.sheet is None:
        return
    hidden = find_hidden_cells(data, name, table.sheet)
    if hidden is None:
        sentence = "cannot find out which rows of this sheet are hidden; all rows were imported"
        yield Finding(table.locate(), sentence, codes.HIDDEN_CELLS)
        return
    lines = [line for line, _ in rows if line in hidden.rows]
    columns = [number for number, text in enumerate(rows[0][1], 1) if text.strip() and number in hidden.columns]
    for kind, numbers in (("row", lines), ("column", columns)):
        if numbers:
            more = [f"{len(numbers) - MAX_LISTED} more"] if len(numbers) > MAX_LISTED else []
            listed = join_words([*map(str, numbers[:MAX_LISTED]), *more])
            subject = f"{kind} {listed} is" if len(numbers) == 1 else f"{kind}s {listed} are"
            sentence = f"{subject} hidden in the workbook but imported too; delete what you do not want"
            yield Finding(table.locate(), sentence, codes.HIDDEN_CELLS)


def _read_table(data: bytes, name: str, choices: ImportChoices) -> TextTable:
    place, sheet = Place(name), choices.sheet
    if not is_workbook(data, name):
        if sheet is not None:
            raise TableError.at(place, "this is not a workbook; leave `--sheet` out", codes.INVALID_OPTION)
        return parse_text_table(data, name, choices.encoding)
    if choices.encoding is not None:
        raise TableError.at(place, "a workbook needs no encoding; leave `--encoding` out", codes.INVALID_OPTION)
    sheets, names = read_sheets(data, name, sheet)
    if sheet is not None and sheet not in names:
        sentence = f"there is no sheet `{sheet}`; choose {join_some_quoted(names)}"
        raise TableError.at(place, sentence, codes.INVALID_OPTION)
    visible = [candidate for candidate in sheets if candidate.is_visible]
    if not visible:
        raise TableError.at(place, "this has no visible sheet with cells in it; show or fill one", codes.NOT_A_TABLE)
    if len(visible) > 1:
        listed = join_some_quoted(each.name for each in visible)
        sentence = f"this has {len(visible)} sheets; choose one with --sheet: {listed}"
        raise TableError.at(place, sentence, codes.INVALID_OPTION)
    return build_table(name, visible[0].name, visible[0].rows)


class _GridBuilder:
    """Builds a table from the rows of a sheet; the first row has the headings."""

    def __init__(
        self,
        table: TextTable,
        rows: list[TextRow],
        choices: ImportChoices,
        mapper: ColumnMapper,
        merged: Sequence[MergedRange],
    ) -> None:
        self.table, self.choices, self.mapper, self.merged = table, choices, mapper, merged
        (self.top, header), self.body = rows[0], rows[1:]
        self.headings = [text.strip() for text in header]
        self.texts = dict(rows)
        self.inputs: list[int] = []
        self.outputs: list[int] = []
        self.notes: dict[int, str] = {}

    def build_grid(self, name: str) -> Grid:
        """Return the table with this name. Raises TableError if a column has no heading of its own."""
        if refusals := list(self._sort_columns()):
            raise TableError(refusals)  # without the meaning of a column, no row has a meaning
        place = self.table.locate(self.top)
        input_headings, output_headings = (
            tuple(
                Heading(self.headings[position], (self.headings[position],), self.table.locate(self.top, position))
                for position in positions
            )
            for positions in (self.inputs, self.outputs)
        )
        rows = tuple(self._build_row(number, line, cells) for number, (line, cells) in enumerate(self.body, 1))
        policy = self.choices.hit_policy or DEFAULT_HIT_POLICY
        return Grid(name, policy, input_headings, output_headings, rows, place, bare=True)

    def _sort_columns(self) -> Iterator[Finding]:
        """Sort the columns into inputs, outputs and notes; yield what is wrong with their headings."""
        for position, heading in enumerate(self.headings):
            place = self.table.locate(self.top, position)
            merged = self._describe_merged_cell(self.top, position)
            if merged and any(_read_cell(cells, position) for _, cells in self.body):
                yield Finding(place, merged, codes.MERGED_CELLS)
            elif not heading:
                if any(_read_cell(cells, position) for _, cells in self.body):
                    yield Finding(place, "this column has no heading; add one", codes.INVALID_HEADING)
            elif heading in self.headings[:position]:
                sentence = f"another column is called `{heading}` too; rename this one"
                yield Finding(place, sentence, codes.INVALID_HEADING)
            elif heading.lower() in NOTE_HEADINGS and heading not in self.choices.mapping:
                self.notes[position] = heading.lower()
            else:
                (self.outputs if self.mapper.is_output(heading) else self.inputs).append(position)

    def _build_row(self, number: int, line: int, cells: list[str]) -> GridRow:
        columns = (*self.inputs, *self.outputs, *self.notes)
        merged = {position + 1: self._describe_merged_cell(line, position) for position in columns}
        return GridRow(
            number,
            tuple(_read_cell(cells, position) for position in self.inputs),
            tuple(_read_cell(cells, position) for position in self.outputs),
            self.table.locate(line),
            {note: text for position, note in self.notes.items() if (text := _read_cell(cells, position))},
            {note: position + 1 for position, note in self.notes.items()},
            {column: sentence for column, sentence in merged.items() if sentence},
        )

    def _describe_merged_cell(self, line: int, position: int) -> str:
        """Return that a cell is only a part of merged cells, and which cell counts; "" for any other cell."""
        merged = next((each for each in self.merged if each.covers(line, position)), None)
        if merged is None:
            return ""
        value = format_excerpt(_read_cell(self.texts.get(merged.top, []), merged.left))
        return (
            f"this cell is merged with others ({merged}), and only {merged.first_cell} counts, which has `{value}`; "
            "unmerge them and fill in each cell"
        )


def _read_cell(cells: list[str], position: int) -> str:
    return cells[position].strip() if position < len(cells) else ""
