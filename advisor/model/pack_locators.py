"""Locators of words that a pack is behind, because it wrote them or because they follow from what it concludes.

Where a locator leads is not enough, since a pack can name the article for words of its own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

_SOURCE = "source"


class PackLocator(str):
    """A locator that remembers which packs are behind its words; otherwise a text like any other, and equal to it."""

    __slots__ = ("packs",)
    packs: tuple[str, ...]

    def __new__(cls, locator: str, *packs: str) -> PackLocator:
        """Build the locator of one or more packs."""
        made = super().__new__(cls, locator)
        made.packs = packs
        return made

    def __reduce__(self) -> tuple[type[PackLocator], tuple[str, ...]]:
        return type(self), (str(self), *self.packs)


def find_authors(locator: str) -> tuple[str, ...]:
    """Return the names of the packs behind a locator; none if it is the built-in pack alone."""
    return locator.packs if isinstance(locator, PackLocator) else ()


def add_authors(locator: str, packs: Iterable[str]) -> str:
    """Return a locator that names some packs as well, each once; an empty locator stays as it is."""
    names = tuple(dict.fromkeys((*find_authors(locator), *packs)))
    return PackLocator(locator, *names) if names and locator else locator


def sign_locators(value: Any, pack: str) -> Any:
    """Return an entry of a pack with its locators signed by the pack: each field `source`, at any depth."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        fields = {name: getattr(value, name) for name in value._fields}
        return type(value)(**_sign_fields(fields, pack))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value) if field.init}
        return dataclasses.replace(value, **_sign_fields(fields, pack))
    if isinstance(value, Mapping):
        return {name: sign_locators(part, pack) for name, part in value.items()}
    if isinstance(value, tuple):
        return tuple(sign_locators(part, pack) for part in value)
    return value


def _sign_fields(fields: dict[str, Any], pack: str) -> dict[str, Any]:
    return {
        name: PackLocator(part, pack) if name == _SOURCE and part else sign_locators(part, pack)
        for name, part in fields.items()
    }
