"""Locators that a pack wrote: where they lead is not enough, since a pack can name the article for words of its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

_SOURCE = "source"


class PackLocator(str):
    """A locator that remembers which pack wrote it; otherwise a text like any other, and equal to it."""

    __slots__ = ("pack",)
    pack: str

    def __new__(cls, locator: str, pack: str) -> PackLocator:
        """Build the locator of a pack."""
        made = super().__new__(cls, locator)
        made.pack = pack
        return made

    def __reduce__(self) -> tuple[type[PackLocator], tuple[str, str]]:
        return type(self), (str(self), self.pack)


def find_author(locator: str) -> str:
    """Return the name of the pack that wrote a locator; "" for the built-in pack."""
    return locator.pack if isinstance(locator, PackLocator) else ""


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
