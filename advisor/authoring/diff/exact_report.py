"""What a comparison says about all companies that answer every question, and what it only samples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.authoring.diff.compare import VersionComparison
from advisor.authoring.diff.confirmed_changes import ConfirmedChange
from advisor.authoring.diff.exact_changes import ADDED, OTHER_RULES, OUTCOMES, REMOVED
from advisor.authoring.diff.example_text import collect_answers
from advisor.authoring.diff.shown_conclusions import ShownId
from advisor.authoring.population.populations import BASIS_SCORES, BASIS_SIGNS, BASIS_STATED
from advisor.model.word_lists import format_count, join_words

MAX_IDS = 10
"""Maximum number of ids listed in one line of a text."""
SAMPLED = ("companies that leave questions open", "single answers of a survey", "texts, weeks and the order of steps")
"""What is compared only for the given companies and for possible companies near the changes."""
_WAYS = {BASIS_STATED: "stated", BASIS_SCORES: "from one total score", BASIS_SIGNS: "from signs"}
_HOW = {ADDED: "only now", REMOVED: "only before", OTHER_RULES: "for other reasons"}


def format_exact(comparison: VersionComparison) -> Iterator[str]:
    """Yield the lines that say what is exact, with the changes of each part, and what is sampled."""
    exact = comparison.exact
    if exact is None:
        if comparison.shares is None:
            yield "Sampled: everything else, because old and new answers cannot be compared"
        else:
            yield "Sampled: everything else, because the rules distinguish too many companies"
        return
    ways = [_WAYS[name] for name in exact.populations if name]
    level = f" (level {join_words(ways)})" if ways else ""
    yield f"Compared exactly, for all companies that answer every question{level}:"
    direct = [each for each in comparison.confirmed if not each.change.follows or each.change.shown.part in OUTCOMES]
    followers = {each.change.shown for each in comparison.confirmed} - {each.change.shown for each in direct}
    changed = {each.change.shown for each in direct}
    compared = format_count(len(exact.compared), "part of the advice", "parts of the advice")
    differ = (
        f"{format_count(len(changed), 'differs', 'differ')} for some company"
        if changed
        else "the same for every company"
    )
    yield f"  {compared} that the change can affect: {differ}"
    yield from (f"  {line}" for line in _format_changes(direct))
    if followers:
        more = format_count(len(followers), "more part differs", "more parts differ")
        yield f"  {more} only for companies that get another verdict, level or move"
    for names, reason in ((exact.given_up, "too many cases"), (comparison.unconfirmed, "no example confirms it")):
        if names:
            yield f"  Sampled, because of {reason}: {_join_ids([f'{each.part} `{each.id}`' for each in names])}"
    if exact.limited:
        yield "  Sampled: companies with an answer that only one of the two versions knows"
    yield f"Sampled: {join_words(SAMPLED)}"


def _format_changes(changes: list[ConfirmedChange]) -> Iterator[str]:
    """Yield a line for each part and way of changing."""
    groups: dict[tuple[str, str], dict[str, None]] = {}
    for change, _ in changes:
        groups.setdefault((change.shown.part, change.how), {})[change.shown.id] = None
    for (part, how), ids in groups.items():
        names = _join_ids([f"`{name}`" for name in ids if name])
        yield f"{part} {_HOW[how]}: {names}" if names else f"any advice {_HOW[how]}"


def _join_ids(names: list[str]) -> str:
    more = len(names) - MAX_IDS
    return ", ".join(names[:MAX_IDS]) + (f" and {more} more" if more > 0 else "")


def build_exact_data(comparison: VersionComparison) -> Mapping[str, Any] | None:
    """Build the key `exact` of the JSON form; None if nothing was compared exactly."""
    exact = comparison.exact
    if exact is None:
        return None
    return {
        "companies": "all that answer every question",
        "known_by": [name or None for name in exact.populations],
        "same_answers_only": exact.limited,
        "compared": len(exact.compared),
        "changes": [_build_change_data(each) for each in comparison.confirmed],
        "unconfirmed": list(map(_build_id, comparison.unconfirmed)),
        "too_many_cases": list(map(_build_id, exact.given_up)),
        "without_effect": list(comparison.proven),
        "sampled": list(SAMPLED),
    }


def _build_id(shown: ShownId) -> dict[str, str]:
    return shown._asdict()


def _build_change_data(confirmed: ConfirmedChange) -> dict[str, Any]:
    change, example = confirmed
    return {
        **_build_id(change.shown),
        "change": change.how,
        "rules": list(change.rules),
        "only_with_other_outcome": change.follows,
        "known_by": change.known_by or None,
        "from_counts": change.counted,
        "example": collect_answers(example),
    }
