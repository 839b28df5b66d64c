"""A sheet to draw on: text wrapped by its measured width, and simple shapes.

Coordinates are points from the top left corner inside the margins. A picture draws from top to bottom and then cuts
the sheet off below its last line. Use this module inside `style.use_drawing_settings`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from advisor.reporting.pictures.style import (
    BODY,
    BODY_HEIGHT,
    FONT,
    HAIR,
    INK,
    LEADING,
    MARGIN,
    MARKETING,
    MUTED,
    PAPER,
    SALES,
    WIDTH,
)

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

Align = Literal["left", "center", "right"]
Point = tuple[float, float]
_Points = Sequence[Point]
Side = Literal["marketing", "sales"]
_ASCENT = 0.95


class Canvas:
    """One sheet, as wide as every picture; `trim` sets its height and returns the figure."""

    def __init__(self) -> None:
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        self.figure: Figure = Figure(figsize=(1, 1), facecolor="none")
        self._placement = Affine2D()  # from the sheet to points from the bottom left corner of the figure
        self._transform = self._placement + Affine2D().scale(1 / 72) + self.figure.dpi_scale_trans

    def trim(self, height: float) -> Figure:
        """Cut the sheet to `height` points between its margins, and return the figure."""
        self.figure.set_size_inches((WIDTH + 2 * MARGIN) / 72, (height + 2 * MARGIN) / 72)
        self._placement.clear().scale(1, -1).translate(MARGIN, height + MARGIN)
        return self.figure

    def draw_text(
        self,
        point: Point,
        words: str | Sequence[str],
        *,
        size: float = BODY,
        colour: str = INK,
        bold: bool = False,
        align: Align = "left",
        slant: bool = False,
    ) -> float:
        """Draw lines of text downwards, and return their height.

        Args:
            point: the top of the lines, at the side given by `align`.
            words: one line, or several.
            size: the font size in points.
            colour: a colour of `style`.
            bold: whether the text is bold.
            align: the side of the text that is at `point`.
            slant: whether the text is oblique.
        """
        from matplotlib.text import Text

        x, y = point
        lines = (words,) if isinstance(words, str) else words
        look: dict[str, Any] = {"fontproperties": _load_font(size, bold, slant), "color": colour, "ha": align}
        for number, line in enumerate(lines):
            baseline = y + (number * LEADING + _ASCENT) * size
            # Without parse_math=False a dollar sign in a title would open a formula.
            self._add(Text(x, baseline, line, va="baseline", parse_math=False, **look))
        return len(lines) * LEADING * size

    def draw_wrapped(
        self,
        point: Point,
        words: str,
        width: float,
        *,
        size: float = BODY,
        colour: str = INK,
        bold: bool = False,
        slant: bool = False,
    ) -> float:
        """Draw a text in lines no wider than `width` points, and return their height.

        The other arguments are those of `draw_text`.
        """
        lines = wrap_words(words, width, size, bold, slant)
        return self.draw_text(point, lines, size=size, colour=colour, bold=bold, slant=slant)

    def draw_line(self, points: _Points, *, colour: str = INK, stroke: float = HAIR, dashed: bool = False) -> None:
        """Draw a line through points."""
        self._draw_path(points, closed=False, edge=colour, face="none", stroke=stroke, dashed=dashed)

    def draw_shape(
        self, points: _Points, *, face: str = "none", edge: str = "none", stroke: float = 0, dashed: bool = False
    ) -> None:
        """Draw a closed shape through points."""
        self._draw_path(points, closed=True, edge=edge, face=face, stroke=stroke, dashed=dashed)

    def draw_box(self, left: float, top: float, width: float, height: float, **look: Any) -> None:
        """Draw a rectangle; `look` as in `draw_shape`."""
        right, bottom = left + width, top + height
        self.draw_shape([(left, top), (right, top), (right, bottom), (left, bottom)], **look)

    def draw_circle(self, point: Point, radius: float, *, face: str, edge: str = "none", stroke: float = 0) -> None:
        """Draw a circle."""
        from matplotlib.patches import Circle

        self._add(Circle(point, radius, facecolor=face, edgecolor=edge, linewidth=stroke))

    def draw_side_mark(self, side: Side, point: Point, radius: float, reach: float, stroke: float) -> None:
        """Draw the mark of a side: a filled circle for Sales, an open diamond for Marketing.

        Args:
            side: the side.
            point: the centre of the mark.
            radius: the radius of the circle.
            reach: the distance from the centre of the diamond to its corners.
            stroke: the width of the diamond's outline.
        """
        x, y = point
        if side == "sales":
            self.draw_circle(point, radius, face=SALES)
        else:
            corners = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
            self.draw_shape(corners, face=PAPER, edge=MARKETING, stroke=stroke)

    def draw_question_mark(self, point: Point) -> None:
        """Draw the mark for "not known", centred on a point."""
        self.draw_text((point[0], point[1] - BODY_HEIGHT / 2), "?", colour=MUTED, bold=True, align="center")

    def draw_arrowhead(self, tip: Point, *, colour: str = INK, size: float = 4.0) -> None:
        """Draw the head of an arrow that points to the right."""
        x, y = tip
        self.draw_shape([tip, (x - size, y + size * 0.6), (x - size, y - size * 0.6)], face=colour)

    def _draw_path(self, points: _Points, *, closed: bool, edge: str, face: str, stroke: float, dashed: bool) -> None:
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        path = Path([*points, points[0]] if closed else list(points), closed=closed)
        dashes = (0, (2.4, 2.0)) if dashed else "solid"
        look: dict[str, Any] = {"facecolor": face, "edgecolor": edge, "linewidth": stroke, "linestyle": dashes}
        self._add(PathPatch(path, **look))

    def _add(self, artist: Artist) -> None:
        """Add something to the figure itself: to create axes takes longer than to draw the whole picture."""
        artist.set_transform(self._transform)
        self.figure.add_artist(artist)


def draw_notice(words: str) -> Figure:
    """Draw a picture that only says why it has nothing to show."""
    canvas = Canvas()
    return canvas.trim(canvas.draw_wrapped((0, 0), words, WIDTH, colour=MUTED, slant=True) + 2)


@lru_cache(maxsize=64)
def _load_font(size: float, bold: bool, slant: bool) -> FontProperties:
    """Load the font file of the drawing library, not a font of the machine."""
    from matplotlib import get_data_path
    from matplotlib.font_manager import FontProperties

    cut = f"{'Bold' if bold else ''}{'Oblique' if slant else ''}"
    file = Path(get_data_path(), "fonts", "ttf", f"{FONT}-{cut}.ttf" if cut else f"{FONT}.ttf")
    return FontProperties(fname=str(file), size=size)


@lru_cache(maxsize=4096)
def measure_width(words: str, size: float = BODY, bold: bool = False, slant: bool = False) -> float:
    """Measure the width of one line of text in points."""
    from matplotlib.textpath import text_to_path

    width, _, _ = text_to_path.get_text_width_height_descent(words, _load_font(size, bold, slant), ismath=False)
    return float(width)


def wrap_words(words: str, width: float, size: float = BODY, bold: bool = False, slant: bool = False) -> list[str]:
    """Break a text into lines; break a word that is too long for a line.

    Args:
        words: the text.
        width: the maximum width of a line in points.
        size: the font size in points.
        bold: whether the text is bold.
        slant: whether the text is oblique.
    """
    lines: list[str] = []
    for word in words.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measure_width(joined, size, bold, slant) <= width:
            lines[-1] = joined
            continue
        while len(word) > 1 and measure_width(word, size, bold, slant) > width:
            keep = _count_fitting_letters(word, width, size, bold, slant)
            lines.append(word[:keep])
            word = word[keep:]
        lines.append(word)
    return lines


def _count_fitting_letters(word: str, width: float, size: float, bold: bool, slant: bool) -> int:
    """Count the letters of a word that fit a line, at least one."""

    def measure_prefix(count: int) -> float:
        return measure_width(word[:count], size, bold, slant)

    return max(1, bisect_right(range(1, len(word)), width, key=measure_prefix))


def measure_height(lines: Sequence[str], size: float = BODY) -> float:
    """Compute the height of lines of text in points."""
    return len(lines) * LEADING * size
