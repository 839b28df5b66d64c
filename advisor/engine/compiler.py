"""The compiler from rules of the model to productions of experta.

One `CaseFact` holds the answers and the conclusions of earlier stages, which are settled when a stage begins. Each
conclusion of the stage itself is an `EvidenceFact`, so that its rules chain. A production fires if its rule holds
whatever the unknown facts are.

All tests of settled names in a rule become one predicate on the case. Negated tests are always among them, because a
rule may negate only complete conclusions. An `any` that reads conclusions of the stage becomes an auxiliary conclusion
with one production for each branch, because experta multiplies out OR. Each condition has one predicate, because
experta keeps every predicate it has seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any as Untyped

from advisor.engine.experta_import import Fact, P, Production
from advisor.model.conditions import All, Any, Condition, Status, Test, evaluate, iter_leaves
from advisor.model.rules import Rule

AUXILIARY = "#"


class CaseFact(Fact):  # type: ignore[misc]
    """The answers and conclusions that are settled when a stage begins, as one `lookup` of leaves."""


class EvidenceFact(Fact):  # type: ignore[misc]
    """A certain conclusion: name and value, both strings, because experta does not distinguish True and 1."""


@cache
def _build_predicate(condition: Condition) -> Untyped:
    """Build the predicate on the `lookup` of a case that holds if the condition does."""
    return P(lambda lookup: evaluate(condition, lookup) is Status.HOLDS)


@cache
def _build_value_matcher(values: frozenset[str]) -> Untyped:
    return P(values.__contains__)


class Compiler:
    """Compiles the rules of one stage. `chained` are the names that the stage both concludes and reads."""

    def __init__(self, chained: Iterable[str], fire: Callable[[Untyped, Rule], None]) -> None:
        self.chained = frozenset(chained)
        self.fire = fire

    def compile_rule(self, rule: Rule, condition: Condition) -> Iterator[Untyped]:
        """Compile a rule with (the rest of) its condition, in negation normal form.

        Yields the auxiliary productions that its `any` parts need, then the production of the rule.
        """
        fire = self.fire
        yield from self._compile_condition(condition, rule.id, lambda network: fire(network, rule))

    def _compile_condition(self, condition: Condition, name: str, action: Untyped) -> Iterator[Untyped]:
        patterns, helpers = self._build_patterns(condition, name)
        yield from helpers
        action.__name__ = name
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
        evidence = {"name": AUXILIARY, "value": auxiliary}
        for number, branch in enumerate(condition.parts if isinstance(condition, Any) else (condition,)):
            yield from self._compile_condition(
                branch, f"{auxiliary}.{number}", lambda network: network.declare(EvidenceFact(**evidence))
            )

    @staticmethod
    def _build_case_pattern(parts: tuple[Condition, ...]) -> Untyped:
        if not parts:
            return CaseFact()
        return CaseFact(lookup=_build_predicate(parts[0] if len(parts) == 1 else All(parts)))


def _build_value_pattern(test: Test) -> Untyped:
    return next(iter(test.values)) if len(test.values) == 1 else _build_value_matcher(test.values)
