"""A workbook (XLSX) of tables: one sheet for each. The same tables always give the same bytes."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence

from advisor.authoring.dmn.export.sheet_tables import NOTES, SheetTable
from advisor.errors import MissingExtraError

_CREATION_DATE = datetime.datetime(2006, 7, 1)
"""A fixed date, so that the same rules give the same file."""
_INPUT_WIDTH, _NOTE_WIDTH = 18, 60
_LITERAL = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def render_workbook(tables: Sequence[SheetTable]) -> bytes:
    """Return the workbook, with the headings of each sheet in bold and fixed at the top.

    Raises:
        MissingExtraError: The library for workbooks is not installed.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise MissingExtraError("XLSX", "exchange") from None
    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True, **_LITERAL})
    book.set_properties({"title": "Decision tables of the advisor", "created": _CREATION_DATE})
    bold, wrapped = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"text_wrap": True})
    for table in tables:
        sheet = book.add_worksheet(table.name)
        first_note = len(table.headings) - len(NOTES)
        sheet.set_column(0, first_note - 1, _INPUT_WIDTH)
        sheet.set_column(first_note, len(table.headings) - 1, _NOTE_WIDTH)
        for number, row in enumerate((table.headings, *table.rows)):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text, wrapped if number else bold)
        sheet.freeze_panes(1, 0)
    book.close()
    return target.getvalue()
