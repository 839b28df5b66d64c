"""Which tool a table comes from: its header rows, and what it says of each response beside the answers.

What marks each tool was found in vendors' sources and documents and in public files. A tool without a mark, and any
other table with one header row, is PLAIN; or the tool is named by who hands in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from advisor.loading.yaml_reader import UnreadableError
from advisor.survey.text_normalization import key
from advisor.tabular.tables import Row, Table

GOOGLE, MONKEY, LIME, QUALTRICS, TYPEFORM = "google-forms", "surveymonkey", "limesurvey", "qualtrics", "typeform"
FORM, SHEET, PLAIN = "advisor-form", "advisor-sheet", "plain"
FORMATS = (GOOGLE, MONKEY, LIME, QUALTRICS, TYPEFORM, FORM, SHEET, PLAIN)
NAMES = {
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
_IDS = {
    MONKEY: ("respondent id",),
    LIME: ("id", "id. response id", "response id"),
    QUALTRICS: ("responseid",),
    TYPEFORM: ("#",),
    FORM: (FORM_MARK,),
    PLAIN: ("id", "response id", "respondent id", "responseid", "respondentid"),
}
_ABOUT = {
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


class Header(NamedTuple):
    """The heading of one column: what is shown of it, the texts that may say which statement it holds, and an id that
    the tool gave the question, whose number says less than any wording.
    """

    shown: str
    texts: tuple[str, ...]
    given: str = ""


Mark = tuple[int, Callable[[str], bool | None], str]


class Layout(NamedTuple):
    """Where things stand in a table; columns are counted from 0.

    `unfinished`: columns, whether a cell there marks a response that is not to be counted (None: cannot be told), and
    as what (UNFINISHED, PREVIEWS). `about` hold what a tool says beside the answers.
    """

    format: str
    header_row: int
    skip: int
    headers: tuple[Header, ...]
    id: int | None
    unfinished: tuple[Mark, ...]
    about: frozenset[int]


def layout(table: Table, named: str | None) -> Layout:
    """The layout of a table whose format is `named`, or found by itself. Raises UnreadableError."""
    filled = [(at, row) for at, row in enumerate(table.head) if any(map(str.strip, row[1]))]
    if not filled:
        raise UnreadableError(table.place(), "this file is empty")
    tops = [row for _, row in filled[:3]]
    form = named or recognised(tops)
    count = _header_rows(form, tops)
    if count is None:
        raise UnreadableError(
            table.place(tops[0][0]), f"this is no export of {NAMES[form]}; leave out `--format`, or name another one"
        )
    if len(filled) < count:
        raise UnreadableError(table.place(tops[-1][0]), "this file breaks off within its header; export it again")
    width = len(tops[0][1])
    for number, cells in tops[1:count]:
        if len(cells) != width:
            raise UnreadableError(
                table.place(number), f"this header row has {len(cells)} cells, not {width}; export the file again"
            )
    names, headers = _headers(form, [cells for _, cells in tops[:count]])
    about = _ABOUT[form].split(";")
    return Layout(
        form,
        tops[0][0],
        filled[count - 1][0] + 1,
        headers,
        _one(names, _IDS.get(form, ())),
        tuple(_unfinished(form, names)),
        frozenset(at for at, name in enumerate(names) if name in about or _both_halves(name, about)),
    )


def recognised(tops: Sequence[Row]) -> str:
    """The format that the first rows of a table show."""
    first = [key(cell) for cell in tops[0][1]]
    if first[0] == FORM_MARK:
        return FORM
    if any("ImportId" in cell for _, cells in tops[1:] for cell in cells[:3]) or _is_legacy(tops):
        return QUALTRICS
    if {"respondent id", "collector id"} <= {*first}:
        return MONKEY
    if "#" in first and "network id" in first:
        return TYPEFORM
    if any(name in _LIME_MARKS for name in first) or {"response id", "date submitted"} <= {*first}:
        return LIME
    return GOOGLE if first[0] == "timestamp" else PLAIN


def _is_legacy(tops: Sequence[Row]) -> bool:
    first = {key(cell) for cell in tops[0][1]}
    return {"v1", "v2"} <= first and len(tops) > 1 and "responseid" in {key(cell) for cell in tops[1][1]}


def _header_rows(form: str, tops: Sequence[Row]) -> int | None:
    """How many header rows a format has; None where the table cannot be of it."""
    if form == QUALTRICS:
        marked = [at for at, (_, cells) in enumerate(tops) if any("ImportId" in cell for cell in cells)]
        return marked[0] + 1 if marked else 2 if _is_legacy(tops) else None
    if form == FORM:
        return 1 if key(tops[0][1][0]) == FORM_MARK else None
    return 2 if form == MONKEY else None if form == SHEET else 1


def _headers(form: str, rows: Sequence[Sequence[str]]) -> tuple[list[str], tuple[Header, ...]]:
    """The name of each column (as a key), and its heading."""
    first = [_spaced(cell) for cell in rows[0]]
    if form == QUALTRICS and len(rows) > 1:
        legacy = key(first[0]) == "v1"
        named = rows[1] if legacy else first
        headers = (
            Header(_spaced(text).strip() or code, (_spaced(text),), code)
            for code, text in zip(first, rows[1], strict=True)
        )
        return [key(cell) for cell in named], tuple(headers)
    if form == MONKEY:
        return [key(cell) for cell in first], tuple(_monkey(first, rows[1]))
    return [key(cell) for cell in first], tuple(Header(cell, (cell,)) for cell in first)


def _monkey(first: Sequence[str], second: Sequence[str]) -> list[Header]:
    """A question stands over its first column only; what stands under it is a label of its row or option, or a mark."""
    headers = []
    question = ""
    for at, (cell, label) in enumerate(zip(first, second, strict=True)):
        question = cell if cell.strip() else question
        alone = bool(cell.strip()) and (at + 1 == len(first) or bool(first[at + 1].strip()))
        if key(label) in _NO_LABEL:
            headers.append(Header(cell or label, (cell,)))
        elif alone:
            headers.append(Header(f"{cell}: {label}", (label, cell)))
        else:
            headers.append(Header(f"{question}: {label}", (label,)))
    return headers


def _spaced(cell: str) -> str:
    """A heading with its spaces, where a tool was told to write underscores for them."""
    return cell.replace("_", " ") if cell.count("_") > 3 and " " not in cell.strip() else cell


def _one(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)


def _both_halves(name: str, about: Sequence[str]) -> bool:
    """Whether a heading is a code and its text (`lastpage. Last page`), both of them known."""
    code, dot, text = name.partition(". ")
    return bool(dot) and code in about and text in about


def _blank(cell: str) -> bool:
    return not cell.strip()


def _known(words: Mapping[str, bool]) -> Callable[[str], bool | None]:
    return lambda cell: words.get(key(cell))


_NOT_FINISHED = {"false": True, "0": True, "true": False, "1": False}
_STATUS = {"survey preview": True, "preview": True, "survey test": True, "test": True, "1": True, "2": True}
_COMPLETED = {"completed": False, "partial": True, "started": True}


def _unfinished(form: str, names: Sequence[str]) -> list[Mark]:
    """The columns that tell whether a response was finished, and how."""
    tests: list[tuple[tuple[str, ...], Callable[[str], bool | None], str]] = []
    if form == LIME:
        tests = [(("submitdate", "submitdate. date submitted", "date submitted"), _blank, UNFINISHED)]
    elif form == QUALTRICS:
        tests = [
            (("status",), lambda cell: _STATUS.get(key(cell), False), PREVIEWS),
            (("finished",), _known(_NOT_FINISHED), UNFINISHED),
        ]
    elif form == TYPEFORM:
        tests = [
            (("response type",), _known(_COMPLETED), UNFINISHED),
            (("submit date (utc)",), _blank, UNFINISHED),
        ]
    return [(at, test, what) for words, test, what in tests if (at := _one(names, words)) is not None]
