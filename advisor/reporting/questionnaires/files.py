"""The four files of a questionnaire, and its two HTML pages.

One page is to print and fill in by hand; the other is a form that works offline and saves a file. Each page is one
file that loads nothing; its own policy keeps a browser from loading or sending anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from advisor.reporting.questionnaires.content import Questionnaire
from advisor.reporting.questionnaires.limesurvey import build_survey_structure
from advisor.reporting.questionnaires.spreadsheet import build_spreadsheet
from advisor.reporting.render.templates import fill_template

PAGE_TEMPLATE, FORM_TEMPLATE = "questionnaire-page.html.j2", "questionnaire-form.html.j2"
ANSWERS_HEADER = "advisor-answers"
"""The first words of the file that the form saves, which set it apart from other tables."""


class QuestionnaireFile(NamedTuple):
    """One file: its name, its purpose (for the person who hands it out), and its bytes; text is UTF-8."""

    name: str
    purpose: str
    content: bytes


def render_page(questions: Questionnaire) -> str:
    """Render the page to print. Raises TemplateError if a pack's template is wrong."""
    return fill_template(PAGE_TEMPLATE, questions.rulebase, {"asked": questions, "ask": questions.wording})


def render_form(questions: Questionnaire) -> str:
    """Render the form to fill in. Raises TemplateError if a pack's template is wrong."""
    header = ",".join((ANSWERS_HEADER, "function", "role", *(str(each.number) for each in questions.statements)))
    values = {"asked": questions, "ask": questions.wording, "header": header}
    return fill_template(FORM_TEMPLATE, questions.rulebase, values)


_BUILDERS: dict[str, tuple[str, Callable[[Questionnaire], str | bytes]]] = {
    "questionnaire.html": ("file-page", render_page),
    "form.html": ("file-form", render_form),
    "answers.xlsx": ("file-spreadsheet", build_spreadsheet),
    "limesurvey.txt": ("file-limesurvey", build_survey_structure),
}
FILE_NAMES = tuple(_BUILDERS)


def build_files(questions: Questionnaire) -> tuple[QuestionnaireFile, ...]:
    """Build all files, in the order of FILE_NAMES. Raises TemplateError and MissingExtraError."""
    files = []
    for name, (purpose, build) in _BUILDERS.items():
        content = build(questions)
        data = content.encode() if isinstance(content, str) else content
        files.append(QuestionnaireFile(name, questions.wording(purpose), data))
    return tuple(files)
