"""How two pieces of advice for one company differ, part by part, as values that can be counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from advisor.model.advice import Advice, Reason, StepAdvice

OTHER_WORDS, OTHER_REASONS, OTHER_ORDER = "in other words", "for other reasons", "in another order"
_TOLD = (OTHER_WORDS, OTHER_REASONS, OTHER_ORDER)
_SILENT = (None, "fails")


class Difference(NamedTuple):
    """One kind of difference: the part of the advice, the id of what differs in it ("" where the part is one whole).

    `before` and `after` are what stands there, None for nothing; `after` may be one of the phrases of this module.
    """

    part: str
    id: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        what = f"{self.part} `{self.id}`" if self.id else f"the {self.part}"
        verb = "are" if self.part.endswith("s") and not self.id else "is"
        if self.after in _TOLD:
            return f"{what} {verb} told {self.after}"
        if self.before is None:
            return f"{what} {verb} added{_status(self.after)}"
        if self.after is None:
            return f"{what} {verb} left out{_status(self.before)}"
        return f"{what} changes from `{self.before}` to `{self.after}`"


def _status(value: str | None) -> str:
    return f" ({value})" if value else ""


def differences(old: Advice, new: Advice) -> tuple[Difference, ...]:
    """Everything in which two pieces of advice differ: verdict, state, move, reasons, steps, notes and cautions."""
    return tuple(dict.fromkeys(_all(old, new)))


def _all(old: Advice, new: Advice) -> Iterator[Difference]:
    yield from _wholes(old, new)
    yield from _reasons(old.reasons, new.reasons)
    yield from _steps(old.steps, new.steps)
    for part, one, other in (("step in place", old.done, new.done), ("step for later", old.not_yet, new.not_yet)):
        yield from _listed(part, {each.id: each.grounds for each in one}, {each.id: each.grounds for each in other})
    cautions = ({each.id: each.text for each in advice.cautions} for advice in (old, new))
    yield from _listed("caution", *cautions)


def _wholes(old: Advice, new: Advice) -> Iterator[Difference]:
    wholes = {
        "verdict": (old.verdict, new.verdict),
        "state": (old.relationship.state or "unknown", new.relationship.state or "unknown"),
        "move": tuple(f"{each.move.from_} to {each.move.to}" if each.move else "none" for each in (old, new)),
    }
    for part, (before, after) in wholes.items():
        if before != after:
            yield Difference(part, "", before, after)
    if old.verdict == new.verdict:
        possible = (", ".join(sorted(each.possible_verdicts)) for each in (old, new))
        before, after = possible
        if before != after:
            yield Difference("possible verdicts", "", before, after)
        if (old.headline, old.meaning) != (new.headline, new.meaning):
            yield Difference("verdict", "", "", OTHER_WORDS)
        if {each.text for each in old.grounds} != {each.text for each in new.grounds}:
            yield Difference("verdict", "", "", OTHER_REASONS)


def _reasons(old: Iterable[Reason], new: Iterable[Reason]) -> Iterator[Difference]:
    """Reasons that hold or are open in one advice and not so in the other; one that fails is told like none."""
    before, after = ({each.rule: each for each in reasons} for reasons in (old, new))
    for rule in dict.fromkeys((*before, *after)):
        one, other = before.get(rule), after.get(rule)
        was, is_now = (_said(each) for each in (one, other))
        if was != is_now:
            yield Difference("reason", rule, was, is_now)
        elif was and one and other and one.because != other.because:
            yield Difference("reason", rule, was, OTHER_WORDS)


def _said(reason: Reason | None) -> str | None:
    if reason is None or reason.status in _SILENT:
        return None
    return f"{reason.status}, for {reason.favours}"


def _steps(old: list[StepAdvice], new: list[StepAdvice]) -> Iterator[Difference]:
    before, after = ({step.id: _words(step) for step in steps} for steps in (old, new))
    yield from _listed("step", before, after)
    both = before.keys() & after.keys()
    if [step.id for step in old if step.id in both] != [step.id for step in new if step.id in both]:
        yield Difference("steps", "", "", OTHER_ORDER)
    reasons = {step.id: step.because for step in old}
    for step in new:
        if step.id in both and before[step.id] == after[step.id] and reasons[step.id] != step.because:
            yield Difference("step", step.id, "", OTHER_REASONS)


def _words(step: StepAdvice) -> tuple[object, ...]:
    details = tuple((each.id, each.title, each.text) for each in step.details)
    return step.title, step.what, step.first, step.owner, step.sign, step.variant, details


def _listed(part: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Difference]:
    """What stands in one list and not in the other, or in both with other words."""
    for name in dict.fromkeys((*old, *new)):
        if name not in old:
            yield Difference(part, name, None, "")
        elif name not in new:
            yield Difference(part, name, "", None)
        elif old[name] != new[name]:
            yield Difference(part, name, "", OTHER_WORDS)
