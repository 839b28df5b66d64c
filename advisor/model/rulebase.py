"""The rule base: vocabulary, rules and knowledge of all packs together, checked to fit, ready to be reasoned with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from advisor.model.answers import Answers, Value, is_settled
from advisor.model.conditions import Condition, iter_leaves
from advisor.model.knowledge import Entry, Step, Work
from advisor.model.rules import Rule
from advisor.model.vocabulary import Conclusion, Fact, Stage

STATE, VERDICT, MOVE_TO, REASON = "state", "verdict", "move_to", "reason"
WITHDRAWING_CONCLUSIONS = ("done", "hold_back")
"""Conclusions by which a step is not advised, whatever rules advise it."""
STEP_CONCLUSIONS = ("step", "done", "not_yet", "hold_back")
"""Conclusions about a step."""


class Pack(NamedTuple):
    """Where guidance came from: its name and version, a digest over its files, and the folder of its templates."""

    name: str
    version: str
    sha256: str
    templates: str


class Override(NamedTuple):
    """What one pack put in the place of another's, or took away: section and id, both packs, and the reason given."""

    what: str
    of: str
    by: str
    reason: str


@dataclass(frozen=True)
class RuleBase:
    """Everything the advisor knows. Mappings keep the order of the files, which is the order things are told in."""

    packs: tuple[Pack, ...]
    facts: Mapping[str, Fact]
    conclusions: Mapping[str, Conclusion]
    rules: tuple[Rule, ...]
    steps: Mapping[str, Step]
    entries: Mapping[str, Entry]
    wording: Mapping[str, str]
    works: tuple[Work, ...]
    overrides: tuple[Override, ...] = ()

    @cached_property
    def rules_by_stage(self) -> Mapping[Stage, tuple[Rule, ...]]:
        """The rules of each stage, in order."""
        return {stage: tuple(rule for rule in self.rules if rule.stage is stage) for stage in Stage}

    @cached_property
    def rules_by_id(self) -> Mapping[str, Rule]:
        """The rules by their ids."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def states(self) -> tuple[str, ...]:
        """The states a relationship can be in, lowest first (types/undefined to types/integrated)."""
        return tuple(self.facts["relationship"].values) if "relationship" in self.facts else ()

    def prepare(self) -> None:
        """Work out now what would be worked out when first asked for."""
        for rule in self.rules:
            _ = rule.normal_form
        _ = self.rules_by_stage, self.rules_by_id, self.states, self._singles_by_stage, self._rules_by_conclusion

    def list_earlier_singles(self, stage: Stage) -> tuple[str, ...]:
        """The single conclusions that are complete when a stage begins; they narrow down which rules can fire."""
        return self._singles_by_stage[stage]

    @cached_property
    def _singles_by_stage(self) -> Mapping[Stage, tuple[str, ...]]:
        return {
            stage: tuple(
                name for name, each in self.conclusions.items() if each.single and each.stage.rank < stage.rank
            )
            for stage in Stage
        }

    def find_concluding_rules(self, *names: str) -> list[Rule]:
        """The rules that conclude one of some names, in order."""
        found = {rule.id for name in names for rule in self._rules_by_conclusion.get(name, ())}
        return [rule for rule in self.rules if rule.id in found]

    @cached_property
    def _rules_by_conclusion(self) -> Mapping[str, tuple[Rule, ...]]:
        names = {atom.name for rule in self.rules for atom in rule.then}
        return {name: tuple(rule for rule in self.rules if rule.list_concluded_values(name)) for name in names}

    def iter_entries(self, name: str) -> Iterator[Entry]:
        """The entries of one reference system, in order."""
        return (entry for entry in self.entries.values() if entry.section == name)

    def list_condition_facts(self, condition: Condition) -> tuple[str, ...]:
        """The facts (not conclusions) a condition reads, each once."""
        return tuple(dict.fromkeys(leaf.name for leaf in iter_leaves(condition) if leaf.name in self.facts))

    def build_answers(self, known: Mapping[str, Value], company: str | None = None) -> Answers:
        """Answers as stated, with the choices that can be worked out from a count and were not stated themselves."""
        filled: dict[str, str] = {}
        values = dict(known)
        for fact in self.facts.values():
            filling = fact.filled_from
            if filling is None or is_settled(values.get(fact.name)):
                continue
            count = values.get(filling.fact)
            if not isinstance(count, int):
                continue
            for band in filling.bands:
                if (band.at_least is None or count >= band.at_least) and (
                    band.at_most is None or count <= band.at_most
                ):
                    values[fact.name] = band.value
                    filled[fact.name] = filling.fact
        return Answers(values, company, filled)
