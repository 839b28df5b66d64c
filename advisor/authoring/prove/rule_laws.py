"""Laws about rules: none is dead, none is shadowed by others, and none is implied by another one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from advisor.authoring.prove.companies_found import CompaniesFound
from advisor.authoring.prove.laws import Question, Wanted
from advisor.authoring.prove.rulebase_formulas import RuleBaseFormulas
from advisor.logic.circuit import TRUE, Literal
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
        parts = (formulas.advised, formulas.read_holds(rule))
        sentence = f"rule `{rule.id}` fires for no company that gets advice"
        build, known = partial(formulas.circuit.join_all, parts), partial(_knows, parts)
        yield Question("rules", rule.id, sentence, build, Wanted.SOME_COMPANY, try_known=known)


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
    drawn = {rule.id: _collect_conclusions(rule) for rule in rulebase.rules}
    reads_facts = {rule.id: _reads_facts(rule, rulebase) for rule in rulebase.rules}
    for rule in rulebase.rules:
        for atom in drawn[rule.id]:
            by_atom[atom].append(rule)
    for rule in rulebase.rules:
        conclusions = drawn[rule.id]
        fires = circuit.join_all((formulas.advised, formulas.read_holds(rule)))
        for other in min((by_atom[atom] for atom in sorted(conclusions)), key=len, default=[]):
            if other.id == rule.id or other.stage is not rule.stage or not conclusions <= drawn[other.id]:
                continue
            if rule.stage is Stage.PLAN and reads_facts[rule.id] and not reads_facts[other.id]:
                continue  # the reason of a rule that reads facts replaces a general one
            parts = (formulas.advised, formulas.read_holds(rule), -formulas.read_holds(other))
            # of two rules that mean the same, the second one is reported
            may_be_twin = order[rule.id] < order[other.id] and conclusions == drawn[other.id]
            converse = (formulas.advised, formulas.read_holds(other), -formulas.read_holds(rule))
            sentence = f"whenever rule `{rule.id}` fires, `{other.id}` fires too and concludes the same or more"
            yield Question(
                "rules",
                rule.id,
                sentence,
                partial(circuit.join_all, parts),
                Wanted.SOME_COMPANY,
                fires,
                partial(circuit.join_all, converse) if may_be_twin else TRUE,
                partial(_knows, parts),
            )


def _knows(literals: tuple[Literal, ...], found: CompaniesFound) -> bool:
    return found.knows(literals)


def _collect_conclusions(rule: Rule) -> frozenset[Atom]:
    """Return what a rule concludes, without its own name as a reason."""
    return frozenset(atom for atom in rule.then if atom.name != REASON)


def _reads_facts(rule: Rule, rulebase: RuleBase) -> bool:
    return any(leaf.name in rulebase.facts for leaf in iter_leaves(rule.condition))
