"""Why a company does not get a conclusion: every smallest set of answers that would have to be different."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from advisor.consultation import Consultation
from advisor.explain.company_trials import CompanyTrials
from advisor.logic.change_search import ChangeSearch
from advisor.model.advice import PlainValue
from advisor.model.answers import Value
from advisor.model.clauses import format_clause, to_plain_value
from advisor.model.company import Company
from advisor.model.vocabulary import Atom, Control, Fact

MAX_SETS = 10
"""How many sets are listed if nobody asks for another number."""


class ChangedAnswer(NamedTuple):
    """An answer that would have to be different.

    `before` is None if the answer is not known. `others` are answers that would do as well as `after`, each with the
    clause that states it. `clause` states the new answer, and `control` says who can bring it about.
    """

    fact: str
    before: PlainValue | None
    after: PlainValue
    others: Mapping[str, str]
    clause: str
    control: Control
    source: str

    @property
    def is_open(self) -> bool:
        """Whether the company has not given an answer yet, so that nothing need change."""
        return self.before is None


class WhyNot(NamedTuple):
    """Whether a company gets a target, and the smallest sets of changes that would bring it about.

    `possible` is None if no set was found before the search was stopped. `complete` says whether these are all sets.
    """

    target: Atom
    holds: bool
    possible: bool | None
    complete: bool
    changes: tuple[tuple[ChangedAnswer, ...], ...]


def explain_why_not(
    consultation: Consultation, company: Company, target: Atom, max_sets: int = MAX_SETS, kept: Collection[str] = ()
) -> WhyNot:
    """Find the smallest sets of answers that would have to be different for a company to get a conclusion.

    Applying a set brings the target about, and no part of it does.

    Args:
        consultation: a consultation over the rule base.
        company: the company.
        target: the conclusion.
        max_sets: the maximum number of sets, at least 1.
        kept: facts whose answers stay as they are.

    Raises:
        AdvisorError: what `Consultation.conclude` raises for the company.
    """
    trials = CompanyTrials(consultation, company)
    if trials.try_target(target).is_met:
        return WhyNot(target, holds=True, possible=True, complete=True, changes=())
    search = trials.search_changes(target, trials.changeable_facts.difference(kept))
    found = search.find_changes(max_sets)
    return WhyNot(
        target,
        holds=False,
        possible=found.is_possible,
        complete=found.is_complete,
        changes=tuple(sorted((describe_changes(search, changes) for changes in found.changes), key=len)),
    )


def describe_changes(search: ChangeSearch, changes: Mapping[str, Value]) -> tuple[ChangedAnswer, ...]:
    """Describe a set of changes, in the order of the knowledge."""
    facts = search.target.rulebase.facts
    return tuple(_describe_change(search, fact, changes[name]) for name, fact in facts.items() if name in changes)


def _describe_change(search: ChangeSearch, fact: Fact, value: Value) -> ChangedAnswer:
    before = search.get_own_value(fact.name)
    equal = search.list_equal_values(fact.name, value)
    others = {other: format_clause(fact, other) for other in equal if other not in (value, before)}
    return ChangedAnswer(
        fact.name,
        None if before is None else to_plain_value(before),
        to_plain_value(value),
        others,
        format_clause(fact, value),
        fact.control,
        fact.source,
    )
