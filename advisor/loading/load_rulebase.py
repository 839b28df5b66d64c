"""Where guidance is found: the built-in pack and folders of further ones, to a rule base.

What reads YAML is imported only where there is YAML to read: the built-in pack alone is mostly there in compiled form.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from advisor.loading import rulebase_cache as compiled
from advisor.model.rulebase import RuleBase

_PACKAGE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))


def find_builtin_folder() -> str:
    """The folder of the built-in pack: inside the installed package, or the root of a checkout."""
    inside = os.path.join(_PACKAGE, "builtin")
    return inside if os.path.isdir(inside) else os.path.dirname(_PACKAGE)


def load(folders: Iterable[str] = ()) -> RuleBase:
    """The rule base of the built-in pack and of those in `folders`, in order. Raises PackError with all findings."""
    folders = tuple(folders)
    if folders:
        return _read_packs(folders, builtin=True)
    folder = find_builtin_folder()
    stamp = compiled.compute_stamp(_PACKAGE, folder)
    rulebase = compiled.load_cached(stamp)
    if rulebase is None:
        rulebase = _read_packs((), builtin=True)
        compiled.store_rulebase(rulebase, stamp)
    return rulebase


def load_only(folder: str) -> RuleBase:
    """The rule base of one pack alone, without the built-in one. Raises PackError."""
    return _read_packs((folder,), builtin=False)


def _read_packs(folders: Iterable[str], *, builtin: bool) -> RuleBase:
    from pathlib import Path

    from advisor.loading.pack_reader import PackReader

    reader = PackReader()
    if builtin:
        reader.read_pack(Path(find_builtin_folder()), builtin=True)
    for folder in folders:
        reader.read_pack(Path(folder))
    return reader.build_rulebase()
