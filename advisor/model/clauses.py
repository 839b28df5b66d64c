"""Answers in words: the clause that states a fact's value, and sentences with such clauses put in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.model.answers import Answers, Value, is_settled
from advisor.model.conditions import iter_leaves
from advisor.model.rules import Firing
from advisor.model.vocabulary import Fact, Kind
from advisor.model.word_lists import join_words

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([a-z0-9_.]+)\}")


def format_clause(fact: Fact, value: Value) -> str:
    """The clause that states a settled value ("conflicts are frequent")."""
    if fact.kind is Kind.COUNT:
        return fact.clause.replace("{value}", str(value))
    if isinstance(value, frozenset):
        if not value:
            return fact.empty
        return fact.clause.replace("{value}", join_words(words for name, words in fact.values.items() if name in value))
    return fact.values[str(value)]


def format_clause_or_label(fact: Fact, value: Value) -> str:
    """The clause that states an answer; of one known in part, its fact's label."""
    return format_clause(fact, value) if is_settled(value) else fact.label


def format_known_clause(name: str, answers: Answers, facts: Mapping[str, Fact]) -> str:
    """The clause for a fact of one company; "" where it is not settled.

    A fact that was worked out from another is told in the words of the one that was stated: what a report calls
    reported has been reported.
    """
    name = answers.filled.get(name, name)
    value = answers.known.get(name)
    return format_clause(facts[name], value) if value is not None and is_settled(value) else ""


def list_grounds(firing: Firing, answers: Answers, facts: Mapping[str, Fact]) -> list[str]:
    """The clauses of the answers that carried a firing, each once.

    What only its guard asked for is left out, and what the program worked out by itself: nobody reported that.
    """
    guarded = frozenset(iter_leaves(firing.rule.guard))
    names = (test.name for test in firing.uses if test.name in facts and test not in guarded)
    words = (format_known_clause(name, answers, facts) for name in names if not facts[name].computed)
    return list(dict.fromkeys(filter(None, words)))


class _ClauseLookup:
    """What stands behind each name in braces of a firing's `because`."""

    def __init__(self, firing: Firing, answers: Answers, facts: Mapping[str, Fact]) -> None:
        self.firing, self.answers, self.facts = firing, answers, facts

    def __getitem__(self, name: str) -> str:
        if name == "grounds":
            first, *others = list_grounds(self.firing, self.answers, self.facts) or [""]
            return join_words([first, *(f"that {words}" for words in others)])
        return format_known_clause(name, self.answers, self.facts)


def format_because(firing: Firing, answers: Answers, facts: Mapping[str, Fact]) -> str:
    """The rule's `because` with this company's own answers in it."""
    clauses = _ClauseLookup(firing, answers, facts)
    return _PLACEHOLDER.sub(lambda found: clauses[found[1]] if found[1] else found[0][0], firing.rule.because)


def to_plain_value(value: Value) -> str | int | list[str]:
    """A settled value as it stands in JSON and in a facts file."""
    return sorted(value) if isinstance(value, frozenset) else value if isinstance(value, str | int) else "unknown"
