"""ADV401 to ADV407: what rules mean, each by itself, beside each other, and in the whole."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from advisor.authoring.check.subject import CheckSubject, ReportedFinding, report
from advisor.authoring.pack_source.source_entries import SourceEntry
from advisor.logic.reachability import is_reachable
from advisor.logic.satisfiability import Budget, SatisfiabilityChecker
from advisor.model.conditions import ALWAYS, Not, Test, iter_leaves, join_conditions
from advisor.model.rulebase import REASON, STATE, VERDICT
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Stage

MAX_EVALUATIONS = 100_000
"""Evaluations of leaves in the questions about single rules and pairs, and of rules in those about the whole."""
MAX_PAIRS = 20_000
_STATED_FACT = "relationship"
"""The fact from which `state` is concluded, where it is stated."""


def check(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """Rules that contradict themselves, and rules that say what another says already."""
    budget = Budget(MAX_EVALUATIONS)
    satisfying = SatisfiabilityChecker(subject.rulebase, budget)
    alive = []
    for item, rule in subject.rules.values():
        if rule.stage is not Stage.CLASSIFY and any(leaf.name == _STATED_FACT for leaf in iter_leaves(rule.condition)):
            sentence = f"rule `{item.id}` reads `{_STATED_FACT}`, which is known only of a company that states it"
            yield report(
                "ADV407", item, sentence, item.find_place("when"), f"read `{STATE}`, which scores and signs settle too"
            )
        if satisfying.is_satisfiable(rule.condition) is not False:
            alive.append((item, rule))
        elif rule.guard != ALWAYS and all(
            satisfying.is_satisfiable(part) is not False for part in (rule.guard, rule.when)
        ):
            sentence = f"rule `{item.id}` can never fire, since the guard of its file excludes its condition"
            yield report("ADV402", item, sentence, item.find_place("when"))
        else:
            sentence = f"rule `{item.id}` can never fire, since its condition contradicts itself"
            yield report("ADV401", item, sentence, item.find_place("when"))
    yield from _check_redundant_rules(subject, alive, satisfying)


def _check_redundant_rules(
    subject: CheckSubject, own: list[tuple[SourceEntry, Rule]], satisfying: SatisfiabilityChecker
) -> Iterator[ReportedFinding]:
    """Rules that conclude no more than another does wherever they fire."""
    by_atom: dict[tuple[Stage, Atom], list[Rule]] = {}
    # while something does not load, others may not be what their authors wrote
    others = subject.rulebase.rules if subject.complete else tuple(rule for _, rule in subject.rules.values())
    for rule in others:
        for atom in _collect_conclusions(rule):
            by_atom.setdefault((rule.stage, atom), []).append(rule)
    order = {rule.id: number for number, rule in enumerate(subject.rulebase.rules)}
    pairs = 0
    for item, rule in own:
        told = _collect_conclusions(rule)
        rare = min((by_atom[rule.stage, atom] for atom in told), key=len, default=[])
        for other in rare:
            if other.id == rule.id or not told <= _collect_conclusions(other):
                continue
            pairs += 1
            if pairs > MAX_PAIRS or satisfying.budget.remaining < 0:
                sentence = "the rules of this pack are too many for all of them to be compared"
                yield report("ADV404", None, sentence, subject.header)
                return
            if _is_specific_reason(rule, other, subject) or not _prove_implication(rule, other, satisfying):
                continue
            if told == _collect_conclusions(other) and _prove_implication(other, rule, satisfying):
                if order[rule.id] > order[other.id]:  # told once, at the second of the two
                    yield report("ADV403", item, f"rule `{item.id}` means the same as `{other.id}`")
            else:
                sentence = f"wherever rule `{item.id}` fires, `{other.id}` fires too and concludes as much"
                yield report("ADV404", item, sentence)


def _collect_conclusions(rule: Rule) -> frozenset[Atom]:
    """What a rule concludes beside its own name."""
    return frozenset(atom for atom in rule.then if atom.name != REASON)


def _is_specific_reason(rule: Rule, other: Rule, subject: CheckSubject) -> bool:
    """Whether a plan rule reads facts and the other none: then its reason is told in the place of the general one."""
    reads = [any(leaf.name in subject.rulebase.facts for leaf in iter_leaves(each.condition)) for each in (rule, other)]
    return rule.stage is Stage.PLAN and reads == [True, False]


def _prove_implication(premise: Rule, consequence: Rule, satisfying: SatisfiabilityChecker) -> bool:
    return satisfying.is_satisfiable(join_conditions(premise.condition, Not(consequence.condition))) is False


def check_rulebase(subject: CheckSubject, fired_rules: frozenset[str]) -> Iterator[ReportedFinding]:
    """What only the whole rule base tells. `fired` are rules that some case has shown to fire."""
    budget = Budget(MAX_EVALUATIONS)
    rulebase = subject.rulebase
    alone = SatisfiabilityChecker(rulebase, Budget(MAX_EVALUATIONS))
    for item, rule in subject.rules.values():
        if rule.id in fired_rules or alone.is_satisfiable(rule.condition) is False:
            continue
        if is_reachable(rule.condition, rule.stage, rulebase, budget) is False:
            sentence = f"rule `{item.id}` can never fire, since what it reads is never concluded together"
            yield report("ADV401", item, sentence, item.find_place("when"))
    yield from _check_contradictions(subject, alone, budget)
    for item in subject.iter_section("conclusions"):
        values = rulebase.conclusions[item.id].values if item.id == VERDICT and item.id in rulebase.conclusions else ()
        for value in sorted(values or ()):
            reached = Test(VERDICT, frozenset({value}))
            if is_reachable(reached, Stage.PLAN, rulebase, budget) is False:
                yield report("ADV406", item, f"the verdict `{value}` is never reached", item.find_place("values"))
        yield from _check_undecided_states(item, subject, budget)


def _check_undecided_states(item: SourceEntry, subject: CheckSubject, budget: Budget) -> Iterator[ReportedFinding]:
    """States of a company for which no verdict can be reached."""
    conclusions = subject.rulebase.conclusions
    if item.id != STATE or STATE not in conclusions or VERDICT not in conclusions:
        return
    reached = Test(VERDICT, frozenset(conclusions[VERDICT].values or ()))
    for value in sorted(conclusions[STATE].values or ()):
        here = join_conditions(Test(STATE, frozenset({value})), reached)
        if reached.values and is_reachable(here, Stage.PLAN, subject.rulebase, budget) is False:
            yield report(
                "ADV408", item, f"no rule comes to a verdict for the state `{value}`", item.find_place("values")
            )


def _check_contradictions(
    subject: CheckSubject, satisfiability: SatisfiabilityChecker, budget: Budget
) -> Iterator[ReportedFinding]:
    """Pairs of rules that conclude different values of a single conclusion and can fire together."""
    for name, conclusion in subject.rulebase.conclusions.items():
        if not conclusion.single:
            continue
        for one, other in combinations(subject.rulebase.find_concluding_rules(name), 2):
            item = subject.rules.get(other.id, subject.rules.get(one.id, (None, None)))[0]
            if item is None or set(one.list_concluded_values(name)) == set(other.list_concluded_values(name)):
                continue
            if satisfiability.budget.remaining < 0 or budget.remaining < 0:
                return
            both = join_conditions(one.condition, other.condition)
            if satisfiability.is_satisfiable(both) is not False and is_reachable(
                both, conclusion.stage, subject.rulebase, budget
            ):
                first, second = (one, other) if item.id == other.id else (other, one)
                sentence = (
                    f"rule `{second.id}` concludes {name} `{second.list_concluded_values(name)[0]}` for companies for which "
                    f"`{first.id}` concludes `{first.list_concluded_values(name)[0]}`"
                )
                yield report("ADV405", item, sentence, item.find_place("then"))
