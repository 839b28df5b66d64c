"""The record of one run: the answers of a company, the rules that fired, and the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from advisor.model.advice import Ground, PlainValue, TraceEntry
from advisor.model.answers import Answers
from advisor.model.clauses import format_because, to_plain_value
from advisor.model.conditions import Lookup
from advisor.model.pack_locators import add_authors
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Evidence, Firing, Rule, build_lookup
from advisor.model.vocabulary import Stage
from advisor.reasoning.pack_influence import PackInfluence, Run


@dataclass(frozen=True)
class InferenceRecord:
    """The result of one run. The single conclusions in `evidence` are exact; `firings` are in the order of firing."""

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

    @cached_property
    def _firings_as_written(self) -> tuple[Firing, ...]:
        """The firings in the order of the rule base, which is the order of every report."""
        by_id = {firing.rule.id: firing for firing in self.firings}
        return tuple(by_id[rule.id] for rule in self.rulebase.rules if rule.id in by_id)

    def iter_conclusions(self, stage: Stage, name: str) -> Iterator[tuple[str, Firing]]:
        """Iterate over the values that rules of one stage concluded for a name, each with its firing."""
        for firing in self._firings_as_written:
            if firing.rule.stage is stage:
                yield from ((value, firing) for value in firing.rule.list_concluded_values(name))

    def group_firings(self, stage: Stage, name: str) -> dict[str, list[Firing]]:
        """Group the firings of one stage by the values that they concluded for a name."""
        grouped: dict[str, list[Firing]] = {}
        for value, firing in self.iter_conclusions(stage, name):
            grouped.setdefault(value, []).append(firing)
        return grouped

    def format_because(self, firing: Firing) -> str:
        """Return the `because` of a firing with the company's answers in it."""
        key = firing.rule.id
        if key not in self._sentences:
            self._sentences[key] = format_because(firing, self.answers, self.rulebase.facts)
        return self._sentences[key]

    @cached_property
    def influence(self) -> PackInfluence:
        """The packs behind each firing."""
        return PackInfluence(Run(self.rulebase, self.answers, self.firings, self.lookup))

    def sign(self, locator: str, *firings: Firing) -> str:
        """Return a locator for words that some firings put into the advice; a pack behind all of them is named."""
        return add_authors(locator, sorted(self.influence.find_packs(firings)))

    def collect_grounds(self, firings: Iterable[Firing]) -> list[Ground]:
        """Return the sentences of some firings, each once, with their rule and its locator."""
        by_text: dict[str, list[Firing]] = {}
        for firing in firings:
            by_text.setdefault(self.format_because(firing), []).append(firing)
        return [Ground(text, same[0].rule.id, self.sign(same[0].rule.source, *same)) for text, same in by_text.items()]

    def get_plain_value(self, name: str) -> PlainValue:
        """Return the value of a fact as in JSON; "unknown" if it is not settled."""
        value = self.answers.known.get(name)
        return "unknown" if value is None else to_plain_value(value)

    def build_trace(self) -> list[TraceEntry]:
        """List every firing in the order of firing, with what it used and what it concluded."""
        entries = []
        for firing in self.firings:
            rule = firing.rule
            concluded = {name: list(rule.list_concluded_values(name)) for name, _ in rule.then}
            entries.append(TraceEntry(rule.id, rule.stage.value, list(self._iter_uses(firing)), concluded))
        return entries

    def _iter_uses(self, firing: Firing) -> Iterator[Mapping[str, PlainValue]]:
        for test in firing.uses:
            if test.name in self.rulebase.facts:
                yield {"fact": test.name, "value": self.get_plain_value(test.name)}
            else:
                possible = self.evidence.get_values(test.name, certain=test.name not in self.evidence.settled)
                values = sorted(test.values & possible)
                yield {"conclusion": test.name, **({"value": values} if values else {"absent": sorted(test.values)})}
