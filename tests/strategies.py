"""Generated rule bases and companies: small and with one fixed vocabulary, so that a failing example is readable.

`rule_bases` draws any rules that the loader would accept. `agreeing_rule_bases` draws the rules of single conclusions
as ladders (this rung, and none above it), so that no company ever gets two values at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st

from advisor.model.answers import OneOf, PartialChoice, Value
from advisor.model.conditions import ALWAYS, All, Condition, Not, Test, mark_reported
from advisor.model.conditions import Any as AnyOf
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Evidence, Rule, RuleStatus
from advisor.model.vocabulary import Atom, Conclusion, Fact, Kind, Stage

STAGES = tuple(stage for stage in Stage if stage is not Stage.INFER)
"""The stages of rules in any rule base; those of the first stage are drawn apart."""


def build_fact(name: str, kind: Kind, *values: str, minimum: int = 0) -> Fact:
    """Build a fact with all the words it needs."""
    words = {value: f"{name} is {value}" for value in values}
    clause = f"{name} is {{value}}" if kind in (Kind.MANY, Kind.COUNT) else ""
    return Fact(name, kind, name, f"{name}?", "policy/test", words, clause, empty=f"{name} is none", minimum=minimum)


def build_conclusion(name: str, stage: Stage, *values: str, single: bool = False, reported: bool = False) -> Conclusion:
    """Build a conclusion with its values."""
    return Conclusion(name, stage, "policy/test", frozenset(values), single, reported)


FACTS = {
    fact.name: fact
    for fact in (
        build_fact("cycle", Kind.CHOICE, "short", "medium", "long"),
        build_fact("market", Kind.CHOICE, "calm", "rough"),
        build_fact("doubled", Kind.YES_NO, "yes", "no"),
        build_fact("contested", Kind.YES_NO, "yes", "no"),
        build_fact("topics", Kind.MANY, "price", "leads", "credit"),
        build_fact("staff", Kind.COUNT, minimum=1),
    )
}
CONCLUSIONS = {
    conclusion.name: conclusion
    for conclusion in (
        build_conclusion("denied", Stage.INFER, "roles", "rules", reported=True),
        build_conclusion("state", Stage.CLASSIFY, "low", "middle", "high", single=True),
        build_conclusion("sign", Stage.CLASSIFY, "seen", "heard"),
        build_conclusion("favours", Stage.WEIGH, "stay", "tighten"),
        build_conclusion("friction", Stage.WEIGH, "money", "roles"),
        build_conclusion("verdict", Stage.DECIDE, "stay", "tighten", "prepare", single=True),
        build_conclusion("move_to", Stage.DECIDE, "middle", "high", single=True),
        build_conclusion("balance", Stage.DECIDE, "even"),
        build_conclusion("step", Stage.PLAN, "meet", "share"),
        build_conclusion("done", Stage.PLAN, "meet", "share"),
        build_conclusion("caution", Stage.CAUTION, "slow", "costly"),
    )
}
SINGLE = tuple(name for name, conclusion in CONCLUSIONS.items() if conclusion.single)
COUNTS = (1, 2, 5, 6, 9)


@cache
def fact_tests() -> st.SearchStrategy[Test]:
    """Draw a test of a fact of any kind."""
    choice_facts = [fact for fact in FACTS.values() if fact.kind is not Kind.COUNT]
    bounds = st.tuples(st.none() | st.sampled_from(COUNTS), st.none() | st.sampled_from(COUNTS)).filter(
        lambda pair: pair != (None, None) and (None in pair or pair[0] <= pair[1])
    )
    return st.one_of(
        *(
            st.sets(st.sampled_from(list(fact.values)), min_size=1, max_size=2).map(
                lambda values, name=fact.name: Test(name, frozenset(values))
            )
            for fact in choice_facts
        ),
        bounds.map(lambda pair: Test("staff", at_least=pair[0], at_most=pair[1])),
    )


@cache
def conclusion_tests(names: tuple[str, ...]) -> st.SearchStrategy[Test]:
    """Draw a test of one of some conclusions."""
    return st.one_of(
        *(
            st.sets(st.sampled_from(sorted(CONCLUSIONS[name].values or ())), min_size=1, max_size=2).map(
                lambda values, name=name: Test(name, frozenset(values))
            )
            for name in names
        )
    )


@cache
def conditions(
    stage: Stage = Stage.CLASSIFY, depth: int = 2, *, negated: bool = False, own: bool = True
) -> st.SearchStrategy[Condition]:
    """Draw a condition that a rule of this stage may have; it never negates conclusions of its own stage.

    Without `own`, it does not read its own stage at all.
    """
    names = tuple(
        name
        for name, conclusion in CONCLUSIONS.items()
        if conclusion.stage.rank < stage.rank or (own and not negated and conclusion.stage is stage)
    )
    leaf = fact_tests() | conclusion_tests(names) if names else fact_tests()
    if depth == 0:
        return leaf
    same = conditions(stage, depth - 1, negated=negated, own=own)
    parts = st.lists(same, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        leaf, conditions(stage, depth - 1, negated=not negated, own=own).map(Not), parts.map(All), parts.map(AnyOf)
    )


def guards(stage: Stage) -> st.SearchStrategy[Condition]:
    """Draw a guard: usually none, or the state."""
    if stage is Stage.CLASSIFY:
        return st.just(ALWAYS)
    return st.just(ALWAYS) | st.sampled_from(["low", "middle", "high"]).map(
        lambda each: Test("state", frozenset({each}))
    )


def build_rule(
    number: int, stage: Stage, when: Condition, then: tuple[Atom, ...], guard: Condition = ALWAYS, because: str = "So."
) -> Rule:
    """Build a rule with all the words it needs. Ids of later rules sort first, so that the two orders differ."""
    return Rule(f"{stage}/{99 - number}", "A rule", RuleStatus.STABLE, "policy/test", stage, when, then, because, guard)


@dataclass(frozen=True, repr=False)
class Generated(RuleBase):
    """A rule base that shows only its rules, since everything else is in this module."""

    def __repr__(self) -> str:
        return "\n".join(["", *(f"{rule.id}: {rule.guard} {rule.when} -> {rule.then}" for rule in self.rules)])

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(repr(self))


def build_rule_base(rules: list[Rule] | tuple[Rule, ...]) -> RuleBase:
    """Build a rule base over the vocabulary of this module."""
    return Generated((), FACTS, CONCLUSIONS, tuple(rules), {}, {}, {}, ())


@cache
def atoms(stage: Stage, *, single: bool = True) -> st.SearchStrategy[Atom]:
    """Draw a conclusion of a stage."""
    return st.sampled_from(
        [
            Atom(name, value)
            for name, conclusion in CONCLUSIONS.items()
            if conclusion.stage is stage and (single or not conclusion.single)
            for value in sorted(conclusion.values or ())
        ]
    )


@cache
def _rule_parts(*, single: bool = True) -> st.SearchStrategy[tuple[Stage, Condition, tuple[Atom, ...], Condition]]:
    def of_stage(stage: Stage) -> st.SearchStrategy[tuple[Stage, Condition, tuple[Atom, ...], Condition]]:
        then = st.lists(atoms(stage, single=single), min_size=1, max_size=2, unique=True).map(tuple)
        return st.tuples(st.just(stage), conditions(stage) | st.just(ALWAYS), then, guards(stage))

    return st.one_of(*(of_stage(stage) for stage in STAGES))


@cache
def _infer_rule_parts() -> st.SearchStrategy[tuple[Stage, Condition, tuple[Atom, ...], Condition]]:
    """Draw rules that conclude what was denied, for which only reported answers count, or a fact."""
    denials = st.tuples(conditions(Stage.INFER, own=False), atoms(Stage.INFER)).map(
        lambda pair: (Stage.INFER, mark_reported(pair[0], FACTS), (pair[1],), ALWAYS)
    )
    inferred = [Atom(fact.name, value) for fact in FACTS.values() for value in fact.values]
    return denials | st.tuples(
        st.just(Stage.INFER), conditions(Stage.INFER, own=False), st.tuples(st.sampled_from(inferred)), st.just(ALWAYS)
    )


@st.composite
def rule_bases(draw: st.DrawFn, most: int = 9, *, infer: bool = False) -> RuleBase:
    """Draw rules of any stages, in any order; of the first stage too if they `infer`."""
    parts = draw(st.lists(_rule_parts() | _infer_rule_parts() if infer else _rule_parts(), min_size=1, max_size=most))
    return build_rule_base([build_rule(number, *each) for number, each in enumerate(parts)])


@st.composite
def agreeing_rule_bases(draw: st.DrawFn, most: int = 4, *, infer: bool = False) -> RuleBase:
    """Draw rules that never conclude two values of a single conclusion for the same company."""
    parts = draw(st.lists(_rule_parts(single=False), max_size=most))
    parts += draw(st.lists(_infer_rule_parts(), max_size=2)) if infer else []
    for name in SINGLE:
        conclusion = CONCLUSIONS[name]
        above: list[Condition] = []
        rungs = conditions(conclusion.stage, 1, own=False)
        values = st.sampled_from(sorted(conclusion.values or ()))
        for rung, value in draw(st.lists(st.tuples(rungs, values), min_size=1, max_size=3)):
            parts.append((conclusion.stage, All((rung, *map(Not, above))), (Atom(name, value),), ALWAYS))
            above.append(rung)
    return build_rule_base([build_rule(number, *each) for number, each in enumerate(parts)])


def settled_values(fact: Fact) -> st.SearchStrategy[Value]:
    """Draw a full answer to a fact."""
    if fact.kind is Kind.COUNT:
        return st.integers(fact.minimum, fact.minimum + 10)
    if fact.kind is Kind.MANY:
        return st.frozensets(st.sampled_from(list(fact.values)))
    return st.sampled_from(list(fact.values))


def partial_values(fact: Fact) -> st.SearchStrategy[Value]:
    """Draw a partly known answer, if the kind of fact can have one."""
    names = list(fact.values)
    if fact.kind is Kind.MANY:
        marks = st.fixed_dictionaries({name: st.sampled_from(["", "yes", "no"]) for name in names})
        return marks.map(
            lambda each: PartialChoice(
                *(frozenset(name for name in names if each[name] == mark) for mark in ("yes", "no"))
            )
        )
    if fact.kind is Kind.COUNT:
        counts = st.integers(fact.minimum, fact.minimum + 10)
        return st.frozensets(counts, min_size=2, max_size=4).map(OneOf)
    return st.frozensets(st.sampled_from(names), min_size=2).map(OneOf)


def companies(
    facts: dict[str, Fact] | None = None, most_known: int | None = None
) -> st.SearchStrategy[dict[str, Value]]:
    """Draw answers to some of the facts, a few of them partly known."""
    given_facts = FACTS if facts is None else facts
    values = {name: settled_values(fact) | partial_values(fact) for name, fact in given_facts.items()}
    names = st.lists(st.sampled_from(list(given_facts)), unique=True, max_size=most_known)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({name: values[name] for name in chosen}))


def complete_companies() -> st.SearchStrategy[dict[str, Value]]:
    """Draw full answers to every fact."""
    return st.fixed_dictionaries({name: settled_values(fact) for name, fact in FACTS.items()})


@st.composite
def draw_companies(draw: st.DrawFn, rulebase: RuleBase) -> dict[str, Value]:
    """Draw a company of a real rule base, with between no and all facts known; mostly its state is stated."""
    share = draw(st.sampled_from([0, 2, 5, 8, 10]))
    known: dict[str, Value] = {}
    for name, fact in rulebase.facts.items():
        if name not in ("state_basis", "relationship") and draw(st.integers(0, 9)) < share:
            known[name] = draw(settled_values(fact) if draw(st.integers(0, 5)) else partial_values(fact))
    known["state_basis"] = draw(st.sampled_from(["stated", "stated", "stated", "scores", "signs"]))
    if draw(st.integers(0, 9)):
        known["relationship"] = draw(st.sampled_from(rulebase.states))
    return dict(rulebase.build_answers(known).known)


@st.composite
def refined_companies(draw: st.DrawFn, known: dict[str, Value]) -> dict[str, Value]:
    """Draw the same company with more facts known."""
    more: dict[str, Value] = dict(known)
    for name, fact in FACTS.items():
        value = known.get(name)
        if value is None and draw(st.booleans()):
            more[name] = draw(settled_values(fact) | partial_values(fact))
        elif isinstance(value, OneOf):
            left = draw(st.frozensets(st.sampled_from(sorted(value.values)), min_size=1))
            more[name] = OneOf(left) if len(left) > 1 else next(iter(left))
        elif isinstance(value, PartialChoice):
            undecided = sorted(frozenset(fact.values) - value.yes - value.no)
            marks = draw(st.tuples(*(st.sampled_from(["", "yes", "no"]) for _ in undecided)))
            by_mark = {
                mark: frozenset(name for name, each in zip(undecided, marks, strict=True) if each == mark)
                for mark in ("yes", "no")
            }
            more[name] = PartialChoice(value.yes | by_mark["yes"], value.no | by_mark["no"])
    return more


def build_evidence(
    certain: Iterable[tuple[str, str]],
    possible: Iterable[tuple[str, str]],
    settled: Mapping[str, AbstractSet[str | None]] | None = None,
) -> Evidence:
    """Build evidence from pairs of a name and a value, and from the exact values of some names."""
    found: list[dict[str, set[str]]] = [{}, {}]
    for values, pairs in zip(found, (certain, possible), strict=True):
        for name, value in pairs:
            values.setdefault(name, set()).add(value)
    return Evidence(*found, {name for name, values in (settled or {}).items() if values and None not in values})


def list_atoms(concluded: Mapping[str, AbstractSet[str]]) -> set[tuple[str, str]]:
    """Return conclusions as pairs of a name and a value."""
    return {(name, value) for name, values in concluded.items() for value in values}
