"""Conditions in plain words: each leaf as a clause, parts that belong together below each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.model.conditions import All, Any, Condition, Not, Test
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import CountBand, Fact, Kind

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
}


class ConditionText(NamedTuple):
    """A piece of a condition in words. `name` is the fact or conclusion of a leaf; other pieces have `parts`."""

    words: str
    name: str = ""
    parts: tuple[ConditionText, ...] = ()


def describe_condition(condition: Condition, rulebase: RuleBase) -> ConditionText:
    """A condition in words; of a condition without parts, that it always holds."""
    if isinstance(condition, Test):
        return ConditionText(_format_test(condition, rulebase), condition.name)
    if isinstance(condition, Not):
        part = condition.part
        inner = part.parts if isinstance(part, Any) else (part,)
        return ConditionText(
            "this does not hold" if len(inner) == 1 else "none of these holds", "", _describe_parts(inner, rulebase)
        )
    if not condition.parts:
        return ConditionText("always" if isinstance(condition, All) else "never")
    heading = "all of these hold" if isinstance(condition, All) else "at least one of these holds"
    return ConditionText(heading, "", _describe_parts(condition.parts, rulebase))


def _describe_parts(parts: tuple[Condition, ...], rulebase: RuleBase) -> tuple[ConditionText, ...]:
    return tuple(describe_condition(part, rulebase) for part in parts)


def format_lines(piece: ConditionText, depth: int = 0) -> Iterator[str]:
    """A piece as lines, its parts indented below it."""
    yield f"{'  ' * depth}- {piece.words}{':' if piece.parts else ''}"
    for part in piece.parts:
        yield from format_lines(part, depth + 1)


def _format_test(test: Test, rulebase: RuleBase) -> str:
    fact = rulebase.facts.get(test.name)
    if fact is None:
        pattern = _CONCLUSION_CLAUSES.get(test.name, f"{test.name.replace('_', ' ')} is {{value}}")
        return pattern.replace("{value}", _join_alternatives(sorted(test.values)))
    if fact.kind is Kind.COUNT:
        return fact.clause.replace("{value}", _format_bounds(test))
    if fact.kind is Kind.MANY:
        return fact.clause.replace(
            "{value}", _join_alternatives([fact.values[each] for each in fact.values if each in test.values])
        )
    if fact.kind is Kind.YES_NO and len(test.values) == len(fact.values):
        return f"{fact.label} is answered, by yes or no"
    return _join_alternatives([words for value, words in fact.values.items() if value in test.values])


def _join_alternatives(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}" if words else "nothing"


def format_bands(fact: Fact) -> str:
    """For which counts each value stands, of a choice that a count fills in."""
    return "; ".join(
        f"{band.value}: {_format_bounds(band)}" for band in (fact.filled_from.bands if fact.filled_from else ())
    )


def _format_bounds(limits: Test | CountBand) -> str:
    if limits.at_least is not None and limits.at_least == limits.at_most:
        return str(limits.at_least)
    words = [f"at least {limits.at_least}" if limits.at_least is not None else ""]
    words.append(f"at most {limits.at_most}" if limits.at_most is not None else "")
    return " and ".join(filter(None, words))
