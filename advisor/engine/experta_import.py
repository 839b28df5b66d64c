"""The only import of experta (1.9.4, last released 2019), with the fixes that the import needs.

* It pins frozendict 1.2, which reads `collections.Mapping`, removed in Python 3.10. The name is defined during the
  import only, so that no other code can depend on it.
* It calls `logging.basicConfig()` when imported, which would replace the logging of the program. The handlers of the
  root logger are restored.
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
    from experta.agenda import Agenda as Agenda
    from experta.fact import InitialFact as InitialFact
    from experta.factlist import FactList as FactList
    from experta.matchers.rete import ReteMatcher
    from experta.matchers.rete.check import FeatureCheck as FeatureCheck
    from experta.matchers.rete.check import SameContextCheck as SameContextCheck
    from experta.matchers.rete.check import TypeCheck as TypeCheck
    from experta.matchers.rete.mixins import ChildNode as ChildNode
    from experta.matchers.rete.mixins import NoMemory as NoMemory
    from experta.matchers.rete.nodes import ConflictSetNode as ConflictSetNode
    from experta.matchers.rete.nodes import FeatureTesterNode as FeatureTesterNode
    from experta.matchers.rete.nodes import NotNode as NotNode
    from experta.matchers.rete.nodes import OrdinaryMatchNode as OrdinaryMatchNode
    from experta.strategies import DepthStrategy as DepthStrategy
finally:
    if _is_mapping_missing:
        del collections.Mapping  # type: ignore[attr-defined]
    logging.root.handlers[:] = _handlers

Fact: Any = experta.Fact
KnowledgeEngine: Any = experta.KnowledgeEngine
Literal: Any = experta.L
Matcher: Any = ReteMatcher
BINDING: Any = experta.MATCH
NOT: Any = experta.NOT
P: Any = experta.P
Production: Any = experta.Rule
Strategy: Any = DepthStrategy.__mro__[1]
ENGINE = f"experta {experta.__version__}"
