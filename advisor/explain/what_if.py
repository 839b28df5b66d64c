"""What if some answers were different: the advice as it is and as it would be, and the rules behind the difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from advisor.consultation import Consultation
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


class Difference(NamedTuple):
    """A part of the advice that would differ: its text now and then, "" where it is not part of the advice.

    `part` is a key of the advice, such as `steps`; `id` names the entry, and is "" for parts with one value.
    """

    part: str
    id: str
    before: str
    after: str


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
    differences = _iter_differences(now, then)
    rules = _iter_rule_differences(now, then, consultation.rulebase)
    return WhatIf(tuple(tried), now, then, tuple(differences), tuple(rules))


def _to_plain(value: Value | None) -> PlainValue | None:
    return None if value is None else to_plain_value(value)


def _iter_differences(now: Advice, then: Advice) -> Iterator[Difference]:
    singles: dict[str, Callable[[Advice], str]] = {
        "verdict": lambda advice: advice.headline,
        "possible_verdicts": lambda advice: ", ".join(advice.possible_verdicts) if advice.strength is None else "",
        "relationship": lambda advice: advice.relationship.title or "not known",
        "move": lambda advice: f"{advice.move.from_} to {advice.move.to}" if advice.move else "no move",
        "strength": lambda advice: advice.strength or "open",
    }
    for part, describe in singles.items():
        if (before := describe(now)) != (after := describe(then)):
            yield Difference(part, "", before, after)
    yield from _compare_lists("reasons", now.reasons, then.reasons, lambda each: each.rule, _describe_reason)
    yield from _compare_lists("trouble", now.trouble, then.trouble, lambda each: each.id, lambda each: each.clause)
    yield from _compare_lists("steps", now.steps, then.steps, _get_id, lambda each: each.title)
    practices = [
        {detail.id: detail.title or detail.text for step in advice.steps for detail in step.details}
        for advice in (now, then)
    ]
    shared = {step.id for step in now.steps} & {step.id for step in then.steps}
    for name in dict.fromkeys((*practices[0], *practices[1])):
        if name.rpartition("/")[0] in shared and (name in practices[0]) is not (name in practices[1]):
            yield Difference("practices", name, practices[0].get(name, ""), practices[1].get(name, ""))
    for part in ("done", "not_yet"):
        yield from _compare_lists(part, getattr(now, part), getattr(then, part), _get_id, lambda each: each.title)
    yield from _compare_lists("cautions", now.cautions, then.cautions, _get_id, lambda each: each.text)
    asked_now, asked_then = ([each for each in advice.open_questions if each.decides] for advice in (now, then))
    yield from _compare_lists(
        "open_questions", asked_now, asked_then, lambda each: each.fact, lambda each: each.question
    )


def _get_id(entry: Any) -> str:
    return str(entry.id)


def _describe_reason(reason: Any) -> str:
    return f"{reason.title} ({'speaks for moving up' if reason.favours == 'tighten' else 'speaks for staying'})"


def _compare_lists(
    part: str, before: Sequence[Any], after: Sequence[Any], key: Callable[[Any], str], describe: Callable[[Any], str]
) -> Iterator[Difference]:
    """Yield the entries that only one list has; of reasons, only those that hold count."""
    texts = [
        {key(each): describe(each) for each in entries if getattr(each, "status", "holds") == "holds"}
        for entries in (before, after)
    ]
    for name in dict.fromkeys((*texts[0], *texts[1])):
        if (name in texts[0]) is not (name in texts[1]):
            yield Difference(part, name, texts[0].get(name, ""), texts[1].get(name, ""))


def _iter_rule_differences(now: Advice, then: Advice, rulebase: RuleBase) -> Iterator[RuleDifference]:
    fired = [_list_fired(advice) for advice in (now, then)]
    for rule in sorted(rulebase.rules, key=lambda each: each.stage.rank):
        if (rule.id in fired[0]) is not (rule.id in fired[1]):
            yield RuleDifference(rule.id, rule.title, rule.stage, rule.source, rule.id in fired[0])


def _list_fired(advice: Advice) -> set[str]:
    return {entry.rule for entry in advice.trace}
