"""The built-in rule base as an earlier run read it, kept as Python keeps its bytecode.

Reading and checking the YAML takes longer than everything else a short command does. What came of it therefore lies
beside this module's own bytecode, and is taken from there as long as no file of the pack or of the code that read it
has changed since. It is written under the same conditions as bytecode (never with PYTHONDONTWRITEBYTECODE, silently not
where the folder is read-only) and trusted for the same reason: who can write there can change the program itself. Other
packs are data from anywhere, so their compiled form is neither kept nor read.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
from collections.abc import Iterator

from advisor.model.rulebase import RuleBase

Stamp = tuple[tuple[str, int, int], ...]
"""Every file that counts: its path, when it was last changed (ns), its size."""
_CODE_FOLDERS = ("model", "loading")
_DATA_FOLDERS = ("rules", "knowledge")


def compute_stamp(package: str, pack: str) -> Stamp:
    """The state of the code in `package` that reads packs, and of the files of the pack in folder `pack`."""
    folders = [
        *(os.path.join(package, name) for name in _CODE_FOLDERS),
        *(os.path.join(pack, name) for name in _DATA_FOLDERS),
    ]
    found = [entry for folder in folders for entry in _iter_files(folder, (".py", ".yaml"))]
    found += _iter_files(os.path.join(pack, "templates"), ("",))
    header = os.path.join(pack, "pack.yaml")
    with contextlib.suppress(OSError):
        about = os.stat(header)
        found.append((header, about.st_mtime_ns, about.st_size))
    return tuple(sorted(found))


def _iter_files(folder: str, suffixes: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir():
                    yield from _iter_files(entry.path, suffixes)
                elif entry.name.endswith(suffixes):
                    about = entry.stat()
                    yield entry.path, about.st_mtime_ns, about.st_size
    except OSError:  # reading the pack will say what is wrong with it
        return


def load_cached(stamp: Stamp) -> RuleBase | None:
    """The rule base kept for this stamp, or None."""
    path = _find_cache_path()
    if path is None:
        return None
    try:
        with open(path, "rb") as file:
            return pickle.load(file) if pickle.load(file) == stamp else None
    except Exception:  # missing, cut off, or of another version: whatever it is, the YAML is there to be read
        return None


def store_rulebase(rulebase: RuleBase, stamp: Stamp) -> None:
    """Keep a rule base for later runs, where bytecode may be kept."""
    path = _find_cache_path()
    if path is None or sys.dont_write_bytecode:
        return
    import tempfile

    rulebase.prepare()
    with contextlib.suppress(OSError):
        handle, aside = tempfile.mkstemp(dir=os.path.dirname(path))
        try:
            with os.fdopen(handle, "wb") as file:
                pickle.dump(stamp, file, pickle.HIGHEST_PROTOCOL)
                pickle.dump(rulebase, file, pickle.HIGHEST_PROTOCOL)
            os.chmod(aside, os.stat(__file__).st_mode & 0o666)
            os.replace(aside, path)
        except OSError:
            os.unlink(aside)


def _find_cache_path() -> str | None:
    """Beside this module's bytecode; None where Python keeps none."""
    bytecode = __spec__.cached if __spec__ else None
    folder = os.path.dirname(bytecode) if bytecode else None
    return os.path.join(folder, f"rulebase.{sys.implementation.cache_tag}.pickle") if folder else None
