"""One small change of a rule base that its cases should notice, and all such changes of one pack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from advisor.model.knowledge import Step
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Fact


class MutantKind(StrEnum):
    """What a mutant changes."""

    DROP_RULE = "rule dropped"
    DROP_GUARD = "guard dropped"
    DROP_TEST = "condition dropped"
    JOIN = "all and any swapped"
    FLIP = "yes and no swapped"
    NEGATE = "negation dropped"
    NARROW = "fewer values"
    WIDEN = "more values"
    BOUND = "bound moved"
    STATE = "level swapped"
    DROP_CONCLUSION = "conclusion dropped"
    CHANGE_CONCLUSION = "conclusion changed"
    DROP_PRACTICE = "practice dropped"
    SWAP_PRACTICE = "practice swapped"
    PLACE = "order mark changed"
    BAND = "band moved"
    STEP_ORDER = "order of steps swapped"


@dataclass(frozen=True)
class Mutant:
    """A change: `rule` by `changed` (None: dropped), or other facts or steps, with what it does in words.

    `subject` is the rule, fact or step in words.
    """

    kind: MutantKind
    subject: str
    change: str
    rule: Rule | None = None
    changed: Rule | None = None
    fact: Fact | None = None
    steps: tuple[Step, ...] = ()

    def __str__(self) -> str:
        return f"{self.subject}: {self.change}"

    def apply(self, rulebase: RuleBase) -> RuleBase:
        """Return the rule base with this change."""
        if self.rule is not None:
            pairs = ((self.changed if rule.id == self.rule.id else rule) for rule in rulebase.rules)
            return replace(rulebase, rules=tuple(rule for rule in pairs if rule is not None))
        if self.fact is not None:
            return replace(rulebase, facts={**rulebase.facts, self.fact.name: self.fact})
        return replace(rulebase, steps={**rulebase.steps, **{step.id: step for step in self.steps}})


def change_rule(kind: MutantKind, rule: Rule, change: str, changed: Rule | None) -> Mutant:
    """Return a mutant of one rule."""
    return Mutant(kind, f"rule `{rule.id}`", change, rule, changed)


def drop_repeated(mutants: Iterable[Mutant]) -> Iterator[Mutant]:
    """Yield the mutants, without those that change a rule in the same way as an earlier one."""
    seen: set[tuple[object, ...]] = set()
    for mutant in mutants:
        changed = mutant.changed
        key: tuple[object, ...] = (mutant.subject, mutant.change)
        if changed is not None and mutant.rule is not None:
            if (changed.condition, changed.then) == (mutant.rule.condition, mutant.rule.then):
                continue
            key = (changed.id, changed.condition, changed.then)
        if key not in seen:
            seen.add(key)
            yield mutant


def count_by_kind(mutants: Sequence[Mutant]) -> dict[str, int]:
    """Count mutants by kind, in the order of the kinds."""
    counts = {kind: sum(mutant.kind is kind for mutant in mutants) for kind in MutantKind}
    return {kind.value: count for kind, count in counts.items() if count}
