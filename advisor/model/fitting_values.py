"""Which values a fact, and which responses a company, can have: checks without sentences, quick enough for each advice.

Whoever writes Python is not held to the types, so these checks take any object.
"""

from __future__ import annotations

from advisor.model.answers import OneOf, PartialChoice
from advisor.model.responses import (
    BOTH_FUNCTIONS,
    FUNCTIONS,
    MAX_RATING,
    MIN_RATING,
    ROLES,
    STATEMENT_COUNT,
    FunctionTotal,
    Respondent,
)
from advisor.model.vocabulary import Fact, Kind


def fits_fact(fact: Fact, value: object) -> bool:
    """Return whether a value, which may be partly known, is one of a fact, and of the type that rules compare."""
    if fact.kind is Kind.MANY:
        if isinstance(value, PartialChoice):
            yes, no = value
            return _fits_list(fact, yes) and _fits_list(fact, no) and yes.isdisjoint(no)
        return _fits_list(fact, value)
    if isinstance(value, OneOf):
        alternatives: object = value.values
        return isinstance(alternatives, frozenset) and bool(alternatives) and all(_fits(fact, v) for v in alternatives)
    return _fits(fact, value)


def _fits_list(fact: Fact, value: object) -> bool:
    return isinstance(value, frozenset) and value <= fact.values.keys()


def _fits(fact: Fact, value: object) -> bool:
    if fact.kind is Kind.COUNT:
        return isinstance(value, int) and not isinstance(value, bool) and fact.takes_count(value)
    return isinstance(value, str) and value in fact.values


_ANSWERS = frozenset((None, *range(MIN_RATING, MAX_RATING + 1)))
_RESPONDING = (*FUNCTIONS, BOTH_FUNCTIONS)
_ANSWER_TYPES = frozenset((int, type(None)))


def is_assessment(assessed: object) -> bool:
    """Return whether all responses are people, or all are totals of different functions."""
    if not isinstance(assessed, tuple):
        return False
    if all(isinstance(each, Respondent) for each in assessed):
        return all(map(_is_respondent, assessed))
    totals = [each for each in assessed if isinstance(each, FunctionTotal)]
    return len({each.function for each in totals if _is_total(each)}) == len(assessed)


def _is_total(given: FunctionTotal) -> bool:
    function, total = given
    is_number = isinstance(total, int | float) and not isinstance(total, bool)
    return function in FUNCTIONS and is_number and STATEMENT_COUNT * MIN_RATING <= total <= STATEMENT_COUNT * MAX_RATING


def _is_respondent(given: Respondent) -> bool:
    function, role, answers = given
    return (
        function in _RESPONDING
        and (role is None or role in ROLES)
        and isinstance(answers, tuple)
        and len(answers) == STATEMENT_COUNT
        and _ANSWER_TYPES.issuperset(map(type, answers))  # first, since True is equal to 1
        and _ANSWERS.issuperset(answers)
    )
