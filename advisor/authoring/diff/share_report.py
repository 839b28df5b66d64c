"""Shares of all possible companies, told: each way in which a state may be known has its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from advisor.authoring.diff.population import BASIS_SCORES, BASIS_SIGNS, BASIS_STATED
from advisor.authoring.diff.population_shares import VerdictShare

_BASIS_PHRASES = {
    BASIS_STATED: "state their relationship",
    BASIS_SCORES: "are scored",
    BASIS_SIGNS: "are read from signs",
    "": "are possible",
}


def format_shares(verdict_shares: Sequence[VerdictShare] | None) -> Iterator[str]:
    """What share of possible companies gets another verdict; None where it cannot be told."""
    if verdict_shares is None:
        yield "For which share of all possible companies the verdict differs cannot be told:"
        yield "  some fact is asked in another way, so that old and new answers do not compare"
        return
    counted = "every combination of answers, every state and every total of scores counts the same"
    if not any(share.share or share.sampled for share in verdict_shares):
        ways = " or ".join(_BASIS_PHRASES[share.way] for share in verdict_shares)
        yield f"No possible company gets another verdict, of those that {ways} (exact)"
        return
    yield f"Another verdict, of all possible companies ({counted}):"
    for share in verdict_shares:
        yield f"  of those that {_BASIS_PHRASES[share.way]}: {_format_percent(share.share)} ({_format_precision(share)})"
        states = [f"{state} {_format_percent(each)}" for state, each in share.states.items() if state]
        if share.share and states:
            yield f"    by state: {', '.join(states)}"
        for (before, after), each in sorted(share.turns.items(), key=lambda item: -item[1]):
            yield f"    from {_format_verdict(before)} to {_format_verdict(after)}: {_format_percent(each)}"


def _format_precision(share: VerdictShare) -> str:
    if not share.sampled:
        return "exact"
    interval = f"95 % interval {_format_percent(share.low)} to {_format_percent(share.high)}"
    return f"estimated from {share.sampled:,} companies drawn at random; {interval}"


def _format_verdict(verdict: str) -> str:
    """A verdict as a share has it: one, none, or several that contradict each other."""
    if verdict == "none":
        return "no verdict at all"
    values = verdict.split(" and ")
    if len(values) > 1:
        return f"{' and '.join(f'`{each}`' for each in values)} at once (a contradiction: no advice is given)"
    return f"`{verdict}`"


def _format_percent(share: float) -> str:
    """A share in percent; one that is not none and not all never looks so."""
    percent = 100 * share
    if 0 < percent < 0.01:
        return "less than 0.01 %"
    return "more than 99.99 %" if 99.99 < percent < 100 else f"{percent:.2f} %"


def build_shares_data(verdict_shares: Sequence[VerdictShare] | None) -> list[dict[str, Any]] | None:
    """The shares as data."""
    return None if verdict_shares is None else [_build_share_data(share) for share in verdict_shares]


def _build_share_data(share: VerdictShare) -> dict[str, Any]:
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
