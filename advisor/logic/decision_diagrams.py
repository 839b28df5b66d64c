"""Decision diagrams: the conclusions for every possible answer to the open facts.

A node asks one fact and has a branch for each answer that makes a difference; a leaf holds the conclusions. The order
of facts is fixed, equal branches share one node, and a node whose branches are all equal is left out. Such diagrams are
canonical (Bryant, Graph-Based Algorithms for Boolean Function Manipulation, 1986; with more than two values: Srinivasan
and others, Algorithms for Discrete Function Manipulation, 1990): equal outcomes have the same node, and a fact can
change the outcome exactly if the diagram asks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any, NamedTuple

from advisor.logic.case_limits import MAX_NODES, make_case_limit_error
from advisor.model.answers import Value
from advisor.model.vocabulary import Atom

Outcome = frozenset[Atom]
"""The atoms that are concluded in one case."""
Values = frozenset[str | None]
"""Possible values of a single conclusion; None if nothing may be concluded."""


class Variable(NamedTuple):
    """The question of a node: a fact, or whether one value (`part`) of a `many` fact is chosen."""

    fact: str
    part: str | None = None


class Node:
    """A node, compared by identity: equal nodes of one diagram are the same object.

    `outcomes` are the outcomes of all leaves below it, `reads` the facts that can still change the outcome.
    """

    __slots__ = ("branches", "outcomes", "reads", "variable")

    def __init__(
        self, variable: Variable | None, branches: Branches, outcomes: frozenset[Outcome], reads: frozenset[str]
    ) -> None:
        self.variable = variable
        self.branches = branches
        self.outcomes = outcomes
        self.reads = reads


Branches = tuple[tuple[Value, Node], ...]


class Diagrams:
    """The nodes of diagrams with one order of variables. Raises TooManyCasesError if there are too many nodes."""

    def __init__(self, rank: Callable[[Variable], tuple[int, str]], max_nodes: int = MAX_NODES) -> None:
        self.rank = rank
        self._max_nodes = max_nodes
        self._leaves: dict[frozenset[Outcome], Node] = {}
        self._nodes: dict[tuple[Variable, Branches], Node] = {}
        self._restricted: dict[tuple[Node, Variable, Value], Node] = {}
        self._without: dict[tuple[Node, frozenset[str]], Node] = {}
        self._merged: dict[frozenset[Node], Node] = {}
        self._sets: dict[object, frozenset[Any]] = {}

    def __len__(self) -> int:
        return len(self._nodes) + len(self._restricted) + len(self._without) + len(self._merged)

    def clear(self) -> None:
        """Remove all nodes. Nodes that are still in use elsewhere must not be compared with new ones."""
        for nodes in (self._nodes, self._restricted, self._without, self._merged, self._sets):
            nodes.clear()

    def make_leaf(self, outcomes: frozenset[Outcome]) -> Node:
        """Return the leaf with these outcomes; several if something stays unknown."""
        if outcomes not in self._leaves:
            self._leaves[outcomes] = Node(None, (), outcomes, frozenset())
        return self._leaves[outcomes]

    def make_node(self, variable: Variable, branches: Branches) -> Node:
        """Return the node with these branches, or the node that all of them lead to."""
        first = branches[0][1]
        if all(node is first for _, node in branches):
            return first
        key = variable, branches
        if key not in self._nodes:
            if len(self._nodes) >= self._max_nodes:
                self.clear()
                raise make_case_limit_error(self._max_nodes)
            outcomes = self._unite([node.outcomes for _, node in branches])
            reads = self._unite([frozenset((variable.fact,)), *(node.reads for _, node in branches)])
            self._nodes[key] = Node(variable, branches, outcomes, reads)
        return self._nodes[key]

    def _unite(self, sets: list[frozenset[Any]]) -> frozenset[Any]:
        """Return the union of some sets, the same object each time: thousands of nodes share a few sets."""
        key = tuple(dict.fromkeys(sets))
        if key not in self._sets:
            union = frozenset().union(*key)
            self._sets[key] = self._sets.setdefault(union, union)
        return self._sets[key]

    def restrict(self, node: Node, variable: Variable, label: Value) -> Node:
        """Return the rest of a node after the answer `label` to one variable."""
        if variable.fact not in node.reads:
            return node
        key = node, variable, label
        if key not in self._restricted:
            assert node.variable is not None  # a leaf reads nothing
            if node.variable == variable:
                self._restricted[key] = dict(node.branches)[label]
            else:
                branches = tuple((other, self.restrict(child, variable, label)) for other, child in node.branches)
                self._restricted[key] = self.make_node(node.variable, branches)
        return self._restricted[key]

    def ignore_facts(self, node: Node, facts: frozenset[str]) -> Node:
        """Return the node if some facts stay unknown; its leaves hold every outcome that these facts allow."""
        if node.reads.isdisjoint(facts):
            return node
        key = node, facts
        if key not in self._without:
            assert node.variable is not None  # a leaf reads nothing
            branches = tuple((label, self.ignore_facts(child, facts)) for label, child in node.branches)
            if node.variable.fact in facts:
                self._without[key] = reduce(self._merge_nodes, (child for _, child in branches))
            else:
                self._without[key] = self.make_node(node.variable, branches)
        return self._without[key]

    def _merge_nodes(self, one: Node, other: Node) -> Node:
        """Return the node that allows every outcome of two nodes."""
        if one is other:
            return one
        if one.variable is None and other.variable is None:
            return self.make_leaf(one.outcomes | other.outcomes)
        pair = frozenset((one, other))
        if pair not in self._merged:
            self._merged[pair] = self._merge_branches(one, other)
        return self._merged[pair]

    def _merge_branches(self, one: Node, other: Node) -> Node:
        variable = min((node.variable for node in (one, other) if node.variable), key=self.rank)
        branches = []
        for label, _ in (one if one.variable == variable else other).branches:
            children = (dict(node.branches)[label] if node.variable == variable else node for node in (one, other))
            branches.append((label, self._merge_nodes(*children)))
        return self.make_node(variable, tuple(branches))


def collect_values(outcomes: Iterable[Outcome]) -> Values:
    """Return the values of a single conclusion in some outcomes."""
    values: set[str | None] = set()
    for outcome in outcomes:
        values.update((atom.value for atom in outcome) if outcome else (None,))
    return frozenset(values)
