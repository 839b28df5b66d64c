"""Compare what a case expects with what the rules conclude: a mismatch for each expectation that is not met.

A case expects conclusions (atoms), and rules that fire or stay silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from advisor.consultation import UNDETERMINED, Conclusions
from advisor.model.knowledge import Step
from advisor.model.rulebase import MOVE_TO, NO_VERDICT, STATE, STEP_CONCLUSIONS, VERDICT, RuleBase
from advisor.model.vocabulary import Atom
from advisor.model.word_lists import join_quoted

NO_STATE = "unknown"
ALL_STEPS = "all_steps"
"""The key for the steps that are advised, without any others."""
CONCLUDES = "concludes"
"""The key for conclusions by name; its values are texts such as `tighten_by: table`."""
_NOT_CONCLUDED = (UNDETERMINED, NO_VERDICT, NO_STATE)


class Mismatch(NamedTuple):
    """An expectation that is not met, as a sentence, and the key of `expect` that it is under.

    `missing` are the conclusions that had to be drawn, `unexpected` those that may have been drawn instead.
    """

    sentence: str
    missing: tuple[Atom, ...] = ()
    unexpected: tuple[Atom, ...] = ()
    key: str = VERDICT


def compare_expectation(
    key: str, expected: tuple[str, ...], actual: Conclusions, rulebase: RuleBase
) -> Iterator[Mismatch]:
    """Compare the values under one key of `expect` (docs/rule-base.md) with what the rules conclude.

    The sentence says so if no rule can ever conclude what is missing.
    """
    for mismatch in _compare_key(key, expected, actual, rulebase.steps):
        atoms = frozenset(mismatch.missing)
        is_possible = not atoms or any(not atoms.isdisjoint(rule.then) for rule in rulebase.rules)
        ending = "" if is_possible else "; no rule concludes this"
        yield mismatch._replace(key=key, sentence=f"{mismatch.sentence}{ending}")


def _compare_key(
    key: str, expected: tuple[str, ...], actual: Conclusions, steps: Mapping[str, Step]
) -> Iterator[Mismatch]:
    state = actual.relationship.state or NO_STATE
    if key == VERDICT and expected != (actual.verdict,):
        yield _compare_single(VERDICT, expected, actual.verdict, actual.possible_verdicts)
    elif key == STATE and expected != (state,):
        yield _compare_single(STATE, expected, state, actual.relationship.possible_states)
    elif key == "possible_verdicts" and {*expected} != {*actual.possible_verdicts}:
        sentence = f"expected the possible verdicts {_quote(expected)}, got {_quote(actual.possible_verdicts)}"
        yield Mismatch(sentence, *_compare(VERDICT, expected, actual.possible_verdicts))
    elif key == "move" and expected != (move := (actual.move.from_, actual.move.to) if actual.move else ()):
        moves = [f"a move from `{each[0]}` to `{each[-1]}`" if each else "no move" for each in (expected, move)]
        missing, unexpected = _compare(MOVE_TO, expected[1:], move[1:])
        verdicts = () if unexpected else tuple(Atom(VERDICT, each) for each in actual.possible_verdicts)
        yield Mismatch(f"expected {moves[0]}, got {moves[1]}", missing, (*unexpected, *verdicts))
    elif key == "steps":
        yield from _compare_steps(expected, {step.id: step.place for step in actual.steps}, steps)
    elif key == ALL_STEPS:
        yield from _compare_all_steps(expected, {step.id: step.place for step in actual.steps}, steps)
    elif key in ("done", "not_yet"):
        yield from _compare_notes(key, expected, actual)
    elif key == "cautions":
        cautions = [each.id for each in actual.cautions]
        for caution in expected:
            if caution not in cautions:
                yield Mismatch(f"expected the caution `{caution}`, got {_quote(cautions)}", (Atom("caution", caution),))
    elif key == CONCLUDES:
        yield from _compare_conclusions(expected, actual)
    elif key in ("fires", "silent"):
        for rule in expected:
            if (rule in actual.fired) is (key == "silent"):
                words = "stay silent, but it fired" if key == "silent" else "fire, but it stayed silent"
                yield Mismatch(f"expected rule `{rule}` to {words}")


def _compare_conclusions(expected: Iterable[str], actual: Conclusions) -> Iterator[Mismatch]:
    for text in expected:
        name, _, value = text.partition(": ")
        drawn = actual.record.evidence.get_values(name)
        if value not in drawn:
            others = tuple(Atom(name, each) for each in sorted(drawn))
            sentence = f"expected the conclusion `{text}`, got {_quote(sorted(drawn))}"
            yield Mismatch(sentence, (Atom(name, value),), others)


def _compare_single(name: str, expected: tuple[str, ...], actual: str, possible: list[str]) -> Mismatch:
    because = f", because {_quote(possible)} are possible" if len(possible) > 1 else ""
    sentence = f"expected the {name} {_quote(expected)}, got `{actual}`{because}"
    missing = _compare(name, expected, [actual])[0]
    return Mismatch(sentence, missing, _compare(name, expected, possible)[1])


def _compare(name: str, expected: Iterable[str], actual: Iterable[str]) -> tuple[tuple[Atom, ...], tuple[Atom, ...]]:
    """Return the conclusions that are missing, and those that are there instead."""
    wanted = [Atom(name, value) for value in expected if value not in _NOT_CONCLUDED]
    drawn = [Atom(name, value) for value in actual if value not in _NOT_CONCLUDED]
    return tuple(each for each in wanted if each not in drawn), tuple(each for each in drawn if each not in wanted)


def _compare_steps(expected: Sequence[str], actual: Mapping[str, str], steps: Mapping[str, Step]) -> Iterator[Mismatch]:
    """Compare steps; the `actual` ones are in order, each with where a rule places it (`first`, `last` or "")."""
    others = tuple(Atom("step", each) for each in actual if each not in expected)
    withdrawing = STEP_CONCLUSIONS[1:]
    for name in dict.fromkeys(expected):
        if name not in actual:
            unexpected = (*(Atom(conclusion, name) for conclusion in withdrawing), *others)
            sentence = f"expected the step `{name}`, got {_quote(actual)}"
            yield Mismatch(sentence, (Atom("step", name),), unexpected)
    present = [each for each in expected if each in actual]
    order = [each for each in actual if each in present]
    if present != order:
        moved = [each for each, other in zip_longest(order, present) if each is not None and each != other]
        turns = "; ".join(f"`{each}` {_describe_step_order(steps[each], actual[each])}" for each in moved)
        sentence = f"expected the steps {_quote(present, ', ')} in this order, got {_quote(order, ', ')}"
        yield Mismatch(f"{sentence}{turns and ': '}{turns}", (), tuple(Atom("step", each) for each in moved))


def _compare_all_steps(
    expected: Sequence[str], actual: Mapping[str, str], steps: Mapping[str, Step]
) -> Iterator[Mismatch]:
    yield from _compare_steps(expected, actual, steps)
    for name in actual:
        if name not in expected:
            sentence = f"expected no step but {_quote(expected)}, got `{name}`"
            yield Mismatch(sentence, (), (Atom("step", name),))


def _describe_step_order(step: Step, place: str) -> str:
    placed = f" and a rule places it {place}" if place else ""
    return f"belongs to the move {step.move} with order {step.order}{placed}"


def _compare_notes(key: str, expected: tuple[str, ...], actual: Conclusions) -> Iterator[Mismatch]:
    notes = [note.id for note in (actual.done if key == "done" else actual.not_yet)]
    words = "already in place" if key == "done" else "not yet due"
    conclusions = (key,) if key == "done" else (key, "hold_back")
    for step in expected:
        if step not in notes:
            missing = tuple(Atom(name, step) for name in conclusions)
            others = tuple(Atom(name, step) for name in STEP_CONCLUSIONS if name not in conclusions)
            yield Mismatch(f"expected step `{step}` as {words}, got {_quote(notes)}", missing, others)


def _quote(names: Iterable[str], last_separator: str = " and ") -> str:
    listed = list(names)
    return join_quoted(listed, last_separator) if listed else "none"
