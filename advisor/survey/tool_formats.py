"""The formats of survey tools: how each is recognized, and the columns in which it writes about a response.

The marks of each tool come from vendors' sources and documents and from public files. A table without a mark is PLAIN,
unless the user names the tool. `advisor.survey.layout` finds the parts of a table with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from advisor.survey.completion import StatusColumn
from advisor.survey.text_normalization import build_key
from advisor.tabular.tables import TextRow

GOOGLE, MONKEY, LIME, QUALTRICS, TYPEFORM = "google-forms", "surveymonkey", "limesurvey", "qualtrics", "typeform"
ALCHEMER, SOSCI = "alchemer", "sosci"
FORM, SHEET, PLAIN = "advisor-form", "advisor-sheet", "plain"
FORMATS = (GOOGLE, MONKEY, LIME, QUALTRICS, TYPEFORM, ALCHEMER, SOSCI, FORM, SHEET, PLAIN)
FORMAT_NAMES = {
    GOOGLE: "Google Forms",
    MONKEY: "SurveyMonkey",
    LIME: "LimeSurvey",
    QUALTRICS: "Qualtrics",
    TYPEFORM: "Typeform",
    ALCHEMER: "Alchemer",
    SOSCI: "SoSci Survey",
    FORM: "our form",
    SHEET: "our spreadsheet",
    PLAIN: "a plain table",
}
FORM_MARK = "advisor-answers"

_LIME_DATES = (
    *("submitdate", "date submitted", "datum abgeschickt", "date de soumission", "fecha de envío", "data di invio"),
    *("datum ingestuurd", "inzenddatum", "data de envio", "data przesłania", "datum inskickat"),
)
_LIME_IDS = (
    *("id", "response id", "antwort id", "id de la réponse", "id de respuesta", "id risposta", "antwoord id"),
    *("id da resposta", "id odpowiedzi", "svars id"),
)
_QUALTRICS_IDS = (
    *("antwort-id", "id de réponse", "id de la respuesta", "id della risposta", "id de resposta", "antwoord-id"),
    *("respons-id", "svars-id"),
)
ID_HEADINGS = {
    MONKEY: ("respondent id",),
    LIME: _LIME_IDS,
    QUALTRICS: ("responseid", "response id"),
    TYPEFORM: ("#",),
    ALCHEMER: ("response id",),
    SOSCI: ("case",),
    FORM: (FORM_MARK,),
    PLAIN: (*_LIME_IDS, "respondent id", "responseid", "respondentid", *_QUALTRICS_IDS),
}
"""The headings of the column with the id of a response, the first that exists."""
METADATA_HEADINGS = {
    GOOGLE: "timestamp;email address;username;email;score",
    MONKEY: "respondent id;collector id;start date;end date;date created;date modified;ip address;email address;"
    "first name;last name;custom data 1;language",
    LIME: "submitdate;lastpage;startlanguage;seed;token;startdate;datestamp;ipaddr;refurl;"
    "last page;start language;access code;date started;date last action;ip address;"
    "referrer url;completed;interviewtime;total time;" + ";".join((*_LIME_IDS, *_LIME_DATES)),
    QUALTRICS: "startdate;enddate;status;ipaddress;progress;duration (in seconds);finished;recordeddate;responseid;"
    "recipientlastname;recipientfirstname;recipientemail;externalreference;externaldatareference;locationlatitude;"
    "locationlongitude;locationaccuracy;distributionchannel;userlanguage;responseset;name;emailaddress;start date;"
    "end date;response type;ip address;recorded date;response id;recipient last name;recipient first name;"
    "recipient email;external data reference;location latitude;location longitude;distribution channel;user language",
    TYPEFORM: "#;response type;start date (utc);stage date (utc);submit date (utc);network id;tags;ending",
    ALCHEMER: "response id;time started;date submitted;status;contact id;legacy comments;comments;language;referer;"
    "sessionid;session id;user agent;extended referer;longitude;latitude;country;city;state/region;postal;ip address;"
    "link name;url variable: snc;is test data;test data;tags",
    SOSCI: "case;serial;ref;questnnr;mode;language;started;mailsent;lastdata;finished;q_viewer;lastpage;maxpage;"
    "missing;missrel;time_sum;time_rsi;deg_time",
    FORM: FORM_MARK,
    SHEET: "",
    PLAIN: "id;response id;respondent id;responseid;respondentid",
}
"""The headings of columns that are about a response and hold no answer."""

_SUBMITTED = StatusColumn(_LIME_DATES, "date")
STATUS_COLUMNS = {
    GOOGLE: (),
    MONKEY: (),
    LIME: (_SUBMITTED, StatusColumn(("completed",), "completion")),
    QUALTRICS: (
        StatusColumn(("status", "response type"), "qualtrics"),
        StatusColumn(("distributionchannel", "distribution channel"), "channel"),
        StatusColumn(("finished",), "completion"),
    ),
    TYPEFORM: (StatusColumn(("response type",), "status"), StatusColumn(("submit date (utc)",), "date")),
    ALCHEMER: (StatusColumn(("is test data", "test data"), "test"), StatusColumn(("status",), "status")),
    SOSCI: (StatusColumn(("mode",), "sosci"), StatusColumn(("finished",), "completion")),
    PLAIN: (_SUBMITTED,),
}
"""The columns of a tool that say whether a response counts; `advisor.survey.status_headings` has the usual ones."""
TOOLS_WITH_STATUS = (LIME, QUALTRICS, TYPEFORM, ALCHEMER, SOSCI)


class ColumnHeader(NamedTuple):
    """The heading of one column.

    `label` is shown to users; `texts` may say which statement the column holds. `question_id` is an id of the tool,
    whose number counts less than any wording.
    """

    label: str
    texts: tuple[str, ...]
    question_id: str = ""


def detect_format(first_rows: Sequence[TextRow]) -> str:
    """Detect the format of a table by its first rows, from the row of headings on."""
    names = list_names_of_row(first_rows[0][1])
    known = set(names)
    if names[0] == FORM_MARK:
        return FORM
    if any(has_import_id(cells) for _, cells in first_rows[1:]) or is_legacy_qualtrics(first_rows):
        return QUALTRICS
    if {"recordeddate", "responseid"} <= known or {"recorded date", "response id", "finished"} <= known:
        return QUALTRICS
    if {"respondent id", "collector id"} <= known:
        return MONKEY
    if "#" in known and "network id" in known:
        return TYPEFORM
    if {"case", "questnnr"} <= known:
        return SOSCI
    if {"response id", "status"} <= known and not known.isdisjoint(("time started", "contact id", "sessionid")):
        return ALCHEMER
    if "submitdate" in known or (not known.isdisjoint(_LIME_DATES) and not known.isdisjoint(_LIME_IDS[1:])):
        return LIME
    return GOOGLE if names[0] == "timestamp" else PLAIN


def list_names_of_row(cells: Sequence[str]) -> list[str]:
    """Return the key of each heading; LimeSurvey's `submitdate. Datum Abgeschickt` is `submitdate`."""
    names = []
    for cell in cells:
        key = build_key(cell)
        code, dot, _ = key.partition(". ")
        names.append(code if dot and code in _LIME_CODES else key)
    return names


_LIME_CODES = frozenset(
    (
        *("id", "submitdate", "lastpage", "startlanguage", "seed", "token"),
        *("startdate", "datestamp", "ipaddr", "refurl", "interviewtime"),
    )
)


def has_import_id(cells: Sequence[str]) -> bool:
    """Return whether this is the row of Qualtrics with the id of each column."""
    return any("ImportId" in cell for cell in cells[:3])


def is_legacy_qualtrics(first_rows: Sequence[TextRow]) -> bool:
    """Return whether a table has the two header rows of an earlier Qualtrics, with V1 and V2 above the names."""
    keys = [{build_key(cell) for cell in cells} for _, cells in first_rows[:2]]
    return len(keys) == 2 and {"v1", "v2"} <= keys[0] and "responseid" in keys[1]
