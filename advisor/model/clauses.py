"""Answers in words: clauses that state the value of a fact, and sentences that contain such clauses."""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.model.answers import Answers, PartialChoice, Value, is_settled
from advisor.model.conditions import iter_leaves
from advisor.model.inferred_facts import Clash
from advisor.model.rules import Firing
from advisor.model.vocabulary import Fact, Kind
from advisor.model.word_lists import join_words

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([a-z0-9_.]+)\}")


def format_clause(fact: Fact, value: Value) -> str:
    """Return the clause that states a settled value ("conflicts are frequent")."""
    if fact.kind is Kind.COUNT:
        return fact.clause.replace("{value}", str(value))
    if isinstance(value, frozenset):
        if not value:
            return fact.empty
        return fact.clause.replace("{value}", join_words(words for name, words in fact.values.items() if name in value))
    return fact.values[str(value)]


def format_clause_or_label(fact: Fact, value: Value) -> str:
    """Return the clause that states an answer, or the fact's label if the answer is known in part."""
    return format_clause(fact, value) if is_settled(value) else fact.label


def format_known_clause(name: str, answers: Answers, facts: Mapping[str, Fact]) -> str:
    """Return the clause for a fact of one company; "" if its value is not settled.

    A derived fact gets the clause of the fact it was derived from, because a report calls only stated facts reported.

    Args:
        name: the name of the fact.
        answers: the answers of the company.
        facts: all facts by name.
    """
    name = answers.filled.get(name, name)
    value = answers.stated.get(name, answers.known.get(name))
    return format_clause(facts[name], value) if value is not None and is_settled(value) else ""


def list_grounds(firing: Firing, answers: Answers, facts: Mapping[str, Fact]) -> list[str]:
    """Return the clauses of the answers behind a firing, each once.

    Tests of the guard are left out, and computed facts, which nobody reported.

    Args:
        firing: the rule with the tests that made it hold.
        answers: the answers of the company.
        facts: all facts by name.
    """
    guarded = frozenset(iter_leaves(firing.rule.guard))
    tested = _collect_tested_values(firing)
    names = (test.name for test in firing.uses if test.name in facts and test not in guarded)
    clauses = (_format_tested_clause(name, tested, answers, facts) for name in names if not facts[name].computed)
    return list(dict.fromkeys(filter(None, clauses)))


def _collect_tested_values(firing: Firing) -> dict[str, frozenset[str]]:
    """Return the values of each fact that the tests behind a firing compare with."""
    tested: dict[str, frozenset[str]] = {}
    for test in firing.uses:
        tested[test.name] = tested.get(test.name, frozenset()) | test.values
    return tested


def _format_tested_clause(
    name: str, tested: Mapping[str, frozenset[str]], answers: Answers, facts: Mapping[str, Fact]
) -> str:
    """Return the clause for a fact; of a `many` fact, only the chosen values that the rule tested."""
    value = answers.stated.get(name, answers.known.get(name))
    chosen = value if isinstance(value, frozenset) else value.yes if isinstance(value, PartialChoice) else frozenset()
    if name in answers.filled or not chosen or not (values := chosen & tested.get(name, chosen)):
        return format_known_clause(name, answers, facts)
    return format_clause(facts[name], values)


def format_because(firing: Firing, answers: Answers, facts: Mapping[str, Fact]) -> str:
    """Return the rule's `because` with the company's answers for `{grounds}` and each `{fact}`; `{{` is a brace.

    Args:
        firing: the rule with the tests that made it hold.
        answers: the answers of the company.
        facts: all facts by name.

    Example:
        "You report that {sales_cycle}." becomes "You report that your sales cycle is short."
    """
    tested = _collect_tested_values(firing)

    def replace(match: re.Match[str]) -> str:
        if match[1] == "grounds":
            first, *others = list_grounds(firing, answers, facts) or [""]
            return join_words([first, *(f"that {clause}" for clause in others)])
        return _format_tested_clause(match[1], tested, answers, facts) if match[1] else match[0][0]

    return _PLACEHOLDER.sub(replace, firing.rule.because)


def to_plain_value(value: Value) -> str | int | list[str]:
    """Return a settled value as JSON and facts files have it; "unknown" for any other."""
    return sorted(value) if isinstance(value, frozenset) else value if isinstance(value, str | int) else "unknown"


def describe_clash(clash: Clash, known: Mapping[str, Value], place: str = "") -> str:
    """Return the sentence that two answers exclude each other, and what to do; `place` says where the first of them is.

    Two answers that only a pack finds contradictory may both be right.
    """
    one, other = (_format_answer(name, known.get(name)) for name in (clash.premise, clash.fact))
    sentence = f"{other} does not fit {one}{place}"
    if not clash.pack_rules:
        return f"{sentence}; correct one of them"
    return f"{sentence}, says {name_pack_rules(clash)}; correct one of them if it is wrong, or leave out the pack"


def name_pack_rules(clash: Clash) -> str:
    """Name the rules of packs by which two answers exclude each other: "rule `ours/roles` of the pack ours"."""
    return join_words(f"rule `{rule.id}` of the pack {rule.pack}" for rule in clash.pack_rules)


def _format_answer(name: str, value: Value | None) -> str:
    """Return an answer with the name of its fact; of a fact that was concluded and not stated, the name alone."""
    return f"`{name}`" if value is None else f"`{name}: {_format_plain_value(value)}`"


def _format_plain_value(value: Value) -> str:
    plain = to_plain_value(value)
    return f"[{', '.join(plain)}]" if isinstance(plain, list) else str(plain)
