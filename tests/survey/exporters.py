"""Exports of survey tools, each with the answers of the same people.

Everything that is not an answer (names, addresses, times, free text) contains the word PRIVATE, so that a test finds
it if it is printed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

import xlsxwriter

from advisor.model.instrument import Instrument
from advisor.model.responses import Respondent

PRIVATE = "PRIVATE"
Grid = list[list[str]]
QUESTION = "How far do you agree with each statement?"
FUNCTION_QUESTION = "Where do you work?"
ROLE_QUESTION = "What is your role there?"


class Style(NamedTuple):
    """The way answers are written (`number`, `both`, `label`, `code`), and the order of the statements."""

    answers: str = "number"
    order: tuple[int, ...] = tuple(range(1, 21))
    codes: bool = False


class Dialect(NamedTuple):
    """The format of a text file."""

    separator: str = ","
    newline: str = "\r\n"
    encoding: str = "utf-8"
    quoted: bool = True


def format_answer(answer: int | None, instrument: Instrument, how: str) -> str:
    """Format an answer as a tool writes it."""
    if answer is None:
        return ""
    label = instrument.labels[answer][0]
    return {
        "number": str(answer),
        "decimal": f"{answer}.0",
        "both": f"{answer} - {label}",
        "dash": f"{answer} – {label.upper()}",
        "label": label,
        "after": f"{label} ({answer})",
        "code": f"A{answer}",
    }[how]


def list_sentences(instrument: Instrument) -> dict[int, str]:
    """List the sentences by number."""
    return {each.number: each.text for each in instrument.statements}


def _list_answers(person: Respondent, instrument: Instrument, style: Style) -> list[str]:
    return [format_answer(person.answers[number - 1], instrument, style.answers) for number in style.order]


def _list_groups(person: Respondent, instrument: Instrument) -> list[str]:
    return [instrument.functions[person.function][0], instrument.roles[person.role][0] if person.role else ""]


def build_google(people: Sequence[Respondent], instrument: Instrument, style: Style) -> Grid:
    """Build an export of Google Forms: a grid question, one column for each of its rows."""
    sentences = list_sentences(instrument)
    heads = [f"{QUESTION} [{sentences[number]}]" for number in style.order]
    rows = [["Timestamp", "Email Address", FUNCTION_QUESTION, ROLE_QUESTION, *heads, "Anything else?"]]
    for at, person in enumerate(people):
        answers = _list_answers(person, instrument, style)
        stamp = f"2026/09/27 3:{at // 60:02}:{at % 60:02} PM GMT+3"
        rows.append([stamp, f"{PRIVATE}@x.example", *_list_groups(person, instrument), *answers, PRIVATE])
    return rows


def build_surveymonkey(people: Sequence[Respondent], instrument: Instrument, style: Style) -> Grid:
    """Build an export of SurveyMonkey: two header rows, with the question above its first column."""
    sentences = list_sentences(instrument)
    about = "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,Custom Data 1"
    first = [*about.split(","), FUNCTION_QUESTION, ROLE_QUESTION, QUESTION, *[""] * 19, "Anything else?"]
    second = [""] * 9 + ["Response", "Response"] + [f"<p>{sentences[number]}</p>" for number in style.order]
    rows = [first, [*second, "Open-Ended Response"]]
    for at, person in enumerate(people):
        about_person = [str(118000000000 + at), "PRIVATE1", "01/02/2026", "01/02/2026", "10.0.0.1", *[PRIVATE] * 4]
        rows.append(
            [*about_person, *_list_groups(person, instrument), *_list_answers(person, instrument, style), PRIVATE]
        )
    return rows


def build_limesurvey(heads: str) -> Callable[[Sequence[Respondent], Instrument, Style], Grid]:
    """Build exports of LimeSurvey with one of its four styles of headings."""

    def build_heading(code: str, text: str, label: str = "") -> str:
        label_code = f"[{label.split('|')[0]}]" if label else ""
        label_text = label.split("|")[1] if label else ""
        if heads == "abbreviated":
            text, label_text = _shorten(text), _shorten(label_text)
        full = f"{text} [{label_text}]" if label else text
        return {"code": code + label_code, "codetext": f"{code}{label_code}. {full}"}.get(heads, full)

    def build_grid(people: Sequence[Respondent], instrument: Instrument, style: Style) -> Grid:
        sentences = list_sentences(instrument)
        rows = [
            [
                build_heading("id", "Response ID"),
                build_heading("submitdate", "Date submitted"),
                build_heading("lastpage", "Last page"),
                build_heading("startlanguage", "Start language"),
                build_heading("function", FUNCTION_QUESTION),
                build_heading("role", ROLE_QUESTION),
                *(
                    build_heading("statements", QUESTION, f"S{number:02d}|{sentences[number]}")
                    for number in style.order
                ),
                build_heading("REMARK", "Anything else?"),
            ]
        ]
        for at, person in enumerate(people, 1):
            who = [person.function[:5], person.role or ""] if style.codes else _list_groups(person, instrument)
            answers = _list_answers(person, instrument, style)
            rows.append([str(at), "2026-01-02 10:00:00", "2", "en", *who, *answers, f"'={PRIVATE}"])
        return rows

    return build_grid


def _shorten(text: str) -> str:
    return text if len(text) <= 15 else f"{text[:15]}.. "


def build_qualtrics(people: Sequence[Respondent], instrument: Instrument, style: Style) -> Grid:
    """Build an export of Qualtrics: ids, texts and import ids; its ids also count the question on functions."""
    sentences = list_sentences(instrument)
    about = "StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId"
    ids = [*about.split(","), "Q1", "Q2", *(f"Q3_{at}" for at in range(1, 21)), "Q4"]
    named = [*about.split(","), FUNCTION_QUESTION, ROLE_QUESTION]
    named += [f"{QUESTION} - {sentences[number]}" for number in style.order]
    rows = [ids, [*named, "Anything else?"], [f'{{"ImportId":"QID{at}"}}' for at in range(len(ids))]]
    for at, person in enumerate(people):
        about_person = ["2026-01-02", "2026-01-02", "IP Address", PRIVATE, "100", "61", "True", "2026-01-02", f"R_{at}"]
        rows.append(
            [*about_person, *_list_groups(person, instrument), *_list_answers(person, instrument, style), PRIVATE]
        )
    return rows


def build_qualtrics_legacy(people: Sequence[Respondent], instrument: Instrument, style: Style) -> Grid:
    """Build an earlier export of Qualtrics, with V1, V2 and so on above the names."""
    sentences = list_sentences(instrument)
    named = "ResponseID,ResponseSet,Name,ExternalDataReference,EmailAddress,IPAddress,Status,StartDate,EndDate,Finished"
    ids = [*(f"V{at}" for at in range(1, 11)), "Q1", "Q2", *(f"Q3_{at}" for at in range(1, 21))]
    labels = [*named.split(","), FUNCTION_QUESTION, ROLE_QUESTION]
    rows = [ids, [*labels, *(f"{QUESTION}-{sentences[number]}" for number in style.order)]]
    for at, person in enumerate(people):
        about_person = [f"R_{at}", "Default", PRIVATE, "", PRIVATE, PRIVATE, "0", "2026-01-02", "2026-01-02", "1"]
        rows.append([*about_person, *_list_groups(person, instrument), *_list_answers(person, instrument, style)])
    return rows


def build_typeform(people: Sequence[Respondent], instrument: Instrument, style: Style) -> Grid:
    """Build an export of the current Typeform."""
    dates = ("Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)")
    tail = ["Response Type", *dates, "Network ID", "Tags", "Ending"]
    values = ["completed", "2026-01-02 10:00:00", "", "2026-01-02 10:09:00", PRIVATE, "", "End"]
    return _build_typeform(people, instrument, style, tail, values)


def build_typeform_old(people: Sequence[Respondent], instrument: Instrument, style: Style) -> Grid:
    """Build an export of an older Typeform."""
    tail = ["Start Date (UTC)", "Submit Date (UTC)", "Network ID"]
    return _build_typeform(people, instrument, style, tail, ["2026-01-02 10:00:00", "2026-01-02 10:09:00", PRIVATE])


def _build_typeform(
    people: Sequence[Respondent], instrument: Instrument, style: Style, tail: list[str], values: list[str]
) -> Grid:
    sentences = list_sentences(instrument)
    rows = [["#", FUNCTION_QUESTION, ROLE_QUESTION, *(f"*{sentences[number]}*" for number in style.order), *tail]]
    for at, person in enumerate(people):
        rows.append([f"x{at}y", *_list_groups(person, instrument), *_list_answers(person, instrument, style), *values])
    return rows


def build_alchemer(people: Sequence[Respondent], instrument: Instrument, style: Style) -> Grid:
    """Build an export of Alchemer."""
    sentences = list_sentences(instrument)
    about = ["Response ID", "Time Started", "Date Submitted", "Status", "Contact ID", "Language", "IP Address"]
    rows = [[*about, FUNCTION_QUESTION, ROLE_QUESTION, *(f"{QUESTION}:{sentences[at]}" for at in style.order)]]
    for number, person in enumerate(people, 1):
        about_person = [
            str(number),
            "2026-01-02 10:00:00",
            "2026-01-02 10:09:00",
            "Complete",
            PRIVATE,
            "English",
            PRIVATE,
        ]
        rows.append([*about_person, *_list_groups(person, instrument), *_list_answers(person, instrument, style)])
    return rows


def build_sosci(people: Sequence[Respondent], instrument: Instrument, style: Style) -> Grid:
    """Build an export of SoSci Survey: variables above labels."""
    sentences = list_sentences(instrument)
    codes = [
        "CASE",
        "QUESTNNR",
        "MODE",
        "STARTED",
        "FU01",
        "RO01",
        *(f"AL01_{at:02}" for at in range(1, 21)),
        "FINISHED",
    ]
    labels = ["Interview-Nummer", "Fragebogen", "Modus", "Zeitpunkt", FUNCTION_QUESTION, ROLE_QUESTION]
    rows = [codes, [*labels, *(f"{QUESTION}: {sentences[at]}" for at in style.order), "Abgeschlossen"]]
    for number, person in enumerate(people, 1):
        about_person = [str(number), "base", "interview", "2026-01-02 10:00:00"]
        rows.append([*about_person, *_list_groups(person, instrument), *_list_answers(person, instrument, style), "1"])
    return rows


def build_plain(people: Sequence[Respondent], instrument: Instrument, style: Style) -> Grid:
    """Build a table with numbers as headings."""
    rows = [["function", "role", *map(str, style.order)]]
    rows += [[person.function, person.role or "", *_list_answers(person, instrument, style)] for person in people]
    return rows


def build_titled(people: Sequence[Respondent], instrument: Instrument, style: Style) -> Grid:
    """Build a table with numbered short titles as headings."""
    titles = {each.number: each.title for each in instrument.statements}
    rows = [["Function", "Role", *(f"{number}. {titles[number]}" for number in style.order)]]
    rows += [[*_list_groups(person, instrument), *_list_answers(person, instrument, style)] for person in people]
    return rows


def build_form(person: Respondent, token: str) -> Grid:
    """Build what our own form saves."""
    cells = ["" if answer is None else str(answer) for answer in person.answers]
    return [
        ["advisor-answers", "function", "role", *map(str, range(1, 21))],
        [token, person.function, person.role or "", *cells],
    ]


def build_own_sheet(person: Respondent, instrument: Instrument, how: str) -> Grid:
    """Build our own spreadsheet, filled in."""
    rows = [[PRIVATE, "", ""], ["What to do.", "", ""]]
    function, role = _list_groups(person, instrument)
    rows += [["Function", function, ""], ["Role", role, ""], ["", "", ""], ["No.", "Statement", "Answer"]]
    for each in instrument.statements:
        rows.append([str(each.number), each.text, format_answer(person.answers[each.number - 1], instrument, how)])
    return rows


TOOLS: dict[str, Callable[[Sequence[Respondent], Instrument, Style], Grid]] = {
    "google-forms": build_google,
    "surveymonkey": build_surveymonkey,
    "limesurvey code": build_limesurvey("code"),
    "limesurvey codetext": build_limesurvey("codetext"),
    "limesurvey full": build_limesurvey("full"),
    "limesurvey abbreviated": build_limesurvey("abbreviated"),
    "qualtrics": build_qualtrics,
    "qualtrics legacy": build_qualtrics_legacy,
    "typeform": build_typeform,
    "typeform old": build_typeform_old,
    "alchemer": build_alchemer,
    "sosci": build_sosci,
    "plain": build_plain,
    "titled": build_titled,
}


def write_csv(grid: Grid, dialect: Dialect = Dialect()) -> bytes:  # noqa: B008
    """Write a grid as a text file; quote all cells, or only those that need it."""
    must = (dialect.separator, '"', "\n", "\r")

    def format_cell(text: str) -> str:
        if dialect.quoted or any(sign in text for sign in must):
            return '"' + text.replace('"', '""') + '"'
        return text

    lines = (dialect.separator.join(map(format_cell, row)) + dialect.newline for row in grid)
    return "".join(lines).encode(dialect.encoding)


def write_xlsx(sheets: dict[str, Grid] | Grid, *, numbers: bool = True) -> bytes:
    """Write a grid (or several, by sheet name) as a workbook, with numbers as numbers or as texts."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2000, 1, 1)})  # the same bytes each time
    for name, grid in (sheets if isinstance(sheets, dict) else {"Sheet1": sheets}).items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(grid):
            for column, text in enumerate(cells):
                if numbers and text.isascii() and text.isdigit() and len(text) < 15:
                    sheet.write_number(row, column, int(text))
                elif text:
                    sheet.write_string(row, column, text)
    book.close()
    return target.getvalue()
