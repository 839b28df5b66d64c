"""The comparison of two rounds of answers in its formats."""

from __future__ import annotations

import json

from advisor.model.advice import as_data
from advisor.model.round_comparison import RoundComparison
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.notice import add_json_notice, add_text_notice
from advisor.reporting.view.comparison_view import build_comparison_view
from advisor.reporting.view.text_layout import format_table

FORMATS = ("text", "md", "json")
TEMPLATES = {"text": "comparison.txt.j2", "md": "comparison.md.j2"}


def render_comparison(comparison: RoundComparison, rulebase: RuleBase, form: str) -> str:
    """Render a comparison in one of FORMATS, with a line break at the end.

    Args:
        comparison: The two rounds and their differences.
        rulebase: Holds the wording and the templates.
        form: One of FORMATS.

    Raises:
        TemplateError: A template is wrong.
    """
    if form == "json":
        return json.dumps(add_json_notice(as_data(comparison), rulebase), indent=2, ensure_ascii=False) + "\n"
    from advisor.reporting.render.templates import fill_template

    view = build_comparison_view(comparison, rulebase, intervals=form == "md")
    values = {"view": view, "company": comparison.company, "in_columns": format_table}
    return add_text_notice(fill_template(TEMPLATES[form], rulebase, values), rulebase, markdown=form == "md")
