"""Spreadsheets (XLSX, CSV) to tables: a header row of inputs and outputs, then one rule a row.

Which columns are outputs is what the user maps onto conclusions; columns named like notes (`title`, `because`,
`source`) are that, unless they are mapped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePath

from advisor.authoring.dmn.errors import TableError
from advisor.authoring.dmn.importing.table_model import Grid, GridRow, Heading, ParsedFile
from advisor.errors import Finding, Place
from advisor.loading.yaml_reader import UnreadableError
from advisor.tabular.hidden_cells import find_hidden_cells
from advisor.tabular.tables import TextRow, TextTable, build_table, parse_text_table
from advisor.tabular.workbook import is_workbook, read_sheets

NOTE_HEADINGS = ("title", "because", "source")
MAX_ROWS, MAX_COLUMNS = 1000, 100
MAX_LISTED = 20


def read_sheet(
    data: bytes,
    name: str,
    sheet: str | None,
    encoding: str | None,
    hit_policy: str,
    is_output: Callable[[str], bool],
    mapped_headings: frozenset[str],
) -> ParsedFile:
    """The table of a sheet. Raises TableError, MissingExtraError."""
    try:
        table = _read_table(data, name, sheet, encoding)
        rows = [row for row in table.rows if any(cell.strip() for cell in row[1])]
    except UnreadableError as error:
        raise TableError([error.finding]) from None
    if len(rows) < 2:
        raise TableError(
            [Finding(table.locate(), "this holds no table: there must be a header row and a row below it")]
        )
    if len(rows) - 1 > MAX_ROWS or len(rows[0][1]) > MAX_COLUMNS:
        sentence = f"this is larger than a decision table may be ({MAX_ROWS} rows, {MAX_COLUMNS} columns)"
        raise TableError([Finding(table.locate(), sentence)])
    taken = _build_grid(table, rows, PurePath(sheet or name).stem, hit_policy, is_output, mapped_headings)
    return taken._replace(remarks=tuple(_iter_hidden_findings(data, name, table, rows)))


def _iter_hidden_findings(data: bytes, name: str, table: TextTable, rows: list[TextRow]) -> Iterator[Finding]:
    """What to say of rows and columns that are hidden in a workbook, where they are part of the table."""
    if table.sheet is None:
        return
    found = find_hidden_cells(data, name, table.sheet)
    if found is None:
        yield Finding(table.locate(), "whether rows of this sheet are hidden cannot be told; all were taken")
        return
    lines = [line for line, _ in rows if line in found.rows]
    columns = [at for at, text in enumerate(rows[0][1], 1) if text.strip() and at in found.columns]
    for kind, numbers in (("row", lines), ("column", columns)):
        if numbers:
            told = [str(number) for number in numbers[:MAX_LISTED]]
            if len(numbers) > MAX_LISTED:
                told.append(f"{len(numbers) - MAX_LISTED} more")
            which = f"{kind}s {', '.join(told[:-1])} and {told[-1]} are" if told[1:] else f"{kind} {told[0]} is"
            was = "were" if told[1:] else "was"
            yield Finding(table.locate(), f"{which} hidden in the workbook and {was} taken as well")


def _read_table(data: bytes, name: str, sheet: str | None, encoding: str | None) -> TextTable:
    if not is_workbook(data, name):
        if sheet is not None:
            raise UnreadableError(Place(name), "this is no workbook and has no sheets; leave `--sheet` out")
        return parse_text_table(data, name, encoding)
    if encoding is not None:
        raise UnreadableError(Place(name), "this is a workbook and has no encoding to choose; leave `--encoding` out")
    found, names = read_sheets(data, name, sheet)
    if sheet is not None and sheet not in names:
        raise UnreadableError(Place(name), f"there is no sheet `{sheet}`; there are {', '.join(names)}")
    shown = [each for each in found if each.is_visible]
    if len(shown) != 1:
        held = ", ".join(each.name for each in shown) or "none"
        raise UnreadableError(Place(name), f"say with --sheet which sheet to take; those that hold anything: {held}")
    return build_table(name, shown[0].name, shown[0].rows)


def _build_grid(
    table: TextTable,
    rows: list[TextRow],
    title: str,
    hit_policy: str,
    is_output: Callable[[str], bool],
    mapped_headings: frozenset[str],
) -> ParsedFile:
    (top, header), body = rows[0], rows[1:]
    refused: list[Finding] = []
    inputs: list[int] = []
    outputs: list[int] = []
    notes: dict[int, str] = {}
    seen: set[str] = set()
    for at, text in enumerate(header):
        head = text.strip()
        if not head:
            if any(at < len(cells) and cells[at].strip() for _, cells in body):
                refused.append(Finding(table.locate(top, at), "this column has cells but no heading; give it one"))
        elif head in seen:
            refused.append(Finding(table.locate(top, at), f"there is a column `{head}` already; rename this one"))
        elif head.lower() in NOTE_HEADINGS and head not in mapped_headings:
            notes[at] = head.lower()
        else:
            (outputs if is_output(head) else inputs).append(at)
        seen.add(head)
    if refused:
        raise TableError(refused)  # what a column means cannot be told, so neither can any row

    def build_heading(at: int) -> Heading:
        return Heading(header[at].strip(), (header[at].strip(),), table.locate(top, at))

    def read_cell(cells: list[str], at: int) -> str:
        return cells[at].strip() if at < len(cells) else ""

    grid_rows = tuple(
        GridRow(
            number,
            tuple(read_cell(cells, at) for at in inputs),
            tuple(read_cell(cells, at) for at in outputs),
            table.locate(line),
            {note: read_cell(cells, at) for at, note in notes.items() if read_cell(cells, at)},
            {note: at + 1 for at, note in notes.items()},
        )
        for number, (line, cells) in enumerate(body, 1)
    )
    return ParsedFile(
        (
            Grid(
                title,
                hit_policy,
                tuple(map(build_heading, inputs)),
                tuple(map(build_heading, outputs)),
                grid_rows,
                table.locate(top),
                bare=True,
            ),
        ),
        (),
    )
