"""Formulas that share their parts: a circuit of inputs and of gates that are true if all their parts are true.

A formula is a number, a literal: an input or a gate, or with a minus the negation of one. Equal gates are one, so a
rule that many others read is one formula. Gates come after their parts, so one pass in order evaluates all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

Literal = int
Model = frozenset[Literal]
"""The inputs that are true in a solution; all others are false."""
TRUE: Literal = 1
FALSE: Literal = -1
_NO_PARTS: tuple[Literal, ...] = ()


class Circuit:
    """The inputs and gates of one question or many. `inputs` are in the order in which they were added."""

    def __init__(self) -> None:
        self._parts: list[tuple[Literal, ...]] = [_NO_PARTS, _NO_PARTS]  # the numbers 0 (unused) and 1 (true)
        self._gates: dict[tuple[Literal, ...], Literal] = {}
        self.inputs: list[Literal] = []

    def __len__(self) -> int:
        return len(self._parts)

    def add_input(self) -> Literal:
        """Return a new input."""
        self._parts.append(_NO_PARTS)
        self.inputs.append(len(self._parts) - 1)
        return self.inputs[-1]

    def join_all(self, literals: Iterable[Literal]) -> Literal:
        """Return the formula that holds if all of some hold; TRUE if there are none."""
        parts: set[Literal] = set()
        for literal in literals:
            if literal == FALSE or -literal in parts:
                return FALSE
            if literal != TRUE:
                parts.add(literal)
        if len(parts) < 2:
            return next(iter(parts), TRUE)
        key = tuple(sorted(parts))
        gate = self._gates.get(key)
        if gate is None:
            gate = self._gates[key] = len(self._parts)
            self._parts.append(key)
        return gate

    def join_any(self, literals: Iterable[Literal]) -> Literal:
        """Return the formula that holds if one of some holds; FALSE if there are none."""
        return -self.join_all(-literal for literal in literals)

    def imply(self, premise: Literal, consequence: Literal) -> Literal:
        """Return the formula that holds unless only the premise holds."""
        return -self.join_all((premise, -consequence))

    def differ(self, one: Literal, other: Literal) -> Literal:
        """Return the formula that holds if exactly one of two holds."""
        return self.join_any((self.join_all((one, -other)), self.join_all((-one, other))))

    def limit_to_one(self, literals: Iterable[Literal]) -> Literal:
        """Return the formula that holds if at most one of some holds."""
        given = list(literals)
        return self.join_all(
            -self.join_all((one, other)) for place, one in enumerate(given) for other in given[place + 1 :]
        )

    def iter_gates_below(self, literal: Literal, seen: set[int]) -> Iterator[tuple[int, tuple[Literal, ...]]]:
        """Iterate over the gates that a formula is made of, each once, and add them to `seen`."""
        waiting = [abs(literal)]
        while waiting:
            number = waiting.pop()
            if number in seen:
                continue
            seen.add(number)
            if parts := self._parts[number]:
                yield number, parts
                waiting += [abs(part) for part in parts]

    def replace(self, replaced: Mapping[Literal, Literal]) -> Replacement:
        """Return a way to read formulas with some inputs replaced by other formulas."""
        return Replacement(self, replaced)

    def get_parts(self, number: int) -> tuple[Literal, ...]:
        """Return the parts of a gate; an input has none."""
        return self._parts[number]

    def is_held(self, literal: Literal, held: Sequence[int]) -> bool:
        """Return whether a formula holds for the one company of an evaluation."""
        return held[literal] == 1 if literal > 0 else held[-literal] == 0

    def evaluate(self, values: Mapping[Literal, int], mask: int, held: Sequence[int] = ()) -> list[int]:
        """Evaluate every gate for many companies at once.

        Args:
            values: for each input, a number with one bit for each company.
            mask: a number with the bits of all companies.
            held: the result for an earlier state of the circuit; only what was added since is evaluated.

        Returns:
            For each input and gate, the bits of the companies for which it holds.
        """
        result = [*held] or [0, mask]
        for number in range(len(result), len(self._parts)):
            bits = mask
            for part in self._parts[number]:
                bits &= result[part] if part > 0 else ~result[-part]
            result.append(bits if self._parts[number] else values.get(number, 0))
        return result


class Replacement:
    """Reads formulas of a circuit with some inputs replaced; parts that do not depend on these stay as they are."""

    def __init__(self, circuit: Circuit, replaced: Mapping[Literal, Literal]) -> None:
        self._circuit = circuit
        self._changed = dict(replaced)
        self._seen: set[int] = {TRUE}

    def read(self, literal: Literal) -> Literal:
        """Return a formula with the inputs replaced."""
        for number, parts in sorted(self._circuit.iter_gates_below(literal, self._seen)):  # parts before their gates
            if any(abs(part) in self._changed for part in parts):
                new = self._circuit.join_all(map(self._get, parts))
                if new != number:
                    self._changed[number] = new
        return self._get(literal)

    def _get(self, literal: Literal) -> Literal:
        new = self._changed.get(abs(literal), abs(literal))
        return new if literal > 0 else -new
