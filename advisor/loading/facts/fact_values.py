"""A reader of the value of one fact. It reports what it does not understand, with a hint, and never guesses."""

from __future__ import annotations

import re

from advisor.loading.documents.mapping_reader import has_too_many_digits, parse_whole_number
from advisor.loading.documents.nodes import (
    SHAPE_NAMES,
    FindingList,
    ListNode,
    MappingNode,
    Node,
    ScalarNode,
    format_excerpt,
)
from advisor.loading.facts.facts_format import detect_facts_format, format_list
from advisor.model.answers import Value
from advisor.model.choices_from_counts import find_band
from advisor.model.name_suggestion import suggest_names
from advisor.model.value_names import (
    NONE,
    UNKNOWN,
    choose_readable_name,
    find_value,
    is_unknown,
    normalize_name,
    suggest_values,
)
from advisor.model.vocabulary import MAX_COUNT, Fact, Kind
from advisor.model.word_lists import MAX_LISTED, join_quoted

_SEPARATORS = re.compile("[,.'\u2019 \u00a0\u2009\u202f_]")
_GROUPED_NUMBER = re.compile(rf"[0-9]{{1,3}}(?:{_SEPARATORS.pattern}[0-9]{{3}})+\Z")
_NUMBER_WITH_WORDS = re.compile(
    r"(?:about|around|approx\.?|ca\.?|circa|some|~|≈)?\s*([0-9]{1,15})(?:\.0+)?\s*[a-z ]*\Z"
)
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]")
_NUMBER_RANGE = re.compile(r"[0-9]+ *(?:-|–|to) *[0-9]+\Z")
_PARTS = re.compile(r"[,;/|+]|\band\b|&")


def read_value(fact: Fact, node: Node, findings: FindingList) -> Value | None:
    """Return the value of one fact; None if it is unknown, or (reported) not valid."""
    if isinstance(node, ScalarNode) and node.is_empty:
        findings.add(node, f"`{fact.name}` has no value; write `unknown` if you do not know it")
        return None
    if isinstance(node, ScalarNode) and is_unknown(node.text):
        return None
    if fact.kind is Kind.MANY:
        return _read_several_values(fact, node, findings)
    if not isinstance(node, ScalarNode):
        shape = SHAPE_NAMES[type(node)]
        findings.add(node, f"`{fact.name}` takes one value, not {shape}; write {describe_allowed_values(fact)}")
        return None
    return _read_count(fact, node, findings) if fact.kind is Kind.COUNT else _read_choice(fact, node, findings)


def describe_allowed_values(fact: Fact) -> str:
    """Describe what can be written for a fact: "`yes`, `no` or `unknown`"; of many values, say how to list them."""
    if fact.kind is Kind.COUNT:
        return f"{fact.describe_counts()}, or `{UNKNOWN}`"
    if len(fact.values) > MAX_LISTED:
        return f"its {len(fact.values)} values; `advisor facts --search {fact.name}` lists them"
    values = join_quoted([*fact.values, *([NONE] if fact.kind is Kind.MANY else []), UNKNOWN])
    return f"{values}, or a whole number that falls into one of these" if fact.filled_from else values


def _read_count(fact: Fact, node: ScalarNode, findings: FindingList) -> int | None:
    number = parse_whole_number(node)
    if number is not None and fact.takes_count(number):
        if not _LEADING_ZERO.match(node.text):
            return number
        hint = suggest_names([str(number)])
        findings.add(node, f"`{fact.name}` is `{format_excerpt(node.text)}`; a number does not begin with 0{hint}")
        return None
    if has_too_many_digits(node) or (number is not None and number > fact.maximum == MAX_COUNT):
        excerpt = format_excerpt(node.text)
        findings.add(node, f"`{fact.name}` is `{excerpt}`, which is too large; the largest number is {MAX_COUNT:,}")
        return None
    expected = describe_allowed_values(fact)
    hint = _suggest_number(fact, node)
    findings.add(node, f"`{fact.name}` is `{format_excerpt(node.text)}`; it must be {expected}{hint}")
    return None


