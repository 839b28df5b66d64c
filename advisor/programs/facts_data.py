"""The facts that can be stated, as data: `advisor facts --format json` and `GET /v1/facts`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.logic.fact_list import FactTheme
from advisor.model.vocabulary import MAX_COUNT, Fact


def build_facts_data(themes: Iterable[FactTheme]) -> list[dict[str, Any]]:
    """Build the data of each fact, in the order of the themes."""
    return [
        {
            "name": fact.name,
            "theme": theme.title,
            "kind": fact.kind.value,
            "label": fact.label,
            "question": fact.question,
            "help": fact.help,
            "values": dict(fact.values),
            **list_limits(fact),
            "matters_at": list(use.levels),
            "decides_at": list(use.deciding_levels),
            "finds_level": use.finds_level,
            "source": fact.source,
        }
        for theme in themes
        for fact, use in theme.facts
    ]


def list_limits(fact: Fact) -> dict[str, int | None]:
    """Return the smallest and the largest number that a fact can have; None if it is no number or has no limit."""
    is_count = not fact.values
    return {
        "minimum": fact.minimum if is_count else None,
        "maximum": fact.maximum if is_count and fact.maximum < MAX_COUNT else None,
    }
