"""Conditions in words: a clause for each test, with its parts below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from advisor.loading.documents.yaml_writer import format_test
from advisor.model.conditions import All, Any, Condition, Not, Test
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import CountBand, Fact, Kind
from advisor.model.word_lists import join_alternatives

_CONCLUSION_CLAUSES = {
    "state": "the relationship is {value}",
    "verdict": "the verdict is {value}",
    "move_to": "the move leads to {value}",
    "favours": "some reason to {value} holds",
    "reason": "the reason {value} holds",
    "step": "the step {value} is advised",
    "done": "the step {value} is in place already",
    "not_yet": "the step {value} has to wait",
    "hold_back": "the step {value} is held back",
    "leave_out": "the step {value} is left out",
}


class ConditionText(NamedTuple):
    """A part of a condition in words. A test has `written`, as in a rule file, and the link to its fact as `href`."""

    words: str
    parts: tuple[ConditionText, ...] = ()
    written: str = ""
    href: str = ""


def describe_condition(
    condition: Condition, rulebase: RuleBase, link: Callable[[str], str] = lambda _name: ""
) -> ConditionText:
    """Describe a condition in words.

    Args:
        condition: The condition to describe.
        rulebase: The rule base with the facts and conclusions that the condition names.
        link: Returns the address for the name of a fact or conclusion.

    Returns:
        The words of the condition, with those of its parts.
    """
    if isinstance(condition, Test):
        return ConditionText(_format_clause(condition, rulebase), (), format_test(condition), link(condition.name))
    if isinstance(condition, Not):
        inner = condition.part.parts if isinstance(condition.part, Any) else (condition.part,)
        words = "this does not hold" if len(inner) == 1 else "none of these holds"
    else:
        inner = condition.parts
        if isinstance(condition, All):
            words = "all of these hold" if inner else "always"
        else:
            words = "at least one of these holds" if inner else "never"
    return ConditionText(words, tuple(describe_condition(part, rulebase, link) for part in inner))


def format_lines(text: ConditionText, depth: int = 0) -> Iterator[str]:
    """Yield a condition as lines, such as "- the sales cycle is long (sales_cycle: long)", with its parts indented."""
    suffix = f" ({text.written})" if text.written else ":" if text.parts else ""
    yield f"{'  ' * depth}- {text.words}{suffix}"
    for part in text.parts:
        yield from format_lines(part, depth + 1)


def _format_clause(test: Test, rulebase: RuleBase) -> str:
    fact = rulebase.facts.get(test.name)
    if fact is None:
        pattern = _CONCLUSION_CLAUSES.get(test.name, f"{test.name.replace('_', ' ')} is {{value}}")
        return pattern.replace("{value}", join_alternatives(sorted(test.values)))
    if fact.kind is Kind.COUNT:
        return fact.clause.replace("{value}", _format_bounds(test))
    words = join_alternatives([words for value, words in fact.values.items() if value in test.values])
    if fact.kind is Kind.MANY:
        return fact.clause.replace("{value}", words)
    if fact.kind is Kind.YES_NO and len(test.values) == len(fact.values):
        return f"{fact.label} is answered with yes or no"
    return words


def format_bands(fact: Fact) -> str:
    """List the values of a choice with their counts: "small: at most 9; large: at least 10"."""
    bands = fact.filled_from.bands if fact.filled_from else ()
    return "; ".join(f"{band.value}: {_format_bounds(band)}" for band in bands)


def _format_bounds(limits: Test | CountBand) -> str:
    if limits.at_least is not None and limits.at_least == limits.at_most:
        return str(limits.at_least)
    bounds = (("at least", limits.at_least), ("at most", limits.at_most))
    return " and ".join(f"{words} {bound}" for words, bound in bounds if bound is not None)