def _suggest_number(fact: Fact, node: ScalarNode) -> str:
    """Return a hint for a text that is nearly a whole number which the fact takes, or ""."""
    if (number := parse_whole_number(node._replace(quoted=False))) is not None and not fact.takes_count(number):
        return ""
    text = " ".join(node.text.lower().split())
    if node.quoted and parse_whole_number(node._replace(quoted=False)) is not None:
        return "; write it without quotes"
    if _GROUPED_NUMBER.match(text):
        return suggest_names([_SEPARATORS.sub("", text)])
    if (match := _NUMBER_WITH_WORDS.match(text)) and fact.takes_count(int(match[1])):
        return suggest_names([match[1]])
    return "; write one number, since an estimate is enough" if _NUMBER_RANGE.match(text) else ""


def _read_choice(fact: Fact, node: ScalarNode, findings: FindingList) -> str | None:
    value = find_value(fact, node.text)
    if value is None and (counted := find_band(fact, node.text)):
        return counted[1].value
    if value is None:
        excerpt, hint = format_excerpt(node.text), suggest_names(suggest_values(fact, node.text))
        choices = describe_allowed_values(fact)
        findings.add(node, f"`{excerpt}` is not a value of `{fact.name}`, which can be {choices}{hint}")
    return value


def _read_several_values(fact: Fact, node: Node, findings: FindingList) -> Value | None:
    if isinstance(node, MappingNode):
        findings.add(node, f"`{fact.name}` takes a list of values, not a mapping; write {_describe_list(fact, node)}")
        return None
    items = node.items if isinstance(node, ListNode) else (node,)
    alone = _find_word_that_must_be_alone(items)
    if alone is not None and len(items) == 1:
        return frozenset() if normalize_name(alone.text) == NONE else None
    values: set[str] = set()
    is_valid = True
    for item in items:
        value = find_value(fact, item.text) if isinstance(item, ScalarNode) else None
        if value is not None:
            values.add(value)
        elif alone is None or item is not alone:
            is_valid = False
            _report_item(fact, item, findings)
    if alone is not None:
        sentence = f"`{alone.text}` cannot be in a list with other values; remove it, or write `{alone.text}` alone"
        findings.add(alone, f"{sentence} for `{fact.name}`")
        return None
    return frozenset(values) if is_valid else None


def _find_word_that_must_be_alone(items: tuple[Node, ...]) -> ScalarNode | None:
    """Return the item that says `none` or `unknown`; None if there is none."""
    scalars = (item for item in items if isinstance(item, ScalarNode))
    return next((item for item in scalars if normalize_name(item.text) in (NONE, UNKNOWN)), None)


def _report_item(fact: Fact, item: Node, findings: FindingList) -> None:
    if findings.count_only():
        return
    if not isinstance(item, ScalarNode):
        expected = _describe_list(fact, item)
        findings.add(item, f"{SHAPE_NAMES[type(item)]} is not a value of `{fact.name}`; write {expected}")
        return
    excerpt = format_excerpt(item.text)
    parts = [part.strip() for part in _PARTS.split(item.text) if part.strip()]
    named = [find_value(fact, part) for part in parts]
    if len(parts) > 1 and any(named):
        known = [value for value in named if value is not None]
        listed = format_list(list(dict.fromkeys(known)), detect_facts_format(item.place.file))
        if len(known) == len(parts):
            findings.add(item, f"`{excerpt}` names several values of `{fact.name}`; write them as a list: `{listed}`")
            return
        wrong = join_quoted(part for part, value in zip(parts, named, strict=True) if value is None)
        sentence = f"`{excerpt}` names several values of `{fact.name}`, but {wrong} is none of them"
        findings.add(item, f"{sentence}; write a list such as `{listed}`, of any of {describe_allowed_values(fact)}")
        return
    hint = suggest_names(suggest_values(fact, item.text))
    findings.add(
        item, f"`{excerpt}` is not a value of `{fact.name}`, which takes any of {describe_allowed_values(fact)}{hint}"
    )


def _describe_list(fact: Fact, node: Node) -> str:
    form = detect_facts_format(node.place.file)
    example = [choose_readable_name(fact, value) for value in fact.values][-2:]
    return f"`{format_list(example, form)}`, or any of {describe_allowed_values(fact)}"
