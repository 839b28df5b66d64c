"""A reader of conditions that checks every name and value against the vocabulary."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from advisor.loading import finding_codes as codes
from advisor.loading.documents.mapping_reader import YES_NO_WORDS, parse_whole_number
from advisor.loading.documents.nodes import SHAPE_NAMES, FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.documents.slips import (
    CONDITION_SLIPS,
    find_right_bound,
    find_right_key,
    format_right_condition,
    list_parts,
)
from advisor.loading.packs.dropped_parts import DroppedParts
from advisor.model.conditions import ALWAYS, All, Any, Condition, Not, Test, join_conditions
from advisor.model.name_suggestion import suggest_name
from advisor.model.vocabulary import Conclusion, Fact, Kind
from advisor.model.word_lists import join_some_quoted

ENTRY_CONCLUSIONS = ("step", "done", "not_yet", "hold_back", "leave_out", "detail", "context", "reason")
"""Conclusions whose values are ids of entries."""


YES_NO_VALUES = ("yes", "no")


class ConditionReader:
    """A reader of the conditions of one rule base.

    It reports a condition that it cannot read, and returns one that always holds. `pack` names the pack whose rules
    it reads; `dropped` reports what another pack removed that they use.
    """

    def __init__(
        self,
        facts: Mapping[str, Fact],
        conclusions: Mapping[str, Conclusion],
        findings: FindingList,
        dropped: DroppedParts | None = None,
    ) -> None:
        self.facts = facts
        self.conclusions = conclusions
        self.findings = findings
        self.dropped = dropped or DroppedParts()
        self.pack = ""

    def read(self, node: Node) -> Condition:
        """Read one condition: a mapping such as `{company_size: small}`, all of whose keys must hold."""
        is_empty = isinstance(node, ScalarNode) and node.is_empty
        if not isinstance(node, MappingNode) and not is_empty:
            self.findings.add_wrong_shape(node, "a condition", "a mapping such as `{company_size: small}`")
            return ALWAYS
        if not isinstance(node, MappingNode) or not node.items:
            sentence = "this condition is empty; leave `when` out for a rule that always fires in its guard"
            self.findings.add(node, sentence)
            return ALWAYS
        return join_conditions(*(self._read_clause(key, value) for key, value in node.items))

    def _read_clause(self, key: ScalarNode, value: Node) -> Condition:
        if key.text in ("all", "any"):
            if not isinstance(value, ListNode) or not value.items:
                example = f"`{key.text}: [{{sales_cycle: short}}, {{change_rapid: yes}}]`"
                self.findings.add(value, f"`{key.text}` needs a list of conditions; write it like {example}")
                return ALWAYS
            return self.read_parts(key.text, value)
        if key.text == "not":
            return Not(self.read(value))
        if key.text in self.facts:
            return self.read_fact_test(self.facts[key.text], key, value)
        if key.text in self.conclusions:
            return Test(key.text, self._read_values(value, key.text, self.conclusions[key.text].values, yes_no=False))
        if right := find_right_key(key.text, CONDITION_SLIPS):
            return self._read_slip(key, right, value)
        names = (*self.facts, *self.conclusions, "all", "any", "not")
        sentence = f"`{key.text}` is neither a fact nor a conclusion{suggest_name(key.text, names)}"
        self.findings.add(key, sentence, codes.UNKNOWN_NAME)
        return ALWAYS

    def _read_slip(self, key: ScalarNode, right: str, value: Node) -> Condition:
        """Report a key with another name, and read its value as that of the right key."""
        if right == "then":
            fix = "write `then` next to `when`, with the same indentation"
        else:
            fix = f"write {'the tests without it, as ' * (right == 'when')}`{format_right_condition(right, value)}`"
        self.findings.add(key, f"`{key.text}` is not a key of a condition; {fix}", codes.UNKNOWN_NAME)
        return ALWAYS if right == "then" else self.read_parts(right, value)

    def read_parts(self, word: str, node: Node) -> Condition:
        """Read conditions that a word joins: `all`, `any`, `not` or `not any`; for any other word, all must hold."""
        parts = tuple(self.read(part) for part in list_parts(node))
        if word in ("not", "not any"):
            return Not(Any(parts)) if word == "not any" or isinstance(node, ListNode) else Not(All(parts))
        return Any(parts) if word == "any" else All(parts)

    def read_fact_test(self, fact: Fact, key: ScalarNode, node: Node) -> Condition:
        """Read the test of one fact, as `company_size: small`."""
        if self.dropped.note_changed_kind(fact.name, self.pack):
            return Test(fact.name)
        if fact.kind is not Kind.COUNT:
            # a fact without values is reported where it is defined
            values = fact.values or (YES_NO_VALUES if fact.kind is Kind.YES_NO else None)
            return Test(fact.name, self._read_values(node, fact.name, values, yes_no=fact.kind is Kind.YES_NO))
        number = parse_whole_number(node)
        if number is not None and not fact.takes_count(number):
            sentence = f"`{fact.name}` cannot be {number}; it must be {fact.describe_counts()}"
            self.findings.add(node, sentence, codes.UNKNOWN_VALUE)
        is_mapping = isinstance(node, MappingNode) and node.items
        if number is None and not is_mapping:
            unquoted = parse_whole_number(node._replace(quoted=False)) if isinstance(node, ScalarNode) else None
            fix = "compare it with a whole number or `{at_least: n}`"
            fix = fix if unquoted is None else f"write {unquoted} without quotes"
            self.findings.add(node, f"`{fact.name}` is a count; {fix}")
        if not isinstance(node, MappingNode) or not is_mapping:
            return Test(fact.name, at_least=number, at_most=number) if isinstance(node, ScalarNode) else ALWAYS
        bounds: dict[str, int] = {}
        for bound, limit in node.items:
            number = parse_whole_number(limit)
            if right := find_right_bound(bound.text, number):
                self.findings.add(bound, f"`{bound.text}` is not a bound; write `{right}`", codes.UNKNOWN_KEY)
            elif bound.text not in ("at_least", "at_most"):
                self.findings.add(bound, f"`{bound.text}` is not a bound; write `at_least` or `at_most`")
            elif number is None:
                self.findings.add(limit, f"`{bound.text}` needs a whole number")
            else:
                bounds[bound.text] = number
        low, high = bounds.get("at_least"), bounds.get("at_most")
        if not fact.has_count_within(low, high):
            limits = "" if low is not None and high is not None and low > high else f", {fact.describe_counts()}"
            self.findings.add(key, f"no number is within these bounds of `{fact.name}`{limits}; change one of them")
        return Test(fact.name, at_least=low, at_most=high)

    def _read_values(self, node: Node, name: str, allowed: Collection[str] | None, *, yes_no: bool) -> frozenset[str]:
        items = node.items if isinstance(node, ListNode) else (node,)
        values: set[str] = set()
        for item in items:
            if not isinstance(item, ScalarNode):
                shape = SHAPE_NAMES[type(item)]
                first = next(iter(sorted(allowed) if isinstance(allowed, frozenset) else allowed or ()), "…")
                sentence = f"`{name}` needs a value or a list of values to compare with, not {shape}"
                self.findings.add(item, sentence, fix=f"write it like `{name}: {first}`")
                continue
            value = YES_NO_WORDS.get(item.text, item.text) if yes_no else item.text
            values.add(value)
            self.check_value(item, name, value, allowed)
        if not items:
            self.findings.add(node, f"`{name}` has an empty list to compare with; name a value")
        return frozenset(values) or frozenset({""})

    def check_value(self, node: Node, name: str, value: str, allowed: Collection[str] | None) -> None:
        """Report a value of the fact or conclusion `name` that is not among those allowed (None: any)."""
        if not value.strip() or (isinstance(node, ScalarNode) and node.is_empty):
            known = [*(sorted(allowed) if isinstance(allowed, frozenset) else allowed or ())]
            fix = f"write `{name}: {known[0]}`" if known else "name one"
            fix += f", or another of {join_some_quoted(known)}" if len(known) > 1 else ""
            self.findings.add(node, f"`{name}` has no value; {fix}")
            return
        if allowed is None or value in allowed or self.dropped.note_dropped_value(name, value, self.pack):
            return
        if value == "unknown":
            sentence = "a rule cannot test for `unknown`; an unknown fact leaves its condition open"
            self.findings.add(node, sentence, codes.UNKNOWN_VALUE)
            return
        choices = sorted(allowed) if isinstance(allowed, frozenset) else allowed
        hint = suggest_name(value, allowed) or f"; it can be {join_some_quoted(choices)}"
        code = codes.UNKNOWN_ENTRY if name in ENTRY_CONCLUSIONS else codes.UNKNOWN_VALUE
        self.findings.add(node, f"`{value}` is not a value of `{name}`{hint}", code)
