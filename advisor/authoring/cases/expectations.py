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
from advisor.model.rulebase import MOVE_TO, OF_STEPS, STATE, VERDICT, RuleBase
from advisor.model.vocabulary import Atom

NO_STATE = "unknown"


class Missed(NamedTuple):
    """A failure as a sentence; the conclusions that had to be drawn and were not, and those that came instead."""

    sentence: str
    absent: tuple[Atom, ...] = ()
    instead: tuple[Atom, ...] = ()


def missed(key: str, wanted: tuple[str, ...], advice: Advice, rulebase: RuleBase) -> Iterator[Missed]:
    """What was expected under one key (docs/rule-base.md) and did not come; said where no rule could bring it."""
    for each in _missed(key, wanted, advice, rulebase.steps):
        if each.absent and not any(atom in rule.then for rule in rulebase.rules for atom in each.absent):
            yield each._replace(sentence=f"{each.sentence}; no rule concludes this")
        else:
            yield each


def _missed(key: str, wanted: tuple[str, ...], advice: Advice, steps: Mapping[str, Step]) -> Iterator[Missed]:
    state = advice.relationship.state or NO_STATE
    if key == VERDICT and wanted != (advice.verdict,):
        got = _quoted([advice.verdict])
        sentence = f"expected the verdict {_quoted(wanted)}, got {got}{_open(advice.possible_verdicts)}"
        instead = _differing(VERDICT, wanted, advice.possible_verdicts)[1]
        yield Missed(sentence, _differing(VERDICT, wanted, [advice.verdict])[0], instead)
    elif key == "possible_verdicts" and {*wanted} != {*advice.possible_verdicts}:
        sentence = f"expected the possible verdicts {_quoted(wanted)}, got {_quoted(advice.possible_verdicts)}"
        yield Missed(sentence, *_differing(VERDICT, wanted, advice.possible_verdicts))
    elif key == STATE and wanted != (state,):
        sentence = f"expected the state {_quoted(wanted)}, got `{state}`{_open(advice.relationship.possible_states)}"
        instead = _differing(STATE, wanted, advice.relationship.possible_states)[1]
        yield Missed(sentence, _differing(STATE, wanted, [state])[0], instead)
    elif key == "move" and wanted != (got_move := (advice.move.from_, advice.move.to) if advice.move else ()):
        words = [f"a move from `{move[0]}` to `{move[-1]}`" if move else "no move" for move in (wanted, got_move)]
        absent, instead = _differing(MOVE_TO, wanted[1:], got_move[1:])
        decided = () if instead else tuple(Atom(VERDICT, each) for each in advice.possible_verdicts)
        yield Missed(f"expected {words[0]}, got {words[1]}", absent, (*instead, *decided))
    elif key == "steps":
        yield from _steps(wanted, {step.id: step.place for step in advice.steps}, steps)
    elif key in ("done", "not_yet"):
        yield from _notes(key, wanted, advice)
    elif key == "cautions":
        came = [caution.id for caution in advice.cautions]
        for each in wanted:
            if each not in came:
                yield Missed(f"expected the caution `{each}`, got {_quoted(came)}", (Atom("caution", each),))
    else:
        yield from _rules(key, wanted, {entry.rule for entry in advice.trace})


def _differing(name: str, wanted: Iterable[str], got: Iterable[str]) -> tuple[tuple[Atom, ...], tuple[Atom, ...]]:
    """What had to be concluded and was not, and what came instead."""
    given = [[each for each in values if each not in (UNDETERMINED, NO_STATE)] for values in (wanted, got)]
    absent = tuple(Atom(name, each) for each in given[0] if each not in given[1])
    return absent, tuple(Atom(name, each) for each in given[1] if each not in given[0])


def _steps(wanted: tuple[str, ...], came: Mapping[str, str], steps: Mapping[str, Step]) -> Iterator[Missed]:
    """`came` are the steps advised, in order, each with the place that rules give it (`first`, `last` or none)."""
    others = tuple(Atom("step", each) for each in came if each not in wanted)
    for each in dict.fromkeys(wanted):
        if each not in came:
            sentence = f"expected the step `{each}`, got {_quoted(came)}"
            yield Missed(sentence, (Atom("step", each),), (*(Atom(name, each) for name in OF_STEPS[1:]), *others))
    there = [each for each in wanted if each in came]
    order = [each for each in came if each in there]
    if there != order:
        sentence = f"expected the steps {_quoted(there)} in this order, but they came as {_quoted(order)}"
        moved = [each for each, other in zip_longest(order, there) if each is not None and each != other]
        turns = "; ".join(f"`{each}` is {_turn(steps[each], came[each])}" for each in moved)
        yield Missed(f"{sentence}{f': {turns}' if turns else ''}", (), tuple(Atom("step", each) for each in moved))


def _turn(step: Step, place: str) -> str:
    """What a step's turn rests on: where a rule places it, its move, and its order there."""
    placed = f"placed {place} by a rule, " if place else ""
    return f"{placed}of the move {step.move}, order {step.order}"


def _notes(key: str, wanted: tuple[str, ...], advice: Advice) -> Iterator[Missed]:
    notes = [note.id for note in (advice.done if key == "done" else advice.not_yet)]
    told = "already in place" if key == "done" else "not yet due"
    for each in wanted:
        if each not in notes:
            bringing = (key,) if key == "done" else (key, "hold_back")
            others = tuple(Atom(name, each) for name in OF_STEPS if name not in bringing)
            absent = tuple(Atom(name, each) for name in bringing)
            yield Missed(f"expected step `{each}` as {told}, got {_quoted(notes)}", absent, others)


def _rules(key: str, wanted: tuple[str, ...], fired: set[str]) -> Iterator[Missed]:
    for rule in wanted:
        if key == "fires" and rule not in fired:
            yield Missed(f"expected rule `{rule}` to fire, but it stayed silent")
        elif key == "silent" and rule in fired:
            yield Missed(f"expected rule `{rule}` to stay silent, but it fired")


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


def _open(possible: list[str]) -> str:
    return f", since {_quoted(possible)} are possible" if len(possible) > 1 else ""
