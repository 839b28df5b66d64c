"""The buying funnel: Marketing in the left lane, Sales in the right.

A mark shows who leads a stage now, the shade behind it who usually does; a reader sees at once where they differ.
Below are the steps of Sales' own funnel, with a mark in Marketing's lane if Marketing takes part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from advisor.model.word_lists import join_words
from advisor.reporting.pictures.canvas import Canvas, Side, measure_height, measure_width, wrap_words
from advisor.reporting.pictures.style import BODY_HEIGHT, LINE, MUTED, SMALL, SMALL_HEIGHT, SOFT, THIN, WIDTH
from advisor.reporting.view.text_layout import ReportTable
from advisor.reporting.view.wording import WordingLookup, list_wordings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Leader = Literal["marketing", "sales", "both", "nobody"]
_LEADERS: tuple[Leader, ...] = ("marketing", "sales", "both", "nobody")
_TITLE_WIDTH, _LANES_LEFT, _LANE_GAP = 128.0, 138.0, 3.0
_LANE_WIDTH = (WIDTH - _LANES_LEFT - _LANE_GAP) / 2
_LANE_LEFT: dict[Side, float] = {"marketing": _LANES_LEFT, "sales": _LANES_LEFT + _LANE_WIDTH + _LANE_GAP}
_MARK_OFFSET, _MARK = 13.0, (4.4, 5.2, 1.8)


class FunnelStage(NamedTuple):
    """One stage of the buying funnel: its leader now (None: not known) and usually."""

    title: str
    leader: Leader | None
    usual: Side


class FunnelSellingStep(NamedTuple):
    """One step of Sales' own funnel; `marketing` says whether Marketing takes part (None: not known)."""

    title: str
    marketing: bool | None


class FunnelMap(NamedTuple):
    """Who leads each stage, who usually does, and where Marketing takes part in selling."""

    stages: tuple[FunnelStage, ...]
    selling: tuple[FunnelSellingStep, ...]

    def describe(self, wording: WordingLookup) -> str:
        """Count the stages by leader and Marketing's parts in selling; name unusual leaders."""
        leaders = Counter(stage.leader for stage in self.stages)
        unnamed = [stage.title for stage in self.stages if stage.leader == "nobody"]
        other = [stage.title for stage in self.stages if stage.leader not in (None, "nobody", stage.usual)]
        absent = [step.title for step in self.selling if step.marketing is False]
        if absent and not self.stages:
            return wording("picture-funnel-alt-absent", titles=join_words(absent))
        if not self.stages:
            sentences = [wording("picture-funnel-alt-no-stages")]
        else:
            parts = _describe_parts(
                "leads", {**{name: leaders[name] for name in _LEADERS}, "unknown": leaders[None]}, wording
            )
            sentences = [wording("picture-funnel-alt-stages", total=len(self.stages), parts=parts)]
            name = ("other-and-unnamed" if unnamed else "other") if other else "unnamed" if unnamed else "usual"
            titles = {"titles": join_words(other), "unnamed": join_words(unnamed)}
            sentences.append(wording(f"picture-funnel-alt-{name}", **titles))
        if self.selling:
            shares = Counter(step.marketing for step in self.selling)
            parts = _describe_parts(
                "part", {"yes": shares[True], "no": shares[False], "unknown": shares[None]}, wording
            )
            sentences.append(wording("picture-funnel-alt-selling", total=len(self.selling), parts=parts))
        return " ".join(sentences)

    def build_table(self, wording: WordingLookup) -> ReportTable:
        """List who leads every stage and step, now and usually."""
        names: dict[Leader | None, str] = {
            "both": "funnel-table-both",
            "nobody": "funnel-table-nobody",
            "sales": "sales",
            "marketing": "marketing",
            None: "unknown",
        }
        parts = {True: "part", False: "no-part", None: "part-unknown"}
        stages = (
            (stage.title, wording(f"picture-{names[stage.leader]}"), wording(f"picture-{stage.usual}"))
            for stage in self.stages
        )
        selling = (
            (step.title, wording(f"picture-funnel-table-{parts[step.marketing]}"), wording("picture-sales"))
            for step in self.selling
        )
        return ReportTable(list_wordings(wording, "picture-funnel-head-", "stage", "now", "usual"), (*stages, *selling))

    def build_figure(self, wording: WordingLookup) -> Figure:
        """Draw the stages, the hand-off between them, and the steps of selling."""
        canvas = Canvas()
        y = _draw_heads(canvas, wording)
        changes = (number for number, (one, two) in enumerate(pairwise(self.stages), 1) if one.usual != two.usual)
        hand_off = next(changes, None)
        for number, stage in enumerate(self.stages):
            if number == hand_off:
                y = _draw_hand_off(canvas, y, wording)
            y = _draw_stage(canvas, stage, y, wording)
        if self.selling:
            y += 12
            y += canvas.draw_wrapped((0, y), wording("picture-funnel-selling"), WIDTH, bold=True) + 3
            canvas.draw_line([(0, y), (WIDTH, y)], stroke=THIN)
            y += 3
        for step in self.selling:
            y = _draw_selling_step(canvas, step, y, wording)
        y += 6
        _draw_shade(canvas, 0, y + 2, 14, 8)
        key = wording("picture-funnel-usual")
        return canvas.trim(y + canvas.draw_wrapped((20, y), key, WIDTH - 24, size=SMALL, colour=MUTED) + 1)


