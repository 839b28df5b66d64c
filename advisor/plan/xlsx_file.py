"""The plan as a spreadsheet: one sheet with the rows, one about the plan, and those that a person added."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from advisor.errors import MissingExtraError, OutputError, Place
from advisor.loading.finding_codes import TOO_LARGE
from advisor.plan.columns import DATE_FIELDS, get_heading
from advisor.plan.layout import PlanTable, format_about, lay_out_for_spreadsheet
from advisor.plan.plan_data import STATUSES, Cell, Plan
from advisor.tabular.formula_guard import is_formula_like

HELP_HEADING = "How to"
HELP = (
    "Edit owner, start, due, status and notes. Add rows, columns and sheets of your own. Then run `advisor plan FACTS "
    "--update` with this file: it keeps what you typed, and adds what the advice has new."
)
INK, ACCENT, BORDER, SHADE = "#22262a", "#0b5563", "#c9c4b8", "#eef4f4"
WIDTHS = {
    "task": 38,
    "part_of": 20,
    "how": 38,
    "owner": 20,
    "start": 11,
    "due": 11,
    "status": 9,
    "measure": 32,
    "why": 38,
    "source": 24,
    "notes": 28,
    "advice": 12,
    "id": 22,
}
"""Widths of the columns, in characters."""
OWN_WIDTH = 16
SPARE_ROWS = 500
"""Number of blank rows below the plan in which the list of statuses works."""
MAX_TEXT = 32_767
"""Maximum length of a text in a cell."""
_MAX_SHEET_NAME = 31
_CREATION_DATE = datetime(2000, 1, 1)
_FIRST_DAY = date(1900, 3, 1)
"""Earlier days have other numbers in spreadsheets than in calendars (1900 was no leap year)."""


def build_workbook(plan: Plan, name: str) -> bytes:
    """Build the workbook, always the same bytes for a plan.

    Raises:
        MissingExtraError: xlsxwriter is not installed.
        OutputError: A text is longer than a cell of a spreadsheet can be.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise MissingExtraError(name, "plan") from None
    target = BytesIO()
    literal = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = Workbook(target, {"in_memory": True, **literal})
    book.set_properties({"title": f"Plan {plan.about.company}".strip()[:255], "created": _CREATION_DATE})
    writer = _CellWriter(book, name)
    _fill_plan_sheet(book.add_worksheet(plan.about.sheet_names[0]), lay_out_for_spreadsheet(plan), writer)
    _fill_about_sheet(book.add_worksheet(plan.about.sheet_names[1]), plan, writer)
    used = {name.casefold() for name in plan.about.sheet_names}
    for own in plan.own_sheets:
        sheet = book.add_worksheet(_choose_sheet_name(own.name, used))
        for number, cells in enumerate(own.rows):
            for column, cell in enumerate(cells):
                writer.write_cell(sheet, number, column, cell, "plain")
        if not own.is_visible:
            sheet.hide()
    book.close()
    return target.getvalue()


def _choose_sheet_name(name: str, used: set[str]) -> str:
    """Return a name that Excel accepts for one more sheet: nearly always the name that it had before."""
    wanted = re.sub(r"[\[\]:*?/\\]", "_", name).strip("'")[:_MAX_SHEET_NAME] or "Sheet"
    chosen, number = wanted, 2
    while chosen.casefold() in used:
        chosen = f"{wanted[: _MAX_SHEET_NAME - 6]} ({number})"
        number += 1
    used.add(chosen.casefold())
    return chosen


