"""Which tool a table comes from: its header rows, and what it says of each response beside the answers.

What marks each tool was found in vendors' sources and documents and in public files. A tool without a mark, and any
other table with one header row, is PLAIN; or the tool is named by who hands in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

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
    """The heading of one column: what is shown of it, the texts that may say which statement it holds, and an id that
    the tool gave the question, whose number says less than any wording.
    """

    label: str
    texts: tuple[str, ...]
    question_id: str = ""


UnfinishedMark = tuple[int, Callable[[str], bool | None], str]


class Layout(NamedTuple):
    """Where things stand in a table; columns are counted from 0.

    `unfinished`: columns, whether a cell there marks a response that is not to be counted (None: cannot be told), and
    as what (UNFINISHED, PREVIEWS). `about` hold what a tool says beside the answers.
    """

    format: str
    header_row: int
    first_row: int
    headers: tuple[ColumnHeader, ...]
    id_column: int | None
    unfinished_marks: tuple[UnfinishedMark, ...]
    metadata_columns: frozenset[int]


def detect_layout(table: TextTable, requested_format: str | None) -> Layout:
    """The layout of a table whose format is `named`, or found by itself. Raises UnreadableError."""
    filled = [(at, row) for at, row in enumerate(table.head) if any(map(str.strip, row[1]))]
    if not filled:
        raise UnreadableError(table.locate(), "this file is empty")
    tops = [row for _, row in filled[:3]]
    form = requested_format or detect_format(tops)
    count = _count_header_rows(form, tops)
    if count is None:
        raise UnreadableError(
            table.locate(tops[0][0]),
            f"this is no export of {FORMAT_NAMES[form]}; leave out `--format`, or name another one",
        )
    if len(filled) < count:
        raise UnreadableError(table.locate(tops[-1][0]), "this file breaks off within its header; export it again")
    width = len(tops[0][1])
    for number, cells in tops[1:count]:
        if len(cells) != width:
            raise UnreadableError(
                table.locate(number), f"this header row has {len(cells)} cells, not {width}; export the file again"
            )
    names, headers = _build_headers(form, [cells for _, cells in tops[:count]])
    about = _METADATA_HEADINGS[form].split(";")
    return Layout(
        form,
        tops[0][0],
        filled[count - 1][0] + 1,
        headers,
        _find_first(names, _ID_HEADINGS.get(form, ())),
        tuple(_find_unfinished_marks(form, names)),
        frozenset(at for at, name in enumerate(names) if name in about or _is_known_pair(name, about)),
    )


def detect_format(first_rows: Sequence[TextRow]) -> str:
    """The format that the first rows of a table show."""
    first = [build_key(cell) for cell in first_rows[0][1]]
    if first[0] == FORM_MARK:
        return FORM
    if any("ImportId" in cell for _, cells in first_rows[1:] for cell in cells[:3]) or _is_legacy_qualtrics(first_rows):
        return QUALTRICS
    if {"respondent id", "collector id"} <= {*first}:
        return MONKEY
    if "#" in first and "network id" in first:
        return TYPEFORM
    if any(name in _LIME_MARKS for name in first) or {"response id", "date submitted"} <= {*first}:
        return LIME
    return GOOGLE if first[0] == "timestamp" else PLAIN


def _is_legacy_qualtrics(first_rows: Sequence[TextRow]) -> bool:
    first = {build_key(cell) for cell in first_rows[0][1]}
    return (
        {"v1", "v2"} <= first and len(first_rows) > 1 and "responseid" in {build_key(cell) for cell in first_rows[1][1]}
    )


def _count_header_rows(format_name: str, first_rows: Sequence[TextRow]) -> int | None:
    """How many header rows a format has; None where the table cannot be of it."""
    if format_name == QUALTRICS:
        marked = [at for at, (_, cells) in enumerate(first_rows) if any("ImportId" in cell for cell in cells)]
        return marked[0] + 1 if marked else 2 if _is_legacy_qualtrics(first_rows) else None
    if format_name == FORM:
        return 1 if build_key(first_rows[0][1][0]) == FORM_MARK else None
    return 2 if format_name == MONKEY else None if format_name == SHEET else 1


def _build_headers(format_name: str, rows: Sequence[Sequence[str]]) -> tuple[list[str], tuple[ColumnHeader, ...]]:
    """The name of each column (as a key), and its heading."""
    first = [_restore_spaces(cell) for cell in rows[0]]
    if format_name == QUALTRICS and len(rows) > 1:
        legacy = build_key(first[0]) == "v1"
        named = rows[1] if legacy else first
        headers = (
            ColumnHeader(_restore_spaces(text).strip() or code, (_restore_spaces(text),), code)
            for code, text in zip(first, rows[1], strict=True)
        )
        return [build_key(cell) for cell in named], tuple(headers)
    if format_name == MONKEY:
        return [build_key(cell) for cell in first], tuple(_build_monkey_headers(first, rows[1]))
    return [build_key(cell) for cell in first], tuple(ColumnHeader(cell, (cell,)) for cell in first)


def _build_monkey_headers(first: Sequence[str], second: Sequence[str]) -> list[ColumnHeader]:
    """A question stands over its first column only; what stands under it is a label of its row or option, or a mark."""
    headers = []
    question = ""
    for at, (cell, label) in enumerate(zip(first, second, strict=True)):
        question = cell if cell.strip() else question
        alone = bool(cell.strip()) and (at + 1 == len(first) or bool(first[at + 1].strip()))
        if build_key(label) in _NO_LABEL:
            headers.append(ColumnHeader(cell or label, (cell,)))
        elif alone:
            headers.append(ColumnHeader(f"{cell}: {label}", (label, cell)))
        else:
            headers.append(ColumnHeader(f"{question}: {label}", (label,)))
    return headers


def _restore_spaces(cell: str) -> str:
    """A heading with its spaces, where a tool was told to write underscores for them."""
    return cell.replace("_", " ") if cell.count("_") > 3 and " " not in cell.strip() else cell


def _find_first(names: Sequence[str], candidates: Sequence[str]) -> int | None:
    return next((names.index(name) for name in candidates if name in names), None)


def _is_known_pair(name: str, headings: Sequence[str]) -> bool:
    """Whether a heading is a code and its text (`lastpage. Last page`), both of them known."""
    code, dot, text = name.partition(". ")
    return bool(dot) and code in headings and text in headings


def _is_blank(cell: str) -> bool:
    return not cell.strip()


def _build_word_test(words: Mapping[str, bool]) -> Callable[[str], bool | None]:
    return lambda cell: words.get(build_key(cell))


_FINISHED_WORDS = {"false": True, "0": True, "true": False, "1": False}
_STATUS_WORDS = {"survey preview": True, "preview": True, "survey test": True, "test": True, "1": True, "2": True}
_COMPLETION_WORDS = {"completed": False, "partial": True, "started": True}


def _find_unfinished_marks(format_name: str, names: Sequence[str]) -> list[UnfinishedMark]:
    """The columns that tell whether a response was finished, and how."""
    tests: list[tuple[tuple[str, ...], Callable[[str], bool | None], str]] = []
    if format_name == LIME:
        tests = [(("submitdate", "submitdate. date submitted", "date submitted"), _is_blank, UNFINISHED)]
    elif format_name == QUALTRICS:
        tests = [
            (("status",), lambda cell: _STATUS_WORDS.get(build_key(cell), False), PREVIEWS),
            (("finished",), _build_word_test(_FINISHED_WORDS), UNFINISHED),
        ]
    elif format_name == TYPEFORM:
        tests = [
            (("response type",), _build_word_test(_COMPLETION_WORDS), UNFINISHED),
            (("submit date (utc)",), _is_blank, UNFINISHED),
        ]
    return [(at, test, what) for words, test, what in tests if (at := _find_first(names, words)) is not None]
