"""Whether rules leave a gap: a case in which a conclusion that should always be drawn is not drawn at all.

Proved by trying every combination of the things the rules read, each thing concluded taken as free to hold or not.
That may find gaps that no company can fall into, but never misses one.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from advisor.model.conditions import Condition, Status, Test, evaluate, leaves

MOST = 12
"""With more things read than this nothing is proved: the combinations double with each."""


def leaves_no_gap(conditions: Iterable[Condition]) -> bool:
    """Whether some condition holds in every case; False also where that is too much to try."""
    conditions = tuple(conditions)
    tests = {leaf for condition in conditions for leaf in leaves(condition)}
    if any(test.is_bound for test in tests):
        return False
    atoms = sorted({(test.name, value) for test in tests for value in test.values})
    if len(atoms) > MOST:
        return False
    for truth in product((False, True), repeat=len(atoms)):
        holding = {atom for atom, holds in zip(atoms, truth, strict=True) if holds}

        def lookup(test: Test, holding: set[tuple[str, str]] = holding) -> Status:
            return Status.HOLDS if any((test.name, value) in holding for value in test.values) else Status.FAILS

        if not any(evaluate(condition, lookup) is Status.HOLDS for condition in conditions):
            return False
    return True
