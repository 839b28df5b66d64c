"""The verdicts and levels that possible companies get, as formulas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from advisor.errors import TOO_MANY_CASES, TooManyCasesError
from advisor.logic.company_counts import partition
from advisor.logic.conclusion_formulas import ConclusionFormulas
from advisor.logic.decision_diagrams import Node
from advisor.logic.formulas import Truth
from advisor.logic.relevant_values import find_relevant_rules
from advisor.model.conditions import iter_leaves, list_tested_values
from advisor.model.rulebase import MOVE_TO, STATE, VERDICT, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Kind

TOO_MANY_COMPANIES = "the rules distinguish so many companies that they cannot be counted"


class Outcomes(NamedTuple):
    """The possible companies divided by the value of a single conclusion.

    `values` has those of one value each, `contradictions` those with several values at once; `none` get no value, and
    for `open` ones it depends on a fact that stays unknown.
    """

    values: dict[str, Node]
    contradictions: dict[tuple[str, ...], Node]
    none: Node
    open: Node


def list_deciding_rules(rulebase: RuleBase) -> list[Rule]:
    """List the rules behind verdict and level, and those that infer an answer which these read, or exclude one."""
    atoms = [atom for name in (VERDICT, STATE, MOVE_TO) for atom in rulebase.list_concluded_atoms(name)]
    rules = list(find_relevant_rules(rulebase, atoms))
    waiting = list(rulebase.fact_rules)
    while True:
        read = {leaf.name for rule in rules for leaf in iter_leaves(rule.condition)}
        tested = {pair for rule in rules for pair in list_tested_values(rule.condition)}
        inferring = [
            rule
            for rule in waiting
            for atom in rule.then
            # a further value of a list excludes none
            if (atom in tested if rulebase.facts[atom.name].kind is Kind.MANY else atom.name in read)
        ]
        if not inferring:
            return rules
        rules += inferring
        waiting = [rule for rule in waiting if rule not in inferring]


def divide_companies(conclusions: ConclusionFormulas, name: str, region: Node) -> Outcomes:
    """Divide the companies of a region by the value of a single conclusion. Raises TooManyCasesError."""
    formulas, rulebase = conclusions.formulas, conclusions.answers.rulebase
    truths = {atom.value: _get_truth(conclusions, atom) for atom in rulebase.list_concluded_atoms(name)}
    undecided = [formulas.conjoin(each.possible, formulas.negate(each.certain)) for each in truths.values()]
    is_open = formulas.conjoin(region, formulas.disjoin(*undecided))
    settled = formulas.conjoin(region, formulas.negate(is_open))
    parts = partition(formulas, settled, {value: truth.certain for value, truth in truths.items()})
    none = parts.pop(frozenset(), formulas.false)
    singles = {value: node for chosen, node in parts.items() if len(chosen) == 1 for value in chosen}
    several = {tuple(sorted(chosen)): node for chosen, node in parts.items() if len(chosen) > 1}
    return Outcomes(singles, several, none, is_open)


def _get_truth(conclusions: ConclusionFormulas, atom: Atom) -> Truth:
    truth = conclusions.get_truth(atom)
    if truth is None:
        raise TooManyCasesError.at("rules", TOO_MANY_COMPANIES, TOO_MANY_CASES)
    return truth


def order_values(rulebase: RuleBase, name: str, values: Sequence[str]) -> list[str]:
    """Put verdicts or levels into the order of the knowledge."""
    known = [entry.id for entry in rulebase.iter_entries("verdicts")] if name == VERDICT else list(rulebase.states)
    return sorted(values, key=lambda value: (known.index(value) if value in known else len(known), value))
