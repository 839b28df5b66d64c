"""The facts that can be stated, as data: `advisor facts --format json` and `GET /v1/facts`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.logic.fact_list import FactTheme
from advisor.programs.questions import list_limits


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
