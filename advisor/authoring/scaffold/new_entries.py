"""New facts and steps for a new rule, parsed from its options."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.authoring.pack_source.stubs import NewFact, NewStep
from advisor.authoring.scaffold.rule_options import NewRuleOptions, Vocabulary, normalize_text, parse_flag, report_flag
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.finding_codes import DUPLICATE_ID
from advisor.model.knowledge import MOVES
from advisor.model.vocabulary import Kind
from advisor.model.word_lists import join_quoted

FACT_NAME = re.compile(r"[a-z][a-z0-9]*([_.][a-z0-9]+)*")
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9_-]+)*")
_RESERVED_VALUES = frozenset({"unknown", "null", "yes", "no", "true", "false", "on", "off"})
_SLUG_RULE = "use lower-case letters, digits, `-` and `_`"


def parse_new_facts(options: NewRuleOptions, vocabulary: Vocabulary, findings: FindingList) -> Iterator[NewFact]:
    """Parse the values of `--new-fact`: `NAME`, `NAME: value, value` or `NAME: count`.

    Args:
        options: The options of the new rule.
        vocabulary: The names that exist already.
        findings: Receives everything that is not understood.

    Yields:
        The facts that are understood.
    """
    flag = "--new-fact"
    for text in options.new_facts:
        name, value = _split_pair(parse_flag(text, flag, findings))
        label = value.get("label") if isinstance(value, MappingNode) else None
        if isinstance(value, MappingNode):
            value = value.get("values") or ScalarNode(Kind.YES_NO, value.place)
        words = normalize_text(label.text) if isinstance(label, ScalarNode) else ""
        word = value.text if isinstance(value, ScalarNode) else ""
        if not FACT_NAME.fullmatch(name):
            report_flag(findings, flag, f"`{text}` is not a name for a fact; write it like `{flag} site_visits`")
        elif name in vocabulary.rulebase.facts or name in vocabulary.rulebase.conclusions:
            sentence = f"a fact or conclusion `{name}` already exists; leave this option out, or choose another name"
            report_flag(findings, flag, sentence, DUPLICATE_ID)
        elif value is None or word == Kind.YES_NO:
            yield NewFact(name, label=words)
        elif word == Kind.COUNT:
            yield NewFact(name, Kind.COUNT, label=words)
        elif isinstance(value, MappingNode) or (isinstance(value, ScalarNode) and "," not in word):
            sentence = f"`{text}` is not understood; write `NAME`, `NAME: value, value` or `NAME: count`"
            report_flag(findings, flag, sentence)
        else:
            values = parse_values(value)
            problems = [*check_choice_values(values)]
            for problem in problems:
                report_flag(findings, flag, f"fact `{name}`: {problem}")
            if not problems:
                yield NewFact(name, Kind.CHOICE, values, words)


def parse_values(node: Node) -> tuple[str, ...]:
    """Parse the values of a choice from a list or from text with commas; an item that is not a value becomes ""."""
    if isinstance(node, ScalarNode):
        return tuple(value.strip() for value in node.text.split(","))
    items = node.items if isinstance(node, ListNode) else ()
    return tuple(item.text if isinstance(item, ScalarNode) else "" for item in items)


def check_choice_values(values: tuple[str, ...]) -> Iterator[str]:
    """Yield what is wrong with the values of a choice."""
    if len(values) < 2:
        yield "a choice needs at least two values, with commas between them, such as `few, many`"
    for value in dict.fromkeys(values):
        if problem := check_choice_value(value):
            yield problem
        elif values.count(value) > 1:
            yield f"the value `{value}` is listed twice; list it once"


def check_choice_value(value: str) -> str:
    """Return why a word cannot be a value of a choice; "" if it can."""
    if value in _RESERVED_VALUES:
        return f"`{value}` cannot be a value of a choice, because it has a meaning in rule files; use another word"
    return "" if SLUG.fullmatch(value) else f"`{value}` cannot be a value; {_SLUG_RULE}"


def parse_new_steps(options: NewRuleOptions, vocabulary: Vocabulary, findings: FindingList) -> Iterator[NewStep]:
    """Parse the values of `--new-step`: `ID` or `ID: MOVE`.

    Args:
        options: The options of the new rule.
        vocabulary: The names that exist already.
        findings: Receives everything that is not understood.

    Yields:
        The steps that are understood.
    """
    flag = "--new-step"
    for text in options.new_steps:
        name, value = _split_pair(parse_flag(text, flag, findings))
        move = value.text if isinstance(value, ScalarNode) else "" if value is not None else infer_move(options)
        if not SLUG.fullmatch(name):
            report_flag(findings, flag, f"`{text}` is not an id for a step; {_SLUG_RULE}")
        elif name in vocabulary.rulebase.steps:
            sentence = f"a step `{name}` already exists; leave this option out, or choose another id"
            report_flag(findings, flag, sentence, DUPLICATE_ID)
        elif move not in MOVES:
            report_flag(findings, flag, f"`{text}` does not name a move; after the id, write {join_quoted(MOVES)}")
        else:
            yield NewStep(name, move)


def infer_move(options: NewRuleOptions) -> str:
    """Return the move from the state that a condition names; `watch` if there is none."""
    match = re.search(r"\b(?:state|relationship)\s*:\s*(\w+)", " ".join(options.when))
    return next((move for move in MOVES if match and move.startswith(f"{match[1]}-to-")), "watch")


def _split_pair(node: Node | None) -> tuple[str, Node | None]:
    if isinstance(node, ScalarNode):
        name, colon, value = node.text.partition(":")  # without a blank, YAML reads `days:watch` as one word
        return name, node._replace(text=value) if colon else None
    if isinstance(node, MappingNode) and len(node.items) == 1:
        return node.items[0][0].text, node.items[0][1]
    return "", None
