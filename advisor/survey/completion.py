"""Find out whether a response counts: what tools write into the columns of its status, its end and its date.

A response counts only if its status is known. Everything else is left out with a reason, or refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from advisor.survey.text_normalization import build_key

COUNTS = ""
UNFINISHED, PREVIEWS, SPAM = "unfinished", "previews or tests", "spam"
DISQUALIFIED, SYNTHETIC, DELETED = "disqualified", "synthetic", "deleted"
STATUS_WORDS = {"finished": COUNTS, "unfinished": UNFINISHED}
"""The meanings that a mapping file can give to a status."""

_YES = (
    "yes;true;1;ja;wahr;oui;vrai;sí;si;sì;verdadero;vero;sim;verdadeiro;waar;tak;prawda;sant;sand;sann;kyllä;tosi;"
    "ano;pravda;áno;igen;igaz;da;adevărat;adevarat;evet;doğru;да;истина;так;ναι;αληθής;はい;是;예;y;j;x"
)
_NO = (
    "no;false;0;nein;falsch;non;faux;falso;não;nao;nee;onwaar;nie;fałsz;nej;falskt;falsk;nei;usann;ei;epätosi;ne;"
    "nepravda;nem;hamis;nu;fals;hayır;hayir;yanlış;нет;ложь;ні;όχι;ψευδής;いいえ;否;아니요;n"
)
_FINISHED = (
    "complete;completed;finished;submitted;done;100;100%;abgeschlossen;beendet;vollständig;komplett;terminé;complet;"
    "complété;completado;completa;completo;completato;voltooid;volledig;concluído;zakończone;ukończone"
)
_UNFINISHED = (
    "incomplete;partial;partially complete;partially completed;in progress;started;unfinished;not finished;"
    "not completed;abandoned;saved;dropped out;unvollständig;abgebrochen;teilweise;nicht abgeschlossen;incomplet;"
    "partiel;incompleto;parcial;parziale;onvolledig;niekompletne"
)
_IP_ADDRESS = (
    "ip address;ip-adresse;ip adresse;adresse ip;dirección ip;indirizzo ip;endereço ip;ip-adres;ip-adress;adres ip;"
    "ip-osoite;ip-адрес;ipアドレス;ip アドレス;ip 주소;ip 地址;ip地址"
)
_IMPORTED = "imported;importiert;importé;importée;importado;importada;importato;importata;geïmporteerd;importerad"
_TRANSLATED_TESTS = (
    "umfragevorschau;vorschau;umfragetest;testantwort;aperçu;aperçu de l'enquête;aperçu du sondage;test de l'enquête;"
    "vista previa;vista previa de la encuesta;prueba de la encuesta;prueba de encuesta;anteprima;anteprima sondaggio;"
    "anteprima del sondaggio;test del sondaggio;visualização da pesquisa;pré-visualização da pesquisa;"
    "enquêtevoorbeeld;voorbeeld van enquête;förhandsgranskning;forhåndsvisning;podgląd ankiety;kyselyn esikatselu"
)
_TESTS = (
    f"{_TRANSLATED_TESTS};preview;test;survey preview;survey test;offline survey preview;test data;test response;"
    "pretest;debug;admin"
)
_DISQUALIFIED = "disqualified;screened out;screenout;terminated;over quota;overquota;quota full;quota met"
_SPAM = "umfragevorschau spam;spam;possible spam;survey preview spam;imported spam;offline spam;ex spam"
_NO_DATE = "null;none;nil;n/a;na;nan;nat;#n/a;-;--;---;\\n;not submitted;nicht abgeschickt"
_MONTHS = (
    "jan|feb|fév|fev|mar|mär|maa|mrt|mars|apr|abr|avr|kwi|may|mai|mei|maj|mag|jun|giu|cze|jul|juil|lip|lug|"
    "aug|aoû|aou|ago|sie|sep|set|wrz|oct|okt|out|ott|paź|nov|lis|dec|dez|déc|dic|gru"
)
_DATE = re.compile(
    r"([0-9]{4})[-/. ]+([0-9]{1,2})[-/. ]+([0-9]{1,2})"
    r"|([0-9]{1,2})[-/. ]+([0-9]{1,2})[-/. ]+([0-9]{4}|[0-9]{2})"
    r"|([0-9]{4})[年년] ?([0-9]{1,2})[月월] ?([0-9]{1,2})[日일]"
)
_USUAL_TIME = re.compile(r"[12][0-9]{3}-(?!00)[01][0-9]-(?!00)[0-3][0-9][ T][0-2][0-9]:[0-5][0-9](?::[0-5][0-9])?\Z")
"""A time as most tools write it; it is read without a search."""
_WORD = re.compile(r"[^\W\d_]+")
_MONTH = re.compile(rf"(?:{_MONTHS})\w*", re.IGNORECASE)
_DAY = re.compile(r"(?:day|tag|di|dag)\Z", re.IGNORECASE)
_MAX_TIME_WORD = 4
"""Longest of the short words of a time, such as `PM`, `UTC`, `CEST` or `Uhr`."""
_DAY_AND_YEAR = re.compile(r"\b[0-3]?[0-9]\b.*\b[12][0-9]{3}\b|\b[12][0-9]{3}\b.*\b[0-3]?[0-9]\b")
_SPREADSHEET_DAY = re.compile(r"[2-7][0-9]{4}(?:[.,][0-9]+)?")
"""The number of a day as spreadsheet programs keep it, from 1954 to 2119."""
_UNIX_TIME = re.compile(r"1[0-9]{9}(?:[0-9]{3})?")


def _build_meanings(**words_by_reason: str) -> dict[str, str]:
    """Return the reason for each word: `_build_meanings(finished="yes;true")`."""
    reasons = {
        "finished": COUNTS,
        "unfinished": UNFINISHED,
        "previews": PREVIEWS,
        "spam": SPAM,
        "disqualified": DISQUALIFIED,
        "synthetic": SYNTHETIC,
        "deleted": DELETED,
    }
    return {build_key(word): reasons[name] for name, words in words_by_reason.items() for word in words.split(";")}


_SPECIAL = {"previews": _TESTS, "spam": _SPAM, "disqualified": _DISQUALIFIED}
_COMPLETION_MEANINGS = _build_meanings(
    finished=f"{_YES};{_FINISHED}",
    unfinished=f"{_NO};{_UNFINISHED}",
    synthetic="synthetic;simulated",
    deleted="deleted",
    **_SPECIAL,
)
_TEST_MEANINGS = _build_meanings(finished=f"{_NO};live", previews=f"{_YES};{_TESTS}") | {"": COUNTS}
_QUALTRICS_MEANINGS = {
    **_build_meanings(
        finished=f"{_IP_ADDRESS};{_IMPORTED};offline;ex;ex offline;0;4;16;20;32;48",
        previews="1;2;3;17;18",
        spam="8;9;10;12;24;25;40;56",
        synthetic="synthetic;synthetic response;simulated",
        deleted="deleted",
    ),
    **_build_meanings(**_SPECIAL),
}
"""Qualtrics writes the kind of a response: 0 for a usual one, 1 and 2 for previews and tests, 8 more for spam."""
_TYPE_MEANINGS = {
    **_COMPLETION_MEANINGS,
    **_QUALTRICS_MEANINGS,
    **_build_meanings(finished="response;regular;normal;real;live;antwort;réponse;respuesta;risposta"),
}
_PROGRESS_MEANINGS = {
    **{f"{number}{sign}": UNFINISHED for number in range(100) for sign in ("", "%", " %")},
    **dict.fromkeys(("100", "100%", "100 %"), COUNTS),
    "": UNFINISHED,
}
_CHANNEL_MEANINGS = _build_meanings(previews="preview;test")
_SOSCI_MEANINGS = _build_meanings(finished="interview", previews="pretest;debug;admin;test;preview;demo")


class StatusLookup(dict[str, str | None]):
    """What each cell of a column says about its response: COUNTS, or a reason to leave it out; None if unknown.

    Args:
        meanings: The known words, with their reasons.
        mapping: The words that a mapping file explains; they come first.
        takes_dates: Whether a date means that the response was finished.
        default: The meaning of all other words.
    """

    def __init__(
        self,
        meanings: Mapping[str, str],
        mapping: Mapping[str, str],
        *,
        takes_dates: bool = False,
        default: str | None = None,
    ) -> None:
        super().__init__()
        self._meanings = {**meanings, **mapping}
        self._takes_dates, self._default = takes_dates, default

    def __missing__(self, cell: str) -> str | None:
        if self._takes_dates and _USUAL_TIME.match(cell):
            return COUNTS
        text = build_key(cell)
        meaning = self._meanings.get(text, self._default)
        if text not in self._meanings and self._takes_dates:
            day = _read_date(cell)
            meaning = meaning if day is None else COUNTS if day else UNFINISHED
        if len(cell) < _MAX_KEPT:
            self[cell] = meaning
        return meaning


_MAX_KEPT = 16
"""Longer cells, such as times, differ from row to row and are not kept."""


def _read_date(cell: str) -> bool | None:
    """Return whether a cell is a date, with or without a time; False for a date of zeros, None for any other text."""
    text = cell.strip()
    if _SPREADSHEET_DAY.fullmatch(text) or _UNIX_TIME.fullmatch(text):
        return True
    match = _DATE.search(text)
    parts = [int(part) for part in match.groups() if part] if match else []
    if parts and not any(parts):
        return False
    words = _WORD.findall(text.replace(match[0], "") if match else text)
    months = [] if match else [word for word in words if _MONTH.fullmatch(word)][:1]
    others = [word for word in words if word not in months and len(word) > _MAX_TIME_WORD and not _DAY.search(word)]
    is_date = all(parts) if match else bool(months) and bool(_DAY_AND_YEAR.search(text))
    return True if is_date and not others else None


class StatusColumn(NamedTuple):
    """A column that says whether responses count: its headings, and how its cells are read.

    `kind` is `status`, `completion`, `date`, `test`, `qualtrics`, `channel`, `sosci`, `type` or `progress`.
    """

    headings: tuple[str, ...]
    kind: str


def build_status_lookup(kind: str, mapping: Mapping[str, str]) -> StatusLookup:
    """Build the reading of a status column of one kind."""
    if kind == "date":
        words = dict.fromkeys(("", *_NO_DATE.split(";")), UNFINISHED)
        return StatusLookup({**words, **_build_meanings(finished="completed;complete")}, mapping, takes_dates=True)
    if kind == "channel":
        return StatusLookup(_CHANNEL_MEANINGS, mapping, default=COUNTS)
    if kind == "completion":
        return StatusLookup({**_COMPLETION_MEANINGS, "": UNFINISHED}, mapping, takes_dates=True)
    meanings = {
        "status": _COMPLETION_MEANINGS,
        "test": _TEST_MEANINGS,
        "qualtrics": _QUALTRICS_MEANINGS,
        "sosci": _SOSCI_MEANINGS,
        "type": _TYPE_MEANINGS,
        "progress": _PROGRESS_MEANINGS,
    }
    return StatusLookup(meanings[kind], mapping)


YES_WORDS = frozenset(map(build_key, (*_YES.split(";"), "selected", "checked", "quoted", "ausgewählt", "✓", "✔", "☑")))
NO_WORDS = frozenset(map(build_key, ("", *_NO.split(";"), "-", "not selected", "unchecked", "not quoted", "null")))
"""What tools write into a column of one option, if it was chosen and if not."""
