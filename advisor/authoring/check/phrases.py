"""The words and patterns of phrases.yaml that the checks of texts look for."""

from __future__ import annotations

import re
from functools import cache

from advisor.authoring.check.catalogue import read_data_file
from advisor.loading.documents.nodes import ListNode, ScalarNode

_FUNCTION_MARK = "{function}"


@cache
def build_pattern(key: str) -> re.Pattern[str]:
    """Join the patterns under a key; case does not matter.

    Patterns that begin with a function are joined after one list of functions, so that each place of a text is
    searched for a function only once.
    """
    function = rf"\b(?:{'|'.join(_list_phrases('functions'))})"
    phrases = _list_phrases(key)
    endings = [each.removeprefix(_FUNCTION_MARK) for each in phrases if each.startswith(_FUNCTION_MARK)]
    parts = [each.replace(_FUNCTION_MARK, function) for each in phrases if not each.startswith(_FUNCTION_MARK)]
    if endings:
        parts.append(f"{function}(?:{'|'.join(endings)})")
    return re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE)


@cache
def load_words(key: str) -> frozenset[str]:
    """Return the words under a key, in lower case."""
    return frozenset(each.lower() for each in _list_phrases(key))


@cache
def _list_phrases(key: str) -> tuple[str, ...]:
    node = read_data_file("phrases.yaml").get(key)
    return tuple(each.text for each in node.items if isinstance(each, ScalarNode)) if isinstance(node, ListNode) else ()
