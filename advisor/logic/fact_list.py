"""Lists of the facts that can be stated, by theme, with when they matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from advisor.logic.fact_uses import FactUse
from advisor.model.rulebase import STATED_STATE, RuleBase
from advisor.model.vocabulary import Fact

_TITLE_PREFIX, _OTHER_TITLE = "facts-", "Further facts"


class ListedFact(NamedTuple):
    """A fact with when it matters."""

    fact: Fact
    use: FactUse


class FactTheme(NamedTuple):
    """The facts of one theme under their heading."""

    title: str
    facts: tuple[ListedFact, ...]


class FactFilter(NamedTuple):
    """Which facts to list: those that matter at a level, that contain words, that can change the verdict."""

    state: str | None = None
    search: str = ""
    deciding: bool = False


def list_facts(rulebase: RuleBase, uses: Mapping[str, FactUse], fact_filter: FactFilter) -> list[FactTheme]:
    """List the facts that match a filter, in the order of the themes; a theme without facts is left out."""
    order = [name.removeprefix(_TITLE_PREFIX) for name in rulebase.wording if name.startswith(_TITLE_PREFIX)]
    by_title: dict[str, list[ListedFact]] = {rulebase.wording[f"{_TITLE_PREFIX}{theme}"]: [] for theme in order}
    for name, use in uses.items():
        fact = rulebase.facts[name]
        if _matches(fact, use, fact_filter):
            title = rulebase.wording.get(f"{_TITLE_PREFIX}{fact.theme}", _OTHER_TITLE)
            by_title.setdefault(title, []).append(ListedFact(fact, use))
    return [FactTheme(title, tuple(facts)) for title, facts in by_title.items() if facts]


def _matches(fact: Fact, use: FactUse, fact_filter: FactFilter) -> bool:
    if fact.name == STATED_STATE and not fact_filter.search:
        return True
    levels = use.deciding_levels if fact_filter.deciding else use.levels
    if fact_filter.state is not None and fact_filter.state not in levels:
        return False
    if fact_filter.deciding and not levels:
        return False
    text = " ".join((fact.name, fact.label, fact.question, fact.help, *fact.values, *fact.values.values())).casefold()
    return all(word in text or word in text.replace("_", " ") for word in fact_filter.search.casefold().split())
