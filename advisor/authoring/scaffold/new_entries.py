"""Facts and steps that a new rule brings with it, as they are said in flags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.authoring.pack_source.stubs import NewFact, NewStep
from advisor.authoring.scaffold.flags import NewRuleOptions, Vocabulary, add_flag_finding, parse_flag
from advisor.loading.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.model.knowledge import MOVES
from advisor.model.vocabulary import Kind
from advisor.model.word_lists import join_quoted

FACT_NAME = re.compile(r"[a-z][a-z0-9]*([_.][a-z0-9]+)*")
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9_-]+)*")
_RESERVED_VALUES = frozenset({"unknown", "null", "yes", "no", "true", "false", "on", "off"})


def parse_new_facts(flags: NewRuleOptions, vocabulary: Vocabulary, findings: FindingList) -> Iterator[NewFact]:
    """The facts to be added; what is not understood is said."""
    flag = "--new-fact"
    for text in flags.new_facts:
        name, value = _split_pair(parse_flag(text, flag, findings))
        label = value.get("label") if isinstance(value, MappingNode) else None
        if isinstance(value, MappingNode):
            value = value.get("values") or ScalarNode(Kind.YES_NO, value.place)
        words = " ".join(label.text.split()) if isinstance(label, ScalarNode) else ""
        if not FACT_NAME.fullmatch(name):
            add_flag_finding(findings, flag, f"`{text}` names no fact; use words such as `{flag} site_visits`")
        elif name in vocabulary.rulebase.facts or name in vocabulary.rulebase.conclusions:
            add_flag_finding(
                findings, flag, f"there is a fact or conclusion `{name}` already; leave this out, or rename it"
            )
        elif value is None or (isinstance(value, ScalarNode) and value.text == Kind.YES_NO):
            yield NewFact(name, label=words)
        elif isinstance(value, ScalarNode) and value.text == Kind.COUNT:
            yield NewFact(name, Kind.COUNT, label=words)
        elif isinstance(value, MappingNode) or (isinstance(value, ScalarNode) and "," not in value.text):
            add_flag_finding(findings, flag, f"`{text}` is neither `NAME`, `NAME: value, value` nor `NAME: count`")
        else:
            values = parse_values(value)
            wrong = [*check_choice_values(values)]
            for sentence in wrong:
                add_flag_finding(findings, flag, f"of `{name}`, {sentence}")
            if not wrong:
                yield NewFact(name, Kind.CHOICE, values, words)


def parse_values(node: Node) -> tuple[str, ...]:
    """The values of a choice, as a list or with commas between; what is no single value is empty."""
    if isinstance(node, ScalarNode):
        return tuple(each.strip() for each in node.text.split(","))
    items = node.items if isinstance(node, ListNode) else ()
    return tuple(item.text if isinstance(item, ScalarNode) else "" for item in items)


def check_choice_values(values: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with the values of a choice."""
    if len(values) < 2:
        yield "a choice needs two values or more, with commas between, such as `few, many`"
    for each in dict.fromkeys(values):
        if sentence := check_choice_value(each):
            yield sentence
        elif values.count(each) > 1:
            yield f"the value `{each}` stands twice"


def check_choice_value(value: str) -> str:
    """Why a word cannot be a value of a choice; empty where it can."""
    if value in _RESERVED_VALUES:
        return f"`{value}` cannot be a value of a choice, since it means something else there; take another word"
    if not SLUG.fullmatch(value):
        return f"`{value}` cannot be a value; use lower-case letters, digits, `-` and `_`"
    return ""


def parse_new_steps(flags: NewRuleOptions, vocabulary: Vocabulary, findings: FindingList) -> Iterator[NewStep]:
    """The steps to be added; what is not understood is said."""
    flag = "--new-step"
    for text in flags.new_steps:
        name, value = _split_pair(parse_flag(text, flag, findings))
        move = value.text if isinstance(value, ScalarNode) else "" if value is not None else infer_move(flags)
        if not SLUG.fullmatch(name):
            add_flag_finding(
                findings, flag, f"`{text}` names no step; use lower-case letters, digits, `-`, `_` and `/`"
            )
        elif name in vocabulary.rulebase.steps:
            add_flag_finding(findings, flag, f"there is a step `{name}` already; leave this out, or take another id")
        elif move not in MOVES:
            add_flag_finding(findings, flag, f"`{text}` names no move; after the id it must be {join_quoted(MOVES)}")
        else:
            yield NewStep(name, move)


def infer_move(flags: NewRuleOptions) -> str:
    """The move from the state that a condition names; else watching."""
    named = re.search(r"\b(?:state|relationship)\s*:\s*(\w+)", " ".join(flags.when))
    return next((move for move in MOVES if named and move.startswith(f"{named[1]}-to-")), "watch")


def _split_pair(node: Node | None) -> tuple[str, Node | None]:
    if isinstance(node, ScalarNode):
        return node.text, None
    if isinstance(node, MappingNode) and len(node.items) == 1:
        return node.items[0][0].text, node.items[0][1]
    return "", None
