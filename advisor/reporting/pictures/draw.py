"""A picture drawn: SVG for a page or a document, PNG for where SVG cannot be shown."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Literal

from advisor.reporting.pictures.balance import draw_balance
from advisor.reporting.pictures.checklist import draw_checklist
from advisor.reporting.pictures.dumbbell import draw_dumbbell
from advisor.reporting.pictures.funnel import draw_funnel
from advisor.reporting.pictures.ladder import draw_ladder
from advisor.reporting.pictures.picture_models import Balance, Checklist, Dumbbell, FunnelMap, Ladder, Picture, Timeline
from advisor.reporting.pictures.style import DOTS_PER_INCH, PAPER, clean_svg, use_drawing_settings
from advisor.reporting.pictures.timeline import draw_timeline
from advisor.reporting.view.wording import WordingLookup

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ImageFormat = Literal["svg", "png"]


def draw(picture: Picture, form: ImageFormat, wording: WordingLookup) -> bytes:
    """A picture as an SVG (transparent, UTF-8) or a PNG (200 dots an inch, on white), the same bytes every time.

    `say` gives the words by their ids (`picture-…`). Raises MissingExtraError without the drawing library.
    """
    with use_drawing_settings():
        figure = build_figure(picture, wording)
        written = BytesIO()
        if form == "svg":
            nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
            figure.savefig(written, format="svg", transparent=True, metadata=nothing)
            return clean_svg(written.getvalue().decode()).encode()
        figure.savefig(written, format="png", dpi=DOTS_PER_INCH, facecolor=PAPER, metadata={"Software": None})
        return written.getvalue()


def build_figure(picture: Picture, wording: WordingLookup) -> Figure:
    """A picture as a figure that is not yet written. To be used within `style.drawing`."""
    match picture:
        case Ladder():
            return draw_ladder(picture, wording)
        case Dumbbell():
            return draw_dumbbell(picture, wording)
        case Balance():
            return draw_balance(picture, wording)
        case Timeline():
            return draw_timeline(picture, wording)
        case FunnelMap():
            return draw_funnel(picture, wording)
        case Checklist():
            return draw_checklist(picture, wording)
