"""The forms in which a comparison of two rounds is written."""

from __future__ import annotations

import json

from advisor.model.advice import as_data
from advisor.model.round_comparison import Comparison
from advisor.model.rulebase import RuleBase
from advisor.reporting.view.comparison_view import laid_out
from advisor.reporting.view.text_table import in_columns

FORMATS = ("text", "md", "json")


TEMPLATES = {"text": "comparison.txt.j2", "md": "comparison.md.j2"}


def render(compared: Comparison, rulebase: RuleBase, form: str) -> str:
    """A comparison in one of FORMATS, ending in a line break. Raises TemplateError where a template is wrong."""
    if form == "json":
        return json.dumps(as_data(compared), indent=2, ensure_ascii=False) + "\n"
    from advisor.reporting.render.templates import fill_with

    view = laid_out(compared, rulebase, intervals=form == "md")
    return fill_with(TEMPLATES[form], rulebase, view=view, company=compared.company, in_columns=in_columns)
