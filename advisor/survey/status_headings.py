"""Find the columns that say whether responses count, by their headings in many languages, whatever the tool.

People rename and translate these columns, and delete rows of headings. A heading that usually names the status of a
response is therefore taken as one in every table. What its cells mean is read in `advisor.survey.completion`, which
knows the usual words; all others are refused, and the way out is to map the column to `ignore`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from advisor.survey.completion import StatusColumn

_TYPES = (
    "type;typ;tipo;tyyppi;antwortart;typedereponse;typederéponse;typederéponses;tipoderespuesta;tipodirisposta;"
    "tipoderesposta;typeantwoord;antwoordtype;reactietype;responstype;svarstyp;svarstype;typodpowiedzi;vastaustyyppi;"
    "типответа;回答タイプ;回答の種類;응답유형;答复类型;回复类型"
)
_STATUSES = (
    "status;state;zustand;statut;état;etat;estado;stato;stav;stan;tila;toestand;tillstånd;tilstand;статус;состояние;"
    "状態;状态;상태;statutdelaréponse;étatdelaréponse;estadodelarespuesta;statodellarisposta;statusdaresposta;"
    "statusvanhetantwoord"
)
_COMPLETIONS = (
    "completed;complete;finished;submitted;done;valid;iscomplete;iscompleted;isfinished;issubmitted;isvalid;"
    "fullycompleted;surveycompleted;surveycomplete;responsecomplete;responsecompleted;"
    "fertig;fertiggestellt;abgeschlossen;beendet;vollständig;abgeschickt;gültig;"
    "terminé;terminée;achevé;fini;complété;complet;envoyé;valide;finalizado;finalizada;completado;completada;terminado;"
    "enviado;válido;completato;completata;finito;terminato;inviato;valido;concluído;concluída;finalizada;"
    "voltooid;gereed;afgerond;klaar;verzonden;geldig;slutförd;avslutad;färdig;fullført;ferdig;færdig;afsluttet;"
    "fuldført;valmis;ukończono;ukończone;zakończono;zakończone;dokončeno;dokončené;befejezett;завершено;完了;終了;완료;"
    "已完成"
)
_TESTS = (
    "test;testdata;testresponse;istest;istestdata;ispreview;preview;testdaten;testantwort;isttest;vorschau;"
    "donnéesdetest;réponsetest;aperçu;datosdeprueba;vistaprevia;datiditest;anteprima;testgegevens"
)
_PROGRESS = (
    "progress;fortschritt;progression;progrès;progreso;avanzamento;progresso;voortgang;framsteg;fremskridt;postęp;"
    "percentcomplete;percentcompleted;complete%;%complete;completion%;completionpercentage"
)
_KIND_BY_HEADING = {
    **dict.fromkeys(_TYPES.split(";"), "type"),
    **dict.fromkeys(_STATUSES.split(";"), "status"),
    **dict.fromkeys(_COMPLETIONS.split(";"), "completion"),
    **dict.fromkeys(_TESTS.split(";"), "test"),
    **dict.fromkeys(_PROGRESS.split(";"), "progress"),
}
_COMPOUND = re.compile(
    r"(?:(?:survey|response|respondent|participant|participation|submission|record|entry|interview|questionnaire|form|"
    r"answer|completion|umfrage|antwort|bearbeitungs?|teilnahme|teilnehmer|fragebogen|abschluss)"
    r"(status|state|type|typ|art)|(status|state|type)of(?:the)?(?:survey|response|submission|record|entry|interview))"
)
_SIGNS = re.compile(r"[\W_]+(?<!%)")


def find_status_columns(
    names: Sequence[str], labels: Sequence[str], tool_columns: Iterable[StatusColumn]
) -> list[tuple[int, str]]:
    """Find the columns that say whether responses count; return each with its kind.

    Args:
        names: The keys of all headings.
        labels: The headings as users see them; they differ from the names if there are two rows of headings.
        tool_columns: The columns that the tool writes; the first heading of each that exists is used.
    """
    found: dict[int, str] = {}
    for headings, kind in tool_columns:
        heading = next((heading for heading in headings if heading in names), None)
        if heading is not None:
            found.setdefault(names.index(heading), kind)
    progress = []
    for column, kind in _iter_usual_columns(names, labels):
        if kind == "progress":
            progress.append((column, kind))
        else:
            found.setdefault(column, kind)
    # Tools count a response as finished whose last pages were skipped, so progress is only used without anything else.
    return list(found.items()) or progress[:1]


def _iter_usual_columns(names: Sequence[str], labels: Sequence[str]) -> Iterator[tuple[int, str]]:
    for column, texts in enumerate(zip(names, labels, strict=True)):
        if kind := next(filter(None, map(_find_kind, texts)), None):
            yield column, kind


def _find_kind(heading: str) -> str | None:
    """Find the kind of a status column by its heading: `Response_Status`, `Completed?`, `Antworttyp`."""
    key = _SIGNS.sub("", heading.casefold())
    if match := _COMPOUND.fullmatch(key):
        return "status" if (match[1] or match[2]) in ("status", "state") else "type"
    return _KIND_BY_HEADING.get(key)
