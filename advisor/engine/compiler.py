"""Rules of the model to productions of experta.

One wide `Case` fact holds what is settled when a stage begins: the answers and what earlier stages concluded. Each
thing that the stage itself concludes is an `Evidence` fact, so that its rules chain. A production fires when its rule
holds whatever the unknown facts are.

What a rule asks of the case becomes one predicate on it, whole; negation is always among that, since a rule may negate
only what is complete. An `any` that reads conclusions of the stage becomes an auxiliary conclusion of its own, one
production for each branch, because experta multiplies out OR. Predicates are made once for each condition: experta
keeps every one it has seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any as Untyped

from advisor.engine.experta_import import Fact, P, Production
from advisor.model.conditions import All, Any, Condition, Lookup, Status, Test, evaluate, iter_leaves
from advisor.model.rules import Rule

AUXILIARY = "#"


class CaseFact(Fact):  # type: ignore[misc]
    """What is settled when a stage begins, as one `lookup` from a condition's leaf to its status."""


class EvidenceFact(Fact):  # type: ignore[misc]
    """One thing concluded for certain: name and value, both strings, since experta takes True and 1 for the same."""


@cache
def _build_predicate(condition: Condition) -> Untyped:
    """A predicate on all that is settled at once."""

    def match_value(lookup: Lookup) -> bool:
        return evaluate(condition, lookup) is Status.HOLDS

    return P(match_value)


@cache
def _build_value_matcher(values: frozenset[str]) -> Untyped:
    return P(values.__contains__)


class Compiler:
    """Compiles the rules of one stage. `chained` are the names it concludes and reads itself."""

    def __init__(self, chained: Iterable[str], fire: Callable[[Untyped, Rule], None]) -> None:
        self.chained = frozenset(chained)
        self.fire = fire

    def compile_rule(self, rule: Rule, condition: Condition) -> Iterator[Untyped]:
        """The production of a rule under (what is left of) its condition, and the auxiliary ones that `any` parts need.

        The condition is in negation normal form.
        """
        patterns, helpers = self._build_patterns(condition, rule.id)
        yield from helpers
        fire = self.fire

        def action(network: Untyped) -> None:
            fire(network, rule)

        action.__name__ = rule.id
        yield Production(*patterns)(action)

    def _is_settled(self, condition: Condition) -> bool:
        return not any(leaf.name in self.chained for leaf in iter_leaves(condition))

    def _build_patterns(self, condition: Condition, name: str) -> tuple[list[Untyped], list[Untyped]]:
        parts = condition.parts if isinstance(condition, All) else (condition,)
        settled = tuple(part for part in parts if self._is_settled(part))
        patterns: list[Untyped] = [self._build_case_pattern(settled)]
        helpers: list[Untyped] = []
        for number, part in enumerate(part for part in parts if part not in settled):
            if isinstance(part, Test):
                patterns.append(EvidenceFact(name=part.name, value=_build_value_pattern(part)))
            else:
                auxiliary = f"{name}{AUXILIARY}{number}"
                patterns.append(EvidenceFact(name=AUXILIARY, value=auxiliary))
                helpers.extend(self._compile_branches(part, auxiliary))
        return patterns, helpers

    def _compile_branches(self, condition: Condition, auxiliary: str) -> Iterator[Untyped]:
        branches = condition.parts if isinstance(condition, Any) else (condition,)
        for number, branch in enumerate(branches):
            name = f"{auxiliary}.{number}"
            patterns, helpers = self._build_patterns(branch, name)
            yield from helpers

            def action(network: Untyped) -> None:
                network.declare(EvidenceFact(name=AUXILIARY, value=auxiliary))

            action.__name__ = name
            yield Production(*patterns)(action)

    @staticmethod
    def _build_case_pattern(parts: tuple[Condition, ...]) -> Untyped:
        if not parts:
            return CaseFact()
        return CaseFact(lookup=_build_predicate(parts[0] if len(parts) == 1 else All(parts)))


def _build_value_pattern(test: Test) -> Untyped:
    return next(iter(test.values)) if len(test.values) == 1 else _build_value_matcher(test.values)
