"""Laws about influence: every question can matter, and every reason can be the only one that decides.

A question compares two companies, so it reads the formulas twice: once as they are, and once with other answers, or
with a reason left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from advisor.authoring.prove.companies_found import CompaniesFound
from advisor.authoring.prove.laws import Question, Wanted
from advisor.authoring.prove.rulebase_formulas import RuleBaseFormulas
from advisor.consultation import BASIS
from advisor.logic.circuit import FALSE, Literal
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import MOVE_TO, VERDICT, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Stage

FAVOURS = "favours"
_MAX_MODELS = 100
"""Maximum number of companies found so far that are tried with other answers."""
_SEEN_STAGES = (Stage.WEIGH, Stage.DECIDE, Stage.PLAN, Stage.CAUTION)
"""The stages whose conclusions a reader of the advice sees."""


def ask_for_idle_questions(formulas: RuleBaseFormulas) -> Iterator[Question]:
    """Ask of each fact for two companies that differ in this answer, and what follows from it, and get other advice."""
    rulebase = formulas.rulebase
    read = {leaf.name for rule in rulebase.rules for leaf in iter_leaves(rule.condition)}
    facts = formulas.answers.facts.items()
    names = [name for name, given in facts if name in read and not given.fact.computed]
    find_mattering = cache(partial(_find_mattering_facts, tuple(names), formulas))
    for name in names:
        sentence = f"the advice of no company depends on the answer to `{name}`"
        build, try_known = partial(_build_difference, name, formulas), partial(_is_among, name, find_mattering)
        yield Question("facts", name, sentence, build, Wanted.SOME_COMPANY, try_known=try_known)


def _is_among(name: str, find: Callable[[CompaniesFound], frozenset[str]], found: CompaniesFound) -> bool:
    return name in find(found)


def _build_difference(name: str, formulas: RuleBaseFormulas) -> Literal:
    """Build the formula that a company with another answer gets other advice."""
    circuit = formulas.circuit
    followers = (formulas.answers.facts.get(each) for each in sorted(_list_followers(name, formulas.rulebase)))
    inputs = [literal for each in followers if each for literal in each.list_inputs()]
    other = circuit.replace({literal: circuit.add_input() for literal in inputs})
    both = (formulas.advised, formulas.answers.read_known(name))
    conditions = [*map(other.read, formulas.list_conditions()), *both, *map(other.read, both)]
    seen = ((literal, other.read(literal)) for literal in _list_seen(formulas))
    differs = circuit.join_any(circuit.differ(one, changed) for one, changed in seen if one != changed)
    return circuit.join_all((*conditions, differs))


def _find_mattering_facts(names: Sequence[str], formulas: RuleBaseFormulas, found: CompaniesFound) -> frozenset[str]:
    """Find the facts for which a company found so far gets other advice if this one answer is another.

    The companies are evaluated once for each other answer, all together: a block of bits for each.
    """
    models = found.models[-_MAX_MODELS:]
    size, whole = len(models), (1 << len(models)) - 1
    base = found.collect_bits(models)
    blocks = [(name, each) for name in names for each in formulas.answers.facts[name].iter_changes(base, whole)]
    every = sum(1 << place * size for place in range(len(blocks)))
    values = {number: bits * every for number, bits in base.items()}
    before = formulas.circuit.evaluate(values, whole * every)
    for place, (_, change) in enumerate(blocks):
        for number, bits in change.items():
            values[number] = values.get(number, 0) & ~(whole << place * size) | bits << place * size
    after = formulas.circuit.evaluate(values, whole * every)

    def read(literal: Literal, held: Sequence[int]) -> int:
        return held[literal] if literal > 0 else whole * every & ~held[-literal]

    both = read(formulas.advised, before) & read(formulas.advised, after)
    for condition in formulas.list_conditions():
        both &= read(condition, after)
    answered = 0
    for place, (name, _) in enumerate(blocks):
        answered |= read(formulas.answers.read_known(name), before) & whole << place * size
    both &= answered
    differing = 0
    for seen in _list_seen(formulas):
        differing |= (read(seen, before) ^ read(seen, after)) & both
    return frozenset(name for place, (name, _) in enumerate(blocks) if differing >> place * size & whole)


def _list_seen(formulas: RuleBaseFormulas) -> list[Literal]:
    """Return the formulas of the conclusions that a reader of the advice sees."""
    return [
        literal
        for name, conclusion in formulas.rulebase.conclusions.items()
        if conclusion.stage in _SEEN_STAGES
        for literal in formulas.list_certain(name).values()
    ]


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


def ask_for_idle_reasons(formulas: RuleBaseFormulas) -> Iterator[Question]:
    """Ask of each reason for a company whose verdict would be another without it, whatever else holds.

    A reason that two tables give with the same condition counts as one.
    """
    circuit = formulas.circuit
    if not formulas.list_certain(VERDICT):
        return
    for rule in list_reasons(formulas.rulebase):
        twins = [each.id for each in list_reasons(formulas.rulebase) if _is_twin(rule, each, formulas)]
        without = circuit.replace({formulas.switches[each]: FALSE for each in twins})
        fires = circuit.join_all((formulas.advised, formulas.read_holds(rule)))
        turned = circuit.join_any(
            circuit.differ(literal, without.read(literal))
            for name in (VERDICT, MOVE_TO)
            for literal in formulas.list_certain(name).values()
        )
        formula = circuit.join_all((fires, without.read(formulas.advised), turned))
        sentence = f"reason `{rule.id}` decides the verdict of no company: without it, each gets the same"
        yield Question("rules", rule.id, sentence, formula, Wanted.SOME_COMPANY, fires)


def list_reasons(rulebase: RuleBase) -> list[Rule]:
    """List the rules that speak for one side."""
    return [rule for rule in rulebase.rules_by_stage[Stage.WEIGH] if rule.list_concluded_values(FAVOURS)]


def _is_twin(rule: Rule, other: Rule, formulas: RuleBaseFormulas) -> bool:
    same = formulas.conditions[rule.id] == formulas.conditions[other.id]
    return same and set(rule.list_concluded_values(FAVOURS)) == set(other.list_concluded_values(FAVOURS))
