"""How many rounds rules need at most until nothing more follows from the answers of any company."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import TopologicalSorter

from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Kind

_Part = tuple[str, str]
"""A fact, with one of its values if it takes several."""


def count_rounds(rulebase: RuleBase) -> int:
    """Count the rounds that the rules of the stage `infer` can need: the longest chain in which none repeats.

    A value is added once, so a chain of rules never needs the same value twice. Within a group of values that lead to
    each other, every value can be one link.
    """
    graph: dict[_Part, set[_Part]] = {}
    for rule in rulebase.fact_rules:
        read = {part for leaf in iter_leaves(rule.condition) for part in _list_parts(rulebase, leaf.name, leaf.values)}
        for name, value in rule.then:
            for part in _list_parts(rulebase, name, {value}):
                graph.setdefault(part, set()).update(read)
    groups = _group_parts(graph)
    before = {
        group: {groups[other] for part in group for other in graph.get(part, ())} - {group}
        for group in set(groups.values())
    }
    longest: dict[frozenset[_Part], int] = {}
    for group in TopologicalSorter(before).static_order():
        longest[group] = len(group) + max((longest[other] for other in before[group]), default=0)
    return max(longest.values(), default=1)


def _list_parts(rulebase: RuleBase, name: str, values: Iterable[str]) -> set[_Part]:
    fact = rulebase.facts.get(name)
    if fact is None:
        return set()
    return {(name, value) for value in values} if fact.kind is Kind.MANY else {(name, "")}


def _group_parts(graph: dict[_Part, set[_Part]]) -> dict[_Part, frozenset[_Part]]:
    """Group the parts that lead to each other (strongly connected components)."""
    parts = set(graph).union(*graph.values())
    reach: dict[_Part, set[_Part]] = {}
    for part in parts:
        seen, waiting = {part}, [part]
        while waiting:
            new = graph.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        reach[part] = seen
    return {part: frozenset(other for other in reach[part] if part in reach[other]) for part in parts}
