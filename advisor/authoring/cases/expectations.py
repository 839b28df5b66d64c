"""What a case expects, held against the advice: a sentence for each thing that did not come, and what is behind it.

A thing expected is a conclusion that had to be drawn (an atom), or a rule that had to fire or to stay silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import NamedTuple

from advisor.consultation import UNDETERMINED
from advisor.model.advice import Advice
from advisor.model.knowledge import Step
from advisor.model.rulebase import MOVE_TO, STATE, STEP_CONCLUSIONS, VERDICT, RuleBase
from advisor.model.vocabulary import Atom

NO_STATE = "unknown"


class Mismatch(NamedTuple):
    """A failure as a sentence; the conclusions that had to be drawn and were not, and those that came instead."""

    sentence: str
    missing: tuple[Atom, ...] = ()
    unexpected: tuple[Atom, ...] = ()


def compare_expectation(key: str, expected: tuple[str, ...], advice: Advice, rulebase: RuleBase) -> Iterator[Mismatch]:
    """What was expected under one key (docs/rule-base.md) and did not come; said where no rule could bring it."""
    for each in _compare_key(key, expected, advice, rulebase.steps):
        if each.missing and not any(atom in rule.then for rule in rulebase.rules for atom in each.missing):
            yield each._replace(sentence=f"{each.sentence}; no rule concludes this")
        else:
            yield each


def _compare_key(key: str, expected: tuple[str, ...], advice: Advice, steps: Mapping[str, Step]) -> Iterator[Mismatch]:
    state = advice.relationship.state or NO_STATE
    if key == VERDICT and expected != (advice.verdict,):
        got = _quote_names([advice.verdict])
        sentence = f"expected the verdict {_quote_names(expected)}, got {got}{_describe_possible_values(advice.possible_verdicts)}"
        instead = _compare_values(VERDICT, expected, advice.possible_verdicts)[1]
        yield Mismatch(sentence, _compare_values(VERDICT, expected, [advice.verdict])[0], instead)
    elif key == "possible_verdicts" and {*expected} != {*advice.possible_verdicts}:
        sentence = (
            f"expected the possible verdicts {_quote_names(expected)}, got {_quote_names(advice.possible_verdicts)}"
        )
        yield Mismatch(sentence, *_compare_values(VERDICT, expected, advice.possible_verdicts))
    elif key == STATE and expected != (state,):
        sentence = f"expected the state {_quote_names(expected)}, got `{state}`{_describe_possible_values(advice.relationship.possible_states)}"
        instead = _compare_values(STATE, expected, advice.relationship.possible_states)[1]
        yield Mismatch(sentence, _compare_values(STATE, expected, [state])[0], instead)
    elif key == "move" and expected != (got_move := (advice.move.from_, advice.move.to) if advice.move else ()):
        words = [f"a move from `{move[0]}` to `{move[-1]}`" if move else "no move" for move in (expected, got_move)]
        absent, instead = _compare_values(MOVE_TO, expected[1:], got_move[1:])
        decided = () if instead else tuple(Atom(VERDICT, each) for each in advice.possible_verdicts)
        yield Mismatch(f"expected {words[0]}, got {words[1]}", absent, (*instead, *decided))
    elif key == "steps":
        yield from _compare_steps(expected, {step.id: step.place for step in advice.steps}, steps)
    elif key in ("done", "not_yet"):
        yield from _compare_notes(key, expected, advice)
    elif key == "cautions":
        came = [caution.id for caution in advice.cautions]
        for each in expected:
            if each not in came:
                yield Mismatch(f"expected the caution `{each}`, got {_quote_names(came)}", (Atom("caution", each),))
    else:
        yield from _compare_rules(key, expected, {entry.rule for entry in advice.trace})


def _compare_values(
    name: str, expected: Iterable[str], actual: Iterable[str]
) -> tuple[tuple[Atom, ...], tuple[Atom, ...]]:
    """What had to be concluded and was not, and what came instead."""
    given = [[each for each in values if each not in (UNDETERMINED, NO_STATE)] for values in (expected, actual)]
    absent = tuple(Atom(name, each) for each in given[0] if each not in given[1])
    return absent, tuple(Atom(name, each) for each in given[1] if each not in given[0])


def _compare_steps(
    expected: tuple[str, ...], advised_steps: Mapping[str, str], steps: Mapping[str, Step]
) -> Iterator[Mismatch]:
    """`came` are the steps advised, in order, each with the place that rules give it (`first`, `last` or none)."""
    others = tuple(Atom("step", each) for each in advised_steps if each not in expected)
    for each in dict.fromkeys(expected):
        if each not in advised_steps:
            sentence = f"expected the step `{each}`, got {_quote_names(advised_steps)}"
            yield Mismatch(
                sentence, (Atom("step", each),), (*(Atom(name, each) for name in STEP_CONCLUSIONS[1:]), *others)
            )
    there = [each for each in expected if each in advised_steps]
    order = [each for each in advised_steps if each in there]
    if there != order:
        sentence = f"expected the steps {_quote_names(there)} in this order, but they came as {_quote_names(order)}"
        moved = [each for each, other in zip_longest(order, there) if each is not None and each != other]
        turns = "; ".join(f"`{each}` is {_describe_step_order(steps[each], advised_steps[each])}" for each in moved)
        yield Mismatch(f"{sentence}{f': {turns}' if turns else ''}", (), tuple(Atom("step", each) for each in moved))


def _describe_step_order(step: Step, place: str) -> str:
    """What a step's turn rests on: where a rule places it, its move, and its order there."""
    placed = f"placed {place} by a rule, " if place else ""
    return f"{placed}of the move {step.move}, order {step.order}"


def _compare_notes(key: str, expected: tuple[str, ...], advice: Advice) -> Iterator[Mismatch]:
    notes = [note.id for note in (advice.done if key == "done" else advice.not_yet)]
    told = "already in place" if key == "done" else "not yet due"
    for each in expected:
        if each not in notes:
            bringing = (key,) if key == "done" else (key, "hold_back")
            others = tuple(Atom(name, each) for name in STEP_CONCLUSIONS if name not in bringing)
            absent = tuple(Atom(name, each) for name in bringing)
            yield Mismatch(f"expected step `{each}` as {told}, got {_quote_names(notes)}", absent, others)


def _compare_rules(key: str, expected: tuple[str, ...], fired_rules: set[str]) -> Iterator[Mismatch]:
    for rule in expected:
        if key == "fires" and rule not in fired_rules:
            yield Mismatch(f"expected rule `{rule}` to fire, but it stayed silent")
        elif key == "silent" and rule in fired_rules:
            yield Mismatch(f"expected rule `{rule}` to stay silent, but it fired")


def _quote_names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


def _describe_possible_values(possible: list[str]) -> str:
    return f", since {_quote_names(possible)} are possible" if len(possible) > 1 else ""
