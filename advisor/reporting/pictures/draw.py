"""Write a picture as SVG, or as PNG for programs that cannot show SVG."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

from advisor.reporting.pictures.balance import Balance
from advisor.reporting.pictures.bars import Bars
from advisor.reporting.pictures.checklist import Checklist
from advisor.reporting.pictures.dumbbell import Dumbbell
from advisor.reporting.pictures.funnel import FunnelMap
from advisor.reporting.pictures.ladder import Ladder
from advisor.reporting.pictures.style import DOTS_PER_INCH, PAPER, clean_svg, use_drawing_settings
from advisor.reporting.pictures.timeline import Timeline
from advisor.reporting.pictures.tree import Tree
from advisor.reporting.view.wording import WordingLookup

ImageFormat = Literal["svg", "png"]
Picture = Ladder | Dumbbell | Balance | Timeline | FunnelMap | Checklist | Tree | Bars
"""The data of a picture: short titles, and None for "not known", which never looks like "no"."""


def draw(picture: Picture, form: ImageFormat, wording: WordingLookup) -> bytes:
    """Draw a picture as SVG or PNG; the same picture always gives the same bytes.

    Args:
        picture: what to draw.
        form: "svg" (transparent, UTF-8) or "png" (200 dots an inch, on white).
        wording: returns the words for an id (`picture-…`).

    Raises:
        MissingExtraError: the drawing library is not installed.
    """
    with use_drawing_settings():
        figure = picture.build_figure(wording)
        image = BytesIO()
        if form == "svg":
            metadata = dict.fromkeys(("Date", "Creator", "Format", "Type"))
            figure.savefig(image, format="svg", transparent=True, metadata=metadata)
            return clean_svg(image.getvalue().decode()).encode()
        figure.savefig(image, format="png", dpi=DOTS_PER_INCH, facecolor=PAPER, metadata={"Software": None})
        return image.getvalue()
