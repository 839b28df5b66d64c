"""Loading of packs with the built-in one, which is read only once for all tests."""

from __future__ import annotations

import pickle
from functools import cache
from pathlib import Path

from advisor.loading.packs.load_rulebase import read_packs
from advisor.model.rulebase import RuleBase


@cache
def _read_builtin() -> bytes:
    return pickle.dumps(read_packs(()), pickle.HIGHEST_PROTOCOL)


def load_with_builtin(*folders: Path) -> RuleBase:
    """Load packs as `load` does, in less than half the time: from a copy of a reader that has read the built-in pack.

    Raises PackError with all findings.
    """
    reader = pickle.loads(_read_builtin())
    for folder in folders:
        reader.read_pack(folder)
    rulebase: RuleBase = reader.build_rulebase()
    return rulebase
