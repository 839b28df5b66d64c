"""Find out which tool a table comes from: its header rows, and what it says about each response.

The marks of each tool come from vendors' sources and documents and from public files. A table without a mark and with
one header row is PLAIN, unless the user names the tool.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading import finding_codes as codes
from advisor.loading.yaml_reader import UnreadableError
from advisor.survey.text_normalization import build_key
from advisor.tabular.tables import TextRow, TextTable

GOOGLE, MONKEY, LIME, QUALTRICS, TYPEFORM = "google-forms", "surveymonkey", "limesurvey", "qualtrics", "typeform"
FORM, SHEET, PLAIN = "advisor-form", "advisor-sheet", "plain"
FORMATS = (GOOGLE, MONKEY, LIME, QUALTRICS, TYPEFORM, FORM, SHEET, PLAIN)
FORMAT_NAMES = {
    GOOGLE: "Google Forms",
    MONKEY: "SurveyMonkey",
    LIME: "LimeSurvey",
    QUALTRICS: "Qualtrics",
    TYPEFORM: "Typeform",
    FORM: "our form",
    SHEET: "our spreadsheet",
    PLAIN: "a plain table",
}
FORM_MARK = "advisor-answers"
UNFINISHED, PREVIEWS = "unfinished", "previews or tests"

_LIME_MARKS = ("submitdate", "id. response id", "submitdate. date submitted")
_ID_HEADINGS = {
    MONKEY: ("respondent id",),
    LIME: ("id", "id. response id", "response id"),
    QUALTRICS: ("responseid",),
    TYPEFORM: ("#",),
    FORM: (FORM_MARK,),
    PLAIN: ("id", "response id", "respondent id", "responseid", "respondentid"),
}
_METADATA_HEADINGS = {
    GOOGLE: "timestamp;email address;username;email;score",
    MONKEY: "respondent id;collector id;start date;end date;date created;date modified;ip address;email address;"
    "first name;last name;custom data 1;language",
    LIME: "id;submitdate;lastpage;startlanguage;seed;token;startdate;datestamp;ipaddr;refurl;"
    "response id;date submitted;last page;start language;access code;date started;date last action;ip address;"
    "referrer url;completed;interviewtime;total time",
    QUALTRICS: "startdate;enddate;status;ipaddress;progress;duration (in seconds);finished;recordeddate;responseid;"
    "recipientlastname;recipientfirstname;recipientemail;externalreference;externaldatareference;locationlatitude;"
    "locationlongitude;locationaccuracy;distributionchannel;userlanguage;responseset;name;emailaddress",
    TYPEFORM: "#;response type;start date (utc);stage date (utc);submit date (utc);network id;tags;ending",
    FORM: FORM_MARK,
    SHEET: "",
    PLAIN: "id;response id;respondent id;responseid;respondentid",
}
_NO_LABEL = ("", "response", "open-ended response")


class ColumnHeader(NamedTuple):
    """The heading of one column.

    `label` is shown to users; `texts` may say which statement the column holds. `question_id` is an id of the tool,
    whose number counts less than any wording.
    """

    label: str
    texts: tuple[str, ...]
    question_id: str = ""


UnfinishedTest = Callable[[str], bool | None]
"""Whether a cell marks a response that does not count; None if the cell is not understood."""
UnfinishedMark = tuple[int, UnfinishedTest, str]
"""A column, the test of its cells, and the reason to leave the response out (UNFINISHED or PREVIEWS)."""


class Layout(NamedTuple):
    """The parts of a table; columns are counted from 0, `header_row` from 1, `first_row` is an index of all rows.

    `metadata_columns` hold what a tool says in addition to the answers.
    """

    format: str
    header_row: int
    first_row: int
    headers: tuple[ColumnHeader, ...]
    id_column: int | None
    unfinished_marks: tuple[UnfinishedMark, ...]
    metadata_columns: frozenset[int]


def detect_layout(table: TextTable, requested_format: str | None) -> Layout:
    """Detect the layout of a table: `Timestamp,function,1,…` is of Google Forms, `function,1,…` is plain.

    `requested_format` is one of FORMATS, or None to detect the format. Raises UnreadableError.
    """
    filled = [(index, row) for index, row in enumerate(table.head) if any(map(str.strip, row[1]))]
    if not filled:
        raise UnreadableError(table.locate(), "this file is empty; export it again", codes.EMPTY_FILE)
    first_rows = [row for _, row in filled[:3]]
    header_row, first_cells = first_rows[0]
    table_format = requested_format or detect_format(first_rows)
    count = _count_header_rows(table_format, first_rows)
    if count is None:
        raise report_other_format(table.locate(header_row), table_format)
    if len(filled) < count:
        sentence = "this file ends within its header; export it again"
        raise UnreadableError(table.locate(first_rows[-1][0]), sentence, codes.BROKEN_TABLE)
    for number, cells in first_rows[1:count]:
        if len(cells) != len(first_cells):
            sentence = f"this header row has {len(cells)} cells, not {len(first_cells)}; export the file again"
            raise UnreadableError(table.locate(number), sentence, codes.BROKEN_TABLE)
    names, headers = _build_headers(table_format, [cells for _, cells in first_rows[:count]])
    metadata = _METADATA_HEADINGS[table_format].split(";")
    return Layout(
        table_format,
        header_row,
        filled[count - 1][0] + 1,
        headers,
        _find_first(names, _ID_HEADINGS.get(table_format, ())),
        tuple(_find_unfinished_marks(table_format, names)),
        frozenset(column for column, name in enumerate(names) if name in metadata or _is_code_and_text(name, metadata)),
    )


def report_other_format(place: Place, table_format: str) -> UnreadableError:
    """Build the error for a table that is not of the format that the user named."""
    sentence = f"this does not come from {FORMAT_NAMES[table_format]}; leave out `--format` or name another one"
    return UnreadableError(place, sentence, codes.WRONG_FILE_TYPE)


def detect_format(first_rows: Sequence[TextRow]) -> str:
    """Detect the format of a table by its first rows."""
    first = [build_key(cell) for cell in first_rows[0][1]]
    if first[0] == FORM_MARK:
        return FORM
    if any(_has_import_id(cells[:3]) for _, cells in first_rows[1:]) or _is_legacy_qualtrics(first_rows):
        return QUALTRICS
    if {"respondent id", "collector id"} <= {*first}:
        return MONKEY
    if "#" in first and "network id" in first:
        return TYPEFORM
    if any(name in _LIME_MARKS for name in first) or {"response id", "date submitted"} <= {*first}:
        return LIME
    return GOOGLE if first[0] == "timestamp" else PLAIN


def _has_import_id(cells: Sequence[str]) -> bool:
    return any("ImportId" in cell for cell in cells)


def _is_legacy_qualtrics(first_rows: Sequence[TextRow]) -> bool:
    keys = [{build_key(cell) for cell in cells} for _, cells in first_rows[:2]]
    return len(keys) == 2 and {"v1", "v2"} <= keys[0] and "responseid" in keys[1]


def _count_header_rows(table_format: str, first_rows: Sequence[TextRow]) -> int | None:
    """Count the header rows of a format; None if the table cannot be of it."""
    if table_format == QUALTRICS:
        marked = [index for index, (_, cells) in enumerate(first_rows) if _has_import_id(cells)]
        return marked[0] + 1 if marked else 2 if _is_legacy_qualtrics(first_rows) else None
    if table_format == FORM:
        return 1 if build_key(first_rows[0][1][0]) == FORM_MARK else None
    return 2 if table_format == MONKEY else None if table_format == SHEET else 1


def _build_headers(table_format: str, rows: Sequence[Sequence[str]]) -> tuple[list[str], tuple[ColumnHeader, ...]]:
    """Return the key of each column's name, and its header."""
    first = [_restore_spaces(cell) for cell in rows[0]]
    names, headers = first, [ColumnHeader(cell, (cell,)) for cell in first]
    if table_format == QUALTRICS and len(rows) > 1:
        names = list(rows[1]) if build_key(first[0]) == "v1" else first
        texts = map(_restore_spaces, rows[1])
        headers = [ColumnHeader(text.strip() or code, (text,), code) for code, text in zip(first, texts, strict=True)]
    elif table_format == MONKEY:
        headers = _build_monkey_headers(first, rows[1])
    return list(map(build_key, names)), tuple(headers)


