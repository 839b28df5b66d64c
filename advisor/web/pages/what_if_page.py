"""What another answer would change, as a page shows it: in the words of the report, and only what the report shows.

Each part of the report that would differ has its own heading, with what would be new and what would be left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.explain.advice_parts import SINGLE, Difference
from advisor.explain.difference_words import name_part
from advisor.explain.what_if import WhatIf
from advisor.model.advice import Advice
from advisor.model.rulebase import RuleBase
from advisor.reporting.view.first_page import LEVEL_DOUBTS
from advisor.reporting.view.report_view import ReportView, build_report_view
from advisor.reporting.view.text_layout import CitedText
from advisor.reporting.view.wording import capitalize

_SINGLE_PARTS = ("verdict", "possible_verdicts", "relationship", "move", "strength")
_OWN_PARTS = ("reasons", "cautions", "not_yet")
"""Parts that are compared here, as the report shows them."""
_HEADINGS = {
    "trouble": "Problems",
    "steps": "Steps",
    "practices": "In the steps",
    "done": "Already in place",
    "open_questions": "Still open",
}
_STRENGTH = "portfolio-strength"
_NONE, _OPEN = "none", "open"


class ChangedPart(NamedTuple):
    """A part with one value, as it is and as it would be."""

    name: str
    before: str
    after: str


class ChangedList(NamedTuple):
    """A part with several entries: those that would be new, and those that would be left out."""

    heading: str
    gained: list[str]
    lost: list[str]


class ShownComparison(NamedTuple):
    """What another answer would change; nothing if both are empty."""

    parts: list[ChangedPart]
    lists: list[ChangedList]


class _Sides(NamedTuple):
    """Both reports, and what differs."""

    found: WhatIf
    now: ReportView
    then: ReportView
    rulebase: RuleBase


def build_comparison(found: WhatIf, rulebase: RuleBase) -> ShownComparison:
    """Build the comparison of the advice as it is with the advice for another answer."""
    now, then = (build_report_view(advice, rulebase) for advice in (found.now, found.then))
    sides = _Sides(found, now, then, rulebase)
    lists = [each for each in _iter_lists(sides) if each.gained or each.lost]
    return ShownComparison(list(_iter_parts(sides)), lists)


def _iter_parts(sides: _Sides) -> Iterator[ChangedPart]:
    for each in sides.found.differences:
        if each.part == "move":
            yield ChangedPart("Next level", *(_name_goal(sides, advice) for advice in _list_advice(sides)))
        elif each.part == "strength":
            name = capitalize(sides.rulebase.wording.get(_STRENGTH, name_part(each.part)))
            yield ChangedPart(name, *(_name_strength(sides, advice) for advice in _list_advice(sides)))
        elif each.part in _SINGLE_PARTS:
            yield ChangedPart(name_part(each.part), each.before or _OPEN, each.after or _OPEN)


def _list_advice(sides: _Sides) -> tuple[Advice, Advice]:
    return sides.found.now, sides.found.then


def _name_goal(sides: _Sides, advice: Advice) -> str:
    """Name the level to move to by its title."""
    entry = sides.rulebase.entries.get(f"relationships/{advice.move.to}") if advice.move else None
    return entry.title if entry else _NONE


def _name_strength(sides: _Sides, advice: Advice) -> str:
    strength = advice.strength or _OPEN
    return sides.rulebase.wording.get(f"{_STRENGTH}-{strength}", strength)


def _iter_lists(sides: _Sides) -> Iterator[ChangedList]:
    """Yield the lists in the order of the report."""
    now, then = sides.now, sides.then
    for heading, side in (("Reasons for moving up", "fors"), ("Reasons for leaving it as it is", "againsts")):
        yield _compare(heading, *(getattr(view.balance, side, ()) for view in (now, then)))
    grouped: dict[str, list[Difference]] = {}
    for each in sides.found.differences:
        if each.part not in (*_SINGLE_PARTS, *_OWN_PARTS) and each.id != SINGLE:
            grouped.setdefault(each.part, []).append(each)
    for part, differences in grouped.items():
        yield _list_differences(sides, _HEADINGS.get(part, name_part(part)), differences)
    yield from _iter_later(sides)
    yield _compare("Please also note", _list_notes(now, sides.found.now), _list_notes(then, sides.found.then))


def _compare(heading: str, now: Iterable[CitedText], then: Iterable[CitedText]) -> ChangedList:
    before, after = [each.text for each in now], [each.text for each in then]
    return ChangedList(
        heading, [each for each in after if each not in before], [each for each in before if each not in after]
    )


def _list_differences(sides: _Sides, heading: str, differences: list[Difference]) -> ChangedList:
    """List the entries of a part; what is in place already or put off, and becomes a step, is named there only."""
    steps = {step.id: step.title for advice in _list_advice(sides) for step in advice.steps}
    then_steps = {step.id for step in sides.found.then.steps}
    gained, lost = [], []
    for each in differences:
        title = steps.get(each.id.rpartition("/")[0], "") if each.part == "practices" else ""
        lead = f"{title}: " if title else ""
        if each.after:
            gained.append(capitalize(f"{lead}{each.after}"))
        if each.before and not (each.part == "done" and each.id in then_steps):
            lost.append(capitalize(f"{lead}{each.before}"))
    return ChangedList(heading, gained, lost)


def _iter_later(sides: _Sides) -> Iterator[ChangedList]:
    """Yield the steps that are not taken now, under the headings of both reports."""
    differences = [each for each in sides.found.differences if each.part == "not_yet"]
    then_steps = {step.id for step in sides.found.then.steps}
    gained = [capitalize(each.after) for each in differences if each.after]
    lost = [capitalize(each.before) for each in differences if each.before and each.id not in then_steps]
    if sides.now.later_heading == sides.then.later_heading:
        yield ChangedList(sides.now.later_heading, gained, lost)
    else:
        yield ChangedList(sides.then.later_heading, gained, [])
        yield ChangedList(sides.now.later_heading, [], lost)


def _list_notes(view: ReportView, advice: Advice) -> list[CitedText]:
    """List the notes of a report, also those about the level on its first page."""
    return [*(CitedText(each.text) for each in advice.cautions if each.id in LEVEL_DOUBTS), *view.cautions]
