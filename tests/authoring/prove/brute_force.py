"""The laws, tried on every company of a small rule base, with the plain evaluator and no solver."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import NamedTuple

from advisor.model.answers import PartialChoice, Value
from advisor.model.exclusions import Ground
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from tests import plain_evaluator as plain

EXACT = ("state", "verdict", "move_to")
WITHDRAWING = ("done", "hold_back", "leave_out")
Stated = dict[str, Value]
Key = tuple[str, str]


class Case(NamedTuple):
    """A company: what it states, what is known then, and what is concluded."""

    stated: Stated
    known: Stated
    outcome: plain.Outcome

    @property
    def is_settled(self) -> bool:
        return all(
            {p for p in self.outcome.certain if p[0] == name} == {p for p in self.outcome.possible if p[0] == name}
            for name in EXACT
        )

    @property
    def is_advised(self) -> bool:
        return self.is_settled and all(sum(pair[0] == name for pair in self.outcome.certain) < 2 for name in EXACT)

    def has(self, name: str, value: str) -> bool:
        return (name, value) in self.outcome.certain

    def shows(self, step: str) -> bool:
        return self.has("step", step) and not any(self.has(name, step) for name in WITHDRAWING)


def list_answers(rulebase: RuleBase, name: str) -> list[Value]:
    """List the answers to a fact that rules or bands distinguish."""
    fact = rulebase.facts[name]
    if fact.kind == "count":
        return [1, 2, 3, 5, 7]
    if fact.kind == "many":
        return [frozenset(each) for each in plain.list_subsets(frozenset(fact.values))]
    return list(fact.values)


def infer(rulebase: RuleBase, stated: Stated) -> Stated | None:
    """Return what is known, with what follows; None if two answers exclude each other."""
    known = dict(stated)
    if "staff" in known and "size" not in known:
        known["size"] = "small" if int(str(known["staff"])) <= 4 else "large"
    fact_rules = [rule for rule in rulebase.rules if any(atom.name in rulebase.facts for atom in rule.then)]
    before = None
    while before != known:
        before = dict(known)
        for rule in fact_rules:
            condition = plain.build_full_condition(rule)
            statuses = {test: plain.evaluate_answer(test, known.get(test.name)) for test in plain.iter_tests(condition)}
            if plain.evaluate_condition(condition, statuses) == plain.HOLDS:
                for name, value in rule.then:
                    if not add_value(rulebase, known, name, value):
                        return None
    return known


def add_value(rulebase: RuleBase, known: Stated, name: str, value: str) -> bool:
    now = known.get(name)
    if rulebase.facts[name].kind != "many":
        known.setdefault(name, value)
        return known[name] == value
    if isinstance(now, frozenset):
        known[name] = now | {value}
    else:
        known[name] = PartialChoice((now.yes if isinstance(now, PartialChoice) else frozenset()) | {value})
    return True


def find_basis(rulebase: RuleBase, stated: Stated) -> str:
    """Return where the level comes from: the stated one, else signs, else what is asked first."""
    signs = set()
    for rule in rulebase.rules:
        required = plain.build_full_condition(rule)
        if rule.stage == "classify" and any(
            test.name == "state_basis" and "signs" in test.values for test in _iter_required(required)
        ):
            signs |= {test.name for test in plain.iter_tests(required) if test.name in rulebase.facts} - {"state_basis"}
    if "relationship" in stated:
        return "stated"
    return "signs" if signs & stated.keys() else "stated"


def _iter_required(condition: object) -> Iterator[plain.Test]:
    if isinstance(condition, plain.Test):
        yield condition
    elif isinstance(condition, plain.All):
        for part in condition.parts:
            yield from _iter_required(part)


def list_cases(rulebase: RuleBase) -> list[Case]:
    """List every company: each fact that matters is stated in some way or unknown."""
    read = {test.name for rule in rulebase.rules for test in plain.iter_tests(plain.build_full_condition(rule))}
    read |= {atom.name for rule in rulebase.rules for atom in rule.then}
    read |= {test.name for each in rulebase.exclusions.values() for test in plain.iter_tests(each.when)}
    if "size" in read:
        read.add("staff")
    names = [name for name, fact in rulebase.facts.items() if name in read and not fact.computed]
    cases = []
    for chosen in product(*([None, *list_answers(rulebase, name)] for name in names)):
        stated = {name: value for name, value in zip(names, chosen, strict=True) if value is not None}
        known = infer(rulebase, stated)
        if known is not None:
            known["state_basis"] = find_basis(rulebase, stated)
            cases.append(Case(stated, known, plain.evaluate(rulebase, known)))
    return cases


def find_breaches(rulebase: RuleBase) -> set[Key]:
    """Return the laws that do not hold, each with the entry."""
    cases = list_cases(rulebase)
    advised = [case for case in cases if case.is_advised]
    return {
        *find_verdict_breaches(rulebase, cases, advised),
        *find_step_breaches(rulebase, advised),
        *find_rule_breaches(rulebase, advised),
        *find_idle_reasons(rulebase, cases),
        *find_idle_questions(rulebase, advised),
    }


def find_verdict_breaches(rulebase: RuleBase, cases: list[Case], advised: list[Case]) -> Iterator[Key]:
    if any(atom.name == "verdict" for rule in rulebase.rules for atom in rule.then):
        for case in cases:
            if case.is_settled and not any(name == "verdict" for name, _ in case.outcome.certain):
                yield "a-verdict", "verdict"
    for name in EXACT:
        rules = [rule for rule in rulebase.rules if rule.list_concluded_values(name)]
        for one, other in combinations(rules, 2):
            if set(one.list_concluded_values(name)) != set(other.list_concluded_values(name)) and any(
                {one.id, other.id} <= case.outcome.holding for case in cases
            ):
                yield "one-verdict", other.id
    mover = next((rule.id for rule in rulebase.rules if rule.list_concluded_values("move_to")), "")
    for case in advised:
        has_level = any(name == "state" for name, _ in case.outcome.certain)
        if case.has("move_to", "defined") and has_level and not any(map(case.shows, rulebase.steps)):
            yield "move-has-step", mover


def find_step_breaches(rulebase: RuleBase, advised: list[Case]) -> Iterator[Key]:
    for case in advised:
        firing = [rule for rule in rulebase.rules if rule.id in case.outcome.holding]
        for rule in firing:
            for step in filter(case.shows, rule.list_concluded_values("step")):
                places = {
                    place
                    for other in firing
                    if step in other.list_concluded_values("step")
                    for place in other.list_concluded_values("place")
                }
                if case.has("not_yet", step) or (rule.list_concluded_values("place") and len(places) > 1):
                    yield "step-not-excluded", rule.id
                if step == "share" and case.has("state", "undefined"):
                    yield "step-not-excluded", rule.id
        for each in rulebase.exclusions.values():
            statuses = {
                test: plain.evaluate_answer(test, case.known.get(test.name)) for test in plain.iter_tests(each.when)
            }
            if plain.evaluate_condition(each.when, statuses) != plain.HOLDS:
                continue
            law = "not-there" if each.ground is Ground.THERE else "not-denied"
            names = {test.name for test in plain.iter_tests(each.when)}
            for _, step in each.forbids:
                held, later = case.has("hold_back", step), case.has("not_yet", step) and not case.has("step", step)
                waiting = (held or later) and not case.has("done", step) and not case.has("leave_out", step)
                because = any(
                    step in (*rule.list_concluded_values("hold_back"), *rule.list_concluded_values("not_yet"))
                    and names <= {test.name for test in plain.iter_tests(plain.build_full_condition(rule))}
                    for rule in firing
                )
                if case.shows(step) or (waiting and not because):
                    yield law, each.id


def find_rule_breaches(rulebase: RuleBase, advised: list[Case]) -> Iterator[Key]:
    firing = {rule.id: [case for case in advised if rule.id in case.outcome.holding] for rule in rulebase.rules}
    for rule in rulebase.rules:
        if not firing[rule.id]:
            yield "rule-fires", rule.id
            continue
        is_inference = any(atom.name in rulebase.facts for atom in rule.then)
        if rule.stage in ("infer", "classify") and not is_inference:
            others = [other for other in rulebase.rules if other.id != rule.id]
            if not any(
                any(not any(atom in o.then and o.id in case.outcome.holding for o in others) for atom in rule.then)
                for case in firing[rule.id]
            ):
                yield "rule-counts", rule.id
        elif rule.stage == "plan" and {atom.name for atom in rule.then} <= {"step", "place"}:
            steps = rule.list_concluded_values("step")
            if not any(case.shows(step) for case in firing[rule.id] for step in steps):
                yield "rule-counts", rule.id
        for other in rulebase.rules:
            own, more = ({a for a in each.then if a.name != "reason"} for each in (rule, other))
            if (
                other is rule
                or other.stage != rule.stage
                or not own
                or not own <= more
                or _is_specific(rule, other, rulebase)
            ):
                continue
            means_same = own == more and {id(case) for case in firing[rule.id]} == {id(c) for c in firing[other.id]}
            if means_same and rulebase.rules.index(rule) < rulebase.rules.index(other):
                continue
            if all(other.id in case.outcome.holding for case in firing[rule.id]):
                yield "rule-not-implied", rule.id


def _is_specific(rule: Rule, other: Rule, rulebase: RuleBase) -> bool:
    reads = [
        any(test.name in rulebase.facts for test in plain.iter_tests(plain.build_full_condition(each)))
        for each in (rule, other)
    ]
    return rule.stage == "plan" and reads == [True, False]


def find_idle_reasons(rulebase: RuleBase, cases: list[Case]) -> Iterator[Key]:
    if not any(atom.name == "verdict" for rule in rulebase.rules for atom in rule.then):
        return
    for rule in rulebase.rules:
        side = set(rule.list_concluded_values("favours"))
        if not side or not any(case.is_advised and rule.id in case.outcome.holding for case in cases):
            continue
        same = [
            each
            for each in rulebase.rules
            if set(each.list_concluded_values("favours")) == side
            and plain.build_full_condition(each) == plain.build_full_condition(rule)
        ]
        kept = tuple(each for each in rulebase.rules if each not in same)
        fewer = RuleBase((), rulebase.facts, rulebase.conclusions, kept, rulebase.steps, {}, {}, ())
        decides = False
        for case in cases:
            if case.is_advised and rule.id in case.outcome.holding and not decides:
                changed = Case(case.stated, case.known, plain.evaluate(fewer, case.known))
                before, after = (
                    {pair for pair in each.outcome.certain if pair[0] in ("verdict", "move_to")}
                    for each in (case, changed)
                )
                decides = changed.is_advised and before != after
        if not decides:
            yield "reason-decides", rule.id


def find_idle_questions(rulebase: RuleBase, advised: list[Case]) -> Iterator[Key]:
    """Find the facts for which no two companies differ only in them, and in what can change with them."""
    read = {test.name for rule in rulebase.rules for test in plain.iter_tests(plain.build_full_condition(rule))}
    seen = {name for name, each in rulebase.conclusions.items() if each.stage in ("weigh", "decide", "plan", "caution")}
    for name in sorted(read):
        if name not in rulebase.facts or rulebase.facts[name].computed:
            continue
        followers = {name, "state_basis"}
        for _ in range(5):
            for rule in rulebase.rules:
                if any(atom.name in rulebase.facts for atom in rule.then):
                    names = {atom.name for atom in rule.then}
                    names |= {test.name for test in plain.iter_tests(plain.build_full_condition(rule))}
                    followers |= names if names & (followers - {"state_basis"}) else set()
            followers |= {"size"} if "staff" in followers else set()
        outcomes: dict[frozenset[tuple[str, object]], set[frozenset[tuple[str, str]]]] = {}
        for case in advised:
            value = case.known.get(name)
            if value is not None and not isinstance(value, PartialChoice):
                others = frozenset((key, each) for key, each in case.known.items() if key not in followers)
                shown = frozenset(pair for pair in case.outcome.certain if pair[0] in seen)
                outcomes.setdefault(others, set()).add(shown)
        if not any(len(each) > 1 for each in outcomes.values()):
            yield "question-matters", name
