"""The formats of a recommendation, by name."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from advisor.errors import OutputError
from advisor.model.advice import Advice, as_data
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import RuleBase
from advisor.model.word_lists import join_quoted
from advisor.reporting.render.notice import add_json_notice
from advisor.reporting.view.text_layout import WIDTH

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
"""The formats with pictures, and the modules of `documents` that render them."""
BINARY_FORMATS = ("pdf", "docx")


def render(
    advice: Advice, rulebase: RuleBase, form: str, own_template: str | None = None, width: int = WIDTH
) -> str | bytes:
    """Render an advice; a text ends in a line break.

    Args:
        advice: The advice on one company.
        rulebase: Holds the wording and the templates.
        form: One of FORMATS, or `summary` or `survey` for a part of the text.
        own_template: File name of the user's Word template, for `docx` only.
        width: Maximum length of a line, for plain text only.

    Raises:
        OutputError: There is no such form.
        TemplateError: A template is wrong.
        MissingExtraError: The libraries for pictures and documents are not installed.
    """
    if form not in (*FORMATS, *TEMPLATES):
        names = list(dict.fromkeys((*FORMATS, *TEMPLATES)))
        sentence = f"`{form}` is not a form of the report; choose {join_quoted(names)}{suggest_name(str(form), names)}"
        raise OutputError.at("form", sentence)
    if form == "json":
        import json

        return json.dumps(add_json_notice(as_data(advice), rulebase, advice), indent=2, ensure_ascii=False) + "\n"
    if form in DOCUMENT_MODULES:
        module = import_module(f"advisor.reporting.render.documents.{DOCUMENT_MODULES[form]}")
        options = {"own_template": own_template} if form == "docx" else {}
        document: str | bytes = module.render_document(advice, rulebase, **options)
        return document
    from advisor.reporting.render.templates import fill_report

    values: dict[str, object] = {}
    if form == "survey":
        from advisor.reporting.view.survey_only_view import build_survey_only_view

        values["told"] = build_survey_only_view(advice, rulebase)
    elif form == "md":
        from advisor.reporting.pictures.selection import select_pictures

        values["pictures"] = select_pictures(advice, rulebase)
    return fill_report(TEMPLATES[form], advice, rulebase, width, **values)


def list_installed_formats() -> list[str]:
    """List the endings of the documents that this installation can write, the one most people want first."""
    needed = {".html": (), ".docx": ("docxtpl",), ".pdf": ("typst",)}
    return [*(suffix for suffix, names in needed.items() if all(map(find_spec, ("matplotlib", *names)))), ".md", ".txt"]


def detect_format(path: str) -> str | None:
    """Return the format that fits the ending of a file name, or None."""
    return next((form for suffix, form in SUFFIXES.items() if path.lower().endswith(suffix)), None)
