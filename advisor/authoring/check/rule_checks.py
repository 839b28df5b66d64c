"""ADV401 to ADV407: what rules mean, each by itself, beside each other, and in the whole."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from advisor.authoring.check.subject import Found, Subject, found
from advisor.authoring.pack_source.items import Item
from advisor.logic.reachability import can_be_met
from advisor.logic.satisfiability import Budget, Satisfying
from advisor.model.conditions import ALWAYS, Not, Test, joined, leaves
from advisor.model.rulebase import REASON, STATE, VERDICT
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Stage

MOST_EVALUATED = 100_000
"""Evaluations of leaves in the questions about single rules and pairs, and of rules in those about the whole."""
MOST_PAIRS = 20_000
_STATED = "relationship"
"""The fact from which `state` is concluded, where it is stated."""


def check(subject: Subject) -> Iterator[Found]:
    """Rules that contradict themselves, and rules that say what another says already."""
    budget = Budget(MOST_EVALUATED)
    satisfying = Satisfying(subject.rulebase, budget)
    alive = []
    for item, rule in subject.rules.values():
        if rule.stage is not Stage.CLASSIFY and any(leaf.name == _STATED for leaf in leaves(rule.condition)):
            sentence = f"rule `{item.id}` reads `{_STATED}`, which is known only of a company that states it"
            yield found("ADV407", item, sentence, item.at("when"), f"read `{STATE}`, which scores and signs settle too")
        if satisfying.can_hold(rule.condition) is not False:
            alive.append((item, rule))
        elif rule.guard != ALWAYS and all(satisfying.can_hold(part) is not False for part in (rule.guard, rule.when)):
            sentence = f"rule `{item.id}` can never fire, since the guard of its file excludes its condition"
            yield found("ADV402", item, sentence, item.at("when"))
        else:
            sentence = f"rule `{item.id}` can never fire, since its condition contradicts itself"
            yield found("ADV401", item, sentence, item.at("when"))
    yield from _alike(subject, alive, satisfying)


def _alike(subject: Subject, own: list[tuple[Item, Rule]], satisfying: Satisfying) -> Iterator[Found]:
    """Rules that conclude no more than another does wherever they fire."""
    by_atom: dict[tuple[Stage, Atom], list[Rule]] = {}
    # while something does not load, others may not be what their authors wrote
    others = subject.rulebase.rules if subject.complete else tuple(rule for _, rule in subject.rules.values())
    for rule in others:
        for atom in _told(rule):
            by_atom.setdefault((rule.stage, atom), []).append(rule)
    order = {rule.id: number for number, rule in enumerate(subject.rulebase.rules)}
    pairs = 0
    for item, rule in own:
        told = _told(rule)
        rare = min((by_atom[rule.stage, atom] for atom in told), key=len, default=[])
        for other in rare:
            if other.id == rule.id or not told <= _told(other):
                continue
            pairs += 1
            if pairs > MOST_PAIRS or satisfying.budget.left < 0:
                sentence = "the rules of this pack are too many for all of them to be compared"
                yield found("ADV404", None, sentence, subject.header)
                return
            if _stands_in(rule, other, subject) or not _implies(rule, other, satisfying):
                continue
            if told == _told(other) and _implies(other, rule, satisfying):
                if order[rule.id] > order[other.id]:  # told once, at the second of the two
                    yield found("ADV403", item, f"rule `{item.id}` means the same as `{other.id}`")
            else:
                sentence = f"wherever rule `{item.id}` fires, `{other.id}` fires too and concludes as much"
                yield found("ADV404", item, sentence)


def _told(rule: Rule) -> frozenset[Atom]:
    """What a rule concludes beside its own name."""
    return frozenset(atom for atom in rule.then if atom.name != REASON)


def _stands_in(rule: Rule, other: Rule, subject: Subject) -> bool:
    """Whether a plan rule reads facts and the other none: then its reason is told in the place of the general one."""
    reads = [any(leaf.name in subject.rulebase.facts for leaf in leaves(each.condition)) for each in (rule, other)]
    return rule.stage is Stage.PLAN and reads == [True, False]


def _implies(one: Rule, other: Rule, satisfying: Satisfying) -> bool:
    return satisfying.can_hold(joined(one.condition, Not(other.condition))) is False


def check_whole(subject: Subject, fired: frozenset[str]) -> Iterator[Found]:
    """What only the whole rule base tells. `fired` are rules that some case has shown to fire."""
    budget = Budget(MOST_EVALUATED)
    rulebase = subject.rulebase
    alone = Satisfying(rulebase, Budget(MOST_EVALUATED))
    for item, rule in subject.rules.values():
        if rule.id in fired or alone.can_hold(rule.condition) is False:
            continue
        if can_be_met(rule.condition, rule.stage, rulebase, budget) is False:
            sentence = f"rule `{item.id}` can never fire, since what it reads is never concluded together"
            yield found("ADV401", item, sentence, item.at("when"))
    yield from _contradictions(subject, alone, budget)
    for item in subject.section("conclusions"):
        values = rulebase.conclusions[item.id].values if item.id == VERDICT and item.id in rulebase.conclusions else ()
        for value in sorted(values or ()):
            reached = Test(VERDICT, frozenset({value}))
            if can_be_met(reached, Stage.PLAN, rulebase, budget) is False:
                yield found("ADV406", item, f"the verdict `{value}` is never reached", item.at("values"))
        yield from _undecided(item, subject, budget)


def _undecided(item: Item, subject: Subject, budget: Budget) -> Iterator[Found]:
    """States of a company for which no verdict can be reached."""
    conclusions = subject.rulebase.conclusions
    if item.id != STATE or STATE not in conclusions or VERDICT not in conclusions:
        return
    reached = Test(VERDICT, frozenset(conclusions[VERDICT].values or ()))
    for value in sorted(conclusions[STATE].values or ()):
        here = joined(Test(STATE, frozenset({value})), reached)
        if reached.values and can_be_met(here, Stage.PLAN, subject.rulebase, budget) is False:
            yield found("ADV408", item, f"no rule comes to a verdict for the state `{value}`", item.at("values"))


def _contradictions(subject: Subject, alone: Satisfying, budget: Budget) -> Iterator[Found]:
    """Pairs of rules that conclude different values of a single conclusion and can fire together."""
    for name, conclusion in subject.rulebase.conclusions.items():
        if not conclusion.single:
            continue
        for one, other in combinations(subject.rulebase.concluding(name), 2):
            item = subject.rules.get(other.id, subject.rules.get(one.id, (None, None)))[0]
            if item is None or set(one.concludes(name)) == set(other.concludes(name)):
                continue
            if alone.budget.left < 0 or budget.left < 0:
                return
            both = joined(one.condition, other.condition)
            if alone.can_hold(both) is not False and can_be_met(both, conclusion.stage, subject.rulebase, budget):
                first, second = (one, other) if item.id == other.id else (other, one)
                sentence = (
                    f"rule `{second.id}` concludes {name} `{second.concludes(name)[0]}` for companies for which "
                    f"`{first.id}` concludes `{first.concludes(name)[0]}`"
                )
                yield found("ADV405", item, sentence, item.at("then"))
