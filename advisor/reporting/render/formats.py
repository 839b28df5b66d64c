"""The formats of a written recommendation, by name."""

from __future__ import annotations

from importlib import import_module

from advisor.model.advice import Advice, as_data
from advisor.model.rulebase import RuleBase

FORMATS = ("text", "md", "json", "html", "pdf", "docx")
SUFFIXES = {
    ".txt": "text",
    ".md": "md",
    ".markdown": "md",
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}
TEMPLATES = {
    "text": "recommendation.txt.j2",
    "md": "recommendation.md.j2",
    "summary": "summary.txt.j2",
    "survey": "survey.txt.j2",
}
DOCUMENT_MODULES = {"html": "html_page", "pdf": "pdf", "docx": "word"}
"""The formats with pictures, and the module that makes each of them from an advice (`document`)."""
BINARY_FORMATS = ("pdf", "docx")


def render(advice: Advice, rulebase: RuleBase, form: str, own_template: str | None = None) -> str | bytes:
    """The advice in one of FORMATS, text ending in a line break.

    `own_template` is a Word template of the user's, for `docx` only. Raises TemplateError where a template is wrong,
    MissingExtraError where what draws pictures and documents is not installed.
    """
    if form == "json":
        import json

        return json.dumps(as_data(advice), indent=2, ensure_ascii=False) + "\n"
    if form in DOCUMENT_MODULES:
        made: str | bytes = import_module(
            f"advisor.reporting.render.documents.{DOCUMENT_MODULES[form]}"
        ).render_document(advice, rulebase, **({"own_template": own_template} if form == "docx" else {}))
        return made
    from advisor.reporting.render.templates import fill_report

    if form == "survey":
        from advisor.reporting.view.survey_only_view import build_survey_only_view

        return fill_report(TEMPLATES[form], advice, rulebase, told=build_survey_only_view(advice, rulebase))
    if form != "md":
        return fill_report(TEMPLATES[form], advice, rulebase)
    from advisor.reporting.pictures.selection import select_pictures

    return fill_report(TEMPLATES[form], advice, rulebase, pictures=select_pictures(advice, rulebase))


def detect_format(path: str) -> str | None:
    """The format a file's name asks for, if it is one of ours."""
    return next((form for suffix, form in SUFFIXES.items() if path.lower().endswith(suffix)), None)
