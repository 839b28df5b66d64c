"""The answers to a fact that generated rules distinguish, one of each."""

from __future__ import annotations

from advisor.model.answers import Value
from advisor.model.conditions import Test
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Kind
from tests.plain_evaluator import list_subsets

HIGHEST_COUNT = 12
"""A count above every bound in generated rules."""


def list_answers(rulebase: RuleBase, name: str, tests: list[Test]) -> list[Value]:
    """List one answer to a fact for each that some tests distinguish."""
    fact = rulebase.facts[name]
    if fact.kind is Kind.MANY:
        return [*list_subsets({value for test in tests for value in test.values})]
    if fact.kind is not Kind.COUNT:
        return [*fact.values]
    numbers = range(fact.minimum, HIGHEST_COUNT + 1)
    results = [[test.is_within_bounds(number) for test in tests] for number in numbers]
    pairs = zip(numbers, [None, *results], [*results, None], strict=False)
    return [number for number, before, after in pairs if before != after]