class _CellWriter:
    """Writes cells of every kind, texts always as texts."""

    def __init__(self, book: Any, name: str) -> None:
        self._name = name
        base = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top"}
        ruled = {**base, "text_wrap": True, "bottom": 1, "bottom_color": BORDER}
        styles: dict[str, dict[str, object]] = {
            "head": {**base, "bold": True, "font_color": "#ffffff", "bg_color": ACCENT, "text_wrap": True},
            "step": {**ruled, "bold": True, "bg_color": SHADE},
            "task": ruled,
            "plain": base,
        }
        kinds: dict[str, dict[str, object]] = {
            "text": {},
            "guarded": {"quote_prefix": True},
            "date": {"num_format": "yyyy-mm-dd", "align": "left"},
            "moment": {"num_format": "yyyy-mm-dd hh:mm:ss"},
            "time": {"num_format": "hh:mm:ss"},
            "duration": {"num_format": "[h]:mm:ss"},
        }
        self._formats = {
            (style, kind): book.add_format({**settings, **extra})
            for style, settings in styles.items()
            for kind, extra in kinds.items()
        }

    def get_format(self, style: str, kind: str = "text") -> Any:
        return self._formats[style, kind]

    def write_cell(self, sheet: Any, row: int, column: int, cell: Cell, style: str) -> None:
        """Write a cell as what it is; a blank one is left out. Days before March 1900 become texts."""
        if isinstance(cell, str):
            if len(cell) > MAX_TEXT:
                sentence = f"this text is longer than {MAX_TEXT:,} characters, the limit of a cell; shorten it"
                raise OutputError.at(Place(f"{self._name}[{sheet.name}]", row + 1, column + 1), sentence, TOO_LARGE)
            if cell:
                kind = "guarded" if is_formula_like(cell) else "text"
                sheet.write_string(row, column, cell, self._formats[style, kind])
            elif style != "plain":
                sheet.write_blank(row, column, None, self._formats[style, "text"])
        elif isinstance(cell, bool):
            sheet.write_boolean(row, column, cell, self._formats[style, "text"])
        elif isinstance(cell, int | float):
            sheet.write_number(row, column, cell, self._formats[style, "text"])
        elif isinstance(cell, time):
            sheet.write_datetime(row, column, cell, self._formats[style, "time"])
        elif isinstance(cell, timedelta):
            sheet.write_datetime(row, column, cell, self._formats[style, "duration"])
        elif (cell.date() if isinstance(cell, datetime) else cell) < _FIRST_DAY:
            sheet.write_string(row, column, cell.isoformat(), self._formats[style, "text"])
        else:
            kind = "moment" if isinstance(cell, datetime) and cell.time() != time() else "date"
            sheet.write_datetime(row, column, cell, self._formats[style, kind])


def _fill_plan_sheet(sheet: Any, layout: PlanTable, writer: _CellWriter) -> None:
    own_start = len(layout.columns)
    last_start = own_start + len(layout.own_columns)
    _set_columns(sheet, layout, writer)
    headings: list[Cell] = [
        *(get_heading(column.field, is_csv=False) for column in layout.columns),
        *layout.own_columns,
        *(get_heading(column.field, is_csv=False) for column in layout.last_columns),
    ]
    for column, heading in enumerate(headings):
        writer.write_cell(sheet, 0, column, heading, "head")
    for number, row in enumerate(layout.rows, 1):
        style = "task" if row.row.is_practice or row.row.is_own else "step"
        for column, (field, _, _) in enumerate(layout.columns):
            day = row.row.get_date(field) if field in DATE_FIELDS else None
            writer.write_cell(sheet, number, column, day or row.texts.get(field, ""), style)
        for column, cell in enumerate(row.own, own_start):
            writer.write_cell(sheet, number, column, cell, style)
        for column, (field, _, _) in enumerate(layout.last_columns, last_start):
            writer.write_cell(sheet, number, column, row.texts.get(field, ""), style)
    status = [column.field for column in layout.columns].index("status")
    last = len(layout.rows)
    choice = {"validate": "list", "source": list(STATUSES), "error_title": "Status", "error_message": _STATUS_HELP}
    sheet.data_validation(1, status, last + SPARE_ROWS, status, choice)
    sheet.freeze_panes(1, 1)
    if last:
        sheet.autofilter(0, 0, last, len(headings) - 1)
    _set_print_layout(sheet, last, last_start - 1)


_STATUS_HELP = f"Choose one of: {', '.join(STATUSES)}."


def _set_columns(sheet: Any, layout: PlanTable, writer: _CellWriter) -> None:
    """Set the widths; hide the column that only the advisor reads, and let new rows have dates in our form."""
    columns = (*layout.columns, *(None for _ in layout.own_columns), *layout.last_columns)
    for number, column in enumerate(columns):
        field = column.field if column else ""
        kind = "date" if field in DATE_FIELDS else "text"
        options = {"hidden": True} if field == "check" else {}
        sheet.set_column(number, number, WIDTHS.get(field, OWN_WIDTH), writer.get_format("task", kind), options)


def _set_print_layout(sheet: Any, last_row: int, last_column: int) -> None:
    sheet.print_area(0, 0, last_row, last_column)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3; a printer scales it to A4 or Letter
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&R&P / &N")


def _fill_about_sheet(sheet: Any, plan: Plan, writer: _CellWriter) -> None:
    texts = format_about(plan.about)
    lines: list[tuple[str, Cell]] = [
        (get_heading("company", is_csv=False), texts["company"]),
        (get_heading("rulebase", is_csv=False), texts["rulebase"]),
        (get_heading("plan_start", is_csv=False), plan.about.start),
        (get_heading("revision", is_csv=False), plan.about.revision),
        (HELP_HEADING, HELP),
    ]
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 90)
    for number, (heading, value) in enumerate(lines):
        writer.write_cell(sheet, number, 0, heading, "step")
        writer.write_cell(sheet, number, 1, value, "task")
    for number, cells in enumerate(plan.about.other_rows, len(lines)):
        for column, cell in enumerate(cells):
            writer.write_cell(sheet, number, column, cell, "plain")
