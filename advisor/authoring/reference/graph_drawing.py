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

from advisor.authoring.reference.page_parts import (
    STEPS_PAGE,
    Link,
    PagePartBuilder,
    build_anchor,
    link_to_fact,
    link_to_rule,
)
from advisor.model.rulebase import VERDICT
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Stage

COLUMNS = ("Facts", "Reasons", "Verdict", "Steps")
_COLUMN_WIDTHS, _COLUMN_GAP, _TOP_MARGIN = (176, 248, 92, 200), 52, 34
_ROW_HEIGHT, _LINE_HEIGHT, _LETTER_WIDTH, _TEXT_PADDING = 42, 14, 6.2, 14
"""Of the drawing, in pixels: a row and a line of text in it, a letter's usual width, the room beside a text."""
NodeKey = tuple[int, str]
"""A node: its column, and the id of what it stands for."""


class Edge(NamedTuple):
    """A line as an SVG path; `bears` unless a reason only speaks for a verdict, which no rule needs it for."""

    path: str
    bears: bool


class NodeBox(NamedTuple):
    """A node: where it stands, its text line by line with the height of each line, and the lines that touch it."""

    x: int
    y: int
    width: int
    height: int
    lines: tuple[tuple[str, int], ...]
    link: Link
    touching: tuple[Edge, ...]


class StateGraph(NamedTuple):
    """A drawing, in pixels. `heads` are the columns' names with their places, `edges` all lines."""

    state: str
    width: int
    height: int
    heads: tuple[tuple[str, int], ...]
    boxes: tuple[NodeBox, ...]
    edges: tuple[Edge, ...]


def draw_graph(parts: PagePartBuilder, state: str, rules: Mapping[Stage, Sequence[Rule]]) -> StateGraph | None:
    """The drawing of one state, of which `rules` are those that can fire in it; None where no verdict is reached."""
    bearing = dict.fromkeys(_iter_edges(parts, rules))
    every = [*bearing, *(edge for edge in _iter_support_edges(rules) if edge not in bearing)]
    leading = {start for start, _ in every}
    found = [(start, end) for start, end in every if end[0] != 1 or end in leading]
    columns = _sort_nodes(parts, found)
    if not columns[2]:
        return None
    height = _TOP_MARGIN + _ROW_HEIGHT * max(map(len, columns))
    places = {
        key: _compute_position(key[0], row, len(keys), height) for keys in columns for row, key in enumerate(keys)
    }
    paths = {edge: Edge(_format_path(places[edge[0]], places[edge[1]], edge), edge in bearing) for edge in found}
    boxes = [_build_box(parts, key, places[key], [paths[edge] for edge in found if key in edge]) for key in places]
    width = sum(_COLUMN_WIDTHS) + _COLUMN_GAP * (len(_COLUMN_WIDTHS) - 1)
    heads = tuple((name, _compute_left(column)) for column, name in enumerate(COLUMNS))
    return StateGraph(state, width, height, heads, tuple(boxes), tuple(paths.values()))


def _iter_edges(parts: PagePartBuilder, rules: Mapping[Stage, Sequence[Rule]]) -> Iterator[tuple[NodeKey, NodeKey]]:
    """What leads to what, each as a pair of nodes, from left to right."""
    here = {rule.id for found in rules.values() for rule in found}
    for rule in rules[Stage.WEIGH]:
        reason = (1, rule.id)
        yield from (((0, name), reason) for name in parts.rulebase.list_condition_facts(rule.condition))
        for reader in parts.rule_graph.find_dependents(rule):
            if reader.rule.id in here and reader.rule.stage is not Stage.WEIGH:
                yield from ((reason, end) for end in _iter_rule_nodes(reader.rule))
        for later in parts.rule_graph.find_reachable_rules(rule):
            if later.id in here and later.stage is Stage.DECIDE:
                yield from ((reason, end) for end in _iter_rule_nodes(later))
    for rule in rules[Stage.DECIDE]:
        yield from (
            ((0, name), end)
            for name in parts.rulebase.list_condition_facts(rule.condition)
            for end in _iter_rule_nodes(rule)
        )
    verdicts = [end[1] for rule in rules[Stage.DECIDE] for end in _iter_rule_nodes(rule)]
    for rule in rules[Stage.PLAN]:
        allowed = parts.rule_graph.find_needed_values(rule, VERDICT)
        for verdict in verdicts:
            if allowed is None or verdict in allowed:
                yield from (((2, verdict), end) for end in _iter_rule_nodes(rule))


