"""Companies with every open answer filled in, for DMN engines that do not handle unknown values.

Known answers stay. Each open answer gets a value that fits it, chosen by a hash of the case name and the fact name.
So the choice is the same in each run and differs between cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar
from zlib import crc32

from advisor.authoring.dmn.export.decision_model import DecisionModel
from advisor.consultation import STATED_STATE, Consultation
from advisor.model.answers import OneOf, PartialChoice, Value, is_settled
from advisor.model.company import Company
from advisor.model.rulebase import STATE, RuleBase
from advisor.model.vocabulary import Fact, Kind

_Item = TypeVar("_Item")


def complete_company(model: DecisionModel, consultation: Consultation, company: Company, case: str) -> Company:
    """Return the company with an answer for every input of a model.

    Args:
        model: The model; its inputs are the facts that get an answer.
        consultation: A consultation of the model's rule base.
        company: The company; its settled answers stay.
        case: The name of the case, which decides the open answers.
    """
    rulebase, chooser = model.rulebase, _AnswerChooser(case)
    answers = consultation.answers(company)
    stated: dict[str, Value] = dict(company.stated)
    facts = [data.subject for data in model.inputs if isinstance(data.subject, Fact)]
    for fact in sorted(facts, key=lambda fact: fact.kind is not Kind.COUNT):  # choices may follow from counts
        known = answers.known.get(fact.name)
        if known is None or not is_settled(known) or fact.name in answers.filled:
            derived = rulebase.build_answers(stated).known.get(fact.name)
            if derived is None or not is_settled(derived):
                derived = chooser.choose_answer(fact, known, stated, rulebase)
            stated[fact.name] = derived
    states = consultation.exact[STATE].compute_values(answers)
    possible = [state for state in rulebase.states if state in states] or rulebase.states
    is_read = any(data.subject.name == STATE for data in model.inputs)
    if is_read and possible and (len(states) != 1 or None in states):
        stated[STATED_STATE] = chooser.choose_item(STATE, possible)
    return company._replace(stated=stated)


class _AnswerChooser(NamedTuple):
    """Chooses answers by the name of a case."""

    case: str

    def choose_answer(self, fact: Fact, known: Value | None, stated: dict[str, Value], rulebase: RuleBase) -> Value:
        """Choose an answer to a fact that agrees with what is known about it."""
        if isinstance(known, OneOf):
            values: list[str | int] = sorted(known.values, key=str)
            return self.choose_item(fact.name, values)
        if fact.kind is Kind.MANY:
            part = known if isinstance(known, PartialChoice) else PartialChoice()
            open_ = (value for value in fact.values if value not in part.no)
            return part.yes.union(value for value in open_ if self._hash_name(f"{fact.name}/{value}") % 3 == 0)
        if fact.kind is Kind.COUNT:
            counts = sorted({*_iter_boundary_counts(fact, stated, rulebase)})
            return self.choose_item(fact.name, counts or [fact.minimum])
        return self.choose_item(fact.name, list(fact.values))

    def choose_item(self, name: str, items: Sequence[_Item]) -> _Item:
        """Choose one of the items."""
        return items[self._hash_name(name) % len(items)]

    def _hash_name(self, name: str) -> int:
        return crc32(f"{self.case}/{name}".encode()) >> 8  # similar names differ little in the last bits


def _iter_boundary_counts(count: Fact, stated: dict[str, Value], rulebase: RuleBase) -> Iterator[int]:
    """Yield counts at which a choice derived from them changes; if the choice is stated, those of its band."""
    for fact in rulebase.facts.values():
        for band in fact.filled_from.bands if fact.filled_from and fact.filled_from.fact == count.name else ():
            if stated.get(fact.name, band.value) == band.value:
                yield count.minimum if band.at_least is None else band.at_least
                yield from () if band.at_most is None else (band.at_most,)
