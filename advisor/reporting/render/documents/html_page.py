"""The recommendation as a page for a browser: one file that loads nothing, with its pictures drawn in it.

It says what the Markdown form says, in the same order. Its own policy forbids a browser to load or run anything.
"""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from advisor.model.advice import Advice
from advisor.model.rulebase import RuleBase
from advisor.reporting.pictures.draw import draw
from advisor.reporting.pictures.selection import select_pictures
from advisor.reporting.pictures.style import apply_svg_theme
from advisor.reporting.render.templates import fill_report
from advisor.reporting.view.text_layout import ReportTable
from advisor.reporting.view.wording import build_wording_lookup

TEMPLATE = "recommendation.html.j2"


class Figure(NamedTuple):
    """A picture as it stands on the page, and the number of its table in the appendix.

    `drawing` is an SVG whose colours are CSS variables; its name is the element `picture-ID-title`, its description
    the element `picture-ID-says`.
    """

    id: str
    number: int
    title: str
    says: str
    table: ReportTable
    drawing: Markup


def render_document(advice: Advice, rulebase: RuleBase) -> str:
    """The page.

    Raises TemplateError where a pack's template is wrong, MissingExtraError where nothing can be drawn.
    """
    return fill_report(TEMPLATE, advice, rulebase, figures=build_figures(advice, rulebase))


def build_figures(advice: Advice, rulebase: RuleBase) -> dict[str, Figure]:
    """The pictures of the page by their names, in the order of reading."""
    say = build_wording_lookup(rulebase)
    return {
        name: Figure(
            name, number, each.title, each.alt, each.table, _label_svg(name, draw(each.picture, "svg", say).decode())
        )
        for number, (name, each) in enumerate(select_pictures(advice, rulebase).items(), 1)
    }


def _label_svg(name: str, svg: str) -> Markup:
    """An SVG that a screen reader takes for one picture. It is ours to the last letter, so that nothing is escaped."""
    told = f'role="img" aria-labelledby="picture-{name}-title" aria-describedby="picture-{name}-says"'
    return Markup(apply_svg_theme(svg, f"drawn-{name}").replace("<svg ", f"<svg {told} ", 1).strip())