def _iter_support_edges(rules: Mapping[Stage, Sequence[Rule]]) -> Iterator[tuple[NodeKey, NodeKey]]:
    """What each reason speaks for, among the verdicts that can be reached."""
    reached = {end for rule in rules[Stage.DECIDE] for end in _iter_rule_nodes(rule)}
    for rule in rules[Stage.WEIGH]:
        yield from (
            ((1, rule.id), (2, value)) for value in rule.list_concluded_values("favours") if (2, value) in reached
        )


def _iter_rule_nodes(rule: Rule) -> Iterator[NodeKey]:
    """The nodes that a rule is seen by: the verdicts of one that decides, the steps of one that plans."""
    if rule.stage is Stage.DECIDE:
        yield from ((2, value) for value in rule.list_concluded_values(VERDICT))
    elif rule.stage is Stage.PLAN:
        yield from ((3, value) for value in rule.list_concluded_values("step"))


def _sort_nodes(parts: PagePartBuilder, edges: Iterable[tuple[NodeKey, NodeKey]]) -> list[list[NodeKey]]:
    """The nodes of each column, top to bottom: rules, verdicts and steps in their order, facts beside their readers."""
    nodes = {key: None for edge in edges for key in edge}
    rulebase = parts.rulebase
    reasons = sorted(
        rulebase.rules_by_stage[Stage.WEIGH], key=lambda rule: rule.list_concluded_values("favours"), reverse=True
    )
    ranks = {
        1: [rule.id for rule in reasons],
        2: sorted(rulebase.conclusions[VERDICT].values or ()),
        3: _list_step_ids(parts),
    }
    columns = [[key for key in nodes if key[0] == column] for column in range(len(COLUMNS))]
    for column, order in ranks.items():
        rank = {name: number for number, name in enumerate(order)}
        columns[column].sort(key=lambda key, rank=rank: rank[key[1]])  # type: ignore[misc]
    row = {key: number / len(keys) for keys in columns[1:] for number, key in enumerate(keys)}
    beside = {key: fmean(row[end] for start, end in edges if start == key) for key in columns[0]}
    columns[0].sort(key=lambda key: beside[key])
    return columns


def _list_step_ids(parts: PagePartBuilder) -> list[str]:
    return [step.id for step in sorted(parts.rulebase.steps.values(), key=lambda step: (step.move, step.order))]


def _compute_left(column: int) -> int:
    return sum(_COLUMN_WIDTHS[:column]) + _COLUMN_GAP * column


def _compute_position(column: int, row: int, rows: int, height: int) -> tuple[int, int]:
    """Left edge and middle of a node; a column is spread over the whole height."""
    return _compute_left(column), round(_TOP_MARGIN + (height - _TOP_MARGIN) * (row + 0.5) / rows)


def _format_path(start: tuple[int, int], end: tuple[int, int], edge: tuple[NodeKey, NodeKey]) -> str:
    x, y = start[0] + _COLUMN_WIDTHS[edge[0][0]], start[1]
    bend = _COLUMN_GAP // 2
    return f"M{x} {y}C{x + bend} {y} {end[0] - bend} {end[1]} {end[0]} {end[1]}"


def _build_box(parts: PagePartBuilder, key: NodeKey, place: tuple[int, int], edges: Iterable[Edge]) -> NodeBox:
    link, width = _link_node(parts, key), _COLUMN_WIDTHS[key[0]]
    lines = textwrap.wrap(link.words, int((width - _TEXT_PADDING) / _LETTER_WIDTH), max_lines=2, placeholder=" …")
    height = _LINE_HEIGHT * len(lines) + 8
    top = place[1] - height // 2
    texts = tuple((text, top + _LINE_HEIGHT * number - 1) for number, text in enumerate(lines, 1))
    return NodeBox(place[0], top, width, height, texts, link, tuple(edges))


def _link_node(parts: PagePartBuilder, key: NodeKey) -> Link:
    column, name = key
    rulebase = parts.rulebase
    if column == 0:
        fact = rulebase.facts[name]
        return Link(fact.label, link_to_fact(name).href, fact.question)
    if column == 1:
        rule = rulebase.rules_by_id[name]
        return Link(rule.title, link_to_rule(rule).href, rule.id)
    if column == 2:
        return parts.link_atom(Atom(VERDICT, name))
    step = rulebase.steps[name]
    return Link(step.short or step.title, f"{STEPS_PAGE}#{build_anchor('step', name)}", step.title)
