"""Changes of what a rule concludes: a conclusion dropped or changed, a practice swapped, an order mark changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from advisor.authoring.mutate.mutants import Mutant, MutantKind, change_rule
from advisor.model.rulebase import REASON, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom

PLACE, DETAIL, VARIANT, CAUTION = "place", "detail", "variant", "caution"


def iter_conclusion_mutants(rule: Rule, rulebase: RuleBase) -> Iterator[Mutant]:
    """Yield the mutants of the conclusions of a rule."""
    if len(rule.then) > 1 or rule.then:
        yield change_rule(MutantKind.DROP_RULE, rule, "dropped", None)
    for position, atom in enumerate(rule.then):
        if atom.name == REASON:
            continue  # each rule of the stage weigh concludes it by itself
        others = (*rule.then[:position], *rule.then[position + 1 :])
        if any(other.name != REASON for other in others):
            kind = {PLACE: MutantKind.PLACE, DETAIL: MutantKind.DROP_PRACTICE}.get(
                atom.name, MutantKind.DROP_CONCLUSION
            )
            yield change_rule(kind, rule, f"`{atom.name}: {atom.value}` dropped", replace(rule, then=others))
        other = _find_other_value(atom, rule, rulebase)
        if other is not None:
            kind = {PLACE: MutantKind.PLACE, DETAIL: MutantKind.SWAP_PRACTICE}.get(
                atom.name, MutantKind.CHANGE_CONCLUSION
            )
            then = (*rule.then[:position], Atom(atom.name, other), *rule.then[position + 1 :])
            change = f"`{atom.name}: {atom.value}` is `{other}`"
            yield change_rule(kind, rule, change, replace(rule, then=then))


def _find_other_value(atom: Atom, rule: Rule, rulebase: RuleBase) -> str | None:
    """Return the next value that a rule could conclude instead; None if there is none."""
    if atom.name == DETAIL:
        values = _list_practices(atom.value, rulebase)
    elif atom.name == VARIANT:
        steps = (rulebase.steps[step] for step in rule.list_concluded_values("step") if step in rulebase.steps)
        values = [name for step in steps for name in step.variants]
    elif atom.name in rulebase.facts:
        values = list(rulebase.facts[atom.name].values)
    else:
        declared = rulebase.conclusions[atom.name].values
        concluded = [each.value for each in rulebase.list_concluded_atoms(atom.name)]
        values = sorted(declared) if declared is not None else concluded
    free = [value for value in values if value == atom.value or value not in rule.list_concluded_values(atom.name)]
    if atom.value not in free or len(free) < 2:
        return None
    return free[(free.index(atom.value) + 1) % len(free)]


def _list_practices(detail: str, rulebase: RuleBase) -> list[str]:
    """List the practices of the same step, or the entries of the same reference section."""
    step, _, _ = detail.rpartition("/")
    if step in rulebase.steps:
        return [f"{step}/{name}" for name in rulebase.steps[step].practices]
    if detail in rulebase.entries:
        return [f"{key}" for key in rulebase.entries if key.partition("/")[0] == detail.partition("/")[0]]
    return []
