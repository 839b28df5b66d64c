"""The questionnaire as LimeSurvey's tab-separated survey structure, for whoever runs that survey tool themselves.

One row is one setting (S), text of the survey (SL), group (G), question (Q), row of a question (SQ) or answer (A); what
belongs to a group or a question follows it. Texts are HTML there and may hold expressions in braces, so all that means
something to HTML, to the expressions or to the tab-separated format is written as a character reference. So is every
character outside ASCII, as the import guesses the encoding from the first thousand bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from advisor.reporting.questionnaires.content import Option, Questionnaire

COLUMNS = (
    *("id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language", "validation"),
    *("mandatory", "other", "default", "same_default"),
)
CODE_LENGTH = 5
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
_REFERRED = re.compile(r"[&<>\"\\{}]|[^\x20-\x7e]")


def structure(questions: Questionnaire) -> str:
    """The survey structure; one line a row, in ASCII, each line ended."""
    say = questions.say
    language = say("language")
    told = [_row(("class", "S"), ("name", "language"), ("text", language))]
    told += [_row(("class", "S"), ("name", name), ("text", value)) for name, value in _SETTINGS.items()]
    # The title is shown as it stands in some places and as HTML in others, so it names no company; the welcome does.
    texts = {
        "surveyls_title": html(say("title")),
        "surveyls_welcometext": "".join(f"<p>{html(text)}</p>" for text in (questions.title, *questions.before)),
    }
    told += [
        _row(("class", "SL"), ("name", name), ("text", text), ("language", language)) for name, text in texts.items()
    ]
    told.append(_group("1", say("you"), "", language))
    told += _choice("function", say("function-question"), say("both"), questions.functions, language, mandatory="Y")
    told += _choice("role", say("role-question"), say("role-optional"), questions.roles, language, mandatory="N")
    told.append(_group("2", say("statements"), "", language))
    told.append(_question("F", "statements", say("scale"), "", language, mandatory="N"))
    for each in questions.statements:
        name = f"S{each.number:02d}"
        cells = (("class", "SQ"), ("type/scale", "0"), ("name", name), ("relevance", "1"), ("text", html(each.text)))
        told.append(_row(*cells, ("language", language)))
    told += _answers(questions.scale, language)
    return "".join(f"{line}\n" for line in ("\t".join(COLUMNS), *told))


def html(text: str) -> str:
    """A text on one line for a cell that LimeSurvey shows as HTML, with nothing in it that means something there.

    A filter on its side may undo references, so braces also get the space that keeps them from holding an expression.
    """
    apart = " ".join(text.split()).replace("{", "{ ").replace("}", " }")
    return _REFERRED.sub(lambda found: f"&#{ord(found[0])};", apart)


def _choice(name: str, text: str, note: str, options: Iterable[Option], language: str, *, mandatory: str) -> list[str]:
    return [_question("L", name, text, note, language, mandatory=mandatory), *_answers(options, language)]


def _question(kind: str, name: str, text: str, note: str, language: str, *, mandatory: str) -> str:
    cells = (("class", "Q"), ("type/scale", kind), ("name", name), ("relevance", "1"), ("text", html(text)))
    return _row(*cells, ("help", html(note)), ("language", language), ("mandatory", mandatory), ("other", "N"))


def _group(number: str, name: str, text: str, language: str) -> str:
    cells = (("class", "G"), ("type/scale", number), ("name", html(name)), ("relevance", "1"), ("text", html(text)))
    return _row(*cells, ("language", language))


def _answers(options: Iterable[Option], language: str) -> list[str]:
    return [
        _row(
            ("class", "A"),
            ("type/scale", "0"),
            ("name", option.code[:CODE_LENGTH]),
            ("text", html(option.words)),
            ("language", language),
        )
        for option in options
    ]


def _row(*cells: tuple[str, str]) -> str:
    held = dict(cells)
    return "\t".join(held.get(column, "") for column in COLUMNS)
