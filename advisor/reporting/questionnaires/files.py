"""The four files of a questionnaire, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from advisor.reporting.questionnaires.content import Questionnaire
from advisor.reporting.questionnaires.limesurvey import build_survey_structure
from advisor.reporting.questionnaires.pages import render_form, render_page
from advisor.reporting.questionnaires.spreadsheet import build_spreadsheet

_BUILDERS: dict[str, tuple[str, Callable[[Questionnaire], str | bytes]]] = {
    "questionnaire.html": ("file-page", render_page),
    "form.html": ("file-form", render_form),
    "answers.xlsx": ("file-spreadsheet", build_spreadsheet),
    "limesurvey.txt": ("file-limesurvey", build_survey_structure),
}
FILE_NAMES = tuple(_BUILDERS)


class QuestionnaireFile(NamedTuple):
    """One file: its name, what it is for (told to who hands it out), and its bytes; text is UTF-8."""

    name: str
    purpose: str
    content: bytes


def build_files(questions: Questionnaire) -> tuple[QuestionnaireFile, ...]:
    """All files, in the order of NAMES. Raises TemplateError and MissingExtraError."""
    return tuple(
        QuestionnaireFile(name, questions.wording(purpose), _encode_text(make(questions)))
        for name, (purpose, make) in _BUILDERS.items()
    )


def _encode_text(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
