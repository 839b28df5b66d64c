"""How closely should Sales and Marketing work together? The public API, and nothing else.

    from advisor import Consultation, load, read_facts

    rulebase = load()
    advice = Consultation(rulebase).advise(read_facts("examples/defined-changing-market.yaml", rulebase))

Names are imported when they are first used, so that no program pays for what it does not call.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from advisor.consultation import Consultation
    from advisor.errors import AdvisorError
    from advisor.loading.facts_file import read_facts
    from advisor.loading.load_rulebase import load
    from advisor.model.advice import Advice, as_data
    from advisor.model.company import Company
    from advisor.reporting.render.formats import render

_HOMES = {
    "Advice": "advisor.model.advice",
    "AdvisorError": "advisor.errors",
    "Company": "advisor.model.company",
    "Consultation": "advisor.consultation",
    "as_data": "advisor.model.advice",
    "load": "advisor.loading.load_rulebase",
    "read_facts": "advisor.loading.facts_file",
    "render": "advisor.reporting.render.formats",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module `advisor` has no `{name}`")
    return getattr(import_module(_HOMES[name]), name)


__all__ = ["Advice", "AdvisorError", "Company", "Consultation", "as_data", "load", "read_facts", "render"]
