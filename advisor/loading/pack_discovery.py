"""Which packs there are beside the built-in one: installed, of the project file, of ADVISOR_PACKS, and named ones.

In this order; one that is found twice is loaded once. Nothing of a pack is ever imported or run: an installed package
announces its pack by an entry point of the group `advisor.packs`, whose value is the name of the package folder that
holds `pack.yaml`, and only that folder is looked up.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator

from advisor.errors import Finding, PackError, Place

ENVIRONMENT_VARIABLE, PROJECT_FILE, ENTRY_POINT_GROUP = "ADVISOR_PACKS", "advisor.toml", "advisor.packs"
MAX_BYTES = 100_000
_PACKS_EXAMPLE = '`packs = ["packs/ours"]`'


def discover_packs(extra_folders: Iterable[str] = ()) -> tuple[str, ...]:
    """The folders of all packs in the order in which they are loaded. Raises PackError.

    A pack that cannot be found is left to the loader to tell of, except where its place is not a folder's name at all.
    """
    folders = (*_iter_installed_packs(), *_iter_project_packs(), *_iter_environment_packs(), *extra_folders)
    return tuple({os.path.realpath(folder): folder for folder in reversed(folders)}.values())[::-1]


def _iter_environment_packs() -> Iterator[str]:
    yield from filter(None, os.environ.get(ENVIRONMENT_VARIABLE, "").split(os.pathsep))


def _iter_project_packs() -> Iterator[str]:
    """The packs listed in the project file of the present folder: `packs = ["packs/ours"]`, relative to that file."""
    if not os.path.lexists(PROJECT_FILE):
        return
    told = _read_project_file()
    strange = [f"`{each}`" for each in told if each != "packs"]
    packs = told.get("packs", [])
    if strange:
        raise _build_error(
            PROJECT_FILE, f"this file has {', '.join(strange)}, but only {_PACKS_EXAMPLE} is understood here"
        )
    if not isinstance(packs, list) or not all(isinstance(each, str) and each and "\0" not in each for each in packs):
        raise _build_error(PROJECT_FILE, f"`packs` must be a list of folders, such as {_PACKS_EXAMPLE}")
    yield from packs


def _read_project_file() -> dict[str, object]:
    import tomllib

    try:
        if not os.path.isfile(PROJECT_FILE):
            raise OSError(0, "it is no plain file")
        with open(PROJECT_FILE, "rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise OSError(0, f"it is larger than {MAX_BYTES // 1000} kB")
        return tomllib.loads(data.decode("utf-8-sig"))
    except RecursionError:
        raise _build_error(PROJECT_FILE, "this project file is nested too deep") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        sentence = f"this project file cannot be read: {reason[:1].lower()}{reason[1:]}"
        raise _build_error(PROJECT_FILE, sentence) from None


def _build_error(location: str, sentence: str) -> PackError:
    return PackError([Finding(Place(location), sentence)])


def _iter_installed_packs() -> Iterator[str]:
    """The folders of packs that installed packages announce."""
    if not any(_has_installed_pack(path) for path in sys.path):
        return
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    try:
        points = sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda each: each.name)
    except Exception:  # a package installed half, or by hand, makes the library say many things
        sentence = "what an installed package announces cannot be read; install the packages with packs anew"
        raise _build_error("installed packs", sentence) from None
    for point in points:
        top, *below = parts = point.value.split(".")
        if not all(each.isidentifier() for each in parts):
            sentence = f"`{point.value}` is not the name of a package folder, such as `acme_guidance.pack`"
            raise _build_error(f"installed pack `{point.name}`", sentence)
        try:
            spec = find_spec(top)  # of the outermost package only: looking one up further in would import it
        except (ImportError, ValueError):
            spec = None
        found = list(spec.submodule_search_locations or ()) if spec else []
        if not found:
            sentence = f"the installed package that announces this pack has no folder `{point.value}`; install it anew"
            raise _build_error(f"installed pack `{point.name}`", sentence)
        yield os.path.join(found[0], *below)


def _has_installed_pack(path: str) -> bool:
    """Whether some package installed in a folder has entry points of our group.

    Told from the text of the files: reading them all as metadata would take longer than the rest of a short command.
    """
    try:
        with os.scandir(path or ".") as entries:
            names = [entry.path for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))]
    except OSError:
        return False
    return any(_has_group_section(os.path.join(name, "entry_points.txt")) for name in names)


def _has_group_section(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return f"[{ENTRY_POINT_GROUP}]".encode() in file.read()
    except OSError:
        return False
