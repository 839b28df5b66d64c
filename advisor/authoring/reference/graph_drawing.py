"""What leads to what as a drawing for each state: facts, reasons, verdicts and steps in four columns, joined by lines.

The columns are the stages, so nothing has to be laid out but the order within them: facts stand beside the reasons that
read them. What a rule may help to fire is told by `links`. Left to their pages are facts that bear on the steps alone,
and rules that bear on neither verdict nor steps.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import NamedTuple

from advisor.authoring.reference.page_parts import STEPS, Link, Parts, anchor, fact_link, rule_link
from advisor.model.rulebase import VERDICT
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Stage

COLUMNS = ("Facts", "Reasons", "Verdict", "Steps")
_WIDTHS, _GAP, _TOP = (176, 248, 92, 200), 52, 34
_ROW, _LINE, _LETTER, _PADDING = 42, 14, 6.2, 14
"""Of the drawing, in pixels: a row and a line of text in it, a letter's usual width, the room beside a text."""
Key = tuple[int, str]
"""A node: its column, and the id of what it stands for."""


class Line(NamedTuple):
    """A line as an SVG path; `bears` unless a reason only speaks for a verdict, which no rule needs it for."""

    path: str
    bears: bool


class Box(NamedTuple):
    """A node: where it stands, its text line by line with the height of each line, and the lines that touch it."""

    x: int
    y: int
    width: int
    height: int
    lines: tuple[tuple[str, int], ...]
    link: Link
    touching: tuple[Line, ...]


class Graph(NamedTuple):
    """A drawing, in pixels. `heads` are the columns' names with their places, `edges` all lines."""

    state: str
    width: int
    height: int
    heads: tuple[tuple[str, int], ...]
    boxes: tuple[Box, ...]
    edges: tuple[Line, ...]


def graph(parts: Parts, state: str, rules: Mapping[Stage, Sequence[Rule]]) -> Graph | None:
    """The drawing of one state, of which `rules` are those that can fire in it; None where no verdict is reached."""
    bearing = dict.fromkeys(_edges(parts, rules))
    every = [*bearing, *(edge for edge in _speaking(rules) if edge not in bearing)]
    leading = {start for start, _ in every}
    found = [(start, end) for start, end in every if end[0] != 1 or end in leading]
    columns = _ordered(parts, found)
    if not columns[2]:
        return None
    height = _TOP + _ROW * max(map(len, columns))
    places = {key: _place(key[0], row, len(keys), height) for keys in columns for row, key in enumerate(keys)}
    paths = {edge: Line(_path(places[edge[0]], places[edge[1]], edge), edge in bearing) for edge in found}
    boxes = [_box(parts, key, places[key], [paths[edge] for edge in found if key in edge]) for key in places]
    width = sum(_WIDTHS) + _GAP * (len(_WIDTHS) - 1)
    heads = tuple((name, _left(column)) for column, name in enumerate(COLUMNS))
    return Graph(state, width, height, heads, tuple(boxes), tuple(paths.values()))


def _edges(parts: Parts, rules: Mapping[Stage, Sequence[Rule]]) -> Iterator[tuple[Key, Key]]:
    """What leads to what, each as a pair of nodes, from left to right."""
    here = {rule.id for found in rules.values() for rule in found}
    for rule in rules[Stage.WEIGH]:
        reason = (1, rule.id)
        yield from (((0, name), reason) for name in parts.rulebase.facts_read(rule.condition))
        for reader in parts.links.next(rule):
            if reader.rule.id in here and reader.rule.stage is not Stage.WEIGH:
                yield from ((reason, end) for end in _told(reader.rule))
        for later in parts.links.after(rule):
            if later.id in here and later.stage is Stage.DECIDE:
                yield from ((reason, end) for end in _told(later))
    for rule in rules[Stage.DECIDE]:
        yield from (((0, name), end) for name in parts.rulebase.facts_read(rule.condition) for end in _told(rule))
    verdicts = [end[1] for rule in rules[Stage.DECIDE] for end in _told(rule)]
    for rule in rules[Stage.PLAN]:
        allowed = parts.links.needs(rule, VERDICT)
        for verdict in verdicts:
            if allowed is None or verdict in allowed:
                yield from (((2, verdict), end) for end in _told(rule))


