"""Fixes for faults and slow parts of experta, as subclasses of its own extension points.

* `DepthStrategy` looks for a cancelled activation only next to the place that bisection finds. Among activations of
  equal rank it mostly misses, and a rule whose NOT(...) has become false still fires. `ExactStrategy` removes every
  cancelled activation.
* Its agenda order depends on set order, which differs between processes. Ours is by rule name.
* `ReteMatcher` asks every rule for changes after each firing, and finds the rules through a cache of size one that all
  engines share. `SharingMatcher` asks the rules that were activated.
* It joins the patterns of each rule alone. `SharingMatcher` has one node for rules that begin with the same patterns.
* It compares every test with every other one to build a network, and lets every pattern bind a name.
* It tries every test on every fact. Ours looks up those that ask for one value of a field.
* It copies a token before every test. Ours copies it only if the test binds a name.
* It brings conditions into disjunctive normal form. Our productions are conjunctions that begin with a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from heapq import heapify, heappop, heappush
from typing import Any

from advisor.engine.experta_import import (
    NOT,
    Agenda,
    ChildNode,
    ConflictSetNode,
    FactList,
    FeatureCheck,
    FeatureTesterNode,
    InitialFact,
    KnowledgeEngine,
    Literal,
    Matcher,
    NoMemory,
    NotNode,
    OrdinaryMatchNode,
    SameContextCheck,
    Strategy,
    TypeCheck,
)


class RankedAgenda(Agenda):  # type: ignore[misc]
    """An agenda as a heap of activations, by their keys."""

    def get_next(self) -> Any:
        """Return the activation to fire next, without it from now on; None if there is none."""
        return heappop(self.activations) if self.activations else None


class ExactStrategy(Strategy):  # type: ignore[misc]
    """An agenda without cancelled activations, ordered by salience, then by rule name, then by facts."""

    def _update_agenda(self, agenda: Any, added: list[Any], removed: list[Any]) -> None:
        if removed:
            cancelled = set(map(self._rank_activation, removed))
            agenda.activations = [each for each in agenda.activations if each.key not in cancelled]
            heapify(agenda.activations)
        for activation in added:
            activation.key = self._rank_activation(activation)
            heappush(agenda.activations, activation)

    @staticmethod
    def _rank_activation(activation: Any) -> tuple[int, str, tuple[int, ...]]:
        production = activation.rule
        return -production.salience, production.__name__, tuple(sorted(fact["__factid__"] for fact in activation.facts))


class ReportingNode(ConflictSetNode):  # type: ignore[misc]
    """The end of a production; it adds itself to `activated` when its activations change."""

    def __init__(self, production: Any, activated: dict[Any, None]) -> None:
        super().__init__(production)
        self.activated = activated

    def _reset(self) -> None:
        super()._reset()
        self.added: set[Any] = set()
        self.removed: set[Any] = set()

    def _activate(self, token: Any) -> None:
        self.activated[self] = None
        super()._activate(token)


class SharingMatcher(Matcher):  # type: ignore[misc]
    """The network of experta, with nodes that rules share."""

    def build_network(self) -> None:
        """Build the network as experta does, with tests that check a token before it is copied."""
        self._activated: dict[Any, None] = {}
        super().build_network()
        nodes = list(self._iter_nodes())
        self._memory_nodes = [node for node in nodes if not isinstance(node, NoMemory)]
        for node in nodes:
            node.children = [
                ChildNode(child.node, _build_activation(child.node))
                if isinstance(child.node, FeatureTesterNode)
                else child
                for child in node.children
            ]
        for node in nodes:
            if isinstance(node, FeatureTesterNode):
                node.untabled, node.tables = _tabulate_children(node.children)

    @staticmethod
    def prepare_ruleset(engine: Any) -> list[Any]:
        """Return the productions as compiled: conjunctions that begin with a fact, as experta needs them."""
        productions: list[Any] = engine.get_rules()
        return productions

    @staticmethod
    def build_alpha_part(productions: Iterable[Any], root: Any) -> dict[Any, Any]:
        """Build the tests of each pattern, of its type and then of its fields; patterns share equal beginnings."""
        elements = (element for production in productions for element in production)
        patterns = dict.fromkeys(each[0] if isinstance(each, NOT) else each for each in elements)
        tests: dict[tuple[Any, int], Any] = {}  # experta keeps one object for equal checks
        terminals: dict[Any, Any] = {}
        for pattern in patterns:
            node = root
            for check in (TypeCheck(type(pattern)), *(FeatureCheck(*field) for field in pattern.items())):
                test = tests.get((node, id(check)))
                if test is None:
                    test = tests[node, id(check)] = FeatureTesterNode(check)
                    node.add_child(test, test.activate)
                node = test
            terminals[pattern] = node
        return terminals

    def build_beta_part(self, productions: Iterable[Any], terminals: dict[Any, Any]) -> None:
        """Join the patterns of each production from left to right; productions share the nodes of equal beginnings."""
        joins: dict[tuple[Any, Any, type], Any] = {}
        for production in productions:
            first, *others = production
            node = terminals[first]
            for pattern in others:
                is_absence = isinstance(pattern, NOT)
                other, kind = (
                    (terminals[pattern[0]], NotNode) if is_absence else (terminals[pattern], OrdinaryMatchNode)
                )
                join = joins.get((node, other, kind))
                if join is None:
                    join = joins[node, other, kind] = kind(SameContextCheck())
                    node.add_child(join, join.activate_left)
                    other.add_child(join, join.activate_right)
                node = join
            end = ReportingNode(production, self._activated)
            node.add_child(end, end.activate)

    def changes(self, adding: Any = None, deleting: Any = None) -> tuple[list[Any], list[Any]]:
        """Return the activations (added, removed) by new and retracted facts."""
        for fact in deleting or ():
            self.root_node.remove(fact)
        for fact in adding or ():
            self.root_node.add(fact)
        added: list[Any] = []
        removed: list[Any] = []
        for end in self._activated:
            end_added, end_removed = end.get_activations()
            added += end_added
            removed += end_removed
        self._activated.clear()
        return added, removed

    def _iter_nodes(self) -> Iterator[Any]:
        """Iterate over every node once, even if several paths lead to it."""
        waiting, seen = [self.root_node], {id(self.root_node)}
        while waiting:
            node = waiting.pop()
            yield node
            for child in node.children:
                if id(child.node) not in seen:
                    seen.add(id(child.node))
                    waiting.append(child.node)

    def reset(self) -> None:
        """Empty the memory of every node that has one."""
        self._activated.clear()
        for node in self._memory_nodes:
            node._reset()


def _tabulate_children(children: Iterable[Any]) -> tuple[list[Any], list[tuple[str, dict[Any, list[Any]]]]]:
    """Return the children without those that ask for one value of a field, and these by field and value."""
    untabled: list[Any] = []
    tables: dict[str, dict[Any, list[Any]]] = {}
    for child in children:
        check = child.node.matcher if isinstance(child.node, FeatureTesterNode) else None
        if isinstance(check, FeatureCheck) and isinstance(check.how, Literal) and check.how.__bind__ is None:
            tables.setdefault(check.what, {}).setdefault(check.how.value, []).append(child)
        else:
            untabled.append(child)
    return untabled, list(tables.items())


def _build_activation(node: Any) -> Callable[[Any], None]:
    """Build the activation of a test: a token that passes is handed on; only a test that binds a name copies it."""
    passes = _build_test(node.matcher)

    def activate(token: Any) -> None:
        (fact,) = token.data
        match = passes(fact)
        if match is True:
            for child in node.untabled:
                child.callback(token)
            for field, children in node.tables:
                for child in children.get(fact.get(field), ()):  # no test asks for None
                    child.callback(token)
        elif match:
            node.activate(token)

    return activate


def _build_test(matcher: Any) -> Callable[[Any], Any]:
    """Build the test of a type or a field; experta would look for fields within fields, and write a log entry."""
    if isinstance(matcher, TypeCheck):
        return lambda fact: type(fact) is matcher.fact_type
    field, _, check, expected = matcher
    return lambda fact: field in fact and check(fact[field], expected)


class Network(KnowledgeEngine):  # type: ignore[misc]
    """A KnowledgeEngine with fixed productions, for one thread; use it again after `reset`, which is cheap.

    Each production is a conjunction that begins with a fact.
    """

    __matcher__ = SharingMatcher
    __strategy__ = ExactStrategy

    def __init__(self, productions: Iterable[Any]) -> None:
        self._productions = list(productions)
        super().__init__()

    def get_rules(self) -> list[Any]:
        """Return the productions; experta would search the class for decorated methods."""
        return self._productions

    def reset(self) -> None:
        """Empty the working memory; experta's own reset searches the class for initial facts each time."""
        self.agenda = RankedAgenda()
        self.facts = FactList()
        self.matcher.reset()
        self.facts.declare(InitialFact())
        self.running = False