def _build_monkey_headers(first: Sequence[str], second: Sequence[str]) -> list[ColumnHeader]:
    """Build the headers of SurveyMonkey: a question is above its first column only, above labels of its rows."""
    headers = []
    question = ""
    for cell, next_cell, label in zip(first, (*first[1:], "end"), second, strict=True):
        question = cell if cell.strip() else question
        is_single = cell.strip() and next_cell.strip()
        if build_key(label) in _NO_LABEL:
            headers.append(ColumnHeader(cell or label, (cell,)))
        else:
            headers.append(ColumnHeader(f"{question}: {label}", (label, cell) if is_single else (label,)))
    return headers


def _restore_spaces(cell: str) -> str:
    """Restore the spaces of a heading that a tool has written with underscores."""
    return cell.replace("_", " ") if cell.count("_") > 3 and " " not in cell.strip() else cell


def _find_first(names: Sequence[str], candidates: Sequence[str]) -> int | None:
    return next((names.index(name) for name in candidates if name in names), None)


def _is_code_and_text(name: str, headings: Sequence[str]) -> bool:
    """Return whether a heading is a code and its text (`lastpage. Last page`), both of them known."""
    code, dot, text = name.partition(". ")
    return bool(dot) and code in headings and text in headings


def _is_blank(cell: str) -> bool:
    return not cell.strip()


def _build_word_test(words: Mapping[str, bool], default: bool | None = None) -> UnfinishedTest:
    return lambda cell: words.get(build_key(cell), default)


_STATUS_WORDS = dict.fromkeys(("survey preview", "preview", "survey test", "test", "1", "2"), True)
_FINISHED_WORDS = {"false": True, "0": True, "true": False, "1": False}
_COMPLETION_WORDS = {"completed": False, "partial": True, "started": True}
_UNFINISHED_TESTS: dict[str, tuple[tuple[tuple[str, ...], UnfinishedTest, str], ...]] = {
    LIME: ((("submitdate", "submitdate. date submitted", "date submitted"), _is_blank, UNFINISHED),),
    QUALTRICS: (
        (("status",), _build_word_test(_STATUS_WORDS, default=False), PREVIEWS),
        (("finished",), _build_word_test(_FINISHED_WORDS), UNFINISHED),
    ),
    TYPEFORM: (
        (("response type",), _build_word_test(_COMPLETION_WORDS), UNFINISHED),
        (("submit date (utc)",), _is_blank, UNFINISHED),
    ),
}


def _find_unfinished_marks(table_format: str, names: Sequence[str]) -> list[UnfinishedMark]:
    """Find the columns that say whether a response was finished."""
    marks = ((_find_first(names, words), test, why) for words, test, why in _UNFINISHED_TESTS.get(table_format, ()))
    return [(column, test, why) for column, test, why in marks if column is not None]
