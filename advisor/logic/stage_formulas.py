"""What rules conclude, as formulas in a circuit: stage by stage, as `advisor.logic.semantics` says for one company.

Every rule and every conclusion has two formulas: it is certain, and it is possible. Within a stage, rules can read what
others conclude; they are read again until nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from advisor.logic.circuit import FALSE, Circuit, Literal
from advisor.logic.condition_formulas import Meaning, build_meaning
from advisor.model.conditions import Test, iter_leaves
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom

GivenReading = Callable[[Test], tuple[Literal, Literal] | None]
"""Reads the two formulas of a test of a fact, or of a conclusion with exact values; returns None for other tests."""


class StageFormulas:
    """The formulas of some rules and of what they conclude, which grow as stages are added.

    `conditions` has the meaning of each rule; `firings` the same for rules that can be left out, as `switch` says.
    """

    def __init__(
        self, circuit: Circuit, read_given: GivenReading, switch: Callable[[Rule, Meaning], Meaning] | None = None
    ) -> None:
        self.circuit = circuit
        self.conditions: dict[str, Meaning] = {}
        self.firings: dict[str, Meaning] = {}
        self.certain: dict[Atom, Literal] = {}
        self.possible: dict[Atom, Literal] = {}
        self._read_given = read_given
        self._switch = switch

    def add_stage(self, rules: Collection[Rule]) -> None:
        """Add the rules of the next stage, and what they conclude."""
        atoms = dict.fromkeys(atom for rule in rules for atom in rule.then)
        names = {atom.name for atom in atoms}
        chained = [rule for rule in rules if any(leaf.name in names for leaf in iter_leaves(rule.condition))]
        waiting = rules
        for _ in range(len(atoms) + 1):  # a conclusion is drawn after at most as many rounds as there are of them
            for rule in waiting:
                meaning = self.conditions[rule.id] = build_meaning(rule.condition, self.read_test, self.circuit)
                self.firings[rule.id] = self._switch(rule, meaning) if self._switch else meaning
            certain, possible = self._collect(rules)
            is_stable = all(
                (self.certain.get(atom), self.possible.get(atom)) == (certain[atom], possible[atom]) for atom in atoms
            )
            self.certain |= certain
            self.possible |= possible
            if is_stable or not chained:
                return
            waiting = chained

    def read_test(self, test: Test) -> tuple[Literal, Literal]:
        """Return the formulas that a test holds, and that it fails."""
        given = self._read_given(test)
        if given is not None:
            return given
        atoms, join = [Atom(test.name, value) for value in sorted(test.values)], self.circuit.join_any
        return join(map(self.read_certain, atoms)), -join(map(self.read_possible, atoms))

    def read_certain(self, atom: Atom) -> Literal:
        """Return the formula that something is concluded, whatever is unknown."""
        return self.certain.get(atom, FALSE)

    def read_possible(self, atom: Atom) -> Literal:
        """Return the formula that something may be concluded."""
        return self.possible.get(atom, FALSE)

    def _collect(self, rules: Iterable[Rule]) -> tuple[dict[Atom, Literal], dict[Atom, Literal]]:
        grounds: dict[Atom, list[Meaning]] = {}
        for rule in rules:
            for atom in rule.then:
                grounds.setdefault(atom, []).append(self.firings[rule.id])
        join = self.circuit.join_any
        certain = {atom: join(each.holds for each in group) for atom, group in grounds.items()}
        return certain, {atom: join(-each.fails for each in group) for atom, group in grounds.items()}