def _speaking(rules: Mapping[Stage, Sequence[Rule]]) -> Iterator[tuple[Key, Key]]:
    """What each reason speaks for, among the verdicts that can be reached."""
    reached = {end for rule in rules[Stage.DECIDE] for end in _told(rule)}
    for rule in rules[Stage.WEIGH]:
        yield from (((1, rule.id), (2, value)) for value in rule.concludes("favours") if (2, value) in reached)


def _told(rule: Rule) -> Iterator[Key]:
    """The nodes that a rule is seen by: the verdicts of one that decides, the steps of one that plans."""
    if rule.stage is Stage.DECIDE:
        yield from ((2, value) for value in rule.concludes(VERDICT))
    elif rule.stage is Stage.PLAN:
        yield from ((3, value) for value in rule.concludes("step"))


def _ordered(parts: Parts, edges: Iterable[tuple[Key, Key]]) -> list[list[Key]]:
    """The nodes of each column, top to bottom: rules, verdicts and steps in their order, facts beside their readers."""
    nodes = {key: None for edge in edges for key in edge}
    rulebase = parts.rulebase
    reasons = sorted(rulebase.by_stage[Stage.WEIGH], key=lambda rule: rule.concludes("favours"), reverse=True)
    ranks = {1: [rule.id for rule in reasons], 2: sorted(rulebase.conclusions[VERDICT].values or ()), 3: _steps(parts)}
    columns = [[key for key in nodes if key[0] == column] for column in range(len(COLUMNS))]
    for column, order in ranks.items():
        rank = {name: number for number, name in enumerate(order)}
        columns[column].sort(key=lambda key, rank=rank: rank[key[1]])  # type: ignore[misc]
    row = {key: number / len(keys) for keys in columns[1:] for number, key in enumerate(keys)}
    beside = {key: fmean(row[end] for start, end in edges if start == key) for key in columns[0]}
    columns[0].sort(key=lambda key: beside[key])
    return columns


def _steps(parts: Parts) -> list[str]:
    return [step.id for step in sorted(parts.rulebase.steps.values(), key=lambda step: (step.move, step.order))]


def _left(column: int) -> int:
    return sum(_WIDTHS[:column]) + _GAP * column


def _place(column: int, row: int, rows: int, height: int) -> tuple[int, int]:
    """Left edge and middle of a node; a column is spread over the whole height."""
    return _left(column), round(_TOP + (height - _TOP) * (row + 0.5) / rows)


def _path(start: tuple[int, int], end: tuple[int, int], edge: tuple[Key, Key]) -> str:
    x, y = start[0] + _WIDTHS[edge[0][0]], start[1]
    bend = _GAP // 2
    return f"M{x} {y}C{x + bend} {y} {end[0] - bend} {end[1]} {end[0]} {end[1]}"


def _box(parts: Parts, key: Key, place: tuple[int, int], touching: Iterable[Line]) -> Box:
    link, width = _link(parts, key), _WIDTHS[key[0]]
    lines = textwrap.wrap(link.words, int((width - _PADDING) / _LETTER), max_lines=2, placeholder=" …")
    height = _LINE * len(lines) + 8
    top = place[1] - height // 2
    texts = tuple((text, top + _LINE * number - 1) for number, text in enumerate(lines, 1))
    return Box(place[0], top, width, height, texts, link, tuple(touching))


def _link(parts: Parts, key: Key) -> Link:
    column, name = key
    rulebase = parts.rulebase
    if column == 0:
        fact = rulebase.facts[name]
        return Link(fact.label, fact_link(name).href, fact.question)
    if column == 1:
        rule = rulebase.by_id[name]
        return Link(rule.title, rule_link(rule).href, rule.id)
    if column == 2:
        return parts.atom(Atom(VERDICT, name))
    step = rulebase.steps[name]
    return Link(step.short or step.title, f"{STEPS}#{anchor('step', name)}", step.title)
