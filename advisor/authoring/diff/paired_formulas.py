"""The conclusions of two rule bases for the same possible companies, as formulas that can be compared.

The formulas of both share their nodes. So a conclusion is drawn for the same companies in both exactly if it has one
node.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from advisor.authoring.diff.shared_facts import join_facts, list_refilled_facts
from advisor.authoring.population.populations import Population, iter_populations, list_foreign_tests
from advisor.authoring.population.score_totals import TOTAL
from advisor.authoring.population.verdicts import divide_companies
from advisor.logic.company_counts import CompanyCounter
from advisor.logic.company_variables import build_rank
from advisor.logic.conclusion_formulas import ConclusionFormulas, build_conclusions
from advisor.logic.decision_diagrams import Node, Variable
from advisor.logic.formulas import MAX_FORMULA_NODES, Formulas
from advisor.model.answers import PartialChoice, Value
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import MOVE_TO, STATE, VERDICT, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Fact


class PairedFormulas(NamedTuple):
    """The conclusions of two rule bases for one population.

    `region` holds for the companies that are compared: neither rule base refuses their answers. They are `limited` to
    answers that both rule bases know if others leave a verdict open; `common` is this condition, or always true.
    `advised` holds for the companies to which each rule base gives advice: their answers are not refused, and its rules
    do not contradict each other. If `counted`, choices follow from counts; they are those that the rule bases compute
    in different ways.
    """

    population: Population
    formulas: Formulas
    sides: tuple[ConclusionFormulas, ConclusionFormulas]
    common: Node
    region: Node
    advised: tuple[Node, Node]
    counter: CompanyCounter
    counted: bool
    limited: bool


NeededRules = tuple[Sequence[Rule], Sequence[Rule]]
"""The rules of the old and of the new rule base that matter."""


def iter_pair_populations(old: RuleBase, new: RuleBase, rules: NeededRules) -> Iterator[tuple[Population, bool]]:
    """Yield the populations of two rule bases, then (True) again with choices that follow from counts, if these differ.

    Both rule bases must have a fact in the same kind, or not at all.
    """
    facts = join_facts(old, new)
    assert facts is not None  # see above
    vocabulary, both = replace(new, facts=facts), (*rules[0], *rules[1])
    read = {leaf.name for rule in both for leaf in iter_leaves(rule.condition)}
    refilled = [name for name in list_refilled_facts(old, new) if name in read]
    foreign = [test for test in list_foreign_tests((old, new)) if test.name in read]
    for counted in ((), refilled) if refilled else ((),):
        for population in iter_populations(vocabulary, (old, new), both, foreign, counted):
            yield population, bool(counted)


def pair_formulas(
    rulebases: tuple[RuleBase, RuleBase], population: Population, rules: NeededRules, *, counted: bool
) -> PairedFormulas:
    """Build the formulas of one population.

    Raises:
        TooManyCasesError: the rules distinguish too many companies to find their verdicts.
    """
    unasked = {each: labels for kind in population.kinds for each, labels in kind.unasked.items()}
    formulas = Formulas(build_rank({**population.variables, **unasked}).__getitem__)
    first, second = (
        build_conclusions(rulebase, formulas, kind, chosen)
        for rulebase, kind, chosen in zip(rulebases, population.kinds, rules, strict=True)
    )
    sides = first, second
    formulas.allow(MAX_FORMULA_NODES)
    accepted = formulas.negate(formulas.disjoin(*(side.answers.refused for side in sides)))
    common = _select_common_answers(formulas, population, sides)
    outcomes = [[divide_companies(side, name, formulas.true) for name in (STATE, VERDICT, MOVE_TO)] for side in sides]
    is_open = formulas.disjoin(*(each.open for side in outcomes for each in side))
    advised = [
        formulas.negate(
            formulas.disjoin(side.answers.refused, *(node for each in found for node in each.contradictions.values()))
        )
        for side, found in zip(sides, outcomes, strict=True)
    ]
    limited = formulas.conjoin(accepted, is_open, formulas.negate(common)) is not formulas.false
    common = common if limited else formulas.true
    region = formulas.conjoin(accepted, common)
    counter = CompanyCounter(formulas, population.variables, population.sizes)
    return PairedFormulas(
        population, formulas, sides, common, region, (advised[0], advised[1]), counter, counted, limited
    )


def _select_common_answers(
    formulas: Formulas, population: Population, sides: tuple[ConclusionFormulas, ConclusionFormulas]
) -> Node:
    """Return where a company gives only answers that both rule bases know."""
    known = formulas.true
    for side in sides:
        facts = side.answers.rulebase.facts
        for variable, labels in population.variables.items():
            fact = facts.get(variable.fact)
            if fact is not None:
                fits = [_knows_label(fact, variable, label) for label in labels]
                known = formulas.conjoin(known, formulas.select_labels(variable, dict(zip(labels, fits, strict=True))))
        for derived in side.answers.kind.derived.values():
            if derived.variable != TOTAL:  # a count that no band includes gives no choice
                has_value = {label: value is not None for label, value in derived.values.items()}
                known = formulas.conjoin(known, formulas.select_labels(derived.variable, has_value))
    return known


def _knows_label(fact: Fact, variable: Variable, label: Value) -> bool:
    if isinstance(label, PartialChoice):
        return variable.part in fact.values or not label.yes
    return fact.takes_count(label) if isinstance(label, int) else label in fact.values
