"""How likely each answer to a question is: every answer that rules distinguish counts as equally likely."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from math import prod

from advisor.logic.decision_diagrams import Diagrams, Node, Variable
from advisor.model.answers import Value

MAX_PARTS = 6
"""Maximum number of values of a `many` fact that are distinguished when it is compared with other facts."""

VariableLookup = Callable[[str], list[tuple[Variable, list[Value]]]]
"""The variables of a fact, each with the answers that rules distinguish."""


class AnswerChances:
    """The chances of answers and of what they lead to, for the diagrams of one conclusion; results are cached."""

    def __init__(self, diagrams: Diagrams) -> None:
        self._diagrams = diagrams
        self._path_lengths: dict[Node, float] = {}

    def __len__(self) -> int:
        return len(self._path_lengths)

    def clear(self) -> None:
        """Remove all cached results; they are computed again on demand."""
        self._path_lengths.clear()

    def iter_next_nodes(self, node: Node, fact: str, variable_lookup: VariableLookup) -> Iterator[tuple[float, Node]]:
        """Iterate over the rest of a node after each answer to a fact, with the probability of the answer."""
        variables = variable_lookup(fact)[:MAX_PARTS]
        chance = 1 / prod(len(labels) for _, labels in variables)
        for labels in product(*(labels for _, labels in variables)):
            rest = node
            for (variable, _), label in zip(variables, labels, strict=True):
                rest = self._diagrams.restrict(rest, variable, label)
            yield chance, rest

    def compute_path_length(self, node: Node) -> float:
        """Return the expected number of questions if they are asked in the order of the diagram.

        The best order needs no more than that.
        """
        if node.variable is None:
            return 0.0
        if node not in self._path_lengths:
            further = sum(self.compute_path_length(child) for _, child in node.branches) / len(node.branches)
            self._path_lengths[node] = 1 + further
        return self._path_lengths[node]
