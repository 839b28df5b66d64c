"""The words and patterns of phrases.yaml, by which the checks of wording go."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from advisor.loading.nodes import Findings, Listing, Mapped, Node, Scalar
from advisor.loading.yaml_reader import read_yaml


@cache
def pattern(key: str) -> re.Pattern[str]:
    """The patterns under a key, as one that is compared without regard to case."""
    functions = "|".join(_listed("functions"))
    parts = (each.replace("{function}", rf"\b(?:{functions})") for each in _listed(key))
    return re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE)


@cache
def words(key: str) -> frozenset[str]:
    """The words under a key, in lower case."""
    return frozenset(each.lower() for each in _listed(key))


def _listed(key: str) -> list[str]:
    node = _file().get(key)
    return [each.text for each in node.items if isinstance(each, Scalar)] if isinstance(node, Listing) else []


@cache
def _file() -> Mapped:
    path = Path(__file__).with_name("phrases.yaml")
    node: Node | None = read_yaml(path.read_text(encoding="utf-8"), path.name, Findings())
    assert isinstance(node, Mapped)
    return node
