"""Companies of which something is unknown, completed: for engines that have no idea of what is unknown.

What is known stays as it is; each open answer is one that fits it. Which one is settled by the name of the case and of
the fact, as if by lot: the same each time, and another in the next case, so that the answers come in many mixtures.
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
    """A company with an answer to all that a model reads. `case` is a name that its open answers follow from."""
    rulebase, lot = model.rulebase, _AnswerChooser(case)
    answers = consultation.answers(company)
    stated: dict[str, Value] = dict(company.stated)
    facts = [each.subject for each in model.inputs if isinstance(each.subject, Fact)]
    for fact in sorted(facts, key=lambda each: each.kind is not Kind.COUNT):  # choices may follow from counts
        known = answers.known.get(fact.name)
        if known is None or not is_settled(known) or fact.name in answers.filled:
            follows = rulebase.build_answers(stated).known.get(fact.name)
            settled = follows is not None and is_settled(follows)
            stated[fact.name] = (
                follows if settled and follows is not None else lot.choose_answer(fact, known, stated, rulebase)
            )
    states = consultation.exact[STATE].compute_values(answers)
    possible = [state for state in rulebase.states if state in states] or rulebase.states
    asked = any(each.subject.name == STATE for each in model.inputs)
    if asked and possible and (len(states) != 1 or None in states):
        stated[STATED_STATE] = lot.choose_item(STATE, possible)
    return company._replace(stated=stated)


class _AnswerChooser(NamedTuple):
    """Draws that follow from the name of a case."""

    case: str

    def choose_answer(self, fact: Fact, known: Value | None, stated: dict[str, Value], rulebase: RuleBase) -> Value:
        """An answer to a fact that fits what is known of it."""
        if isinstance(known, OneOf):
            values: list[str | int] = sorted(known.values, key=str)
            return self.choose_item(fact.name, values)
        if fact.kind is Kind.MANY:
            part = known if isinstance(known, PartialChoice) else PartialChoice()
            open_ = (value for value in fact.values if value not in part.no)
            return part.yes.union(value for value in open_ if self._hash_name(f"{fact.name}/{value}") % 3 == 0)
        if fact.kind is Kind.COUNT:
            return self.choose_item(
                fact.name, sorted({*_iter_boundary_counts(fact, stated, rulebase)}) or [fact.minimum]
            )
        return self.choose_item(fact.name, list(fact.values))

    def choose_item(self, name: str, items: Sequence[_Item]) -> _Item:
        """One of some items."""
        return items[self._hash_name(name) % len(items)]

    def _hash_name(self, name: str) -> int:
        return crc32(f"{self.case}/{name}".encode()) >> 8  # the last bits of names that are alike are alike


def _iter_boundary_counts(count: Fact, stated: dict[str, Value], rulebase: RuleBase) -> Iterator[int]:
    """Counts at which a choice that is worked out from them changes; those of its value where that is stated."""
    for fact in rulebase.facts.values():
        for band in fact.filled_from.bands if fact.filled_from and fact.filled_from.fact == count.name else ():
            if stated.get(fact.name, band.value) == band.value:
                yield count.minimum if band.at_least is None else band.at_least
                yield from () if band.at_most is None else (band.at_most,)
