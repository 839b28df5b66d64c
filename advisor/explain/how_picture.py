"""The explanation of a conclusion as a picture."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.explain.how import HowExplanation
from advisor.explain.how_document import build_heading, format_line, list_shown_lines
from advisor.explain.lines import Line, LineKind
from advisor.explain.targets import format_source
from advisor.model.rulebase import RuleBase
from advisor.reporting.pictures.draw import ImageFormat, draw
from advisor.reporting.pictures.tree import Tree, TreeLine
from advisor.reporting.view.wording import build_wording_lookup


def draw_how(how: HowExplanation, rulebase: RuleBase, form: ImageFormat) -> bytes:
    """Draw an explanation as a tree.

    Raises:
        MissingExtraError: the drawing library is not installed.
    """
    lines = tuple(each for line in list_shown_lines(how.lines) for each in _iter_tree_lines(line, 0))
    return draw(Tree(build_heading(how, rulebase), lines), form, build_wording_lookup(rulebase))


def _iter_tree_lines(line: Line, depth: int) -> Iterator[TreeLine]:
    source = "" if line.kind is LineKind.SAME else format_source(line.source)
    yield TreeLine(depth, format_line(line), source, line.kind is LineKind.ANSWER)
    for below in line.lines:
        yield from _iter_tree_lines(below, depth + 1)
