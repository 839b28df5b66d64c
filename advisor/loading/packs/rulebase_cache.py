"""A cache of the built-in rule base, kept as Python keeps its bytecode.

Reading and checking the YAML takes longer than everything else a short command does. The result is therefore kept next
to this module's bytecode, and used until a file of the pack, or of the code that read it, changes. So is what was read
of the built-in pack before it became a rule base, because further packs are read on top of that. Both are written under
the same conditions as bytecode: never with PYTHONDONTWRITEBYTECODE, and not into a read-only folder. They are trusted
for the same reason: anyone who can write there can change the program itself. Other packs may come from anywhere, so
the cache never contains them.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.model.rulebase import RuleBase

if TYPE_CHECKING:
    from advisor.loading.packs.pack_reader import PackReader

Stamp = tuple[tuple[str, int, int], ...]
"""Every file that matters: its path, the time of its last change (ns), its size."""
_CODE_FOLDERS = ("model", "loading")
_DATA_FOLDERS = ("rules", "knowledge")


def compute_stamp(package: str, pack: str) -> Stamp:
    """Compute the state of the code in `package` that reads packs, and of the files of the pack in folder `pack`."""
    named = (package, _CODE_FOLDERS), (pack, _DATA_FOLDERS)
    folders = [os.path.join(root, name) for root, names in named for name in names]
    files = [file for folder in folders for file in _iter_files(folder, (".py", ".yaml"))]
    files += _iter_files(os.path.join(pack, "templates"), ("",))
    header = os.path.join(pack, "pack.yaml")
    with contextlib.suppress(OSError):
        status = os.stat(header)
        files.append((header, status.st_mtime_ns, status.st_size))
    return tuple(sorted(files))


def _iter_files(folder: str, suffixes: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir():
                    yield from _iter_files(entry.path, suffixes)
                elif entry.name.endswith(suffixes):
                    status = entry.stat()
                    yield entry.path, status.st_mtime_ns, status.st_size
    except OSError:  # reading the pack will report it
        return


def load_cached(stamp: Stamp) -> RuleBase | None:
    """Return the rule base kept for this stamp, or None."""
    rulebase = _load("rulebase", stamp)
    return rulebase if isinstance(rulebase, RuleBase) else None


def load_cached_reader(stamp: Stamp) -> PackReader | None:
    """Return a reader that has read the built-in pack, kept for this stamp, or None. Each call returns a new one."""
    from advisor.loading.packs.pack_reader import PackReader

    reader = _load("reader", stamp)
    return reader if isinstance(reader, PackReader) else None


def store_rulebase(rulebase: RuleBase, stamp: Stamp) -> None:
    """Keep a rule base for later runs, if Python may keep bytecode."""
    rulebase.prepare()
    _store("rulebase", rulebase, stamp)


def store_reader(reader: PackReader, stamp: Stamp) -> None:
    """Keep a reader that has read only the built-in pack, if Python may keep bytecode."""
    _store("reader", reader, stamp)


def _load(name: str, stamp: Stamp) -> object:
    path = _find_cache_path(name)
    if path is None:
        return None
    try:
        with open(path, "rb") as file:
            return pickle.load(file) if pickle.load(file) == stamp else None
    except Exception:  # missing, cut off, or of another version: then the YAML is read
        return None


def _store(name: str, content: object, stamp: Stamp) -> None:
    path = _find_cache_path(name)
    if path is None or sys.dont_write_bytecode:
        return
    import tempfile

    with contextlib.suppress(OSError):
        handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path))
        try:
            with os.fdopen(handle, "wb") as file:
                pickle.dump(stamp, file, pickle.HIGHEST_PROTOCOL)
                pickle.dump(content, file, pickle.HIGHEST_PROTOCOL)
            os.chmod(temporary, os.stat(__file__).st_mode & 0o666)
            os.replace(temporary, path)
        except OSError:
            os.unlink(temporary)


def _find_cache_path(name: str) -> str | None:
    """Return a path next to this module's bytecode; None if Python keeps none."""
    bytecode = __spec__.cached if __spec__ else None
    folder = os.path.dirname(bytecode) if bytecode else None
    return os.path.join(folder, f"{name}.{sys.implementation.cache_tag}.pickle") if folder else None
