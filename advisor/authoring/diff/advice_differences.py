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
OTHER_DETAILS, OTHER_CONTENT = "with other details", "otherwise"
_CHANGE_PHRASES = (OTHER_WORDS, OTHER_REASONS, OTHER_ORDER, OTHER_SOURCE, OTHER_WEEKS, OTHER_PLACE, OTHER_DETAILS)
NO_VERDICT, REFUSAL_PREFIX = "none", "refused: "
IGNORED_FIELDS = frozenset(("schema", "company", "trace", "rulebase"))
"""How the advice was worked out, and for whom."""
MINOR_PARTS = {"open_questions": "open questions", "would_change": "changes that would turn the verdict"}
"""What is told of answers still open, or of others: it follows from rules that do not yet speak for a company."""
_LISTED_PARTS = {
    "done": "step in place",
    "not_yet": "step for later",
    "cautions": "caution",
    "context": "further reading",
}
_COMPARED_FIELDS = frozenset(
    ("verdict", "possible_verdicts", "move", "headline", "meaning", "grounds", "relationship", "reasons", "steps")
)
_FIELD_PHRASES = {
    "source": OTHER_SOURCE,
    "weeks": OTHER_WEEKS,
    "place": OTHER_PLACE,
    "move": OTHER_PLACE,
    "rule": OTHER_REASONS,
    "rules": OTHER_REASONS,
    **dict.fromkeys(("details", "tasks", "facts"), OTHER_DETAILS),
}
"""What it means that a field differs; of all others, that the words do."""


class AdviceDifference(NamedTuple):
    """One kind of difference: the part of the advice, the id of what differs in it ("" where the part is one whole).

    `before` and `after` are what stands there, None for nothing; `after` may be one of the phrases of this module. Of
    the part `advice` they are "" or REFUSED and the reason for which no advice can be given.
    """

    part: str
    id: str
    before: str | None
    after: str | None

    @property
    def is_minor(self) -> bool:
        """Whether it lies in nothing but what is told of open or other answers."""
        return self.part in MINOR_PARTS.values()

    def __str__(self) -> str:
        return format_difference(self.part, [self.id] if self.id else [], self.before, self.after)


def format_difference(part: str, ids: Sequence[str], before: str | None, after: str | None) -> str:
    """A difference in words, of several ids together where they differ alike."""
    if part == "advice":
        return _describe_refusal(before or "", after or "")
    several = len(ids) > 1 or (not ids and (part.endswith("s") or part.startswith(("steps ", "changes "))))
    name = ("" if ids else "the ") + (_format_plural(part) if len(ids) > 1 else part)
    what = " ".join([name, *([", ".join(f"`{each}`" for each in ids)] if ids else [])])
    verb = "are" if several else "is"
    if after in _CHANGE_PHRASES:
        return f"{what} {verb} told {after}"
    if after == OTHER_CONTENT:
        return f"{what} {'differ' if several else 'differs'}"
    if before is None:
        return f"{what} {verb} added{_format_status(after)}"
    if after is None:
        return f"{what} {verb} left out{_format_status(before)}"
    return f"{what} change{'' if several else 's'} from {_format_value(before)} to {_format_value(after)}"


def _format_plural(part: str) -> str:
    first, space, rest = part.partition(" ")
    return part if part == "further reading" else f"{first}s{space}{rest}"


def _describe_refusal(before: str, after: str) -> str:
    if after:
        return f"no advice can be given any more: {after.removeprefix(REFUSAL_PREFIX)}"
    return f"advice is given where none could be before: {before.removeprefix(REFUSAL_PREFIX)}"


def _format_status(value: str | None) -> str:
    return f" ({value})" if value else ""


def _format_value(value: str) -> str:
    return "no verdict at all" if value == NO_VERDICT else f"`{value}`"


def compare_advice(old: Advice, new: Advice) -> tuple[AdviceDifference, ...]:
    """Everything in which two pieces of advice differ, but for what tells how they were worked out.

    That other sources are listed follows from the parts that cite them, and is told only where nothing else differs.
    """
    found = tuple(dict.fromkeys(_iter_differences(old, new)))
    return tuple(each for each in found if each.part != "sources") or found


