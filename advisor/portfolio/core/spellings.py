"""How the values of a fact can be written in a cell of text: as a facts file takes them, in the usual capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.model.value_names import TRUTH_WORDS, UNKNOWN, find_value, map_value_names
from advisor.model.vocabulary import Fact, Kind

UNKNOWN_SPELLINGS = ("", UNKNOWN, UNKNOWN.capitalize(), UNKNOWN.upper())
"""Cells that say that the answer is not known."""
LIST_SEPARATORS = ";,|"
_SEPARATOR = re.compile(f"[{LIST_SEPARATORS}]")


def list_spellings(fact: Fact) -> dict[str, list[str]]:
    """List for each value of a choice or a yes/no fact the texts that mean it; the value itself comes first."""
    spellings: dict[str, dict[str, None]] = {value: {value: None} for value in fact.values}
    for text in _iter_texts(fact):
        value = find_value(fact, text)
        if value is not None:
            spellings[value][text] = None
    return {value: list(texts) for value, texts in spellings.items()}


def list_names(fact: Fact) -> dict[str, list[str]]:
    """List for each value of a list the normalized names that can be in a cell with several values."""
    names: dict[str, list[str]] = {value: [] for value in fact.values}
    for name, value in map_value_names(fact).items():
        if not _SEPARATOR.search(name):
            names[value].append(name)
    return names


def _iter_texts(fact: Fact) -> Iterator[str]:
    names = [*map_value_names(fact), *(TRUTH_WORDS if fact.kind is Kind.YES_NO else ())]
    for name in names:
        for text in (name, name.replace("_", " "), name.replace("_", "-")):
            yield from (text, text.capitalize(), text.title(), text.upper())
