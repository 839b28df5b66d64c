"""Counts of companies: how many combinations of answers meet a formula, and the fewest answers that do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod

from advisor.logic.answer_formulas import Variables
from advisor.logic.case_limits import make_case_limit_error
from advisor.logic.decision_diagrams import Node, Variable
from advisor.logic.formulas import Formulas
from advisor.model.answers import Value

MAX_DEAD_ENDS = 200_000
"""Maximum number of combinations of nodes from which a search for a company finds none."""
Sizes = Mapping[Variable, tuple[int, ...]]
"""How many answers each label of a variable represents; a variable that is not a key has one for each label."""
AnswerPath = tuple[tuple[Variable, Value], ...]


class CompanyCounter:
    """Counts companies with exact integers."""

    def __init__(self, formulas: Formulas, variables: Variables, sizes: Sizes) -> None:
        self._formulas = formulas
        self._sizes = {each: sizes.get(each, (1,) * len(labels)) for each, labels in variables.items()}
        self._ranks = {each: number for number, each in enumerate(variables)}
        self._domains = [sum(size) for size in self._sizes.values()]
        self._counts: dict[Node, int] = {formulas.true: 1, formulas.false: 0}

    @property
    def total(self) -> int:
        """The number of all companies: the product of the domains."""
        return prod(self._domains)

    def list_domains(self) -> list[tuple[Variable, int]]:
        """Return the number of answers of each variable."""
        return list(zip(self._ranks, self._domains, strict=True))

    def count(self, node: Node) -> int:
        """Return the number of companies that meet a formula."""
        return self._count(node) * prod(self._domains[: self._find_rank(node)])

    def _find_rank(self, node: Node) -> int:
        return len(self._domains) if node.variable is None else self._ranks[node.variable]

    def _count(self, node: Node) -> int:
        """Count the combinations of answers to the variable of a node and all later ones."""
        if node not in self._counts:
            assert node.variable is not None  # leaves are known
            rank = self._ranks[node.variable]
            self._counts[node] = sum(
                size * self._count(child) * prod(self._domains[rank + 1 : self._find_rank(child)])
                for size, (_, child) in zip(self._sizes[node.variable], node.branches, strict=True)
            )
        return self._counts[node]


def partition(formulas: Formulas, region: Node, values: Mapping[str, Node]) -> dict[frozenset[str], Node]:
    """Divide the companies of a region by the set of values that they get; only sets that some company gets."""
    parts: dict[frozenset[str], Node] = {frozenset(): region}
    for value, node in values.items():
        divided: dict[frozenset[str], Node] = {}
        for chosen, part in parts.items():
            divided[chosen | {value}] = formulas.conjoin(part, node)
            divided[chosen] = formulas.conjoin(part, formulas.negate(node))
        parts = divided
    return {chosen: part for chosen, part in parts.items() if part is not formulas.false}


def find_fewest_answers(formulas: Formulas, node: Node) -> AnswerPath | None:
    """Return few answers that meet a formula, whatever the others are; None if no company meets it.

    They are the shortest path through the diagram, without the answers on it that are not needed.
    """
    shortest: dict[Node, AnswerPath | None] = {formulas.true: (), formulas.false: None}

    def find(below: Node) -> AnswerPath | None:
        if below not in shortest:
            assert below.variable is not None  # leaves are known
            paths = [
                ((below.variable, label), *path) for label, child in below.branches if (path := find(child)) is not None
            ]
            shortest[below] = min(paths, key=len, default=None)
        return shortest[below]

    path = find(node)
    for answer in path or ():
        assert path is not None
        fewer = tuple(each for each in path if each != answer)
        if meets(formulas, node, fewer):
            path = fewer
    return path


def meets(formulas: Formulas, node: Node, answers: Iterable[tuple[Variable, Value]]) -> bool:
    """Return whether all companies with some answers meet a formula."""
    given = dict(answers)
    seen: set[Node] = set()
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if current is formulas.false:
            return False
        if current in seen or current.variable is None:
            continue
        seen.add(current)
        waiting += [
            child
            for label, child in current.branches
            if current.variable not in given or given[current.variable] == label
        ]
    return True


def find_company(
    formulas: Formulas, nodes: Iterable[Node], variables: Variables, given: AnswerPath = ()
) -> AnswerPath | None:
    """Return all answers of a company that meets some formulas and gives some answers; None if there is none.

    Lists have few values. The formulas are not joined, since this can take much longer. Raises TooManyCasesError if the
    search takes too long.
    """
    wanted = dict(given)
    ranks = {variable: number for number, variable in enumerate(variables)}
    dead_ends: set[frozenset[Node]] = set()

    def search(left: frozenset[Node]) -> AnswerPath | None:
        if formulas.false in left or left in dead_ends:
            return None
        asking = [node.variable for node in left if node.variable is not None]
        if not asking:
            return ()
        variable = min(asking, key=ranks.__getitem__)
        labels = variables[variable]
        for number in range(len(labels) - 1, -1, -1):
            if wanted.get(variable, labels[number]) == labels[number]:
                below = (node.branches[number][1] if node.variable == variable else node for node in left)
                found = search(frozenset(below))
                if found is not None:
                    return ((variable, labels[number]), *found)
        dead_ends.add(left)
        if len(dead_ends) > MAX_DEAD_ENDS:
            raise make_case_limit_error(MAX_DEAD_ENDS)
        return None

    found = search(frozenset(nodes))
    if found is None:
        return None
    chosen = {**{variable: labels[-1] for variable, labels in variables.items()}, **wanted, **dict(found)}
    return tuple(chosen.items())
