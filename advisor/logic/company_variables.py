"""The variables of possible companies: the answers to facts that some rules distinguish, in a good order.

The order decides how large diagrams become. Facts that rules of early stages read come first. Lists with the same
values are taken together, value by value, because rules compare them that way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from advisor.logic.answer_formulas import Variables
from advisor.logic.decision_diagrams import Variable
from advisor.logic.relevant_values import RelevantValues
from advisor.model.answers import Value
from advisor.model.conditions import Test, iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Fact, Kind


def list_fact_variables(
    rulebase: RuleBase, rules: Collection[Rule], first: Iterable[str] = (), more_tests: Collection[Test] = ()
) -> dict[Variable, tuple[Value, ...]]:
    """Return the variables of the facts that rules read or infer, with their labels; not of computed facts.

    Args:
        rulebase: a rule base with the facts.
        rules: the rules.
        first: facts that come first, whether or not rules read them.
        more_tests: further tests that distinguish answers.
    """
    relevant, facts = RelevantValues(rulebase, rules, more_tests), rulebase.facts
    ordered = sorted(rules, key=lambda rule: rule.stage.rank)
    read = [leaf.name for rule in ordered for leaf in iter_leaves(rule.condition)]
    inferred = [name for rule in ordered for name, _ in rule.then]
    names = dict.fromkeys((*first, *read, *inferred, *(test.name for test in more_tests)))
    variables = {
        variable: tuple(labels)
        for name in names
        if name in facts and not facts[name].computed
        for variable, labels in relevant.list_variables(name, None)
    }
    return _take_lists_together(variables, facts)


def _take_lists_together(
    variables: Mapping[Variable, tuple[Value, ...]], facts: Mapping[str, Fact]
) -> dict[Variable, tuple[Value, ...]]:
    leaders: dict[object, str] = {}
    for fact, _ in variables:
        key = frozenset(facts[fact].values) if facts[fact].kind is Kind.MANY else fact
        leaders.setdefault(key, fact)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(fact for fact, _ in variables))}

    def rank(variable: Variable) -> tuple[int, str]:
        fact = facts[variable.fact]
        key = frozenset(fact.values) if fact.kind is Kind.MANY else fact.name
        return numbers[leaders[key]], variable.part or ""

    return {variable: variables[variable] for variable in sorted(variables, key=rank)}


def build_rank(variables: Variables) -> Mapping[Variable, tuple[int, str]]:
    """Return the rank of each variable in the order."""
    return {variable: (number, "") for number, variable in enumerate(variables)}
