"""How two pieces of advice for one company differ, part by part, as values that can be counted.

Everything that an advice holds is compared, part by part where parts have names, and each other field as one whole, so
that a field that comes to the advice later is not forgotten. Left out is only what tells how it was worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from advisor.consultation import UNDETERMINED
from advisor.model.advice import Advice, Ground, Reason, Relationship

OTHER_WORDS, OTHER_REASONS, OTHER_ORDER = "in other words", "for other reasons", "in another order"
OTHER_SOURCE, OTHER_WEEKS, OTHER_PLACE = "with another source", "for other weeks", "in another place"
OTHER_DETAILS, OTHERWISE = "with other details", "otherwise"
_TOLD = (OTHER_WORDS, OTHER_REASONS, OTHER_ORDER, OTHER_SOURCE, OTHER_WEEKS, OTHER_PLACE, OTHER_DETAILS)
NO_VERDICT, REFUSED = "none", "refused: "
NOT_TOLD = frozenset(("schema", "company", "trace", "rulebase"))
"""How the advice was worked out, and for whom."""
IN_PASSING = {"open_questions": "open questions", "would_change": "changes that would turn the verdict"}
"""What is told of answers still open, or of others: it follows from rules that do not yet speak for a company."""
_KEYED = {"done": "step in place", "not_yet": "step for later", "cautions": "caution", "context": "further reading"}
_TOGETHER = frozenset(
    ("verdict", "possible_verdicts", "move", "headline", "meaning", "grounds", "relationship", "reasons", "steps")
)
_PHRASES = {
    "source": OTHER_SOURCE,
    "weeks": OTHER_WEEKS,
    "place": OTHER_PLACE,
    "move": OTHER_PLACE,
    "rule": OTHER_REASONS,
    "rules": OTHER_REASONS,
    **dict.fromkeys(("details", "tasks", "facts"), OTHER_DETAILS),
}
"""What it means that a field differs; of all others, that the words do."""


class Difference(NamedTuple):
    """One kind of difference: the part of the advice, the id of what differs in it ("" where the part is one whole).

    `before` and `after` are what stands there, None for nothing; `after` may be one of the phrases of this module. Of
    the part `advice` they are "" or REFUSED and the reason for which no advice can be given.
    """

    part: str
    id: str
    before: str | None
    after: str | None

    @property
    def in_passing(self) -> bool:
        """Whether it lies in nothing but what is told of open or other answers."""
        return self.part in IN_PASSING.values()

    def __str__(self) -> str:
        return told(self.part, [self.id] if self.id else [], self.before, self.after)


def told(part: str, ids: Sequence[str], before: str | None, after: str | None) -> str:
    """A difference in words, of several ids together where they differ alike."""
    if part == "advice":
        return _refusal(before or "", after or "")
    several = len(ids) > 1 or (not ids and (part.endswith("s") or part.startswith(("steps ", "changes "))))
    name = ("" if ids else "the ") + (_plural(part) if len(ids) > 1 else part)
    what = " ".join([name, *([", ".join(f"`{each}`" for each in ids)] if ids else [])])
    verb = "are" if several else "is"
    if after in _TOLD:
        return f"{what} {verb} told {after}"
    if after == OTHERWISE:
        return f"{what} {'differ' if several else 'differs'}"
    if before is None:
        return f"{what} {verb} added{_status(after)}"
    if after is None:
        return f"{what} {verb} left out{_status(before)}"
    return f"{what} change{'' if several else 's'} from {_value(before)} to {_value(after)}"


def _plural(part: str) -> str:
    first, space, rest = part.partition(" ")
    return part if part == "further reading" else f"{first}s{space}{rest}"


def _refusal(before: str, after: str) -> str:
    if after:
        return f"no advice can be given any more: {after.removeprefix(REFUSED)}"
    return f"advice is given where none could be before: {before.removeprefix(REFUSED)}"


def _status(value: str | None) -> str:
    return f" ({value})" if value else ""


def _value(value: str) -> str:
    return "no verdict at all" if value == NO_VERDICT else f"`{value}`"


def differences(old: Advice, new: Advice) -> tuple[Difference, ...]:
    """Everything in which two pieces of advice differ, but for what tells how they were worked out.

    That other sources are listed follows from the parts that cite them, and is told only where nothing else differs.
    """
    found = tuple(dict.fromkeys(_all(old, new)))
    return tuple(each for each in found if each.part != "sources") or found


def _all(old: Advice, new: Advice) -> Iterator[Difference]:
    yield from _verdict(old, new)
    yield from _relationship(old.relationship, new.relationship)
    moves = (f"{each.move.from_} to {each.move.to}" if each.move else "no move" for each in (old, new))
    yield from _turned("move", *moves)
    yield from _listed("reason", old.reasons, new.reasons, lambda each: str(each.rule), _said)
    yield from _listed("step", old.steps, new.steps, _id, passed_over=("because",))
    for field, part in _KEYED.items():
        yield from _listed(part, getattr(old, field), getattr(new, field), _id)
    for field in Advice._fields:
        if field not in NOT_TOLD | _TOGETHER | _KEYED.keys() and getattr(old, field) != getattr(new, field):
            yield Difference(IN_PASSING.get(field, field.replace("_", " ")), "", "", OTHERWISE)


def _turned(part: str, before: str, after: str) -> Iterator[Difference]:
    if before != after:
        yield Difference(part, "", before, after)


def _verdict(old: Advice, new: Advice) -> Iterator[Difference]:
    """The verdict; where it stays, what is possible and how it is told."""
    before, after = (_of(each) for each in (old, new))
    yield from _turned("verdict", before, after)
    if before == after:
        yield from _turned("possible verdicts", *(", ".join(sorted(each.possible_verdicts)) for each in (old, new)))
        if (old.headline, old.meaning) != (new.headline, new.meaning):
            yield Difference("verdict", "", "", OTHER_WORDS)
        yield from _grounds("verdict", "", old.grounds, new.grounds)


def _of(advice: Advice) -> str:
    """The verdict; NO_VERDICT where no further answer could bring one."""
    return NO_VERDICT if advice.verdict == UNDETERMINED and not advice.possible_verdicts else advice.verdict


def _relationship(old: Relationship, new: Relationship) -> Iterator[Difference]:
    yield from _turned("basis of the state", old.basis, new.basis)
    yield from _turned("state", old.state or "unknown", new.state or "unknown")
    if old.state == new.state:
        yield from _turned("possible states", *(", ".join(each.possible_states) for each in (old, new)))
        yield from _fields("state", "", old, new, ("state", "basis", "possible_states"))


def _id(entry: Any) -> str:
    return str(entry.id)


def _nothing(_entry: Any) -> str:
    return ""


def _said(reason: Reason) -> str:
    return f"{reason.status}, for {reason.favours}"


def _listed(
    part: str,
    old: Sequence[Any],
    new: Sequence[Any],
    key: Callable[[Any], str],
    said: Callable[[Any], str] = _nothing,
    passed_over: Iterable[str] = (),
) -> Iterator[Difference]:
    """What stands in one list and not in the other, in both but not alike, or in another order."""
    before, after = _by_key(old, key), _by_key(new, key)
    for name in dict.fromkeys((*before, *after)):
        ones, others = before.get(name, []), after.get(name, [])
        was, is_now = (", ".join(map(said, each)) if each else None for each in (ones, others))
        if was != is_now:
            yield Difference(part, name, was, is_now)
        elif len(ones) != len(others):
            yield Difference(part, name, "", OTHERWISE)
        else:
            for one, other in zip(ones, others, strict=True):
                yield from _fields(part, name, one, other, passed_over)
    if [name for name in before if name in after] != [name for name in after if name in before]:
        yield Difference(_plural(part), "", "", OTHER_ORDER)


def _by_key(entries: Iterable[Any], key: Callable[[Any], str]) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for each in entries:
        found.setdefault(key(each), []).append(each)
    return found


def _fields(part: str, name: str, old: Any, new: Any, passed_over: Iterable[str] = ()) -> Iterator[Difference]:
    """What differs between two entries of one name, told by what its field means."""
    for field in old._fields:
        one, other = getattr(old, field), getattr(new, field)
        if field in passed_over or one == other:
            continue
        if field == "grounds":
            yield from _grounds(part, name, one, other)
        else:
            yield Difference(part, name, "", _PHRASES.get(field, OTHER_WORDS))


def _grounds(part: str, name: str, old: Sequence[Ground], new: Sequence[Ground]) -> Iterator[Difference]:
    """Other reasons where other rules give them, else their words or sources."""
    if [each.rule for each in old] != [each.rule for each in new]:
        yield Difference(part, name, "", OTHER_REASONS)
    elif [each.text for each in old] != [each.text for each in new]:
        yield Difference(part, name, "", OTHER_WORDS)
    elif old != new:
        yield Difference(part, name, "", OTHER_SOURCE)
