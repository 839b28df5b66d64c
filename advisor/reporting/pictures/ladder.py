"""The four levels as a rising staircase: where the relationship stands, where it is to go, and the score below.

The stairs stand on the scale of the scores, each on its own band.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from advisor.reporting.pictures.canvas import Canvas, height_of, width_of, wrapped
from advisor.reporting.pictures.data import Ladder
from advisor.reporting.pictures.style import ACCENT, HAIR, INK, LINE, MUTED, PAPER, SMALL, SOFT, WIDTH
from advisor.reporting.view.text_layout import number
from advisor.reporting.view.wording import Say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SIDE, _GAP, _RISE, _PAD = 8.0, 3.0, 26.0, 6.0


def draw_ladder(picture: Ladder, say: Say) -> Figure:
    """The staircase, with the scale of the scores under it."""
    canvas = Canvas()
    count = len(picture.levels)
    step = (WIDTH - 2 * _SIDE) / count
    room = step - _GAP - 2 * _PAD
    titles = [wrapped(title, room, bold=True) for title in picture.levels]
    marks = [_mark(picture, place, say, room) for place in range(count)]
    # High enough for the lowest stair to hold its title, and for each mark above its own stair.
    body = max(height_of(lines) - place * _RISE for place, lines in enumerate(titles)) + 2 * _PAD
    body = max(body, 30.0)
    above = max(height_of(lines, SMALL) + place * _RISE for place, lines in enumerate(marks))
    goal = wrapped(say("picture-ladder-goal"), room, SMALL, bold=True)
    notes = [] if picture.now else wrapped(say("picture-ladder-no-place"), WIDTH - 2 * _SIDE, slant=True)
    top = height_of(notes) + (6 if notes else 0)
    canvas.text((_SIDE, 0), notes, slant=True, colour=MUTED)
    floor = top + above + 5 + body
    for place, (title, mark) in enumerate(zip(titles, marks, strict=True)):
        left, tread = _SIDE + place * step + _GAP / 2, floor - body - place * _RISE
        width, height = step - _GAP, floor - tread
        _stair(canvas, picture, place, (left, tread, width, height))
        settled = picture.now == (place,)
        canvas.text((left + _PAD, tread + _PAD), title, bold=True, colour=PAPER if settled else INK)
        above = tread - 4 - height_of(mark, SMALL)
        for line in mark:
            colour = ACCENT if line in goal else INK
            above += canvas.text((left + _PAD, above), line, size=SMALL, colour=colour, bold=True)
        if settled and picture.goal == place + 1:
            _climb(canvas, left + _PAD + max(width_of(each, SMALL, True) for each in mark), left + step + _PAD, tread)
    scaled = len(picture.bands) == count + 1
    return canvas.cut(_scale(canvas, picture, floor + 8, say) if scaled else floor)


def _mark(picture: Ladder, place: int, say: Say, room: float) -> list[str]:
    """What stands above a stair."""
    said = []
    if place in picture.now:
        said.append(say("picture-ladder-now" if len(picture.now) == 1 else "picture-ladder-possible"))
    if place == picture.goal:
        said.append(say("picture-ladder-goal"))
    return [line for each in said for line in wrapped(each, room, SMALL, bold=True)]


def _stair(canvas: Canvas, picture: Ladder, place: int, at: tuple[float, float, float, float]) -> None:
    """Filled where the relationship is, dashed where it could be, with a strong tread at the goal; pale elsewhere."""
    left, tread, width, height = at
    if picture.now == (place,):
        canvas.box(left, tread, width, height, face=INK)
    elif place in picture.now or not picture.now:
        canvas.box(left, tread, width, height, face=PAPER, edge=INK, stroke=LINE, dashed=True)
    else:
        canvas.box(left, tread, width, height, face=SOFT)
    if place == picture.goal:
        canvas.box(left, tread - 1.2, width, 3.2, face=ACCENT)


def _climb(canvas: Canvas, start: float, end: float, tread: float) -> None:
    """A thin arrow from the mark of one stair up to the mark of the next."""
    if end - start < 16:
        return
    low, high = tread - 10, tread - _RISE - 10
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
    canvas.line(curve, colour=ACCENT, stroke=LINE)
    canvas.head((end - 4, high), colour=ACCENT, size=5)


def _scale(canvas: Canvas, picture: Ladder, top: float, say: Say) -> float:
    """The score on its scale; where the scale ends."""
    span = WIDTH - 2 * _SIDE
    words = _score_words(picture, say)
    lines = wrapped(words, span, SMALL, bold=picture.score is not None)
    axis = top + height_of(lines, SMALL) + 7
    if picture.score is None:
        canvas.text((WIDTH / 2, top), lines, size=SMALL, colour=MUTED, align="center", slant=True)
    canvas.line([(_SIDE, axis), (WIDTH - _SIDE, axis)], colour=MUTED, stroke=HAIR)
    for place, edge in enumerate(picture.bands):
        x = _SIDE + span * place / (len(picture.bands) - 1)
        canvas.line([(x, axis - 3), (x, axis + 3)], colour=MUTED, stroke=HAIR)
        canvas.text((x, axis + 5), number(edge), size=SMALL, colour=MUTED, align="center")
    if picture.score:
        low, high = (_along(edge, picture.bands) * span + _SIDE for edge in picture.score)
        if high > low:
            canvas.line([(low, axis), (high, axis)], stroke=3.0)
            for end in (low, high):
                canvas.line([(end, axis - 4), (end, axis + 4)], stroke=LINE)
        else:
            canvas.dot((low, axis), 4, face=INK, edge=PAPER, stroke=1)
        half = max(width_of(line, SMALL, bold=True) for line in lines) / 2
        centre = min(max((low + high) / 2, half + 2), WIDTH - half - 2)
        canvas.text((centre, top), lines, size=SMALL, align="center", bold=True)
    return axis + 5 + SMALL * 1.32 + 1


def _along(score: float, bands: tuple[float, ...]) -> float:
    """How far along the scale a score lies, from 0 to 1; every band is as wide as its stair."""
    last = len(bands) - 1
    for place, (low, high) in enumerate(pairwise(bands)):
        if score <= high or place == last - 1:
            return (place + min(max((score - low) / (high - low), 0.0), 1.0)) / last
    raise ValueError("a scale has two edges or more")


def _score_words(picture: Ladder, say: Say) -> str:
    if picture.score is None:
        return say("picture-ladder-no-score")
    low, high = map(number, picture.score)
    name = "picture-ladder-score" if low == high else "picture-ladder-score-between"
    return say(name, low=low, high=high)
