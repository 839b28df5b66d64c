"""Companies found so far: a question is first tried on them, and only then given to the solver.

One company often answers many questions. All companies are evaluated together, each as one bit of a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from advisor.authoring.prove.solver import Solver
from advisor.logic.circuit import FALSE, Literal, Model


class CompaniesFound:
    """The solutions that the solver found, and the solver for further ones."""

    def __init__(self, solver: Solver) -> None:
        self.solver = solver
        self.circuit = solver.circuit
        self.models: list[Model] = []
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
            self._add(model)
        return model

    def knows(self, literals: tuple[Literal, ...]) -> bool:
        """Return whether a company found so far meets some formulas."""
        return FALSE not in literals and self._find_known(literals) is not None

    def collect_bits(self, models: Sequence[Model]) -> dict[Literal, int]:
        """Return, for each input, a number with one bit for each solution in which it is true."""
        values: dict[Literal, int] = {}
        for place, model in enumerate(models):
            for number in model:
                values[number] = values.get(number, 0) | 1 << place
        return values

    def meets(self, model: Model, literal: Literal) -> bool:
        """Return whether a solution meets a formula."""
        place = self.models.index(model)
        bits = self._held[literal] if literal > 0 else ~self._held[-literal]
        return bool(bits >> place & 1)

    def _add(self, model: Model) -> None:
        """Evaluate all formulas for one more company, as the next bit of each."""
        place = len(self.models)
        self.models.append(model)
        alone = self.circuit.evaluate(dict.fromkeys(model, 1), 1)
        self._held = [bits | one << place for bits, one in zip_longest(self._held, alone, fillvalue=0)]

    def _find_known(self, literals: tuple[Literal, ...]) -> Model | None:
        bits = mask = (1 << len(self.models)) - 1
        if len(self._held) < len(self.circuit):  # no company so far has the inputs that were added since
            self._held = self.circuit.evaluate({}, mask, self._held)
        for literal in literals:
            bits &= self._held[literal] if literal > 0 else ~self._held[-literal]
        return self.models[bits.bit_length() - 1] if bits else None
