"""A loader of the built-in pack and of folders with further packs into one rule base.

It imports the reader of YAML only if there is YAML to read: the built-in pack alone usually comes from the cache.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from advisor.loading import rulebase_cache as cache
from advisor.model.rulebase import RuleBase

_PACKAGE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))


def find_builtin_folder() -> str:
    """Return the folder of the built-in pack: inside the installed package, or the root of a checkout."""
    inside = os.path.join(_PACKAGE, "builtin")
    return inside if os.path.isdir(inside) else os.path.dirname(_PACKAGE)


def load(folders: Iterable[str] = ()) -> RuleBase:
    """Load the built-in pack and those in `folders`, in order. Raises PackError with all findings."""
    folders = tuple(folders)
    if folders:
        return _read_packs(folders, with_builtin=True)
    stamp = cache.compute_stamp(_PACKAGE, find_builtin_folder())
    rulebase = cache.load_cached(stamp)
    if rulebase is None:
        rulebase = _read_packs((), with_builtin=True)
        cache.store_rulebase(rulebase, stamp)
    return rulebase


def load_only(folder: str) -> RuleBase:
    """Load one pack alone, without the built-in one. Raises PackError with all findings."""
    return _read_packs((folder,), with_builtin=False)


def _read_packs(folders: Iterable[str], *, with_builtin: bool) -> RuleBase:
    from pathlib import Path

    from advisor.loading.pack_reader import PackReader

    reader = PackReader()
    if with_builtin:
        reader.read_pack(Path(find_builtin_folder()), builtin=True)
    for folder in folders:
        reader.read_pack(Path(folder))
    return reader.build_rulebase()
