"""The four levels as a staircase, with the present level, the goal and the score.

Each stair is above its own band on the scale of the scores.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from advisor.model.word_lists import join_alternatives
from advisor.reporting.pictures.canvas import Canvas, measure_height, measure_width, wrap_words
from advisor.reporting.pictures.style import ACCENT, INK, LINE, MUTED, PAPER, SMALL, SMALL_HEIGHT, SOFT, WIDTH
from advisor.reporting.view.text_layout import ReportTable, format_number
from advisor.reporting.view.wording import WordingLookup, format_interval, list_wordings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SIDE_MARGIN, _STAIR_GAP, _STAIR_RISE, _STAIR_PADDING = 8.0, 3.0, 26.0, 6.0
_SPAN = WIDTH - 2 * _SIDE_MARGIN


class Ladder(NamedTuple):
    """Where the relationship is, and the level to move to.

    Attributes:
        levels: titles, from the loosest to the closest.
        possible_levels: indexes of the levels that are possible now; several if it is not settled.
        goal: the index of the level to move to; None to stay.
        score: (low, high) on the scale of `bands`; None if there is no score.
        bands: the rising edges of the levels' bands, one more than there are levels; without them no scale is shown.
    """

    levels: tuple[str, ...]
    possible_levels: tuple[int, ...]
    goal: int | None
    score: tuple[float, float] | None
    bands: tuple[float, ...]

    @property
    def possible_titles(self) -> list[str]:
        """The titles of the possible levels."""
        return [self.levels[index] for index in self.possible_levels]

    def describe(self, wording: WordingLookup) -> str:
        """Say where the relationship is, the goal and the score."""
        titles = self.possible_titles
        if len(titles) == 1:
            now = wording("picture-ladder-alt-now", level=titles[0])
        else:
            name = "picture-ladder-alt-possible" if titles else "picture-ladder-alt-unknown"
            now = wording(name, levels=join_alternatives(titles))
        top = format_number(self.bands[-1]) if self.score else ""
        score = _format_score(self, "picture-ladder-alt-", wording, top)
        if self.goal is None:
            return wording("picture-ladder-alt-stay", now=now, score=score)
        return wording("picture-ladder-alt-move", now=now, goal=self.levels[self.goal], score=score)

    def build_table(self, wording: WordingLookup) -> ReportTable:
        """List every level with its band, and the company's score."""
        unknown = wording("picture-unknown")
        bands = [_format_level_band(band, self.bands[-1], wording) for band in pairwise(self.bands)]
        if len(bands) != len(self.levels):
            bands = [unknown] * len(self.levels)
        places = [_describe_level(self, index, wording) for index in range(len(self.levels))]
        score = _format_band(self.score, wording) if self.score else unknown
        company = (wording("picture-ladder-company"), score, join_alternatives(self.possible_titles) or unknown)
        place = "here" if self.goal is None else "place"
        heads = list_wordings(wording, "picture-ladder-head-", "level", "band", place)
        return ReportTable(heads, (*zip(self.levels, bands, places, strict=True), company))

    def build_figure(self, wording: WordingLookup) -> Figure:
        """Draw the staircase, with the scale of the scores below."""
        canvas = Canvas()
        count = len(self.levels)
        step = _SPAN / count
        width = step - _STAIR_GAP
        room = width - 2 * _STAIR_PADDING
        titles = [wrap_words(title, room, bold=True) for title in self.levels]
        labels = [_wrap_stair_label(self, index, wording, room) for index in range(count)]
        # High enough for the lowest stair to hold its title, and for each label above its own stair.
        body = max(measure_height(lines) - index * _STAIR_RISE for index, lines in enumerate(titles))
        body = max(body + 2 * _STAIR_PADDING, 30.0)
        floor = max(measure_height(lines, SMALL) + index * _STAIR_RISE for index, lines in enumerate(labels)) + 5 + body
        if not self.possible_levels:
            note = wording("picture-ladder-no-place")
            floor += canvas.draw_wrapped((_SIDE_MARGIN, 0), note, _SPAN, slant=True, colour=MUTED) + 6
        goal = wrap_words(wording("picture-ladder-goal"), room, SMALL, bold=True)
        for index, (title, label) in enumerate(zip(titles, labels, strict=True)):
            left, tread = _SIDE_MARGIN + index * step + _STAIR_GAP / 2, floor - body - index * _STAIR_RISE
            _draw_stair(canvas, self, index, (left, tread, width, floor - tread))
            settled = self.possible_levels == (index,)
            left += _STAIR_PADDING
            canvas.draw_text((left, tread + _STAIR_PADDING), title, bold=True, colour=PAPER if settled else INK)
            y = tread - 4 - measure_height(label, SMALL)
            for line in label:
                y += canvas.draw_text((left, y), line, size=SMALL, colour=ACCENT if line in goal else INK, bold=True)
            if settled and self.goal == index + 1:
                label_width = max(measure_width(line, SMALL, True) for line in label)
                _draw_climb_arrow(canvas, left + label_width, left + step, tread)
        scaled = len(self.bands) == count + 1
        return canvas.trim(_draw_scale(canvas, self, floor + 8, wording) if scaled else floor)


def _format_band(band: tuple[float, float], wording: WordingLookup) -> str:
    return format_interval(wording, "picture-between", band, format_number)


