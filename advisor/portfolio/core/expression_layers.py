"""Formulas of a circuit as columns of a dataframe, computed in layers: each layer reads only columns before it.

A gate that several others read becomes a column of its own, so nothing is computed twice, whatever the library does
with equal expressions. Gates whose parts are all negated are computed as the opposite: one `any` instead of many `not`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import narwhals as nw

from advisor.logic.circuit import FALSE, TRUE, Circuit, Literal

_PREFIX = "advisor:"


class ExpressionLayers:
    """The columns for some formulas.

    Args:
        circuit: the formulas.
        inputs: the expression of each input.
        roots: the formulas wanted.
        repeated: the size up to which a gate is repeated where it is read, and gets no column; databases plan long for
            each layer, and find equal expressions themselves.
    """

    def __init__(
        self, circuit: Circuit, inputs: Mapping[Literal, nw.Expr], roots: Iterable[Literal], repeated: int = 1
    ) -> None:
        self._circuit = circuit
        self._negated: dict[int, bool] = {}
        self._inline: dict[int, nw.Expr] = {}
        self.layers: list[list[nw.Expr]] = []
        wanted = list(roots)
        gates, seen = dict[int, tuple[Literal, ...]](), {TRUE}
        for root in wanted:
            gates |= dict(circuit.iter_gates_below(root, seen))
        used = Counter(abs(part) for parts in gates.values() for part in parts)
        used.update(abs(root) for root in wanted)
        self._add_layer(0, [inputs[number].alias(f"{_PREFIX}{number}") for number in used if number in inputs])
        depths: dict[int, int] = dict.fromkeys(used, 0)
        sizes: dict[int, int] = dict.fromkeys(used, 1)
        roots_set = {abs(root) for root in wanted}
        for number in sorted(gates):  # parts before their gates
            parts = gates[number]
            self._negated[number] = all(part < 0 for part in parts)
            expression = self._join(parts, negated=self._negated[number])
            depth = max(depths[abs(part)] for part in parts)
            sizes[number] = sum(sizes[abs(part)] for part in parts)
            if number in roots_set or (used[number] > 1 and sizes[number] > repeated):
                sizes[number] = 1
                depths[number] = depth + 1
                self._add_layer(depth + 1, [expression.alias(f"{_PREFIX}{number}")])
            else:
                depths[number] = depth
                self._inline[number] = expression

    def add_columns(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Add the columns of all layers to a frame."""
        for layer in filter(None, self.layers):  # without any column about facts, the first is empty
            frame = frame.with_columns(*layer)
        return frame

    def read(self, literal: Literal) -> nw.Expr:
        """Return the expression of a formula that was asked for, in a frame with the columns of all layers."""
        if literal in (TRUE, FALSE):
            return nw.lit(literal == TRUE)
        expression = self._inline.get(abs(literal))
        if expression is None:
            expression = nw.col(f"{_PREFIX}{abs(literal)}")
        return ~expression if (literal < 0) is not self._negated.get(abs(literal), False) else expression

    def _join(self, parts: tuple[Literal, ...], *, negated: bool) -> nw.Expr:
        """Return the expression of a gate, or of its opposite if all of its parts are negated."""
        if negated:
            return nw.any_horizontal(*(self.read(-part) for part in parts), ignore_nulls=False)
        return nw.all_horizontal(*(self.read(part) for part in parts), ignore_nulls=False)

    def _add_layer(self, depth: int, expressions: list[nw.Expr]) -> None:
        while len(self.layers) <= depth:
            self.layers.append([])
        self.layers[depth] += expressions
