"""The words and patterns of phrases.yaml, by which the checks of wording go."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from advisor.loading.nodes import Findings, Listing, Mapped, Node, Scalar
from advisor.loading.yaml_reader import read_yaml

_FUNCTION = "{function}"


@cache
def pattern(key: str) -> re.Pattern[str]:
    """The patterns under a key, as one that is compared without regard to case.

    Those that begin with a function are put behind it together, so that each place of a text is looked at for it once.
    """
    function = rf"\b(?:{'|'.join(_listed('functions'))})"
    behind = [each.removeprefix(_FUNCTION) for each in _listed(key) if each.startswith(_FUNCTION)]
    others = [each.replace(_FUNCTION, function) for each in _listed(key) if not each.startswith(_FUNCTION)]
    parts = [*others, *([f"{function}(?:{'|'.join(behind)})"] if behind else [])]
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
