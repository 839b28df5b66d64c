"""Changes of the condition of a rule: a test dropped, moved, widened, narrowed or turned round, a guard dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from advisor.authoring.mutate.mutants import Mutant, MutantKind, change_rule
from advisor.loading.documents.yaml_writer import format_condition, format_test
from advisor.model.conditions import ALWAYS, All, Any, Condition, Not, Test, combine_conditions
from advisor.model.rulebase import STATE, STATED_STATE, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Kind

_Change = tuple[MutantKind, str, Condition]
_OTHER = {"yes": "no", "no": "yes"}


def iter_condition_mutants(rule: Rule, rulebase: RuleBase) -> Iterator[Mutant]:
    """Yield the mutants of the condition and of the guard of a rule."""
    changer = _ConditionChanger(rulebase)
    if rule.guard != ALWAYS:
        change = f"guard `{format_condition(rule.guard)}` dropped"
        yield change_rule(MutantKind.DROP_GUARD, rule, change, replace(rule, guard=ALWAYS))
    for kind, change, guard in changer.iter_changes(rule.guard):
        if kind is MutantKind.STATE:
            yield change_rule(kind, rule, f"guard {change}", replace(rule, guard=guard))
    for kind, change, when in changer.iter_changes(rule.when):
        yield change_rule(kind, rule, change, replace(rule, when=when))


class _ConditionChanger:
    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase

    def iter_changes(self, condition: Condition) -> Iterator[_Change]:
        """Yield each change of a condition: its kind, its words and the new condition."""
        if isinstance(condition, Test):
            yield MutantKind.DROP_TEST, f"`{format_test(condition)}` dropped", ALWAYS
            yield from self._iter_test_changes(condition)
        elif isinstance(condition, Not):
            yield MutantKind.DROP_TEST, f"`{format_condition(condition)}` dropped", ALWAYS
            yield MutantKind.NEGATE, f"`not` of `{format_condition(condition.part)}` dropped", condition.part
            for kind, change, part in self.iter_changes(condition.part):
                if kind is not MutantKind.DROP_TEST or isinstance(condition.part, All | Any):
                    yield kind, f"{change} below `not`", Not(part)
        else:
            yield from self._iter_changes_of_parts(condition)

    def _iter_changes_of_parts(self, condition: All | Any) -> Iterator[_Change]:
        is_all, parts = isinstance(condition, All), condition.parts
        if not is_all and len(parts) > 1:
            yield MutantKind.JOIN, f"`any` of {len(parts)} parts is `all`", All(parts)
        for position, part in enumerate(parts):
            before, after = parts[:position], parts[position + 1 :]
            if before or after:
                left_out = combine_conditions((*before, *after), conjunction=is_all)
                yield MutantKind.DROP_TEST, f"`{format_condition(part)}` dropped", left_out
            for kind, change, changed in self.iter_changes(part):
                is_whole = kind is MutantKind.DROP_TEST and changed == ALWAYS
                if not is_whole:
                    yield kind, change, type(condition)((*before, changed, *after))

    def _iter_test_changes(self, test: Test) -> Iterator[_Change]:
        fact = self.rulebase.facts.get(test.name)
        if test.is_bound:
            yield from self._iter_bound_changes(test, 0 if fact is None else fact.minimum)
            return
        if fact is not None and fact.kind is Kind.YES_NO and len(test.values) == 1:
            (value,) = test.values
            yield self._describe(MutantKind.FLIP, test, frozenset({_OTHER[value]}))
            return
        values = self._list_values(test.name)
        if test.name in (STATE, STATED_STATE):
            yield from self._iter_state_changes(test, values)
        for value in sorted(test.values) if len(test.values) > 1 else ():
            yield self._describe(MutantKind.NARROW, test, test.values - {value})
        for value in _list_neighbours(values, test.values):
            yield self._describe(MutantKind.WIDEN, test, test.values | {value})

    def _iter_bound_changes(self, test: Test, minimum: int) -> Iterator[_Change]:
        for step in (-1, 1):
            for name in ("at_least", "at_most"):
                bound = getattr(test, name)
                if bound is not None and bound + step >= minimum:
                    moved = replace(test, **{name: bound + step})
                    yield MutantKind.BOUND, f"`{format_test(test)}` is `{format_test(moved)}`", moved

    def _iter_state_changes(self, test: Test, values: tuple[str, ...]) -> Iterator[_Change]:
        for value in sorted(test.values):
            position = values.index(value)
            for neighbour in values[max(position - 1, 0) : position + 2]:
                if neighbour not in test.values:
                    yield self._describe(MutantKind.STATE, test, test.values - {value} | {neighbour})

    def _describe(self, kind: MutantKind, test: Test, values: frozenset[str]) -> _Change:
        changed = replace(test, values=values)
        return kind, f"`{format_test(test)}` is `{format_test(changed)}`", changed

    def _list_values(self, name: str) -> tuple[str, ...]:
        if name in self.rulebase.facts:
            return tuple(self.rulebase.facts[name].values)
        if name == STATE:
            return self.rulebase.states
        return tuple(dict.fromkeys(atom.value for atom in self.rulebase.list_concluded_atoms(name)))


def _list_neighbours(values: tuple[str, ...], chosen: frozenset[str]) -> list[str]:
    """List the values next to the chosen ones, in the order of the vocabulary; they are the likeliest mistakes."""
    positions = [position for position, value in enumerate(values) if value in chosen]
    near = {position + step for position in positions for step in (-1, 1)}
    return [
        values[position] for position in sorted(near) if 0 <= position < len(values) and values[position] not in chosen
    ]
