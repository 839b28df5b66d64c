"""What a comparison says about the share of possible companies that get another verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from advisor.authoring.diff.advice_differences import format_verdict
from advisor.authoring.diff.verdict_share import VerdictShare
from advisor.authoring.population.populations import BASIS_SCORES, BASIS_SIGNS, BASIS_STATED
from advisor.model.word_lists import join_alternatives

_BASIS_PHRASES = {
    BASIS_STATED: "that state their relationship",
    BASIS_SCORES: "with scores",
    BASIS_SIGNS: "with signs of their relationship",
    "": "of all kinds",
}


def build_share_data(share: VerdictShare) -> dict[str, Any]:
    """Build the JSON form of one share."""
    return {
        "known_by": share.basis or None,
        "share": share.share,
        "exact": not share.sampled,
        "sampled": share.sampled,
        "interval": [share.low, share.high],
        "states": dict(share.states),
        "turns": [{"before": old, "after": new, "share": part} for (old, new), part in share.changes.items()],
    }


def format_shares(shares: Sequence[VerdictShare] | None) -> Iterator[str]:
    """Yield the lines about the shares; None if they cannot be computed."""
    if shares is None:
        yield "Cannot compute the share of possible companies that get another verdict:"
        yield "  the question of a fact has other answers, so old and new answers cannot be compared"
        return
    if not any(share.share or share.sampled for share in shares):
        companies = join_alternatives([_BASIS_PHRASES[share.basis] for share in shares])
        yield f"No possible company gets another verdict (exact, for companies {companies})"
        return
    yield (
        "Share of all possible companies that get another verdict "
        "(each combination of answers, each state and each total score counts the same):"
    )
    for share in shares:
        yield f"  companies {_BASIS_PHRASES[share.basis]}: {_format_percent(share.share)} ({_format_precision(share)})"
        states = [f"{state} {_format_percent(part)}" for state, part in share.states.items() if state]
        if share.share and states:
            yield f"    by state: {', '.join(states)}"
        for (before, after), part in sorted(share.changes.items(), key=lambda item: -item[1]):
            yield f"    from {_format_verdicts(before)} to {_format_verdicts(after)}: {_format_percent(part)}"


def _format_precision(share: VerdictShare) -> str:
    if not share.sampled:
        return "exact"
    interval = f"95 % interval {_format_percent(share.low)} to {_format_percent(share.high)}"
    return f"estimated from {share.sampled:,} companies drawn at random; {interval}"


def _format_verdicts(verdicts: str) -> str:
    """Format the verdicts of one company: none, one, or several that contradict each other."""
    text = " and ".join(map(format_verdict, verdicts.split(" and ")))
    return f"{text} at once (a contradiction, so no advice)" if " and " in verdicts else text


def _format_percent(share: float) -> str:
    """Format a share in percent; only 0 and 1 look like none and all."""
    percent = 100 * share
    if 0 < percent < 0.01:
        return "less than 0.01 %"
    return "more than 99.99 %" if 99.99 < percent < 100 else f"{percent:.2f} %"
