"""Decision diagrams: what comes of every way in which open facts can turn out.

A node asks one fact and has a branch for each answer that makes a difference; a leaf holds what is then concluded.
Facts are asked in one fixed order, equal branches are one node, and a node whose branches are all equal is left out.
Such diagrams are canonical (Bryant, Graph-Based Algorithms for Boolean Function Manipulation, 1986; with more than two
values: Srinivasan and others, Algorithms for Discrete Function Manipulation, 1990): what comes to the same has the same
node, and a fact can change the outcome just where it stands in the diagram.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import NamedTuple

from advisor.errors import TOO_MANY_CASES, TooManyCasesError
from advisor.model.answers import Value
from advisor.model.vocabulary import Atom

MAX_NODES = 100_000
Outcome = frozenset[Atom]


class Variable(NamedTuple):
    """What a node asks: a fact, or whether one value (`part`) of a `many` fact is among those chosen."""

    fact: str
    part: str | None = None


class Node:
    """One node. Compared by identity: two nodes of one diagram are equal just if they are the same.

    `outcomes` are those of all leaves below it, `reads` the facts that can still change the outcome.
    """

    __slots__ = ("branches", "outcomes", "reads", "variable")

    def __init__(
        self, variable: Variable | None, branches: tuple[tuple[Value, Node], ...], outcomes: frozenset[Outcome]
    ) -> None:
        self.variable = variable
        self.branches = branches
        self.outcomes = outcomes
        below = (node.reads for _, node in branches)
        self.reads: frozenset[str] = frozenset({variable.fact} if variable else ()).union(*below)


Branches = tuple[tuple[Value, Node], ...]


class Diagrams:
    """The nodes of diagrams that share one order of variables. Raises TooManyCasesError where there are too many."""

    def __init__(self, rank: Callable[[Variable], tuple[int, str]]) -> None:
        self._rank = rank
        self._leaves: dict[frozenset[Outcome], Node] = {}
        self._nodes: dict[tuple[Variable, Branches], Node] = {}
        self._restricted: dict[tuple[Node, Variable, Value], Node] = {}
        self._without: dict[tuple[Node, frozenset[str]], Node] = {}

    def __len__(self) -> int:
        return len(self._nodes) + len(self._restricted) + len(self._without)

    def clear(self) -> None:
        """Let go of all nodes; those still in use elsewhere must not be compared with new ones."""
        for kept in (self._nodes, self._restricted, self._without):
            kept.clear()

    def make_leaf(self, outcomes: frozenset[Outcome]) -> Node:
        """The leaf with these outcomes: one, or several where something stays unknown."""
        if outcomes not in self._leaves:
            self._leaves[outcomes] = Node(None, (), outcomes)
        return self._leaves[outcomes]

    def make_node(self, variable: Variable, branches: Branches) -> Node:
        """The node with these branches, or the one they all lead to."""
        first = branches[0][1]
        if all(node is first for _, node in branches):
            return first
        key = variable, branches
        if key not in self._nodes:
            if len(self._nodes) >= MAX_NODES:
                self.clear()
                raise make_case_limit_error(MAX_NODES)
            outcomes = frozenset().union(*(node.outcomes for _, node in branches))
            self._nodes[key] = Node(variable, branches, outcomes)
        return self._nodes[key]

    def restrict(self, node: Node, variable: Variable, label: Value) -> Node:
        """What is left of a node when one variable has the answer that a branch is labelled with."""
        if variable.fact not in node.reads:
            return node
        key = node, variable, label
        left = self._restricted.get(key)
        if left is None:
            assert node.variable is not None  # a leaf reads nothing
            if node.variable == variable:
                left = dict(node.branches)[label]
            else:
                branches = ((each, self.restrict(child, variable, label)) for each, child in node.branches)
                left = self.make_node(node.variable, tuple(branches))
            self._restricted[key] = left
        return left

    def ignore_facts(self, node: Node, facts: frozenset[str]) -> Node:
        """The node where some facts stay unknown for good: a leaf then holds every outcome they still allow."""
        if node.reads.isdisjoint(facts):
            return node
        key = node, facts
        left = self._without.get(key)
        if left is None:
            assert node.variable is not None  # a leaf reads nothing
            branches = tuple((label, self.ignore_facts(child, facts)) for label, child in node.branches)
            if node.variable.fact in facts:
                left = reduce(self._merge_nodes, (child for _, child in branches))
            else:
                left = self.make_node(node.variable, branches)
            self._without[key] = left
        return left

    def _merge_nodes(self, one: Node, other: Node) -> Node:
        """The node that allows what either of two allows."""
        if one is other:
            return one
        if one.variable is None and other.variable is None:
            return self.make_leaf(one.outcomes | other.outcomes)
        variable = min((node.variable for node in (one, other) if node.variable), key=self._rank)
        asking = one if one.variable == variable else other
        branches = []
        for label, _ in asking.branches:
            below = (dict(node.branches)[label] if node.variable == variable else node for node in (one, other))
            branches.append((label, self._merge_nodes(*below)))
        return self.make_node(variable, tuple(branches))


def make_case_limit_error(limit: int) -> TooManyCasesError:
    """Build the error for unknown facts that leave more than `limit` cases open."""
    sentence = f"the unknown facts leave more than {limit:,} cases open; state more facts and try again"
    return TooManyCasesError.at("rules", sentence, TOO_MANY_CASES)
