"""Laws about influence: every question can matter, and every reason can be the only one that decides.

A question compares two companies, so it reads the formulas twice: once as they are, and once with other answers, or
with a reason left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.authoring.prove.circuit import FALSE, Literal, Replacement
from advisor.authoring.prove.laws import Question, Wanted
from advisor.authoring.prove.rulebase_formulas import RuleBaseFormulas
from advisor.consultation import BASIS
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import MOVE_TO, VERDICT, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Stage

FAVOURS = "favours"
_SEEN_STAGES = (Stage.WEIGH, Stage.DECIDE, Stage.PLAN, Stage.CAUTION)
"""The stages whose conclusions a reader of the advice sees."""


def ask_for_idle_questions(formulas: RuleBaseFormulas) -> Iterator[Question]:
    """Ask of each fact for two companies that differ in this answer, and what follows from it, and get other advice."""
    circuit, rulebase = formulas.circuit, formulas.rulebase
    read = {leaf.name for rule in rulebase.rules for leaf in iter_leaves(rule.condition)}
    for name, given in formulas.answers.facts.items():
        if given.fact.computed or name not in read:
            continue
        changing = [formulas.answers.facts[each] for each in _list_followers(name, rulebase)
                    if each in formulas.answers.facts]
        inputs = [literal for each in changing for literal in each.list_inputs()]
        other = circuit.replace({literal: circuit.add_input() for literal in inputs})
        conditions = [*map(other.read, formulas.list_conditions()), formulas.advised, other.read(formulas.advised)]
        differs = circuit.join_any(_iter_differences(formulas, other, rulebase))
        sentence = f"the advice of no company depends on the answer to `{name}`"
        yield Question("facts", name, sentence, circuit.join_all((*conditions, differs)), Wanted.SOME_COMPANY)


def _list_followers(name: str, rulebase: RuleBase) -> set[str]:
    """Return a fact and the facts that can change with it, because they follow from it or lead to it."""
    found = {name, BASIS}
    while True:
        more = set()
        for rule in rulebase.fact_rules:
            names = {*rulebase.list_condition_facts(rule.condition), *(atom.name for atom in rule.then)}
            if not names.isdisjoint(found - {BASIS}):
                more |= names
        for fact in rulebase.facts.values():
            if fact.filled_from and fact.filled_from.fact in found:
                more.add(fact.name)
        if more <= found:
            return found
        found |= more


def _iter_differences(formulas: RuleBaseFormulas, other: Replacement, rulebase: RuleBase) -> Iterator[Literal]:
    for name, conclusion in rulebase.conclusions.items():
        if conclusion.stage in _SEEN_STAGES:
            for literal in formulas.list_certain(name).values():
                if (changed := other.read(literal)) != literal:
                    yield formulas.circuit.differ(literal, changed)


def ask_for_idle_reasons(formulas: RuleBaseFormulas) -> Iterator[Question]:
    """Ask of each reason for a company for whom it is the only one on its side, and decides the verdict.

    A reason that two tables give with the same condition counts as one.
    """
    circuit = formulas.circuit
    if not formulas.list_certain(VERDICT):
        return
    for rule in list_reasons(formulas.rulebase):
        twins = {
            each.id for each in list_reasons(formulas.rulebase) if _is_twin(rule, each, formulas)
        }
        without = circuit.replace({formulas.switches[each]: FALSE for each in twins})
        side = set(rule.list_concluded_values(FAVOURS))
        rivals = (
            -formulas.read_holds(each)
            for each in list_reasons(formulas.rulebase)
            if each.id not in twins and not side.isdisjoint(each.list_concluded_values(FAVOURS))
        )
        fires = circuit.join_all((formulas.advised, formulas.read_holds(rule)))
        turned = circuit.join_any(
            circuit.differ(literal, without.read(literal))
            for name in (VERDICT, MOVE_TO)
            for literal in formulas.list_certain(name).values()
        )
        formula = circuit.join_all((fires, without.read(formulas.advised), turned, *rivals))
        sentence = f"reason `{rule.id}` is never the only one that decides the verdict"
        yield Question("rules", rule.id, sentence, formula, Wanted.SOME_COMPANY, fires)


def list_reasons(rulebase: RuleBase) -> list[Rule]:
    """List the rules that speak for one side."""
    return [rule for rule in rulebase.rules_by_stage[Stage.WEIGH] if rule.list_concluded_values(FAVOURS)]


def _is_twin(rule: Rule, other: Rule, formulas: RuleBaseFormulas) -> bool:
    same = formulas.conditions[rule.id] == formulas.conditions[other.id]
    return same and set(rule.list_concluded_values(FAVOURS)) == set(other.list_concluded_values(FAVOURS))
