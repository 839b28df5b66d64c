"""How closely should Sales and Marketing work together? The public API, and nothing else.

    from advisor import Consultation, facts_from, load

    rulebase = load()
    company = facts_from({"relationship": "defined", "change_rapid": "yes"}, rulebase)
    print(Consultation(rulebase).advise(company).headline)

docs/python.md has more examples.

Names are imported when they are first used, so that no program pays for what it does not call.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from advisor.consultation import Consultation
    from advisor.errors import AdvisorError
    from advisor.loading.facts.facts_file import read_facts
    from advisor.loading.facts.facts_mapping import facts_from
    from advisor.loading.packs.load_rulebase import load
    from advisor.model.advice import Advice, as_data
    from advisor.model.company import Company
    from advisor.portfolio.frames import batch
    from advisor.reporting.render.formats import render

_HOMES = {
    "Advice": "advisor.model.advice",
    "AdvisorError": "advisor.errors",
    "Company": "advisor.model.company",
    "Consultation": "advisor.consultation",
    "as_data": "advisor.model.advice",
    "batch": "advisor.portfolio.frames",
    "facts_from": "advisor.loading.facts.facts_mapping",
    "load": "advisor.loading.packs.load_rulebase",
    "read_facts": "advisor.loading.facts.facts_file",
    "render": "advisor.reporting.render.formats",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module `advisor` has no `{name}`")
    return getattr(import_module(_HOMES[name]), name)


__all__ = [
    "Advice",
    "AdvisorError",
    "Company",
    "Consultation",
    "as_data",
    "batch",
    "facts_from",
    "load",
    "read_facts",
    "render",
]
