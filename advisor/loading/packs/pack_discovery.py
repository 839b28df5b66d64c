"""The folders of the packs besides the built-in one: installed, of the project file, of ADVISOR_PACKS, and named ones.

A pack that only the current folder names needs the user's trust (`advisor.loading.packs.pack_trust`).

They are loaded in this order, each once. Nothing of a pack is ever imported or run: an installed package announces its
pack by an entry point of the group `advisor.packs`. Its value is the name of the package folder that holds `pack.yaml`,
and only that folder is looked up.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.errors import PackError
from advisor.loading import finding_codes as codes
from advisor.model.word_lists import join_quoted

ENVIRONMENT_VARIABLE, PROJECT_FILE, ENTRY_POINT_GROUP = "ADVISOR_PACKS", "advisor.toml", "advisor.packs"
HEADER_FILE, PACK_FOLDERS = "pack.yaml", ("knowledge", "rules", "templates")
"""The parts of a pack."""
CHECKS_KEY = "checks"
"""The table of the project file with the settings of `advisor rules check`."""
_PACKS_EXAMPLE = '`packs = ["packs/ours"]`'


class FoundPack(NamedTuple):
    """The folder of a pack. `found_by` is what names it, if that depends on the current folder alone; else "".

    Nobody chose such a pack: whoever wrote the current folder did. The file or the variable that names it is
    PROJECT_FILE or ENVIRONMENT_VARIABLE.
    """

    folder: str
    found_by: str = ""


def discover_packs(extra_folders: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the folders of all packs in the order in which they are loaded. Raises PackError.

    The loader reports a folder that does not exist; this raises only if a place cannot be the name of a folder.
    """
    return tuple(pack.folder for pack in find_packs(extra_folders))


def find_packs(extra_folders: Iterable[str] = ()) -> tuple[FoundPack, ...]:
    """Return all packs, each once, in the order in which they are loaded. Raises PackError.

    A pack among `extra_folders` is the user's own choice, also if the current folder names it too.
    """
    named = [folder for folder in os.environ.get(ENVIRONMENT_VARIABLE, "").split(os.pathsep) if folder]
    chosen = list(extra_folders)
    found = (
        *map(FoundPack, _iter_installed_packs()),
        *(FoundPack(folder, PROJECT_FILE) for folder in _iter_project_packs()),
        *(FoundPack(folder, "" if os.path.isabs(folder) else ENVIRONMENT_VARIABLE) for folder in named),
        *map(FoundPack, chosen),
    )
    own = {os.path.realpath(pack.folder) for pack in found if not pack.found_by}
    first = {os.path.realpath(pack.folder): pack for pack in reversed(found)}
    return tuple(pack._replace(found_by="") if path in own else pack for path, pack in first.items())[::-1]


def list_project_packs() -> tuple[str, ...]:
    """Return the folders of the packs in the project file. Raises PackError if it cannot be used."""
    return tuple(_iter_project_packs())


def _iter_project_packs() -> Iterator[str]:
    """Yield the packs in the project file of the current folder: `packs = ["packs/ours"]`, relative to that file."""
    if not os.path.lexists(PROJECT_FILE):
        return
    settings = _read_project_file()
    unknown_keys = [key for key in settings if key not in ("packs", CHECKS_KEY)]
    if unknown_keys:
        names = join_quoted(unknown_keys, " and ")
        sentence = (
            f"this file has {names}, but it can only have {_PACKS_EXAMPLE} and `[{CHECKS_KEY}.CODE]`; remove the rest"
        )
        raise PackError.at(PROJECT_FILE, sentence, codes.INVALID_PROJECT_FILE)
    packs = settings.get("packs", [])
    if not isinstance(packs, list) or not all(isinstance(each, str) and each and "\0" not in each for each in packs):
        sentence = f"`packs` must be a list of folders, such as {_PACKS_EXAMPLE}"
        raise PackError.at(PROJECT_FILE, sentence, codes.INVALID_PROJECT_FILE)
    yield from packs


def _read_project_file() -> dict[str, object]:
    from advisor.loading.documents.input_files import read_text
    from advisor.loading.documents.toml_reader import load_toml
    from advisor.loading.documents.yaml_reader import UnreadableError

    if not os.path.isfile(PROJECT_FILE):
        raise PackError.at(PROJECT_FILE, "this is not a plain file; replace it by one", codes.NOT_READABLE)
    try:
        return load_toml(*read_text(PROJECT_FILE))
    except UnreadableError as error:
        raise PackError([error.finding]) from None


def _iter_installed_packs() -> Iterator[str]:
    """Yield the folders of packs that installed packages announce."""
    if not any(_has_installed_pack(path) for path in sys.path):
        return
    from importlib.metadata import entry_points

    try:
        points = sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name)
    except Exception:  # a package that is half installed, or by hand, can raise anything
        sentence = "an installed package announces a pack in a way that cannot be read; install it again"
        raise PackError.at("installed packs", sentence, codes.INVALID_INSTALLED_PACK) from None
    for point in points:
        label = f"installed pack `{point.name}`"
        if not all(part.isidentifier() for part in point.value.split(".")):
            sentence = f"`{point.value}` is not the name of a package folder, such as `acme_guidance.pack`"
            raise PackError.at(label, sentence, codes.INVALID_INSTALLED_PACK)
        folder = find_package_folder(point.value)
        if folder is None:
            sentence = f"the package that announces this pack has no folder `{point.value}`; install it again"
            raise PackError.at(label, sentence, codes.INVALID_INSTALLED_PACK)
        yield folder


def find_package_folder(dotted_name: str) -> str | None:
    """Return the folder that an entry point names, such as `acme_guidance.pack`; None if it is not installed."""
    from importlib.util import find_spec

    package, *subfolders = dotted_name.split(".")
    try:
        spec = find_spec(package)  # only of the outermost package: looking up one below it would import it
    except (ImportError, ValueError):
        spec = None
    locations = list(spec.submodule_search_locations or ()) if spec else []
    return os.path.join(locations[0], *subfolders) if locations else None


def _has_installed_pack(path: str) -> bool:
    """Whether some package installed in a folder has entry points of our group.

    This only searches the text of the files: parsing all metadata would take longer than the rest of a short command.
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
