"""The words and patterns of phrases.yaml, by which the checks of wording go."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from advisor.loading.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.yaml_reader import read_yaml

_FUNCTION_PLACEHOLDER = "{function}"


@cache
def build_pattern(key: str) -> re.Pattern[str]:
    """The patterns under a key, as one that is compared without regard to case.

    Those that begin with a function are put behind it together, so that each place of a text is looked at for it once.
    """
    function = rf"\b(?:{'|'.join(_list_phrases('functions'))})"
    behind = [
        each.removeprefix(_FUNCTION_PLACEHOLDER)
        for each in _list_phrases(key)
        if each.startswith(_FUNCTION_PLACEHOLDER)
    ]
    others = [
        each.replace(_FUNCTION_PLACEHOLDER, function)
        for each in _list_phrases(key)
        if not each.startswith(_FUNCTION_PLACEHOLDER)
    ]
    parts = [*others, *([f"{function}(?:{'|'.join(behind)})"] if behind else [])]
    return re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE)


@cache
def load_words(key: str) -> frozenset[str]:
    """The words under a key, in lower case."""
    return frozenset(each.lower() for each in _list_phrases(key))


def _list_phrases(key: str) -> list[str]:
    node = _load_phrases_file().get(key)
    return [each.text for each in node.items if isinstance(each, ScalarNode)] if isinstance(node, ListNode) else []


@cache
def _load_phrases_file() -> MappingNode:
    path = Path(__file__).with_name("phrases.yaml")
    node: Node | None = read_yaml(path.read_text(encoding="utf-8"), path.name, FindingList())
    assert isinstance(node, MappingNode)
    return node
