"""Which unknown fact would decide a row whose verdict is open, as formulas.

Each fact is answered in turn, in all rows at once: its inputs are replaced by what each answer says of them, so that
what follows from the answer follows too. Answers that contradict others of the row are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

import narwhals as nw

from advisor.logic.circuit import FALSE, TRUE, Circuit, Literal, Replacement
from advisor.logic.relevant_values import list_interval_starts
from advisor.model.answers import Value
from advisor.model.conditions import Test
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact, Kind
from advisor.portfolio.core.result_columns import keep_single, read_possible_verdicts
from advisor.portfolio.core.row_answers import RowAnswers
from advisor.portfolio.core.row_conclusions import RowConclusions
from advisor.portfolio.core.table_answers import PART_SIGN, TableAnswers

NO_ANSWER = "advisor:no answer"
"""A column without any answer; the facts that the table has no column for are read from it."""
MAX_LIST_VALUES = 10
"""Of a list with more values that matter, there are too many answers to try."""


class DecidingFact(NamedTuple):
    """The formulas of the rows that do not know a fact, and of what its answer would do there.

    `decides`: whatever the answer is, one verdict is left. `can_decide`: after some answer, one verdict is left.
    """

    unknown: Literal
    decides: Literal
    can_decide: Literal


class DecidingFormulas:
    """The formulas of all facts that the verdict depends on, in the order of the rule base.

    They have a meaning in rows with an open verdict. `left_out` are facts with too many answers to try. `expressions`
    has the expressions of the inputs, which read the columns and NO_ANSWER.
    """

    def __init__(self, rulebase: RuleBase, columns: Mapping[str, str], schema: nw.Schema) -> None:
        given = {key.partition(PART_SIGN)[0] for key in columns}
        self._facts = rulebase.facts
        self._missing = [name for name, fact in rulebase.facts.items() if name not in given and not fact.computed]
        every = {**columns, **dict.fromkeys(self._missing, NO_ANSWER)}
        self._answers = TableAnswers(rulebase, every, nw.Schema({**schema, NO_ANSWER: nw.Unknown()}))
        self._formulas = RowAnswers(rulebase, self._answers)
        conclusions = RowConclusions(rulebase, self._formulas, ())
        self.circuit: Circuit = self._answers.circuit
        self._possible = read_possible_verdicts(conclusions)
        contradictions = conclusions.list_contradictions().values()
        self._refused = self.circuit.join_any((*self._formulas.clashes.values(), *contradictions))
        self._no_answers = {literal: FALSE for name in self._missing for literal in self._answers.list_inputs(name)}
        seen = self._find_inputs(self._possible.values())
        relevant = [name for name in self._facts if not seen.isdisjoint(self._answers.list_inputs(name))]
        self.facts: dict[str, DecidingFact] = {}
        self.left_out: list[str] = []
        for name in relevant:
            if self._count_list_values(self._facts[name]) > MAX_LIST_VALUES:
                self.left_out.append(name)
            else:
                self.facts[name] = self._build(self._facts[name])

    @property
    def expressions(self) -> Mapping[Literal, nw.Expr]:
        """The expression of each input."""
        return self._answers.expressions

    def _build(self, fact: Fact) -> DecidingFact:
        circuit, every, some = self.circuit, list[Literal](), list[Literal]()
        for answer in self._list_answers(fact):
            after = circuit.replace({**self._no_answers, **self._answers.assume_answer(fact, answer)})
            allowed = -after.read(self._refused)
            settled = circuit.join_any(keep_single(circuit, self._read_possible(after)).values())
            every.append(circuit.imply(allowed, settled))
            some.append(circuit.join_all((allowed, settled)))
        can_decide = circuit.join_any(some)
        unknown = self._find_unknown(fact)
        return DecidingFact(
            unknown, circuit.join_all((unknown, can_decide, *every)), circuit.join_all((unknown, can_decide))
        )

    def _read_possible(self, after: Replacement) -> dict[str, Literal]:
        return {name: after.read(literal) for name, literal in self._possible.items()}

    def _find_unknown(self, fact: Fact) -> Literal:
        """Return the formula that a row does not know a fact, or all of a list that matters."""
        now = self.circuit.replace(self._no_answers)
        if fact.kind is Kind.COUNT:
            return -now.read(self._answers.read_given(fact.name))
        values = self._list_values(fact) if fact.kind is Kind.MANY else list(fact.values)
        pairs = [tuple(map(now.read, self._formulas.read_value(fact.name, value))) for value in values]
        if fact.kind is Kind.MANY:
            return self.circuit.join_any(self.circuit.join_all((-holds, -fails)) for holds, fails in pairs)
        return self.circuit.join_all(-holds for holds, _ in pairs)

    def _list_answers(self, fact: Fact) -> Iterator[Value]:
        """Iterate over answers that represent all answers to a fact."""
        if fact.kind is Kind.COUNT:
            bounds = [what for what in self._answers.list_inputs(fact.name).values() if isinstance(what, tuple)]
            yield from list_interval_starts(fact, [Test(fact.name, at_least=low, at_most=high) for low, high in bounds])
        elif fact.kind is Kind.MANY:
            values = self._list_values(fact)
            for size in range(len(values) + 1):
                yield from map(frozenset, combinations(values, size))
        else:
            yield from fact.values

    def _count_list_values(self, fact: Fact) -> int:
        return len(self._list_values(fact)) if fact.kind is Kind.MANY else 0

    def _list_values(self, fact: Fact) -> list[str]:
        """List the values of a list that the verdict or a contradiction depends on."""
        seen = self._find_inputs((*self._possible.values(), self._refused))
        inputs = self._answers.list_inputs(fact.name)
        read = {what for literal, what in inputs.items() if literal in seen}
        return [value for value in fact.values if f"={value}" in read]

    def _find_inputs(self, literals: Iterable[Literal]) -> set[int]:
        seen = {TRUE}
        for literal in literals:
            for _ in self.circuit.iter_gates_below(literal, seen):
                pass
        return seen
