"""The lines of the drawing for one state: from facts to reasons, from reasons to verdicts, from verdicts to steps.

Facts that only matter for steps are left out, and rules that matter for neither the verdict nor the steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from advisor.authoring.reference.page_parts import PagePartBuilder
from advisor.model.rulebase import VERDICT
from advisor.model.rules import Rule
from advisor.model.vocabulary import Stage

NodeKey = tuple[int, str]
"""A node: its column, and the id of its fact, rule, verdict or step."""


def iter_edges(parts: PagePartBuilder, rules: Mapping[Stage, Sequence[Rule]]) -> Iterator[tuple[NodeKey, NodeKey]]:
    """Yield the pairs of nodes in which one leads to the other, from left to right."""
    ids = {rule.id for stage_rules in rules.values() for rule in stage_rules}
    for rule in rules[Stage.WEIGH]:
        reason = (1, rule.id)
        yield from (((0, name), reason) for name in parts.rulebase.list_condition_facts(rule.condition))
        later_rules = [each for each, _ in parts.rule_graph.find_dependents(rule) if each.stage is not Stage.WEIGH]
        reachable = parts.rule_graph.find_reachable_rules(rule)
        later_rules += [later for later in reachable if later.stage is Stage.DECIDE]
        yield from ((reason, end) for later in later_rules if later.id in ids for end in _iter_rule_nodes(later))
    for rule in rules[Stage.DECIDE]:
        yield from (
            ((0, name), end)
            for name in parts.rulebase.list_condition_facts(rule.condition)
            for end in _iter_rule_nodes(rule)
        )
    verdicts = [end[1] for rule in rules[Stage.DECIDE] for end in _iter_rule_nodes(rule)]
    for rule in rules[Stage.PLAN]:
        allowed = parts.rule_graph.find_needed_values(rule, VERDICT)
        for verdict in verdicts:
            if allowed is None or verdict in allowed:
                yield from (((2, verdict), end) for end in _iter_rule_nodes(rule))


def iter_support_edges(rules: Mapping[Stage, Sequence[Rule]]) -> Iterator[tuple[NodeKey, NodeKey]]:
    """Yield the pairs of a reason and a verdict that it speaks for, if the verdict can be reached."""
    ends = {end for rule in rules[Stage.DECIDE] for end in _iter_rule_nodes(rule)}
    for rule in rules[Stage.WEIGH]:
        yield from (((1, rule.id), (2, value)) for value in rule.list_concluded_values("favours") if (2, value) in ends)


def _iter_rule_nodes(rule: Rule) -> Iterator[NodeKey]:
    """Yield the nodes of a rule: the verdicts of one that decides, the steps of one that plans."""
    if rule.stage is Stage.DECIDE:
        yield from ((2, value) for value in rule.list_concluded_values(VERDICT))
    elif rule.stage is Stage.PLAN:
        yield from ((3, value) for value in rule.list_concluded_values("step"))
