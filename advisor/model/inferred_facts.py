"""Facts that follow from other answers: who works with one funnel could use one, and need not be asked.

Rules of the stage `infer` conclude them. A stated answer is never changed. An inferred value of a `many` fact is added
to what is known of it: a list that was ticked stays a list of what was ticked, and `stated` keeps it for reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.model.answers import PartialChoice, Value, compare
from advisor.model.conditions import Lookup, Status, Test, evaluate, iter_supporting_leaves
from advisor.model.pack_locators import find_authors
from advisor.model.rules import Rule
from advisor.model.vocabulary import Fact, Kind


class Clash(NamedTuple):
    """Two answers that exclude each other: by `rule`, `premise` gives `fact` another value than the one stated.

    `pack_rules` are the rules of packs among those that lead from one answer to the other; none if all are built in.
    """

    rule: Rule
    premise: str
    fact: str
    inferred: str
    pack_rules: tuple[Rule, ...] = ()


class Inference(NamedTuple):
    """All known facts. `origins` maps each inferred fact to the fact it follows from; `stated` has extended lists."""

    known: dict[str, Value]
    origins: dict[str, str]
    stated: dict[str, Value]
    clashes: tuple[Clash, ...]


def can_be_inferred(fact: Fact) -> bool:
    """Return whether rules can infer a fact: a choice, a yes/no fact or a list, which the program does not compute."""
    return fact.kind is not Kind.COUNT and not fact.computed


def infer_facts(known: Mapping[str, Value], rules: Iterable[Rule], facts: Mapping[str, Fact]) -> Inference:
    """Infer facts until no rule infers another one."""
    inference = Inference(dict(known), {}, {}, ())
    clashes: dict[tuple[str, str], Clash] = {}
    pack_rules: dict[str, tuple[Rule, ...]] = {}
    waiting = list(rules)
    while True:
        lookup = _build_lookup(inference.known)
        held = {rule.id: rule for rule in waiting if evaluate(rule.condition, lookup) is Status.HOLDS}
        if not held:
            return inference._replace(clashes=tuple(clashes.values()))
        waiting = [rule for rule in waiting if rule.id not in held]
        supports = {name: list(iter_supporting_leaves(rule.condition, lookup)) for name, rule in held.items()}
        for rule in held.values():
            leaves = supports[rule.id]
            behind = [each for leaf in leaves for each in pack_rules.get(leaf.name, ())]
            behind += [rule] if find_authors(rule.source) else []
            for name, value in rule.then:
                premise = leaves[0].name if leaves else name  # a rule without a condition needs no answer
                is_new = name not in inference.known
                if not _add_value(inference, facts[name], value, premise):
                    origin = inference.origins.get(premise, premise)
                    clashes[rule.id, name] = Clash(rule, origin, name, value, tuple(dict.fromkeys(behind)))
                elif is_new:
                    pack_rules[name] = tuple(dict.fromkeys(behind))


def _build_lookup(known: Mapping[str, Value]) -> Lookup:
    return lambda test: compare(test, known.get(test.name))


def _add_value(inference: Inference, fact: Fact, value: str, premise: str) -> bool:
    """Add an inferred value; return False if what is known excludes it."""
    known, origin = inference.known.get(fact.name), inference.origins.get(premise, premise)
    if compare(Test(fact.name, frozenset({value})), known) is Status.HOLDS:
        return True
    if fact.kind is not Kind.MANY:
        if compare(Test(fact.name, frozenset({value})), known) is Status.FAILS:
            return False
        inference.known[fact.name] = value
        inference.origins[fact.name] = origin
        return True
    if isinstance(known, PartialChoice) or known is None:
        known = known or PartialChoice()
        if value in known.no:
            return False
        inference.known[fact.name] = PartialChoice(known.yes | {value}, known.no)
        inference.origins.setdefault(fact.name, origin)
    elif isinstance(known, frozenset):
        inference.stated.setdefault(fact.name, known)
        inference.known[fact.name] = known | {value}
    return True
