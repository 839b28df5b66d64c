"""Answers in words: the clause that states a fact's value, and sentences with such clauses put in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from advisor.model.answers import Answers, Value, is_settled
from advisor.model.conditions import leaves
from advisor.model.rules import Firing
from advisor.model.vocabulary import Fact, Kind

_NAMED = re.compile(r"\{\{|\}\}|\{([a-z0-9_.]+)\}")


def joined_words(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`; with semicolons where the parts hold commas themselves."""
    parts = list(words)
    if len(parts) < 2:
        return "".join(parts)
    if any(", " in part for part in parts):
        return f"{'; '.join(parts[:-1])}; and {parts[-1]}"
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def either(words: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def clause(fact: Fact, value: Value) -> str:
    """The clause that states a settled value ("conflicts are frequent")."""
    if fact.kind is Kind.COUNT:
        return fact.clause.replace("{value}", str(value))
    if isinstance(value, frozenset):
        if not value:
            return fact.empty
        return fact.clause.replace(
            "{value}", joined_words(words for name, words in fact.values.items() if name in value)
        )
    return fact.values[str(value)]


def clause_of(fact: Fact, value: Value) -> str:
    """The clause that states an answer; of one known in part, its fact's label."""
    return clause(fact, value) if is_settled(value) else fact.label


def known_clause(name: str, answers: Answers, facts: Mapping[str, Fact]) -> str:
    """The clause for a fact of one company; "" where it is not settled.

    A fact that was worked out from another is told in the words of the one that was stated: what a report calls
    reported has been reported.
    """
    name = answers.filled.get(name, name)
    value = answers.known.get(name)
    return clause(facts[name], value) if value is not None and is_settled(value) else ""


def grounds(firing: Firing, answers: Answers, facts: Mapping[str, Fact]) -> list[str]:
    """The clauses of the answers that carried a firing, each once.

    What only its guard asked for is left out, and what the program worked out by itself: nobody reported that.
    """
    guarded = frozenset(leaves(firing.rule.guard))
    names = (test.name for test in firing.uses if test.name in facts and test not in guarded)
    words = (known_clause(name, answers, facts) for name in names if not facts[name].computed)
    return list(dict.fromkeys(filter(None, words)))


class _Clauses:
    """What stands behind each name in braces of a firing's `because`."""

    def __init__(self, firing: Firing, answers: Answers, facts: Mapping[str, Fact]) -> None:
        self.firing, self.answers, self.facts = firing, answers, facts

    def __getitem__(self, name: str) -> str:
        if name == "grounds":
            first, *others = grounds(self.firing, self.answers, self.facts) or [""]
            return joined_words([first, *(f"that {words}" for words in others)])
        return known_clause(name, self.answers, self.facts)


def sentence(firing: Firing, answers: Answers, facts: Mapping[str, Fact]) -> str:
    """The rule's `because` with this company's own answers in it."""
    clauses = _Clauses(firing, answers, facts)
    return _NAMED.sub(lambda found: clauses[found[1]] if found[1] else found[0][0], firing.rule.because)


def plain(value: Value) -> str | int | list[str]:
    """A settled value as it stands in JSON and in a facts file."""
    return sorted(value) if isinstance(value, frozenset) else value if isinstance(value, str | int) else "unknown"
