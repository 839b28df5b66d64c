"""The questionnaire as a spreadsheet: a sheet to fill in with drop-downs, and a hidden one that holds their words."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from advisor.errors import MissingExtraError
from advisor.reporting.questionnaires.content import Questionnaire

ANSWER_SHEET, LIST_SHEET = "Answers", "Lists"
INK, ACCENT, BORDER, SHADE = "#22262a", "#0b5563", "#c9c4b8", "#eef4f4"
COLUMN_WIDTHS = (11, 84, 30)
"""Widths of the columns, in characters."""
LINE_HEIGHT = 15
"""Height of a line, in points."""
_CREATION_DATE = datetime(2000, 1, 1)


def build_spreadsheet(questions: Questionnaire) -> bytes:
    """Build the workbook, always the same bytes for a questionnaire. Raises MissingExtraError without xlsxwriter."""
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise MissingExtraError("answers.xlsx", "survey") from None
    target = BytesIO()
    literal = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = Workbook(target, {"in_memory": True, **literal})
    book.set_properties({"title": questions.title, "created": _CREATION_DATE})
    sheet, lists = book.add_worksheet(ANSWER_SHEET), book.add_worksheet(LIST_SHEET)
    _fill_sheet(sheet, questions, _build_formats(book), _write_lists(lists, questions))
    lists.hide()
    book.close()
    return target.getvalue()


def _build_formats(book: Any) -> dict[str, Any]:
    base = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "text_wrap": True, "valign": "top"}
    ruled = {**base, "bottom": 1, "bottom_color": BORDER}
    formats = {
        "title": {**base, "font_size": 16, "bold": True, "font_color": ACCENT, "valign": "vcenter"},
        "text": base,
        "name": {**base, "bold": True, "valign": "vcenter"},
        "head": {**base, "bold": True, "font_color": "#ffffff", "bg_color": ACCENT, "valign": "vcenter"},
        "cell": {**ruled, "valign": "vcenter"},
        "number": {**ruled, "align": "center", "valign": "vcenter"},
        "input": {**base, "bg_color": SHADE, "border": 1, "border_color": BORDER, "valign": "vcenter", "locked": False},
    }
    return {name: book.add_format(words) for name, words in formats.items()}


def _write_lists(sheet: Any, questions: Questionnaire) -> tuple[str, str, str]:
    """Write the words of the drop-downs, one list a column; return the formulas of functions, roles and scale."""
    lists = (
        [each.words for each in questions.functions],
        [each.words for each in questions.roles],
        [f"{each.code} - {each.words}" for each in questions.scale],
    )
    for column, words in enumerate(lists):
        for row, word in enumerate(words):
            sheet.write_string(row, column, word)
    sheet.set_column(0, 2, COLUMN_WIDTHS[2])
    sheet.protect()
    function, role, scale = (
        f"={LIST_SHEET}!${letter}$1:${letter}${len(words)}" for letter, words in zip("ABC", lists, strict=True)
    )
    return function, role, scale


def _fill_sheet(sheet: Any, questions: Questionnaire, formats: dict[str, Any], places: tuple[str, str, str]) -> None:
    say = questions.wording
    for column, width in enumerate(COLUMN_WIDTHS):
        sheet.set_column(column, column, width)
    introduction = " ".join((*questions.before, say("sheet-how")))
    _write_merged_row(sheet, 0, questions.title, formats["title"], 1.5, 1.6)
    _write_merged_row(sheet, 1, introduction, formats["text"], 1.0, 1.0)
    inputs = ((say("function"), say("both"), places[0]), (say("role"), say("role-optional"), places[1]))
    for row, (name, note, place) in enumerate(inputs, 2):
        sheet.set_row(row, LINE_HEIGHT * 1.4)
        sheet.write_string(row, 0, name, formats["name"])
        sheet.write_blank(row, 1, None, formats["input"])
        sheet.data_validation(row, 1, row, 1, _build_dropdown(questions, place, note))
    head = 5
    sheet.set_row(head, LINE_HEIGHT * 1.4)
    for column, name in enumerate(("number", "statement", "answer")):
        sheet.write_string(head, column, say(name), formats["head"])
    for row, statement in enumerate(questions.statements, head + 1):
        sheet.set_row(row, LINE_HEIGHT * (_estimate_lines(statement.text, COLUMN_WIDTHS[1]) + 0.4))
        sheet.write_number(row, 0, statement.number, formats["number"])
        sheet.write_string(row, 1, statement.text, formats["cell"])
        sheet.write_blank(row, 2, None, formats["input"])
    last = head + len(questions.statements)
    sheet.data_validation(head + 1, 2, last, 2, _build_dropdown(questions, places[2]))
    sheet.freeze_panes(head + 1, 0)
    sheet.protect()
    sheet.set_selection(2, 1, 2, 1)
    _set_print_layout(sheet, last)


def _build_dropdown(questions: Questionnaire, place: str, note: str = "") -> dict[str, Any]:
    """Build a drop-down. A spreadsheet shows at most 32 characters of a title and 255 of a message."""
    wording = questions.wording
    wrong = {"error_title": wording("sheet-wrong-title")[:32], "error_message": wording("sheet-wrong")[:255]}
    return {"validate": "list", "source": place, **wrong, **({"input_message": note[:255]} if note else {})}


def _write_merged_row(sheet: Any, row: int, text: str, form: Any, size: float, spare: float) -> None:
    """Write a text across all columns, with letters `size` times as large as usual and `spare` lines of room."""
    sheet.merge_range(row, 0, row, len(COLUMN_WIDTHS) - 1, "", form)
    sheet.write_string(row, 0, text, form)
    sheet.set_row(row, LINE_HEIGHT * (_estimate_lines(text, round(sum(COLUMN_WIDTHS) / size)) * size + spare - 0.6))


def _estimate_lines(text: str, width: int) -> int:
    """Estimate the lines that a text takes, with some room, since letters differ in width."""
    from textwrap import wrap

    return max(1, len(wrap(text, round(width * 0.95))))


def _set_print_layout(sheet: Any, last: int) -> None:
    sheet.print_area(0, 0, last, len(COLUMN_WIDTHS) - 1)
    sheet.set_portrait()
    sheet.set_paper(9)  # A4; a printer scales it to Letter
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
