"""Rules of the model to productions of experta.

One wide `Case` fact holds the answers; each thing concluded is an `Evidence` fact with a name, a value and a force. A
production fires when its rule holds whatever the unknown facts are: a test of a fact must hold; a conclusion must be
there with certain force; a negated one must not be there at all, not even as what an open rule may yet conclude.

What reads facts only becomes a predicate on the wide fact.
An `any` that reads conclusions becomes an auxiliary conclusion of its own, one production for each branch, because
experta multiplies out OR. Predicates are made once for each test: experta keeps every one it has seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any as Untyped

from advisor.engine.gate import NOT, Fact, P, Production
from advisor.model.answers import Answers
from advisor.model.conditions import All, Any, Condition, Not, Status, Test, evaluate, leaves
from advisor.model.rules import Rule

CERTAIN, POSSIBLE = "certain", "possible"
ANSWERS = "answers"


class Case(Fact):  # type: ignore[misc]
    """The answers of one company: a field for each known fact, and all of them together as `answers`."""


class Evidence(Fact):  # type: ignore[misc]
    """One thing concluded: name, value and force, all of them strings, since experta takes True and 1 for the same."""


@cache
def _holding(condition: Condition) -> Untyped:
    """A predicate on all answers at once."""

    def matches(answers: Answers) -> bool:
        return evaluate(condition, answers.status) is Status.HOLDS

    return P(matches)


@cache
def _among(values: frozenset[str]) -> Untyped:
    return P(values.__contains__)


class Compiler:
    """Compiles rules. `facts` are the names that stand for answers; every other name is a conclusion."""

    def __init__(self, facts: Iterable[str], fire: Callable[[Untyped, Rule], None]) -> None:
        self.facts = frozenset(facts)
        self.fire = fire

    def productions(self, rule: Rule, condition: Condition) -> Iterator[Untyped]:
        """The production of a rule under (what is left of) its condition, and the auxiliary ones that `any` parts need.

        The condition is in negation normal form.
        """
        patterns, helpers = self._patterns(condition, rule.id)
        yield from helpers
        fire = self.fire

        def action(network: Untyped) -> None:
            fire(network, rule)

        action.__name__ = rule.id
        yield Production(*patterns)(action)

    def _reads_facts_only(self, condition: Condition) -> bool:
        return all(leaf.name in self.facts for leaf in leaves(condition))

    def _patterns(self, condition: Condition, name: str) -> tuple[list[Untyped], list[Untyped]]:
        parts = condition.parts if isinstance(condition, All) else (condition,)
        on_facts = tuple(part for part in parts if self._reads_facts_only(part))
        patterns: list[Untyped] = [self._case(on_facts)]
        helpers: list[Untyped] = []
        for number, part in enumerate(part for part in parts if part not in on_facts):
            if isinstance(part, Test):
                patterns.append(Evidence(name=part.name, value=_value(part), force=CERTAIN))
            elif isinstance(part, Not) and isinstance(part.part, Test):
                patterns.append(NOT(Evidence(name=part.part.name, value=_value(part.part))))
            else:
                auxiliary = f"{name}#{number}"
                patterns.append(Evidence(name="#", value=auxiliary))
                helpers.extend(self._branches(part, auxiliary))
        return patterns, helpers

    def _branches(self, condition: Condition, auxiliary: str) -> Iterator[Untyped]:
        branches = condition.parts if isinstance(condition, Any) else (condition,)
        for number, branch in enumerate(branches):
            name = f"{auxiliary}.{number}"
            patterns, helpers = self._patterns(branch, name)
            yield from helpers

            def action(network: Untyped) -> None:
                network.declare(Evidence(name="#", value=auxiliary))

            action.__name__ = name
            yield Production(*patterns)(action)

    @staticmethod
    def _case(parts: tuple[Condition, ...]) -> Untyped:
        if not parts:
            return Case()
        return Case(**{ANSWERS: _holding(parts[0] if len(parts) == 1 else All(parts))})


def _value(test: Test) -> Untyped:
    return next(iter(test.values)) if len(test.values) == 1 else _among(test.values)