def _describe_parts(name: str, counts: Mapping[str, int], wording: WordingLookup) -> str:
    """Join the counts to one list; a count of zero is left out."""
    return join_words(
        wording(f"picture-funnel-alt-{name}-{part}", count=count) for part, count in counts.items() if count
    )


def _draw_heads(canvas: Canvas, wording: WordingLookup) -> float:
    """Draw the names of the lanes, and return the y of the first stage."""
    canvas.draw_wrapped((0, 0), wording("picture-funnel-stages"), _TITLE_WIDTH, bold=True)
    for side, left in _LANE_LEFT.items():
        canvas.draw_text((left + 6, 0), wording(f"picture-{side}"), bold=True)
    y = BODY_HEIGHT + 3
    canvas.draw_line([(0, y), (WIDTH, y)], stroke=THIN)
    return y + 3


def _draw_row_title(canvas: Canvas, title: str, usual: Side, y: float) -> tuple[float, float]:
    """Draw the title of a row and the shade in its usual lane.

    Return the height and the middle of the row.
    """
    lines = wrap_words(title, _TITLE_WIDTH)
    height = max(measure_height(lines), BODY_HEIGHT) + 9
    middle = y + height / 2
    _draw_shade(canvas, _LANE_LEFT[usual], y + 1, _LANE_WIDTH, height - 2)
    canvas.draw_text((0, middle - measure_height(lines) / 2), lines)
    return height, middle


def _draw_stage(canvas: Canvas, stage: FunnelStage, y: float, wording: WordingLookup) -> float:
    """Draw one stage, and return the y of the next."""
    height, middle = _draw_row_title(canvas, stage.title, stage.usual, y)
    if stage.leader is None or stage.leader == "nobody":
        unknown = stage.leader is None
        width = WIDTH - _LANES_LEFT - 0.5
        canvas.draw_box(_LANES_LEFT, y + 1.5, width, height - 3, edge=MUTED, stroke=THIN, dashed=unknown)
        _draw_missing_mark(canvas, "nobody", middle, wording, unknown=unknown)
    elif stage.leader == "both":
        canvas.draw_line([(left + _MARK_OFFSET, middle) for left in _LANE_LEFT.values()], colour=MUTED, stroke=LINE)
        _draw_mark(canvas, "marketing", middle)
        _draw_mark(canvas, "sales", middle, wording("picture-funnel-both"))
    else:
        _draw_mark(canvas, stage.leader, middle, wording("picture-funnel-leads"))
    return y + height


def _draw_hand_off(canvas: Canvas, y: float, wording: WordingLookup) -> float:
    """Draw the line between the stages usually led by one side and by the other.

    Return the y of the next stage.
    """
    words = wording("picture-funnel-hand-off")
    height = SMALL_HEIGHT + 4
    middle, left = y + height / 2, measure_width(words, SMALL, slant=True) + 8
    canvas.draw_text((0, middle - SMALL_HEIGHT / 2), words, size=SMALL, colour=MUTED, slant=True)
    canvas.draw_line([(left, middle), (WIDTH, middle)], colour=MUTED, stroke=THIN, dashed=True)
    return y + height


def _draw_selling_step(canvas: Canvas, step: FunnelSellingStep, y: float, wording: WordingLookup) -> float:
    """Draw Marketing's part in one step of selling; return the y of the next."""
    height, middle = _draw_row_title(canvas, step.title, "sales", y)
    if step.marketing:
        _draw_mark(canvas, "marketing", middle, wording("picture-funnel-takes-part"))
    else:
        _draw_missing_mark(canvas, "no-part", middle, wording, unknown=step.marketing is None)
    return y + height


def _draw_shade(canvas: Canvas, left: float, top: float, width: float, height: float) -> None:
    """Mark the usual lane by a pale field and a bar.

    Poor printers show the bar.
    """
    canvas.draw_box(left, top, width, height, face=SOFT)
    canvas.draw_box(left, top, 2, height, face=MUTED)


def _draw_mark(canvas: Canvas, side: Side, middle: float, label: str = "") -> None:
    canvas.draw_side_mark(side, (_LANE_LEFT[side] + _MARK_OFFSET, middle), *_MARK)
    if label:
        _draw_label(canvas, label, side, middle)


def _draw_missing_mark(canvas: Canvas, name: str, middle: float, wording: WordingLookup, *, unknown: bool) -> None:
    """Draw a question mark if something is not known, else a dash with a label."""
    x = _LANE_LEFT["marketing"] + _MARK_OFFSET
    if unknown:
        canvas.draw_question_mark((x, middle))
    else:
        canvas.draw_line([(x - 3.5, middle), (x + 3.5, middle)], stroke=LINE)
    label = wording("picture-unknown" if unknown else f"picture-funnel-{name}")
    _draw_label(canvas, label, "marketing", middle, slant=unknown)


def _draw_label(canvas: Canvas, words: str, side: Side, middle: float, *, slant: bool = False) -> None:
    point = (_LANE_LEFT[side] + _MARK_OFFSET + 11, middle - SMALL_HEIGHT / 2)
    canvas.draw_text(point, words, size=SMALL, slant=slant)
