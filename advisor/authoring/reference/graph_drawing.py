"""A drawing for each state: facts, reasons, verdicts and steps in four columns, joined by lines.

The columns are the stages, so only the order within a column is computed: facts are next to the reasons that read them.
The rule graph says which rules a rule can help to fire. The drawing omits facts that only matter for steps, and rules
that matter for neither the verdict nor the steps.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import NamedTuple

from advisor.authoring.reference.graph_edges import NodeKey, iter_edges, iter_support_edges
from advisor.authoring.reference.page_parts import Link, PagePartBuilder, link_to_fact, link_to_rule, link_to_step
from advisor.model.rulebase import VERDICT
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Stage

COLUMNS = ("Facts", "Reasons", "Verdict", "Steps")
_COLUMN_WIDTHS, _COLUMN_GAP, _TOP_MARGIN = (176, 248, 92, 200), 52, 34
_ROW_HEIGHT, _LINE_HEIGHT, _LETTER_WIDTH, _TEXT_PADDING = 42, 14, 6.2, 14
"""Pixels: height of a row, height of a line of text, average width of a letter, space around a text."""


class Edge(NamedTuple):
    """A line as an SVG path. It is no dependency if a reason speaks for a verdict, but no rule needs the reason."""

    path: str
    is_dependency: bool


class NodeBox(NamedTuple):
    """A node: its position and size, its lines of text with their heights, its link, and the edges that touch it."""

    x: int
    y: int
    width: int
    height: int
    lines: tuple[tuple[str, int], ...]
    link: Link
    edges: tuple[Edge, ...]


class StateGraph(NamedTuple):
    """A drawing, in pixels. `heads` are the names of the columns with their left edges."""

    state: str
    width: int
    height: int
    heads: tuple[tuple[str, int], ...]
    boxes: tuple[NodeBox, ...]
    edges: tuple[Edge, ...]


def draw_graph(parts: PagePartBuilder, state: str, rules: Mapping[Stage, Sequence[Rule]]) -> StateGraph | None:
    """Draw the graph of one state.

    Args:
        parts: The builder of page parts for the reference.
        state: The state to draw.
        rules: The rules that can fire in this state, by stage.

    Returns:
        The drawing; None if no verdict can be reached.
    """
    dependencies = dict.fromkeys(iter_edges(parts, rules))
    all_edges = dict.fromkeys([*dependencies, *iter_support_edges(rules)])
    starts = {start for start, _ in all_edges}
    edges = [(start, end) for start, end in all_edges if end[0] != 1 or end in starts]
    columns = _sort_nodes(parts, edges)
    if not columns[2]:
        return None
    height = _TOP_MARGIN + _ROW_HEIGHT * max(map(len, columns))
    places = {key: _place_node(key[0], row, len(keys), height) for keys in columns for row, key in enumerate(keys)}
    paths = {edge: Edge(_format_path(places[edge[0]], places[edge[1]], edge), edge in dependencies) for edge in edges}
    boxes = [_build_box(parts, key, places[key], [paths[edge] for edge in edges if key in edge]) for key in places]
    width = sum(_COLUMN_WIDTHS) + _COLUMN_GAP * (len(_COLUMN_WIDTHS) - 1)
    heads = tuple((name, _compute_left(column)) for column, name in enumerate(COLUMNS))
    return StateGraph(state, width, height, heads, tuple(boxes), tuple(paths.values()))


def _sort_nodes(parts: PagePartBuilder, edges: Iterable[tuple[NodeKey, NodeKey]]) -> list[list[NodeKey]]:
    """Return the nodes of each column from top to bottom; facts are next to the rules that read them."""
    nodes = {key: None for edge in edges for key in edge}
    rulebase = parts.rulebase
    weighing = rulebase.rules_by_stage[Stage.WEIGH]
    reasons = sorted(weighing, key=lambda rule: rule.list_concluded_values("favours"), reverse=True)
    ranks = {
        1: [rule.id for rule in reasons],
        2: sorted(rulebase.conclusions[VERDICT].values or ()),
        3: [step.id for step in sorted(rulebase.steps.values(), key=lambda step: (step.move, step.order))],
    }
    columns = [[key for key in nodes if key[0] == column] for column in range(len(COLUMNS))]
    for column, order in ranks.items():
        rank = {name: number for number, name in enumerate(order)}
        columns[column].sort(key=lambda key, rank=rank: rank[key[1]])  # type: ignore[misc]
    row = {key: number / len(keys) for keys in columns[1:] for number, key in enumerate(keys)}
    heights = {key: fmean(row[end] for start, end in edges if start == key) for key in columns[0]}
    columns[0].sort(key=lambda key: heights[key])
    return columns


def _compute_left(column: int) -> int:
    return sum(_COLUMN_WIDTHS[:column]) + _COLUMN_GAP * column


def _place_node(column: int, row: int, rows: int, height: int) -> tuple[int, int]:
    """Return the left edge and the middle of a node; a column is spread over the whole height."""
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
    return link_to_step(name, step.short or step.title, step.title)
