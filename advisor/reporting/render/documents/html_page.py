"""The recommendation as a page for a browser: one file that loads nothing, with its pictures drawn in it.

It says what the Markdown form says, in the same order. Its own policy forbids a browser to load or run anything.
"""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from advisor.model.advice import Advice
from advisor.model.rulebase import RuleBase
from advisor.reporting.pictures.draw import draw
from advisor.reporting.pictures.selection import illustrated
from advisor.reporting.pictures.style import themed
from advisor.reporting.render.templates import fill
from advisor.reporting.view.text_table import Table
from advisor.reporting.view.wording import sayer

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
    table: Table
    drawing: Markup


def document(advice: Advice, rulebase: RuleBase) -> str:
    """The page.

    Raises TemplateError where a pack's template is wrong, MissingExtraError where nothing can be drawn.
    """
    return fill(TEMPLATE, advice, rulebase, figures=figures(advice, rulebase))


def figures(advice: Advice, rulebase: RuleBase) -> dict[str, Figure]:
    """The pictures of the page by their names, in the order of reading."""
    say = sayer(rulebase)
    return {
        name: Figure(
            name, number, each.title, each.alt, each.table, _drawn(name, draw(each.picture, "svg", say).decode())
        )
        for number, (name, each) in enumerate(illustrated(advice, rulebase).items(), 1)
    }


def _drawn(name: str, svg: str) -> Markup:
    """An SVG that a screen reader takes for one picture. It is ours to the last letter, so that nothing is escaped."""
    told = f'role="img" aria-labelledby="picture-{name}-title" aria-describedby="picture-{name}-says"'
    return Markup(themed(svg, f"drawn-{name}").replace("<svg ", f"<svg {told} ", 1).strip())
