"""The meaning of a condition as two formulas: that it holds, and that it fails. If neither does, it is open.

This is the third short reading of the condition tree, next to `evaluate` and the compiler of the engine. Tests compare
it with a plain evaluator.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from advisor.logic.circuit import Circuit, Literal
from advisor.model.conditions import All, Condition, Not, Test


class Meaning(NamedTuple):
    """The formulas that something holds for certain, and that it certainly fails."""

    holds: Literal
    fails: Literal


def build_meaning(
    condition: Condition, read_test: Callable[[Test], tuple[Literal, Literal]], circuit: Circuit
) -> Meaning:
    """Build the two formulas of a condition, in Kleene's three-valued logic.

    Args:
        condition: the condition as written.
        read_test: returns the two formulas of a leaf.
        circuit: receives the gates.
    """
    if isinstance(condition, Test):
        return Meaning(*read_test(condition))
    if isinstance(condition, Not):
        part = build_meaning(condition.part, read_test, circuit)
        return Meaning(part.fails, part.holds)
    parts = [build_meaning(part, read_test, circuit) for part in condition.parts]
    holding, failing = [part.holds for part in parts], [part.fails for part in parts]
    if isinstance(condition, All):
        return Meaning(circuit.join_all(holding), circuit.join_any(failing))
    return Meaning(circuit.join_any(holding), circuit.join_all(failing))
