"""All possible companies of one rule base, or of two, by the way in which their level is known.

A possible company answers every question whose answer some rule distinguishes. Its level is stated, computed from one
total score for both functions, or read from signs. Each combination of answers is one company; counts are distinguished
only if rules do so. What only single answers of a survey show is unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.authoring.population.score_totals import TOTAL, build_assessment, group_totals
from advisor.consultation import BASIS, SCORE_STATE, STATED_STATE
from advisor.logic.answer_formulas import CompanyKind, DerivedFact, Variables
from advisor.logic.company_counts import AnswerPath, Sizes
from advisor.logic.company_variables import list_fact_variables
from advisor.logic.decision_diagrams import Variable
from advisor.logic.relevant_values import RelevantValues
from advisor.model.answers import PartialChoice, Value
from advisor.model.company import Company
from advisor.model.conditions import Test, iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import CountDerivation, Fact, Kind

BASIS_STATED, BASIS_SCORES, BASIS_SIGNS = "stated", "scores", "signs"
"""The ways in which the level of a company may be known."""


class Population(NamedTuple):
    """The possible companies whose level is known in one way (`basis`; "" if no level can be stated).

    `kinds` describes them for each rule base, and `sizes` says how many answers a label represents.
    """

    basis: str
    variables: Variables
    sizes: Sizes
    kinds: tuple[CompanyKind, ...]


def list_foreign_tests(rulebases: Sequence[RuleBase]) -> list[Test]:
    """List tests that distinguish the answers that only some of the rule bases know."""
    tests: list[Test] = []
    for name in dict.fromkeys(name for each in rulebases for name in each.facts):
        facts = [each.facts[name] for each in rulebases if name in each.facts]
        if facts[0].kind is Kind.COUNT:
            limits = {(fact.minimum, fact.maximum) for fact in facts}
            tests += [Test(name, at_least=low, at_most=high) for low, high in sorted(limits) if len(limits) > 1]
        elif facts[0].kind is Kind.MANY:
            values = [fact.values.keys() for fact in facts]
            foreign = frozenset(set().union(*values) - set(values[0]).intersection(*values))
            tests += [Test(name, foreign)] if foreign else []
    return tests


def iter_populations(
    vocabulary: RuleBase,
    rulebases: Sequence[RuleBase],
    rules: Collection[Rule],
    more_tests: Collection[Test] = (),
    counted: Collection[str] = (),
) -> Iterator[Population]:
    """Yield the possible companies of some rule bases for each way in which a level is known.

    Args:
        vocabulary: a rule base with the facts of all rule bases.
        rulebases: the rule bases.
        rules: the rules of all of them that matter; facts that none of them reads are not answered.
        more_tests: further tests that distinguish answers.
        counted: choices that follow from a count; their own question is not answered.
    """
    facts = vocabulary.facts
    derivations = [_derive_choices(each, counted) for each in rulebases]
    tests = [*more_tests, *(test for each in derivations for test in _list_band_tests(each))]
    unasked = _list_computed_variables(vocabulary, rules)
    unasked |= {Variable(name): tuple(facts[name].values) for name in counted}
    variables = list_fact_variables(vocabulary, rules, [STATED_STATE] if STATED_STATE in facts else [], tests)
    asked = {each: labels for each, labels in variables.items() if each not in unasked}
    choices = [
        {
            name: DerivedFact(Variable(each.fact), _fill_values(each, asked[Variable(each.fact)], rulebase.facts))
            for name, each in derivation.items()
        }
        for rulebase, derivation in zip(rulebases, derivations, strict=True)
    ]
    known: dict[str, Value] = {BASIS: BASIS_STATED} if BASIS in facts else {}
    if STATED_STATE not in facts:
        yield _build_population("", asked, {}, choices, unasked)
        return
    yield _build_population(BASIS_STATED, asked, known, choices, unasked)
    stated = Variable(STATED_STATE)
    unasked = {stated: asked.pop(stated), **unasked}
    leaves = (leaf for rule in rules for leaf in iter_leaves(rule.condition))
    bases = {value for leaf in leaves if leaf.name == BASIS for value in leaf.values}
    if BASIS_SCORES in bases and SCORE_STATE in facts:
        groups = group_totals(rulebases)
        derived = [{**total, **choice} for total, choice in zip(groups.derived, choices, strict=True)]
        with_total = {TOTAL: groups.firsts, **asked}
        population = _build_population(BASIS_SCORES, with_total, {BASIS: BASIS_SCORES}, derived, unasked)
        yield population._replace(sizes={TOTAL: groups.sizes})
    if BASIS_SIGNS in bases:
        yield _build_population(BASIS_SIGNS, asked, {BASIS: BASIS_SIGNS}, choices, unasked)


def _build_population(
    basis: str,
    variables: Variables,
    known: Mapping[str, Value],
    derived: Sequence[Mapping[str, DerivedFact]],
    unasked: Variables,
) -> Population:
    kinds = []
    for facts in derived:
        left = {each: labels for each, labels in unasked.items() if each.fact not in (*facts, *known)}
        kinds.append(CompanyKind(dict(variables), known, facts, left))
    return Population(basis, dict(variables), {}, tuple(kinds))


def _list_computed_variables(vocabulary: RuleBase, rules: Collection[Rule]) -> dict[Variable, tuple[Value, ...]]:
    """List the variables of the computed facts that rules read."""
    relevant, facts = RelevantValues(vocabulary, rules), vocabulary.facts
    read = dict.fromkeys(leaf.name for rule in rules for leaf in iter_leaves(rule.condition))
    return {
        variable: tuple(labels)
        for name in read
        if name in facts and facts[name].computed
        for variable, labels in relevant.list_variables(name, None)
    }


def _derive_choices(rulebase: RuleBase, counted: Collection[str]) -> dict[str, CountDerivation]:
    """Return how a rule base derives choices from counts."""
    filled = {name: rulebase.facts[name].filled_from for name in counted if name in rulebase.facts}
    return {name: derivation for name, derivation in filled.items() if derivation}


def _list_band_tests(derivations: Mapping[str, CountDerivation]) -> list[Test]:
    return [
        Test(each.fact, at_least=band.at_least, at_most=band.at_most)
        for each in derivations.values()
        for band in each.bands
    ]


def _fill_values(
    derivation: CountDerivation, counts: Sequence[Value], facts: Mapping[str, Fact]
) -> dict[Value, Value | None]:
    """Return the choice for each count; None if the count is in no band, or the rule base does not take it."""
    return {
        count: next(
            (band.value for band in reversed(derivation.bands) if isinstance(count, int) and band.includes(count)), None
        )
        if isinstance(count, int) and facts[derivation.fact].takes_count(count)
        else None
        for count in counts
    }


def build_company(path: AnswerPath) -> Company:
    """Build the company that gives these answers; values of a list that are not among them are not chosen."""
    stated: dict[str, Value] = {}
    company = Company(stated)
    for variable, label in path:
        if variable == TOTAL:
            assert isinstance(label, int)  # totals are counts
            company = company._replace(assessed=build_assessment(label))
        elif isinstance(label, PartialChoice):
            chosen = stated.get(variable.fact, frozenset())
            assert isinstance(chosen, frozenset)  # all answers of a list are parts
            stated[variable.fact] = chosen | label.yes
        else:
            stated[variable.fact] = label
    return company
