"""The solver behind the proofs, z3: does any company make a formula true? Only this module imports z3."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import Any

from advisor.errors import MissingExtraError
from advisor.logic.circuit import FALSE, TRUE, Circuit, Literal, Model


def import_solver() -> ModuleType:
    """Import z3. Raises MissingExtraError if it is not installed."""
    try:
        import z3  # here, since most commands prove nothing
    except ImportError:
        raise MissingExtraError("--prove", "prove") from None
    module: ModuleType = z3
    return module


class OutOfTimeError(Exception):
    """The time for the proofs is over, so a question stays without an answer."""


class Solver:
    """Finds solutions of formulas of one circuit, until the time is over.

    Args:
        circuit: the circuit; gates that are added later can be asked for too.
        always: formulas that hold for every company.
        seconds: the time for all questions together.
    """

    def __init__(self, circuit: Circuit, always: Iterable[Literal], seconds: float) -> None:
        self._z3 = import_solver()
        self.circuit = circuit
        self._end = time.monotonic() + seconds
        self._solver = self._z3.SolverFor("QF_FD")
        self._seen: set[int] = {TRUE}
        self._constants: dict[int, Any] = {}
        self._declarations: dict[int, Any] = {}
        self.questions = 0
        self._require(tuple(always))

    def _require(self, literals: Sequence[Literal]) -> None:
        """Leave out every solution in which some formula does not hold."""
        self.add_formulas(literals)
        self._add_clauses(["0" if each == FALSE else f"{each} 0" for each in literals if each != TRUE])

    def check_time(self) -> None:
        """Raise OutOfTimeError if the time is over."""
        if time.monotonic() >= self._end:
            raise OutOfTimeError

    def find(self, *literals: Literal) -> Model | None:
        """Return a solution in which some formulas hold; None if there certainly is none. Raises OutOfTimeError."""
        if FALSE in literals:
            return None
        self.add_formulas(literals)
        remaining = self._end - time.monotonic()
        if remaining <= 0:
            raise OutOfTimeError
        self.questions += 1
        self._solver.set("timeout", max(1, int(remaining * 1000)))
        result = self._check([literal for literal in literals if literal != TRUE])
        if result == self._z3.Z3_L_FALSE:
            return None
        if result != self._z3.Z3_L_TRUE:
            raise OutOfTimeError
        return self._read_model(self._solver.model())

    def _check(self, literals: Sequence[Literal]) -> int:
        """Ask the solver, by the function below its classes, which take longer than the answer."""
        z3, assumed = self._z3, (self._z3.Ast * len(literals))()
        for place, literal in enumerate(literals):
            assumed[place] = self._get_constant(literal).as_ast()
        context = self._solver.ctx.ref()
        result: int = z3.Z3_solver_check_assumptions(context, self._solver.solver, len(literals), assumed)
        return result

    def _read_model(self, model: Any) -> Model:
        """Read the true inputs of a model, by the functions below the classes of z3, which are ten times as slow."""
        z3, context = self._z3, model.ctx.ref()
        true = []
        for number in self.circuit.inputs:
            if number in self._seen:
                if number not in self._declarations:
                    self._declarations[number] = self._get_constant(number).decl()
                value = z3.Z3_model_get_const_interp(context, model.model, self._declarations[number].ast)
                if value and z3.Z3_get_bool_value(context, value) == z3.Z3_L_TRUE:
                    true.append(number)
        return frozenset(true)

    def find_smallest(self, literals: Iterable[Literal], preferred: Iterable[Literal]) -> Model | None:
        """Return a solution in which no more of the preferred formulas could hold; None if there is none.

        Preferences that exclude each other, or the formulas, are given up one by one, the last one first.
        """
        wanted, kept = tuple(literals), list(preferred)
        given_up: list[Literal] = []
        model = self.find(*wanted, *kept)
        while model is None:
            core = self._read_core()
            place = next((place for place in reversed(range(len(kept))) if kept[place] in core), None)
            if place is None:
                return None
            given_up.append(kept.pop(place))
            model = self.find(*wanted, *kept)
        for each in given_up[:-1]:  # a later one may have been enough
            smaller = self.find(*wanted, *kept, each)
            if smaller is not None:
                model = smaller
                kept.append(each)
        return model

    def _read_core(self) -> frozenset[Literal]:
        """Return formulas that exclude each other, of those in the last question."""
        core: list[Literal] = []
        for each in self._solver.unsat_core():
            negated = self._z3.is_not(each)
            name = (each.arg(0) if negated else each).decl().name()
            number = name if isinstance(name, int) else int(name.removeprefix("k!"))
            core.append(-number if negated else number)
        return frozenset(core)

    def _get_constant(self, literal: Literal) -> Any:
        if literal not in self._constants:
            positive = self._z3.Const(abs(literal), self._z3.BoolSort())
            self._constants[abs(literal)], self._constants[-abs(literal)] = positive, self._z3.Not(positive)
        return self._constants[literal]

    def add_formulas(self, literals: Iterable[Literal]) -> None:
        """Add what the gates of some formulas mean, as clauses; many at once are much faster than one by one."""
        clauses = []
        for literal in literals:
            for number, parts in self.circuit.iter_gates_below(literal, self._seen):
                clauses += [f"-{number} {part} 0" for part in parts]
                clauses.append(f"{number} {' '.join(str(-part) for part in parts)} 0")
        self._add_clauses(clauses)

    def _add_clauses(self, clauses: list[str]) -> None:
        if clauses:  # text in the format of DIMACS is read many times as fast as formulas are built
            text = "\n".join(clauses)
            self._solver.from_string(f"p cnf {len(self.circuit)} {len(clauses)}\n{text}\n")
