"""The recommendation as a page for a browser: one file that loads nothing, with its pictures in it.

It says the same as the Markdown form, in the same order. Its own policy keeps a browser from loading or running
anything.
"""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from advisor.model.advice import Advice
from advisor.model.rulebase import RuleBase
from advisor.reporting.pictures.draw import Picture, draw
from advisor.reporting.pictures.selection import select_pictures
from advisor.reporting.pictures.style import apply_svg_theme
from advisor.reporting.render.templates import fill_report
from advisor.reporting.view.text_layout import ReportTable
from advisor.reporting.view.wording import WordingLookup, build_wording_lookup

TEMPLATE = "recommendation.html.j2"


class Figure(NamedTuple):
    """A picture on the page, and the number of its table in the appendix.

    `drawing` is an SVG whose colours are CSS variables; the element `picture-ID-title` holds its name, and the element
    `picture-ID-says` its description.
    """

    id: str
    number: int
    title: str
    says: str
    table: ReportTable
    drawing: Markup


def render_document(advice: Advice, rulebase: RuleBase) -> str:
    """Render the page. Raises TemplateError for a wrong template, MissingExtraError without the drawing library."""
    return fill_report(TEMPLATE, advice, rulebase, figures=build_figures(advice, rulebase))


def build_figures(advice: Advice, rulebase: RuleBase) -> dict[str, Figure]:
    """Build the pictures of the page by name, in the order of reading."""
    say = build_wording_lookup(rulebase)
    return {
        name: Figure(
            name, number, each.title, each.alt, each.table, _label_svg(name, draw(each.picture, "svg", say).decode())
        )
        for number, (name, each) in enumerate(select_pictures(advice, rulebase).items(), 1)
    }


def build_figure(name: str, number: int, title: str, picture: Picture, wording: WordingLookup) -> Figure:
    """Build a picture of a page by its data. Raises MissingExtraError without the drawing library."""
    drawing = _label_svg(name, draw(picture, "svg", wording).decode())
    return Figure(name, number, title, picture.describe(wording), picture.build_table(wording), drawing)


def _label_svg(name: str, svg: str) -> Markup:
    """Label an SVG as one picture for screen readers. The SVG is entirely ours, so nothing is escaped."""
    attributes = f'role="img" aria-labelledby="picture-{name}-title" aria-describedby="picture-{name}-says"'
    return Markup(apply_svg_theme(svg, f"drawn-{name}").replace("<svg ", f"<svg {attributes} ", 1).strip())
