"""A sheet to draw on: points from the top left of its margins, texts wrapped by their measured width, plain shapes.

A picture lays itself out from top to bottom and cuts the sheet off below its last line. Used within `style.drawing`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from advisor.reporting.pictures.style import BODY, FONT, HAIR, INK, MARGIN, MUTED, PAPER, WIDTH

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

Align = Literal["left", "center", "right"]
Point = tuple[float, float]
LEADING = 1.32
"""From one line of a text to the next, in sizes of its letters."""
_ASCENT = 0.95


class Canvas:
    """One sheet, as wide as every picture; `figure` is what is drawn on it, once `cut` has set its height."""

    def __init__(self) -> None:
        from matplotlib.figure import Figure

        self.figure: Figure = Figure(figsize=(1, 1), facecolor="none")
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()

    def trim(self, height: float) -> Figure:
        """The figure, so many points high between its margins."""
        self.figure.set_size_inches((WIDTH + 2 * MARGIN) / 72, (height + 2 * MARGIN) / 72)
        self._axes.set_xlim(-MARGIN, WIDTH + MARGIN)
        self._axes.set_ylim(height + MARGIN, -MARGIN)
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
        """Lines of text from `at` downwards (their top); how high they are."""
        x, y = point
        lines = (words,) if isinstance(words, str) else words
        for place, line in enumerate(lines):
            baseline = y + (place * LEADING + _ASCENT) * size
            # Titles are taken literally: a dollar sign opens no formula.
            self._axes.text(
                x,
                baseline,
                line,
                fontproperties=_load_font(size, bold, slant),
                color=colour,
                ha=align,
                va="baseline",
                parse_math=False,
            )
        return len(lines) * LEADING * size

    def draw_line(
        self, points: Sequence[Point], *, colour: str = INK, stroke: float = HAIR, dashed: bool = False
    ) -> None:
        """A line through points."""
        self._draw_path(points, closed=False, edge=colour, face="none", stroke=stroke, dashed=dashed)

    def draw_shape(
        self,
        points: Sequence[Point],
        *,
        face: str = "none",
        edge: str = "none",
        stroke: float = 0,
        dashed: bool = False,
    ) -> None:
        """A closed shape through points."""
        self._draw_path(points, closed=True, edge=edge, face=face, stroke=stroke, dashed=dashed)

    def draw_box(self, left: float, top: float, width: float, height: float, **look: Any) -> None:
        """A rectangle."""
        right, bottom = left + width, top + height
        self.draw_shape([(left, top), (right, top), (right, bottom), (left, bottom)], **look)

    def draw_circle(self, point: Point, radius: float, *, face: str, edge: str = "none", stroke: float = 0) -> None:
        """A circle."""
        from matplotlib.patches import Circle

        self._axes.add_patch(Circle(point, radius, facecolor=face, edgecolor=edge, linewidth=stroke, clip_on=False))

    def draw_diamond(
        self, point: Point, radius: float, *, face: str = PAPER, edge: str = INK, stroke: float = HAIR
    ) -> None:
        """A square on its corner."""
        x, y = point
        self.draw_shape(
            [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)], face=face, edge=edge, stroke=stroke
        )

    def draw_question_mark(self, point: Point) -> None:
        """The mark of what is not known, around a point."""
        self.draw_text((point[0], point[1] - BODY * LEADING / 2), "?", colour=MUTED, bold=True, align="center")

    def draw_arrowhead(self, tip: Point, *, colour: str = INK, size: float = 4.0, up: bool = False) -> None:
        """The head of an arrow to the right, or upwards."""
        x, y = tip
        wing = [(x - size, y + size * 0.6), (x - size, y - size * 0.6)]
        if up:
            wing = [(x - size * 0.6, y + size), (x + size * 0.6, y + size)]
        self.draw_shape([tip, *wing], face=colour)

    def _draw_path(
        self, points: Sequence[Point], *, closed: bool, edge: str, face: str, stroke: float, dashed: bool
    ) -> None:
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        corners = [*points, points[0]] if closed else list(points)
        path = Path(corners, closed=closed)
        dashes = (0, (2.4, 2.0)) if dashed else "solid"
        self._axes.add_patch(
            PathPatch(path, facecolor=face, edgecolor=edge, linewidth=stroke, linestyle=dashes, clip_on=False)
        )


@lru_cache(maxsize=64)
def _load_font(size: float, bold: bool, slant: bool) -> FontProperties:
    """The letters that come with the drawing library, whatever others of that name the machine has."""
    from matplotlib import get_data_path
    from matplotlib.font_manager import FontProperties

    cut = f"{'Bold' if bold else ''}{'Oblique' if slant else ''}"
    file = Path(get_data_path(), "fonts", "ttf", f"{FONT}-{cut}.ttf" if cut else f"{FONT}.ttf")
    return FontProperties(fname=str(file), size=size)


@lru_cache(maxsize=4096)
def measure_width(words: str, size: float = BODY, bold: bool = False, slant: bool = False) -> float:
    """How wide one line of text is, in points."""
    from matplotlib.textpath import text_to_path

    width, _, _ = text_to_path.get_text_width_height_descent(words, _load_font(size, bold, slant), ismath=False)
    return float(width)


def wrap_words(words: str, width: float, size: float = BODY, bold: bool = False, slant: bool = False) -> list[str]:
    """A text broken into lines no wider than `width` points; a word too long for a line is broken too."""
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
    """How many letters of a word fit a line, at least one."""

    def measure_prefix(count: int) -> float:
        return measure_width(word[:count], size, bold, slant)

    return max(1, bisect_right(range(1, len(word)), width, key=measure_prefix))


def measure_height(lines: Sequence[str], size: float = BODY) -> float:
    """How high lines of text are, in points."""
    return len(lines) * LEADING * size