def _iter_differences(old: Advice, new: Advice) -> Iterator[AdviceDifference]:
    yield from _compare_verdicts(old, new)
    yield from _compare_relationships(old.relationship, new.relationship)
    moves = (f"{each.move.from_} to {each.move.to}" if each.move else "no move" for each in (old, new))
    yield from _compare_values("move", *moves)
    yield from _compare_lists("reason", old.reasons, new.reasons, lambda each: str(each.rule), _describe_reason)
    yield from _compare_lists("step", old.steps, new.steps, _get_id, ignored_fields=("because",))
    for field, part in _LISTED_PARTS.items():
        yield from _compare_lists(part, getattr(old, field), getattr(new, field), _get_id)
    for field in Advice._fields:
        if field not in IGNORED_FIELDS | _COMPARED_FIELDS | _LISTED_PARTS.keys() and getattr(old, field) != getattr(
            new, field
        ):
            yield AdviceDifference(MINOR_PARTS.get(field, field.replace("_", " ")), "", "", OTHER_CONTENT)


def _compare_values(part: str, before: str, after: str) -> Iterator[AdviceDifference]:
    if before != after:
        yield AdviceDifference(part, "", before, after)


def _compare_verdicts(old: Advice, new: Advice) -> Iterator[AdviceDifference]:
    """The verdict; where it stays, what is possible and how it is told."""
    before, after = (_get_verdict(each) for each in (old, new))
    yield from _compare_values("verdict", before, after)
    if before == after:
        yield from _compare_values(
            "possible verdicts", *(", ".join(sorted(each.possible_verdicts)) for each in (old, new))
        )
        if (old.headline, old.meaning) != (new.headline, new.meaning):
            yield AdviceDifference("verdict", "", "", OTHER_WORDS)
        yield from _compare_grounds("verdict", "", old.grounds, new.grounds)


def _get_verdict(advice: Advice) -> str:
    """The verdict; NO_VERDICT where no further answer could bring one."""
    return NO_VERDICT if advice.verdict == UNDETERMINED and not advice.possible_verdicts else advice.verdict


def _compare_relationships(old: Relationship, new: Relationship) -> Iterator[AdviceDifference]:
    yield from _compare_values("basis of the state", old.basis, new.basis)
    yield from _compare_values("state", old.state or "unknown", new.state or "unknown")
    if old.state == new.state:
        yield from _compare_values("possible states", *(", ".join(each.possible_states) for each in (old, new)))
        yield from _compare_fields("state", "", old, new, ("state", "basis", "possible_states"))


def _get_id(entry: Any) -> str:
    return str(entry.id)


def _describe_nothing(_entry: Any) -> str:
    return ""


def _describe_reason(reason: Reason) -> str:
    return f"{reason.status}, for {reason.favours}"


def _compare_lists(
    part: str,
    old: Sequence[Any],
    new: Sequence[Any],
    key: Callable[[Any], str],
    describe: Callable[[Any], str] = _describe_nothing,
    ignored_fields: Iterable[str] = (),
) -> Iterator[AdviceDifference]:
    """What stands in one list and not in the other, in both but not alike, or in another order."""
    before, after = _group_by_key(old, key), _group_by_key(new, key)
    for name in dict.fromkeys((*before, *after)):
        ones, others = before.get(name, []), after.get(name, [])
        was, is_now = (", ".join(map(describe, each)) if each else None for each in (ones, others))
        if was != is_now:
            yield AdviceDifference(part, name, was, is_now)
        elif len(ones) != len(others):
            yield AdviceDifference(part, name, "", OTHER_CONTENT)
        else:
            for one, other in zip(ones, others, strict=True):
                yield from _compare_fields(part, name, one, other, ignored_fields)
    if [name for name in before if name in after] != [name for name in after if name in before]:
        yield AdviceDifference(_format_plural(part), "", "", OTHER_ORDER)


def _group_by_key(entries: Iterable[Any], key: Callable[[Any], str]) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for each in entries:
        found.setdefault(key(each), []).append(each)
    return found


def _compare_fields(
    part: str, name: str, old: Any, new: Any, ignored_fields: Iterable[str] = ()
) -> Iterator[AdviceDifference]:
    """What differs between two entries of one name, told by what its field means."""
    for field in old._fields:
        one, other = getattr(old, field), getattr(new, field)
        if field in ignored_fields or one == other:
            continue
        if field == "grounds":
            yield from _compare_grounds(part, name, one, other)
        else:
            yield AdviceDifference(part, name, "", _FIELD_PHRASES.get(field, OTHER_WORDS))


def _compare_grounds(part: str, name: str, old: Sequence[Ground], new: Sequence[Ground]) -> Iterator[AdviceDifference]:
    """Other reasons where other rules give them, else their words or sources."""
    if [each.rule for each in old] != [each.rule for each in new]:
        yield AdviceDifference(part, name, "", OTHER_REASONS)
    elif [each.text for each in old] != [each.text for each in new]:
        yield AdviceDifference(part, name, "", OTHER_WORDS)
    elif old != new:
        yield AdviceDifference(part, name, "", OTHER_SOURCE)
