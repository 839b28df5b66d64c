"""The four levels as a rising staircase: where the relationship stands, where it is to go, and the score below.

The stairs stand on the scale of the scores, each on its own band.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from advisor.reporting.pictures.canvas import Canvas, measure_height, measure_width, wrap_words
from advisor.reporting.pictures.picture_models import Ladder
from advisor.reporting.pictures.style import ACCENT, HAIR, INK, LINE, MUTED, PAPER, SMALL, SOFT, WIDTH
from advisor.reporting.view.text_layout import format_number
from advisor.reporting.view.wording import WordingLookup

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SIDE_MARGIN, _STAIR_GAP, _STAIR_RISE, _STAIR_PADDING = 8.0, 3.0, 26.0, 6.0


def draw_ladder(picture: Ladder, wording: WordingLookup) -> Figure:
    """The staircase, with the scale of the scores under it."""
    canvas = Canvas()
    count = len(picture.levels)
    step = (WIDTH - 2 * _SIDE_MARGIN) / count
    room = step - _STAIR_GAP - 2 * _STAIR_PADDING
    titles = [wrap_words(title, room, bold=True) for title in picture.levels]
    marks = [_format_stair_label(picture, place, wording, room) for place in range(count)]
    # High enough for the lowest stair to hold its title, and for each mark above its own stair.
    body = max(measure_height(lines) - place * _STAIR_RISE for place, lines in enumerate(titles)) + 2 * _STAIR_PADDING
    body = max(body, 30.0)
    above = max(measure_height(lines, SMALL) + place * _STAIR_RISE for place, lines in enumerate(marks))
    goal = wrap_words(wording("picture-ladder-goal"), room, SMALL, bold=True)
    notes = (
        []
        if picture.possible_levels
        else wrap_words(wording("picture-ladder-no-place"), WIDTH - 2 * _SIDE_MARGIN, slant=True)
    )
    top = measure_height(notes) + (6 if notes else 0)
    canvas.draw_text((_SIDE_MARGIN, 0), notes, slant=True, colour=MUTED)
    floor = top + above + 5 + body
    for place, (title, mark) in enumerate(zip(titles, marks, strict=True)):
        left, tread = _SIDE_MARGIN + place * step + _STAIR_GAP / 2, floor - body - place * _STAIR_RISE
        width, height = step - _STAIR_GAP, floor - tread
        _draw_stair(canvas, picture, place, (left, tread, width, height))
        settled = picture.possible_levels == (place,)
        canvas.draw_text(
            (left + _STAIR_PADDING, tread + _STAIR_PADDING), title, bold=True, colour=PAPER if settled else INK
        )
        above = tread - 4 - measure_height(mark, SMALL)
        for line in mark:
            colour = ACCENT if line in goal else INK
            above += canvas.draw_text((left + _STAIR_PADDING, above), line, size=SMALL, colour=colour, bold=True)
        if settled and picture.goal == place + 1:
            _draw_climb_arrow(
                canvas,
                left + _STAIR_PADDING + max(measure_width(each, SMALL, True) for each in mark),
                left + step + _STAIR_PADDING,
                tread,
            )
    scaled = len(picture.bands) == count + 1
    return canvas.trim(_draw_scale(canvas, picture, floor + 8, wording) if scaled else floor)


def _format_stair_label(picture: Ladder, place: int, wording: WordingLookup, room: float) -> list[str]:
    """What stands above a stair."""
    said = []
    if place in picture.possible_levels:
        said.append(wording("picture-ladder-now" if len(picture.possible_levels) == 1 else "picture-ladder-possible"))
    if place == picture.goal:
        said.append(wording("picture-ladder-goal"))
    return [line for each in said for line in wrap_words(each, room, SMALL, bold=True)]


def _draw_stair(canvas: Canvas, picture: Ladder, place: int, box: tuple[float, float, float, float]) -> None:
    """Filled where the relationship is, dashed where it could be, with a strong tread at the goal; pale elsewhere."""
    left, tread, width, height = box
    if picture.possible_levels == (place,):
        canvas.draw_box(left, tread, width, height, face=INK)
    elif place in picture.possible_levels or not picture.possible_levels:
        canvas.draw_box(left, tread, width, height, face=PAPER, edge=INK, stroke=LINE, dashed=True)
    else:
        canvas.draw_box(left, tread, width, height, face=SOFT)
    if place == picture.goal:
        canvas.draw_box(left, tread - 1.2, width, 3.2, face=ACCENT)


def _draw_climb_arrow(canvas: Canvas, start: float, end: float, tread: float) -> None:
    """A thin arrow from the mark of one stair up to the mark of the next."""
    if end - start < 16:
        return
    low, high = tread - 10, tread - _STAIR_RISE - 10
    middle = start + 5 + (end - start - 9) * 0.45
    bend = 5.0
    curve = [
        (start + 5, low),
        (middle - bend, low),
        (middle - 1.5, low - 1.5),
        (middle, low - bend),
        (middle, high + bend),
        (middle + 1.5, high + 1.5),
        (middle + bend, high),
        (end - 6, high),
    ]
    canvas.draw_line(curve, colour=ACCENT, stroke=LINE)
    canvas.draw_arrowhead((end - 4, high), colour=ACCENT, size=5)


def _draw_scale(canvas: Canvas, picture: Ladder, top: float, wording: WordingLookup) -> float:
    """The score on its scale; where the scale ends."""
    span = WIDTH - 2 * _SIDE_MARGIN
    words = _format_score(picture, wording)
    lines = wrap_words(words, span, SMALL, bold=picture.score is not None)
    axis = top + measure_height(lines, SMALL) + 7
    if picture.score is None:
        canvas.draw_text((WIDTH / 2, top), lines, size=SMALL, colour=MUTED, align="center", slant=True)
    canvas.draw_line([(_SIDE_MARGIN, axis), (WIDTH - _SIDE_MARGIN, axis)], colour=MUTED, stroke=HAIR)
    for place, edge in enumerate(picture.bands):
        x = _SIDE_MARGIN + span * place / (len(picture.bands) - 1)
        canvas.draw_line([(x, axis - 3), (x, axis + 3)], colour=MUTED, stroke=HAIR)
        canvas.draw_text((x, axis + 5), format_number(edge), size=SMALL, colour=MUTED, align="center")
    if picture.score:
        low, high = (_compute_position(edge, picture.bands) * span + _SIDE_MARGIN for edge in picture.score)
        if high > low:
            canvas.draw_line([(low, axis), (high, axis)], stroke=3.0)
            for end in (low, high):
                canvas.draw_line([(end, axis - 4), (end, axis + 4)], stroke=LINE)
        else:
            canvas.draw_circle((low, axis), 4, face=INK, edge=PAPER, stroke=1)
        half = max(measure_width(line, SMALL, bold=True) for line in lines) / 2
        centre = min(max((low + high) / 2, half + 2), WIDTH - half - 2)
        canvas.draw_text((centre, top), lines, size=SMALL, align="center", bold=True)
    return axis + 5 + SMALL * 1.32 + 1


def _compute_position(score: float, bands: tuple[float, ...]) -> float:
    """How far along the scale a score lies, from 0 to 1; every band is as wide as its stair."""
    last = len(bands) - 1
    for place, (low, high) in enumerate(pairwise(bands)):
        if score <= high or place == last - 1:
            return (place + min(max((score - low) / (high - low), 0.0), 1.0)) / last
    raise ValueError("a scale has two edges or more")


def _format_score(picture: Ladder, wording: WordingLookup) -> str:
    if picture.score is None:
        return wording("picture-ladder-no-score")
    low, high = map(format_number, picture.score)
    name = "picture-ladder-score" if low == high else "picture-ladder-score-between"
    return wording(name, low=low, high=high)
