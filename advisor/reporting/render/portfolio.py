"""A portfolio on one page, as HTML that loads nothing, or as Markdown that says the same."""

from __future__ import annotations

from pathlib import PurePath

from advisor.model.portfolio_figures import PortfolioFigures
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.notice import add_html_notice, add_text_notice
from advisor.reporting.view.portfolio_view import build_portfolio_context, build_portfolio_view

FORMATS = ("html", "md")
TEMPLATES = {"html": "portfolio.html.j2", "md": "portfolio.md.j2"}
_ENDINGS = {"html": "html", "htm": "html", "md": "md", "markdown": "md"}


def detect_portfolio_format(path: str) -> str | None:
    """Return the format of FORMATS that fits the ending of a file name, or None."""
    return _ENDINGS.get(PurePath(path).suffix.lower().removeprefix("."))


def render_portfolio(figures: PortfolioFigures, rulebase: RuleBase, form: str) -> str:
    """Render a portfolio in one of FORMATS, with a line break at the end.

    Raises:
        MissingExtraError: the page needs pictures, but the drawing library is not installed.
        TemplateError: a template is wrong.
    """
    from advisor.reporting.render.templates import fill_template

    view = build_portfolio_view(figures, rulebase)
    if form == "md":
        text = fill_template(TEMPLATES[form], rulebase, {"view": view})
        return add_text_notice(text, rulebase, markdown=True)
    from advisor.reporting.pictures.portfolio_pictures import build_portfolio_pictures
    from advisor.reporting.render.documents.html_page import build_figure

    context = build_portfolio_context(figures, rulebase)
    pictures = build_portfolio_pictures(context, view.sections).items()
    drawn = {
        name: build_figure(name, number, title, picture, context.wording)
        for number, (name, (title, picture)) in enumerate(pictures, 1)
    }
    return add_html_notice(fill_template(TEMPLATES[form], rulebase, {"view": view, "figures": drawn}), rulebase)
