"""Changes of what rules read from the knowledge: the bands of a choice, and the usual order of steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from advisor.authoring.mutate.mutants import Mutant, MutantKind
from advisor.model.knowledge import MOVES
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import CountBand, CountDerivation, Fact


def iter_band_mutants(fact: Fact) -> Iterator[Mutant]:
    """Yield the mutants of the bands of a choice: each limit moved by one, in both bands that it divides."""
    derivation = fact.filled_from
    if derivation is None:
        return
    limits = sorted({band.at_most for band in derivation.bands if band.at_most is not None})
    limits += [
        band.at_least - 1 for band in derivation.bands if band.at_least is not None and band.at_least - 1 not in limits
    ]
    for limit in limits:
        for step in (-1, 1):
            bands = tuple(_move_band(band, limit, step) for band in derivation.bands)
            changed = fact._replace(filled_from=CountDerivation(derivation.fact, bands, derivation.source))
            change = f"`{derivation.fact}` of {limit + max(step, 0)} moves to the other band"
            yield Mutant(MutantKind.BAND, f"fact `{fact.name}`", change, fact=changed)


def _move_band(band: CountBand, limit: int, step: int) -> CountBand:
    at_least = limit + 1 + step if band.at_least == limit + 1 else band.at_least
    at_most = limit + step if band.at_most == limit else band.at_most
    return CountBand(band.value, at_least, at_most)


def iter_step_mutants(rulebase: RuleBase, own: Iterable[str]) -> Iterator[Mutant]:
    """Yield a mutant for each two steps of a move that follow each other: their order swapped.

    Args:
        rulebase: The rule base.
        own: The ids of the steps that may change.
    """
    names = frozenset(own)
    for move in MOVES:
        steps = sorted((step for step in rulebase.steps.values() if step.move == move), key=lambda step: step.order)
        for one, other in pairwise(steps):
            if names & {one.id, other.id} and one.order != other.order:
                swapped = (one._replace(order=other.order), other._replace(order=one.order))
                change = f"order swapped with `{other.id}`"
                yield Mutant(MutantKind.STEP_ORDER, f"step `{one.id}`", change, steps=swapped)
