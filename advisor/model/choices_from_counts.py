"""Choices that a count determines by bands: 120 employees make a company medium-sized.

Either the count is a fact of its own, or somebody answers the question of the choice with a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from advisor.model.answers import Value, is_settled
from advisor.model.conditions import Test
from advisor.model.vocabulary import CountBand, Fact

_MARK = r"[,.'\u2019 \u00a0\u2009\u202f_]"
"""What people write between thousands."""
_COUNT = re.compile(rf"(\d{{1,9}}|\d{{1,3}}({_MARK})\d{{3}}(?:\2\d{{3}})*)(?: people| employees)?")
_DECIMAL = re.compile(r"\d{1,3}\.0{3}")
"""A text that may be `180.0` with more zeros, or 180 thousand."""


def build_band_test(count: str, band: CountBand) -> Test:
    """Return the test that a count is in a band."""
    return Test(count, at_least=band.at_least, at_most=band.at_most)


def find_band(fact: Fact, text: str) -> tuple[int, CountBand] | None:
    """Find the count that a text such as `180` or `1,200 people` names, and the band of a choice that has it.

    Returns:
        None if the choice has no bands, the text is no count, or no single band has it.
    """
    match = _COUNT.fullmatch(" ".join(text.lower().split()))
    if fact.filled_from is None or match is None or _DECIMAL.fullmatch(match[1]):
        return None
    count = int(re.sub(r"\D", "", match[1]))
    bands = [band for band in fact.filled_from.bands if band.includes(count)]
    return (count, bands[0]) if len(bands) == 1 and count > 0 else None


def describe_band(fact: Fact, count: int, band: CountBand) -> str:
    """Say what a count means for a choice: "180 is from 50 to 249, so your company is medium-sized"."""
    if band.at_least is None:
        limits = f"up to {band.at_most:,}"
    elif band.at_most is None:
        limits = f"{band.at_least:,} or more"
    else:
        limits = f"from {band.at_least:,} to {band.at_most:,}"
    return f"{count:,} is {limits}, so {fact.values[band.value]}"


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
