"""What if some answers were different: the advice as it is and as it would be, and the rules behind the difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from advisor.consultation import Consultation
from advisor.explain.advice_parts import Difference, compare_parts, list_advice_parts
from advisor.model.advice import Advice, PlainValue
from advisor.model.answers import Value
from advisor.model.clauses import to_plain_value
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Stage


class TriedAnswer(NamedTuple):
    """An answer that is tried, and the company's own; None is unknown."""

    fact: str
    before: PlainValue | None
    after: PlainValue | None


class RuleDifference(NamedTuple):
    """A rule that fires only now or only then."""

    rule: str
    title: str
    stage: Stage
    source: str
    fires_now: bool


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
    rules = _iter_rule_differences(now, then, rulebase)
    return WhatIf(tuple(tried), now, then, tuple(differences), tuple(rules))


def _to_plain(value: Value | None) -> PlainValue | None:
    return None if value is None else to_plain_value(value)


def _iter_rule_differences(now: Advice, then: Advice, rulebase: RuleBase) -> Iterator[RuleDifference]:
    fired = [_list_fired(advice) for advice in (now, then)]
    for rule in sorted(rulebase.rules, key=lambda each: each.stage.rank):
        if (rule.id in fired[0]) is not (rule.id in fired[1]):
            yield RuleDifference(rule.id, rule.title, rule.stage, rule.source, rule.id in fired[0])


def _list_fired(advice: Advice) -> set[str]:
    return {entry.rule for entry in advice.trace}
