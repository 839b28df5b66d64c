"""Differences between two pieces of advice for one company, part by part, as values that can be counted.

Parts with names are compared one by one, and each other field of an advice as a whole. A field that is added to the
advice later is therefore compared too. The only exceptions are the fields that say how the advice was computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from advisor.model.advice import Advice, Ground, Reason, Relationship
from advisor.model.rulebase import NO_VERDICT

OTHER_WORDS, OTHER_REASONS, OTHER_ORDER = "other wording", "other reasons", "another order"
OTHER_SOURCE, OTHER_WEEKS, OTHER_PLACE = "another source", "other weeks", "another place"
OTHER_DETAILS, OTHER_CONTENT = "other details", "other content"
_CHANGE_PHRASES = (OTHER_WORDS, OTHER_REASONS, OTHER_ORDER, OTHER_SOURCE, OTHER_WEEKS, OTHER_PLACE, OTHER_DETAILS)
REFUSAL_PREFIX = "refused: "
IGNORED_FIELDS = frozenset(("schema", "company", "trace", "rulebase", "would_change_complete"))
"""The fields that say how the advice was computed, and for which company."""
MINOR_PARTS = {"open_questions": "open questions", "would_change": "answers that would change the verdict"}
"""The parts about open or other answers: they follow from rules that do not yet apply to a company."""
_LISTED = {"done": "step in place", "not_yet": "step for later", "cautions": "caution", "context": "further reading"}
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
"""The phrase for a field that differs; for all other fields it is OTHER_WORDS."""


class AdviceDifference(NamedTuple):
    """One kind of difference: the part of the advice, and the id of the entry that differs ("" for a whole part).

    `before` and `after` are the contents, None if there is none; `after` may also be one of the phrases of this module.
    For the part `advice`, they are "" or REFUSAL_PREFIX and the reason why no advice can be given.
    """

    part: str
    id: str
    before: str | None
    after: str | None

    @property
    def is_minor(self) -> bool:
        """Whether only the open questions or the effects of other answers differ."""
        return self.part in MINOR_PARTS.values()

    def __str__(self) -> str:
        return format_difference(self.part, [self.id] if self.id else [], self.before, self.after)


def format_difference(part: str, ids: Sequence[str], before: str | None, after: str | None) -> str:
    """Format a difference as a clause, such as "the verdict changes from `stay` to `tighten`".

    Args:
        part: The part of the advice that differs.
        ids: The ids of the entries that differ in this way; none for a whole part.
        before: The content in the old advice, as in AdviceDifference.
        after: The content in the new advice, as in AdviceDifference.

    Returns:
        One clause, without a capital letter or a full stop.
    """
    if part == "advice":
        if after:
            return f"no advice can be given any more: {after.removeprefix(REFUSAL_PREFIX)}"
        return f"advice can be given now; before, it could not: {(before or '').removeprefix(REFUSAL_PREFIX)}"
    is_plural = len(ids) > 1 or (not ids and (part.endswith("s") or part.startswith(("steps ", "answers "))))
    name = (_format_plural(part) if len(ids) > 1 else part) if ids else f"the {part}"
    subject = " ".join([name, *([", ".join(f"`{each}`" for each in ids)] if ids else [])])
    if after == OTHER_CONTENT:
        return f"{subject} change{'' if is_plural else 's'}"
    if after in _CHANGE_PHRASES:
        return f"{subject} {'have' if is_plural else 'has'} {after}"
    if before is not None and after is not None:
        return f"{subject} change{'' if is_plural else 's'} from {format_verdict(before)} to {format_verdict(after)}"
    status = after if before is None else before
    change = "added" if before is None else "removed"
    return f"{subject} {'are' if is_plural else 'is'} {change}{f' ({status})' if status else ''}"


def _format_plural(part: str) -> str:
    first, space, rest = part.partition(" ")
    return part if part == "further reading" else f"{first}s{space}{rest}"


def format_verdict(value: str) -> str:
    """Format a verdict (or another value) in backticks, and NO_VERDICT as "no verdict"."""
    return "no verdict" if value == NO_VERDICT else f"`{value}`"


def compare_advice(old: Advice, new: Advice) -> tuple[AdviceDifference, ...]:
    """Return every difference between two pieces of advice, each once.

    A change of the listed sources follows from the parts that cite them; it is returned only if nothing else differs.
    """
    differences = tuple(dict.fromkeys(_iter_differences(old, new)))
    return tuple(each for each in differences if each.part != "sources") or differences


def _iter_differences(old: Advice, new: Advice) -> Iterator[AdviceDifference]:
    yield from _compare_verdicts(old, new)
    yield from _compare_relationships(old.relationship, new.relationship)
    moves = (f"{each.move.from_} to {each.move.to}" if each.move else "no move" for each in (old, new))
    yield from _compare_values("move", *moves)
    yield from _compare_lists("reason", old.reasons, new.reasons, lambda each: str(each.rule), _describe_reason)
    yield from _compare_lists("step", old.steps, new.steps, _get_id, ignored_fields=("because",))
    for field, part in _LISTED.items():
        yield from _compare_lists(part, getattr(old, field), getattr(new, field), _get_id)
    compared = IGNORED_FIELDS | _COMPARED_FIELDS | _LISTED.keys()
    for field in Advice._fields:
        if field not in compared and getattr(old, field) != getattr(new, field):
            yield AdviceDifference(MINOR_PARTS.get(field, field.replace("_", " ")), "", "", OTHER_CONTENT)


def _compare_values(part: str, before: str, after: str) -> Iterator[AdviceDifference]:
    if before != after:
        yield AdviceDifference(part, "", before, after)


def _compare_verdicts(old: Advice, new: Advice) -> Iterator[AdviceDifference]:
    """Compare the verdicts; if they are the same, also the possible verdicts and the wording."""
    before, after = (each.verdict for each in (old, new))
    yield from _compare_values("verdict", before, after)
    if before == after:
        possible = (", ".join(sorted(each.possible_verdicts)) for each in (old, new))
        yield from _compare_values("possible verdicts", *possible)
        if (old.headline, old.meaning) != (new.headline, new.meaning):
            yield AdviceDifference("verdict", "", "", OTHER_WORDS)
        yield from _compare_grounds("verdict", "", old.grounds, new.grounds)


def _compare_relationships(old: Relationship, new: Relationship) -> Iterator[AdviceDifference]:
    yield from _compare_values("basis of the state", old.basis, new.basis)
    yield from _compare_values("state", old.state or "unknown", new.state or "unknown")
    if old.state == new.state:
        yield from _compare_values("possible states", *(", ".join(each.possible_states) for each in (old, new)))
        yield from _compare_fields("state", "", old, new, ("state", "basis", "possible_states"))


def _get_id(entry: Any) -> str:
    return str(entry.id)


def _describe_reason(reason: Reason) -> str:
    return f"{reason.status}, for {reason.favours}"


def _compare_lists(
    part: str,
    old: Sequence[Any],
    new: Sequence[Any],
    key: Callable[[Any], str],
    describe: Callable[[Any], str] = lambda _entry: "",
    ignored_fields: Iterable[str] = (),
) -> Iterator[AdviceDifference]:
    """Yield the entries that only one list has, those that differ, and a change of order."""
    before, after = _group_by_key(old, key), _group_by_key(new, key)
    for name in dict.fromkeys((*before, *after)):
        old_entries, new_entries = before.get(name, []), after.get(name, [])
        values = [", ".join(map(describe, each)) if each else None for each in (old_entries, new_entries)]
        if values[0] != values[1]:
            yield AdviceDifference(part, name, *values)
        elif len(old_entries) != len(new_entries):
            yield AdviceDifference(part, name, "", OTHER_CONTENT)
        else:
            for old_entry, new_entry in zip(old_entries, new_entries, strict=True):
                yield from _compare_fields(part, name, old_entry, new_entry, ignored_fields)
    if [name for name in before if name in after] != [name for name in after if name in before]:
        yield AdviceDifference(_format_plural(part), "", "", OTHER_ORDER)


def _group_by_key(entries: Iterable[Any], key: Callable[[Any], str]) -> Mapping[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    return groups


def _compare_fields(part: str, name: str, old: Any, new: Any, ignore: Iterable[str] = ()) -> Iterator[AdviceDifference]:
    """Yield the fields that differ between two entries with the same name."""
    for field in old._fields:
        before, after = getattr(old, field), getattr(new, field)
        if field in ignore or before == after:
            continue
        if field == "grounds":
            yield from _compare_grounds(part, name, before, after)
        else:
            yield AdviceDifference(part, name, "", _FIELD_PHRASES.get(field, OTHER_WORDS))


def _compare_grounds(part: str, name: str, old: Sequence[Ground], new: Sequence[Ground]) -> Iterator[AdviceDifference]:
    """Yield other reasons if other rules give the grounds, else their other wording or source."""
    if [each.rule for each in old] != [each.rule for each in new]:
        yield AdviceDifference(part, name, "", OTHER_REASONS)
    elif [each.text for each in old] != [each.text for each in new]:
        yield AdviceDifference(part, name, "", OTHER_WORDS)
    elif old != new:
        yield AdviceDifference(part, name, "", OTHER_SOURCE)
