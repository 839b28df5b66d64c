"""Fixes for faults and slow parts of experta, as subclasses of its own extension points.

* `DepthStrategy` looks for a cancelled activation only next to the place that bisection finds. Among activations of
  equal rank it mostly misses, and a rule whose NOT(...) has become false still fires. `ExactStrategy` removes every
  cancelled activation.
* Its agenda order depends on set order, which differs between processes. Ours is by rule name.
* `ReteMatcher` keeps the list of its conflict-set nodes in a cache of size one that all engines share, and finds it
  in quadratic time. `CachingMatcher` finds it once for each engine. It also leaves out three tasks that our productions
  do not need: to bring conditions into disjunctive normal form (the compiler has done so), to ask every rule for
  changes after a firing without changes, and to copy a token before a test that does not change it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from advisor.engine.experta_import import (
    Agenda,
    ChildNode,
    ConflictSetNode,
    FactList,
    FeatureTesterNode,
    InitialFact,
    KnowledgeEngine,
    Matcher,
    NoMemory,
    Strategy,
)


class ExactStrategy(Strategy):  # type: ignore[misc]
    """An agenda without cancelled activations, ordered by salience, then by rule name, then by facts."""

    def _update_agenda(self, agenda: Any, added: list[Any], removed: list[Any]) -> None:
        cancelled = {self._get_identity(activation) for activation in removed}
        if not added and not cancelled:
            return
        activations = [each for each in agenda.activations if self._get_identity(each) not in cancelled]
        activations.extend(added)
        activations.sort(key=self._rank_activation, reverse=True)  # experta fires from the end of the agenda
        agenda.activations = activations

    @staticmethod
    def _get_identity(activation: Any) -> tuple[str, tuple[int, ...]]:
        return activation.rule.__name__, tuple(sorted(fact["__factid__"] for fact in activation.facts))

    @classmethod
    def _rank_activation(cls, activation: Any) -> tuple[int, tuple[str, tuple[int, ...]]]:
        return -activation.rule.salience, cls._get_identity(activation)


class CachingMatcher(Matcher):  # type: ignore[misc]
    """The network of experta, with its conflict-set nodes found once."""

    _conflict_set: tuple[Any, ...] | None = None
    _memory_nodes: tuple[Any, ...] | None = None

    def build_network(self) -> None:
        """Build the network as experta does, with tests that check a token before it is copied."""
        super().build_network()
        for node in self._iter_nodes():
            node.children = [
                ChildNode(child.node, _build_activation(child.node))
                if isinstance(child.node, FeatureTesterNode)
                else child
                for child in node.children
            ]

    @staticmethod
    def prepare_ruleset(engine: Any) -> set[Any]:
        """Return the productions as compiled: conjunctions that begin with a fact, as experta needs them."""
        return set(engine.get_rules())

    def changes(self, adding: Any = None, deleting: Any = None) -> tuple[list[Any], list[Any]]:
        """Return the activations (added, removed) by new and retracted facts; both empty without such facts."""
        if not adding and not deleting:
            return [], []
        changed: tuple[list[Any], list[Any]] = super().changes(adding, deleting)
        return changed

    def _get_conflict_set_nodes(self) -> tuple[Any, ...]:
        if self._conflict_set is None:
            self._conflict_set = tuple(node for node in self._iter_nodes() if isinstance(node, ConflictSetNode))
        return self._conflict_set

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
        if self._memory_nodes is None:
            self._memory_nodes = tuple(node for node in self._iter_nodes() if not isinstance(node, NoMemory))
        for node in self._memory_nodes:
            node._reset()


def _build_activation(node: Any) -> Callable[[Any], None]:
    """Build the activation of a test: a token that passes is handed on; only a test that binds a name copies it."""

    def activate(token: Any) -> None:
        (fact,) = token.data
        match = node.matcher(fact)
        if match is True:
            for child in node.children:
                child.callback(token)
        elif match:
            node.activate(token)

    return activate


class Network(KnowledgeEngine):  # type: ignore[misc]
    """A KnowledgeEngine with fixed productions, for one thread; use it again after `reset`, which is cheap.

    `chained` are the names of the conclusions that its rules both draw and read.
    """

    __matcher__ = CachingMatcher
    __strategy__ = ExactStrategy

    def __init__(self, productions: Iterable[Any], chained: frozenset[str] = frozenset()) -> None:
        self.chained = chained
        self._productions = list(productions)
        super().__init__()

    def get_rules(self) -> list[Any]:
        """Return the productions; experta would search the class for decorated methods."""
        return self._productions

    def reset(self) -> None:
        """Empty the working memory; experta's own reset searches the class for initial facts each time."""
        self.agenda = Agenda()
        self.facts = FactList()
        self.matcher.reset()
        self.facts.declare(InitialFact())
        self.running = False
