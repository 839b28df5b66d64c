"""What the API makes once for each server: its description, its rules and steps, and its list of facts."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from advisor.consultation import Consultation
from advisor.logic.fact_uses import FactUse, find_fact_uses
from advisor.model.rulebase import RuleBase
from advisor.programs.openapi import build_openapi
from advisor.programs.rule_data import RuleShelf

_SHELVES: WeakKeyDictionary[Consultation, ProgramShelf] = WeakKeyDictionary()


class ProgramShelf:
    """What depends on the rule base only; used by the thread of `Site.compute`."""

    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase

    @cached_property
    def rules(self) -> RuleShelf:
        """The rules and steps by id."""
        return RuleShelf(self.rulebase)

    @cached_property
    def uses(self) -> dict[str, FactUse]:
        """When each fact matters."""
        return find_fact_uses(self.rulebase)

    @cached_property
    def document(self) -> dict[str, Any]:
        """The description of the API."""
        return build_openapi(self.rulebase)


def open_shelf(adviser: Consultation) -> ProgramShelf:
    """Return the shelf of a server, by the consultation of `Site.compute`."""
    shelf = _SHELVES.get(adviser)
    if shelf is None:
        shelf = _SHELVES[adviser] = ProgramShelf(adviser.rulebase)
    return shelf
