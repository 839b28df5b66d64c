"""Choices that nobody stated and that a stated count determines: 120 employees make a company medium-sized."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.model.answers import Value, is_settled
from advisor.model.vocabulary import Fact


def fill_choices(known: Mapping[str, Value], facts: Iterable[Fact]) -> tuple[dict[str, Value], dict[str, str]]:
    """Fill choices from counts by the bands of `filled_from`; a stated choice stays.

    Returns:
        All known values, and for each filled choice the count that it was filled from.
    """
    values, filled = dict(known), {}
    for fact in facts:
        derivation = fact.filled_from
        count = values.get(derivation.fact) if derivation else None
        if derivation and isinstance(count, int) and not is_settled(values.get(fact.name)):
            for band in derivation.bands:
                if band.includes(count):
                    values[fact.name] = band.value
                    filled[fact.name] = derivation.fact
    return values, filled
