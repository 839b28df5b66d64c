"""The record of one run: what was asked, what fired, and what the rest of this layer reads from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from advisor.model.advice import Ground, PlainValue, TraceEntry
from advisor.model.answers import Answers, is_settled
from advisor.model.clauses import format_because, to_plain_value
from advisor.model.conditions import Lookup, Status
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Evidence, Firing, Rule, build_lookup, evaluate_rule
from advisor.model.vocabulary import Stage


@dataclass(frozen=True)
class InferenceRecord:
    """One company, consulted: answers, firings, open rules, and the evidence with its single conclusions made exact."""

    rulebase: RuleBase
    answers: Answers
    firings: tuple[Firing, ...]
    evidence: Evidence
    open_rules: tuple[Rule, ...] = ()
    _sentences: dict[str, str] = field(default_factory=dict, init=False)

    @cached_property
    def lookup(self) -> Lookup:
        """The status of a leaf, by answers and evidence."""
        return build_lookup(self.answers, self.evidence, self.rulebase.facts)

    def evaluate_rule(self, rule: Rule) -> Status:
        """What a rule's condition comes to."""
        return evaluate_rule(rule, self.lookup)

    def iter_firings(self, stage: Stage) -> Iterator[Firing]:
        """The firings of one stage."""
        return (firing for firing in self.firings if firing.rule.stage is stage)

    def format_because(self, firing: Firing) -> str:
        """A firing's `because`, with the company's answers in it."""
        text = self._sentences.get(firing.rule.id)
        if text is None:
            text = self._sentences[firing.rule.id] = format_because(firing, self.answers, self.rulebase.facts)
        return text

    def collect_grounds(self, firings: Iterable[Firing]) -> list[Ground]:
        """The sentences of some firings, each once, with the rule that gives it and its locator."""
        grounds: dict[str, Ground] = {}
        for firing in firings:
            text = self.format_because(firing)
            grounds.setdefault(text, Ground(text, firing.rule.id, firing.rule.source))
        return list(grounds.values())

    def get_plain_facts(self, names: Iterable[str]) -> dict[str, PlainValue]:
        """The settled values of some facts, as in JSON; `unknown` for the others."""
        known = self.answers.known
        return {name: to_plain_value(known[name]) if is_settled(known.get(name)) else "unknown" for name in names}

    def build_trace(self) -> list[TraceEntry]:
        """Every firing in the order of stages: what it rested on and what it concluded."""
        ordered = sorted(self.firings, key=lambda firing: firing.rule.stage.rank)
        return [
            TraceEntry(
                firing.rule.id, firing.rule.stage.value, list(self._iter_uses(firing)), _group_conclusions(firing.rule)
            )
            for firing in ordered
        ]

    def _iter_uses(self, firing: Firing) -> Iterator[Mapping[str, PlainValue]]:
        for test in firing.uses:
            if test.name in self.rulebase.facts:
                yield {"fact": test.name, "value": self.get_plain_facts((test.name,))[test.name]}
            else:
                values = sorted(value for value in test.values if value in self.evidence.get_values(test.name))
                absent = not values
                yield {
                    "conclusion": test.name,
                    "absent" if absent else "value": sorted(test.values) if absent else values,
                }


def _group_conclusions(rule: Rule) -> dict[str, list[str]]:
    concluded: dict[str, list[str]] = {}
    for name, value in rule.then:
        concluded.setdefault(name, []).append(value)
    return concluded
