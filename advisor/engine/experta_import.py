"""The only importer of experta (1.9.4, last released 2019), and the repairs that it needs to be imported at all.

* It pins frozendict 1.2, which reads `collections.Mapping`, gone since Python 3.10. The name is lent for the time of
  the import and taken back afterwards, so that no other code comes to rely on it.
* It calls `logging.basicConfig()` when imported, which would take over the program's logging. The root logger's
  handlers are put back as they were.
"""

from __future__ import annotations

import collections
import collections.abc
import logging
from typing import Any

_handlers = list(logging.root.handlers)
_is_mapping_missing = not hasattr(collections, "Mapping")
if _is_mapping_missing:
    collections.Mapping = collections.abc.Mapping  # type: ignore[attr-defined]
try:
    import experta
    from experta.activation import Activation
    from experta.agenda import Agenda
    from experta.fact import InitialFact
    from experta.factlist import FactList
    from experta.matchers.rete import ReteMatcher
    from experta.matchers.rete.mixins import ChildNode, NoMemory
    from experta.matchers.rete.nodes import ConflictSetNode, FeatureTesterNode
    from experta.strategies import DepthStrategy
finally:
    if _is_mapping_missing:
        del collections.Mapping  # type: ignore[attr-defined]
    logging.root.handlers[:] = _handlers

Fact: Any = experta.Fact
KnowledgeEngine: Any = experta.KnowledgeEngine
Matcher: Any = ReteMatcher
NOT: Any = experta.NOT
P: Any = experta.P
Production: Any = experta.Rule
Strategy: Any = DepthStrategy.__mro__[1]
ENGINE = f"experta {experta.__version__}"

__all__ = [
    "ENGINE",
    "NOT",
    "Activation",
    "Agenda",
    "ChildNode",
    "ConflictSetNode",
    "DepthStrategy",
    "Fact",
    "FactList",
    "FeatureTesterNode",
    "InitialFact",
    "KnowledgeEngine",
    "Matcher",
    "NoMemory",
    "P",
    "Production",
    "Strategy",
]
