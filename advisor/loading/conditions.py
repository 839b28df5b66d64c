"""Conditions as written to the trees of the model, every name and value checked against the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.errors import nearest
from advisor.loading import finding_codes as codes
from advisor.loading.dropped_parts import Losses
from advisor.loading.mapping_reader import YES_NO, few, whole_number
from advisor.loading.nodes import SHAPES, Findings, Listing, Mapped, Node, Scalar
from advisor.model.conditions import ALWAYS, All, Any, Condition, Not, Test, joined
from advisor.model.vocabulary import Conclusion, Fact, Kind

ENTRIES = ("step", "done", "not_yet", "hold_back", "detail", "context", "reason")
"""Conclusions whose values are the ids of something told elsewhere."""


class ConditionReader:
    """Reads the conditions of one rule base. What cannot be read is said, and becomes one that always holds.

    `pack` names the pack whose rules are being read; what another pack took from under them is left to `losses`.
    """

    def __init__(
        self,
        facts: Mapping[str, Fact],
        conclusions: Mapping[str, Conclusion],
        findings: Findings,
        losses: Losses | None = None,
    ) -> None:
        self.facts = facts
        self.conclusions = conclusions
        self.findings = findings
        self.losses = losses or Losses()
        self.pack = ""

    def read(self, node: Node) -> Condition:
        """One condition: a mapping, all of whose keys must hold."""
        if not isinstance(node, Mapped):
            self.findings.say(
                node, f"a condition must be a mapping such as `{{company_size: small}}`, not {SHAPES[type(node)]}"
            )
            return ALWAYS
        if not node.items:
            self.findings.say(
                node, "this condition is empty; leave `when` out for a rule that always fires in its guard"
            )
        return joined(*(self._part(key, value) for key, value in node.items))

    def _part(self, key: Scalar, value: Node) -> Condition:
        if key.text in ("all", "any"):
            if not isinstance(value, Listing) or not value.items:
                self.findings.say(value, f"`{key.text}` needs a list of conditions, each opened by `-`")
                return ALWAYS
            parts = tuple(self.read(item) for item in value.items)
            return All(parts) if key.text == "all" else Any(parts)
        if key.text == "not":
            return Not(self.read(value))
        if key.text in self.facts:
            return self._fact_test(self.facts[key.text], key, value)
        if key.text in self.conclusions:
            return self._conclusion_test(self.conclusions[key.text], value)
        known = (*self.facts, *self.conclusions, "all", "any", "not")
        sentence = f"`{key.text}` is neither a fact nor a conclusion{nearest(key.text, known)}"
        self.findings.say(key, sentence, codes.UNKNOWN_NAME)
        return ALWAYS

    def _fact_test(self, fact: Fact, key: Scalar, node: Node) -> Condition:
        if self.losses.explains_kind(fact.name, self.pack):
            return Test(fact.name)
        if fact.kind is not Kind.COUNT:
            return Test(fact.name, self._values(node, fact.name, fact.values, yes_no=fact.kind is Kind.YES_NO))
        if isinstance(node, Scalar):
            number = whole_number(node)
            if number is None:
                self.findings.say(
                    node, f"`{fact.name}` is a count: compare it with a whole number or `{{at_least: n}}`"
                )
            return Test(fact.name, at_least=number, at_most=number)
        if not isinstance(node, Mapped) or not node.items:
            self.findings.say(node, f"`{fact.name}` is a count: compare it with a whole number or `{{at_least: n}}`")
            return ALWAYS
        bounds: dict[str, int] = {}
        for bound, limit in node.items:
            number = whole_number(limit) if isinstance(limit, Scalar) else None
            if bound.text not in ("at_least", "at_most"):
                self.findings.say(bound, f"`{bound.text}` is no bound; write `at_least` or `at_most`")
            elif number is None:
                self.findings.say(limit, f"`{bound.text}` needs a whole number")
            else:
                bounds[bound.text] = number
        if bounds.get("at_least", 0) > bounds.get("at_most", bounds.get("at_least", 0)):
            self.findings.say(key, f"no number lies within these bounds of `{fact.name}`")
        return Test(fact.name, at_least=bounds.get("at_least"), at_most=bounds.get("at_most"))

    def _conclusion_test(self, conclusion: Conclusion, node: Node) -> Condition:
        return Test(conclusion.name, self._values(node, conclusion.name, conclusion.values))

    def _values(
        self, node: Node, name: str, allowed: Mapping[str, str] | frozenset[str] | None, *, yes_no: bool = False
    ) -> frozenset[str]:
        items = node.items if isinstance(node, Listing) else (node,)
        values: set[str] = set()
        for item in items:
            if not isinstance(item, Scalar):
                self.findings.say(
                    item, f"`{name}` is compared with a value or a list of values, not {SHAPES[type(item)]}"
                )
                continue
            value = YES_NO.get(item.text, item.text) if yes_no else item.text
            values.add(value)
            self.check_value(item, name, value, allowed)
        if not items:
            self.findings.say(node, f"`{name}` is compared with an empty list; name a value")
        return frozenset(values) or frozenset({""})

    def check_value(
        self, node: Node, name: str, value: str, allowed: Mapping[str, str] | frozenset[str] | None
    ) -> None:
        """Say so where a value is not among those allowed (None: any)."""
        if allowed is None or value in allowed or self.losses.explain(name, value, self.pack):
            return
        if value == "unknown":
            sentence = "a rule cannot ask whether a fact is unknown: an unknown fact leaves its condition open"
            self.findings.say(node, sentence, codes.UNKNOWN_VALUE)
            return
        can_be = sorted(allowed) if isinstance(allowed, frozenset) else allowed
        sentence = f"`{value}` is not a value of `{name}`{nearest(value, allowed) or f'; it can be {few(can_be)}'}"
        self.findings.say(node, sentence, codes.UNKNOWN_ENTRY if name in ENTRIES else codes.UNKNOWN_VALUE)
