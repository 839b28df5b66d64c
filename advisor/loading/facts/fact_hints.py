"""Hints for a key that is not a fact: the facts that its author may mean, and where scores belong.

A hint leads only to what can be stated. If the value fits some of the facts with a similar name, only those are
offered; if it fits none of them, but few facts take it, these are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.loading.documents.mapping_reader import parse_whole_number
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.facts.fact_values import read_value
from advisor.loading.facts.facts_format import detect_facts_format, format_totals_example
from advisor.model.name_suggestion import find_similar_names, suggest_names
from advisor.model.value_names import MAX_SUGGESTIONS, normalize_name
from advisor.model.vocabulary import Fact, Kind

SECTION_KEYS = ("company", "assessment")
"""Keys of a facts file that are not facts: the name of the company, and the answers to the 20 statements."""
_SCORE_WORDS = frozenset(("score", "statement", "total", "rating", "respondent", "survey", "point", "questionnaire"))
_MAX_KEY_LENGTH = 100
_SAME_NAME = 0.85
"""The least similarity of two names that differ by a slip only."""


def suggest_fact(key: ScalarNode, node: Node, facts: Mapping[str, Fact]) -> str:
    """Return what to write instead of a key that is not a fact, as `; did you mean …?`; "" if nothing is near.

    Args:
        key: the key.
        node: its value.
        facts: all facts by name.
    """
    if len(key.text) > _MAX_KEY_LENGTH:
        return ""
    if isinstance(node, MappingNode) and any(inner.text in facts for inner, _ in node.items):
        return "; write its lines at the top level of the file"
    askable = {name: fact for name, fact in facts.items() if not fact.computed}
    name = normalize_name(key.text)
    if name in askable or name in SECTION_KEYS:
        return suggest_names([name])
    near = list(dict.fromkeys(_iter_candidates(name, askable)))
    fitting = [each for each in near if each in askable and _takes_value(askable[each], node)]
    same = find_similar_names(name, (*askable, *SECTION_KEYS), 1, _SAME_NAME)
    offered = fitting or same or _find_facts_by_value(askable, node) or near
    if not (fitting or same) and _SCORE_WORDS.intersection(_split_words(name)):
        return f"; {describe_totals(key)}"
    return suggest_names(offered[:MAX_SUGGESTIONS])


def describe_totals(node: Node) -> str:
    """Return the instruction for stating the scores of the 20 statements, in the language of the node's file."""
    return f"write the scores of the teams as `{format_totals_example(detect_facts_format(node.place.file))}`"


def _iter_candidates(name: str, askable: Mapping[str, Fact]) -> Iterator[str]:
    """Iterate over the keys with a similar name, then over the facts whose name or label has all words of the name."""
    yield from find_similar_names(name, (*askable, *SECTION_KEYS), 5)
    words = _split_words(name)
    for fact in askable.values():
        if words and words <= _split_words(normalize_name(f"{fact.name} {fact.label}")):
            yield fact.name


def _split_words(name: str) -> frozenset[str]:
    """Split a normalized name into its words, without the s of a plural."""
    return frozenset(word.removesuffix("s") for word in name.split("_") if word)


def _takes_value(fact: Fact, node: Node) -> bool:
    """Return whether a fact takes a value that says something."""
    trial = FindingList()
    return read_value(fact, node, trial) is not None and not trial


def _find_facts_by_value(askable: Mapping[str, Fact], node: Node) -> list[str]:
    """Return the facts that take a value, if they are few; numbers, `yes` and `none` fit too many."""
    if isinstance(node, MappingNode) or (isinstance(node, ListNode) and not node.items):
        return []
    if isinstance(node, ScalarNode) and (normalize_name(node.text) == "none" or parse_whole_number(node) is not None):
        return []
    kinds = (Kind.MANY,) if isinstance(node, ListNode) else (Kind.CHOICE, Kind.MANY)
    found = [name for name, fact in askable.items() if fact.kind in kinds and _takes_value(fact, node)]
    return found if len(found) <= MAX_SUGGESTIONS else []
