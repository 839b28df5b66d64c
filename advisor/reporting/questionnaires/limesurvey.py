"""The questionnaire as LimeSurvey's tab-separated survey structure, for whoever runs that survey tool themselves.

One row is one setting (S), text of the survey (SL), group (G), question (Q), row of a question (SQ) or answer (A); what
belongs to a group or a question follows it. Texts are HTML there and may hold expressions in braces, so all that means
something to HTML, to the expressions or to the tab-separated format is written as a character reference. So is every
character outside ASCII, as the import guesses the encoding from the first thousand bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from advisor.reporting.questionnaires.content import AnswerOption, Questionnaire

COLUMNS = (
    *("id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language", "validation"),
    *("mandatory", "other", "default", "same_default"),
)
MAX_CODE_LENGTH = 5
"""LimeSurvey keeps no more characters of an answer's code; `marketing` is `marke` in its exports."""
_SETTINGS = {
    "format": "G",  # one group of questions a page
    "anonymized": "Y",
    "ipaddr": "N",
    "refurl": "N",
    "datestamp": "N",
    "savetimings": "N",
    "usecookie": "N",
    "allowsave": "N",  # saving half-way would ask for a name
    "allowprev": "Y",
    "printanswers": "N",
    "publicstatistics": "N",
    "listpublic": "N",
}
_SPECIAL_CHARACTER = re.compile(r"[&<>\"\\{}]|[^\x20-\x7e]")


def build_survey_structure(questions: Questionnaire) -> str:
    """The survey structure; one line a row, in ASCII, each line ended."""
    say = questions.wording
    language = say("language")
    told = [_format_row(("class", "S"), ("name", "language"), ("text", language))]
    told += [_format_row(("class", "S"), ("name", name), ("text", value)) for name, value in _SETTINGS.items()]
    # The title is shown as it stands in some places and as HTML in others, so it names no company; the welcome does.
    texts = {
        "surveyls_title": escape_html(say("title")),
        "surveyls_welcometext": "".join(f"<p>{escape_html(text)}</p>" for text in (questions.title, *questions.before)),
    }
    told += [
        _format_row(("class", "SL"), ("name", name), ("text", text), ("language", language))
        for name, text in texts.items()
    ]
    told.append(_build_group_row("1", say("you"), "", language))
    told += _build_choice_rows(
        "function", say("function-question"), say("both"), questions.functions, language, mandatory="Y"
    )
    told += _build_choice_rows(
        "role", say("role-question"), say("role-optional"), questions.roles, language, mandatory="N"
    )
    told.append(_build_group_row("2", say("statements"), "", language))
    told.append(_build_question_row("F", "statements", say("scale"), "", language, mandatory="N"))
    for each in questions.statements:
        name = f"S{each.number:02d}"
        cells = (
            ("class", "SQ"),
            ("type/scale", "0"),
            ("name", name),
            ("relevance", "1"),
            ("text", escape_html(each.text)),
        )
        told.append(_format_row(*cells, ("language", language)))
    told += _build_answer_rows(questions.scale, language)
    return "".join(f"{line}\n" for line in ("\t".join(COLUMNS), *told))


def escape_html(text: str) -> str:
    """A text on one line for a cell that LimeSurvey shows as HTML, with nothing in it that means something there.

    A filter on its side may undo references, so braces also get the space that keeps them from holding an expression.
    """
    apart = " ".join(text.split()).replace("{", "{ ").replace("}", " }")
    return _SPECIAL_CHARACTER.sub(lambda found: f"&#{ord(found[0])};", apart)


def _build_choice_rows(
    name: str, text: str, note: str, options: Iterable[AnswerOption], language: str, *, mandatory: str
) -> list[str]:
    return [
        _build_question_row("L", name, text, note, language, mandatory=mandatory),
        *_build_answer_rows(options, language),
    ]


def _build_question_row(kind: str, name: str, text: str, note: str, language: str, *, mandatory: str) -> str:
    cells = (("class", "Q"), ("type/scale", kind), ("name", name), ("relevance", "1"), ("text", escape_html(text)))
    return _format_row(
        *cells, ("help", escape_html(note)), ("language", language), ("mandatory", mandatory), ("other", "N")
    )


def _build_group_row(number: str, name: str, text: str, language: str) -> str:
    cells = (
        ("class", "G"),
        ("type/scale", number),
        ("name", escape_html(name)),
        ("relevance", "1"),
        ("text", escape_html(text)),
    )
    return _format_row(*cells, ("language", language))


def _build_answer_rows(options: Iterable[AnswerOption], language: str) -> list[str]:
    return [
        _format_row(
            ("class", "A"),
            ("type/scale", "0"),
            ("name", option.code[:MAX_CODE_LENGTH]),
            ("text", escape_html(option.words)),
            ("language", language),
        )
        for option in options
    ]


def _format_row(*cells: tuple[str, str]) -> str:
    held = dict(cells)
    return "\t".join(held.get(column, "") for column in COLUMNS)
