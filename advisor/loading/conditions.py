"""Conditions as written to the trees of the model, every name and value checked against the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.loading import finding_codes as codes
from advisor.loading.dropped_parts import DroppedParts
from advisor.loading.mapping_reader import YES_NO_WORDS, parse_whole_number
from advisor.loading.nodes import SHAPE_NAMES, FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.model.conditions import ALWAYS, All, Any, Condition, Not, Test, join_conditions
from advisor.model.name_suggestion import suggest_name
from advisor.model.vocabulary import Conclusion, Fact, Kind
from advisor.model.word_lists import join_some_quoted

ENTRY_CONCLUSIONS = ("step", "done", "not_yet", "hold_back", "detail", "context", "reason")
"""Conclusions whose values are the ids of something told elsewhere."""


class ConditionReader:
    """Reads the conditions of one rule base. What cannot be read is said, and becomes one that always holds.

    `pack` names the pack whose rules are being read; what another pack took from under them is left to `losses`.
    """

    def __init__(
        self,
        facts: Mapping[str, Fact],
        conclusions: Mapping[str, Conclusion],
        findings: FindingList,
        losses: DroppedParts | None = None,
    ) -> None:
        self.facts = facts
        self.conclusions = conclusions
        self.findings = findings
        self.dropped = losses or DroppedParts()
        self.pack = ""

    def read(self, node: Node) -> Condition:
        """One condition: a mapping, all of whose keys must hold."""
        if not isinstance(node, MappingNode):
            self.findings.add(
                node, f"a condition must be a mapping such as `{{company_size: small}}`, not {SHAPE_NAMES[type(node)]}"
            )
            return ALWAYS
        if not node.items:
            self.findings.add(
                node, "this condition is empty; leave `when` out for a rule that always fires in its guard"
            )
        return join_conditions(*(self._read_clause(key, value) for key, value in node.items))

    def _read_clause(self, key: ScalarNode, value: Node) -> Condition:
        if key.text in ("all", "any"):
            if not isinstance(value, ListNode) or not value.items:
                self.findings.add(value, f"`{key.text}` needs a list of conditions, each opened by `-`")
                return ALWAYS
            parts = tuple(self.read(item) for item in value.items)
            return All(parts) if key.text == "all" else Any(parts)
        if key.text == "not":
            return Not(self.read(value))
        if key.text in self.facts:
            return self._read_fact_test(self.facts[key.text], key, value)
        if key.text in self.conclusions:
            return self._read_conclusion_test(self.conclusions[key.text], value)
        known = (*self.facts, *self.conclusions, "all", "any", "not")
        sentence = f"`{key.text}` is neither a fact nor a conclusion{suggest_name(key.text, known)}"
        self.findings.add(key, sentence, codes.UNKNOWN_NAME)
        return ALWAYS

    def _read_fact_test(self, fact: Fact, key: ScalarNode, node: Node) -> Condition:
        if self.dropped.note_changed_kind(fact.name, self.pack):
            return Test(fact.name)
        if fact.kind is not Kind.COUNT:
            return Test(fact.name, self._read_values(node, fact.name, fact.values, yes_no=fact.kind is Kind.YES_NO))
        if isinstance(node, ScalarNode):
            number = parse_whole_number(node)
            if number is None:
                self.findings.add(
                    node, f"`{fact.name}` is a count: compare it with a whole number or `{{at_least: n}}`"
                )
            return Test(fact.name, at_least=number, at_most=number)
        if not isinstance(node, MappingNode) or not node.items:
            self.findings.add(node, f"`{fact.name}` is a count: compare it with a whole number or `{{at_least: n}}`")
            return ALWAYS
        bounds: dict[str, int] = {}
        for bound, limit in node.items:
            number = parse_whole_number(limit) if isinstance(limit, ScalarNode) else None
            if bound.text not in ("at_least", "at_most"):
                self.findings.add(bound, f"`{bound.text}` is no bound; write `at_least` or `at_most`")
            elif number is None:
                self.findings.add(limit, f"`{bound.text}` needs a whole number")
            else:
                bounds[bound.text] = number
        if bounds.get("at_least", 0) > bounds.get("at_most", bounds.get("at_least", 0)):
            self.findings.add(key, f"no number lies within these bounds of `{fact.name}`")
        return Test(fact.name, at_least=bounds.get("at_least"), at_most=bounds.get("at_most"))

    def _read_conclusion_test(self, conclusion: Conclusion, node: Node) -> Condition:
        return Test(conclusion.name, self._read_values(node, conclusion.name, conclusion.values))

    def _read_values(
        self, node: Node, name: str, allowed: Mapping[str, str] | frozenset[str] | None, *, yes_no: bool = False
    ) -> frozenset[str]:
        items = node.items if isinstance(node, ListNode) else (node,)
        values: set[str] = set()
        for item in items:
            if not isinstance(item, ScalarNode):
                self.findings.add(
                    item, f"`{name}` is compared with a value or a list of values, not {SHAPE_NAMES[type(item)]}"
                )
                continue
            value = YES_NO_WORDS.get(item.text, item.text) if yes_no else item.text
            values.add(value)
            self.check_value(item, name, value, allowed)
        if not items:
            self.findings.add(node, f"`{name}` is compared with an empty list; name a value")
        return frozenset(values) or frozenset({""})

    def check_value(
        self, node: Node, name: str, value: str, allowed: Mapping[str, str] | frozenset[str] | None
    ) -> None:
        """Say so where a value is not among those allowed (None: any)."""
        if allowed is None or value in allowed or self.dropped.note_dropped_value(name, value, self.pack):
            return
        if value == "unknown":
            sentence = "a rule cannot ask whether a fact is unknown: an unknown fact leaves its condition open"
            self.findings.add(node, sentence, codes.UNKNOWN_VALUE)
            return
        can_be = sorted(allowed) if isinstance(allowed, frozenset) else allowed
        sentence = f"`{value}` is not a value of `{name}`{suggest_name(value, allowed) or f'; it can be {join_some_quoted(can_be)}'}"
        self.findings.add(node, sentence, codes.UNKNOWN_ENTRY if name in ENTRY_CONCLUSIONS else codes.UNKNOWN_VALUE)
