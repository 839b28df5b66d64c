"""Why a question of the interview is asked: what each answer would change by itself, and what it can lead to later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from advisor.consultation import Consultation
from advisor.errors import ContradictionError
from advisor.explain.advice_parts import (
    SINGLE,
    Difference,
    compare_parts,
    describe_reason,
    list_concluded_parts,
    name_step,
)
from advisor.interview.dialogue import Dialogue
from advisor.logic.relevant_values import list_interval_starts
from advisor.model.answers import PartialChoice, Value
from advisor.model.clauses import format_clause
from advisor.model.conditions import Test, iter_leaves
from advisor.model.rulebase import STATE, VERDICT, WITHDRAWING_CONCLUSIONS, RuleBase
from advisor.model.rules import Rule, WaitingRule, group_waiting_rules
from advisor.model.vocabulary import Fact, Kind
from advisor.reasoning.reasons import FAVOURING_CONCLUSIONS
from advisor.reporting.view.wording import quote_headline

MAX_TRIED = 60
"""Maximum number of answers that are tried for one question."""


class AnswerEffect(NamedTuple):
    """Answers to a question, as clauses, and what each of them would change by itself."""

    clauses: tuple[str, ...]
    differences: tuple[Difference, ...]


class AwaitedRule(NamedTuple):
    """A rule that waits for the answer: what it would bring about, and the labels of the other facts it waits for.

    Of what is not a part of the advice, such as a variant of a step, `differences` says nothing.
    """

    title: str
    differences: tuple[Difference, ...]
    other_facts: tuple[str, ...]
    source: str


class QuestionExplanation(NamedTuple):
    """What each answer would change by itself, and the rules whose effect is not among these changes."""

    effects: tuple[AnswerEffect, ...]
    awaited: tuple[AwaitedRule, ...]

    @property
    def matters(self) -> bool:
        """Whether the answer can change something in the report."""
        return bool(self.awaited) or any(effect.differences for effect in self.effects)


def explain_question(consultation: Consultation, dialogue: Dialogue, name: str) -> QuestionExplanation:
    """Explain why a question is asked. An earlier answer to it does not count.

    Args:
        consultation: the consultation of the interview.
        dialogue: the interview.
        name: the fact that is asked.

    Raises:
        AdvisorError: what `Consultation.conclude` raises.
    """
    rulebase = consultation.rulebase
    present = consultation.conclude_answers(dialogue.try_answer(name, None))
    now, record = list_concluded_parts(present), present.record
    fired: set[str] = set()
    clauses_by_effect: dict[tuple[Difference, ...], list[str]] = {}
    for clause, value in islice(_iter_answers(rulebase, rulebase.facts[name]), MAX_TRIED):
        if dialogue.find_clash(name, value):
            continue
        try:
            after = consultation.conclude_answers(dialogue.try_answer(name, value))
        except ContradictionError:  # rules of packs; whoever gives this answer is shown them
            continue
        fired |= after.fired
        differences = tuple(compare_parts(now, list_concluded_parts(after)))
        clauses_by_effect.setdefault(differences, []).append(clause)
    effects = [AnswerEffect(tuple(clauses), differences) for differences, clauses in clauses_by_effect.items()]
    shown = {(each.part, each.id) for effect in effects for each in effect.differences}
    by_fact = group_waiting_rules(record.open_rules, record.lookup, rulebase.facts)
    waiting = [each for fact in _list_following_facts(rulebase, name) for each in by_fact.get(fact, ())]
    awaited = [
        _build_awaited_rule(each, differences, rulebase)
        for each in waiting
        if not ((differences := _list_rule_differences(each.rule, rulebase)) and each.rule.id in fired)
        or not shown.issuperset((difference.part, difference.id) for difference in differences)
    ]
    return QuestionExplanation(tuple(effects), tuple(dict.fromkeys(awaited)))


def list_waiting_rules(
    consultation: Consultation, dialogue: Dialogue, name: str
) -> list[tuple[WaitingRule, tuple[Difference, ...]]]:
    """List the rules that wait for the answer to a question, each with what it would bring about.

    This tries no answer, so it is much faster than `explain_question`. Raises what `Consultation.conclude` raises.
    """
    rulebase = consultation.rulebase
    record = consultation.conclude_answers(dialogue.try_answer(name, None)).record
    waiting = group_waiting_rules(record.open_rules, record.lookup, rulebase.facts).get(name, [])
    return [(each, _list_rule_differences(each.rule, rulebase)) for each in waiting]


def _list_following_facts(rulebase: RuleBase, name: str) -> list[str]:
    """List a fact and those that can follow from it: choices that it fills as a count, and facts that rules infer."""
    following = [name]
    for each in following:
        filled = [fact.name for fact in rulebase.facts.values() if fact.filled_from and fact.filled_from.fact == each]
        reading = [
            rule for rule in rulebase.fact_rules if any(leaf.name == each for leaf in iter_leaves(rule.condition))
        ]
        inferred = [atom.name for rule in reading for atom in rule.then]
        following += [fact for fact in dict.fromkeys((*filled, *inferred)) if fact not in following]
    return following


def _iter_answers(rulebase: RuleBase, fact: Fact) -> Iterator[tuple[str, Value]]:
    """Iterate over the answers to try, each with its clause: of a list, each value by itself, and none of them."""
    if fact.kind is Kind.COUNT:
        yield from _iter_ranges(rulebase, fact)
    elif fact.kind is Kind.MANY:
        for value in fact.values:
            yield format_clause(fact, frozenset({value})), PartialChoice(frozenset({value}))
        yield format_clause(fact, frozenset()), frozenset()
    else:
        yield from ((format_clause(fact, value), value) for value in fact.values)


def _iter_ranges(rulebase: RuleBase, fact: Fact) -> Iterator[tuple[str, Value]]:
    """Iterate over the ranges of a count that rules or bands distinguish, each with its lowest value."""
    tests = [leaf for rule in rulebase.rules for leaf in iter_leaves(rule.condition) if leaf.name == fact.name]
    fillings = (each.filled_from for each in rulebase.facts.values())
    bands = (band for filling in fillings if filling and filling.fact == fact.name for band in filling.bands)
    tests += [Test(fact.name, frozenset(), band.at_least, band.at_most) for band in bands]
    starts = list_interval_starts(fact, tests)
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        words = f"{start:,} or more" if following is None else f"{start:,} to {following - 1:,}"
        yield fact.clause.replace("{value}", words), start


def _list_rule_differences(rule: Rule, rulebase: RuleBase) -> tuple[Difference, ...]:
    """List what a rule would bring about, as parts of the advice."""
    return tuple(dict.fromkeys(_iter_rule_differences(rule, rulebase)))


def _iter_rule_differences(rule: Rule, rulebase: RuleBase) -> Iterator[Difference]:
    for name, value in rule.then:
        if name in FAVOURING_CONCLUSIONS:
            yield Difference("reasons", rule.id, "", describe_reason(rule.title, value))
        elif name == VERDICT:
            yield Difference("verdict", SINGLE, "", quote_headline(rulebase, value))
        elif name == STATE:
            entry = rulebase.entries.get(f"relationships/{value}")
            yield Difference("relationship", SINGLE, "", entry.title if entry else value)
        elif name == "caution":
            yield Difference("cautions", value, "", rule.title)
        elif value in rulebase.steps:
            title = rulebase.steps[value].title
            if name in ("done", "not_yet"):
                yield Difference(name, value, "", name_step(rulebase.steps[value]))
            elif name in WITHDRAWING_CONCLUSIONS:
                yield Difference("steps", value, title, "")
            elif name == "step":
                yield Difference("steps", value, "", title)


def _build_awaited_rule(waiting: WaitingRule, differences: Iterable[Difference], rulebase: RuleBase) -> AwaitedRule:
    labels = tuple(dict.fromkeys(rulebase.facts[name].label for name in waiting.other_facts))
    return AwaitedRule(waiting.rule.title, tuple(differences), labels, waiting.rule.source)
