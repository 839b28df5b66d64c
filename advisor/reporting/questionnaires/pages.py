"""The questionnaire as HTML: a page to print and fill in by hand, and a form that works offline and saves a file.

Both are one file each. They load nothing, and their own policy forbids a browser to load or send anything for them.
"""

from __future__ import annotations

from advisor.reporting.questionnaires.content import Questionnaire
from advisor.reporting.render.templates import fill_template

PAGE_TEMPLATE, FORM_TEMPLATE = "questionnaire-page.html.j2", "questionnaire-form.html.j2"
ANSWERS_HEADER = "advisor-answers"
"""What the file that the form saves opens with, so that it can be told from other tables."""


def render_page(questions: Questionnaire) -> str:
    """The page to print. Raises TemplateError where a pack's template is wrong."""
    return fill_template(PAGE_TEMPLATE, questions.rulebase, asked=questions, ask=questions.wording)


def render_form(questions: Questionnaire) -> str:
    """The form to fill in. Raises TemplateError where a pack's template is wrong."""
    columns = (ANSWERS_HEADER, "function", "role", *(str(each.number) for each in questions.statements))
    return fill_template(
        FORM_TEMPLATE, questions.rulebase, asked=questions, ask=questions.wording, header=",".join(columns)
    )
