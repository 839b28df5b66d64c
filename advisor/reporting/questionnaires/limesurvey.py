"""The questionnaire as LimeSurvey's tab-separated survey structure, for companies that run that survey tool themselves.

A row is a setting (S), a text of the survey (SL), a group (G), a question (Q), a row of a question (SQ) or an answer
(A); the rows of a group or a question follow it. LimeSurvey shows texts as HTML and runs expressions in braces, so
every character with a meaning there is written as a character reference. So is every character outside ASCII, since
the import guesses the encoding from the first thousand bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from advisor.reporting.questionnaires.content import Questionnaire, RatingLabel

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
    """Build the survey structure, in ASCII, one line a row."""
    say = questions.wording
    language = say("language")
    # LimeSurvey shows the title as plain text in some places, so it names no company; the welcome does.
    welcome = "".join(f"<p>{escape_html(text)}</p>" for text in (questions.title, *questions.before))
    rows = [
        _format_row("S", "language", language),
        *(_format_row("S", name, value) for name, value in _SETTINGS.items()),
        _format_row("SL", "surveyls_title", escape_html(say("title")), language=language),
        _format_row("SL", "surveyls_welcometext", welcome, language=language),
        _build_group_row(1, say("you"), language),
        _build_question_row("L", "function", say("function-question"), language, note=say("both"), mandatory="Y"),
        *_build_answer_rows(questions.functions, language),
        _build_question_row("L", "role", say("role-question"), language, note=say("role-optional")),
        *_build_answer_rows(questions.roles, language),
        _build_group_row(2, say("statements"), language),
        _build_question_row("F", "statements", say("scale"), language),
    ]
    for statement in questions.statements:
        cells = {"type/scale": "0", "relevance": "1", "language": language}
        rows.append(_format_row("SQ", f"S{statement.number:02d}", escape_html(statement.text), **cells))
    rows += _build_answer_rows(questions.scale, language)
    return "".join(f"{row}\n" for row in ("\t".join(COLUMNS), *rows))


def escape_html(text: str) -> str:
    """Escape a text for a cell that LimeSurvey shows as HTML: one line, every special character as a reference.

    LimeSurvey may undo references, so braces also get a space that keeps them from starting an expression.
    Example: `a {b}` becomes `a &#123; b &#125;`.
    """
    spaced = " ".join(text.split()).replace("{", "{ ").replace("}", " }")
    return _SPECIAL_CHARACTER.sub(lambda match: f"&#{ord(match[0])};", spaced)


def _build_question_row(kind: str, name: str, text: str, language: str, *, note: str = "", mandatory: str = "N") -> str:
    cells = {"type/scale": kind, "relevance": "1", "help": escape_html(note), "mandatory": mandatory, "other": "N"}
    return _format_row("Q", name, escape_html(text), language=language, **cells)


def _build_group_row(number: int, name: str, language: str) -> str:
    return _format_row("G", escape_html(name), **{"type/scale": str(number), "relevance": "1", "language": language})


def _build_answer_rows(options: Iterable[RatingLabel], language: str) -> list[str]:
    cells = {"type/scale": "0", "language": language}
    return [_format_row("A", option.code[:MAX_CODE_LENGTH], escape_html(option.words), **cells) for option in options]


def _format_row(row_class: str, name: str, text: str = "", **cells: str) -> str:
    values = {"class": row_class, "name": name, "text": text, **cells}
    return "\t".join(values.get(column, "") for column in COLUMNS)
