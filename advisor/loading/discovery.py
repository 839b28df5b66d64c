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

VARIABLE, PROJECT_FILE, GROUP = "ADVISOR_PACKS", "advisor.toml", "advisor.packs"


def discovered(named: Iterable[str] = ()) -> tuple[str, ...]:
    """The folders of all packs in the order in which they are loaded. Raises PackError.

    A pack that cannot be found is left to the loader to tell of, except where its place is not a folder's name at all.
    """
    folders = (*_installed(), *_of_project(), *_of_environment(), *named)
    return tuple({os.path.realpath(folder): folder for folder in reversed(folders)}.values())[::-1]


def _of_environment() -> Iterator[str]:
    yield from filter(None, os.environ.get(VARIABLE, "").split(os.pathsep))


def _of_project() -> Iterator[str]:
    """The packs listed in the project file of the present folder: `packs = ["packs/ours"]`, relative to that file."""
    if not os.path.isfile(PROJECT_FILE):
        return
    import tomllib

    try:
        with open(PROJECT_FILE, "rb") as file:
            packs = tomllib.load(file).get("packs", [])
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        sentence = f"this project file cannot be read: {reason[:1].lower()}{reason[1:]}"
        raise PackError([Finding(Place(PROJECT_FILE), sentence)]) from None
    if not isinstance(packs, list) or not all(isinstance(each, str) and each and "\0" not in each for each in packs):
        sentence = '`packs` must be a list of folders, such as `packs = ["packs/ours"]`'
        raise PackError([Finding(Place(PROJECT_FILE), sentence)])
    yield from packs


def _installed() -> Iterator[str]:
    """The folders of packs that installed packages announce."""
    if not any(_announces(path) for path in sys.path):
        return
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    for point in sorted(entry_points(group=GROUP), key=lambda each: each.name):
        top, *below = point.value.split(".")
        try:
            spec = find_spec(top)  # of the outermost package only: looking one up further in would import it
        except (ImportError, ValueError):
            spec = None
        found = list(spec.submodule_search_locations or ()) if spec else []
        if not found:
            sentence = f"the installed package that announces this pack has no folder `{point.value}`; install it anew"
            raise PackError([Finding(Place(f"installed pack `{point.name}`"), sentence)])
        yield os.path.join(found[0], *below)


def _announces(path: str) -> bool:
    """Whether some package installed in a folder has entry points of our group.

    Told from the text of the files: reading them all as metadata would take longer than the rest of a short command.
    """
    try:
        with os.scandir(path or ".") as entries:
            names = [entry.path for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))]
    except OSError:
        return False
    return any(_mentions(os.path.join(name, "entry_points.txt")) for name in names)


def _mentions(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return f"[{GROUP}]".encode() in file.read()
    except OSError:
        return False