def _format_level_band(band: tuple[float, float], top: float, wording: WordingLookup) -> str:
    """Format a level's band; only the highest one includes its upper edge."""
    if band[1] == top:
        return _format_band(band, wording)
    return wording("picture-ladder-band", low=format_number(band[0]), high=format_number(band[1]))


def _format_score(picture: Ladder, prefix: str, wording: WordingLookup, top: str = "") -> str:
    """Say the score in the words whose ids begin with `prefix`."""
    if picture.score is None:
        return wording(f"{prefix}no-score")
    low, high = map(format_number, picture.score)
    return wording(f"{prefix}score" if low == high else f"{prefix}score-between", low=low, high=high, top=top)


def _describe_level(picture: Ladder, index: int, wording: WordingLookup) -> str:
    """Say whether a level is the present one, a possible one, or the goal."""
    if not picture.possible_levels:
        text = wording("picture-unknown")
    elif index not in picture.possible_levels:
        text = wording("picture-ladder-other")
    else:
        text = _describe_possible(picture, wording)
    return wording("picture-ladder-goal-too", place=text) if index == picture.goal else text


def _describe_possible(picture: Ladder, wording: WordingLookup) -> str:
    return wording("picture-ladder-now" if len(picture.possible_levels) == 1 else "picture-ladder-possible")


def _wrap_stair_label(picture: Ladder, index: int, wording: WordingLookup, room: float) -> list[str]:
    """Say in lines what is above a stair."""
    labels = [_describe_possible(picture, wording)] if index in picture.possible_levels else []
    if index == picture.goal:
        labels.append(wording("picture-ladder-goal"))
    return [line for label in labels for line in wrap_words(label, room, SMALL, bold=True)]


def _draw_stair(canvas: Canvas, picture: Ladder, index: int, box: tuple[float, float, float, float]) -> None:
    """Draw a stair: filled if settled, dashed if possible, otherwise pale; mark the goal.

    `box` is (left, top, width, height).
    """
    if picture.possible_levels == (index,):
        canvas.draw_box(*box, face=INK)
    elif index in picture.possible_levels or not picture.possible_levels:
        canvas.draw_box(*box, face=PAPER, edge=INK, stroke=LINE, dashed=True)
    else:
        canvas.draw_box(*box, face=SOFT)
    if index == picture.goal:
        left, tread, width, _ = box
        canvas.draw_box(left, tread - 1.2, width, 3.2, face=ACCENT)


def _draw_climb_arrow(canvas: Canvas, start: float, end: float, tread: float) -> None:
    """Draw a thin arrow from the label of one stair up to the next."""
    if end - start < 16:
        return
    low, high = tread - 10, tread - _STAIR_RISE - 10
    middle, bend = start + 5 + (end - start - 9) * 0.45, 5.0
    lower = [(start + 5, low), (middle - bend, low), (middle - 1.5, low - 1.5), (middle, low - bend)]
    upper = [(middle, high + bend), (middle + 1.5, high + 1.5), (middle + bend, high), (end - 6, high)]
    canvas.draw_line([*lower, *upper], colour=ACCENT, stroke=LINE)
    canvas.draw_arrowhead((end - 4, high), colour=ACCENT, size=5)


def _draw_scale(canvas: Canvas, picture: Ladder, top: float, wording: WordingLookup) -> float:
    """Draw the score on its scale, and return the y below it."""
    lines = wrap_words(_format_score(picture, "picture-ladder-", wording), _SPAN, SMALL, bold=picture.score is not None)
    axis = top + measure_height(lines, SMALL) + 7
    if picture.score is None:
        canvas.draw_text((WIDTH / 2, top), lines, size=SMALL, colour=MUTED, align="center", slant=True)
    canvas.draw_line([(_SIDE_MARGIN, axis), (WIDTH - _SIDE_MARGIN, axis)], colour=MUTED)
    for index, edge in enumerate(picture.bands):
        x = _SIDE_MARGIN + _SPAN * index / (len(picture.bands) - 1)
        canvas.draw_line([(x, axis - 3), (x, axis + 3)], colour=MUTED)
        canvas.draw_text((x, axis + 5), format_number(edge), size=SMALL, colour=MUTED, align="center")
    if picture.score:
        low, high = (_compute_position(edge, picture.bands) * _SPAN + _SIDE_MARGIN for edge in picture.score)
        if high > low:
            canvas.draw_line([(low, axis), (high, axis)], stroke=3.0)
            for end in (low, high):
                canvas.draw_line([(end, axis - 4), (end, axis + 4)], stroke=LINE)
        else:
            canvas.draw_circle((low, axis), 4, face=INK, edge=PAPER, stroke=1)
        half = max(measure_width(line, SMALL, bold=True) for line in lines) / 2
        centre = min(max((low + high) / 2, half + 2), WIDTH - half - 2)
        canvas.draw_text((centre, top), lines, size=SMALL, align="center", bold=True)
    return axis + 5 + SMALL_HEIGHT + 1


def _compute_position(score: float, bands: tuple[float, ...]) -> float:
    """Compute how far along the scale a score is, from 0 to 1; every band is as wide as its stair.

    `bands` has two edges or more.
    """
    last = len(bands) - 2
    index = next((number for number, high in enumerate(bands[1:]) if score <= high), last)
    low, high = bands[index : index + 2]
    return (index + min(max((score - low) / (high - low), 0.0), 1.0)) / (last + 1)
