"""Companies found so far: a question is first tried on them, and only then given to the solver.

One company often answers many questions. All companies are evaluated together, each as one bit of a number.
"""

from __future__ import annotations

from advisor.authoring.prove.circuit import FALSE, Literal
from advisor.authoring.prove.solver import Model, Solver


class CompaniesFound:
    """The solutions that the solver found, and the solver for further ones."""

    def __init__(self, solver: Solver) -> None:
        self.solver = solver
        self.circuit = solver.circuit
        self._models: list[Model] = []
        self._held: list[int] = []

    def find(self, *literals: Literal) -> Model | None:
        """Return a solution in which some formulas hold; None if there certainly is none. Raises OutOfTimeError."""
        if FALSE in literals:
            return None
        self.solver.check_time()
        known = self._find_known(literals)
        if known is not None:
            return known
        model = self.solver.find(*literals)
        if model is not None:
            self._models.append(model)
            self._held = []
        return model

    def _find_known(self, literals: tuple[Literal, ...]) -> Model | None:
        if len(self._held) < len(self.circuit):
            self._held = self._evaluate()
        bits = mask = (1 << len(self._models)) - 1
        for literal in literals:
            bits &= self._held[literal] if literal > 0 else mask & ~self._held[-literal]
        return self._models[bits.bit_length() - 1] if bits else None

    def _evaluate(self) -> list[int]:
        values: dict[Literal, int] = {}
        for place, model in enumerate(self._models):
            for number in model:
                values[number] = values.get(number, 0) | 1 << place
        return self.circuit.evaluate(values, (1 << len(self._models)) - 1)
