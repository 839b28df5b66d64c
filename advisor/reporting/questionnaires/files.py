"""The four files of a questionnaire, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from advisor.reporting.questionnaires.content import Questionnaire
from advisor.reporting.questionnaires.limesurvey import structure
from advisor.reporting.questionnaires.pages import form, page
from advisor.reporting.questionnaires.spreadsheet import spreadsheet

_MAKERS: dict[str, tuple[str, Callable[[Questionnaire], str | bytes]]] = {
    "questionnaire.html": ("file-page", page),
    "form.html": ("file-form", form),
    "answers.xlsx": ("file-spreadsheet", spreadsheet),
    "limesurvey.txt": ("file-limesurvey", structure),
}
NAMES = tuple(_MAKERS)


class Made(NamedTuple):
    """One file: its name, what it is for (told to who hands it out), and its bytes; text is UTF-8."""

    name: str
    purpose: str
    content: bytes


def files(questions: Questionnaire) -> tuple[Made, ...]:
    """All files, in the order of NAMES. Raises TemplateError and MissingExtraError."""
    return tuple(
        Made(name, questions.say(purpose), _bytes(make(questions))) for name, (purpose, make) in _MAKERS.items()
    )


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
