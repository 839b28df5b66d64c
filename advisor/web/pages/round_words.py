"""The words of all pages about a round: the names of groups and people, and what a report of it will not show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.model.instrument import Instrument
from advisor.model.responses import FUNCTIONS, ROLES
from advisor.model.word_lists import format_count, join_words

_HEAD, _STAFF = ROLES


def name_groups(instrument: Instrument) -> Mapping[tuple[str, str], str]:
    """Return the name of each group by function and role: `Head of Sales`, `Sales staff`."""
    titles = {function: instrument.functions[function][0] for function in FUNCTIONS}
    heads = {(function, _HEAD): f"Head of {title}" for function, title in titles.items()}
    return heads | {(function, _STAFF): f"{title} staff" for function, title in titles.items()}


def count_teams(people: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Count the people of each team, from pairs of a team and a number of people."""
    counts = dict.fromkeys(FUNCTIONS, 0)
    for function, count in people:
        counts[function] += count
    return counts


def describe_small_groups(counts: Mapping[str, int], min_group: int, instrument: Instrument) -> list[str]:
    """Say which teams are too small to be shown, and what follows; empty if none is.

    Args:
        counts: how many people of each team answered. Only these numbers decide here, never an answer.
        min_group: the smallest group that a report shows.
        instrument: has the names of the teams.
    """
    titles = {function: instrument.functions[function][0] for function in counts}
    if sum(counts.values()) < min_group:
        people = format_count(sum(counts.values()), "person", "people")
        return [
            f"{people} answered, and the report shows no group of fewer than {min_group}. So it shows no scores, only "
            "the level."
        ]
    small = [function for function, count in counts.items() if 0 < count < min_group]
    sentences = [
        f"Nobody of {titles[function]} answered, so the report cannot compare the teams."
        for function, count in counts.items()
        if not count
    ]
    for function in small:
        missing = min_group - counts[function]
        people = format_count(counts[function], "person", "people")
        more = f"{missing} more {'is' if missing == 1 else 'are'} needed"
        sentences.append(f"{titles[function]} is too small to be shown: {people} answered, and {more}.")
    others = [titles[function] for function, count in counts.items() if count >= min_group]
    if small and others:
        names = join_words([titles[function] for function in small])
        sentences.append(
            f"The report does not show the scores of {join_words(others)} either: from them and the scores of the "
            f"company, anybody could calculate those of {names}."
        )
    return sentences


def describe_consent(*, may_show_heads: bool) -> str:
    """Say whether the report can show the heads' scores, and why."""
    if may_show_heads:
        return "The report can show the heads' scores, because each head who answered agreed."
    return "The report does not show the heads' scores, because not each head agreed, or no head answered."
