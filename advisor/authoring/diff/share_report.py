"""Shares of all possible companies, told: each way in which a state may be known has its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from advisor.authoring.diff.population import SCORES, SIGNS, STATED
from advisor.authoring.diff.population_shares import Share

_WAYS = {STATED: "state their relationship", SCORES: "are scored", SIGNS: "are read from signs", "": "are possible"}


def shares(of_ways: Sequence[Share] | None) -> Iterator[str]:
    """What share of possible companies gets another verdict; None where it cannot be told."""
    if of_ways is None:
        yield "For which share of all possible companies the verdict differs cannot be told:"
        yield "  some fact is asked in another way, so that old and new answers do not compare"
        return
    counted = "every combination of answers, every state and every total of scores counts the same"
    if not any(share.share or share.sampled for share in of_ways):
        ways = " or ".join(_WAYS[share.way] for share in of_ways)
        yield f"No possible company gets another verdict, of those that {ways} (exact)"
        return
    yield f"Another verdict, of all possible companies ({counted}):"
    for share in of_ways:
        yield f"  of those that {_WAYS[share.way]}: {_percent(share.share)} ({_how(share)})"
        states = [f"{state} {_percent(each)}" for state, each in share.states.items() if state]
        if share.share and states:
            yield f"    by state: {', '.join(states)}"
        for (before, after), each in sorted(share.turns.items(), key=lambda item: -item[1]):
            yield f"    from {_verdict(before)} to {_verdict(after)}: {_percent(each)}"


def _how(share: Share) -> str:
    if not share.sampled:
        return "exact"
    interval = f"95 % interval {_percent(share.low)} to {_percent(share.high)}"
    return f"estimated from {share.sampled:,} companies drawn at random; {interval}"


def _verdict(told: str) -> str:
    """A verdict as a share has it: one, none, or several that contradict each other."""
    if told == "none":
        return "no verdict at all"
    values = told.split(" and ")
    if len(values) > 1:
        return f"{' and '.join(f'`{each}`' for each in values)} at once (a contradiction: no advice is given)"
    return f"`{told}`"


def _percent(share: float) -> str:
    """A share in percent; one that is not none and not all never looks so."""
    percent = 100 * share
    if 0 < percent < 0.01:
        return "less than 0.01 %"
    return "more than 99.99 %" if 99.99 < percent < 100 else f"{percent:.2f} %"


def shares_data(of_ways: Sequence[Share] | None) -> list[dict[str, Any]] | None:
    """The shares as data."""
    return None if of_ways is None else [_data(share) for share in of_ways]


def _data(share: Share) -> dict[str, Any]:
    turns = [{"before": turn[0], "after": turn[1], "share": each} for turn, each in share.turns.items()]
    return {
        "known_by": share.way or None,
        "share": share.share,
        "exact": not share.sampled,
        "sampled": share.sampled,
        "interval": [share.low, share.high],
        "states": dict(share.states),
        "turns": turns,
    }
