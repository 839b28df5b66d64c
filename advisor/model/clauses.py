"""Answers in words: the clause that states a fact's value, and sentences with such clauses put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.model.answers import Answers, Value, is_settled
from advisor.model.conditions import leaves
from advisor.model.rules import Firing
from advisor.model.vocabulary import Fact, Kind


def joined_words(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`; with semicolons where the parts hold commas themselves."""
    parts = list(words)
    if len(parts) < 2:
        return "".join(parts)
    comma = "; " if any(", " in part for part in parts) and len(parts) > 2 else ", "
    return f"{comma.join(parts[:-1])} and {parts[-1]}"


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


def known_clause(name: str, answers: Answers, facts: Mapping[str, Fact]) -> str:
    """The clause for a fact of one company; "" where it is not settled."""
    value = answers.known.get(name)
    return clause(facts[name], value) if value is not None and is_settled(value) else ""


def grounds(firing: Firing, answers: Answers, facts: Mapping[str, Fact]) -> list[str]:
    """The clauses of the answers that carried a firing, each once; what only its guard asked for is left out."""
    guarded = frozenset(leaves(firing.rule.guard))
    names = dict.fromkeys(test.name for test in firing.uses if test.name in facts and test not in guarded)
    return [words for name in names if (words := known_clause(name, answers, facts))]


class _Clauses:
    """What stands behind each name in braces of a firing's `because`."""

    def __init__(self, firing: Firing, answers: Answers, facts: Mapping[str, Fact]) -> None:
        self.firing, self.answers, self.facts = firing, answers, facts

    def __getitem__(self, name: str) -> str:
        if name == "grounds":
            return joined_words(grounds(self.firing, self.answers, self.facts))
        return known_clause(name, self.answers, self.facts)


def sentence(firing: Firing, answers: Answers, facts: Mapping[str, Fact]) -> str:
    """The rule's `because` with this company's own answers in it."""
    text = firing.rule.because
    return text.format_map(_Clauses(firing, answers, facts)) if "{" in text else text


def plain(value: Value) -> str | int | list[str]:
    """A settled value as it stands in JSON and in a facts file."""
    return sorted(value) if isinstance(value, frozenset) else value if isinstance(value, str | int) else "unknown"
