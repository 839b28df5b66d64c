"""A table of figures as a file for a spreadsheet program, CSV or XLSX: numbers are numbers, texts never formulas."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import PurePath

from advisor.errors import MissingExtraError
from advisor.reporting.view.figure_table import Figure, FigureTable
from advisor.tabular.formula_guard import guard_formula

FORMATS = ("csv", "xlsx")
_BYTE_ORDER_MARK = "\ufeff"
"""Without it, Excel does not read a CSV file as UTF-8."""
_CREATION_DATE = datetime(2000, 1, 1)
_INK, _ACCENT = "#22262a", "#0b5563"
_TEXT_WIDTH, _FIGURE_WIDTH = 44, 12
"""Widths of the columns, in characters."""
_NUMBER_FORMAT = "0.0"


def detect_figure_format(path: str) -> str | None:
    """Return the format of FORMATS that fits the ending of a file name, or None."""
    ending = PurePath(path).suffix.lower().removeprefix(".")
    return ending if ending in FORMATS else None


def render_figures(table: FigureTable, form: str, name: str) -> str | bytes:
    """Render a table of figures in one of FORMATS, always the same for a table.

    Raises:
        MissingExtraError: xlsxwriter is not installed; `name` is the file that needs it.
    """
    return _build_workbook(table, name) if form == "xlsx" else _BYTE_ORDER_MARK + format_csv(table)


def format_csv(table: FigureTable) -> str:
    """Format a table as CSV (RFC 4180), with decimal points and ASCII signs: `7,Common language,13,1.9,1.9,-1.3`."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(map(guard_formula, table.heads))
    writer.writerows([_format_cell(cell) for cell in row] for row in table.rows)
    return target.getvalue()


def _format_cell(cell: Figure) -> str:
    return "" if cell is None else guard_formula(cell) if isinstance(cell, str) else str(cell)


def _build_workbook(table: FigureTable, name: str) -> bytes:
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise MissingExtraError(name, "survey") from None
    target = io.BytesIO()
    literal = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = Workbook(target, {"in_memory": True, **literal})
    book.set_properties({"title": table.title, "created": _CREATION_DATE})
    base = {"font_name": "Calibri", "font_size": 11, "font_color": _INK}
    head = book.add_format({**base, "bold": True, "font_color": "#ffffff", "bg_color": _ACCENT, "text_wrap": True})
    text, decimal = book.add_format(base), book.add_format({**base, "num_format": _NUMBER_FORMAT})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, len(table.heads) - 1, _FIGURE_WIDTH)
    sheet.set_column(1, 1, _TEXT_WIDTH)
    for column, heading in enumerate(table.heads):
        sheet.write_string(0, column, heading, head)
    for row, cells in enumerate(table.rows, 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell, text)
            elif cell is not None:
                sheet.write_number(row, column, cell, decimal if isinstance(cell, float) else text)
    book.close()
    return target.getvalue()
