"""One company with its advice, read in the ways that the laws need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from advisor.model.advice import Advice
from advisor.model.conditions import iter_leaves, iter_negated_leaves
from advisor.model.rulebase import RuleBase
from tests.policy.companies import Stated


class Sentence(NamedTuple):
    """A sentence that the advice prints for a rule, with its place in the advice and the text of its detail."""

    place: str
    rule: str
    text: str
    detail: str = ""


@dataclass(frozen=True)
class Advised:
    """A company, its answers with what follows from them, and its advice."""

    stated: Stated
    answers: dict[str, Any]
    advice: Advice
    rulebase: RuleBase

    @cached_property
    def uses(self) -> dict[str, list[dict[str, Any]]]:
        """What each rule that fired used."""
        return {entry.rule: [dict(use) for use in entry.uses] for entry in self.advice.trace}

    @cached_property
    def used_facts(self) -> dict[str, frozenset[str]]:
        """The facts that each rule that fired used."""
        return {rule: frozenset(use["fact"] for use in uses if "fact" in use) for rule, uses in self.uses.items()}

    def list_facts_behind(self, rule: str) -> frozenset[str]:
        """List the facts that a rule used, itself or through what was inferred from answers, such as trouble."""
        facts = set(self.used_facts.get(rule, ()))
        for use in self.uses.get(rule, ()):
            if "conclusion" in use:
                for value in use.get("value", ()):
                    facts |= self._facts_by_conclusion.get((use["conclusion"], value), set())
        return frozenset(facts)

    @cached_property
    def _facts_by_conclusion(self) -> dict[tuple[str, str], set[str]]:
        facts: dict[tuple[str, str], set[str]] = {}
        for entry in self.advice.trace:
            for name, values in entry.concludes.items() if entry.stage == "infer" else ():
                for value in values:
                    facts.setdefault((name, value), set()).update(self.used_facts[entry.rule])
        return facts

    @cached_property
    def detail_ids(self) -> dict[str, str]:
        """The details of the steps, each with the rule that adds it."""
        return {detail.id: detail.rule for step in self.advice.steps for detail in step.details}

    @cached_property
    def variants(self) -> dict[str, str | None]:
        """The advised steps with the wording that each has."""
        return {step.id: step.variant for step in self.advice.steps}

    @cached_property
    def step_ids(self) -> frozenset[str]:
        """The advised steps."""
        return frozenset(step.id for step in self.advice.steps)

    @cached_property
    def not_yet_ids(self) -> frozenset[str]:
        """The steps for later."""
        return frozenset(note.id for note in self.advice.not_yet)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences that rules give, wherever the advice has them."""
        return list(self._iter_sentences())

    def _iter_sentences(self) -> Iterator[Sentence]:
        advice = self.advice
        for step in advice.steps:
            texts = {detail.rule: f"{detail.title} {detail.text}" for detail in step.details}
            shown = f"{step.title} {step.what}"
            yield from (Sentence("step", each.rule, each.text, texts.get(each.rule, shown)) for each in step.grounds)
        for place, notes in (("done", advice.done), ("not_yet", advice.not_yet)):
            yield from (Sentence(place, each.rule, each.text) for note in notes for each in note.grounds)
        yield from (Sentence("caution", each.rule, each.text) for each in advice.cautions)
        yield from (Sentence("context", each.rule, each.because, each.text) for each in advice.context)
        yield from (Sentence("reason", each.rule, each.because) for each in advice.reasons if each.because)
        yield from (Sentence("verdict", each.rule, each.text) for each in advice.grounds)
        yield from (Sentence("state", each.rule, each.text) for each in advice.relationship.grounds)

    def list_tested_values(self, rule_id: str, fact: str) -> frozenset[str]:
        """List the values of a fact that a rule asks for."""
        condition = self.rulebase.rules_by_id[rule_id].condition
        negated = set(iter_negated_leaves(condition))
        leaves = [leaf for leaf in iter_leaves(condition) if leaf.name == fact and leaf not in negated]
        values = frozenset[str]().union(*(leaf.values for leaf in leaves))
        if fact != "conflict_topics":
            return values
        topics = self.list_tested_values(rule_id, "trouble")
        return values | {topic.removeprefix("topic_") for topic in topics if topic.startswith("topic_")}

    def has_negated_test(self, rule_id: str, fact: str) -> bool:
        """Return whether a rule asks that a value of a fact is missing."""
        return any(leaf.name == fact for leaf in iter_negated_leaves(self.rulebase.rules_by_id[rule_id].condition))
