"""The advice in short: its claims, as many as fit. What does not fit is left out as a whole, and counted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from advisor.model.advice import Advice
from advisor.model.pack_locators import find_authors
from advisor.model.word_lists import join_words
from advisor.programs.claims import Claim
from advisor.programs.shortening import fit

COMPACT_SCHEMA = "advice-compact/1"
COMPACT_BYTES = 4_096
_MOST_IMPORTANT = {"verdict": 2, "level": 1, "reasons": 3, "steps": 3, "cautions": 1, "questions": 2}
"""How many claims of each part come before all others when there is little room."""


def rank_claims(claims: Sequence[Claim]) -> list[Claim]:
    """Return claims by importance: the first ones of each part, then the others in their order."""
    seen: Counter[str] = Counter()
    first: list[Claim] = []
    others: list[Claim] = []
    for claim in claims:
        seen[claim.part] += 1
        (first if seen[claim.part] <= _MOST_IMPORTANT.get(claim.part, 0) else others).append(claim)
    return [*first, *others]


def build_compact(
    advice: Advice, claims: Sequence[Claim], decision_id: str, kept: Sequence[Claim] | None = None
) -> dict[str, Any]:
    """Build the short advice.

    Args:
        advice: the advice.
        claims: the claims of the advice.
        decision_id: the id of the decision.
        kept: those of them to show, in any order; None for all.
    """
    shown = claims if kept is None else [claim for claim in claims if claim in frozenset(kept)]
    left = Counter(claim.part for claim in claims)
    left.subtract(claim.part for claim in shown)
    return {
        "schema": COMPACT_SCHEMA,
        "decision_id": decision_id,
        "packs": [f"{pack.name} {pack.version}" for pack in advice.rulebase.packs],
        "company": advice.company,
        "level": advice.relationship.state,
        "verdict": advice.verdict,
        "possible_verdicts": advice.possible_verdicts,
        "strength": advice.strength,
        "move_to": advice.move.to if advice.move else None,
        "claims": list(map(_build_claim_data, shown)),
        "left_out": {part: count for part, count in left.items() if count},
    }


def build_smallest_compact(advice: Advice, claims: Sequence[Claim], decision_id: str) -> dict[str, Any]:
    """Build the short advice with as many claims as fit into COMPACT_BYTES."""
    order = rank_claims(claims)
    return fit(
        lambda kept: build_compact(advice, claims, decision_id, order[:kept]),
        len(order),
        lambda data: measure_json(data) <= COMPACT_BYTES,
    )


def _build_claim_data(claim: Claim) -> dict[str, str]:
    packs = find_authors(claim.source)
    data = {"target": claim.target, "text": claim.text, "rule": claim.rule, "source": str(claim.source)}
    return {**data, "source_pack": join_words(packs)} if packs else data


def measure_json(data: object) -> int:
    """Return the size of data in bytes, as it is sent."""
    return len(format_short_json(data).encode("utf-8", "backslashreplace"))


def format_short_json(data: object) -> str:
    """Format data as JSON in one line."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
