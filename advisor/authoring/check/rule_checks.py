"""ADV401 to ADV409: what rules mean, each by itself, in pairs, and in the whole rule base."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from advisor.authoring.check.checked_pack import CheckSubject, ReportedFinding, report
from advisor.authoring.pack_source.source_entries import SourceEntry
from advisor.logic.reachability import is_reachable
from advisor.logic.satisfiability import Budget, SatisfiabilityChecker
from advisor.model.conditions import ALWAYS, Condition, Not, Test, iter_leaves, join_conditions
from advisor.model.rulebase import MOVE_TO, REASON, STATE, VERDICT
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Stage

MAX_EVALUATIONS = 100_000
"""Budget: evaluations of leaves for single rules and pairs, and of rules for the whole rule base."""
MAX_PAIRS = 20_000
_STATED_FACT = "relationship"
"""The fact that `state` is concluded from if a company states it."""


def check(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """Find rules that contradict themselves, and rules that repeat another rule."""
    checker = SatisfiabilityChecker(subject.rulebase, Budget(MAX_EVALUATIONS))
    satisfiable = []
    for item, rule in subject.rules.values():
        place = item.find_place("when")
        if rule.stage is not Stage.CLASSIFY and any(leaf.name == _STATED_FACT for leaf in iter_leaves(rule.condition)):
            sentence = f"rule `{item.id}` reads `{_STATED_FACT}`, which is known only if the company states it"
            yield report("ADV407", item, sentence, place, f"read `{STATE}`, which scores and signs show too")
        yield from _check_step_moves(item, rule, subject)
        if checker.is_satisfiable(rule.condition) is not False:
            satisfiable.append((item, rule))
        elif rule.guard != ALWAYS and False not in map(checker.is_satisfiable, (rule.guard, rule.when)):
            sentence = f"rule `{item.id}` can never fire, because the guard of its file excludes its condition"
            yield report("ADV402", item, sentence, place)
        else:
            sentence = f"rule `{item.id}` can never fire, because its condition contradicts itself"
            yield report("ADV401", item, sentence, place)
    yield from _check_redundant_rules(subject, satisfiable, checker)


def _check_step_moves(item: SourceEntry, rule: Rule, subject: CheckSubject) -> Iterator[ReportedFinding]:
    """Report steps of one move that a rule advises in every state, because nothing in its condition depends on it."""
    names = {leaf.name for leaf in iter_leaves(rule.condition)}
    if not names.isdisjoint((STATE, VERDICT, MOVE_TO, _STATED_FACT)):
        return
    for name in rule.list_concluded_values("step"):
        step = subject.rulebase.steps.get(name)
        if step is not None and "-to-" in step.move:
            sentence = f"step `{name}` belongs to the move {step.move}, but rule `{rule.id}` advises it in every state"
            fix = f"add `{STATE}: {step.move.split('-to-')[0]}` or a `{VERDICT}` to its condition"
            yield report("ADV409", item, sentence, item.find_place("then"), fix)


def _check_redundant_rules(
    subject: CheckSubject, own_rules: list[tuple[SourceEntry, Rule]], checker: SatisfiabilityChecker
) -> Iterator[ReportedFinding]:
    """Find rules that conclude no more than another rule does wherever they fire."""
    by_atom: defaultdict[tuple[Stage, Atom], list[Rule]] = defaultdict(list)
    # while something does not load, rules of other packs may not be what their authors wrote
    for rule in subject.rulebase.rules if subject.complete else [rule for _, rule in subject.rules.values()]:
        for atom in _collect_conclusions(rule):
            by_atom[rule.stage, atom].append(rule)
    order = {rule.id: number for number, rule in enumerate(subject.rulebase.rules)}
    pairs = 0
    for item, rule in own_rules:
        conclusions = _collect_conclusions(rule)
        for other in min((by_atom[rule.stage, atom] for atom in conclusions), key=len, default=[]):
            if other.id == rule.id or not conclusions <= _collect_conclusions(other):
                continue
            pairs += 1
            if pairs > MAX_PAIRS or checker.budget.remaining < 0:
                sentence = "this pack has too many rules to compare all of them"
                yield report("ADV404", None, sentence, subject.header, "split it into several packs")
                return
            if _is_specific_reason(rule, other, subject) or not _prove_implication(rule, other, checker):
                continue
            if conclusions == _collect_conclusions(other) and _prove_implication(other, rule, checker):
                if order[rule.id] > order[other.id]:  # reported once, at the second of the two
                    yield report("ADV403", item, f"rule `{item.id}` means the same as `{other.id}`")
            else:
                sentence = f"whenever rule `{item.id}` fires, `{other.id}` fires too and concludes the same or more"
                yield report("ADV404", item, sentence)


def _collect_conclusions(rule: Rule) -> frozenset[Atom]:
    """Return what a rule concludes, without its own name as a reason."""
    return frozenset(atom for atom in rule.then if atom.name != REASON)


def _is_specific_reason(rule: Rule, other: Rule, subject: CheckSubject) -> bool:
    """Return whether a plan rule reads facts and the other none; its reason then replaces the general one."""
    reads = [any(leaf.name in subject.rulebase.facts for leaf in iter_leaves(each.condition)) for each in (rule, other)]
    return rule.stage is Stage.PLAN and reads == [True, False]


def _prove_implication(premise: Rule, consequence: Rule, checker: SatisfiabilityChecker) -> bool:
    return checker.is_satisfiable(join_conditions(premise.condition, Not(consequence.condition))) is False


def check_rulebase(subject: CheckSubject, fired_rules: frozenset[str]) -> Iterator[ReportedFinding]:
    """Check what only the whole rule base shows; `fired_rules` fire in some case."""
    budget = Budget(MAX_EVALUATIONS)
    checker = SatisfiabilityChecker(subject.rulebase, Budget(MAX_EVALUATIONS))
    for item, rule in subject.rules.values():
        if rule.id in fired_rules or checker.is_satisfiable(rule.condition) is False:
            continue
        if _is_unreachable(rule.condition, rule.stage, subject, budget):
            sentence = f"rule `{item.id}` can never fire, because no company gets all the conclusions that it reads"
            yield report("ADV401", item, sentence, item.find_place("when"))
    yield from _check_clashes(subject, checker, budget)
    conclusions = subject.rulebase.conclusions
    verdicts = sorted(conclusions[VERDICT].values or ()) if VERDICT in conclusions else []
    any_verdict = Test(VERDICT, frozenset(verdicts))
    for item in subject.iter_section("conclusions"):
        place = item.find_place("values")
        for value in verdicts if item.id == VERDICT else ():
            if _is_unreachable(Test(VERDICT, frozenset({value})), Stage.PLAN, subject, budget):
                yield report("ADV406", item, f"the verdict `{value}` is never reached", place)
        states = sorted(conclusions[STATE].values or ()) if item.id == STATE and STATE in conclusions else []
        for value in states if verdicts else ():
            both = join_conditions(Test(STATE, frozenset({value})), any_verdict)
            if _is_unreachable(both, Stage.PLAN, subject, budget):
                yield report("ADV408", item, f"no rule concludes a verdict for the state `{value}`", place)


def _is_unreachable(condition: Condition, stage: Stage, subject: CheckSubject, budget: Budget) -> bool:
    """Return whether certainly no company can meet a condition, with or without the packs after this one."""
    rulebases = (subject.rulebase,) if subject.together is subject.rulebase else (subject.rulebase, subject.together)
    return all(is_reachable(condition, stage, rulebase, budget) is False for rulebase in rulebases)


def _check_clashes(subject: CheckSubject, checker: SatisfiabilityChecker, budget: Budget) -> Iterator[ReportedFinding]:
    """Find pairs of rules that conclude different values of a single conclusion and can fire together."""
    for name, entry in subject.rulebase.conclusions.items():
        rules = subject.rulebase.find_concluding_rules(name) if entry.single else ()
        for one, other in combinations(rules, 2):
            item = subject.rules.get(other.id, subject.rules.get(one.id, (None, None)))[0]
            if item is None or set(one.list_concluded_values(name)) == set(other.list_concluded_values(name)):
                continue
            if checker.budget.remaining < 0 or budget.remaining < 0:
                return
            both = join_conditions(one.condition, other.condition)
            if checker.is_satisfiable(both) is not False and is_reachable(both, entry.stage, subject.rulebase, budget):
                first, second = (one, other) if item.id == other.id else (other, one)
                sentence = (
                    f"rule `{second.id}` concludes {name} `{second.list_concluded_values(name)[0]}` and `{first.id}` "
                    f"concludes `{first.list_concluded_values(name)[0]}` for the same companies"
                )
                yield report("ADV405", item, sentence, item.find_place("then"))
