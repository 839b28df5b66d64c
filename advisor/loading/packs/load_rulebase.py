"""A loader of the built-in pack and of folders with further packs into one rule base.

It imports the reader of YAML only if there is YAML to read: the built-in pack alone usually comes from the cache.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from advisor.loading.packs import rulebase_cache as cache
from advisor.model.rulebase import RuleBase

if TYPE_CHECKING:
    from advisor.loading.packs.pack_reader import PackReader

_PACKAGE = os.path.realpath(os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", ".."))


def find_builtin_folder() -> str:
    """Return the folder of the built-in pack: inside the installed package, or the root of a checkout."""
    inside = os.path.join(_PACKAGE, "builtin")
    return inside if os.path.isdir(inside) else os.path.dirname(_PACKAGE)


def is_builtin_folder(folder: str | os.PathLike[str]) -> bool:
    """Check whether a folder is that of the built-in pack."""
    return os.path.realpath(folder) == os.path.realpath(find_builtin_folder())


def load(
    folders: Iterable[str | os.PathLike[str]] | str | os.PathLike[str] = (), core: str | os.PathLike[str] | None = None
) -> RuleBase:
    """Load the core (by default the built-in pack) and the packs in `folders`, in order; one folder needs no list.

    Raises PackError with all findings.
    """
    folders = (folders,) if isinstance(folders, str | os.PathLike) else tuple(folders)
    if folders or core is not None:
        return read_packs(folders, core).build_rulebase()
    stamp = cache.compute_stamp(_PACKAGE, find_builtin_folder())
    rulebase = cache.load_cached(stamp)
    if rulebase is None:
        rulebase = read_packs(()).build_rulebase()
        cache.store_rulebase(rulebase, stamp)
    return rulebase


def read_packs(folders: Iterable[str | os.PathLike[str]], core: str | os.PathLike[str] | None = None) -> PackReader:
    """Read the core (by default the built-in pack), then the packs in `folders`; the reader has everything read.

    Raises PackError if there are too many findings to go on.
    """
    from pathlib import Path

    from advisor.loading.packs.pack_reader import PackReader

    if core is None:
        reader = _read_builtin_pack()
    else:
        reader = PackReader()
        reader.read_pack(Path(core))
    for folder in folders:
        reader.read_pack(Path(folder))
    return reader


def _read_builtin_pack() -> PackReader:
    from pathlib import Path

    from advisor.loading.packs.pack_reader import PackReader

    stamp = cache.compute_stamp(_PACKAGE, find_builtin_folder())
    reader = cache.load_cached_reader(stamp)
    if reader is None:
        reader = PackReader()
        reader.read_pack(Path(find_builtin_folder()), builtin=True)
        if not reader.findings:
            cache.store_reader(reader, stamp)
    return reader
