"""Laws about rules: none is dead, none is shadowed by others, and none is implied by another one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from advisor.authoring.prove.circuit import TRUE, Literal
from advisor.authoring.prove.laws import Question, Wanted
from advisor.authoring.prove.rulebase_formulas import RuleBaseFormulas
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import REASON, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Stage

_STEP_PARTS = frozenset({"step", "detail", "variant", "place"})
_UNPRINTED_STAGES = (Stage.INFER, Stage.CLASSIFY)
"""The stages whose sentences a report does not print as reasons of their own."""


def ask_for_dead_rules(formulas: RuleBaseFormulas) -> Iterator[Question]:
    """Ask of each rule for a company that gets advice and for whom it fires."""
    for rule in formulas.rulebase.rules:
        formula = formulas.circuit.join_all((formulas.advised, formulas.read_holds(rule)))
        sentence = f"rule `{rule.id}` fires for no company that gets advice"
        yield Question("rules", rule.id, sentence, formula, Wanted.SOME_COMPANY)


def ask_for_shadowed_rules(formulas: RuleBaseFormulas) -> Iterator[Question]:
    """Ask of each rule whose sentence is not printed for itself, for a company for whom it changes what is concluded.

    That is a rule before the verdict whose sentence no report prints, or a rule that advises steps.
    """
    circuit, fact_rules = formulas.circuit, {rule.id for rule in formulas.rulebase.fact_rules}
    for rule in formulas.rulebase.rules:
        fires = circuit.join_all((formulas.advised, formulas.read_holds(rule)))
        if rule.stage in _UNPRINTED_STAGES and rule.id not in fact_rules:
            sentence = f"whatever rule `{rule.id}` concludes, other rules conclude for the same companies"
            alone = circuit.join_any(_read_own_conclusions(rule, formulas))
        elif rule.stage is Stage.PLAN and _STEP_PARTS.issuperset(atom.name for atom in rule.then):
            sentence = f"whenever rule `{rule.id}` advises a step, other rules withdraw it"
            alone = circuit.join_any(map(formulas.read_shown_step, rule.list_concluded_values("step")))
        else:
            continue
        yield Question("rules", rule.id, sentence, circuit.join_all((fires, alone)), Wanted.SOME_COMPANY, fires)


def _read_own_conclusions(rule: Rule, formulas: RuleBaseFormulas) -> Iterator[Literal]:
    """Yield, for each conclusion of a rule, the formula that no other rule draws it."""
    for atom in rule.then:
        others = (each for each in formulas.rulebase.rules_by_atom.get(atom, ()) if each.id != rule.id)
        yield -formulas.circuit.join_any(map(formulas.read_holds, others))


def ask_for_implied_rules(formulas: RuleBaseFormulas) -> Iterator[Question]:
    """Ask of each rule, and of each that concludes the same or more, for a company for whom only the first fires."""
    circuit, rulebase = formulas.circuit, formulas.rulebase
    order = {rule.id: number for number, rule in enumerate(rulebase.rules)}
    by_atom: defaultdict[Atom, list[Rule]] = defaultdict(list)
    for rule in rulebase.rules:
        for atom in _collect_conclusions(rule):
            by_atom[atom].append(rule)
    for rule in rulebase.rules:
        conclusions = _collect_conclusions(rule)
        for other in min((by_atom[atom] for atom in conclusions), key=len, default=[]):
            if other.id == rule.id or other.stage is not rule.stage or not conclusions <= _collect_conclusions(other):
                continue
            if _is_specific_reason(rule, other, rulebase):
                continue
            fires = circuit.join_all((formulas.advised, formulas.read_holds(rule)))
            formula = circuit.join_all((fires, -formulas.read_holds(other)))
            # of two rules that mean the same, the second one is reported
            may_be_twin = order[rule.id] < order[other.id] and conclusions == _collect_conclusions(other)
            converse = circuit.join_all((formulas.advised, formulas.read_holds(other), -formulas.read_holds(rule)))
            sentence = f"whenever rule `{rule.id}` fires, `{other.id}` fires too and concludes the same or more"
            void_without = converse if may_be_twin else TRUE
            yield Question("rules", rule.id, sentence, formula, Wanted.SOME_COMPANY, fires, void_without)


def _collect_conclusions(rule: Rule) -> frozenset[Atom]:
    """Return what a rule concludes, without its own name as a reason."""
    return frozenset(atom for atom in rule.then if atom.name != REASON)


def _is_specific_reason(rule: Rule, other: Rule, rulebase: RuleBase) -> bool:
    """Return whether a plan rule reads facts and the other none; its reason then replaces the general one."""
    reads = [any(leaf.name in rulebase.facts for leaf in iter_leaves(each.condition)) for each in (rule, other)]
    return rule.stage is Stage.PLAN and reads == [True, False]
