"""What if some answers were different: the advice as it is and as it would be, and the rules behind the difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from advisor.consultation import Consultation
from advisor.explain.advice_parts import Difference, compare_parts, list_advice_parts
from advisor.model.advice import Advice, PlainValue
from advisor.model.answers import PartialChoice, Value
from advisor.model.clauses import to_plain_value
from advisor.model.company import Company
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Stage


class TriedAnswer(NamedTuple):
    """An answer that is tried, and the company's own; None is unknown."""

    fact: str
    before: PlainValue | None
    after: PlainValue | None


class RuleDifference(NamedTuple):
    """A rule that fires only now or only then.

    `follows` says whether it only repeats what other rules concluded, and no answer of the company.
    """

    rule: str
    title: str
    stage: Stage
    source: str
    fires_now: bool
    follows: bool


_Side = tuple[Advice, Mapping[str, Value]]
"""An advice, and the answers that the company states for it."""


class WhatIf(NamedTuple):
    """The tried answers, what would differ, and the rules that make the difference, in the order of the advice."""

    tried: tuple[TriedAnswer, ...]
    now: Advice
    then: Advice
    differences: tuple[Difference, ...]
    rules: tuple[RuleDifference, ...]


def explain_what_if(consultation: Consultation, company: Company, changes: Mapping[str, Value | None]) -> WhatIf:
    """Compare the advice as it is with the advice for other answers.

    Args:
        consultation: a consultation over the rule base.
        company: the company.
        changes: the answers to try; None for "unknown".

    Raises:
        AdvisorError: what `Consultation.advise` raises for the company, with its own or with the other answers.
    """
    stated = {name: value for name, value in {**company.stated, **changes}.items() if value is not None}
    now, then = consultation.advise(company), consultation.advise(company._replace(stated=stated))
    tried = [TriedAnswer(name, _to_plain(company.stated.get(name)), _to_plain(changes[name])) for name in changes]
    rulebase = consultation.rulebase
    differences = compare_parts(list_advice_parts(now, rulebase), list_advice_parts(then, rulebase))
    rules = _iter_rule_differences((now, company.stated), (then, stated), rulebase)
    return WhatIf(tuple(tried), now, then, tuple(differences), tuple(rules))


def _to_plain(value: Value | None) -> PlainValue | None:
    return None if value is None else to_plain_value(value)


def _iter_rule_differences(now: _Side, then: _Side, rulebase: RuleBase) -> Iterator[RuleDifference]:
    fired = [{entry.rule for entry in advice.trace} for advice, _ in (now, then)]
    for rule in sorted(rulebase.rules, key=lambda each: each.stage.rank):
        fires_now = rule.id in fired[0]
        if fires_now is not (rule.id in fired[1]):
            _, stated = now if fires_now else then
            follows = rule.stage is Stage.INFER and not _reads_stated_answer(rule, stated, rulebase)
            yield RuleDifference(rule.id, rule.title, rule.stage, rule.source, fires_now, follows)


def _reads_stated_answer(rule: Rule, stated: Mapping[str, Value], rulebase: RuleBase) -> bool:
    """Check whether a rule reads an answer as the company states it, or what is worked out from scores."""
    for leaf in iter_leaves(rule.condition):
        value = stated.get(leaf.name)
        chosen = value.yes if isinstance(value, PartialChoice) else value
        is_stated = not leaf.values.isdisjoint(chosen) if isinstance(chosen, frozenset) else value is not None
        if is_stated or leaf.name not in rulebase.facts or rulebase.facts[leaf.name].computed:
            return True
    return False
