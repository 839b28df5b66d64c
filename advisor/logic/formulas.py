"""Formulas over the answers of a company, as decision diagrams whose leaves are true and false.

The operations on diagrams are those of Bryant, Graph-Based Algorithms for Boolean Function Manipulation (1986). Equal
formulas are the same node, so two formulas agree for every company exactly if they are one object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from advisor.logic.case_limits import make_case_limit_error
from advisor.logic.decision_diagrams import Branches, Diagrams, Node, Outcome, Variable
from advisor.model.answers import Value
from advisor.model.vocabulary import Atom

MAX_FORMULA_NODES = 400_000
"""Maximum number of nodes of all formulas about one kind of company."""
_HOLDS: frozenset[Outcome] = frozenset({frozenset({Atom("holds", "")})})
_FAILS: frozenset[Outcome] = frozenset({frozenset()})


class Truth(NamedTuple):
    """A statement with three values: where it certainly holds, and where it possibly holds."""

    certain: Node
    possible: Node


class Formulas:
    """Formulas over variables with one order.

    `allow` limits how many nodes the next formulas may add; beyond it, every operation raises TooManyCasesError.
    """

    def __init__(self, rank: Callable[[Variable], tuple[int, str]], max_nodes: int = MAX_FORMULA_NODES) -> None:
        self.diagrams = Diagrams(rank, 2 * max_nodes)
        self.true, self.false = self.diagrams.make_leaf(_HOLDS), self.diagrams.make_leaf(_FAILS)
        self._conjunctions: dict[tuple[Node, Node], Node] = {}
        self._disjunctions: dict[tuple[Node, Node], Node] = {}
        self._negations: dict[Node, Node] = {self.true: self.false, self.false: self.true}
        self._max_nodes = self._limit = max_nodes

    def allow(self, node_count: int) -> None:
        """Allow this number of further nodes, as far as the maximum of all nodes permits."""
        self._limit = min(self._max_nodes, len(self.diagrams) + node_count)

    def get_constant(self, *, holds: bool) -> Node:
        """Return the formula that is always true, or never."""
        return self.true if holds else self.false

    def select_labels(self, variable: Variable, chosen: Mapping[Value, bool]) -> Node:
        """Return the formula that a variable has one of the labels chosen; `chosen` has all of its labels in order."""
        branches = tuple((label, self.get_constant(holds=holds)) for label, holds in chosen.items())
        return self.diagrams.make_node(variable, branches)

    def negate(self, node: Node) -> Node:
        """Return the opposite of a formula."""
        found = self._negations.get(node)
        if found is None:
            branches = tuple((label, self.negate(child)) for label, child in node.branches)
            found = self._make_node(node, branches)
            self._negations[node], self._negations[found] = found, node
        return found

    def conjoin(self, *nodes: Node) -> Node:
        """Return the formula that all of some formulas hold."""
        return self._join(nodes, self.true, self.false, self._conjunctions)

    def disjoin(self, *nodes: Node) -> Node:
        """Return the formula that one of some formulas holds."""
        return self._join(nodes, self.false, self.true, self._disjunctions)

    def _join(self, nodes: Sequence[Node], neutral: Node, decisive: Node, cache: dict[tuple[Node, Node], Node]) -> Node:
        """Join formulas in pairs, small ones first, so that intermediate results stay small."""

        def join(one: Node, other: Node) -> Node:
            if one is other or other is neutral:
                return one
            if one is neutral:
                return other
            if one is decisive or other is decisive:
                return decisive
            key = (one, other) if id(one) < id(other) else (other, one)
            found = cache.get(key)
            if found is None:
                first, second = one.variable, other.variable
                assert first is not None  # neither is a leaf
                assert second is not None
                if first == second:
                    pairs = zip(one.branches, other.branches, strict=True)
                    branches = tuple((label, join(child, match)) for (label, child), (_, match) in pairs)
                    node = one
                elif rank(first) < rank(second):
                    branches = tuple((label, join(child, other)) for label, child in one.branches)
                    node = one
                else:
                    branches = tuple((label, join(one, child)) for label, child in other.branches)
                    node = other
                found = cache[key] = self._make_node(node, branches)
            return found

        rank, result = self.diagrams.rank, neutral
        for node in nodes:
            result = join(result, node)
        return result

    def _make_node(self, like: Node, branches: Branches) -> Node:
        assert like.variable is not None  # leaves are never joined
        if len(self.diagrams) >= self._limit:
            raise make_case_limit_error(self._limit)
        return self.diagrams.make_node(like.variable, branches)

    def decide(self, holds: bool | Node) -> Truth:
        """Return a statement that is never open."""
        node = self.get_constant(holds=holds) if isinstance(holds, bool) else holds
        return Truth(node, node)

    def negate_truth(self, truth: Truth) -> Truth:
        """Return the opposite of a statement."""
        if truth.certain is truth.possible:
            return self.decide(self.negate(truth.certain))
        return Truth(self.negate(truth.possible), self.negate(truth.certain))

    def join_truths(self, truths: Sequence[Truth], *, conjunction: bool) -> Truth:
        """Return the statement that all (or one) of some statements hold."""
        join = self.conjoin if conjunction else self.disjoin
        certain = join(*(truth.certain for truth in truths))
        if all(truth.certain is truth.possible for truth in truths):
            return self.decide(certain)
        return Truth(certain, join(*(truth.possible for truth in truths)))

    def leave_unknown(self, truth: Truth, facts: frozenset[str]) -> Truth:
        """Return where a statement certainly holds for all answers to some facts, and possibly for one of them."""
        certain, possible = (self.diagrams.ignore_facts(node, facts) for node in truth)
        return Truth(self._replace_leaves(certain, all, {}), self._replace_leaves(possible, any, {}))

    def _replace_leaves(self, node: Node, decide: Callable[[Iterable[object]], bool], cache: dict[Node, Node]) -> Node:
        if node.variable is None:
            return self.get_constant(holds=decide(node.outcomes))
        if node not in cache:
            branches = tuple((label, self._replace_leaves(child, decide, cache)) for label, child in node.branches)
            cache[node] = self._make_node(node, branches)
        return cache[node]
